"""Blind double rating: a course leader gives attempts to two supervisors each, who rate them without seeing the other.

A share is drawn with a seed (`engine.pairing`), so that anybody can repeat the draw; or attempts are ticked. What the
two may see meanwhile is `storage.double_ratings.withheld_from` and `review_tasks`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from simulator.engine import pairing
from simulator.engine.pairing import Pair, Paired, ToRate
from simulator.storage import audit, cohorts, double_ratings
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.storage.double_ratings import CohortAttempt, DoubleRatingRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import led_to_change, renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.local_times import understood
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor, names_of
from simulator.usecases.rating_tasks import open_tasks

__all__ = ["open_tasks"]

MOST_SHOWN = 100
"""How many attempts can be ticked on one page, and how many double ratings are listed."""
LARGEST_SEED = 999_999_999


class Wish(NamedTuple):
    """What a form asks for, as it was typed.

    `how` is “share” or “ticked”, `pairs` “in turn” or “these two”; `assignment` (an id) and `case` (a slug) narrow what
    a share is drawn from, empty for all. `seed` is empty for a new one.
    """

    how: str = "share"
    percent: str = "20"
    assignment: str = ""
    case: str = ""
    attempts: tuple[UUID, ...] = ()
    pairs: str = "in turn"
    first: str = ""
    second: str = ""
    due_on: str = ""
    seed: str = ""


class Supervisor(NamedTuple):
    """Somebody who can rate in this cohort."""

    person_id: UUID
    name: str


class Choice(NamedTuple):
    """A finished attempt that can be ticked; `readers` are supervisors who have read it or begun to."""

    attempt: CohortAttempt
    language: str
    readers: tuple[str, ...]


class ListedRater(NamedTuple):
    """One of the two, and whether they have finished; never what they rated."""

    name: str
    done: bool


class ListedDouble(NamedTuple):
    """A double rating as the course leader sees it; of one they rate `blind` themselves, it is not said whose it is."""

    id: UUID
    trainee: str
    title: str
    language: str
    raters: tuple[ListedRater, ListedRater]
    due_at: datetime | None
    settled: bool
    withdrawn: bool
    stays: bool
    blind: bool


class Overview(NamedTuple):
    """A cohort with its double ratings, and what can be assigned.

    `left` is how many finished attempts of the chosen assignment and case are not rated twice; `choices` the ones that
    are shown of them. `assignments` and `cases` are what one can narrow by.
    """

    cohort: CohortRecord
    supervisors: tuple[Supervisor, ...]
    assignments: Mapping[str, str]
    cases: Mapping[str, str]
    left: int
    choices: tuple[Choice, ...]
    listed: tuple[ListedDouble, ...]
    more: int


class Planned(NamedTuple):
    """An attempt with its two raters; `knowing` are those of them who have read it already, so are not blind to it."""

    attempt_id: UUID
    trainee: str
    title: str
    raters: tuple[str, str]
    knowing: tuple[str, ...]


class Plan(NamedTuple):
    """What comes of a wish. `pool` is the number it was drawn from; `seed` is None where nothing was drawn."""

    planned: tuple[Planned, ...]
    pool: int
    seed: int | None
    due_at: datetime | None


class _Here(NamedTuple):
    """A cohort as it stands in this transaction."""

    cohort: CohortRecord
    supervisors: tuple[Supervisor, ...]
    attempts: tuple[CohortAttempt, ...]
    readers: Mapping[UUID, frozenset[UUID]]
    doubles: tuple[DoubleRatingRecord, ...]

    @property
    def taken(self) -> frozenset[UUID]:
        """What is rated twice already."""
        return frozenset(one.attempt_id for one in self.doubles if one.withdrawn_at is None)

    def left(self, assignment: str, case: str) -> tuple[CohortAttempt, ...]:
        """What is not, in an assignment and a case if they are named."""
        taken = self.taken
        return tuple(
            one
            for one in self.attempts
            if one.attempt_id not in taken and assignment in ("", str(one.assignment_id)) and case in ("", one.slug)
        )

    def to_rate(self, one: CohortAttempt) -> ToRate:
        """For the draw."""
        return ToRate(
            one.attempt_id, frozenset({one.person_id}), self.readers.get(one.attempt_id, frozenset()) - {one.person_id}
        )


def taught(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    """A cohort that the actor leads and that is not archived.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = cohorts.cohort(session, cohort_id)
    if found is None or not actor.is_in(cohort_id, COURSE_LEADER):
        raise NotFound(str(cohort_id))
    return found


