"""The condition language: `safeness at least 3 and not visited flooded`.

A tokenizer and a recursive descent of bounded size; nothing is ever handed to Python to evaluate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from simulator.engine.condition import (
    COMPARISONS,
    WINDOW_SIDES,
    And,
    Chose,
    Compare,
    Condition,
    Not,
    Or,
    Visited,
    Window,
)

LONGEST, MOST_PARTS = 200, 50
TOKEN = re.compile(r"\s*([a-z][a-z0-9-]*|-?\d+|[()]|\S)")
TWO_WORDS = {"at"}


@dataclass(frozen=True, slots=True)
class Names:
    """What conditions of one case may ask about."""

    gauges: Mapping[str, int]
    window: tuple[int, int, int] | None
    scenes: frozenset[str]
    responses: frozenset[str]


class ConditionError(ValueError):
    """A condition that cannot be read: problem code and names for its sentence."""

    def __init__(self, code: str, **names: str) -> None:
        super().__init__(code)
        self.code, self.names = code, names


def read_condition(text: str, names: Names) -> Condition:
    """The condition that `text` says.

    Raises:
        ConditionError: too long, malformed, or about something that does not exist in the case.
    """
    if len(text) > LONGEST:
        raise ConditionError("condition-long")
    tokens = TOKEN.findall(text)
    if len(tokens) > 3 * MOST_PARTS:
        raise ConditionError("condition-long")
    reader = _Reader(tokens, names)
    condition = reader.either()
    if reader.rest():
        raise ConditionError("condition-shape", detail=f"“{reader.rest()}” is not expected here")
    return condition


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint with the closest choice, or nothing."""
    close = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


class _Reader:
    def __init__(self, tokens: list[str], names: Names) -> None:
        self.tokens, self.names, self.place, self.parts = tokens, names, 0, 0

    def rest(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> bool:
        if self.rest() in wanted:
            self.place += 1
            return True
        return False

    def next(self, expected: str) -> str:
        token = self.rest()
        if not token:
            raise ConditionError("condition-shape", detail=f"{expected} is missing at the end")
        self.place += 1
        return token

    def either(self) -> Condition:
        left = self.both()
        while self.take("or"):
            left = Or(left, self.both())
        return left

    def both(self) -> Condition:
        left = self.one()
        while self.take("and"):
            left = And(left, self.one())
        return left

    def one(self) -> Condition:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ConditionError("condition-long")
        if self.take("not"):
            return Not(self.one())
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                raise ConditionError("condition-shape", detail="a closing bracket is missing")
            return inner
        if self.take("visited"):
            return Visited(self.known("scene", self.names.scenes))
        if self.take("chose"):
            return Chose(self.known("response", self.names.responses))
        return self.gauge()

    def known(self, kind: str, choices: frozenset[str]) -> str:
        value = self.next(f"the slug of a {kind}")
        if value not in choices:
            raise ConditionError("condition-name", kind=kind, value=value, hint=did_you_mean(value, sorted(choices)))
        return value

    def gauge(self) -> Condition:
        name = self.next("a gauge, “visited” or “chose”")
        if name == "arousal" and self.rest() in WINDOW_SIDES and self.tokens[self.place + 1 : self.place + 2] == ["window"]:
            return self.window()
        if name not in self.names.gauges:
            hint = did_you_mean(name, [*self.names.gauges, "visited", "chose", "not"])
            raise ConditionError("condition-name", kind="gauge", value=name, hint=hint)
        comparison = self.next("a comparison")
        if comparison in TWO_WORDS:
            comparison += " " + self.next("“least” or “most”")
        if comparison not in COMPARISONS:
            detail = f"“{comparison}” is not a comparison (at least, at most, above, below, is)"
            raise ConditionError("condition-shape", detail=detail)
        number = self.next("a number")
        if not re.fullmatch(r"-?\d{1,3}", number):
            raise ConditionError("condition-shape", detail=f"“{number}” is not a number")
        return Compare(name, self.names.gauges[name], comparison, int(number))

    def window(self) -> Condition:
        side = self.next("a side")
        self.next("window")
        if self.names.window is None:
            raise ConditionError("condition-name", kind="gauge", value="window", hint="")
        return Window(side, *self.names.window)
