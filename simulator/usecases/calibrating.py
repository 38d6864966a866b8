"""Calibration: fixed attempts that every supervisor of a cohort rates in rounds, before and during a course.

While a set is open its attempts are withheld from all supervisors of the cohort (`double_ratings.withheld_from`), and
so are its figures: raters see them once it is closed, a course leader who does not rate there at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, calibration, cohorts, double_ratings
from simulator.storage.calibration import Rated, RoundRecord, SetAttempt, SetRecord
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.usecases.calibration_figures import Figures, figures
from simulator.usecases.catalogue import Store
from simulator.usecases.double_rating import MOST_SHOWN, Choice, Supervisor, supervisors_of, taught_to_change
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.local_times import understood, written
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor, names_of
from simulator.usecases.texts import typed

TITLE_LIMIT = 120
MOST_ATTEMPTS = 20


class RoundForm(NamedTuple):
    """What a form says about a round, as it was typed; times are written 2026-10-01T09:00, in the cohort's zone."""

    title: str = ""
    opens_at: str = ""
    due_at: str = ""


class ListedSet(NamedTuple):
    """A set in the list of its cohort."""

    record: SetRecord
    attempts: int
    rounds: int


class SetList(NamedTuple):
    """The sets of a cohort. `manages`: the actor leads it; only then are there `choices` for a new set.

    `left` is how many finished attempts there are to choose from, of which the last are shown.
    """

    cohort: CohortRecord
    manages: bool
    sets: tuple[ListedSet, ...]
    choices: tuple[Choice, ...]
    left: int


class Progress(NamedTuple):
    """How many attempts of a round a supervisor has rated, of how many."""

    name: str
    own: bool
    rated: int
    of: int


class ShownRound(NamedTuple):
    """A round, its state (coming, open, past) and how far its raters are: all of them, or oneself."""

    record: RoundRecord
    state: str
    progress: tuple[Progress, ...]


class ShownSet(NamedTuple):
    """A set. `places` are for course leaders alone, with `names` (empty as long as they rate the set themselves);
    `figures` is None as long as the actor may not see them.

    `rates`: the actor is one of its raters, so sees figures once it is closed.
    """

    cohort: CohortRecord
    record: SetRecord
    manages: bool
    rates: bool
    places: tuple[SetAttempt, ...]
    names: dict[UUID, str]
    rounds: tuple[ShownRound, ...]
    figures: Figures | None
    form: RoundForm


def listed(store: Store, actor: Actor, cohort_id: UUID, ticked: Sequence[UUID] = ()) -> SetList:
    """The calibration sets of a cohort that the actor leads or supervises; what is `ticked` is among the choices.

    Raises:
        NotFound: they do neither.
    """
    with store.database.read() as session:
        cohort = _seen(session, actor, cohort_id)
        manages = actor.is_in(cohort_id, COURSE_LEADER)
        sets = calibration.sets_in(session, [cohort_id])
        places = calibration.places_of(session, [one.id for one in sets])
        rounds = [one.set_id for one in calibration.rounds_of(session, [one.id for one in sets])]
        attempts = double_ratings.attempts_in(session, cohort_id) if manages else ()
        readers = double_ratings.readers_in(session, cohort_id) if manages else {}
        names = names_of(session)
    chosen = set(ticked)
    shown = sorted(attempts, key=lambda one: one.attempt_id not in chosen)[:MOST_SHOWN]
    return SetList(
        cohort,
        manages,
        tuple(ListedSet(one, len(places.get(one.id, ())), rounds.count(one.id)) for one in sets),
        tuple(
            Choice(
                one,
                store.scenario(one.version).language,
                tuple(sorted(names[who] for who in readers.get(one.attempt_id, ()) if who in names)),
            )
            for one in shown
        ),
        len(attempts),
    )


def make_set(
    store: Store,
    actor: Actor,
    cohort_id: UUID,
    set_id: UUID,
    title: str,
    attempts: Sequence[UUID],
    now: datetime | None = None,
) -> None:
    """A new set of finished attempts, in the order in which they are given. The same id is made once.

    Raises:
        NotFound: the actor does not lead the cohort, or an attempt is none of its finished ones.
        Refused: no title; no attempt, or too many.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        taught_to_change(session, actor, cohort_id)
        there = calibration.calibration_set(session, set_id)
        if there is not None and there.cohort_id == cohort_id:
            return
        chosen = list(dict.fromkeys(attempts))
        name = _title(title)
        if not 1 <= len(chosen) <= MOST_ATTEMPTS:
            raise Refused(
                "Please tick from 1 to {most} attempts; {count} are ticked.", most=MOST_ATTEMPTS, count=len(chosen)
            )
        known = {one.attempt_id for one in double_ratings.attempts_in(session, cohort_id)}
        if there is not None or not known.issuperset(chosen):
            raise NotFound("attempts")
        calibration.add_set(session, SetRecord(set_id, cohort_id, name, actor.id, now, None), chosen)
        audit.note(session, "calibration set made", now, actor=actor.id, cohort=cohort_id, subject=set_id)
        session.commit()


def shown(
    store: Store, actor: Actor, set_id: UUID, form: RoundForm | None = None, now: datetime | None = None
) -> ShownSet:
    """A set with its rounds, and its figures for those who may see them; `form` is what was typed for a new round.

    Raises:
        NotFound: there is none, or the actor neither leads nor supervises its cohort.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        record, cohort = _known(session, actor, set_id)
        manages, rates = actor.is_in(cohort.id, COURSE_LEADER), actor.is_in(cohort.id, SUPERVISOR)
        places = calibration.places_of(session, [set_id]).get(set_id, ())
        rounds = calibration.rounds_of(session, [set_id])
        rated = calibration.rated_in(session, [one.id for one in rounds])
        raters = supervisors_of(session, cohort.id)
        names = names_of(session)
        found = None
        if record.closed_at or not rates:
            found = figures(session, rounds, places, reader=None if manages else actor.id)
    return ShownSet(
        cohort=cohort,
        record=record,
        manages=manages,
        rates=rates,
        places=places if manages else (),
        names=names if manages and (record.closed_at or not rates) else {},
        rounds=tuple(_shown_round(one, places, rated, raters, actor, now, manages=manages) for one in rounds),
        figures=found,
        form=form or _blank(cohort, now),
    )


