"""The words the engine and the scenario format use, as readers see them: listed once, so that a catalogue has them all.

What is not listed (a gauge of an author's own, say) is shown as it was written.
"""

from __future__ import annotations

from simulator.engine.scenario import ATTACHMENTS
from simulator.web.language import N_, gettext

HYPHENATED = ("self-blame", *ATTACHMENTS)

WORDS = (
    # levels of a rating, words of a score
    *(N_("harmful"), N_("missed"), N_("helpful"), N_("advanced"), N_("not rated")),
    *(N_("seldom yet"), N_("at times"), N_("often"), N_("steadily"), N_("too few moments to say")),
    # principles
    *(N_("Attunement"), N_("Titration"), N_("Fierce compassion")),
    # cases: levels, phases, what the client brings, endings, modes
    *(N_("foundation"), N_("intermediate")),
    *(N_("safety"), N_("titrating warmth"), N_("fierce"), N_("mourning"), N_("reconnecting")),
    *(N_("fear of closeness"), N_("self-blame"), N_("dissociation"), N_("mistrust"), N_("submission"), N_("grief")),
    *(N_("fear of joy"), N_("aggression"), N_("secure"), N_("anxious-preoccupied")),
    *(N_("dismissive-avoidant"), N_("fearful-avoidant")),
    *(N_("connected"), N_("steady"), N_("strained"), N_("broken off")),
    *(N_("practice"), N_("assessment")),
    # gauges
    *(N_("arousal"), N_("safeness"), N_("shame"), N_("anger"), N_("warmth"), N_("window low"), N_("window high")),
    # roles
    *(N_("trainee"), N_("course leader"), N_("supervisor"), N_("administrator")),
    # paces of breathing
    *(N_("quicker"), N_("usual"), N_("slower")),
    # shelves of the reading room
    N_("What compassion is made of"),
    N_("What hurts, and how it hides"),
    N_("Who comes into the room"),
    N_("Finding the way in"),
    N_("The arc of the work"),
    N_("The person in the other chair"),
    N_("More"),
    # the question of the debrief, kept with its answer
    N_("What do you take from this attempt into the room?"),
)


def spoken(slug: str) -> str:
    """A slug or a word of the engine in the reader's language: `broken-off` as “broken off”.

    What has a hyphen in English keeps it.
    """
    words = slug if slug in HYPHENATED else slug.replace("-", " ")
    return gettext(words) if words else ""
