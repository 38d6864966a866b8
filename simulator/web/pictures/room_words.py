"""What the picture of the room tells, in plain words, for those who listen to the page instead of looking at it."""

from __future__ import annotations

from simulator.web.language import N_, gettext
from simulator.web.pictures.mood import Mood

POSSESSIVE = {"she": "her", "he": "his"}
FACING = (
    (0.22, N_("turned away, near the door")),
    (0.45, N_("turned half away, at some distance")),
    (0.68, N_("facing into the room, side by side with the other chair")),
    (0.85, N_("turned a little towards the other chair")),
    (1, N_("turned towards the other chair, close by")),
)
LIGHT = (
    (0.2, N_("The light is thin.")),
    (0.45, N_("The light is pale.")),
    (0.7, N_("There is some light.")),
    (1, N_("Warm light falls through the window.")),
)
HEAD_LOW = {"her": N_("her head low"), "his": N_("his head low"), "their": N_("their head low")}
HEAD_BOWED = {
    "her": N_("her head a little bowed"),
    "his": N_("his head a little bowed"),
    "their": N_("their head a little bowed"),
}
SHOULDERS = {"her": N_("her shoulders high"), "his": N_("his shoulders high"), "their": N_("their shoulders high")}
OUTLINE = {"her": N_("her outline faint"), "his": N_("his outline faint"), "their": N_("their outline faint")}


def room_words(mood: Mood, name: str, pronouns: str) -> str:
    """The room in two or three sentences."""
    whose = POSSESSIVE.get(pronouns.partition("/")[0].strip().lower(), "their")
    return " ".join(
        part for part in (_where(mood, name, whose), gettext(_first(LIGHT, mood.light)), _door(mood)) if part
    )


def _where(mood: Mood, name: str, whose: str) -> str:
    posture = ", ".join(gettext(part) for part in _posture(mood, whose) if part)
    if mood.leaving > 0.6:
        return gettext("%(name)s has got up and stands near the door, %(posture)s.", name=name, posture=posture)
    if mood.leaving > 0.2:
        return gettext(
            "%(name)s is half out of the chair, turned to the door, %(posture)s.", name=name, posture=posture
        )
    facing = gettext(_first(FACING, mood.nearness))
    return gettext("%(name)s sits %(facing)s, %(posture)s.", name=name, facing=facing, posture=posture)


def _posture(mood: Mood, whose: str) -> tuple[str, ...]:
    """How the client holds themselves, in phrases that follow each other."""
    head = HEAD_LOW[whose] if mood.shame > 0.55 else HEAD_BOWED[whose] if mood.shame > 0.35 else ""
    if mood.above:
        return N_("tense") if mood.leaving > 0.2 else N_("tense on the edge of the seat"), SHOULDERS[whose], head
    if mood.below:
        return N_("slumped and far away"), OUTLINE[whose], head
    if head:
        return (N_("folded in and small"), head) if mood.shame > 0.7 else (head,)
    if mood.anger > 0.55:
        return (N_("upright, both feet planted"),)
    return (N_("at ease"),) if mood.safe > 0.65 else (N_("upright and quiet"),)


def _door(mood: Mood) -> str:
    if mood.door > 0.6:
        return gettext("The door stands open.")
    return gettext("The door is ajar.") if mood.door > 0.08 else ""


def _first(words: tuple[tuple[float, str], ...], value: float) -> str:
    return next((word for limit, word in words if value < limit), words[-1][1])
