"""`attune jobs`: what takes too long for a page, computed in a process of its own.

The table of what was asked for is the queue: asking is one transaction, nothing has to be told to a second store, and
it is the same on both databases. Huey's consumer looks into it, hands what it finds to its worker, and ends when it is
told to. `attune demo` and `attune serve` start this process and end it; should they be killed, it notices and ends
by itself. What it had begun is taken up at the next start.
"""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click
import structlog
from huey import Huey  # type: ignore[import-untyped]
from huey.consumer import Consumer  # type: ignore[import-untyped]
from huey.signals import SIGNAL_ERROR  # type: ignore[import-untyped]
from huey.storage import BlackHoleStorage  # type: ignore[import-untyped]

from simulator.cli.plainly import plainly
from simulator.config import Settings
from simulator.storage.database import Database
from simulator.storage.errors import StorageError
from simulator.storage.revision import require_current
from simulator.storage.sealing import Keys
from simulator.usecases.catalogue import Store, open_catalogue

LONGEST_REST = 1.0
"""Seconds after which the queue is looked into again, at the latest."""
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
log = structlog.get_logger()


@click.command()
@click.option("--parent", type=int, hidden=True, help="End when the process with this number is gone.")
@plainly
def jobs(parent: int | None) -> None:
    """Compute what was asked for on the site, such as figures of agreement. `serve` and `demo` do it by themselves."""
    for name, number in ONE_CORE.items():
        os.environ.setdefault(name, number)
    settings = Settings()
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        catalogue = open_catalogue(database, settings.scenario_folder, datetime.now(UTC))
        work(Store(database, catalogue, Keys.absent()), parent)


def work(store: Store, parent: int | None = None) -> None:
    """Work off what is asked for until told to end; only in the main thread of a process."""
    from simulator.usecases import agreement_job  # noqa: PLC0415 - numpy, once the number of its threads is set

    agreement_job.let_go(store)
    queue = queue_of(store)
    _Watching(queue, parent).run()


def queue_of(store: Store) -> Huey:
    """The queue, with the one task there is."""
    from simulator.usecases import agreement_job  # noqa: PLC0415 - as above

    queue = Huey("attune", results=False, storage_class=_Asked)

    @queue.task()  # type: ignore[untyped-decorator]
    def agreement(run_id: str) -> None:
        agreement_job.run(store, UUID(run_id))
        log.info("agreement computed", run=run_id)

    @queue.signal(SIGNAL_ERROR)  # type: ignore[untyped-decorator]
    def failed(_signal: str, task: Any, error: BaseException | None = None) -> None:
        log.error("agreement failed", run=task.args[0], kind=type(error).__name__)
        agreement_job.fail(store, UUID(task.args[0]))

    def take() -> bytes | None:
        found = agreement_job.take(store)
        return None if found is None else queue.serialize_task(agreement.s(str(found)))

    queue.storage.take = take
    return queue


class _Asked(BlackHoleStorage):  # type: ignore[misc]
    """Huey's storage, which keeps nothing: what is taken comes from the table."""

    take = staticmethod(lambda: None)

    def dequeue(self) -> bytes | None:
        """The next message."""
        try:
            return self.take()
        except StorageError as error:
            log.warning("the store cannot be reached", kind=type(error).__name__)
            return None


class _Watching(Consumer):  # type: ignore[misc]
    """A consumer that ends when its parent is gone."""

    def __init__(self, queue: Huey, parent: int | None) -> None:
        super().__init__(queue, workers=1, periodic=False, max_delay=LONGEST_REST)
        self.parent = parent

    def loop(self, health_check_ts: float | None = None) -> Any:
        """Look once, ten times a second."""
        if self.parent is not None and os.getppid() != self.parent:
            self.stop()
        return super().loop(health_check_ts)
