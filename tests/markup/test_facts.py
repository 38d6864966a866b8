"""Front matter: every value is text, nothing is guessed, and what is wrong stands with its line."""

from __future__ import annotations

import pytest

from simulator.engine.scenario import Gauge
from simulator.markup.facts import Facts, read_facts
from simulator.markup.front import FrontError, read_front
from simulator.markup.notes import Notes

GOOD = """\
title: Side by side
level: foundation
minutes: 15
phase: safety
presentation: [shame, fearful-avoidant]
learn: [direction]
warnings: []
client: {name: Mara, age: 31, pronouns: she/her, attachment: secure, mentalising: low, regulation: hyperactivating}
gauges: {arousal: 2, window: [-2, 2], safeness: 2}
authors: [One, Two]
sources: []
"""


def facts(text: str) -> tuple[Facts, list[tuple[int, str]]]:
    notes = Notes()
    found = read_facts(read_front(text), notes)
    return found, [(problem.line, problem.code) for problem in notes.problems]


def sentence(text: str) -> str:
    notes = Notes()
    read_facts(read_front(text), notes)
    return " ".join(problem.sentence for problem in notes.problems)


def test_good_facts_are_read() -> None:
    found, problems = facts(GOOD)
    assert problems == []
    assert (found.title, found.level, found.minutes, found.phase) == ("Side by side", "foundation", 15, "safety")
    assert found.presentation == ("shame", "fearful-avoidant")
    assert (found.client.name, found.client.age, found.client.work) == ("Mara", "31", "")
    assert [(gauge.slug, gauge.start) for gauge in found.gauges] == [
        ("arousal", 2),
        ("window-low", -2),
        ("window-high", 2),
        ("safeness", 2),
    ]
    assert (found.language, found.continues, found.reviewed) == ("en", "", ())
    assert found.gauges_known


def test_nothing_is_guessed() -> None:
    front = read_front("a: no\nb: 1e3\nc: 2026-11-20\nd: ~\ne: 0x1F\nf: on\ng: '12'\nh: 1:30\ni:\n")
    values = {key: value.content for key, value in front.items()}
    assert values == dict(
        zip("abcdefghi", ("no", "1e3", "2026-11-20", "~", "0x1F", "on", "12", "1:30", ""), strict=True)
    )


def test_values_know_their_line() -> None:
    front = read_front("a: b\n\nc:\n  - d\n  - e\n")
    assert {key: value.line for key, value in front.items()} == {"a": 2, "c": 5}
    inner = front["c"].content
    assert isinstance(inner, list)
    assert [value.line for value in inner] == [5, 6]


