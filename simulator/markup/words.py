"""What changed in a few lines of text: which lines, and in a line which words.

Comparing costs the product of what is compared, so that it has a budget: whoever pastes a book over a book is told that
one went and the other came, at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeVar

RunKind = Literal["same", "added", "removed"]
LineKind = Literal["added", "removed", "changed"]
T = TypeVar("T")
WORD = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)
MOST_AT_ONCE, MOST_ALTOGETHER, EACH = 160_000, 1_600_000, 300
"""What comparing may cost, in pairs of words; each comparison costs as much as `EACH` of them before it begins."""
LEAST_ALIKE = 0.3
"""Two lines with less in common are not told by their words; without a label, one went and another came."""


class Run(NamedTuple):
    """Some words that stayed, came or went."""

    kind: RunKind
    text: str


class LineChange(NamedTuple):
    """A line that came, went or changed; `runs` are its words if it changed and is told by them."""

    kind: LineKind
    label: str
    before: str
    after: str
    runs: tuple[Run, ...] = ()


class Line(NamedTuple):
    """A line to compare: a paragraph or a quotation, or the value of a labelled line. `whole`: never by its words."""

    label: str
    text: str
    whole: bool = False


class Comparing:
    """Compares lines for as long as its budget lasts."""

    def __init__(self) -> None:
        self.left = MOST_ALTOGETHER

    def lines(self, before: Sequence[Line], after: Sequence[Line]) -> Iterator[LineChange]:
        """What changed between two sequences of lines, in the order of the second."""
        for kind, old, new in self._steps(before, after):
            if kind == "replace":
                yield from self._replaced(old, new)
            elif kind != "equal":
                yield from (_went(line) for line in old)
                yield from (_came(line) for line in new)

    def words(self, before: str, after: str) -> tuple[Run, ...]:
        """The words of a line that stayed, went and came."""
        self.left -= EACH
        if self.left < 0:
            return (Run("removed", before), Run("added", after))
        runs: list[Run] = []
        for kind, old, new in self._steps(WORD.findall(before), WORD.findall(after)):
            if kind == "equal":
                runs.append(Run("same", "".join(old)))
            else:
                runs += [Run("removed", "".join(old))] * bool(old) + [Run("added", "".join(new))] * bool(new)
        return tuple(runs)

    def _replaced(self, old: Sequence[Line], new: Sequence[Line]) -> Iterator[LineChange]:
        """Lines that stand for others: each beside the next of its label, if they have anything in common."""
        waiting: dict[str, list[Line]] = {}
        for line in reversed(old):
            waiting.setdefault(line.label, []).append(line)
        for line in new:
            same_label = waiting.get(line.label)
            if same_label:
                yield from self._beside(same_label.pop(), line)
            else:
                yield _came(line)
        for lines in waiting.values():
            yield from (_went(line) for line in reversed(lines))

    def _beside(self, old: Line, new: Line) -> Iterator[LineChange]:
        runs = () if new.whole else self.words(old.text, new.text)
        alike = _alike(runs) >= LEAST_ALIKE
        if alike or new.label:
            yield LineChange("changed", new.label, old.text, new.text, runs if alike else ())
        else:
            yield from (_went(old), _came(new))

    def _steps(self, before: Sequence[T], after: Sequence[T]) -> Iterator[tuple[str, Sequence[T], Sequence[T]]]:
        """From one sequence to another: what is “equal”, and what to “replace”, “delete” and “insert” between."""
        head = _common(before, after, lambda number: number)
        rest = min(len(before), len(after)) - head
        tail = _common(before[len(before) - rest :], after[len(after) - rest :], lambda number: -1 - number)
        old, new = before[head : len(before) - tail], after[head : len(after) - tail]
        if head:
            yield "equal", before[:head], after[:head]
        cost = len(old) * len(new)
        if not old or not new:
            if old or new:
                yield ("delete" if old else "insert"), old, new
        elif cost > min(MOST_AT_ONCE, self.left):
            yield "replace", old, new
        else:
            self.left -= cost
            for kind, start, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
                yield kind, old[start:end], new[first:last]
        if tail:
            yield "equal", before[len(before) - tail :], after[len(after) - tail :]


def words(before: str, after: str) -> tuple[Run, ...]:
    """The words of a text that stayed, went and came."""
    return Comparing().words(before, after)


def _common(before: Sequence[T], after: Sequence[T], place: Callable[[int], int]) -> int:
    number = 0
    for _ in range(min(len(before), len(after))):
        if before[place(number)] != after[place(number)]:
            break
        number += 1
    return number


def _alike(runs: Sequence[Run]) -> float:
    """How much of the two lines is the same, from 0 to 1; blank space does not count."""
    lengths = {kind: sum(len(run.text.strip()) for run in runs if run.kind == kind) for kind in ("same", "added")}
    gone = sum(len(run.text.strip()) for run in runs if run.kind == "removed")
    most = lengths["same"] + max(lengths["added"], gone)
    return lengths["same"] / most if most else 1.0


def _went(line: Line) -> LineChange:
    return LineChange("removed", line.label, line.text, "")


def _came(line: Line) -> LineChange:
    return LineChange("added", line.label, "", line.text)
