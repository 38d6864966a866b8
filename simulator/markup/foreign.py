"""Stories of other formats on their way into a draft: moments and the ways between them, and what got lost.

Such a story knows nothing of clients, ratings or effects. The draft is a beginning: it holds the words and the ways,
and the checker names all that is still to be written.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.markup.notes import HIDDEN
from simulator.markup.problems import Said, shortened
from simulator.markup.source import ITEM, RULE, TITLED, normalise

MOST_LOSSES = 200
LONGEST_SLUG, LONGEST_TITLE = 50, 120
BLOCKS = {"p", "div", "br", "hr", "li", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)[^<>]*>")
PROGRAMS = ("script", "style")
BLANK = re.compile(r"\n[ \t\n]*\n")
SPOKEN = re.compile(r"[“\"„»«]([^“\"„»«”]*)[”\"“«»]")


class ForeignError(ValueError):
    """A file that is not of its format, or too large to be looked through; `why` is one sentence."""

    def __init__(self, why: Said) -> None:
        self.why = why
        super().__init__(why)


class Way(NamedTuple):
    """A way on from a moment: what one says or does, the moment it leads to (by its name there), what comes of it."""

    words: str
    target: str
    answer: str = ""


class Moment(NamedTuple):
    """One moment of a foreign story. `name` is what ways call it by; without ways it is an ending of this kind.

    Unless all speech is marked by `>`, paragraphs in quotation marks are taken for speech.
    """

    name: str
    title: str
    text: str
    ways: tuple[Way, ...]
    ending: str = "steady"
    speech_marked: bool = False


class Carried(NamedTuple):
    """A story as the text of a draft, and a sentence for everything that could not be carried over."""

    title: str
    text: str
    losses: tuple[Said, ...]


@dataclass
class Losses:
    """What could not be carried over, each thing said once."""

    said: dict[Said, None] = field(default_factory=dict)
    more: int = 0

    def add(self, loss: Said) -> None:
        """Note a loss, as long as the list is one that somebody would read."""
        if loss in self.said:
            return
        if len(self.said) < MOST_LOSSES:
            self.said[loss] = None
        else:
            self.more += 1

    def listed(self) -> tuple[Said, ...]:
        """The losses in the order they were found."""
        more = (Said("There is more like this: {count} in all.", count=self.more + MOST_LOSSES),) if self.more else ()
        return (*self.said, *more)


def carried(title: str, moments: Iterable[Moment], losses: Losses, briefing: str = "") -> Carried:
    """A story as a draft. The first moment is where it begins; a way to nowhere is kept, and the checker names it."""
    title = plain_line(title)[:LONGEST_TITLE] or "Untitled"
    slugs = _Slugs()
    found = [(moment, *slugs.of_moment(moment)) for moment in moments]
    targets: dict[str, str] = {}
    for moment, slug, _ in found:
        targets.setdefault(moment.name, slug)
    known = _paragraphs(briefing) or ["(to write – what is known before the door opens)"]
    paragraphs = [_front(title), *known]
    for moment, slug, heading in found:
        ending = "" if moment.ways else f"\n- Ending: {moment.ending}"
        paragraphs.append(f"## {slug}: {heading}{ending}")
        paragraphs.extend(
            _paragraphs(moment.text, guess=not moment.speech_marked) or ["(to write – what is seen and said here)"]
        )
        for way in moment.ways:
            paragraphs.extend(_response(way, targets.get(way.target) or slug_of(way.target) or "nowhere", slugs))
    return Carried(title, normalise("\n\n".join(paragraphs)), losses.listed())


def _front(title: str) -> str:
    return f"""---
