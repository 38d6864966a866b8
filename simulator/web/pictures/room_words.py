"""What the picture of the room tells, in plain English, for those who listen to the page instead of looking at it."""

from __future__ import annotations

from simulator.web.pictures.mood import Mood

POSSESSIVE = {"she": "her", "he": "his"}
FACING = (
    (0.22, "turned away, near the door"),
    (0.45, "turned half away, at some distance"),
    (0.68, "facing into the room, side by side with the other chair"),
    (0.85, "turned a little towards the other chair"),
    (1, "turned towards the other chair, close by"),
)
LIGHT = (
    (0.2, "The light is thin."),
    (0.45, "The light is pale."),
    (0.7, "There is some light."),
    (1, "Warm light falls through the window."),
)


def room_words(mood: Mood, name: str, pronouns: str) -> str:
    """The room in two or three sentences."""
    whose = POSSESSIVE.get(pronouns.partition("/")[0].strip().lower(), "their")
    return " ".join(part for part in (f"{_where(mood, name, whose)}.", _first(LIGHT, mood.light), _door(mood)) if part)


def _where(mood: Mood, name: str, whose: str) -> str:
    posture = _posture(mood, whose)
    if mood.leaving > 0.6:
        return f"{name} has got up and stands near the door, {posture}"
    if mood.leaving > 0.2:
        return f"{name} is half out of the chair, turned to the door, {posture}"
    return f"{name} sits {_first(FACING, mood.nearness)}, {posture}"


def _posture(mood: Mood, whose: str) -> str:
    head = f"{whose} head low" if mood.shame > 0.55 else f"{whose} head a little bowed" if mood.shame > 0.35 else ""
    if mood.above:
        tense = "tense" if mood.leaving > 0.2 else "tense on the edge of the seat"
        return _and(f"{tense}, {whose} shoulders high", head)
    if mood.below:
        return _and(f"slumped and far away, {whose} outline faint", head)
    if head:
        return _and("folded in and small", head) if mood.shame > 0.7 else head
    if mood.anger > 0.55:
        return "upright, both feet planted"
    return "at ease" if mood.safe > 0.65 else "upright and quiet"


def _and(first: str, second: str) -> str:
    return f"{first}, {second}" if second else first


def _door(mood: Mood) -> str:
    return "The door stands open." if mood.door > 0.6 else "The door is ajar." if mood.door > 0.08 else ""


def _first(words: tuple[tuple[float, str], ...], value: float) -> str:
    return next((word for limit, word in words if value < limit), words[-1][1])
