"""The same generated story for both engines: moments, three choices each, numbers that move, conditions that ask."""

from __future__ import annotations

TEXT = "The client looks down and turns the ring on her finger. “I said I would call my sister,” she says."
LABELS = ("You feel you let yourself down again.", "What stopped you from calling her?", "You could call her today.")
FRONT = """---
title: Generated
level: foundation
minutes: 15
phase: safety
presentation: [shame]
learn: [shame]
warnings: []
client: {name: Ida, age: 41, pronouns: she/her, attachment: secure, mentalising: good, regulation: hypoactivating}
gauges: {arousal: 0, window: [-2, 2], safeness: 4, shame: 5}
authors: [A]
sources: [B]
---

A briefing.
"""


def scenario_text(scenes: int) -> str:
    """A case that never ends by itself, with two Enter rules, as an author would write it."""
    parts = [FRONT]
    for number in range(scenes):
        parts.append(f"\n## scene-{number}: Scene {number}\n")
        if number in (1, 2):
            parts.append(f"- Enter: when arousal {'above' if number == 1 else 'below'} window\n")
        parts.append(f"\n{TEXT}\n\n[safeness at least 5] She looks up. {TEXT}\n\n> It is the same every week.\n")
        for choice, label in enumerate(LABELS):
            way = (number * 3 + choice + 1) % scenes
            level = ("harmful", "helpful", "advanced")[choice]
            parts.append(
                f"\n### choice-{number}-{choice}: Answer {choice}\n\n> {label}\n\n"
                f"- Attunement: {level}, reads-cues. {label}\n- Titration: {level}, tracks-window. {LABELS[0]}\n"
                f"- Effect: safeness {choice - 1:+d}, arousal {1 - choice:+d}, shame {1 - choice:+d}\n"
                f"- Client: {TEXT}\n"
                + ('- Instead: "Stay." It leaves room.\n' if choice == 0 else "")
                + f"- Next: scene-{(way + 1) % scenes} if safeness at least 5, otherwise scene-{way}\n"
            )
    return "".join(parts)


def ink(knots: int) -> str:
    """The same for ink: knots, sticky choices, variables, conditional text."""
    lines = ["VAR safeness = 4", "VAR arousal = 0", "VAR shame = 5", "VAR p1 = 0", "VAR p2 = 0", "-> k0", ""]
    for knot in range(knots):
        lines += [f"=== k{knot} ===", TEXT, "{safeness > 4: She looks up.} " + TEXT, "It is the same every week."]
        for choice, label in enumerate(LABELS):
            way = (knot * 3 + choice + 1) % knots
            lines += [
                f"+ [{label}]",
                f"    ~ safeness = safeness + {choice - 1}",
                f"    ~ arousal = arousal + {1 - choice}",
                f"    ~ shame = shame + {1 - choice}",
                f"    ~ p1 = p1 + {choice}",
                f"    ~ p2 = p2 + {choice}",
                "    { safeness > 10: \n        ~ safeness = 10\n    }",
                "    { safeness < 0: \n        ~ safeness = 0\n    }",
                f"    {TEXT}",
                "    { arousal > 2: \n        ~ arousal = 0\n        -> k1\n    }",
                "    { arousal < -2: \n        ~ arousal = 0\n        -> k2\n    }",
                f"    {{ safeness > 4: \n        -> k{(way + 1) % knots}\n    }}",
                f"    -> k{way}",
            ]
        lines.append("")
    return "\n".join(lines)
