"""Trying a draft at once: from any scene, in any state, with everything an author may see.

Nothing is kept. The address of the page says where the play began and what was answered since; it is the author's own
play, so it is checked for sense and not for honesty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from simulator.engine.attempt import Ended, NotOffered, Step, advance, begin, offered
from simulator.engine.scenario import Gauge, Response, Scenario, Scene
from simulator.engine.state import State
from simulator.markup.checks import Checked
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import understand
from simulator.usecases.errors import Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible

MOST_ANSWERS = 200
NUMBER = re.compile(r"[+-]?[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Ground:
    """A draft as it was saved last, and what can be played of it."""

    draft: DraftRecord
    checked: Checked

    @property
    def scenario(self) -> Scenario | None:
        """What can be played; None if a fault of its form keeps it from that."""
        scenario = self.checked.reading.scenario
        return scenario if scenario and scenario.scenes else None


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a play begins and what is answered then, as it was typed or as an address says it.

    What is left out is as the case begins. `seen` and `chose` are the scenes and responses that count as visited and
    chosen, where conditions ask about them.
    """

    scene: str = ""
    gauges: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()
    chose: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Play:
    """A play so far: the state it began in, every step, and where it stands."""

    scenario: Scenario
    start: State
    steps: tuple[Step, ...]

    @property
    def now(self) -> State:
        """Where it stands."""
        return self.steps[-1].state if self.steps else self.start

    @property
    def scene(self) -> Scene:
        """The scene it stands at."""
        return self.scenario.scene_by_slug[self.now.scene]

    @property
    def offered(self) -> tuple[Response, ...]:
        """What can be answered now."""
        return offered(self.scene, self.now)


def ground(store: Store, actor: Actor, draft_id: UUID) -> Ground:
    """A draft, read to be played.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    draft = drafts.opened(store, actor, draft_id)
    return Ground(draft, understand(store, draft.text, draft.slug))


def play(scenario: Scenario, wish: Wish) -> Play:
    """Play as wished.

    Raises:
        Refused: the wish names what the case does not have, or a gauge out of its range, or an answer that is not
            offered there.
    """
    start = _start(scenario, wish)
    if len(wish.answers) > MOST_ANSWERS:
        raise Refused("A try goes no further than {most} answers. Start again, or start here.", most=MOST_ANSWERS)
    steps: list[Step] = []
    state = start
    for number, answer in enumerate(wish.answers, 1):
        try:
            steps.append(advance(scenario, state, answer))
        except (NotOffered, Ended):
            raise Refused(
                "Answer {number}, “{answer}”, is not offered in “{scene}” as things stand there. The draft may have"
                " changed since; please go back to an earlier answer or start again.",
                number=number,
                answer=_shown(answer),
                scene=state.scene,
            ) from None
        state = steps[-1].state
    return Play(scenario, start, tuple(steps))


def _start(scenario: Scenario, wish: Wish) -> State:
    first = begin(scenario)
    scene = wish.scene or first.scene
    if scene not in scenario.scene_by_slug:
        raise Refused("There is no scene “{scene}” in this draft.", scene=_shown(scene))
    for slug in wish.gauges:
        if slug not in scenario.gauge_index:
            raise Refused("There is no gauge “{gauge}” in this draft.", gauge=_shown(slug))
    for slug in wish.seen:
        if slug not in scenario.remembered_scenes:
            raise Refused("There is no scene “{scene}” that a condition asks about.", scene=_shown(slug))
    for slug in wish.chose:
        if slug not in scenario.remembered_responses:
            raise Refused("There is no response “{response}” that a condition asks about.", response=_shown(slug))
    return State(
        scene,
        tuple(_value(gauge, wish.gauges.get(gauge.slug, "")) for gauge in scenario.gauges),
        frozenset(wish.seen) | (frozenset({scene}) & scenario.remembered_scenes),
        frozenset(wish.chose),
    )


def _value(gauge: Gauge, typed: str) -> int:
    typed = typed.strip()
    value = int(typed) if NUMBER.fullmatch(typed) else None if typed else gauge.start
    if value is None or not gauge.low <= value <= gauge.high:
        raise Refused(
            "“{gauge}” is a whole number from {low} to {high}.", gauge=gauge.slug, low=gauge.low, high=gauge.high
        )
    return value


def _shown(slug: str) -> str:
    return legible(slug)[: drafts.LONGEST_SLUG]