title: {json.dumps(title, ensure_ascii=False)}
level: (to write – foundation, intermediate or advanced)
minutes: 15
phase: (to write – safety, titrating-warmth, fierce, mourning or reconnecting)
presentation: []
learn: []
warnings: []
client: {{name: "(to write – a name)", age: "(to write – an age)", pronouns: they/them}}
gauges: {{arousal: 0, window: [-2, 2], safeness: 3}}
authors: []
sources: []
---"""


def _response(way: Way, target: str, slugs: _Slugs) -> Iterator[str]:
    head, dash, rest = plain_line(way.words).partition(" — ")
    title = head or "Go on"
    yield f"### {slugs.new(title, 'way')}: {title}"
    if dash and rest:
        yield from _paragraphs(rest)
    client = [f"- Client: {answer}"] if (answer := plain_line(way.answer)) else []
    yield "\n".join((*client, f"- Next: {target}"))


class _Slugs:
    """Slugs that are not taken yet."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of_moment(self, moment: Moment) -> tuple[str, str]:
        """The slug and the title of a moment; one that is called “slug: Title” already keeps both."""
        title = plain_line(moment.title)[:LONGEST_TITLE] or "A moment"
        ours = TITLED.fullmatch(title)
        return (self.new(ours[1], "scene"), ours[2]) if ours else (self.new(title, "scene"), title)

    def new(self, words: str, otherwise: str) -> str:
        """A slug for these words, with a number where others have the same."""
        slug = free = slug_of(words) or otherwise
        while free in self._taken:
            self._taken[slug] += 1
            free = f"{slug}-{self._taken[slug]}"
        self._taken[free] = 1
        return free


def slug_of(words: str) -> str:
    """Words as a slug: small letters, digits, hyphens; empty if nothing of them can stand in one."""
    words = words[:LONGEST_TITLE].lower().replace("ß", "ss")
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", ""))[:LONGEST_SLUG].strip("-")


def without_tags(text: str) -> str:
    """Text that may hold HTML as plain text, its blocks apart by blank lines, without hidden characters."""
    text = HIDDEN.sub("", text)
    if "<" in text:
        text, _ = without(text, (("<!--", "-->"),))
        for program in PROGRAMS:
            text = _without_program(text, program)
        text = TAG.sub(lambda tag: "\n\n" if tag[1].lower() in BLOCKS else "", text)
    return html.unescape(text).replace("\xa0", " ")


def without(text: str, pairs: Iterable[tuple[str, str]]) -> tuple[str, int]:
    """The text without what stands between these signs, and how often something did."""
    count = 0
    for begin, end in pairs:
        kept, place = [], 0
        while (first := text.find(begin, place)) >= 0 and (last := text.find(end, first + len(begin))) >= 0:
            kept.append(text[place:first])
            place, count = last + len(end), count + 1
        text = "".join((*kept, text[place:]))
    return text, count


def _without_program(text: str, tag: str) -> str:
    """The text without what stands in elements of this name; without all the rest, if the last one never ends."""
    begins, ends = (re.compile(rf"<{slash}{tag}\b[^<>]*>", re.IGNORECASE) for slash in ("", "/"))
    kept, place = [], 0
    while begin := begins.search(text, place):
        kept.append(text[place : begin.start()])
        end = ends.search(text, begin.end())
        place = end.end() if end else len(text)
    return "".join((*kept, text[place:]))


def plain_line(text: str) -> str:
    """Text on one line, without tags."""
    return " ".join(without_tags(text).split())


def named(name: str) -> str:
    """A name of the file as a sentence about a loss says it."""
    return shortened(" ".join(name[:200].split()), 60)


def _paragraphs(text: str, *, guess: bool = True) -> list[str]:
    """Plain text as paragraphs and quotations that the format reads as such."""
    found = (_paragraph(piece, guess=guess) for piece in BLANK.split(text.strip()))
    return [paragraph for paragraph in found if paragraph]


def _paragraph(piece: str, *, guess: bool) -> str:
    lines = [" ".join(line.split()) for line in piece.split("\n")]
    quoted = all(line.startswith(">") for line in lines if line)
    if quoted:
        lines = [line.lstrip(">").strip() for line in lines]
    words = " ".join(_bare(line) for line in lines if line and not RULE.fullmatch(line)).strip()
    spoken = SPOKEN.fullmatch(words) if guess else None
    if spoken:
        words = spoken[1].strip()
    if words and (quoted or spoken):
        return f"> {words}"
    return f"\\{words}" if words.startswith("[") else words


def _bare(line: str) -> str:
    """A line without what the format would read as a heading, a quotation or a labelled line."""
    line = line.lstrip("#> ")
    item = ITEM.fullmatch(line)
    return line if item is None else f"– {item[1]}" if item[1] else ""
