"""Good files with something done to them: reading any of them gives typed problems, in time, and never an exception.

By hand: `python -m tests.markup.fuzz 100000 [seed]`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

from simulator.config import bundled
from simulator.engine.rubric import Rubric
from simulator.markup.checks import check
from simulator.markup.problems import KINDS
from simulator.markup.reader import read, read_bytes
from simulator.markup.rubric import read_rubric_file
from simulator.markup.writer import write_scenario
from tests.markup.lines import LINES
from tests.markup.reading import GRAMMAR, PROBLEMS, RUBRIC

SECONDS = 1.0
SCRAPS = (
    *(
        "\0",
        "\x1b[2J",
        "\ud800",
        "\ufeff",
        "\u202e",
        "\u0301" * 40,
        "\xa0",
        "\t",
        "\u2028",
        "𝔸",
        "١",
        "²",
        "{",
        "}",
        "{0}",
    ),
    *(
        "[",
        "]",
        "(" * 60,
        ")" * 60,
        "not " * 40,
        "“",
        "”",
        '"',
        "'",
        ":",
        ": ",
        ",",
        ".",
        "/",
        " / ",
        "-",
        "- ",
        "#",
        ">",
    ),
    *(
        "&a ",
        "*a",
        "!!python/object/apply:os.system ",
        "<<: ",
        "? ",
        "| ",
        ">- ",
        "%YAML 1.1",
        "---\n",
        "...\n",
        "@",
        "`",
    ),
    *("9" * 400, "-1", "+1", "1e9", "0x10", "if ", "otherwise ", "when ", "once", "at least ", " and ", " or ", "not "),
    *(
        "visited ",
        "chose ",
        "window ",
        "arousal ",
        "above ",
        "advanced",
        "harmful",
        "true",
        "no",
        "null",
        "~",
        "a" * 3_000,
    ),
)
TIMES = (2, 2, 2, 3, 3, 10, 10, 30, 100, 3_000)


class Seed(NamedTuple):
    """A file to begin with, the rubric it is read by, and whether walking it takes no time."""

    text: str
    rubric: Rubric
    small: bool


def seeds() -> list[Seed]:
    """The stories of the grammar, the problems, and the cases that come with Attune."""
    small = [
        *GRAMMAR.glob("*.md"),
        *(path for path in PROBLEMS.glob("*.md") if path.is_file() and path.stem != "too-wide"),
    ]
    found = [Seed(path.read_bytes().decode("utf-8", "surrogateescape"), RUBRIC, small=True) for path in sorted(small)]
    ours = bundled("scenarios")
    rubric = read_rubric_file(ours / "rubric.md")
    cases = sorted(path for path in ours.glob("*.md") if path.name not in ("README.md", "rubric.md"))
    return found + [Seed(path.read_text("utf-8"), rubric, small=False) for path in cases]


def _place(text: str, random: Random) -> int:
    return random.randrange(len(text) + 1)


def _insert(text: str, random: Random) -> str:
    place = _place(text, random)
    return text[:place] + random.choice(SCRAPS) + text[place:]


def _remove(text: str, random: Random) -> str:
    place = _place(text, random)
    return text[:place] + text[place + random.choice((1, 1, 2, 5, 40)) :]


def _repeat(text: str, random: Random) -> str:
    place = _place(text, random)
    piece = text[place : place + random.choice((1, 1, 4, 20))]
    return text[:place] + piece * random.choice(TIMES) + text[place:]


def _by_lines(text: str, change: Callable[[list[str]], None]) -> str:
    lines = text.split("\n")
    change(lines)
    return "\n".join(lines)


def _new_line(text: str, random: Random) -> str:
    return _by_lines(text, lambda lines: lines.insert(random.randrange(len(lines) + 1), random.choice(LINES)))


def _lose_line(text: str, random: Random) -> str:
    return _by_lines(text, lambda lines: lines.__delitem__(random.randrange(len(lines))))


def _move_line(text: str, random: Random) -> str:
    def change(lines: list[str]) -> None:
        line = lines.pop(random.randrange(len(lines)))
        lines.insert(random.randrange(len(lines) + 1), line)

    return _by_lines(text, change)


def _repeat_lines(text: str, random: Random) -> str:
    def change(lines: list[str]) -> None:
        first = random.randrange(len(lines))
        last = first + random.choice((1, 1, 3, 12))
        lines[first:last] = lines[first:last] * random.choice(TIMES)

    return _by_lines(text, change)


def _swap_words(text: str, random: Random) -> str:
    words = text.split(" ")
    one, other = random.randrange(len(words)), random.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


CHANGES = (_insert, _remove, _repeat, _new_line, _lose_line, _move_line, _repeat_lines, _swap_words)


def mutated(text: str, random: Random) -> bytes:
    """The file after one to four changes."""
    for _ in range(random.choice((1, 1, 2, 4))):
        text = random.choice(CHANGES)(text, random)[:300_000]
    return text.encode(
        "utf-8", random.choice(("surrogateescape", "surrogatepass")) if text.isascii() else "surrogatepass"
    )


def examine(data: bytes, seed: Seed) -> Counter[str]:
    """Read a file and check it; the codes found. What is played is also written and read again.

    Raises:
        AssertionError: it took too long, a problem has no place, or writing lost something.
    """
    begun = time.process_time()
    reading = read_bytes(data, "fuzzed", seed.rubric)
    problems = check(reading).problems if seed.small else reading.problems
    took = time.process_time() - begun
    assert took < SECONDS, f"{took:.2f} s"
    last = reading.document.text.count("\n") + 1
    for problem in problems:
        assert problem.code in KINDS
        assert 1 <= problem.line <= max(1, last) or problem.code == "file-encoding", problem
        assert len(problem.sentence) < 1_500
        problem.at("fuzzed.md").encode()
    assert (reading.scenario is None) == any(problem.severity == "fault" for problem in reading.problems)
    if reading.scenario is not None:
        again = read(write_scenario(reading.scenario), "fuzzed", seed.rubric).scenario
        assert again is not None, write_scenario(reading.scenario)
        assert replace(again, version=reading.scenario.version) == reading.scenario
    return Counter(problem.code for problem in problems)


def fuzz(times: int, random: Random, among: Sequence[Seed]) -> Counter[str]:
    """Examine so many files; the codes found, and how often.

    Raises:
        AssertionError: with the offending file as its note.
    """
    found: Counter[str] = Counter()
    for _ in range(times):
        seed = random.choice(among)
        data = mutated(seed.text, random)
        try:
            found += examine(data, seed)
        except BaseException as error:
            error.add_note(f"the file: {data[:20_000]!r}")
            raise
        found["(files)"] += 1
    return found


def main() -> None:
    """Fuzz from the command line and show what was found."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    random = Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for code, count in fuzz(times, random, seeds()).most_common():
        sys.stdout.write(f"{count:8} {code}\n")


if __name__ == "__main__":
    main()
