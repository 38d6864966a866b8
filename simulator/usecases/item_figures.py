"""The figures of one scene of an item analysis, with None for whatever may not be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.engine.disclosure import FEWEST
from simulator.engine.item_cells import Shown
from simulator.engine.items import LOWER, UPPER, Count, Item, Times
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Response, Scene
from simulator.usecases.item_ratings import Said
from simulator.usecases.item_words import Words, Written, words_of

STRIKING = 0.15
"""From which difference between two shares on it is worth a sentence."""
EASES = ((0.85, "easy"), (0.6, "fairly easy"), (0.35, "middling"), (0.0, "hard"))
"""From which share of the points on a moment is called so."""
WELL, SOMEWHAT = 0.3, 0.1
"""From which discrimination on an item tells people apart well, or somewhat (after Ebel and Frisbie 1991, "Essentials
of educational measurement", chapter 13, with their lowest two classes as one)."""


class RatingFigures(NamedTuple):
    """A principle of a response, and the level it is rated with."""

    principle: str
    level: Level


class ResponseFigures(NamedTuple):
    """One response: how often it was chosen as a first answer, by all and in the upper and lower score group.

    None is not shown. `finding` is what strikes: "nobody", "everybody", "well rated but left" by those with high
    scores, "badly rated but taken" by them, or nothing. `said` is what supervisors say of its ratings.
    """

    slug: str
    title: str
    ratings: tuple[RatingFigures, ...]
    chosen: int | None
    share: float | None
    upper: float | None
    lower: float | None
    finding: str
    said: Said = Said()


class PrincipleFigures(NamedTuple):
    """The mean share of the points allowed that was earned on a principle."""

    title: str
    share: float


class ChangeFigures(NamedTuple):
    """How often somebody went back from one response and gave another; only what may be shown."""

    before: str
    after: str
    number: int


class SceneFigures(NamedTuple):
    """One scene. `people` and `answers` are None if they are not shown, `enough` says whether anything else is.

    `compared` is whether any share of a score group is shown. `exact` is whether shares of points may be said as
    numbers: where a response is left out they would give it away, so `ease` says it in a word, one of `EASES`.
    `tells` is what discrimination comes to in a word: "well", "somewhat", "hardly", "turned round", or nothing
    if it is not defined.
    """

    slug: str
    title: str
    people: int | None
    answers: int | None
    enough: bool
    responses: tuple[ResponseFigures, ...] = ()
    compared: bool = False
    exact: bool = False
    ease: str = ""
    difficulty: float | None = None
    principles: tuple[PrincipleFigures, ...] = ()
    discrimination: float | None = None
    tells: str = ""
    upper_lower: float | None = None
    times: Times | None = None
    pauses: int | None = None
    back: int | None = None
    changes: tuple[ChangeFigures, ...] = ()
    words: Words = Words()

    @property
    def decides_nothing(self) -> bool:
        """Whether all people answered alike."""
        return any(one.finding == "everybody" for one in self.responses)


def scene_figures(
    scene: Scene, item: Item | None, may: Shown, written: Written | None, said: Mapping[tuple[str, str], Said]
) -> SceneFigures:
    """What may be shown of a scene; `item` is None if nobody came there, `written` if nobody may be quoted."""
    if item is None or item.answers.people < FEWEST:
        came = 0 if item is None else None
        return SceneFigures(scene.slug, scene.title, came, came, enough=False)
    exact = all(("response", scene.slug, slug) in may.cells for slug in item.chosen)
    even = exact and all(
        ("grouped", group, scene.slug, slug) in may.cells for group, chosen in item.grouped.items() for slug in chosen
    )
    total = may.number(item.answers, "scene", scene.slug)
    responses = tuple(
        _response(scene, one, item, may)._replace(said=said.get((scene.slug, one.slug), Said()))
        for one in scene.responses
    )
    return SceneFigures(
        slug=scene.slug,
        title=scene.title,
        people=None if total is None else item.answers.people,
        answers=total,
        enough=True,
        responses=responses,
        compared=any(one.upper or one.lower for one in responses),
        exact=exact,
        ease=_ease(item.difficulty),
        difficulty=item.difficulty if exact else None,
        principles=tuple(
            PrincipleFigures(title, item.by_principle[slug])
            for slug, title in PRINCIPLES.items()
            if exact and slug in item.by_principle
        ),
        discrimination=item.discrimination,
        tells=_tells(item.discrimination),
        upper_lower=item.upper_lower if even else None,
        times=item.times if item.times and item.times.people >= FEWEST else None,
        pauses=may.number(item.pauses, "pauses", scene.slug),
        back=may.number(item.back, "back", scene.slug),
        changes=_changes(scene, item, may),
        words=words_of(scene, written, may),
    )


def _response(scene: Scene, response: Response, item: Item, may: Shown) -> ResponseFigures:
    count = item.chosen.get(response.slug, Count())
    chosen = may.number(count, "response", scene.slug, response.slug)
    share = None if chosen is None or ("scene", scene.slug) not in may.cells else chosen / item.answers.number
    upper = lower = None
    if chosen is not None:
        upper, lower = (_group_share(scene.slug, response.slug, group, item, may) for group in (UPPER, LOWER))
    return ResponseFigures(
        slug=response.slug,
        title=response.title,
        ratings=tuple(RatingFigures(PRINCIPLES[one.principle], one.level) for one in response.ratings),
        chosen=chosen,
        share=share,
        upper=upper,
        lower=lower,
        finding=_finding(scene, response, chosen, item, upper, lower),
    )


def _group_share(scene: str, response: str, group: str, item: Item, may: Shown) -> float | None:
    base = may.number(item.groups.get(group, Count()), "group", group, scene)
    count = may.number(item.grouped.get(group, {}).get(response, Count()), "grouped", group, scene, response)
    return count / base if base and count is not None else None


def _finding(
    scene: Scene, response: Response, chosen: int | None, item: Item, upper: float | None, lower: float | None
) -> str:
    if chosen == 0:
        return "nobody"
    if chosen == item.answers.number:
        return "everybody"
    if upper is None or lower is None or abs(upper - lower) < STRIKING:
        return ""
    points = {one.slug: sum(rating.level.points for rating in one.ratings) for one in scene.responses}
    if points[response.slug] == max(points.values()) and upper < lower:
        return "well rated but left"
    return "badly rated but taken" if points[response.slug] == min(points.values()) and upper > lower else ""


def _ease(difficulty: float | None) -> str:
    return "" if difficulty is None else next(word for least, word in EASES if difficulty >= least)


def _tells(discrimination: float | None) -> str:
    if discrimination is None:
        return ""
    if discrimination <= -SOMEWHAT:
        return "turned round"
    return "well" if discrimination >= WELL else "somewhat" if discrimination >= SOMEWHAT else "hardly"


def _changes(scene: Scene, item: Item, may: Shown) -> tuple[ChangeFigures, ...]:
    titles = {one.slug: one.title for one in scene.responses}
    rows = [
        ChangeFigures(titles[before], titles[after], number)
        for (before, after), count in item.changes.items()
        if (number := may.number(count, "change", scene.slug, before, after)) is not None
    ]
    return tuple(sorted(rows, key=lambda one: (-one.number, one.before, one.after)))
