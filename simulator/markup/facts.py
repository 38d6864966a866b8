"""The front matter of a scenario, understood: who the client is, where the gauges start, what the card says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from simulator.engine.scenario import (
    ATTACHMENTS,
    ENGLISH,
    LEVELS,
    MENTALISING,
    PHASES,
    PRESENTATIONS,
    REGULATIONS,
    STANDARD_GAUGES,
    WINDOW_HIGH,
    WINDOW_LOW,
    Client,
    Gauge,
)
from simulator.markup.conditions import RESERVED
from simulator.markup.front import Value
from simulator.markup.notes import Notes
from simulator.markup.problems import Said
from simulator.markup.values import SLUG, ValueReader

REQUIRED = (
    *("title", "level", "minutes", "phase", "presentation", "learn", "warnings"),
    *("client", "gauges", "authors", "sources"),
)
KEYS = (*REQUIRED, "reviewed", "continues", "language")
CLIENT_KEYS = ("name", "age", "pronouns", "attachment", "mentalising", "regulation", "work")
OWN_KEYS = ("start", "range", "meaning")
NOT_GAUGES = (*RESERVED, WINDOW_LOW, WINDOW_HIGH)
LOWER_EDGE = Gauge(WINDOW_LOW, -2, -5, -1, "the lower edge of the window of tolerance")
UPPER_EDGE = Gauge(WINDOW_HIGH, 2, 1, 5, "the upper edge of the window of tolerance")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the front matter says; missing or wrong facts are empty and noted.

    `gauges_known` is false where a gauge of the case may be missing from `gauges`.
    """

    title: str
    level: str
    minutes: int
    phase: str
    presentation: tuple[str, ...]
    learn: tuple[str, ...]
    warnings: tuple[str, ...]
    client: Client
    gauges: tuple[Gauge, ...]
    authors: tuple[str, ...]
    sources: tuple[str, ...]
    reviewed: tuple[str, ...]
    continues: str
    language: str
    gauges_known: bool = True


def no_facts() -> Facts:
    """What is taken for granted where there is no front matter, so that the scenes can be read for their problems."""
    gauges = (*STANDARD_GAUGES.values(), LOWER_EDGE, UPPER_EDGE)
    client = Client("", "", "", "", "", "")
    return Facts("", "", 0, "", (), (), (), client, gauges, (), (), (), "", ENGLISH, gauges_known=False)


def read_facts(front: dict[str, Value], notes: Notes) -> Facts:
    """The facts of a case; every problem is noted and a harmless value put in its place."""
    reader = _FactsReader(front, notes)
    reader.keys(KEYS, REQUIRED)
    gauges = reader.gauges()
    named = front["gauges"].content if "gauges" in front else None
    known = {*(gauge.slug for gauge in gauges), "window"}
    return Facts(
        title=reader.text("title", "Side by side"),
        level=reader.choice("level", LEVELS),
        minutes=reader.number("minutes", 5, 60),
        phase=reader.choice("phase", PHASES),
        presentation=reader.choices("presentation", PRESENTATIONS),
        learn=reader.slugs("learn"),
        warnings=reader.texts("warnings"),
        client=reader.client(),
        gauges=gauges,
        authors=reader.texts("authors"),
        sources=reader.texts("sources"),
        reviewed=reader.texts("reviewed"),
        continues=reader.text("continues", "side-by-side", needed=False),
        language=reader.language(),
        gauges_known=isinstance(named, dict) and known.issuperset(named),
    )


class _FactsReader(ValueReader):
    def client(self) -> Client:
        value = self.front.get("client")
        empty = Client("", "", "", "", "", "")
        if value is None:
            return empty
        example = "client: {name: Mara, age: 31, pronouns: she/her, attachment: …, mentalising: …, regulation: …}"
        if not isinstance(value.content, dict):
            self.shape("client", value.line, Said("a set of facts in braces"), example)
            return empty
        facts = value.content
        for key, fact in facts.items():
            if key not in CLIENT_KEYS:
                self.notes.add("key-unknown", fact.line, key=key, hint=self.notes.hint(key, CLIENT_KEYS))
        for key in CLIENT_KEYS[:6]:
            if key not in facts:
                self.notes.add("key-missing", value.line, key=f"client: {key}")
        inner = _FactsReader(facts, self.notes)
        return Client(
            name=inner.text("name", "Mara"),
            age=inner.text("age", "31"),
            pronouns=inner.text("pronouns", "she/her"),
            attachment=inner.choice("attachment", ATTACHMENTS),
            mentalising=inner.choice("mentalising", MENTALISING),
            regulation=inner.choice("regulation", REGULATIONS),
            work=inner.text("work", "nursery worker", needed=False),
        )

    def gauges(self) -> tuple[Gauge, ...]:
        value = self.front.get("gauges")
        if value is None:
            return ()
        if not isinstance(value.content, dict):
            self.shape("gauges", value.line, Said("a set of gauges in braces"), "gauges: {arousal: 2, window: [-2, 2]}")
            return ()
        found: list[Gauge] = []
        for slug, start in value.content.items():
            found.extend(self.window(start) if slug == "window" else self.gauge(slug, start))
        return tuple(found)

    def gauge(self, slug: str, value: Value) -> Iterable[Gauge]:
        standard = STANDARD_GAUGES.get(slug)
        if isinstance(value.content, dict):
            gauge = self.own_gauge(slug, value)
        elif standard is None:
            hint = self.notes.hint(slug, [*STANDARD_GAUGES, "window"])
            names = ", ".join([*STANDARD_GAUGES, "window"])
            self.notes.add("gauge-unknown", value.line, value=slug, hint=hint, choices=names)
            return
        elif (start := self.whole(value)) is not None:
            gauge = replace(standard, start=start)
        else:
            self.shape(slug, value.line, Said("a whole number"), f"{slug}: 2")
            return
        if gauge is None:
            return
        if not gauge.low <= gauge.start <= gauge.high:
            start, low, high = gauge.start, gauge.low, gauge.high
            self.notes.add("gauge-range", value.line, gauge=slug, start=start, low=low, high=high)
        yield gauge

    def own_gauge(self, slug: str, value: Value) -> Gauge | None:
        facts = value.content if isinstance(value.content, dict) else {}
        for key, fact in facts.items():
            if key not in OWN_KEYS:
                self.notes.add("key-unknown", fact.line, key=key, hint=self.notes.hint(key, OWN_KEYS))
        if slug in NOT_GAUGES:
            self.notes.add("gauge-name", value.line, gauge=slug)
            return None
        numbers, start, meaning = self.pair(facts.get("range")), self.whole(facts.get("start")), facts.get("meaning")
        said = meaning.content if meaning and isinstance(meaning.content, str) else ""
        if slug in STANDARD_GAUGES or not SLUG.fullmatch(slug) or numbers is None or start is None or not said:
            shape = Said("a gauge of your own with start, range and meaning")
            self.shape(slug, value.line, shape, "hope: {start: 2, range: [0, 6], meaning: how far ahead he can look}")
            return None
        return Gauge(slug, start, *numbers, said, own=True)

    def window(self, value: Value) -> tuple[Gauge, ...]:
        edges = self.pair(value)
        if edges is None or not -5 <= edges[0] <= -1 or not 1 <= edges[1] <= 5:
            self.notes.add("window-shape", value.line)
            return (LOWER_EDGE, UPPER_EDGE)
        return (replace(LOWER_EDGE, start=edges[0]), replace(UPPER_EDGE, start=edges[1]))