def test_a_text_of_several_lines_is_one_line() -> None:
    assert read_front("a: |\n  one\n  two\n")["a"].content == "one two"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("title: Side by side", "title: [Side]", (2, "value-shape")),
        ("title: Side by side", "title:", (2, "value-shape")),
        ("level: foundation", "level: [foundation]", (3, "value-unknown")),
        ("minutes: 15", "minutes: 4", (4, "value-shape")),
        ("minutes: 15", "minutes: 61", (4, "value-shape")),
        ("minutes: 15", "minutes: {a: b}", (4, "value-shape")),
        ("[shame, fearful-avoidant]", "[shame, shyness]", (6, "value-unknown")),
        ("[shame, fearful-avoidant]", "shame", (6, "value-shape")),
        ("[direction]", "[The Direction]", (7, "value-shape")),
        ("warnings: []", "warnings: none", (8, "value-shape")),
        ("warnings: []", "warnings: [[a]]", (8, "value-shape")),
        ("age: 31", "years: 31, age: 31", (9, "key-unknown")),
        ("age: 31, ", "", (9, "key-missing")),
        ("mentalising: low", "mentalising: lo", (9, "value-unknown")),
        ("{arousal: 2, window: [-2, 2], safeness: 2}", "[arousal]", (10, "value-shape")),
        ("window: [-2, 2]", "window: 2", (10, "window-shape")),
        ("window: [-2, 2]", "window: [-2, 2, 3]", (10, "window-shape")),
        ("window: [-2, 2]", "window: [-6, 2]", (10, "window-shape")),
        ("window: [-2, 2]", "window: [-2, two]", (10, "window-shape")),
        ("safeness: 2", "safeness: two", (10, "value-shape")),
        ("safeness: 2", "safeness: -1", (10, "gauge-range")),
        ("safeness: 2", "safety: 2", (10, "gauge-unknown")),
        ("safeness: 2", "safeness: {start: 1, range: [0, 3], meaning: mine}", (10, "value-shape")),
        ("safeness: 2", "hope: {start: 1, range: [0, 3]}", (10, "value-shape")),
        ("safeness: 2", "hope: {start: 1, range: [3, 0], meaning: far}", (10, "value-shape")),
        ("safeness: 2", "hope: {start: 1, range: [0, 3], meaning: [far]}", (10, "value-shape")),
        ("safeness: 2", "Hope: {start: 1, range: [0, 3], meaning: far}", (10, "value-shape")),
        ("safeness: 2", "hope: {start: 9, range: [0, 3], meaning: far}", (10, "gauge-range")),
        ("safeness: 2", "hope: {start: 1, range: [0, 3], meaning: far, color: red}", (10, "key-unknown")),
        ("safeness: 2", "not: {start: 1, range: [0, 3], meaning: far}", (10, "gauge-name")),
        ("safeness: 2", "window-low: {start: 1, range: [0, 3], meaning: far}", (10, "gauge-name")),
        ("sources: []", "source: []\nsources: []", (12, "key-unknown")),
        ("sources: []\n", "", (1, "key-missing")),
        ("sources: []", "sources: []\ncontinues: [a]", (13, "value-shape")),
        ("sources: []", "sources: []\nlanguage: [de]", (13, "value-shape")),
        ("sources: []", "sources: []\nlanguage: Deutsch", (13, "language-unknown")),
        ("sources: []", "sources: []\nlanguage: de_DE", (13, "language-unknown")),
        ("sources: []", "sources: []\nlanguage: xx", (13, "language-unknown")),
        ("sources: []", "sources: []\nlanguage: ../de", (13, "language-unknown")),
    ],
)
def test_what_is_wrong_with_a_fact_is_noted_once(old: str, new: str, problem: tuple[int, str]) -> None:
    assert old in GOOD
    assert facts(GOOD.replace(old, new, 1))[1] == [problem]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("level: foundation", "level: Foundations", "Did you mean “foundation”?"),
        ("safeness: 2", "safness: 2", "Did you mean “safeness”?"),
        ("sources: []", "sources: []\nauthor: [Me]", "Did you mean “authors”?"),
        ("attachment: secure", "attachment: avoidant", "Did you mean"),
        ("age: 31", "age: 31, pronoun: she", "Did you mean “pronouns”?"),
    ],
)
def test_a_slip_of_the_pen_gets_a_hint(old: str, new: str, hint: str) -> None:
    assert hint in sentence(GOOD.replace(old, new, 1))


def test_a_gauge_of_its_own_has_start_range_and_meaning() -> None:
    found, problems = facts(GOOD.replace("safeness: 2", "hope: {start: +2, range: [-1, 6], meaning: how far ahead}"))
    assert problems == []
    assert found.gauges[-1] == Gauge("hope", 2, -1, 6, "how far ahead", own=True)


def test_a_gauge_that_cannot_be_read_may_still_be_meant_elsewhere() -> None:
    assert not facts(GOOD.replace("safeness: 2", "safety: 2"))[0].gauges_known
    assert facts(GOOD.replace("safeness: 2", "safeness: 99"))[0].gauges_known


@pytest.mark.parametrize(
    ("text", "line", "detail"),
    [
        ("title: a: b", 2, "a text with a colon in it needs quotation marks"),
        ("learn: [a, b\ntitle: c\n", 3, "a list in square brackets is not closed, or lacks a comma"),
        ("client: {a: b\ntitle: c\n", 3, "a set of facts in braces is not closed, or lacks a comma"),
        ('title: "a\n', 2, "a quotation mark is not closed"),
        ("title: @a", 2, "a text that begins with @, % or ` needs quotation marks"),
        ("title: a\n  b: c", 3, "a text with a colon in it needs quotation marks"),
        ("title", 2, "facts are written as “key: value”"),
        ("- a", 2, "facts are written as “key: value”"),
        ("a: b\x07", 2, "a character that cannot stand here"),
    ],
)
def test_yaml_that_cannot_be_read_is_said_plainly(text: str, line: int, detail: str) -> None:
    with pytest.raises(FrontError) as caught:
        read_front(text)
    assert (caught.value.code, caught.value.names["detail"]) == ("yaml-syntax", detail)
    assert caught.value.line <= line + 1


def test_no_front_matter_is_no_facts() -> None:
    assert read_front("") == {}
    assert read_front("# only a comment\n") == {}
