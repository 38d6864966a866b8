"""What the interview says of each choice, in one line (clinical model, sections 1 to 6)."""

from __future__ import annotations

from simulator.web.language import N_

STEPS = {
    "client": N_("Who comes"),
    "difficulty": N_("What is hard"),
    "temptation": N_("What tempts"),
    "principles": N_("What is rated"),
    "shape": N_("The shape"),
    "look": N_("A look at it"),
}
ATTACHMENTS = {
    "secure": N_("Can lean on others and on memories of being helped. Few fears; you can work directly."),
    "anxious-preoccupied": N_(
        "Clings, is restless, trusts no strength of their own. Fears to lose the bond by caring for themselves."
    ),
    "dismissive-avoidant": N_(
        "Relies on nobody. Needing help is shameful, and being let down is what they expect of it."
    ),
    "fearful-avoidant": N_(
        "Longs for care and fears it. When it comes close, there may be numbness, rage, or something from long ago."
    ),
}
MENTALISING = {
    "low": N_("Concrete, stuck in blame, at a loss about what goes on in others."),
    "good-enough": N_("Can wonder about feelings while calm, and loses it under stress."),
    "good": N_("Can look at their own mind and at others', even when it hurts."),
}
REGULATIONS = {
    "hypoactivating": N_("Withdraws, goes silent or numb. Too much carries this client below the window."),
    "hyperactivating": N_("Worries, acts, seeks closeness, shows much. Too much carries this client above the window."),
}
DEFENCES = {
    "": N_("None that stands out."),
    "submissive": N_("Pleases, agrees, blames themselves, hides their anger."),
    "aggressive": N_("Blames, mocks or attacks before anybody can look."),
    "shutdown": N_("Goes blank, and is no longer there to be ashamed."),
}
DEFENCE_NAMES = {
    "": N_("none"),
    "submissive": N_("submissive"),
    "aggressive": N_("aggressive"),
    "shutdown": N_("shutdown"),
}
LEVELS = {
    "foundation": N_("For a first course: the signs are plain, and most mistakes can be put right."),
    "intermediate": N_("The signs are mixed, and two good ways pull in different directions."),
    "advanced": N_("Little shows, much is at stake, and the right thing is easily done too early."),
}
PHASES = {
    "safety": N_("Being here at all: contact, seating, ground under the feet."),
    "titrating-warmth": N_("Taking in kindness, in doses that can be borne."),
    "fierce": N_("Anger and protection: what was done was wrong."),
    "mourning": N_("Comfort for the life that was lost."),
    "reconnecting": N_("Rest, play and joy, and the fear of them."),
}
MISTAKES = {
    "harmful": N_("It harms: it is likely to shame, flood, shut down, re-enact or abandon."),
    "missed": N_("It misses: nothing breaks, and the moment passes by."),
}
RULES = {
    "yes": N_("Yes: the temptation carries the client out of it, and a scene of its own answers."),
    "no": N_("No: the client stays within reach, whatever is said."),
}
ENDINGS = {
    "connected": N_("Contact has deepened."),
    "steady": N_("Good enough: the door stays open."),
    "strained": N_("The client carries more than on coming in."),
    "broken-off": N_("The client leaves, or goes away inside."),
}
GAUGES = {
    "low": N_("Lower edge of the window"),
    "arousal": N_("Arousal at the door"),
    "high": N_("Upper edge of the window"),
    "safeness": N_("Safeness"),
    "shame": N_("Shame"),
    "anger": N_("Protective anger"),
    "warmth": N_("Warmth that can be borne"),
}
