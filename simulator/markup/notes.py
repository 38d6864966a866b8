"""Where the readers put what they find wrong, so that one run finds everything."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.markup.conditions import ConditionError, Names, read_condition
from simulator.engine.condition import Condition
from simulator.markup.problems import Problem, problem


@dataclass
class Notes:
    """The problems found so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, line: int, **names: object) -> None:
        """Note a problem of a known kind."""
        self.problems.append(problem(code, line, **names))

    def condition(self, text: str, names: Names, line: int) -> Condition | None:
        """Read a condition; what is wrong with it is noted, and None returned."""
        try:
            return read_condition(text, names)
        except ConditionError as error:
            self.add(error.code, line, **error.names)
            return None
