"""What the demo's supervisors are at: a review that was released and answered, ratings that are compared, a request.

Everything comes about as it does on the pages, through the use cases, only earlier. What is said in the released review
belongs to one way of playing one case: a comment is left out where that moment went another way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from simulator.engine.attempt import counted
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.storage import double_ratings, turns
from simulator.storage.records import TurnRecord
from simulator.storage.review_records import BLIND, NOT_IN_PLAY, SUPERVISION, CommentRecord
from simulator.usecases import asking, calibrating, double_rating, reviewing, threads
from simulator.usecases.calibrating import RoundForm
from simulator.usecases.catalogue import Store
from simulator.usecases.double_rating import Wish
from simulator.usecases.local_times import written
from simulator.usecases.people import Actor
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, DisputeKey, LevelKey
from simulator.usecases.scores import answers

DAY = timedelta(days=1)


class Cast(NamedTuple):
    """Who takes part: the course, its leader, two supervisors and two trainees."""

    course: UUID
    leader: Actor
    ilse: Actor
    tomas: Actor
    robin: Actor
    samira: Actor


class Moment(NamedTuple):
    """What Ilse says of one response, and the levels she gives there where they are not those of the case."""

    scene: str
    response: str
    comment: str
    levels: Mapping[str, Level]
    answer: str = ""
    dispute: str = ""


READ = "side-by-side"
SUMMARY = (
    "Dear Robin, I enjoyed reading this. For most of the hour you and Mara look at something together and not at each"
    " other, and you can see how much she has to say there, about bricks and buses and a snail. There is one moment"
    " near the end that I would like us to look at again; it is one that happens to all of us."
)
MOMENTS = (
    Moment(
        "at-the-door",
        "from-there",
        "You stayed where you were and told her about the wedge. A way out, and one small thing to decide: that is a"
        " great deal for a first minute, and it cost you one sentence.",
        {},
    ),
    Moment(
        "settling-in",
        "why-badly",
        "Two words, and none of them about her. I would go further than the case here: you heard that the bricks were"
        " how she looks after somebody, and you stayed with the bricks.",
        {"attunement": Level.ADVANCED},
    ),
    Moment(
        "one-second",
        "there-you-are",
        "I think I might have done the same in your chair. You were glad, and it went into your whole face. But her"
        " look lasted a second, and she had ended it herself; what came back was more than she had given. What would it"
        " be like to let the snail have your gladness, and leave her the side of your face?",
        {"titration": Level.MISSED},
        "I felt it in my face before I had decided anything. I did not see that she was already on her way back. The"
        " snail: yes. Could we practise doing less?",
        "Too warm for her, yes. But it was a greeting and no praise, and Mara could put it away by herself, with the"
        " lid in her hand. I would call that missed; harmful reads to me like more than happened here.",
    ),
)
REQUEST = (
    "I was told that it went well, and still it sat with me all evening. I would like to talk about the middle of it."
)
SET_TITLE, ROUND_TITLE = "Two rooms that we all rate", "Before the course goes on"


def lay_out(store: Store, namespace: UUID, cast: Cast, now: datetime) -> None:
    """Do all of it, with the attempts that were assigned and finished; what is not there is left out."""
    with store.database.read() as session:
        there = {(one.person_id, one.slug): one.attempt_id for one in double_ratings.attempts_in(session, cast.course)}
    if (cast.robin.id, READ) in there:
        _read(store, namespace, cast, there[cast.robin.id, READ], now)
    if (cast.robin.id, "locked-door") in there:
        asked = there[cast.robin.id, "locked-door"]
        asking.ask(store, cast.robin, asked, asking.CONVERSATION, REQUEST, cast.course, now - DAY)
    _rate_twice(store, cast, there, now)
    chosen = [(cast.robin.id, "i-can-manage"), (cast.samira.id, "far-away")]
    _calibrate(store, namespace, cast, [there[one] for one in chosen if one in there], now)


def _read(store: Store, namespace: UUID, cast: Cast, attempt: UUID, now: datetime) -> None:
    """Ilse reads an attempt, disputes one rating of the case, and releases her review; its trainee answers."""
    with store.database.read() as session:
        seqs = {(turn.scene, turn.response): turn.seq for turn in turns.turns_of(session, attempt)}
        marks = {
            turn.seq: {mark.principle: mark.level for mark in turn.marks} for turn in turns.turns_of(session, attempt)
        }
    told = [(seqs[one.scene, one.response], one) for one in MOMENTS if (one.scene, one.response) in seqs]
    if not told:
        return
    levels = {
        LevelKey(seq, principle): int(one.levels.get(principle, level))
        for seq, one in told
        for principle, level in marks[seq].items()
    }
    thread = {one.scene: uuid5(namespace, f"{attempt}{one.scene}") for _, one in told}
    comments = [CommentRecord(thread[one.scene], seq, "turn", 0, one.comment) for seq, one in told]
    whole = CommentRecord(uuid5(namespace, f"{attempt}summary"), 0, "summary", 0, SUMMARY)
    disputed = {DisputeKey(seq, principle): one.dispute for seq, one in told for principle in one.levels if one.dispute}
    key = TaskKey(SUPERVISION, attempt)
    read = now - 2 * DAY
    reviewing.save(store, cast.ilse, key, Changes(levels, (whole, *comments), disputed), read)
    reviewing.finish(store, cast.ilse, key, release_it=True, now=read)
    for _, one in told:
        if one.answer:
            threads.answer(store, cast.robin, attempt, thread[one.scene], one.answer, now - DAY)


def _rate_twice(store: Store, cast: Cast, there: Mapping[tuple[UUID, str], UUID], now: datetime) -> None:
    """Two attempts that both supervisors rate blind: one moment of one they see differently, one waits for Ilse."""
    done, open_ = there.get((cast.samira.id, "i-can-manage")), there.get((cast.samira.id, "locked-door"))
    for attempt, assigned in ((done, now - 8 * DAY), (open_, now - 3 * DAY)):
        if attempt is not None:
            wish = Wish(
                how="ticked",
                attempts=(attempt,),
                pairs="these two",
                first=str(cast.ilse.id),
                second=str(cast.tomas.id),
                due_on=(now + 6 * DAY).date().isoformat(),
            )
            double_rating.assign(store, cast.leader, cast.course, wish, assigned)
    if done is not None:
        _rate(store, cast.ilse, done, now - 6 * DAY)
        _rate(store, cast.tomas, done, now - 5 * DAY, milder=True)
    if open_ is not None:
        _rate(store, cast.tomas, open_, now - 2 * DAY)


def _rate(store: Store, rater: Actor, attempt: UUID, at: datetime, *, milder: bool = False) -> None:
    """Rate an attempt blind, every moment as the case does; `milder`: but for the first one that it calls harmful."""
    with store.database.read() as session:
        (found,) = double_ratings.of_attempt(session, attempt)
        levels = _levels(turns.turns_of(session, attempt))
    if milder:
        harmful = next((key for key, level in levels.items() if level == Level.HARMFUL), next(iter(levels)))
        levels[harmful] = int(Level.MISSED)
    key = TaskKey(BLIND, found.id)
    reviewing.save(store, rater, key, Changes(levels), at)
    reviewing.finish(store, rater, key, now=at)


def _levels(records: tuple[TurnRecord, ...]) -> dict[LevelKey, int]:
    counting = counted(answers(records))
    return {
        LevelKey(turn.seq, principle): next(
            (int(mark.level) for mark in turn.marks if mark.principle == principle), NOT_IN_PLAY
        )
        for turn in records
        if turn.seq in counting
        for principle in PRINCIPLES
    }


def _calibrate(store: Store, namespace: UUID, cast: Cast, attempts: list[UUID], now: datetime) -> None:
    """A set that everybody rates, with a round that is open."""
    if not attempts:
        return
    set_id = uuid5(namespace, f"{cast.course}calibration")
    calibrating.make_set(store, cast.leader, cast.course, set_id, SET_TITLE, attempts, now - 4 * DAY)
    form = RoundForm(ROUND_TITLE, written(now - 3 * DAY, "UTC"), written(now + 10 * DAY, "UTC"))
    calibrating.open_round(store, cast.leader, set_id, uuid5(set_id, "round"), form, now - 4 * DAY)
