"""The same story twice: as a case of Attune and as a story of ink, scene for knot, response for choice.

Each scene: three paragraphs, one of them only sometimes; three responses, the third only sometimes; each response moves
two gauges within their ranges, counts for two principles (in ink: adds to two counters), is answered by the client in a
sentence, and leads on. One rule asks after every response whether the client is flooded, and then takes over.
"""

from __future__ import annotations

WORDS = (
    "She looks down and turns the ring on her finger, once round and once back, and does not seem to know it.",
    "“It is the same every week,” she says, and her voice is flat.",
)
CHOICES = ("You feel that you let yourself down again.", "What stopped you from calling her?", "Call her today.")
ANSWER = "She thinks about that for a while, and then she nods."
LEVELS = ("helpful", "advanced", "missed")
MOVES = ((0, 1), (1, -1), (-1, 1))  # safeness, arousal

FRONT = """\
---
title: The same every week
level: foundation
minutes: 15
phase: safety
presentation: [shame]
learn: [window-of-tolerance]
warnings: []
client: {name: Ida, age: 41, pronouns: she/her, attachment: secure, mentalising: good, regulation: hyperactivating}
gauges: {arousal: 0, window: [-5, 4], safeness: 5}
authors: [The benchmarks]
sources: [None]
---

Ida comes every week.

"""


def target(scene: int, choice: int, scenes: int) -> int:
    """Where a choice of a scene leads."""
    return (3 * scene + choice + 1) % scenes


def case(scenes: int = 30) -> str:
    """The story as a case; its last scene but one can end it."""
    return FRONT + "\n".join(
        [
            *(_scene(number, scenes) for number in range(scenes)),
            _FLOODED,
            "## over: Over\n- Ending: steady\n\nIt is over.\n",
        ]
    )


def _scene(number: int, scenes: int) -> str:
    parts = [
        f"## scene-{number}: Scene {number}",
        WORDS[0],
        "[safeness at least 6] She looks up.",
        f"> {WORDS[1]}",
        *(_response(number, choice, scenes) for choice in range(3)),
    ]
    return "\n\n".join(parts) + "\n"


def _response(number: int, choice: int, scenes: int) -> str:
    safeness, arousal = MOVES[choice]
    way = "over" if number == scenes - 1 and choice == 0 else f"scene-{target(number, choice, scenes)}"
    lines = [
        f"### answer-{number}-{choice}: {CHOICES[choice]}",
        "",
        f"> {CHOICES[choice]}",
        "",
        f"- Attunement: {LEVELS[choice]}, reads-cues. {ANSWER}",
        f"- Titration: {LEVELS[choice]}, tracks-window. {ANSWER}",
        f"- Effect: safeness {safeness:+d}, arousal {arousal:+d}",
        f"- Client: {ANSWER}",
        f"- Next: {way}",
    ]
    if choice == 2:
        lines[4:4] = ["- When: arousal below 5", '- Instead: "Shall we call her?" It is done together.']
    return "\n".join(lines)


_FLOODED = f"""\
## flooded: Flooded
- Enter: when arousal above window

{WORDS[0]}

### wait: Wait

> {CHOICES[0]}

- Attunement: advanced, reads-cues. {ANSWER}
- Titration: advanced, tracks-window. {ANSWER}
- Effect: arousal to 0
- Client: {ANSWER}
- Next: scene-0

### press-on: Press on

> {CHOICES[1]}

- Attunement: missed, reads-cues. {ANSWER}
- Titration: missed, tracks-window. {ANSWER}
- Effect: arousal to 1
- Client: {ANSWER}
- Instead: "Let us wait." It gives her time.
- Next: scene-0
"""


def ink(scenes: int = 30) -> str:
    """The story in ink."""
    head = ["VAR safeness = 5", "VAR arousal = 0", "VAR attunement = 0", "VAR titration = 0", "-> scene_0"]
    flooded = [
        "=== flooded ===",
        WORDS[0],
        *_choice(CHOICES[0], "", ["~ arousal = 0", *_points(0)], "-> scene_0"),
        *_choice(CHOICES[1], "", ["~ arousal = 1", *_points(2)], "-> scene_0"),
    ]
    knots = [line for number in range(scenes) for line in _knot(number, scenes)]
    return "\n".join([*head, *knots, *flooded, "=== over ===", "It is over.", "-> END", ""])


def _knot(number: int, scenes: int) -> list[str]:
    lines = [f"=== scene_{number} ===", WORDS[0], "{safeness >= 6: She looks up.}", WORDS[1]]
    for choice in range(3):
        safeness, arousal = MOVES[choice]
        moves = [
            f"~ safeness = MAX(0, MIN(10, safeness + {safeness}))".replace("+ -", "- "),
            f"~ arousal = MAX(-5, MIN(5, arousal + {arousal}))".replace("+ -", "- "),
            *_points(choice),
        ]
        way = "over" if number == scenes - 1 and choice == 0 else f"scene_{target(number, choice, scenes)}"
        condition = "{arousal < 5} " if choice == 2 else ""
        lines += _choice(CHOICES[choice], condition, [*moves, "{ arousal > 4:", "    -> flooded", "}"], f"-> {way}")
    return lines


def _choice(words: str, condition: str, actions: list[str], way: str) -> list[str]:
    return [f"+ {condition}[{words}]", ANSWER, *(f"    {action}" for action in actions), f"    {way}"]


def _points(choice: int) -> list[str]:
    points = (1, 2, 0)[choice]
    return [f"~ attunement = attunement + {points}", f"~ titration = titration + {points}"]
