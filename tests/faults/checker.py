"""What must hold after any number of kills, read from the journal and from the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.storage import attempts, turns
from simulator.usecases.catalogue import Store
from simulator.usecases.verifying import verify
from tests.faults.journal import Journal


@dataclass
class Findings:
    """How much was acknowledged, and everything that does not hold."""

    acknowledged: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        wrong = [*self.lost, *self.untrue]
        head = f"{self.acknowledged} acknowledged, {self.stored} turns stored"
        head += f", {len(self.lost)} lost, {len(self.untrue)} untrue"
        return "\n".join([head, *wrong[:20]])


def check(journal: Journal, store: Store) -> Findings:
    """Acknowledged is a subset of stored, stored of sent; numbering, chain, states and scores are those of a replay."""
    found = Findings()
    with store.database.read() as session:
        every = {str(one.id): one for one in attempts.every_attempt(session)}
        played = {name: turns.turns_of(session, one.id) for name, one in every.items()}
    stored = {(name, turn.token): turn.response for name, records in played.items() for turn in records}
    sent = set()
    for entry in journal.entries():
        key = entry.attempt, entry.token
        if entry.what == "sent":
            sent.add((*key, entry.response))
            continue
        found.acknowledged += entry.kind == "turn"
        if entry.attempt not in every:
            found.lost.append(f"attempt {entry.attempt} is gone")
        elif entry.kind == "turn" and stored.get(key) != entry.response:
            found.lost.append(f"attempt {entry.attempt}: {entry.response} is {stored.get(key) or 'gone'}")
        elif entry.kind == "finish" and not every[entry.attempt].finished_at:
            found.lost.append(f"attempt {entry.attempt} is open again")
    found.stored = len(stored)
    found.untrue += [
        f"nobody sent {key}" for key in ((*key, given) for key, given in stored.items()) if key not in sent
    ]
    found.untrue += [f"attempt {one.attempt}, turn {one.seq}: {one.sentence}" for one in verify(store).discrepancies]
    return found
