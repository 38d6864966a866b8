"""Playing a case: start, notice, say it first, respond, feel what it does, rewind, finish.

The page an attempt shows is a function of its head: the turn the story stands at and the *beat* of that moment. Every
served page carries a token of its own; only an answer with the current token moves the story, and an answer that has
been given already is answered again with what is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast
from uuid import UUID

from simulator.engine.attempt import NotOffered, Step, advance, begin, gauges_by_slug
from simulator.engine.scenario import Client, Scenario
from simulator.engine.scoring import marks
from simulator.engine.state import State
from simulator.engine.view import Line, SceneView, look, shown
from simulator.storage import attempts, queued, turns
from simulator.storage.database import Session
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.people import Actor
from simulator.usecases.scores import final_scores
from simulator.usecases.stories import CueStory, TurnStory, cue_stories, turn_story
from simulator.usecases.texts import storable, typed

Beat = Literal["notice", "say", "respond", "feel", "ending"]
Mode = Literal["practice", "assessment"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attempt stands: all that its page shows, and nothing a trainee may not see yet.

    `view` is the scene of the moment; in the beat *feel* `last` tells the turn just answered and `view` is what comes.
    `reaction` is how the client answered the turn before, where no feedback page has shown it (assessment mode).
    """

    attempt: UUID
    scenario: str
    title: str
    language: str
    client: Client
    mode: Mode
    beat: Beat
    token: str
    head: int
    seq: int
    view: SceneView
    reaction: tuple[Line, ...]
    gauges: dict[str, int]
    cues: tuple[CueStory, ...]
    said: str
    last: TurnStory | None
    can_rewind: bool
    retrying: bool
    finished: bool
    words_required: bool
    reasons_required: bool


def start(
    store: Store, actor: Actor, slug: str, mode: Mode, attempt_id: UUID, *, say_first: bool, now: datetime | None = None
) -> UUID:
    """Begin an attempt on the current version of a case; starting twice with one id begins it once.

    A case that continues another takes over the client's gauges from the trainee's best finished attempt at it.

    Raises:
        NotFound: no such case, or the id belongs to somebody else's attempt.
    """
    scenario = store.current.get(slug)
    if scenario is None:
        raise NotFound(slug)
    now = now or datetime.now(UTC)
    try:
        with store.database.write() as session:
            if not attempts.exists(session, attempt_id):
                add(store, session, actor, scenario, mode, attempt_id, now, say_first=say_first)
                session.commit()
    except StoreConflict:  # the same click, a moment earlier: what it began is what counts
        pass
    return own_id(store, actor, attempt_id)


def add(
    store: Store,
    session: Session,
    actor: Actor,
    scenario: Scenario,
    mode: Mode,
    attempt_id: UUID,
    now: datetime,
    *,
    say_first: bool,
    assignment_id: UUID | None = None,
    reasons_required: bool = False,
) -> None:
    """Put an attempt at its beginning, in a write that goes on."""
    continued, carried = _carried(store, session, actor, scenario, now)
    state = begin(scenario, carried)
    attempts.add_attempt(
        session,
        attempt_id=attempt_id,
        person_id=actor.id,
        version=scenario.version,
        mode=mode,
        say_first=say_first,
        reasons_required=reasons_required,
        assignment_id=assignment_id,
        start_gauges=gauges_by_slug(scenario, state),
        continues=continued,
        beat=_first_beat(scenario, state, say_first=say_first),
        token=new_token(),
        state=state,
        at=now,
    )


def own_id(store: Store, actor: Actor, attempt_id: UUID) -> UUID:
    """The id of an attempt, if it is this person's.

    Raises:
        NotFound: it is not.
    """
    with store.database.read() as session:
        return _own(session, actor, attempt_id).id


def current(store: Store, actor: Actor, attempt_id: UUID) -> Place:
    """Where the attempt stands.

    Raises:
        NotFound: no such attempt of this person.
    """
    with store.database.read() as session:
        attempt = _own(session, actor, attempt_id)
        last, parent = _last_turns(session, attempt)
    scenario = store.scenario(attempt.version)
    if last is None:
        return _place(store, scenario, attempt)
    before = parent.state if parent else begin(scenario, attempt.start_gauges)
    return _place(store, scenario, attempt, last, advance(scenario, before, last.response))


def notice(store: Store, actor: Actor, attempt_id: UUID, token: str, cues: Sequence[int]) -> None:
    """Keep what the trainee noticed, and go on to the next beat.

    Raises:
        NotFound, Stale; Refused for a cue that the scene does not have.
    """
    with store.database.write() as session:
        attempt = _at(session, actor, attempt_id, token, "notice")
        scenario = store.scenario(attempt.version)
        state = attempt.state
        scene = scenario.scene_by_slug[state.scene]
        if any(not 0 <= cue < len(scene.cues) for cue in cues):
            raise Refused("One of these was not on the page. Please look again.")
        beat: Beat = "say" if scene.own_words or attempt.say_first else "respond"
        _move(session, attempt, beat=beat, noticed=tuple(sorted(set(cues))))
        session.commit()


