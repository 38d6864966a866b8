"""One scene or one response as the fields of a form: the values that `part_reading` finds and `part_writing` writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from simulator.markup.source import GAPS, normalise


class Paragraph(NamedTuple):
    """A paragraph of a scene, of a response or of the client's answer, and when it is shown."""

    text: str
    speech: bool = False
    condition: str = ""


class CueLine(NamedTuple):
    """A line of the noticing step."""

    text: str
    present: bool
    feedback: str


class Enters(NamedTuple):
    """When a scene takes over."""

    condition: str = ""
    once: bool = False


class RatingLine(NamedTuple):
    """What a response is rated on a principle; no level: the principle is not in play."""

    principle: str
    level: str
    criteria: tuple[str, ...]
    feedback: str


class EffectLine(NamedTuple):
    """How a gauge moves: “+1”, “-2” or “to 4”."""

    gauge: str
    amount: str


class Instead(NamedTuple):
    """Other words, and why."""

    wording: str = ""
    why: str = ""


class Way(NamedTuple):
    """Where the story goes; the last way has no condition."""

    target: str
    condition: str = ""


NO_RULE, NOTHING_ELSE = Enters(), Instead()


@dataclass(frozen=True, slots=True)
class SceneForm:
    """A scene without what stands under it, but for the noticing step."""

    slug: str
    title: str
    prose: tuple[Paragraph, ...] = ()
    enter: Enters = NO_RULE
    ending: str = ""
    own_words: bool = False
    moment: str = ""
    learn: tuple[str, ...] = ()
    cues: tuple[CueLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseForm:
    """A response."""

    slug: str
    title: str
    prose: tuple[Paragraph, ...] = ()
    ratings: tuple[RatingLine, ...] = ()
    when: str = ""
    effects: tuple[EffectLine, ...] = ()
    reactions: tuple[Paragraph, ...] = ()
    instead: Instead = NOTHING_ELSE
    also: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


PartForm = SceneForm | ResponseForm


def said(text: str) -> str:
    """What was typed into a field, on one line, as the text of a case is read."""
    return GAPS.sub(" ", " ".join(line.strip() for line in normalise(text).split("\n") if line.strip()))
