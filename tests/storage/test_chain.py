"""Each turn's hash continues the one before it: nothing can be changed, moved or left out without being seen."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State
from simulator.storage import canonical, chain
from simulator.storage.records import AttemptRecord, TurnRecord
from tests.storage.making import LATER, NOW, SCENARIO, START, START_GAUGES, answered

IDENTITY = UUID("5f0c8a52-6a0e-4f5b-9f11-0123456789ab")
BEGUN = AttemptRecord(
    id=IDENTITY,
    person_id=IDENTITY,
    assignment_id=None,
    version=SCENARIO.version,
    mode="practice",
    say_first=False,
    reasons_required=False,
    started_at=NOW,
    finished_at=None,
    start_gauges=START_GAUGES,
    continues=None,
    head=0,
    turns=0,
    beat="respond",
    token="served-0",
    noticed=(0, 2),
    said=None,
    state=START,
    last_hash=chain.opening(IDENTITY, SCENARIO.version, START_GAUGES),
    scores=None,
    released_at=None,
    updated_at=NOW,
)


def a_turn_of(attempt: AttemptRecord, slug: str = "name-it", said: str | None = None) -> TurnRecord:
    step = answered(attempt, slug)
    turn = TurnRecord(
        attempt_id=attempt.id,
        seq=attempt.turns + 1,
        parent=attempt.head,
        token=attempt.token,
        scene=step.scene.slug,
        response=slug,
        noticed=attempt.noticed,
        said=said,
        said_digest=said and chain.digest("5a" * 16, said),
        reason="It felt close.",
        reason_digest=chain.digest("17" * 16, "It felt close."),
        marks=(Mark("attunement", Level.HELPFUL, Level.ADVANCED),),
        state=step.state,
        took_over=None,
        left_window=None,
        answered_at=LATER,
        previous=attempt.last_hash,
        hash="",
    )
    return turn._replace(hash=chain.link(turn))


def played(count: int) -> tuple[AttemptRecord, list[TurnRecord]]:
    attempt, turns = BEGUN, []
    for number in range(1, count + 1):
        turn = a_turn_of(attempt, said=f"words {number}")
        attempt = attempt.after(turn, beat="respond", token=f"served-{number}")
        turns.append(turn)
    return attempt, turns


CHANGES: dict[str, Any] = {
    "attempt_id": UUID(int=7),
    "seq": 9,
    "parent": 7,
    "token": "another",
    "scene": "another",
    "response": "another",
    "noticed": (7,),
    "said_digest": None,
    "reason_digest": chain.digest("17" * 16, "It felt close"),
    "marks": (Mark("attunement", Level.ADVANCED, Level.ADVANCED),),
    "state": State("the-door", START.gauges),
    "took_over": "flooded",
    "left_window": "above",
    "answered_at": NOW,
    "previous": "0" * 64,
    "hash": "0" * 64,
}


def test_the_changes_above_cover_every_field_but_the_words_themselves() -> None:
    assert tuple(CHANGES) == tuple(name for name in TurnRecord._fields if name not in {"said", "reason"})


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("number", [1, 3, 5], ids=["first", "middle", "last"])
def test_a_changed_field_is_found_at_its_turn(field: str, number: int) -> None:
    attempt, turns = played(5)
    turns[number - 1] = turns[number - 1]._replace(**{field: CHANGES[field]})
    assert chain.first_break(attempt, turns) == number


@pytest.mark.parametrize("number", [1, 3, 5], ids=["first", "middle", "last"])
def test_a_change_is_found_even_if_the_turns_own_hash_is_made_to_fit(number: int) -> None:
    attempt, turns = played(5)
    changed = turns[number - 1]._replace(response="press-on")
    turns[number - 1] = changed._replace(hash=chain.link(changed))
    assert chain.first_break(attempt, turns) == number + 1


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda turns: turns[:-1], 5),
        (lambda turns: turns[1:], 1),
        (lambda turns: [*turns[:2], *turns[3:]], 3),
        (lambda turns: [turns[0], turns[2], turns[1], *turns[3:]], 2),
        (lambda turns: [*turns, turns[-1]], 6),
        (lambda turns: turns[:0], 1),
    ],
    ids=["cut at the end", "cut at the start", "left out", "swapped", "doubled", "all gone"],
)
def test_turns_that_are_missing_or_moved_are_found(
    tamper: Callable[[list[TurnRecord]], Sequence[TurnRecord]], found: int
) -> None:
    attempt, turns = played(5)
    assert chain.first_break(attempt, tamper(turns)) == found


def test_the_chain_holds_without_the_words() -> None:
    attempt, turns = played(5)
    assert chain.first_break(attempt, [turn._replace(said=None, reason=None) for turn in turns]) is None


def test_a_digest_fits_its_words_and_its_salt_alone() -> None:
    assert chain.digest("5a" * 16, "näher 🙂") == sha256("5a" * 16 + "näher 🙂")
    assert len({chain.digest(salt, text) for salt in ("00", "01") for text in ("so", "So")}) == 4


@pytest.mark.parametrize("count", [0, 1, 12])
def test_what_was_really_played_is_sound(count: int) -> None:
    attempt, turns = played(count)
    assert chain.first_break(attempt, turns) is None


@pytest.mark.parametrize(
    "another",
    [{"start_gauges": START_GAUGES | {"safeness": 9}}, {"version": "6e" * 32}, {"id": UUID(int=3)}],
    ids=["another start", "another version", "another attempt"],
)
def test_turns_fit_only_the_beginning_they_were_played_from(another: dict[str, Any]) -> None:
    attempt, turns = played(2)
    assert chain.first_break(attempt._replace(**another), turns) == 1


def test_the_form_of_what_is_hashed_stays_what_it_is() -> None:
    """Stored chains are checked by every later release, so these texts must never change."""
    gauges = '{"anger":0,"arousal":0,"safeness":0,"shame":0,"warmth":0}'
    opening = sha256(f"5f0c8a52-6a0e-4f5b-9f11-0123456789ab{'5d' * 32}{gauges}")
    content = (
        '{"answered_at":"2026-11-23 09:35:15.123456+00:00","attempt_id":"5f0c8a52-6a0e-4f5b-9f11-0123456789ab",'
        '"marks":{"attunement":[3,4]},"noticed":[0,2],"parent":0,'
        f'"reason_digest":"{chain.digest("17" * 16, "It felt close.")}","response":"name-it",'
        f'"said_digest":"{chain.digest("5a" * 16, "näher 🙂")}","scene":"the-door","seq":1,'
        '"state":{"chosen":[],"gauges":[1,1,0,0,0],"scene":"the-door","visited":[]},"token":"served-0"}'
    )
    assert BEGUN.last_hash == opening
    assert a_turn_of(BEGUN, said="näher 🙂").hash == sha256(opening + content)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_field_that_is_empty_is_not_hashed_so_that_later_fields_do_not_change_old_hashes() -> None:
    content = chain.content(a_turn_of(BEGUN))
    assert "said_digest" not in content
    assert "took_over" not in content
    assert None not in content.values()


slugs = st.text(min_size=1, max_size=12)
states = st.builds(
    State,
    slugs,
    st.lists(st.integers(-99, 99), max_size=8).map(tuple),
    st.frozensets(slugs, max_size=6),
    st.frozensets(slugs, max_size=6),
)
all_marks = st.lists(st.sampled_from(list(PRINCIPLES)), unique=True).flatmap(
    lambda names: st.tuples(
        *(st.builds(Mark, st.just(n), st.sampled_from(Level), st.sampled_from(Level)) for n in names)
    )
)


@given(states)
def test_any_state_comes_back_from_its_text(state: State) -> None:
    assert canonical.state_from(canonical.state_text(state)) == state
    assert canonical.state_text(state).isascii()


@given(all_marks)
def test_any_marks_come_back_in_the_order_of_the_rubric(marks: tuple[Mark, ...]) -> None:
    found = canonical.marks_from(canonical.marks_text(marks))
    assert found == tuple(mark for principle in PRINCIPLES for mark in marks if mark.principle == principle)


@given(st.permutations([Score("attunement", 1, 2, 3, 0), Score("titration", 4, 4, 2, 1)]))
def test_the_text_of_scores_does_not_depend_on_their_order(scores: list[Score]) -> None:
    assert canonical.scores_text(scores) == '{"attunement":[1,2,3,0],"titration":[4,4,2,1]}'
