"""Every problem code has one small file with exactly this problem, and no file stands for nothing."""

import pytest

from simulator.markup.problems import KINDS, Problem, problem, shortened
from tests.markup.reading import EXPECTED, PROBLEMS, checked, fixture, problems_of

EVERYTHING_WRONG = PROBLEMS.parent / "everything-wrong.md"
WRONG = [
    (1, "key-missing"),
    (3, "value-unknown"),
    (4, "value-shape"),
    (9, "key-missing"),
    (10, "gauge-range"),
    (12, "key-unknown"),
    (17, "scene-empty"),
    (18, "label-empty"),
    (20, "heading-malformed"),
    (20, "rating-missing"),
    (22, "level-unknown"),
    (23, "gauge-unknown"),
    (24, "condition-shape"),
    (26, "target-unknown"),
    (28, "instead-missing"),
    (30, "criterion-unknown"),
    (30, "feedback-missing"),
    (32, "label-unknown"),
    (33, "condition-name"),
    (37, "label-lost"),
    (39, "heading-lost"),
    (42, "ending-unknown"),
]


def test_every_code_has_a_fixture_and_every_fixture_a_code() -> None:
    assert {path.stem for path in PROBLEMS.iterdir()} == set(KINDS)
    assert set(EXPECTED) == set(KINDS)


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_is_found_where_it_stands(code: str) -> None:
    expected = EXPECTED[code]
    reading = fixture(code)
    found = problems_of(reading)
    others = set(expected.get("with", ()))
    assert [one.code for one in found if one.code not in others] == [code], [one.at(code) for one in found]
    one = next(one for one in found if one.code == code)
    assert one.line == expected["line"]
    assert expected["says"] in one.sentence
    assert one.excerpt == shortened(reading.document.line(one.line))
    assert one.remedy
    assert one.severity == KINDS[code].severity


def test_sentences_and_remedies_are_sentences() -> None:
    for code, kind in KINDS.items():
        assert kind.sentence[0].isupper() or kind.sentence[0] in "“{", code
        assert kind.sentence.removesuffix("{hint}").endswith((".", ".”", "feedback to the trainee”.")), code
        assert kind.remedy, code


def test_all_problems_of_a_file_are_found_in_one_run() -> None:
    text = EVERYTHING_WRONG.read_text("utf-8")
    found = checked(text).problems
    assert [(one.line, one.code) for one in found] == WRONG
    for one in found:
        assert one.excerpt == text.splitlines()[one.line - 1]
        assert one.sentence
        assert one.remedy


def test_a_problem_reads_as_a_person_would_say_it() -> None:
    one = Problem(4, "level-unknown", "“good” is not a level.", "Use helpful.", "fault", "  - Attunement: good")
    assert one.at("a.md") == (
        "a.md:4: level-unknown: “good” is not a level.\n    | - Attunement: good\n    Use helpful."
    )


def test_names_in_a_sentence_are_kept_short_and_printable() -> None:
    said = problem("level-unknown", 1, value="\x1b[31m" + "x" * 5_000, hint="").sentence
    assert len(said) < 120
    assert said.startswith("“�[31mxx")
    assert said.endswith("x…” is not a level.")
