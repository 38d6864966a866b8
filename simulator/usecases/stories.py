"""A played turn, told: all that feedback and debrief say about it, as plain values without rules or effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from simulator.engine.attempt import Step, gauges_by_slug
from simulator.engine.concept import Concept
from simulator.engine.feedback import alternative
from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.scenario import Alternative, Cue, Rating, Scenario
from simulator.engine.view import Line, shown
from simulator.storage.records import TurnRecord

MOST_CARDS = 2


class CriterionName(NamedTuple):
    """A criterion as it is shown: where to read about it, and its title in the language of the rubric."""

    slug: str
    title: str
    language: str


class CardName(NamedTuple):
    """A concept card as it is pointed to, its title in the language of the card."""

    slug: str
    title: str
    language: str


class RatingStory(NamedTuple):
    """One principle of a turn: the word, the sentence and the criteria behind it."""

    principle: str
    title: str
    level: Level
    criteria: tuple[CriterionName, ...]
    feedback: str


class CueStory(NamedTuple):
    """One line of the noticing step after it was answered."""

    text: str
    present: bool
    noticed: bool
    feedback: str


class Change(NamedTuple):
    """A gauge that moved, from and to."""

    gauge: str
    before: int
    after: int


class TurnStory(NamedTuple):
    """One answered scene, told.

    `counted` is False for a second try; `tried_before` is then the turn of the first. `before` and `after` are the
    client's gauges by slug.
    """

    seq: int
    counted: bool
    tried_before: int | None
    scene: str
    scene_title: str
    scene_lines: tuple[Line, ...]
    cues: tuple[CueStory, ...]
    said: str
    reason: str
    response: str
    title: str
    lines: tuple[Line, ...]
    reactions: tuple[Line, ...]
    ratings: tuple[RatingStory, ...]
    alternative: Alternative | None
    behind: tuple[CardName, ...]
    before: dict[str, int]
    after: dict[str, int]
    changes: tuple[Change, ...]
    left_window: str | None
    took_over: str | None
    worst: Level


def turn_story(
    scenario: Scenario,
    rubric: Rubric,
    concepts: Mapping[str, Concept],
    record: TurnRecord,
    step: Step,
    *,
    first_try: int | None = None,
) -> TurnStory:
    """Tell one turn. `first_try` is the turn that counts instead, if this one is a second try."""
    before, after = gauges_by_slug(scenario, step.before), gauges_by_slug(scenario, step.state)
    return TurnStory(
        seq=record.seq,
        counted=first_try is None,
        tried_before=first_try,
        scene=step.scene.slug,
        scene_title=step.scene.title,
        scene_lines=shown(step.scene.passages, step.before),
        cues=cue_stories(step.scene.cues, record.noticed),
        said=record.said or "",
        reason=record.reason or "",
        response=step.response.slug,
        title=step.response.title,
        lines=shown(step.response.passages, step.before),
        reactions=shown(step.response.reactions, step.state),
        ratings=tuple(rating_story(rubric, rating) for rating in step.response.ratings),
        alternative=alternative(step),
        behind=cards_behind(concepts, step),
        before=before,
        after=after,
        changes=tuple(Change(slug, before[slug], after[slug]) for slug in before if before[slug] != after[slug]),
        left_window=step.left_window,
        took_over=step.took_over,
        worst=min((rating.level for rating in step.response.ratings), default=Level.MISSED),
    )


def rating_story(rubric: Rubric, rating: Rating) -> RatingStory:
    """Tell one rating, with the titles of its criteria."""
    criteria = tuple(criterion_name(rubric, slug) for slug in rating.criteria)
    return RatingStory(rating.principle, PRINCIPLES[rating.principle], rating.level, criteria, rating.feedback)


def criterion_name(rubric: Rubric, slug: str) -> CriterionName:
    """The criterion by name; by its slug if an old version names one that the rubric no longer has."""
    known = rubric.criteria.get(slug)
    return CriterionName(slug, known.title if known else slug, rubric.language)


def cards_behind(concepts: Mapping[str, Concept], step: Step) -> tuple[CardName, ...]:
    """The cards behind one turn: those its scene names; else two of the criteria that decided its ratings."""
    criteria = {name for rating in step.response.ratings for name in rating.criteria}
    deciding = [slug for slug, concept in concepts.items() if criteria & set(concept.criteria)]
    return card_names(concepts, step.scene.learn) or card_names(concepts, deciding[:MOST_CARDS])


def card_names(concepts: Mapping[str, Concept], slugs: Iterable[str]) -> tuple[CardName, ...]:
    """The cards with these slugs; a slug without a card is left out."""
    return tuple(card_name(concepts[slug]) for slug in slugs if slug in concepts)


def card_name(concept: Concept) -> CardName:
    """A card by name."""
    return CardName(concept.slug, concept.title, concept.language)


def cue_stories(cues: tuple[Cue, ...], noticed: tuple[int, ...] | None) -> tuple[CueStory, ...]:
    """What there was to notice and what was noticed; empty if the step was not answered."""
    if noticed is None:
        return ()
    return tuple(CueStory(cue.text, cue.present, place in noticed, cue.feedback) for place, cue in enumerate(cues))
