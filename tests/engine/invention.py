"""Cases invented at random: any seed gives a case that could have been written, however senseless."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from simulator.engine.condition import (
    COMPARISONS,
    WINDOW_SIDES,
    And,
    Chose,
    Compare,
    Condition,
    Not,
    Or,
    Visited,
    Window,
)
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import (
    ATTACHMENTS,
    ENDINGS,
    LEVELS,
    MENTALISING,
    PHASES,
    PRESENTATIONS,
    REGULATIONS,
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
from tests.engine.making import CRITERIA

WORDS = (
    *("she", "waits", "by the door", "I don't …", "“Yes,”", "l'été", "*softly*", "half-past", "3.", "(perhaps)", "Näh"),
    *(
        "a/b",
        "and if",
        "otherwise",
        "Client says",
        "5 %",
        "né – oui",
        "“no”",
        "🙂",
        "#5",
        "> 3",
        "- or",
        "[sic]",
        "x: y",
    ),
)
OPENINGS = ("She", "The", "“No", "…", "Ärger", "1", "*Slowly*", "(He")


@dataclass
class Invention:
    """One case in the making.

    `plain` leaves out all that does not move the story; `onwards` makes a longer story that seldom comes back, as real
    cases are.
    """

    random: Random
    plain: bool = False
    onwards: bool = False
    gauges: tuple[Gauge, ...] = ()
    scenes: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)

    def chance(self, percent: int) -> bool:
        """Whether something happens that does in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def text(self, most: int = 6) -> str:
        """Some prose."""
        words = [self.random.choice(WORDS) for _ in range(self.random.randrange(most))]
        return " ".join((self.random.choice(OPENINGS), *words))

    def scenario(self) -> Scenario:
        """The case."""
        self.gauges = self.some_gauges()
        decisions = self.random.randint(4, 8) if self.onwards else self.random.randint(1, 5)
        self.scenes = [f"scene-{number}" for number in range(decisions + self.random.randint(1, 3))]
        self.responses = [
            f"{slug}-{number}" for slug in self.scenes[:decisions] for number in range(self.random.randint(2, 4))
        ]
        scenes = [self.decision(slug) for slug in self.scenes[:decisions]]
        scenes += [self.ending(slug) for slug in self.scenes[decisions:]]
        tail = scenes[1:]
        if not self.onwards:
            self.random.shuffle(tail)
        pick = self.random.choice
        return Scenario(
            slug="invented",
            version="",
            title=self.text(),
            level=pick(LEVELS),
            minutes=self.random.randint(5, 60),
            phase=pick(PHASES),
            presentation=tuple(self.random.sample(PRESENTATIONS, self.random.randrange(3))),
            learn=tuple(self.random.sample(("direction", "window-of-tolerance", "a2"), self.random.randrange(3))),
            warnings=tuple(self.text() for _ in range(self.random.randrange(2))),
            client=Client(
                *(self.text(2), str(self.random.randint(1, 99)), pick(("she/her", "they/them", "no"))),
                *(pick(ATTACHMENTS), pick(MENTALISING), pick(REGULATIONS), pick(("", self.text(2)))),
            ),
            gauges=self.gauges,
            briefing="\n\n".join(self.text() for _ in range(self.random.randint(1, 3))),
            scenes=(scenes[0], *tail),
            authors=tuple(self.text(2) for _ in range(self.random.randrange(3))),
            sources=tuple(self.text() for _ in range(self.random.randrange(2))),
            reviewed=tuple(self.text(2) for _ in range(self.random.randrange(2))),
            continues=pick(("", "another-case")),
            language=pick(("en", "de", "pt-BR")),
        )

    def some_gauges(self) -> tuple[Gauge, ...]:
        """Arousal, perhaps with its window, perhaps another standard gauge, perhaps one of the case's own."""
        found: list[Gauge] = []
        if self.chance(80):
            found.append(self.started("arousal"))
        if found and self.chance(80):
            window = Gauge(WINDOW_LOW, self.random.randint(-3, -1), -5, -1, "the lower edge of the window of tolerance")
            top = Gauge(WINDOW_HIGH, self.random.randint(1, 3), 1, 5, "the upper edge of the window of tolerance")
            place = self.random.randrange(2)
            found[place:place] = [window, top]
        if self.chance(60):
            found.append(self.started("safeness"))
        if self.chance(40):
            low = self.random.randint(-3, 1)
            high = low + self.random.randint(1, 5)
            slug = self.random.choice(("hope", "2nd-wind", "at", "window-seat"))
            found.append(Gauge(slug, self.random.randint(low, high), low, high, self.text(), own=True))
        return tuple(found)

    def started(self, slug: str) -> Gauge:
        """A standard gauge with some start."""
        standard = STANDARD_GAUGES[slug]
        return Gauge(
            slug, self.random.randint(standard.low, standard.high), standard.low, standard.high, standard.meaning
        )

    def decision(self, slug: str) -> Scene:
        """A scene with responses."""
        principles = self.random.sample(list(PRINCIPLES), self.random.randint(1, 3))
        return Scene(
            slug=slug,
            title=self.text(),
            passages=self.passages(),
            cues=self.cues() if self.chance(40) and not self.plain else (),
            responses=tuple(self.response(one, principles) for one in self.responses if one.startswith(f"{slug}-")),
            enter=self.enter() if self.chance(25 if self.onwards else 35) else None,
            own_words=self.chance(20),
            moment=self.text() if self.chance(20) else "",
        )

    def ending(self, slug: str) -> Scene:
        """A scene where the story ends."""
        enter = self.enter() if self.chance(20) else None
        return Scene(slug, self.text(), self.passages(), enter=enter, ending=self.random.choice(ENDINGS))

    def enter(self) -> Enter:
        """A rule of the client's nervous system."""
        return Enter(self.condition(), once=self.chance(95 if self.onwards else 60))

    def passages(self, speech: int = 40) -> tuple[Passage, ...]:
        """Some paragraphs, the first without a condition."""
        found = [Passage(self.text(), self.chance(speech))]
        while not self.plain and self.chance(40):
            found.append(Passage(self.text(), self.chance(speech), self.condition() if self.chance(50) else None))
        return tuple(found)

    def cues(self) -> tuple[Cue, ...]:
        """A noticing step."""
        texts = [self.text().replace(":", "") for _ in range(self.random.randint(2, 5))]
        return tuple(Cue(text, self.chance(50), self.text()) for text in texts)

    def response(self, slug: str, principles: list[str]) -> Response:
        """A response rated on these principles."""
        ratings = tuple(self.rating(principle) for principle in PRINCIPLES if principle in principles)
        missed = any(rating.level <= Level.MISSED for rating in ratings)
        reactions = [Passage(self.text())]
        while not self.plain and self.chance(30):
            reactions.append(Passage(self.text(), condition=self.condition() if self.chance(50) else None))
        return Response(
            slug=slug,
            title=self.text(),
            passages=self.passages(80) if self.chance(80) else (),
            ratings=ratings,
            moves=self.moves(),
            reactions=tuple(reactions),
            branches=self.branches(slug),
            instead=Alternative(self.text().replace("”", ""), self.text()) if missed or self.chance(20) else None,
            also=tuple(self.text().replace(" / ", " ") for _ in range(self.random.randrange(3))),
            when=self.condition() if self.chance(20) else None,
        )

    def rating(self, principle: str) -> Rating:
        """A rating on a principle."""
        criteria = tuple(self.random.sample(CRITERIA[principle], self.random.randint(1, 2)))
        return Rating(principle, self.random.choice(list(Level)), criteria, self.text())

    def branches(self, response: str) -> tuple[Branch, ...]:
        """Ways on, the last of them open."""
        ways = [Branch(self.target(response), self.condition()) for _ in range(self.random.choice((0, 0, 1, 2)))]
        return (*ways, Branch(self.target(response)))

    def target(self, response: str) -> str:
        """Any scene, or one a little further on."""
        if not self.onwards or self.chance(3):
            return self.random.choice(self.scenes)
        here = self.scenes.index(response.rsplit("-", 1)[0])
        return self.random.choice(self.scenes[here + 1 : here + 4])

    def moves(self) -> tuple[Move, ...]:
        """Effects."""
        found: list[Move] = []
        places = {gauge.slug: index for index, gauge in enumerate(self.gauges)}
        for gauge in self.gauges:
            place = places[gauge.slug]
            if gauge.slug == WINDOW_LOW and self.chance(15):
                by, high = self.random.choice((-1, 1)), places[WINDOW_HIGH]
                found.append(Move(WINDOW_LOW, place, -by, gauge.low, gauge.high))
                found.append(Move(WINDOW_HIGH, high, by, self.gauges[high].low, self.gauges[high].high))
            elif gauge.slug not in (WINDOW_LOW, WINDOW_HIGH) and self.chance(50):
                by = self.random.choice((-3, -2, -1, 1, 2, 3))
                found.append(Move(gauge.slug, place, by, gauge.low, gauge.high, absolute=self.chance(15)))
        return tuple(found)

    def condition(self, depth: int = 2) -> Condition:
        """Any condition."""
        kind = self.random.randrange(8) if depth else 0
        if kind == 7:
            return Not(self.condition(depth - 1))
        if kind == 6:
            return And(self.condition(depth - 1), self.condition(depth - 1))
        if kind == 5:
            return Or(self.condition(depth - 1), self.condition(depth - 1))
        return self.leaf()

    def leaf(self) -> Condition:
        """A simple condition."""
        places = {gauge.slug: index for index, gauge in enumerate(self.gauges)}
        gauges = [gauge for gauge in self.gauges if gauge.slug not in (WINDOW_LOW, WINDOW_HIGH)]
        kinds = ["visited", "chose", *["gauge" for _ in gauges], *["window" for slug in places if slug == WINDOW_LOW]]
        kind = self.random.choice(kinds)
        if kind == "visited":
            return Visited(self.random.choice(self.scenes))
        if kind == "chose":
            return Chose(self.random.choice(self.responses))
        if kind == "window":
            return Window(self.random.choice(WINDOW_SIDES), places["arousal"], places[WINDOW_LOW], places[WINDOW_HIGH])
        gauge = self.random.choice(gauges)
        number = self.random.randint(gauge.low - 1, gauge.high + 1)
        return Compare(gauge.slug, places[gauge.slug], self.random.choice(list(COMPARISONS)), number)


def invent(seed: int | Random, *, plain: bool = False, onwards: bool = False) -> Scenario:
    """A case, the same for the same seed."""
    return Invention(seed if isinstance(seed, Random) else Random(seed), plain, onwards).scenario()
