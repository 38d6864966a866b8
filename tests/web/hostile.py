"""A case with text that would like to run in every field, and what a page with it may be made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

from tests.web.browsing import Browser
from tests.web.pages import Page
from tests.web.payloads import PAYLOADS

PROSE = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "code", "a"}
"""What an author's Markdown may become."""
MARKS = {*PROSE, "text", "tspan", "ins", "del", "span", "details", "summary", "circle"}
"""What there may be more or less of: prose, lines and counts in pictures, marks of what has changed."""
OWN_SCRIPTS = re.compile(r"<script \{'type': '(importmap'|module', 'src': '/static/studio/editor\.js)")
FOREIGN = {"x", "marquee", "audio", "xmp", "plaintext", "noembed", "scr"}
Pages = Iterator[tuple[str, Page]]


def skeleton(page: Page) -> Counter[tuple[str, ...]]:
    """What a page is made of: each element with the names of its attributes."""
    return Counter((element.tag, *sorted(element.attributes)) for element in page.elements if element.tag != "br")


def dangers(page: Page) -> list[str]:
    """What could run, and what only a payload would bring; the editor has two scripts of its own."""
    foreign = [element.tag for element in page.elements if element.tag in FOREIGN]
    return foreign + [one for one in page.dangers() if not OWN_SCRIPTS.match(one)]


def compare(pages: Sequence[tuple[str, Page]], harmless: Sequence[tuple[str, Page]], *, counted: bool = True) -> None:
    """Check that nothing in the pages could run, and that they are made of what the harmless ones are made of.

    Without `counted` there may be more of each kind, as where a list is longer.
    """
    for (name, page), (same, plain) in zip(pages, harmless, strict=True):
        assert name == same
        assert dangers(page) == [], name
        before, now = skeleton(plain), skeleton(page)
        other = (now - before) + (before - now) if counted else before.keys() ^ now.keys()
        assert {one[0] for one in other} <= MARKS, name


def shown(browser: Browser, path: str) -> Page:
    """A page that is there."""
    page = browser.get(path)
    assert browser.status == 200, path
    return page


def opened(browser: Browser, *paths: str) -> Pages:
    """Several, by their addresses."""
    for path in paths:
        yield path, shown(browser, path)


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
