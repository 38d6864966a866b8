"""Kill the whole server, again and again, while trainees play; then compare what it said with what it kept.

python -m tests.faults.kills --kills 10 --trainees 20
python -m tests.faults.kills --kills 10 --trainees 20 --postgresql
python -m tests.faults.kills --kills 3 --trainees 10 --careless      # the negative control: must find losses
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event

from simulator.config import bundled
from simulator.storage import people
from tests.faults.checker import Findings, check
from tests.faults.journal import Journal
from tests.faults.players import Player
from tests.faults.server import Server
from tests.plumbing.postgres import running_server
from tests.usecases.trainee import NOW, opened


@dataclass
class Report:
    """What a run has shown. `recoveries`: seconds from each kill to the first answer after it."""

    findings: Findings
    kills: int
    repeats: int
    seconds: float
    recoveries: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every promise was kept."""
        return not (self.findings.lost or self.findings.untrue or self.faults)

    def __str__(self) -> str:
        pace = f"{self.kills} kills in {self.seconds:.0f} s, {self.repeats} requests sent again"
        recovery = f"recovery max {max(self.recoveries, default=0):.1f} s"
        return "\n".join([f"{pace}, {recovery}", str(self.findings), *self.faults])


def run(url: str, folder: Path, *, kills: int, trainees: int, careless: bool = False, every: float = 3.0) -> Report:
    """Play with `trainees`, kill `kills` times, `every` some seconds; then look at what is left."""
    names = [f"trainee-{number}" for number in range(trainees)]
    with opened(url, bundled("scenarios")) as store, store.database.write() as session:
        for name in names:
            people.add_person(session, name=name, slug=name, at=NOW)
        session.commit()
    journal, over = Journal(folder / "journal"), Event()
    server = Server(url, folder / "log", careless=careless)
    players = [Player(name, server.port, journal, over) for name in names]
    report = Report(Findings(), kills, 0, time.monotonic())
    try:
        server.start()
        for player in players:
            player.start()
        torment(server, players, report, every)
        over.set()
        for player in players:
            player.join(90)
    finally:
        server.kill()
        journal.close()
    report.seconds = time.monotonic() - report.seconds
    report.repeats = sum(player.repeats for player in players)
    report.faults = [f"{player.name}: {player.fault}" for player in players if player.fault or player.is_alive()]
    with opened(url, bundled("scenarios")) as store:
        report.findings = check(journal, store)
    return report


def torment(server: Server, players: list[Player], report: Report, every: float) -> None:
    """Kill the server at moments nobody knows, and start it again."""
    dice = Random(report.kills)
    for _ in range(report.kills):
        wait_for_answers(players, time.monotonic())
        time.sleep(every * (0.5 + dice.random()))
        killed = time.monotonic()
        server.kill()
        server.start()
        wait_for_answers(players, killed)
        report.recoveries.append(min(one.last_answer for one in players if one.last_answer > killed) - killed)
    time.sleep(every / 2)


def wait_for_answers(players: list[Player], since: float) -> None:
    """Wait until somebody was answered again."""
    give_up = time.monotonic() + 60
    while not any(player.last_answer > since for player in players):
        if time.monotonic() > give_up or not any(player.is_alive() for player in players):
            raise RuntimeError(f"nobody is answered any more: {[player.fault for player in players]}")
        time.sleep(0.01)


@contextmanager
def database(folder: Path, *, postgresql: bool) -> Iterator[str]:
    """An empty database of either kind."""
    with ExitStack() as rest:
        if postgresql:
            server = rest.enter_context(running_server())
            yield server.url(rest.enter_context(server.fresh_database()))
        else:
            yield f"sqlite:///{folder / 'attune.sqlite3'}"


def main() -> int:
    """The long version, by hand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--trainees", type=int, default=20)
    parser.add_argument("--every", type=float, default=3.0, help="seconds between kills, about")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--careless", action="store_true", help="the negative control, on SQLite")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with database(folder, postgresql=given.postgresql) as url:
            report = run(
                url, folder, kills=given.kills, trainees=given.trainees, careless=given.careless, every=given.every
            )
    sys.stdout.write(f"{report}\n")
    return int(report.sound is given.careless)


if __name__ == "__main__":
    sys.exit(main())
