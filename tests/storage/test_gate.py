"""The gate lets one writer in at a time, between threads and between processes, and never keeps it shut."""

import fcntl
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from simulator.storage.database import Database
from simulator.storage.errors import StoreUnavailable
from simulator.storage.locking import Gate

HOLD = "import fcntl, sys, time; f = open(sys.argv[1], 'a'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); "


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attune.sqlite3.gate"


def test_one_thread_at_a_time_goes_through(path: Path) -> None:
    inside = most = 0
    with closing(Gate(path)) as gate:

        def go_through() -> None:
            nonlocal inside, most
            for _ in range(20):
                with gate.hold():
                    inside += 1
                    most = max(most, inside)
                    time.sleep(0.0002)
                    inside -= 1

        threads = [threading.Thread(target=go_through) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1


def test_two_gates_on_one_file_exclude_each_other(path: Path) -> None:
    """As two processes would: each gate has opened the file by itself."""
    order = []
    with closing(Gate(path)) as one, closing(Gate(path)) as other:

        def follow() -> None:
            with other.hold():
                order.append("second")

        with one.hold():
            thread = threading.Thread(target=follow)
            thread.start()
            time.sleep(0.05)
            order.append("first")
        thread.join()
    assert order == ["first", "second"]


def test_a_thread_that_waits_too_long_is_told(path: Path) -> None:
    told: list[BaseException] = []
    with closing(Gate(path, patience=0.05)) as gate:

        def try_it() -> None:
            try:
                with gate.hold():
                    pass
            except StoreUnavailable as error:
                told.append(error)

        with gate.hold():
            thread = threading.Thread(target=try_it)
            thread.start()
            thread.join()
        with gate.hold():
            pass
    assert [str(error) for error in told] == ["no turn to write within 0.05 seconds"]


def test_a_write_inside_a_write_is_an_error_at_once_and_not_a_wait(path: Path) -> None:
    with closing(Gate(path)) as gate:
        with gate.hold(), pytest.raises(RuntimeError, match="a write inside a write"), gate.hold():
            pass
        with gate.hold():
            pass


def test_an_error_inside_opens_the_gate_again(path: Path) -> None:
    with closing(Gate(path)) as gate:
        with pytest.raises(KeyError), gate.hold():
            raise KeyError
        with gate.hold():
            pass


def test_a_killed_process_leaves_the_gate_open(path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD + "time.sleep(60)", path], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with path.open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    threading.Timer(0.05, holder.kill).start()
    began = time.monotonic()
    with closing(Gate(path)) as gate, gate.hold():
        assert time.monotonic() - began < 30
    holder.communicate()


def test_a_hanging_process_stops_one_thread_the_others_are_told_and_readers_go_on(sqlite: Database) -> None:
    gate = sqlite._gate
    assert gate is not None
    gate._patience = 0.05
    holder = subprocess.Popen([sys.executable, "-c", HOLD + "input()", gate.path], stdin=-1, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"

    def write() -> None:
        with sqlite.write():
            pass

    stuck = threading.Thread(target=write)
    stuck.start()
    while not gate._lock.locked():
        time.sleep(0.001)
    with pytest.raises(StoreUnavailable), sqlite.write():
        pass
    with sqlite.read() as session:
        assert session.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    assert stuck.is_alive()
    holder.communicate(b"\n")
    stuck.join(5)
    assert not stuck.is_alive()


def test_a_gate_that_cannot_be_opened_means_the_store_cannot_be_written(path: Path) -> None:
    path.mkdir()
    with closing(Gate(path)) as gate, pytest.raises(StoreUnavailable, match="cannot be opened"), gate.hold():
        pass
    path.rmdir()
    with closing(Gate(path)) as gate, gate.hold():
        pass