def say(store: Store, actor: Actor, attempt_id: UUID, token: str, words: str) -> None:
    """Keep what the trainee would say (nothing, if they skip), and show the responses.

    Raises:
        NotFound, Stale; Refused for text that is too long or cannot be kept, or none where words are required.
    """
    with store.database.write() as session:
        attempt = _at(session, actor, attempt_id, token, "say", kept=words)
        said = typed(words, "What you would say") or None
        if said is None and attempt.words_required:
            raise Refused("Please write first what you would say or do: this assignment asks for it in every scene.")
        _move(session, attempt, beat="respond", said=said)
        session.commit()


def respond(
    store: Store,
    actor: Actor,
    attempt_id: UUID,
    token: str,
    response: str,
    reason: str = "",
    now: datetime | None = None,
) -> Place:
    """Answer the scene: score it, keep the turn for ever, and say where the attempt stands then.

    The same answer sent again (a double click, a retry) gives the page that follows the stored turn; another answer to
    a moment that has been answered is stale.

    Raises:
        NotFound, Stale; Refused for a response that is not offered, or a reason that cannot be kept or is missing where
            one is required.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=True)
        if attempt is None:
            raise NotFound(str(attempt_id))
        if not is_current(attempt, token):
            stored = turns.turn_by_token(session, attempt_id, token) if storable(token) else None
            if stored is None or (stored.response, stored.reason or "") != (response, typed(reason, "Your note")):
                raise moved_on(reason)
            repeated = True
        else:
            repeated = False
            if attempt.beat != "respond" or attempt.finished_at:
                raise moved_on(reason)
            place = _answer(store, session, attempt, response, typed(reason, "Your note"), now)
            session.commit()
    return current(store, actor, attempt_id) if repeated else place


def _answer(store: Store, session: Session, attempt: AttemptRecord, response: str, reason: str, now: datetime) -> Place:
    if not response:
        raise Refused("Please choose one of the responses first.", reason)
    if attempt.reasons_required and not reason:
        raise Refused("Please write why you answer like this: this assignment asks for a reason every time.")
    scenario = store.scenario(attempt.version)
    try:
        step = advance(scenario, attempt.state, response)
    except NotOffered as error:
        raise Refused("That response is not possible here. Please choose one of these.", reason) from error
    record = turns.append_turn(session, attempt, step, marks(step), at=now, reason=reason or None)
    beat: Beat = "feel"
    if attempt.mode == "assessment":
        beat = _first_beat(scenario, step.state, say_first=attempt.say_first)
    moved = attempt.after(record, beat=beat, token=new_token())
    attempts.move_head(session, moved, now)
    return _place(store, scenario, moved, record, step)


def go_on(store: Store, actor: Actor, attempt_id: UUID, token: str) -> None:
    """Leave the feedback of a turn and go to the next moment.

    Raises:
        NotFound, Stale.
    """
    with store.database.write() as session:
        attempt = _at(session, actor, attempt_id, token, "feel")
        scenario = store.scenario(attempt.version)
        _move(session, attempt, beat=_first_beat(scenario, attempt.state, say_first=attempt.say_first))
        session.commit()


def rewind(store: Store, actor: Actor, attempt_id: UUID, token: str) -> None:
    """Go back to before the last turn, to try again; both answers are kept and only the first counts.

    Raises:
        NotFound, Stale; Refused in assessment mode, before the first turn, after the end, or twice in a row.
    """
    with store.database.write() as session:
        attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=True)
        if attempt is None:
            raise NotFound(str(attempt_id))
        if not is_current(attempt, token):
            raise moved_on()
        if not _can_rewind(attempt):
            raise Refused("You can go back one turn, in practice mode, until the case is closed.")
        scenario = store.scenario(attempt.version)
        last = turns.turn_of(session, attempt_id, attempt.head)
        parent = turns.turn_of(session, attempt_id, last.parent) if last and last.parent else None
        if last is None:
            raise NotFound(str(attempt_id))
        state = parent.state if parent else begin(scenario, attempt.start_gauges)
        _move(
            session,
            attempt,
            head=last.parent,
            beat="respond",
            noticed=last.noticed,
            said=last.said,
            state=state,
        )
        session.commit()


def finish(store: Store, actor: Actor, attempt_id: UUID, token: str, now: datetime | None = None) -> None:
    """Close an attempt that has reached an ending, and keep its scores. Closing again, from any page, changes nothing.

    Raises:
        NotFound, Stale.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=True)
        if attempt is None:
            raise NotFound(str(attempt_id))
        if attempt.finished_at:
            return
        if not is_current(attempt, token) or attempt.beat != "ending":
            raise moved_on()
        scores = final_scores(turns.turns_of(session, attempt_id))
        attempts.finish(session, attempt_id, scores, now)
        if attempt.assignment_id:
            queued.put_finished(session, attempt_id, scores, now)
        session.commit()


