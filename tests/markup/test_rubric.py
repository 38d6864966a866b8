"""The rubric is read whole, or what is wrong is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.config import bundled
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.markup.rubric import RubricError, read_rubric, read_rubric_file
from tests.markup.reading import FIXTURES, RUBRIC

GOOD = (FIXTURES / "rubric.md").read_text("utf-8")
READS_CUES = GOOD[GOOD.index("### reads-cues") : GOOD.index("### offers-control")]


def test_a_rubric_is_its_principles_and_their_criteria() -> None:
    assert RUBRIC.version == "1"
    assert RUBRIC.introduction == "A rubric for the tests."
    assert [principle.slug for principle in RUBRIC.principles] == list(PRINCIPLES)
    criterion = RUBRIC.criteria["reads-cues"]
    assert (criterion.title, criterion.principle, criterion.section) == (
        "Reads the cues",
        "attunement",
        "Attuned presence",
    )
    assert criterion.anchors[Level.ADVANCED] == "Answers it unseen."


def test_the_shipped_rubric_can_be_read() -> None:
    rubric = read_rubric_file(bundled("scenarios") / "rubric.md")
    assert all(len(criterion.anchors) == len(Level) for criterion in rubric.criteria.values())


def test_the_version_may_be_left_out() -> None:
    assert read_rubric(GOOD.partition("---\n\n")[2]).version == "1"


def test_the_language_may_be_named() -> None:
    assert RUBRIC.language == "en"
    assert read_rubric(GOOD.replace("version: 1", "version: 1\nlanguage: de")).language == "de"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("## attunement: Attunement", "## attuning: Attunement", "line 7: “attuning” is not a principle"),
        ("## titration: Titration", "## attunement: Again", "line 41: “attunement” stands twice"),
        ("## attunement: Attunement", "## Attunement", "line 7: a heading is “slug: Title”"),
        ("## attunement: Attunement", "# attunement: Attunement", "line 7: a heading is"),
        ("### offers-control", "### reads-cues", "line 21: “reads-cues” stands twice"),
        ("## attunement: Attunement\n", "", "line 10: a criterion stands before any principle"),
        ("- Missed: Answers the words.\n", "", "line 11: “reads-cues” lacks Missed"),
        ("- Missed: Answers the words.", "- Missed Answers the words.", "line 16: a line of a criterion is"),
        ("- Missed: Answers the words.", "- Harmful: Answers the words.", "line 16: “Harmful” stands twice"),
        ("Whether signs are seen.\n", "", "line 11: “reads-cues” lacks a sentence"),
        ("- Section: Attuned presence\n", "", "line 11: “reads-cues” lacks Section"),
        ("version: 1", "version: [1", "line 2: the front matter cannot be read"),
        ("version: 1", "version: [1]", "line 2: the version is a number or a word"),
        ("version: 1", "language: german", "line 2: the language is a tag like en, de or pt-BR"),
        ("version: 1", "language: [de]", "line 2: the language is a tag like en, de or pt-BR"),
        ("version: 1", "version: &a 1", "line 2: the front matter cannot be read (yaml-forbidden)"),
        ("version: 1", "version: 1\nversion: 2", "line 3: the front matter cannot be read (yaml-duplicate)"),
    ],
)
def test_a_rubric_that_cannot_be_used_says_why(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(RubricError) as caught:
        read_rubric(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(words)


def test_a_principle_without_criteria_is_missed() -> None:
    with pytest.raises(RubricError, match="no criterion of fierce-compassion"):
        read_rubric(GOOD[: GOOD.index("### protects")])
    with pytest.raises(RubricError, match="no criterion of attunement, titration, fierce-compassion"):
        read_rubric("")


def test_a_rubric_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rubric.md").write_bytes(b"\xff")
    with pytest.raises(RubricError, match="not text in UTF-8"):
        read_rubric_file(tmp_path / "rubric.md")
