"""Small cases for tests, and folders of them. Everything that a case can do stands once in `WALK`."""

import shutil
from pathlib import Path

from simulator.config import bundled

FRONT = """\
---
title: {title}
level: foundation
minutes: 5
phase: safety
presentation: [shame]
learn: [window-of-tolerance]
warnings: []
client: {{name: Ida, age: 41, pronouns: she/her, attachment: secure, mentalising: good, regulation: hyperactivating}}
gauges: {gauges}
authors: [The tests]
sources: [None]
{more}---

Ida would like to walk today instead of sitting.

"""

WALK_SCENES = """\
## gate: At the gate
- Learn: window-of-tolerance
- Moment: What happens in you, as she waits?

Ida stands at the gate of the park.

> Shall we?

### Notice
- [x] She has buttoned her coat: she means to stay out for a while.
- [x] She looks at the road: it may be loud for her.
- [ ] She is late: she is not, and it does not matter.

### hold-the-gate: Hold the gate for her

> After you. There is no hurry.

- Attunement: advanced, offers-control. She could choose the pace.
- Titration: helpful, tracks-window. Nothing was asked of her yet.
- Effect: safeness +3
- Client: She goes through, and waits for you.
- Next: bench

### ask-at-once: Ask what it is about

> So what is it about today?

- Attunement: missed, drops-the-script. She had only just come.
- Titration: missed, tracks-window. It was a big question for a gate.
- Effect: arousal +1
- Client: “I don't know yet.”
- Instead: "Shall we walk a bit first?" It leaves the beginning to her.
- Next: bench

### pull-her-along: Take her sleeve and go

> Come on, it will rain.

- Attunement: harmful, offers-control. Her arm was taken, and with it her say.
- Titration: harmful, tracks-window. It was far too much at once.
- Effect: arousal +4, safeness -1
- Client: [safeness at most 1] She pulls her arm back.
- Client: She says nothing.
- Instead: "It looks like rain. What would you like?" It asks her.
- Next: bench

## rain: The rain
- Enter: when arousal above window

It rains at once, and hard. Ida has stopped.

### stand-under-the-tree: Stand under the tree with her

> Here is dry. We can stay as long as you like.

- Attunement: helpful, reads-cues. You had seen that she could not go on.
- Titration: advanced, tracks-window. Standing still brought her down.
- Effect: arousal to 0, safeness +1
- Client: She breathes out.
- Next: bench

### walk-on: Walk on

> It is only water.

- Attunement: harmful, reads-cues. She had stopped, and you did not.
- Titration: harmful, tracks-window. She was left alone with it.
- Effect: safeness -2
- Client: She turns round.
- Instead: "Wait, I'll come back." It shows that she was seen.
- Next: gone

## bench: On the bench
- Own words: yes

[safeness at least 4] She has put her bag between you, open.

Ida sits down.

> My mother used to sit here.

### stay-with-it: Stay with the bench

> Here, on this side?

- Attunement: advanced, reads-cues. It was the bench she could speak of.
- Titration: advanced, tracks-window. One bench is a dose she could bear.
- Effect: safeness +1
- Client: “On that side.” She pats it.
- Also: This very bench? / Which side was hers?
- Next: home if safeness at least 4, otherwise gate

### ask-for-more: Ask how that was

> How was that for you?

- Attunement: missed, drops-the-script. It is what one asks.
- Titration: missed, tracks-window. It opened more than the bench.
- Effect: shame +1
- Client: “Fine. It was fine.”
- Instead: "I can see her sitting here." It stays with her.
- Next: gone

### lend-your-hand: Offer your hand
- When: safeness at least 4

> Here, if you'd like it.

- Attunement: helpful, offers-control. She could leave it there.
- Titration: helpful, warms-slowly. It was close, and it could be refused.
- Effect: warmth +1
- Client: She takes one finger of it.
- Next: home

## home: The way home
- Ending: connected

You walk back the long way.

## gone: She has gone
- Ending: broken-off

The bench is empty.
"""

GAUGES = "{arousal: 1, window: [-3, 3], safeness: 2, shame: 4, warmth: 1}"

WALK = FRONT.format(title="A walk", gauges=GAUGES, more="") + WALK_SCENES
"""Gate, rain, bench, home or gone; noticing, own words, a moment, a hidden response, an `Enter` rule, a loop."""

WALK_AGAIN = (
    FRONT.format(
        title="Another walk", gauges="{arousal: 0, window: [-2, 2], safeness: 1, shame: 4}", more="continues: walk\n"
    )
    + """\
## gate-again: The same gate
- Learn: window-of-tolerance

Ida is there already.

### wave: Wave to her

> Hello.

- Attunement: helpful, reads-cues. She had seen you first.
- Titration: helpful, tracks-window. A hand in the air is a small thing.
- Effect: safeness +1
- Client: She waves too.
- Next: on-we-go

### call-out: Call out to her

> Ida! Over here!

- Attunement: missed, reads-cues. She had seen you long ago.
- Titration: missed, tracks-window. It was louder than the two of you are.
- Effect: shame +1
- Client: She looks who has heard.
- Instead: "There you are." It meets her where she is.
- Next: on-we-go

## on-we-go: On we go
- Ending: steady

You go.
"""
)

BROKEN = "---\ntitle: Broken\n---\n\n## nowhere: A scene that cannot be\n\n### away: Away\n\n- Next: no-such-scene\n"


CARD = f"""\
---
title: The window
section: "Mentalization"
criteria: [tracks-window]
see: []
---

{"Between too much and too little there is a width in which one can still think. " * 10}

## An everyday example
A bus that brakes hard, and a hand on the rail.

## In the room this sounds like
> I have gone somewhere else.

## It goes wrong when
One goes on talking.
"""
PRACTICE = """\
---
title: Three breaths
minutes: 2
section: "Attuned presence"
concepts: [window-of-tolerance]
offered: [pause, hard-ending]
---

For between two hours.

## Sit
- Stay: 20

Sit down where you are.

## Breathe
- Breath: yes

Breathe as you like.

## Keep something
- Note: What would you like to keep?

Look up again.
"""


def folder_of(folder: Path, **cases: str) -> Path:
    """A folder with the real rubric, a card, a practice, and these cases, by slug (`_` for `-`)."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(bundled("scenarios") / "rubric.md", folder / "rubric.md")
    for path, text in (("concepts/window-of-tolerance.md", CARD), ("practices/three-breaths.md", PRACTICE)):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    for slug, text in cases.items():
        (folder / f"{slug.replace('_', '-')}.md").write_text(text, "utf-8")
    return folder
