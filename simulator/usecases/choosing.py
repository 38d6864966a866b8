"""Choosing what to practise: the library, the briefing of a case, one's own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Client, Scenario
from simulator.engine.scoring import Score
from simulator.storage import attempts
from simulator.storage.records import AttemptLine
from simulator.usecases.catalogue import Store
from simulator.usecases.clinical_reviews import Reviewer, reviewers
from simulator.usecases.errors import NotFound
from simulator.usecases.news import known_since
from simulator.usecases.people import Actor
from simulator.usecases.stories import CardName, card_names


class Played(NamedTuple):
    """One attempt as lists show it.

    `scores` is empty until it is finished, and while its scores wait to be released: `release` then says by what, and
    `due_at` when its assignment is due.
    """

    attempt: UUID
    scenario: str
    title: str
    language: str
    mode: str
    started_at: datetime
    finished_at: datetime | None
    turns: int
    scores: tuple[Score, ...]
    ending: str | None
    ending_title: str
    assignment: UUID | None = None
    release: str | None = None
    due_at: datetime | None = None
    version: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is finished and its scores are not released yet."""
        return self.finished_at is not None and not self.scores

    @property
    def total(self) -> tuple[int, int]:
        """Points earned and allowed over all principles."""
        return sum(one.points for one in self.scores), sum(one.allowed for one in self.scores)

    @property
    def share(self) -> float:
        """Points earned of those allowed, 0 to 1."""
        points, allowed = self.total
        return points / allowed if allowed else 0.0


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case on its card in the library; `open` is an attempt of one's own choice, not one that was assigned."""

    slug: str
    title: str
    language: str
    level: str
    minutes: int
    phase: str
    presentation: tuple[str, ...]
    principles: tuple[str, ...]
    warnings: tuple[str, ...]
    client: Client
    reviewers: tuple[Reviewer, ...]
    continues: str
    attempts: int
    last: Played | None
    best: Played | None
    open: Played | None


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the trainee knows before the door opens.

    `offered` is whether it can be played freely, `since` when this version was published first. `other_version`: they
    played another one last; `news` is then what was said to be new since, newest first.
    """

    card: CaseCard
    briefing: str
    learn: tuple[CardName, ...]
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    continues_title: str
    carried_over: bool
    gauges: dict[str, int]
    offered: bool = True
    since: datetime | None = None
    other_version: bool = False
    news: tuple[str, ...] = ()


class NotOffered(NotFound):
    """The case is not offered any more, to somebody who has `played` it: newest first."""

    def __init__(self, slug: str, played: tuple[Played, ...]) -> None:
        self.played = played
        super().__init__(slug)


def library(store: Store, actor: Actor) -> tuple[CaseCard, ...]:
    """Every case that can be played, easiest first, with this person's attempts."""
    played = history(store, actor)
    order = ("foundation", "intermediate", "advanced")
    read_by = reviewers(store)
    cards = [_card(one, played, read_by.get(one.version, ())) for one in store.current.values()]
    return tuple(sorted(cards, key=lambda card: (order.index(card.level), card.title)))


def briefing(store: Store, actor: Actor, slug: str) -> Briefing:
    """The briefing of one case.

    Raises:
        NotFound: there is no such case, or it has faults.
        NotOffered: the same, and this person has played it.
    """
    scenario = store.current.get(slug)
    if scenario is None:
        played = tuple(one for one in history(store, actor) if one.scenario == slug)
        raise NotOffered(slug, played) if played else NotFound(slug)
    return briefing_of(store, actor, scenario)


def briefing_of(store: Store, actor: Actor, scenario: Scenario) -> Briefing:
    """The briefing of a case in one version."""
    played = history(store, actor)
    current = store.current
    earlier = current.get(scenario.continues)
    last = next((one.version for one in played if one.scenario == scenario.slug), scenario.version)
    since, new = known_since(store, scenario.slug, scenario.version, last)
    return Briefing(
        card=_card(scenario, played, reviewers(store).get(scenario.version, ())),
        briefing=scenario.briefing,
        learn=card_names(store.catalogue.concepts, scenario.learn),
        sources=scenario.sources,
        authors=scenario.authors,
        continues_title=earlier.title if earlier else "",
        carried_over=any(one.scenario == scenario.continues and one.scores for one in played),
        gauges={gauge.slug: gauge.start for gauge in scenario.gauges},
        offered=scenario.slug in current,
        since=since,
        other_version=last != scenario.version,
        news=new,
    )


def history(store: Store, actor: Actor, now: datetime | None = None) -> tuple[Played, ...]:
    """All attempts of this person, newest first, with the scores that may be seen now."""
    with store.database.read() as session:
        summaries = attempts.attempts_of(session, actor.id, now or datetime.now(UTC))
    return tuple(_played(store, summary) for summary in summaries)


def _played(store: Store, summary: AttemptLine) -> Played:
    scenario = store.scenario(summary.version)
    scene = scenario.scene_by_slug[summary.state.scene]
    return Played(
        attempt=summary.id,
        scenario=summary.slug,
        title=summary.title,
        language=scenario.language,
        mode=summary.mode,
        started_at=summary.started_at,
        finished_at=summary.finished_at,
        turns=summary.turns,
        scores=summary.scores or (),
        ending=scene.ending if summary.finished_at else None,
        ending_title=scene.title if summary.finished_at else "",
        assignment=summary.assignment_id,
        release=summary.release,
        due_at=summary.due_at,
        version=summary.version,
    )


def _card(scenario: Scenario, played: tuple[Played, ...], read_by: tuple[Reviewer, ...]) -> CaseCard:
    mine = [one for one in played if one.scenario == scenario.slug]
    finished = [one for one in mine if one.finished_at]
    in_play = {principle for scene in scenario.scenes for principle in scene.in_play}
    return CaseCard(
        slug=scenario.slug,
        title=scenario.title,
        language=scenario.language,
        level=scenario.level,
        minutes=scenario.minutes,
        phase=scenario.phase,
        presentation=scenario.presentation,
        principles=tuple(principle for principle in PRINCIPLES if principle in in_play),
        warnings=scenario.warnings,
        client=scenario.client,
        reviewers=read_by,
        continues=scenario.continues,
        attempts=len(mine),
        last=finished[0] if finished else None,
        best=max((one for one in finished if one.scores), key=lambda one: one.share, default=None),
        open=next((one for one in mine if not one.finished_at and not one.assignment), None),
    )
