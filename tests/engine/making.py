"""Small cases for the tests of the engine, written as values: by hand, or invented at random."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.engine.condition import (
    Compare,
    Condition,
    Window,
)
from simulator.engine.rubric import Level
from simulator.engine.scenario import (
    WINDOW_HIGH,
    WINDOW_LOW,
    Alternative,
    Branch,
    Client,
    Enter,
    Gauge,
    Move,
    Passage,
    Rating,
    Response,
    Scenario,
    Scene,
)

MARA = Client("Mara", "31", "she/her", "fearful-avoidant", "low", "hyperactivating")
CRITERIA = {
    "attunement": ("reads-cues", "offers-control", "validates"),
    "titration": ("tracks-window", "warms-slowly"),
    "fierce-compassion": ("protects", "encourages"),
}
AROUSAL = Gauge("arousal", 0, -5, 5)
LOW, HIGH = Gauge(WINDOW_LOW, -2, -5, -1), Gauge(WINDOW_HIGH, 2, 1, 5)
SAFENESS = Gauge("safeness", 3, 0, 10)
SHAME = Gauge("shame", 5, 0, 10)
GAUGES = (AROUSAL, LOW, HIGH, SAFENESS, SHAME)
"""The gauges of every case written here by hand."""
PLACES = {gauge.slug: index for index, gauge in enumerate(GAUGES)}


def by(gauge: str, amount: int) -> Move:
    """An effect that moves a gauge."""
    place = PLACES[gauge]
    return Move(gauge, place, amount, GAUGES[place].low, GAUGES[place].high)


def to(gauge: str, amount: int) -> Move:
    """An effect that sets a gauge."""
    place = PLACES[gauge]
    return Move(gauge, place, amount, GAUGES[place].low, GAUGES[place].high, absolute=True)


def wider(amount: int) -> tuple[Move, Move]:
    """An effect that widens the window of tolerance."""
    return by(WINDOW_LOW, -amount), by(WINDOW_HIGH, amount)


def so(gauge: str, comparison: str, number: int) -> Compare:
    """A comparison: `safeness at least 3`."""
    return Compare(gauge, PLACES[gauge], comparison, number)


def window(side: str) -> Window:
    """`arousal above window`."""
    return Window(side, PLACES["arousal"], PLACES[WINDOW_LOW], PLACES[WINDOW_HIGH])


def rated(level: Level = Level.HELPFUL, principle: str = "attunement", *criteria: str) -> Rating:
    """A rating."""
    return Rating(principle, level, criteria or CRITERIA[principle][:1], f"{level.word} on {principle}")


def reply(
    slug: str,
    *ways: str | Branch,
    moves: Iterable[Move] = (),
    ratings: Iterable[Rating] = (),
    when: Condition | None = None,
    says: str = "",
    instead: Alternative | None = None,
    also: tuple[str, ...] = (),
) -> Response:
    """A response."""
    return Response(
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        passages=(Passage(says, speech=True),) if says else (),
        ratings=tuple(ratings) or (rated(),),
        moves=tuple(moves),
        reactions=(Passage("A nod."),),
        branches=tuple(Branch(way) if isinstance(way, str) else way for way in ways),
        instead=instead,
        also=also,
        when=when,
    )


def scene(slug: str, *responses: Response, enter: Enter | None = None, shows: Sequence[Passage] = ()) -> Scene:
    """A decision."""
    return Scene(slug, slug.capitalize(), tuple(shows) or (Passage("The room."),), responses=responses, enter=enter)


def ending(slug: str, kind: str = "steady", enter: Enter | None = None) -> Scene:
    """An ending."""
    return Scene(slug, slug.capitalize(), (Passage("It ends."),), ending=kind, enter=enter)


def case(*scenes: Scene, gauges: tuple[Gauge, ...] = GAUGES, slug: str = "a-case") -> Scenario:
    """A case with these scenes."""
    return Scenario(
        slug=slug,
        version="0" * 64,
        title="A case",
        level="foundation",
        minutes=15,
        phase="safety",
        presentation=("shame",),
        learn=("direction",),
        warnings=(),
        client=MARA,
        gauges=gauges,
        briefing="Before the door opens.",
        scenes=scenes,
    )
