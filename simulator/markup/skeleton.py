"""A case begun: what a course leader told in the interview, put where it belongs in a first text.

The skeleton can be read, walked and tried at once; everything its author has still to say is a bracket that the checker
points at. The leader's own words are taken as words: whatever they look like, they never become a part of the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.engine.condition import Compare, Condition, Window
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import (
    ENDINGS,
    ENGLISH,
    STANDARD_GAUGES,
    WINDOW_HIGH,
    WINDOW_LOW,
    Alternative,
    Branch,
    Client,
    Cue,
    Enter,
    Gauge,
    Move,
    Passage,
    Rating,
    Response,
    Scenario,
    Scene,
)
from simulator.markup.facts import LOWER_EDGE, UPPER_EDGE
from simulator.markup.plain_words import one_line, paragraphs, sentence
from simulator.markup.skeleton_german import GERMAN_WORDS
from simulator.markup.skeleton_texts import ENGLISH_WORDS, ResponseWords, Words
from simulator.markup.told import Interview
from simulator.markup.writer import write_scenario

WORDS: dict[str, Words] = {ENGLISH: ENGLISH_WORDS, "de": GERMAN_WORDS}
"""The languages a skeleton can be written in."""
LONGEST_HEADING = 70
WAYS = {
    3: ("door", "turn", "parting"),
    4: ("door", "turn", "closer", "parting"),
    5: ("door", "arriving", "turn", "closer", "parting"),
    6: ("door", "arriving", "turn", "closer", "further", "parting"),
}
"""The moments of a case on its straight way. What is put right after the mistake, and the window, come to it."""
LEVELS = {
    "good": (Level.ADVANCED, Level.HELPFUL),
    "also-good": (Level.HELPFUL, Level.ADVANCED),
    "missed": (Level.MISSED, Level.MISSED),
    "harmful": (Level.HARMFUL, Level.HARMFUL),
}
"""What a response is rated by the part it plays: on the first principle, and on the others."""
TURNED = 3
"""How much safeness the straight way gives at least, so that the best ending can be reached."""


def skeleton(told: Interview, slug: str) -> str:
    """The text of a case that begins with what was told."""
    return write_scenario(_Skeleton(told, slug).scenario())


def shortest(title: str, name: str, slug: str, language: str, author: str) -> str:
    """The shortest text that is a case: one decision, two endings, and brackets for all the rest."""
    words = WORDS[language]
    client = Client(name, words.age, words.pronouns, "secure", "good-enough", "hyperactivating")
    told = Interview(
        title=title,
        client=client,
        criteria={"attunement": ("reads-cues",)},
        gauges={"safeness": 3},
        authors=(author,) if author else (),
        language=language,
        window_rule=False,
        way=("door",),
    )
    return skeleton(told, slug)


class _Skeleton:
    """Builds one scenario. `place` counts the decisions, so that each takes its turn of criteria and concepts."""

    def __init__(self, told: Interview, slug: str) -> None:
        self.told, self.slug, self.words = told, slug, WORDS[told.language]
        self.name = told.client.name
        self.way = told.way or WAYS[told.moments]
        self.endings = tuple(kind for kind in ENDINGS if kind in told.endings)
        self.gauges = tuple(_gauges(told.gauges))
        self.places = {gauge.slug: place for place, gauge in enumerate(self.gauges)}
        self.side = "above" if told.client.regulation == "hyperactivating" else "below"
        mistaken = "turn" in self.way
        rule = (self.side,) if mistaken and told.window_rule else ()
        self.order = (*self.way, *(("repair",) if mistaken else ()), *rule)

    def scenario(self) -> Scenario:
        told = self.told
        return Scenario(
            slug=self.slug,
            version="",
            title=told.title,
            level=told.level,
            minutes=max(5, 4 * len(self.way)),
            phase=told.phase,
            presentation=told.presentation,
            learn=told.learn,
            warnings=told.warnings,
            client=told.client,
            gauges=self.gauges,
            briefing="\n\n".join(paragraphs(told.background)) or self.words.briefing,
            scenes=(*map(self.scene, self.order), *map(self.ending, self.endings)),
            authors=told.authors,
            sources=(self.words.sources,),
            language=told.language,
        )

    def scene(self, part: str) -> Scene:
        words, place = self.words.scenes[part], self.order.index(part)
        cues = self.words.cues if part == "door" else ()
        return Scene(
            slug=words.slug,
            title=self.say(words.title),
            passages=tuple(self.passages(part)),
            cues=tuple(Cue(self.say(text), present, self.say(told)) for text, present, told in cues),
            responses=tuple(self.response(part, role, place) for role in words.responses),
            enter=Enter(self.out_of_window) if part == self.side else None,
            own_words=part == "turn",
            moment=self.say(self.words.moment) if part == "turn" else "",
            learn=self.told.learn[place :: len(self.order)],
        )

    def passages(self, part: str) -> Iterator[Passage]:
        words = self.words.scenes[part]
        moment = paragraphs(self.told.moment) if part == "turn" else ()
        yield from map(Passage, moment or (self.say(words.seen),))
        opening = paragraphs(self.told.opening) if part == "door" else ()
        yield from (Passage(text, speech=True) for text in opening or filter(None, (self.say(words.said),)))

    def response(self, part: str, role: str, place: int) -> Response:
        words = self.words.scenes[part].responses[role]
        level = self.told.mistake if role == "tempting" else role
        title, passages = self.deed(words, self.leaders_words(part, role))
        low = level in ("missed", "harmful")
        return Response(
            slug=words.slug,
            title=title,
            passages=passages,
            ratings=tuple(self.ratings(part, role, level, place)),
            moves=tuple(self.moves(part, role)),
            reactions=(Passage(self.say(self.answer(level))),),
            branches=self.branches(part, role),
            instead=self.instead(role) if low else None,
        )

    def leaders_words(self, part: str, role: str) -> str:
        if part != "turn":
            return ""
        return {"tempting": self.told.temptation, "good": self.told.better}.get(role, "")

    def deed(self, words: ResponseWords, own: str) -> tuple[str, tuple[Passage, ...]]:
        """The heading of a response and what is done: the leader's own words in the heading, if they fit there."""
        says = Passage(self.say(words.says), speech=True)
        line = one_line(own)
        if line and len(line) <= LONGEST_HEADING:
            return line.rstrip("."), (says,)
        return self.say(words.title), (*map(Passage, paragraphs(own)), says)

    def ratings(self, part: str, role: str, level: str, place: int) -> Iterator[Rating]:
        chosen = {slug: self.told.criteria[slug] for slug in PRINCIPLES if self.told.criteria.get(slug)}
        for number, (principle, criteria) in enumerate(chosen.items()):
            given = LEVELS[level][min(number, 1)]
            told = self.feedback(part, role, given) if number == 0 else self.say(self.words.told[given.word])
            yield Rating(principle, given, (criteria[place % len(criteria)],), told)

    def feedback(self, part: str, role: str, level: Level) -> str:
        """What the trainee is told on the first principle; at the turn, it begins with the leader's reason."""
        told = self.say(self.words.told[level.word])
        if part == "turn" and role == "tempting":
            return f"{sentence(self.told.why) or self.say(self.words.tempting)} {told}"
        if part == "turn" and role == "good":
            return self.say(self.words.stance[self.told.client.attachment])
        return told

    def answer(self, level: str) -> str:
        if level == "harmful":
            return self.words.hurt[self.told.defence]
        return self.words.answers["missed" if level == "missed" else "good"]

    def instead(self, role: str) -> Alternative:
        wording, why = map(self.say, self.words.instead)
        return Alternative(wording, (role == "tempting" and sentence(self.told.better)) or why)

    def moves(self, part: str, role: str) -> Iterator[Move]:
        """What a response does to the client. Arousal moves only where its way is known from every state before."""
        yield from self.arousal(part, role)
        if role in ("good", "also-good"):
            yield from self.move("safeness", 2 if part == "turn" else 1)
            yield from self.move("warmth" if role == "good" else "shame", 1 if role == "good" else -1)
            yield from self.move("anger", 1 if part == "turn" else 0)
        else:
            yield from self.move("safeness", {"missed": 0, "harmful": -1, "tempting": -2}[role])
            yield from self.move("shame", 1)

    def arousal(self, part: str, role: str) -> Iterator[Move]:
        start = self.told.gauges.get("arousal", 0)
        edge = self.edge
        if edge is None:
            return
        if part == "door" and role == "good" and start:
            yield from self.move("arousal", -1 if start > 0 else 1)
        elif part == "turn" and role == "tempting" and self.told.window_rule:
            yield from self.move("arousal", edge + (1 if edge > 0 else -1), absolute=True)
        elif part == self.side and role != "harmful":
            yield from self.move("arousal", 0 if role == "good" else edge, absolute=True)

    @property
    def edge(self) -> int | None:
        """The edge of the window that this client is carried over."""
        return self.told.gauges.get(WINDOW_HIGH if self.side == "above" else WINDOW_LOW)

    @property
    def out_of_window(self) -> Condition:
        places = self.places
        return Window(self.side, places["arousal"], places[WINDOW_LOW], places[WINDOW_HIGH])

    def move(self, gauge: str, amount: int, *, absolute: bool = False) -> Iterator[Move]:
        if gauge in self.places and (amount or absolute):
            here = self.gauges[self.places[gauge]]
            yield Move(gauge, self.places[gauge], amount, here.low, here.high, absolute)

    def branches(self, part: str, role: str) -> tuple[Branch, ...]:
        if part == self.way[-1]:
            return self.last_branches(role)
        if role == "harmful" and part != "further":
            return (Branch(self.words.endings[self.endings[-1]].slug),)
        if role == "tempting" or part == self.side:
            return (Branch(self.words.scenes["repair"].slug),)
        before = "turn" if part == "repair" else part
        after = self.way[self.way.index(before) + 1]
        return (Branch(self.words.scenes[after].slug),)

    def last_branches(self, role: str) -> tuple[Branch, ...]:
        """The endings, from the best: earned by the whole hour, or missed, or lost."""
        first, second, *others = (self.words.endings[kind].slug for kind in self.endings)
        if role in ("good", "also-good") and len(self.way) > 1:
            enough = min(10, self.told.gauges["safeness"] + TURNED)
            earned = Compare("safeness", self.places["safeness"], "at least", enough)
            return Branch(first, earned), Branch(second)
        if role in ("good", "also-good"):
            return (Branch(first),)
        return (Branch(others[0] if role == "harmful" and others else second),)

    def ending(self, kind: str) -> Scene:
        words = self.words.endings[kind]
        return Scene(words.slug, self.say(words.title), (Passage(self.say(words.seen)),), ending=kind)

    def say(self, template: str) -> str:
        return template.format(name=self.name)


def _gauges(starts: Mapping[str, int]) -> Iterator[Gauge]:
    """The gauges of a case with where they start, in the order of the format; the window after arousal."""
    for slug, gauge in STANDARD_GAUGES.items():
        if slug in starts:
            yield Gauge(slug, starts[slug], gauge.low, gauge.high, gauge.meaning)
        if slug == "arousal" and WINDOW_LOW in starts:
            yield Gauge(WINDOW_LOW, starts[WINDOW_LOW], LOWER_EDGE.low, LOWER_EDGE.high, LOWER_EDGE.meaning)
            yield Gauge(WINDOW_HIGH, starts[WINDOW_HIGH], UPPER_EDGE.low, UPPER_EDGE.high, UPPER_EDGE.meaning)
