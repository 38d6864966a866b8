"""What a draft once said: compared, brought back; two texts settled; other short names."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from simulator.storage.drafts import DraftRecord, entries
from simulator.usecases import draft_history, privacy, renaming
from simulator.usecases.catalogue import Store
from simulator.usecases.draft_history import entry, restore
from simulator.usecases.drafts import Overtaken, begin, opened, save
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.settling import Settlement, conflict, settle
from tests.usecases.cases import WALK
from tests.usecases.trainee import NOW, Trainee

MINUTE = timedelta(minutes=1)
THEIRS = WALK.replace("safeness +3", "safeness +2")
MINE = WALK.replace("The bench is empty.", "Nobody is there.")
BOTH = THEIRS.replace("The bench is empty.", "Nobody is there.")


@pytest.fixture
def begun(store: Store, leader: Trainee) -> DraftRecord:
    """A draft that Noor has begun and changed."""
    draft = begin(store, leader.actor, uuid4(), "a-walk", WALK, "blank", now=NOW)
    return save(store, leader.actor, draft.id, 1, THEIRS, now=NOW + MINUTE)


def texts(store: Store, draft: DraftRecord) -> list[tuple[str, str]]:
    """The history, newest first: why, and what it said."""
    with store.database.read() as session:
        return [(one.why, one.text) for one in entries(session, draft.id)]


def test_the_history_names_who_wrote_and_nobody_who_was_erased(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    save(store, elsewhere.actor, begun.id, 2, BOTH, now=NOW + 2 * MINUTE)
    found = draft_history.history(store, leader.actor, begun.id)
    assert [(one.entry.by, one.entry.why, one.entry.revision) for one in found.entries] == [
        ("Olga", "typed", 3),
        ("Noor", "typed", 2),
        ("Noor", "begun", 1),
    ]
    assert [one.changed and len(one.changed.scenes) for one in found.entries] == [1, 1, None]
    privacy.erase_self(store, elsewhere.actor, "Olga")
    assert draft_history.history(store, leader.actor, begun.id).entries[0].entry.by == ""
    assert conflict(store, leader.actor, begun.id, 1, MINE).by == ""


def test_an_entry_is_compared_with_the_one_before_and_with_now(
    store: Store, leader: Trainee, begun: DraftRecord
) -> None:
    first, second = (entry(store, leader.actor, begun.id, revision) for revision in (1, 2))
    assert first.differences is None
    assert second.differences
    assert not entry(store, leader.actor, begun.id, 2, "now").differences
    assert entry(store, leader.actor, begun.id, 1, "now").differences
    for revision in (0, 3, 2**31, -1):
        with pytest.raises(NotFound):
            entry(store, leader.actor, begun.id, revision)


def test_restoring_can_be_undone_by_restoring(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    assert restore(store, leader.actor, begun.id, 1, 2).text == WALK
    assert restore(store, leader.actor, begun.id, 2, 3).text == THEIRS
    assert [why for why, _ in texts(store, begun)] == ["restored", "restored", "typed", "begun"]
    with pytest.raises(Refused, match="saved since"):
        restore(store, leader.actor, begun.id, 1, 3)
    assert opened(store, leader.actor, begun.id).text == THEIRS


def test_two_texts_are_joined_from_the_one_both_began_with(
    store: Store, elsewhere: Trainee, begun: DraftRecord
) -> None:
    found = conflict(store, elsewhere.actor, begun.id, 1, MINE)
    assert found.joined is not None
    assert (found.by, found.mine, found.joined.text, found.both) == ("Noor", MINE, BOTH, ())
    settle(store, elsewhere.actor, begun.id, Settlement(2, 1, MINE, "joined"), NOW + 2 * MINUTE)
    assert texts(store, begun) == [("settled", BOTH), ("settled", MINE), ("typed", THEIRS), ("begun", WALK)]


def test_settling_writes_over_no_third_text(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    third = save(store, leader.actor, begun.id, 2, "A third.", now=NOW + 2 * MINUTE)
    for choice in ("theirs", "mine", "text", "joined"):
        with pytest.raises(Overtaken) as caught:
            settle(store, elsewhere.actor, begun.id, Settlement(2, 1, MINE, choice, BOTH))
        assert caught.value.kept == (BOTH if choice == "text" else MINE)
    assert opened(store, leader.actor, begun.id) == third


def test_settling_is_for_course_leaders(store: Store, ada: Trainee, admin: Trainee, begun: DraftRecord) -> None:
    for somebody in (ada, admin):
        for work in (
            lambda actor: settle(store, actor, begun.id, Settlement(2, 1, MINE, "mine")),
            lambda actor: conflict(store, actor, begun.id, 1, MINE),
            lambda actor: draft_history.history(store, actor, begun.id),
            lambda actor: entry(store, actor, begun.id, 1),
            lambda actor: restore(store, actor, begun.id, 1, 2),
            lambda actor: renaming.names(store, actor, begun.id),
            lambda actor: renaming.look_ahead(store, actor, begun.id, "bench", "seat"),
            lambda actor: renaming.rename_part(store, actor, begun.id, 2, "bench", "seat"),
            lambda actor: renaming.rename_draft(store, actor, begun.id, "stroll"),
        ):
            with pytest.raises(NotFound):
                work(somebody.actor)
    assert [text for _, text in texts(store, begun)] == [THEIRS, WALK]


def test_what_was_sent_as_mine_is_kept_even_if_theirs_is_chosen(
    store: Store, elsewhere: Trainee, begun: DraftRecord
) -> None:
    settled = settle(store, elsewhere.actor, begun.id, Settlement(2, 1, MINE, "theirs"))
    assert (settled.text, settled.revision, settled.updated_by) == (THEIRS, 4, elsewhere.actor.id)
    assert settle(store, elsewhere.actor, begun.id, Settlement(2, 1, MINE, "theirs")) == settled


def test_a_draft_gets_a_name_that_nobody_else_has(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    begin(store, leader.actor, uuid4(), "next", WALK.replace("authors:", "continues: a-walk\nauthors:"), "blank")
    begin(store, leader.actor, uuid4(), "unlike", WALK + "\ncontinues: a-walk\n", "blank")
    assert [one.slug for one in renaming.names(store, leader.actor, begun.id).continuing] == ["next"]
    for slug in ("next", "walk"):
        with pytest.raises(Refused):
            renaming.rename_draft(store, leader.actor, begun.id, slug)
    renaming.rename_draft(store, leader.actor, begun.id, "stroll")
    assert opened(store, leader.actor, begun.id).slug == "stroll"
    assert opened(store, leader.actor, begun.id).revision == 2


def test_what_was_published_keeps_its_name(store: Store, leader: Trainee) -> None:
    draft = begin(store, leader.actor, uuid4(), "walk", WALK, "published")
    assert renaming.names(store, leader.actor, draft.id).published
    with pytest.raises(Refused, match="know it by that name"):
        renaming.rename_draft(store, leader.actor, draft.id, "stroll")


def test_a_name_is_looked_at_before_it_is_given(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    ahead = renaming.look_ahead(store, leader.actor, begun.id, "bench", "the-bench")
    assert opened(store, leader.actor, begun.id) == begun
    renamed = renaming.rename_part(store, leader.actor, begun.id, 2, "bench", "the-bench")
    assert renamed.text == ahead.text
    assert renaming.rename_part(store, leader.actor, begun.id, 2, "bench", "the-bench") == renamed, "sent twice"
    assert texts(store, begun)[0][0] == "renamed"


def test_of_two_drafts_that_want_one_name_at_once_one_gets_it(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    other = begin(store, elsewhere.actor, uuid4(), "other", WALK, "blank")
    start = threading.Barrier(2)

    def take(who: Trainee, draft: DraftRecord) -> bool:
        start.wait()
        try:
            renaming.rename_draft(store, who.actor, draft.id, "stroll")
        except Refused as refused:
            assert "stroll" in refused.sentence  # noqa: PT017
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (leader, elsewhere), (begun, other))) == [False, True]


def test_of_two_who_settle_at_once_one_is_shown_the_third_text(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    start = threading.Barrier(2)

    def take(who: Trainee) -> bool:
        start.wait()
        try:
            settle(store, who.actor, begun.id, Settlement(2, 1, f"{MINE}\n{who.actor.name}\n", "mine"))
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (leader, elsewhere))) == [False, True]
    assert len(texts(store, begun)) == 3
