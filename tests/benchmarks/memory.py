"""What a worker of the production server keeps for itself (USS). `python -m tests.benchmarks.memory`"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from threading import Event

import psutil

from simulator.config import bundled
from simulator.markup.library import case_files
from simulator.storage import people
from tests.benchmarks.measuring import heading, tell
from tests.faults.journal import Journal
from tests.faults.players import Player
from tests.faults.server import Server
from tests.usecases.cases import folder_of
from tests.usecases.trainee import NOW, opened

TURNS = 150


def main() -> None:
    """Measure with our cases, and with fourteen."""
    heading("Memory: MB that one gunicorn worker keeps for itself (USS), two workers, after some turns")
    for count in (len(case_files(bundled("scenarios"))), 14):
        with tempfile.TemporaryDirectory() as name:
            tell(f"{count:3} cases: {measured(Path(name), count)}")


def measured(folder: Path, count: int) -> str:
    """The workers' memory, once they have started and once they have been used."""
    cases = many(folder / "cases", count)
    url = f"sqlite:///{folder / 'attune.sqlite3'}"
    with opened(url, cases) as store, store.database.write() as session:
        for number in range(8):
            people.add_person(session, name=f"{number}", slug=f"trainee-{number}", at=NOW)
        session.commit()
    server = Server(url, folder / "log")
    server.environment["ATTUNE_SCENARIOS"] = str(cases)
    journal, over = Journal(folder / "journal"), Event()
    try:
        server.start()
        time.sleep(3)
        begun = workers(server)
        players = [Player(f"trainee-{number}", server.port, journal, over) for number in range(8)]
        for player in players:
            player.start()
        while sum(player.turns for player in players) < TURNS:
            time.sleep(0.1)
        over.set()
        for player in players:
            player.join()
        used = workers(server)
    finally:
        server.kill()
        journal.close()
    return f"started {begun}, used {used}"


def many(folder: Path, count: int) -> Path:
    """So many cases: ours, and copies of them."""
    folder_of(folder)
    ours = case_files(bundled("scenarios"))
    for number in range(count):
        original = ours[number % len(ours)]
        name = original.stem if number < len(ours) else f"{original.stem}-{number}"
        (folder / f"{name}.md").write_text(
            original.read_text("utf-8").replace("title: ", f"title: {number} ", 1), "utf-8"
        )
    return folder


def workers(server: Server) -> str:
    """USS of each worker."""
    if server.process is None:
        raise RuntimeError("no server")
    children = psutil.Process(server.process.pid).children(recursive=True)
    return " and ".join(f"{child.memory_full_info().uss / 1e6:.0f}" for child in children)


if __name__ == "__main__":
    main()
