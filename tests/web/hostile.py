"""A case with text that would like to run in every field, and what a page with it may be made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import cycle

from tests.web.pages import Page
from tests.web.payloads import PAYLOADS

PROSE = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "code", "a"}
"""What an author's Markdown may become."""


def skeleton(page: Page) -> Counter[tuple[str, ...]]:
    """What a page is made of: each element with the names of its attributes."""
    return Counter((element.tag, *sorted(element.attributes)) for element in page.elements if element.tag != "br")


def one_line(payloads: Sequence[str]) -> list[str]:
    """The payloads that may stand in a line of a case; one with a picture is refused when the case is checked."""
    lines = [re.sub(r"\s+", " ", payload).strip() for payload in payloads if "\x0c" not in payload]
    return [line for line in lines if "![" not in line]


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile(payloads: Sequence[str]) -> str:
    """A case with a payload in every field that takes prose."""
    source = cycle(payloads)

    def w(prefix: str = "W") -> str:
        return f"{prefix} {next(source)}"

    def front() -> str:
        return quoted(w())

    def response(slug: str, level: str, way: str) -> str:
        return f"""\
### {slug}: {w()}

{w()}

> {w()}

- Attunement: {level}, reads-cues. {w()}
- Titration: {level}, tracks-window. {w()}
- Effect: safeness +1, shame -1, arousal +1
- Client: {w()}
- Client: “{w()}”
- Instead: "{w().replace('"', "'")}" {w()}
- Also: {w().replace(" / ", " ")}
- Next: {way}
"""

    return f"""\
---
title: {front()}
level: foundation
minutes: 5
phase: safety
presentation: [shame]
learn: [window-of-tolerance]
warnings: [{front()}]
client:
  {{name: {front()}, age: {front()}, pronouns: {front()}, work: {front()}, attachment: secure, mentalising: good,
  regulation: hyperactivating}}
gauges: {{arousal: 1, window: [-4, 4], safeness: 2, shame: 8}}
authors: [{front()}]
sources: [{front()}]
---

{w()}

## gate: {w()}
- Own words: yes
- Moment: {w()}

{w()}

> {w()}

### Notice
- [x] {w().replace(":", ";")}: {w()}
- [ ] {w().replace(":", ";")}: {w()}

{response("first", "advanced", "home")}
{response("second", "missed", "home")}
## home: {w()}
- Ending: connected

{w()}

> {w()}
"""


LINES = one_line(PAYLOADS)
GROUPS = [LINES[start:] + LINES[:start] for start in range(0, len(LINES), 30)]
