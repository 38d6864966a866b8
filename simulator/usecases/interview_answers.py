"""The answers of the interview, as typed, and what is wrong with them, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import (
    ATTACHMENTS,
    ENDINGS,
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
)
from simulator.markup.plain_words import one_line
from simulator.markup.skeleton import WORDS
from simulator.markup.told import FEWEST_MOMENTS, MOST_CONCEPTS, MOST_CRITERIA, MOST_MOMENTS, Interview
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Phrase, Refused
from simulator.usecases.naming import new_slug, usable_name, usable_title
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible, typed

BROUGHT = tuple(one for one in PRESENTATIONS if one not in ATTACHMENTS)
DEFENCES = ("", "submissive", "aggressive", "shutdown")
MISTAKES = ("harmful", "missed")
YES, NO = "yes", "no"
WHOLE = re.compile(r"-?[0-9]{1,2}")
LINE_LIMIT, TEXT_LIMIT, MOST_WARNINGS = 60, 1_500, 6
STEPS: dict[str, tuple[str, ...]] = {
    "client": (
        *("name", "age", "pronouns", "work", "attachment", "mentalising", "regulation", "defence"),
        "language",
    ),
    "difficulty": ("presentation", "phase", "level", "background", "moment", "opening", "warnings"),
    "temptation": ("temptation", "why", "mistake", "better"),
    "principles": ("criteria", "learn"),
    "shape": (
        *("moments", "window_rule", "endings", "low", "arousal", "high"),
        *("safeness", "shame", "anger", "warmth", "title", "slug"),
    ),
}
"""What is asked in each step."""
LAST_STEP = "shape"


class Answers(NamedTuple):
    """What was typed and chosen so far. Gauges are numbers as typed; shame, anger and warmth are empty if not used."""

    name: str = ""
    age: str = ""
    pronouns: str = ""
    work: str = ""
    attachment: str = ""
    mentalising: str = ""
    regulation: str = ""
    defence: str = ""
    language: str = ENGLISH
    presentation: tuple[str, ...] = ()
    phase: str = "safety"
    level: str = "foundation"
    background: str = ""
    moment: str = ""
    opening: str = ""
    warnings: str = ""
    temptation: str = ""
    why: str = ""
    mistake: str = "harmful"
    better: str = ""
    criteria: tuple[str, ...] = ()
    learn: tuple[str, ...] = ()
    moments: str = "4"
    window_rule: str = YES
    endings: tuple[str, ...] = ("connected", "steady", "strained")
    low: str = ""
    arousal: str = ""
    high: str = ""
    safeness: str = ""
    shame: str = ""
    anger: str = ""
    warmth: str = ""
    title: str = ""
    slug: str = ""


class Unclear(Refused):
    """Something in a step will not do yet: `problems` says of each field of that step what."""

    def __init__(self, step: str, problems: Mapping[str, Refused]) -> None:
        super().__init__(Refused("Not quite yet: please look at what is marked below.").template)
        self.step, self.problems = step, problems


def understood(
    store: Store, actor: Actor, answers: Answers, draft_id: UUID, step: str = LAST_STEP
) -> tuple[Interview, str]:
    """What was told up to a step, and the slug of the case. What is wrong in later steps does not count yet.

    Raises:
        Unclear: what is wrong in the first step in which something is.
    """
    reader = _Reader(store, actor, answers, draft_id)
    told = reader.told()
    for name, fields in STEPS.items():
        found = {one: reader.problems[one] for one in fields if one in reader.problems}
        if found:
            raise Unclear(name, found)
        if name == step:
            break
    return told, reader.slug


class _Reader:
    """Understands the answers, and collects what is wrong with them, field by field."""

    def __init__(self, store: Store, actor: Actor, answers: Answers, draft_id: UUID) -> None:
        self.store, self.actor, self.answers, self.draft_id = store, actor, answers, draft_id
        self.problems: dict[str, Refused] = {}
        self.slug = ""

    def told(self) -> Interview:
        given = self.answers
        title = self.tried("title", usable_title)
        self.slug = self.tried("slug", lambda slug: new_slug(self.store, slug, title, self.draft_id))
        return Interview(
            title=title,
            client=self.client(),
            criteria=self.criteria(),
            gauges=self.gauges(),
            level=self.one_of("level", LEVELS),
            phase=self.one_of("phase", PHASES),
            presentation=self.some(
                "presentation", BROUGHT, 1, Refused("Please tick at least one: what brings the client?")
            ),
            learn=self.learn(),
            warnings=self.warnings(),
            authors=tuple(filter(None, (one_line(legible(self.actor.name)),))),
            defence=self.one_of("defence", DEFENCES),
            background=self.text(
                "background", Phrase("What you know beforehand"), Refused("Please say what brings the client.")
            ),
            opening=self.text("opening", Phrase("What the client says")),
            moment=self.text("moment", Phrase("The moment"), Refused("Please describe the moment the case turns on.")),
            temptation=self.text(
                "temptation", Phrase("The temptation"), Refused("Please say what one would be tempted to do.")
            ),
            why=self.text("why", Phrase("Why it is tempting")),
            better=self.text("better", Phrase("What would help")),
            mistake=self.one_of("mistake", MISTAKES),
            moments=self.number("moments", FEWEST_MOMENTS, MOST_MOMENTS) or FEWEST_MOMENTS,
            window_rule=self.one_of("window_rule", (YES, NO)) == YES,
            endings=self.some(
                "endings", ENDINGS, 2, Refused("Please tick at least two: an hour can end in more than one way.")
            ),
            language=self.one_of("language", tuple(WORDS)) if given.language else ENGLISH,
        )

    def client(self) -> Client:
        return Client(
            name=self.tried("name", usable_name),
            age=self.line("age", Phrase("The age"), Refused("How old is the client?")),
            pronouns=self.line("pronouns", Phrase("The pronouns"), Refused("Which pronouns? For example she/her.")),
            attachment=self.one_of("attachment", ATTACHMENTS),
            mentalising=self.one_of("mentalising", MENTALISING),
            regulation=self.one_of("regulation", REGULATIONS),
            work=self.line("work", Phrase("The work")),
        )

    def criteria(self) -> dict[str, tuple[str, ...]]:
        rubric = self.store.catalogue.rubric
        known = {slug: one for slug, one in rubric.criteria.items() if slug in self.answers.criteria}
        found = {
            principle: tuple(slug for slug, one in known.items() if one.principle == principle)
            for principle in PRINCIPLES
        }
        if not known:
            self.say("criteria", Refused("Please tick at least one: what is the case to be rated on?"))
        elif any(len(slugs) > MOST_CRITERIA for slugs in found.values()):
            self.say("criteria", Refused("Please tick at most {most} of each principle.", most=MOST_CRITERIA))
        return {principle: slugs for principle, slugs in found.items() if slugs}

    def learn(self) -> tuple[str, ...]:
        found = tuple(slug for slug in self.store.catalogue.concepts if slug in self.answers.learn)
        if len(found) > MOST_CONCEPTS:
            self.say("learn", Refused("Please tick at most {most}.", most=MOST_CONCEPTS))
        return found

    def warnings(self) -> tuple[str, ...]:
        lines = tuple(filter(None, map(one_line, self.text("warnings", Phrase("What to know before")).split("\n"))))
        if len(lines) > MOST_WARNINGS:
            self.say("warnings", Refused("Please keep to {most} lines.", most=MOST_WARNINGS))
        return lines

    def gauges(self) -> dict[str, int]:
        low, high = self.number("low", -4, -1), self.number("high", 1, 4)
        starts = {"arousal": self.number("arousal", -5, 5), WINDOW_LOW: low, WINDOW_HIGH: high}
        arousal = starts["arousal"]
        if None not in (arousal, low, high) and not low <= arousal <= high:  # type: ignore[operator]
            self.say(
                "arousal",
                Refused("The hour begins within the window: from {low} to {high}.", low=low, high=high),
            )
        starts["safeness"] = self.number("safeness", 0, 10)
        for slug in ("shame", "anger", "warmth"):
            if getattr(self.answers, slug).strip():
                starts[slug] = self.number(slug, STANDARD_GAUGES[slug].low, STANDARD_GAUGES[slug].high)
        return {slug: start for slug, start in starts.items() if start is not None}

    def number(self, name: str, low: int, high: int) -> int | None:
        given = getattr(self.answers, name).strip().replace("−", "-")
        if WHOLE.fullmatch(given) and low <= int(given) <= high:
            return int(given)
        self.say(name, Refused("Please give a whole number from {low} to {high}.", low=low, high=high))
        return None

    def line(self, name: str, what: Phrase, needed: Refused | None = None) -> str:
        return one_line(self.text(name, what, needed, LINE_LIMIT))

    def text(self, name: str, what: Phrase, needed: Refused | None = None, limit: int = TEXT_LIMIT) -> str:
        given = self.tried(name, lambda text: typed(text, what, limit))
        if needed and not one_line(given):
            self.say(name, needed)
        return given

    def one_of(self, name: str, choices: Collection[str]) -> str:
        given: str = getattr(self.answers, name)
        if given not in choices:
            self.say(name, Refused("Please choose one of these."))
        return given

    def some(self, name: str, choices: Collection[str], fewest: int, needed: Refused) -> tuple[str, ...]:
        found = tuple(one for one in choices if one in getattr(self.answers, name))
        if len(found) < fewest:
            self.say(name, needed)
        return found

    def tried(self, name: str, read: Callable[[str], str]) -> str:
        try:
            return read(getattr(self.answers, name))
        except Refused as refused:
            self.say(name, refused)
            return ""

    def say(self, name: str, refused: Refused) -> None:
        self.problems.setdefault(name, refused)


def unasked(step: str) -> Iterator[str]:
    """The fields that a step does not ask for, so that its page can carry their values along."""
    return (name for other, fields in STEPS.items() if other != step for name in fields)