def moved_on(kept: str = "") -> Stale:
    """What is answered to a page that is no longer the current one."""
    return Stale("This moment has been answered already. Here is where the story stands now.", kept)


def new_token() -> str:
    """An unpredictable token for one served page (128 bits)."""
    return secrets.token_urlsafe(16)


def is_current(attempt: AttemptRecord, token: str) -> bool:
    """Whether `token`, which may be anything at all, is that of the attempt's current page."""
    return secrets.compare_digest(token.encode("utf-8", "replace"), attempt.token.encode())


def _carried(
    store: Store, session: Session, actor: Actor, scenario: Scenario, now: datetime
) -> tuple[UUID | None, dict[str, int] | None]:
    """The trainee's best finished attempt at the case this one continues, and the client's gauges at its end.

    One whose scores wait to be released does not count yet: carrying it over would tell how good it was.
    """
    played = attempts.played_by(session, actor.id, now).get(scenario.continues)
    if played is None or played.best is None:
        return None, None
    return played.best.id, gauges_by_slug(store.scenario(played.best.version), played.best.state)


def _own(session: Session, actor: Actor, attempt_id: UUID) -> AttemptRecord:
    attempt = attempts.attempt_of(session, actor.id, attempt_id)
    if attempt is None:
        raise NotFound(str(attempt_id))
    return attempt


def _at(session: Session, actor: Actor, attempt_id: UUID, token: str, beat: Beat, kept: str = "") -> AttemptRecord:
    """The attempt, locked, if `token` is that of its current page and this page is in `beat`."""
    attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=True)
    if attempt is None:
        raise NotFound(str(attempt_id))
    if not is_current(attempt, token) or attempt.beat != beat or attempt.finished_at:
        raise moved_on(kept)
    return attempt


def _move(session: Session, attempt: AttemptRecord, **head: Any) -> None:
    """Move the head of the attempt; every move serves a new page and so a new token."""
    attempts.move_head(session, attempt._replace(token=new_token(), **head), datetime.now(UTC))


def _first_beat(scenario: Scenario, state: State, *, say_first: bool) -> Beat:
    scene = scenario.scene_by_slug[state.scene]
    if scene.ending:
        return "ending"
    if scene.cues:
        return "notice"
    return "say" if scene.own_words or say_first else "respond"


def _can_rewind(attempt: AttemptRecord) -> bool:
    """In practice mode, once after each turn, until the attempt is closed."""
    return (
        attempt.mode == "practice" and attempt.turns > 0 and attempt.head == attempt.turns and not attempt.finished_at
    )


def _last_turns(session: Session, attempt: AttemptRecord) -> tuple[TurnRecord | None, TurnRecord | None]:
    """The turn at the head and the one it was answered from, if the page of this moment tells something of them."""
    if attempt.head == 0 or (attempt.mode == "practice" and attempt.beat != "feel"):
        return None, None
    last = turns.turn_of(session, attempt.id, attempt.head)
    if last is None or last.parent == 0:
        return last, None
    return last, turns.turn_of(session, attempt.id, last.parent)


def _place(
    store: Store, scenario: Scenario, attempt: AttemptRecord, last: TurnRecord | None = None, step: Step | None = None
) -> Place:
    state = attempt.state
    scene = scenario.scene_by_slug[state.scene]
    practice = attempt.mode == "practice"
    story = None
    if practice and attempt.beat == "feel" and last and step:
        story = turn_story(scenario, store.catalogue.rubric, store.catalogue.concepts, last, step)
    return Place(
        attempt=attempt.id,
        scenario=scenario.slug,
        title=scenario.title,
        language=scenario.language,
        client=scenario.client,
        mode=cast(Mode, attempt.mode),
        beat=cast(Beat, attempt.beat),
        token=attempt.token,
        head=attempt.head,
        seq=attempt.turns,
        view=look(scenario, state, shuffle=str(attempt.id)),
        reaction=shown(step.response.reactions, step.state) if step and not practice else (),
        gauges=gauges_by_slug(scenario, state),
        cues=cue_stories(scene.cues, attempt.noticed) if practice else (),
        said=attempt.said or "",
        last=story,
        can_rewind=_can_rewind(attempt),
        retrying=attempt.head < attempt.turns,
        finished=attempt.finished_at is not None,
        words_required=attempt.words_required,
        reasons_required=attempt.reasons_required,
    )
