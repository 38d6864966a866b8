"""Files made to hurt: each is refused, or read, in under a second, with problems of a known kind."""

from __future__ import annotations

import time
import tracemalloc
from random import Random

import pytest

from simulator.markup.kinds import KINDS
from simulator.markup.notes import MOST_PROBLEMS
from simulator.markup.reader import LARGEST, Reading, read, read_bytes
from tests.markup.fuzz import SECONDS, fuzz, seeds
from tests.markup.reading import GRAMMAR, RUBRIC

GOOD = (GRAMMAR / "own-gauge.md").read_text("utf-8")
ALMOST = LARGEST - len(GOOD.encode()) - 100
FACT, SIGHT, ITEM = "warnings: []", "[hope below 2] Ida stands.", "- Effect: hope +1"


def filled(start: str, piece: str, end: str = "", most: int = ALMOST) -> str:
    """As many pieces as a file may hold."""
    room = most - len((start + end).encode("utf-8", "surrogatepass"))
    return start + piece * (room // len(piece.encode("utf-8", "surrogatepass"))) + end


def front(fact: str) -> str:
    return GOOD.replace(FACT, fact)


def scene(lines: str) -> str:
    return GOOD.replace(SIGHT, lines)


def item(lines: str) -> str:
    return GOOD.replace(ITEM, lines)


def laughs() -> str:
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 10)]
    return "\n".join(lines)


