"""Drawing attempts that are rated twice, and giving them to two raters each."""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.pairing import ToRate, drawn, is_blind, pairs_of, pool, share_of, shared_out

RATERS = [UUID(int=number) for number in range(1, 5)]
PAIRS = pairs_of(RATERS)


def things(count: int) -> list[ToRate]:
    return [ToRate(UUID(int=100 + number)) for number in range(count)]


def test_the_same_seed_draws_the_same_whatever_order_things_come_in() -> None:
    one = drawn(things(50), 20, 7)
    assert one == drawn(things(50)[::-1], 20, 7)
    assert len(one) == 10
    assert one != drawn(things(50), 20, 8)


def test_the_draw_is_known() -> None:
    """On every machine and every version: this is what a seed in the audit log stands for."""
    assert [one.key.int - 100 for one in drawn(things(10), 30, 1)] == [2, 7, 8]


@given(st.integers(0, 500), st.integers(1, 100))
def test_a_share_is_at_least_one_and_never_more_than_all(number: int, percent: int) -> None:
    assert (1 if number else 0) <= share_of(number, percent) <= number
    assert share_of(number, 100) == number


def test_every_pair_gets_as_many_as_the_others() -> None:
    given_out = Counter((one.first, one.second) for one in shared_out(things(60), PAIRS))
    assert set(given_out) == set(PAIRS)
    assert set(given_out.values()) == {10}


def test_nobody_rates_what_they_played_and_pairs_that_know_it_are_avoided() -> None:
    one = ToRate(uuid4(), barred=frozenset({RATERS[0]}), readers=frozenset({RATERS[1]}))
    (found,) = shared_out([one], PAIRS)
    assert {found.first, found.second} == {RATERS[2], RATERS[3]}
    assert not is_blind(one, (RATERS[1], RATERS[2]))


def test_where_no_pair_is_blind_one_that_knows_it_is_taken_and_a_draw_leaves_it_out() -> None:
    known = ToRate(uuid4(), readers=frozenset(RATERS[:3]))
    assert len(shared_out([known], PAIRS)) == 1
    assert pool([known], PAIRS) == ()


def test_what_no_pair_may_rate_is_left_out() -> None:
    assert shared_out([ToRate(uuid4(), barred=frozenset(RATERS[:3]))], PAIRS) == ()