def taught_to_change(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    """The same, in order to write: nobody else changes the cohort meanwhile, and the actor's rights are looked up anew.

    Raises:
        NotFound: as `taught`.
    """
    led_to_change(session, actor, cohort_id)
    return taught(session, renewed(session, actor), cohort_id)


def supervisors_of(session: Session, cohort_id: UUID) -> tuple[Supervisor, ...]:
    """The supervisors of a cohort, by name."""
    return tuple(
        Supervisor(one.person_id, one.name) for one in cohorts.members(session, cohort_id) if one.role == SUPERVISOR
    )


def overview(store: Store, actor: Actor, cohort_id: UUID, wish: Wish = Wish()) -> Overview:  # noqa: B008 - frozen
    """The double ratings of a cohort; what is ticked in `wish` is among the choices wherever it stands.

    Raises:
        NotFound: the actor does not lead the cohort.
    """
    with store.database.read() as session:
        taught(session, actor, cohort_id)
        here, names = _here(session, cohort_id), names_of(session)
        hidden = double_ratings.withheld_from(session, actor.id)
    left = here.left(wish.assignment, wish.case)
    ticked = set(wish.attempts)
    of_these = sorted(left, key=lambda one: one.attempt_id not in ticked)[: max(MOST_SHOWN, len(ticked))]
    known = {one.attempt_id: one for one in here.attempts}
    return Overview(
        cohort=here.cohort,
        supervisors=here.supervisors,
        assignments={str(one.assignment_id): one.assignment for one in here.attempts if one.assignment},
        cases={one.slug: one.title for one in here.attempts},
        left=len(left),
        choices=tuple(
            Choice(
                one,
                store.scenario(one.version).language,
                tuple(sorted(names[who] for who in here.readers.get(one.attempt_id, ()) if who in names)),
            )
            for one in of_these
        ),
        listed=tuple(
            _listed(store, one, known.get(one.attempt_id), names, blind=one.attempt_id in hidden)
            for one in here.doubles[:MOST_SHOWN]
        ),
        more=max(0, len(here.doubles) - MOST_SHOWN),
    )


def preview(store: Store, actor: Actor, cohort_id: UUID, wish: Wish, now: datetime | None = None) -> Plan:
    """What would be assigned; nothing is written.

    Raises:
        NotFound: the actor does not lead the cohort, or an attempt that was ticked is none of its finished ones.
        Refused: what will not do.
    """
    with store.database.read() as session:
        taught(session, actor, cohort_id)
        return _plan(_here(session, cohort_id), wish, now or datetime.now(UTC))[0]


def assign(store: Store, actor: Actor, cohort_id: UUID, wish: Wish, now: datetime | None = None) -> Plan:
    """Assign attempts to two raters each, all or none.

    Raises:
        NotFound, Refused: as `preview`.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        taught_to_change(session, actor, cohort_id)
        plan, pairs = _plan(_here(session, cohort_id), wish, now)
        for one in pairs:
            added = DoubleRatingRecord(
                id=uuid4(),
                cohort_id=cohort_id,
                attempt_id=one.key,
                first_rater=one.first,
                second_rater=one.second,
                due_at=plan.due_at,
                created_by=actor.id,
                created_at=now,
                withdrawn_at=None,
                first_done_at=None,
                second_done_at=None,
                settled_at=None,
            )
            double_ratings.add_double_rating(session, added)
        audit.note(
            session,
            "double rating assigned",
            now,
            actor=actor.id,
            cohort=cohort_id,
            number=str(len(pairs)),
            seed=str(plan.seed or ""),
        )
        session.commit()
    return plan


def withdraw(store: Store, actor: Actor, double_rating_id: UUID, now: datetime | None = None) -> UUID:
    """Take a double rating back; what was rated stays on record. Its cohort.

    Raises:
        NotFound: there is none, or the actor does not lead its cohort.
        Refused: both have finished.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = double_ratings.double_rating(session, double_rating_id)
        if there is None:
            raise NotFound(str(double_rating_id))
        taught_to_change(session, actor, there.cohort_id)
        found = double_ratings.double_rating(session, double_rating_id, lock=True)
        if found is None or found.both_done:
            raise Refused("Both have finished this one, so it cannot be withdrawn any more.")
        if found.withdrawn_at is None:
            double_ratings.change_double_rating(session, found._replace(withdrawn_at=now))
            audit.note(
                session,
                "double rating withdrawn",
                now,
                actor=actor.id,
                cohort=found.cohort_id,
                subject=found.attempt_id,
            )
            session.commit()
    return found.cohort_id


def cohort_of(store: Store, double_rating_id: UUID) -> UUID:
    """The cohort of a double rating, to show its page again.

    Raises:
        NotFound: there is none.
    """
    with store.database.read() as session:
        found = double_ratings.double_rating(session, double_rating_id)
    if found is None:
        raise NotFound(str(double_rating_id))
    return found.cohort_id


def _here(session: Session, cohort_id: UUID) -> _Here:
    cohort = cohorts.cohort(session, cohort_id)
    if cohort is None:
        raise NotFound(str(cohort_id))
    return _Here(
        cohort,
        supervisors_of(session, cohort_id),
        double_ratings.attempts_in(session, cohort_id),
        double_ratings.readers_in(session, cohort_id),
        double_ratings.of_cohort(session, cohort_id),
    )


def _plan(here: _Here, wish: Wish, now: datetime) -> tuple[Plan, tuple[Paired, ...]]:
    if len(here.supervisors) < 2:
        raise Refused("This cohort has fewer than two supervisors, so no attempt can be rated twice.")
    pairs = _pairs(here, wish)
    due_at = _due(here.cohort, wish.due_on, now)
    seed = None if wish.how == "ticked" else _seed(wish.seed)
    chosen, size = _ticked(here, wish.attempts, pairs) if seed is None else _share(here, wish, pairs, seed)
    paired = pairing.shared_out(chosen, pairs)
    names = dict(here.supervisors)
    attempts = {one.attempt_id: one for one in here.attempts}
    planned = tuple(
        Planned(
            one.key,
            attempts[one.key].name,
            attempts[one.key].title,
            (names[one.first], names[one.second]),
            tuple(names[who] for who in one[1:] if who in here.readers.get(one.key, ())),
        )
        for one in paired
    )
    return Plan(planned, size, seed, due_at), paired


def _pairs(here: _Here, wish: Wish) -> tuple[Pair, ...]:
    raters = {str(one.person_id): one.person_id for one in here.supervisors}
    if wish.pairs != "these two":
        return pairing.pairs_of(raters.values())
    if wish.first not in raters or wish.second not in raters:
        raise Refused("Please choose two supervisors of this cohort.")
    if wish.first == wish.second:
        raise Refused("Please choose two different supervisors.")
    return ((raters[wish.first], raters[wish.second]),)


def _ticked(here: _Here, ticked: Sequence[UUID], pairs: Sequence[Pair]) -> tuple[list[ToRate], int]:
    attempts = {one.attempt_id: one for one in here.attempts}
    if not ticked:
        raise Refused("Please tick at least one attempt.")
    if any(one not in attempts for one in ticked):
        raise NotFound("attempts")
    if any(one in here.taken for one in ticked):
        raise Refused("An attempt that you ticked is being rated twice already. Please untick it.")
    chosen = [here.to_rate(attempts[one]) for one in dict.fromkeys(ticked)]
    for one in chosen:
        if not any(pairing.may_rate(one, pair) for pair in pairs):
            raise Refused(
                "Nobody rates their own attempt: one that you ticked was played by one of the two supervisors."
                " Please untick it, or choose others."
            )
    return chosen, len(chosen)


def _share(here: _Here, wish: Wish, pairs: Sequence[Pair], seed: int) -> tuple[tuple[ToRate, ...], int]:
    text = wish.percent.strip()
    percent = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= percent <= 100:
        raise Refused("Please write the share as a whole number from 1 to 100.")
    pool = pairing.pool(map(here.to_rate, here.left(wish.assignment, wish.case)), pairs)
    if not pool:
        raise Refused(
            "No finished attempt is left to be drawn: all are rated twice already, or the supervisors have read them."
        )
    return pairing.drawn(pool, percent, seed), len(pool)


def _seed(text: str) -> int:
    text = text.strip()
    if not text:
        return secrets.randbelow(LARGEST_SEED) + 1
    seed = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not seed:
        raise Refused("A seed is a whole number from 1 to {most}. Leave it empty for a new one.", most=LARGEST_SEED)
    return seed


def _due(cohort: CohortRecord, day: str, now: datetime) -> datetime | None:
    """The end of a day in the zone of the cohort."""
    if not day.strip():
        return None
    try:
        due_at = understood(f"{day.strip()}T23:59", cohort.time_zone)
    except Refused:
        raise Refused("Please give the day like this: 2026-10-01. Or leave it empty.") from None
    if due_at <= now:
        raise Refused("The day by which it is due has passed already.")
    return due_at


def _listed(
    store: Store, one: DoubleRatingRecord, attempt: CohortAttempt | None, names: Mapping[UUID, str], *, blind: bool
) -> ListedDouble:
    return ListedDouble(
        id=one.id,
        trainee=attempt.name if attempt and not blind else "",
        title=attempt.title if attempt else "",
        language=store.scenario(attempt.version).language if attempt else "",
        raters=(
            ListedRater(names.get(one.first_rater, ""), one.first_done_at is not None),
            ListedRater(names.get(one.second_rater, ""), one.second_done_at is not None),
        ),
        due_at=one.due_at,
        settled=one.settled_at is not None,
        withdrawn=one.withdrawn_at is not None,
        stays=one.both_done,
        blind=blind,
    )