YAML = {
    "aliases": (front(laughs()), "yaml-forbidden"),
    "a merge": (front("<<: {title: B}"), "key-unknown"),
    "a tag": (front("warnings: !!python/object/apply:os.system [ls]"), "yaml-forbidden"),
    "an own tag": (front("warnings: !x []"), "yaml-forbidden"),
    "a duplicate key": (front("warnings: []\nwarnings: []"), "yaml-duplicate"),
    "a duplicate key further in": (front("warnings: []").replace("age: 41", "age: 41, age: 42"), "yaml-duplicate"),
    "a list as a key": (front("? [a, b]\n: c"), "yaml-forbidden"),
    "two documents": (front("warnings: []\n--- {a: b}"), "yaml-forbidden"),
    "depth": (front("warnings: " + "[" * 100_000 + "]" * 100_000), "yaml-too-deep"),
    "depth in blocks": (front("warnings:\n" + "\n".join(" " * n + "-" for n in range(1, 600))), "yaml-too-deep"),
    "depth never closed": (front("warnings: " + "{a: " * 60_000), "yaml-too-deep"),
    "many items": (front(filled("warnings: [", "a, ", "]")), "yaml-too-deep"),
    "many keys": (front("\n".join(f"k{number}: v" for number in range(20_000))), "yaml-too-deep"),
    "a long scalar": (front(filled('warnings: ["', "a b ", '"]')), None),
    "a long plain scalar": (front(filled("warnings: ", "a ")), "value-shape"),
    "a long key": (front(filled("", "a", ": b")), "yaml-syntax"),
    "huge numbers": (GOOD.replace("minutes: 5", "minutes: " + "9" * 100_000), "value-shape"),
    "a huge gauge": (GOOD.replace("safeness: 3", "safeness: " + "9" * 10_000), "value-shape"),
    "infinity": (GOOD.replace("minutes: 5", "minutes: .inf"), "value-shape"),
    "a NUL by escape": (front('warnings: ["\\0"]'), "yaml-forbidden"),
    "a surrogate by escape": (front('warnings: ["\\uD800"]'), "yaml-syntax"),
    "a bell by escape": (front('warnings: ["\\a"]'), "yaml-forbidden"),
    "quotation marks": (front(filled("warnings: ", '""')), "yaml-syntax"),
    "spaces": (front(filled("warnings:", " ", "[]")), None),
    "comments": (front(filled("warnings: [] ", "#\n")), None),
}
TEXT = {
    "a NUL": (scene("a\0b"), "file-character"),
    "NULs only": ("\0" * (LARGEST - 1), "file-character"),
    "lone surrogates": (scene(filled("", "\ud800\n")), "file-character"),
    "escapes": (scene("\x1b[2J" * 1_000), "file-character"),
    "one line too long": ("a" * (LARGEST + 1), "file-too-large"),
    "large in bytes only": ("é" * (LARGEST // 2 + 1), "file-too-large"),
    "one long line": (scene(filled("", "a ")), None),
    "one long word": (scene(filled("", "a")), None),
    "heaped accents": (scene(filled("a", "\u0301\u0316")), None),
    "many kinds of space": (scene(filled("a", "\u2003\u00a0 \t", "b")), None),
    "empty lines": (scene(filled("a", "\n")), None),
    "carriage returns": (scene(filled("a", "\r", "b")), None),
    "pictures begun": (scene(filled("", "![")), None),
    "pictures almost": (scene(filled("", "![a](", "")), "picture-place"),
    "pictures backwards": (scene(filled("", "](![")), "picture-place"),
    "headings without a name": (scene(filled("", "#\n")), "heading-malformed"),
    "headings with spaces": (scene(filled("##", " ", "a")), "heading-malformed"),
    "a heading of hyphens": (scene(filled("## a", "-a", "-: b")), "heading-malformed"),
    "a long slug": (scene(filled("## a", "-a", ": b")), None),
    "two long slugs": (item(filled("- Next: x", "-a", "", 100_000) + filled("\n\n## y", "-a", ": b", 90_000)), None),
    "a lost heading almost": (scene(filled("a", "-a", "-: b")), None),
    "lost headings": (scene(filled("", "a-a: b\n\n")), "heading-lost"),
    "stars": (scene(filled("", "*")), "rule-line"),
    "stars almost": (scene(filled("", "*", "a")), None),
    "many rules": (scene(filled("", "---\n")), "rule-line"),
    "quotations": (scene(filled("", ">")), None),
    "quotations apart": (scene(filled("", "> a\n\n")), None),
    "dashes": (scene(filled("", "- ")), "item-unlabelled"),
    "labels apart": (scene(filled("", "Moment: a\n\n")), "label-lost"),
    "label almost": (scene(filled("- a", " ", "b")), "item-unlabelled"),
    "scenes": (scene(filled("", "## a: b\n")), "too-many-scenes"),
    "scenes of different names": (
        "".join(f"## s{n}: S\n- Ending: steady\n\nx\n" for n in range(8_000)),
        "too-many-scenes",
    ),
    "responses": (scene(filled("", "### a: b\n")), "slug-duplicate"),
    "noticing steps": (scene(filled("", "### Notice\n")), "notice-repeated"),
    "a cue of spaces": (scene("### Notice\n" + filled("- [x]", " ", "a")), "notice-shape"),
    "a cue of colons": (scene("### Notice\n" + filled("- [x] a", ":", "a")), "notice-shape"),
    "cues": (scene("### Notice\n" + filled("", "- [x] a: b\n")), "notice-count"),
    "conditions begun": (scene(filled("", "[")), None),
    "a condition of brackets": (scene("[" + "(" * 40 + ")" * 40 + "] a"), "condition-shape"),
    "deep brackets": (scene("[" + "(" * 90 + "hope is 1" + ")" * 90 + "] a"), "condition-long"),
    "many nots": (scene("[" + "not " * 48 + "hope is 1] a"), "condition-long"),
    "a long condition": (scene(filled("[", "not ", "hope is 1] a")), "condition-long"),
    "spaces in a condition": (scene(filled("[hope is", " ", "1] a")), None),
    "a huge number in a condition": (scene("[hope is " + "9" * 150 + "] a"), "condition-shape"),
    "conditions": (scene(filled("", "[hope is x] a\n\n")), "condition-shape"),
    "conditions on strangers": (scene(filled("", "[visited the-dor] a\n\n")), "condition-name"),
}
ITEMS = {
    "effects": (item(filled("- Effect: ", "hope +1, ")), "effect-repeated"),
    "effects on strangers": (item(filled("- Effect: ", "hopes +1, ")), "gauge-unknown"),
    "effects of commas": (item(filled("- Effect: a", ",")), "effect-shape"),
    "a huge effect": (item("- Effect: hope +" + "9" * 10_000), "effect-shape"),
    "an odd sign": (item("- Effect: hope +\u00a01"), None),
    "ways": (item(filled("- Next: ", "the-end if hope is 1, ", "otherwise the-end")), "label-repeated"),
    "ways to strangers": (item(filled("- Next: ", "the-ent if hope is 1, ", "otherwise the-end")), "next-many"),
    "ways of ifs": (item(filled("- Next: a", " if ")), "next-shape"),
    "wordings": (item(filled("- Also: a", " /")), None),
    "wordings of spaces": (item(filled("- Also: a", " ", "b")), None),
    "labels": (
        item(filled("", "- Also: a\n", "", 100_000) + filled("", "- When: hope is 1\n", "", 100_000)),
        "label-repeated",
    ),
    "unknown labels": (item(filled("", "- Efect: a\n")), "label-unknown"),
    "a long label": (item(filled("- E", "f", ": a")), "label-unknown"),
    "an instead of quotation marks": (item(filled("- Instead: ", '"')), "instead-shape"),
    "an instead without end": (item(filled('- Instead: "', "a “")), None),
    "a rating of commas": (item(filled("- Titration: helpful", ", a")), "criterion-unknown"),
    "a rating of spaces": (item(filled("- Titration: helpful", " ", ",")), "rating-shape"),
    "a rating almost": (item(filled("- Titration: helpful", ", a", "!")), "rating-shape"),
    "once upon once": (
        GOOD.replace("- Ending", filled("- Enter: when hope is 1", ", once") + "\n- Ending"),
        "condition-long",
    ),
}


def read_in_time(text: str) -> Reading:
    begun = time.process_time()
    reading = read_bytes(text.encode("utf-8", "surrogatepass"), "bomb", RUBRIC)
    by_text = read(text, "bomb", RUBRIC)
    assert time.process_time() - begun < 2 * SECONDS
    assert by_text.document.text == "" or len(by_text.document.text) <= LARGEST + 1
    for problem in (*reading.problems, *by_text.problems):
        assert problem.code in KINDS
    return by_text


@pytest.mark.parametrize("bombs", [YAML, TEXT, ITEMS], ids=["yaml", "text", "items"])
def test_every_bomb_is_laid_where_it_should_be(bombs: dict[str, tuple[str, str | None]]) -> None:
    for name, (text, _) in bombs.items():
        assert text != GOOD, name


@pytest.mark.parametrize("name", [*YAML, *TEXT, *ITEMS])
def test_a_bomb_is_defused(name: str) -> None:
    text, code = (YAML | TEXT | ITEMS)[name]
    reading = read_in_time(text)
    if code:
        assert code in {problem.code for problem in reading.problems}
    assert len(reading.problems) <= MOST_PROBLEMS + 1


@pytest.mark.parametrize("name", ["depth", "many items", "scenes", "effects"])
def test_a_bomb_takes_little_memory(name: str) -> None:
    text, _ = (YAML | TEXT | ITEMS)[name]
    tracemalloc.start()
    read(text, "bomb", RUBRIC)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


def test_what_is_not_utf_8_is_refused_where_it_begins() -> None:
    for data in (b"a\n\xff", b"a\n\xc0\xaf", b"a\n\xed\xa0\x80", b"a\n\xf8\x88\x80\x80\x80", "a\nb".encode("utf-16")):
        (problem,) = read_bytes(data, "bomb", RUBRIC).problems
        assert problem.code == "file-encoding"


def test_a_hundred_thousand_names_are_not_all_compared() -> None:
    names = "".join(
        f"### response-{number}: R\n- Next: scene\n- When: chose respones-{number}\n" for number in range(3_500)
    )
    assert len(names) < LARGEST
    reading = read_in_time(scene(names))
    hints = [problem for problem in reading.problems if "Did you mean" in problem.sentence]
    assert 0 < len(hints) < len(reading.problems)


def test_a_file_that_is_all_faults_says_that_there_are_more() -> None:
    reading = read_in_time(item(filled("", "- Efect: a\n")))
    assert len(reading.problems) == MOST_PROBLEMS + 1
    assert reading.problems[-1].code == "too-many-problems"
    assert reading.scenario is None


def test_a_few_thousand_spoilt_files_give_nothing_but_problems() -> None:
    found = fuzz(2_000, Random(1), [seed for seed in seeds() if seed.small])
    assert found["(files)"] == 2_000
    assert len(found) > 50


def test_some_spoilt_cases_of_full_length_give_nothing_but_problems() -> None:
    fuzz(60, Random(2), [seed for seed in seeds() if not seed.small])
