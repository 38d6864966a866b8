"""Where the readers put what they find wrong, so that one run finds everything."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from simulator.engine.condition import Condition
from simulator.markup.conditions import RESERVED, ConditionError, Names, read_condition
from simulator.markup.problems import KINDS, Hint, Problem, problem, shortened
from simulator.markup.source import Document

HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
MOST_PROBLEMS = 200
"""More than these help nobody; a last problem says that there are more."""
MOST_COMPARISONS, LONGEST_WORD = 20_000, 60
"""How many names are compared for hints in one file, and how long they may be: comparing takes its time."""


@dataclass
class Notes:
    """The problems found so far. Codes in `muted` are not noted: they would only follow from another problem."""

    problems: list[Problem] = field(default_factory=list)
    muted: set[str] = field(default_factory=set)
    more: bool = False
    faulty: bool = False
    comparisons: int = 0

    def add(self, code: str, line: int, **names: object) -> None:
        """Note a problem of a known kind."""
        if code in self.muted:
            return
        fault = KINDS[code].severity == "fault"
        if len(self.problems) >= MOST_PROBLEMS and (self.faulty or not fault):
            self.more = True
            return
        self.faulty = self.faulty or fault
        self.problems.append(problem(code, line, **names))

    def hidden(self, document: Document) -> None:
        """Note every line with a character that cannot be seen."""
        for number, line in enumerate(document.lines, 1):
            if HIDDEN.search(line):
                self.add("file-character", number)

    def condition(self, text: str, names: Names, line: int) -> Condition | None:
        """Read a condition; what is wrong with it is noted, and None returned."""
        try:
            return read_condition(text, names)
        except ConditionError as error:
            gauges = error.code == "gauge-unknown"
            hint = self.hint(error.names.get("value", ""), [*error.choices, *RESERVED] if gauges else error.choices)
            self.add(error.code, line, hint=hint, choices=", ".join(error.choices) if gauges else "", **error.names)
            return None

    def hint(self, word: str, choices: Collection[str]) -> Hint:
        """A hint with the closest choice, or an empty one; empty too when enough has been noted and compared."""
        self.comparisons += len(choices)
        if len(self.problems) >= MOST_PROBLEMS or self.comparisons > MOST_COMPARISONS:
            return Hint()
        return did_you_mean(word, choices)

    def listed(self, document: Document) -> tuple[Problem, ...]:
        """The problems in the order of their lines, each with the line itself."""
        found = sorted(replace(one, excerpt=shortened(document.line(one.line))) for one in self.problems)
        if self.more:
            last = problem("too-many-problems", found[-1].line, limit=len(found))
            found.append(replace(last, excerpt=found[-1].excerpt))
        return tuple(found)


def did_you_mean(word: str, choices: Collection[str]) -> Hint:
    """A hint with the closest choice, or an empty one."""
    if len(word) > LONGEST_WORD:
        return Hint()
    by_lower = {choice.lower(): choice for choice in choices if len(choice) <= LONGEST_WORD}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return Hint(word, by_lower[close[0]]) if close else Hint()