def open_round(
    store: Store, actor: Actor, set_id: UUID, round_id: UUID, form: RoundForm, now: datetime | None = None
) -> None:
    """A new round of a set. The same id is made once.

    Raises:
        NotFound: there is no such set, or the actor does not lead its cohort.
        Refused: the set is closed; no title; times that will not do.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        record, cohort = _led(session, actor, set_id)
        there = calibration.calibration_round(session, round_id)
        if there is not None:
            if there.set_id != set_id:
                raise NotFound(str(round_id))
            return
        if record.closed_at:
            raise Refused("This set is closed. Open it again before you add a round.")
        title = _title(form.title)
        opens_at, due_at = understood(form.opens_at, cohort.time_zone), understood(form.due_at, cohort.time_zone)
        if due_at <= opens_at:
            raise Refused("It would be due before it opens.")
        if due_at <= now:
            raise Refused("The time at which it is due has passed already.")
        calibration.add_round(session, RoundRecord(round_id, set_id, title, opens_at, due_at, actor.id, now))
        audit.note(session, "calibration round opened", now, actor=actor.id, cohort=cohort.id, subject=set_id)
        session.commit()


def close_set(store: Store, actor: Actor, set_id: UUID, now: datetime | None = None) -> None:
    """Close a set: nobody rates it any more, its raters see the figures, its attempts are withheld no longer.

    Raises:
        NotFound: there is none, or the actor does not lead its cohort.
    """
    _set_closed(store, actor, set_id, now or datetime.now(UTC), closed=True)


def reopen_set(store: Store, actor: Actor, set_id: UUID, now: datetime | None = None) -> None:
    """Open a set again, for another round.

    Raises:
        NotFound: there is none, or the actor does not lead its cohort.
    """
    _set_closed(store, actor, set_id, now or datetime.now(UTC), closed=False)


def _set_closed(store: Store, actor: Actor, set_id: UUID, now: datetime, *, closed: bool) -> None:
    with store.database.write() as session:
        record, cohort = _led(session, actor, set_id)
        if bool(record.closed_at) != closed:
            calibration.set_closed(session, set_id, now if closed else None)
            action = "calibration set closed" if closed else "calibration set opened again"
            audit.note(session, action, now, actor=actor.id, cohort=cohort.id, subject=set_id)
            session.commit()


def _seen(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    found = cohorts.cohort(session, cohort_id)
    if found is None or not actor.is_in(cohort_id, COURSE_LEADER, SUPERVISOR):
        raise NotFound(str(cohort_id))
    return found


def _known(session: Session, actor: Actor, set_id: UUID) -> tuple[SetRecord, CohortRecord]:
    found = calibration.calibration_set(session, set_id)
    if found is None:
        raise NotFound(str(set_id))
    return found, _seen(session, actor, found.cohort_id)


def _led(session: Session, actor: Actor, set_id: UUID) -> tuple[SetRecord, CohortRecord]:
    """A set in order to change it, with the cohort locked."""
    there = calibration.calibration_set(session, set_id)
    if there is None:
        raise NotFound(str(set_id))
    cohort = taught_to_change(session, actor, there.cohort_id)
    return calibration.calibration_set(session, set_id, lock=True) or there, cohort


def _title(text: str) -> str:
    title = " ".join(typed(text, "The title", TITLE_LIMIT).split())
    if not title:
        raise Refused("Please give it a title.")
    return title


def _blank(cohort: CohortRecord, now: datetime) -> RoundForm:
    """From now for a fortnight; without a title, which says what the round is for."""
    opens_at = written(now, cohort.time_zone)
    due_at = written(now + timedelta(days=14), cohort.time_zone)[:11] + "18:00"
    return RoundForm("", opens_at, due_at)


def _shown_round(
    record: RoundRecord,
    places: Sequence[SetAttempt],
    rated: frozenset[Rated],
    raters: Sequence[Supervisor],
    actor: Actor,
    now: datetime,
    *,
    manages: bool,
) -> ShownRound:
    state = "coming" if now < record.opens_at else "open" if now < record.due_at else "past"
    progress = []
    for rater in raters:
        theirs = [one for one in places if one.person_id != rater.person_id and not one.erased]
        done = sum(Rated(record.id, one.attempt_id, rater.person_id) in rated for one in theirs)
        own = rater.person_id == actor.id
        if manages or own:
            progress.append(Progress(rater.name, own, done, len(theirs)))
    return ShownRound(record, state, tuple(progress))
