"""A folder of cases: a broken one is kept aside, and cases are held against each other."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main
from simulator.config import bundled
from simulator.markup.library import case_files, check_library, read_file, read_library
from simulator.markup.rubric import RubricError
from tests.markup.reading import FIXTURES, GRAMMAR, PROBLEMS, RUBRIC


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(FIXTURES / "rubric.md", tmp_path / "rubric.md")
    (tmp_path / "README.md").write_text("The guide.", "utf-8")
    (tmp_path / "notes.txt").write_text("Not a case.", "utf-8")
    return tmp_path


def keep(folder: Path, slug: str, continues: str = "") -> None:
    """Put a good case into the folder."""
    text = (GRAMMAR / "ending.md").read_text("utf-8")
    more = f"continues: {continues}\n" if continues else ""
    (folder / f"{slug}.md").write_text(text.replace("authors:", f"{more}authors:"), "utf-8")


def between(folder: Path) -> dict[str, list[tuple[int, str, str]]]:
    found = check_library(read_library(folder))
    return {slug: [(one.line, one.code, one.sentence) for one in problems] for slug, problems in found.items()}


def test_cases_are_read_in_the_order_of_their_names(folder: Path) -> None:
    for slug in ("b-case", "a-case"):
        keep(folder, slug)
    library = read_library(folder)
    assert [path.name for path in case_files(folder)] == ["a-case.md", "b-case.md"]
    assert list(library.scenarios) == ["a-case", "b-case"]
    assert library.scenarios["a-case"].slug == "a-case"
    assert library.rubric == RUBRIC


def test_a_broken_file_is_kept_aside(folder: Path) -> None:
    keep(folder, "good-case")
    (folder / "binary.md").write_bytes(b"\xff\xfe\x00")
    (folder / "empty.md").write_bytes(b"")
    (folder / "huge.md").write_bytes(b"a" * 3_000_000)
    (folder / "a-folder.md").mkdir()
    (folder / "dangling.md").symlink_to(folder / "nowhere.md")
    library = read_library(folder)
    assert list(library.scenarios) == ["good-case"]
    codes = {reading.slug: [problem.code for problem in reading.problems] for reading in library.readings}
    assert codes == {
        "a-folder": ["file-unreadable"],
        "binary": ["file-encoding"],
        "dangling": ["file-unreadable"],
        "empty": ["briefing-missing", "front-missing", "no-scenes"],
        "good-case": [],
        "huge": ["file-too-large"],
    }


@pytest.mark.skipif(os.name == "nt", reason="named pipes are made differently there")
def test_a_file_that_is_not_there_is_a_problem_not_an_error(tmp_path: Path) -> None:
    (problem,) = read_file(tmp_path / "nothing.md", RUBRIC).problems
    assert problem.code == "file-unreadable"


def test_without_a_rubric_nothing_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="rubric"):
        read_library(tmp_path)
    (tmp_path / "rubric.md").write_text("", "utf-8")
    with pytest.raises(RubricError):
        read_library(tmp_path)


def test_a_case_may_continue_another(folder: Path) -> None:
    keep(folder, "first")
    keep(folder, "second", continues="first")
    keep(folder, "third", continues="second")
    assert between(folder) == {}


def test_a_case_that_continues_none_gets_a_hint(folder: Path) -> None:
    keep(folder, "first-case")
    keep(folder, "second-case", continues="frist-case")
    sentence = "There is no case “frist-case” in this folder. Did you mean “first-case”?"
    assert between(folder) == {"second-case": [(11, "continues-unknown", sentence)]}


def test_a_broken_case_can_be_continued_all_the_same(folder: Path) -> None:
    shutil.copy(PROBLEMS / "scene-empty.md", folder / "first.md")
    keep(folder, "second", continues="first")
    assert between(folder) == {}


def test_cases_do_not_continue_each_other_in_a_circle(folder: Path) -> None:
    keep(folder, "first", continues="third")
    keep(folder, "second", continues="first")
    keep(folder, "third", continues="second")
    keep(folder, "fourth", continues="third")
    found = between(folder)
    assert set(found) == {"first", "second", "third"}
    assert {one[:2] for problems in found.values() for one in problems} == {(11, "continues-itself")}


def test_attune_check_on_a_folder_looks_at_what_the_cases_say_of_each_other(folder: Path) -> None:
    keep(folder, "first", continues="nothing")
    result = CliRunner().invoke(main, ["check", str(folder), "--json"])
    assert result.exit_code == 1, result.output
    report = json.loads(result.output)
    assert report["scenarios"] == 1
    (problem,) = report["problems"]
    assert (problem["code"], problem["line"]) == ("continues-unknown", 11)
    alone = CliRunner().invoke(main, ["check", str(folder / "first.md")])
    assert alone.exit_code == 0
    assert "1 case: no problems" in alone.output


def test_the_shipped_cases_have_no_problem_between_them() -> None:
    assert check_library(read_library(bundled("scenarios"))) == {}
