"""The short version of `python -m tests.faults.kills`: two kills under a few trainees, and its negative control."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.kills import run

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]


def test_nothing_acknowledged_is_lost_when_the_whole_server_is_killed(database_url: str, tmp_path: Path) -> None:
    report = run(database_url, tmp_path, kills=2, trainees=6, every=1.5)
    assert report.sound, report
    assert report.findings.acknowledged >= 20, report
    assert report.repeats > 0, report


def test_a_server_that_answers_before_it_has_kept_its_word_is_found_out(
    sqlite_database_url: str, tmp_path: Path
) -> None:
    report = run(sqlite_database_url, tmp_path, kills=2, trainees=6, every=1.5, careless=True)
    assert not report.sound, report
