"""The condition language: `safeness at least 3 and not visited flooded`.

A tokenizer and a recursive descent of bounded size; nothing is ever handed to Python to evaluate.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
from simulator.markup.problems import Said

LONGEST, MOST_PARTS = 200, 50
TOKEN = re.compile(r"-?\d+(?![\w-])|\w[\w-]*|\S")
NUMBER = re.compile(r"-?\d{1,3}")
RESERVED = ("not", "visited", "chose")
"""Words that open a condition and therefore cannot be gauges."""


@dataclass(frozen=True, slots=True)
class Names:
    """What conditions of one case may ask about."""

    gauges: Mapping[str, int]
    window: tuple[int, int, int] | None
    scenes: frozenset[str]
    responses: frozenset[str]


class ConditionError(ValueError):
    """A condition that cannot be read: problem code, names for its sentence, and what could have been meant."""

    def __init__(self, code: str, choices: Collection[str] = (), **names: str) -> None:
        super().__init__(code)
        self.code, self.choices, self.names = code, choices, names


def read_condition(text: str, names: Names) -> Condition:
    """The condition that `text` says.

    Raises:
        ConditionError: too long, malformed, or about something that does not exist in the case.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise ConditionError("condition-long")
    reader = _Reader(TOKEN.findall(text), names)
    condition = reader.either()
    if reader.rest():
        raise ConditionError("condition-shape", detail=Said("“{word}” is not expected here", word=reader.rest()))
    return condition


def write_condition(condition: Condition) -> str:
    """The canonical text of a condition, or, if that is too long to be read again, the tightest one."""
    text = str(condition)
    return text if len(text) <= LONGEST else re.sub(r" ?([()]) ?", r"\1", text)


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
            raise ConditionError("condition-shape", detail=Said("{expected} is missing at the end", expected=expected))
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
                raise ConditionError("condition-shape", detail=Said("a closing bracket is missing"))
            return inner
        if self.take("visited"):
            return Visited(self.known("scene", self.names.scenes))
        if self.take("chose"):
            return Chose(self.known("response", self.names.responses))
        return self.gauge()

    def known(self, kind: str, choices: frozenset[str]) -> str:
        value = self.next(Said("the slug of a scene") if kind == "scene" else Said("the slug of a response"))
        if value not in choices:
            raise ConditionError("condition-name", choices, kind=Said(kind), value=value)
        return value

    def gauge(self) -> Condition:
        name = self.next(Said("a gauge, “visited” or “chose”"))
        after = self.tokens[self.place : self.place + 2]
        if name == "arousal" and len(after) == 2 and after[0] in WINDOW_SIDES and after[1] == "window":
            self.place += 2
            return self.window(after[0])
        if not name[0].isalnum():
            raise ConditionError("condition-shape", detail=Said("“{word}” is not expected here", word=name))
        if name not in self.names.gauges:
            raise ConditionError("gauge-unknown", self.gauges(), value=name)
        comparison = self.next(Said("a comparison"))
        if comparison == "at":
            comparison += " " + self.next(Said("“least” or “most”"))
        if comparison not in COMPARISONS:
            detail = Said("“{word}” is not a comparison (at least, at most, above, below, is)", word=comparison)
            raise ConditionError("condition-shape", detail=detail)
        number = self.next(Said("a number"))
        if not NUMBER.fullmatch(number):
            raise ConditionError("condition-shape", detail=Said("“{word}” is not a number", word=number))
        return Compare(name, self.names.gauges[name], comparison, int(number))

    def window(self, side: str) -> Condition:
        if self.names.window is None:
            raise ConditionError("gauge-unknown", self.gauges(), value="window")
        return Window(side, *self.names.window)

    def gauges(self) -> tuple[str, ...]:
        return tuple(self.names.gauges)
