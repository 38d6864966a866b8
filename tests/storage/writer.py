"""A process that plays turns on one attempt, for tests that need writers in processes of their own.

    python -m tests.storage.writer ADDRESS PERSON ATTEMPT TURNS FORKS

With FORKS the process opens the database and writes one turn, then forks as a preloading server does, and parent and
children write on at once.
"""

import os
import sys
from contextlib import closing
from uuid import UUID

from simulator.storage import attempts
from simulator.storage.database import Database
from tests.storage.making import play


def take_turns(database: Database, person: UUID, attempt: UUID, count: int, *, lock: bool = True) -> None:
    """Turn after turn on one attempt, without think time: the worst case of a double click."""
    for _ in range(count):
        with database.write() as session:
            found = attempts.attempt_of(session, person, attempt, lock=lock)
            assert found is not None
            play(session, found)
            session.commit()


def main(address: str, person: UUID, attempt: UUID, count: int, forks: int) -> int:
    """The number of children that failed."""
    with closing(Database(address)) as database:
        if forks:
            take_turns(database, person, attempt, 1)
        children = []
        for _ in range(forks):
            child = os.fork()
            if child == 0:
                take_turns(database, person, attempt, count)
                database.close()
                os._exit(0)
            children.append(child)
        take_turns(database, person, attempt, count)
        return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    url, who, which, turns, splits = sys.argv[1:]
    sys.exit(main(url, UUID(who), UUID(which), int(turns), int(splits)))
