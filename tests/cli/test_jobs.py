"""`attune jobs`: works off what is asked for, is ended with its server, and takes up what a killed one had begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from simulator.cli.jobs import queue_of
from simulator.storage import agreement_runs
from simulator.storage.agreement_runs import RunRecord
from simulator.usecases import agreeing, agreement_job
from simulator.usecases.agreeing import Asked
from simulator.usecases.catalogue import Store
from tests.usecases.cases import WALK, folder_of
from tests.usecases.rated_twice import Course, on
from tests.usecases.trainee import COHORT, opened

SECONDS = 40


@pytest.fixture
def course(sqlite_database_url: str, tmp_path: Path) -> Iterator[Course]:
    """Six attempts that two have rated."""
    with opened(sqlite_database_url, folder_of(tmp_path / "cases", walk=WALK)) as store:
        course = Course(store)
        for number in range(6):
            course.twice(course.attempt(), on("attunement", 4, 2), on("attunement", 3 + number % 2, 2))
        yield course


@pytest.fixture
def environment(course: Course, sqlite_database_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings for a process."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    return {**plain, "ATTUNE_DATABASE_URL": sqlite_database_url, "ATTUNE_SCENARIOS": str(tmp_path / "cases")}


def ask(course: Course, *, blind: bool = False) -> UUID:
    return agreeing.ask(course.store, course.leader.actor, COHORT, Asked(blind=blind))


def stored(store: Store, run_id: UUID) -> RunRecord:
    with store.database.read() as session:
        found = agreement_runs.run(session, run_id)
    assert found
    return found


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_it_takes_up_what_was_begun_works_off_the_rest_and_ends_when_told_to(
    course: Course, environment: dict[str, str]
) -> None:
    begun, waits = ask(course), ask(course, blind=True)
    assert agreement_job.take(course.store) == begun  # by somebody who was killed
    command = [sys.executable, "-m", "simulator", "jobs"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until(lambda: bool(stored(course.store, begun).finished_at and stored(course.store, waits).finished_at))
        later = ask(course)
        until(lambda: bool(stored(course.store, later).finished_at))
        assert stored(course.store, later).result == stored(course.store, begun).result
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said


def test_it_ends_by_itself_when_its_server_is_killed(environment: dict[str, str]) -> None:
    program = "import time; from simulator.cli.beside import jobs_beside\nwith jobs_beside(): time.sleep(600)"
    server = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        until(lambda: bool(psutil.Process(server.pid).children()))
        (child,) = psutil.Process(server.pid).children()
        until(lambda: "jobs" in child.cmdline() and child.num_threads() > 1)  # it works
    finally:
        server.kill()
        server.wait()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_worker_that_was_forked_and_leaves_does_not_end_it(environment: dict[str, str]) -> None:
    program = (
        "import os, sys; from simulator.cli.beside import jobs_beside\n"
        "with jobs_beside() as _:\n"
        "    if os.fork() == 0: sys.exit(0)\n"
        "    os.wait(); import psutil; print(psutil.Process().children()[0].status())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=SECONDS, check=True
    )
    assert found.stdout.strip() not in ("", "zombie")


def test_what_goes_wrong_is_noted_in_a_plain_sentence(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("what Ada wrote")

    run_id = ask(course)
    monkeypatch.setattr(agreement_job, "run", broken)
    queue = queue_of(course.store)
    task = queue.dequeue()
    assert task is not None
    queue.execute(task)
    assert stored(course.store, run_id).failed == agreement_job.FAILED
    assert queue.dequeue() is None
