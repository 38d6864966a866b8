"""Drafts: begun once, saved without writing over anybody, their history kept; who has one open."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from simulator.storage.drafts import TOGETHER, DraftEntryRecord, DraftRecord, draft, entries, set_discarded
from simulator.usecases import drafts, presence, privacy
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import LONGEST_TITLE, Overtaken, begin, opened, save
from simulator.usecases.errors import Erased, NotFound, Refused
from simulator.usecases.presence import GONE, Other, be_here
from tests.usecases.cases import WALK
from tests.usecases.trainee import NOW, Trainee

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def begun(store: Store, leader: Trainee) -> DraftRecord:
    """A draft that Noor has begun."""
    return begin(store, leader.actor, uuid4(), "a-walk", WALK, "blank", now=NOW)


def history(store: Store, draft_id: UUID) -> list[DraftEntryRecord]:
    """The history, oldest first."""
    with store.database.read() as session:
        return list(reversed(entries(session, draft_id)))


def texts(store: Store, draft_id: UUID) -> list[str]:
    """The last line of every text of the history, oldest first."""
    return [one.text.rstrip().rpartition("\n")[2] for one in history(store, draft_id)]


def test_a_draft_is_begun_once(store: Store, leader: Trainee) -> None:
    number = uuid4()
    first = begin(store, leader.actor, number, "A-Walk ", WALK, "blank", now=NOW)
    assert (first.slug, first.title, first.revision) == ("a-walk", "A walk", 1)
    again = begin(store, leader.actor, number, "another", "Other.", "blank", now=NOW + MINUTE)
    assert again == first == opened(store, leader.actor, number)
    (entry,) = history(store, number)
    assert (entry.why, entry.text, entry.person_id) == ("begun", WALK, leader.actor.id)


def test_there_is_one_draft_of_each_slug(store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord) -> None:
    with pytest.raises(Refused, match="already"):
        begin(store, elsewhere.actor, uuid4(), "a-walk", WALK, "blank")
    with store.database.write() as session:
        set_discarded(session, begun.id, NOW)
        session.commit()
    assert begin(store, elsewhere.actor, uuid4(), "a-walk", WALK, "blank").slug == "a-walk"


@pytest.mark.parametrize(
    "slug", ["", "a walk", "walk!", "-walk", "walk--on", "rubric", "README", "x" * 61, "wälk", "a\0b"]
)
def test_a_slug_is_small_letters_digits_and_hyphens(store: Store, leader: Trainee, slug: str) -> None:
    with pytest.raises(Refused, match="short name"):
        begin(store, leader.actor, uuid4(), slug, WALK, "blank")


def test_a_draft_is_everybodys_who_leads_a_course_and_nobody_elses(
    store: Store, begun: DraftRecord, elsewhere: Trainee, ada: Trainee, supervisor: Trainee, admin: Trainee
) -> None:
    assert opened(store, elsewhere.actor, begun.id) == begun
    assert save(store, elsewhere.actor, begun.id, 1, "Olga's.").updated_by == elsewhere.actor.id
    for somebody in (ada, supervisor, admin):
        for work in (
            lambda actor: begin(store, actor, uuid4(), "mine", WALK, "blank"),
            lambda actor: opened(store, actor, begun.id),
            lambda actor: save(store, actor, begun.id, 2, "Mine."),
            lambda actor: be_here(store, actor, begun.id),
        ):
            with pytest.raises(NotFound):
                work(somebody.actor)
    assert opened(store, elsewhere.actor, begun.id).text == "Olga's.\n"


def test_a_draft_that_is_thrown_away_is_not_there(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    with store.database.write() as session:
        set_discarded(session, begun.id, NOW)
        session.commit()
    for work in (
        lambda: opened(store, leader.actor, begun.id),
        lambda: save(store, leader.actor, begun.id, 1, "More."),
        lambda: be_here(store, leader.actor, begun.id),
    ):
        with pytest.raises(NotFound):
            work()
    with store.database.read() as session:
        kept = draft(session, begun.id)
    assert kept is not None
    assert kept.text == WALK


def test_saving_counts_and_is_kept_as_it_stands(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    saved = save(
        store, leader.actor, begun.id, 1, "\ufeff---\r\ntitle: 'New' \r\nNo case at all.\n\n\n", now=NOW + MINUTE
    )
    assert (saved.revision, saved.title, saved.text) == (2, "New", "---\ntitle: 'New' \nNo case at all.\n")
    assert opened(store, leader.actor, begun.id) == saved


def test_the_same_text_again_changes_nothing(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    saved = save(store, leader.actor, begun.id, 1, "More.", now=NOW + MINUTE)
    assert save(store, leader.actor, begun.id, 1, "More.\r\n\r\n", now=NOW + 2 * MINUTE) == saved
    assert len(history(store, begun.id)) == 2


def test_nobody_writes_over_what_they_have_not_seen(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    theirs = save(store, leader.actor, begun.id, 1, "Noor's.", now=NOW + MINUTE)
    with pytest.raises(Overtaken) as caught:
        save(store, elsewhere.actor, begun.id, 1, "Olga's.", now=NOW + 2 * MINUTE)
    assert (caught.value.theirs, caught.value.kept) == (theirs, "Olga's.\n")
    assert "Olga" not in str(caught.value)
    assert opened(store, leader.actor, begun.id) == theirs
    assert texts(store, begun.id) == ["The bench is empty.", "Noor's."]


def test_of_two_windows_of_one_person_the_second_is_told_too(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    save(store, leader.actor, begun.id, 1, "One window.")
    with pytest.raises(Overtaken):
        save(store, leader.actor, begun.id, 1, "The other.")


def test_of_many_writers_at_once_one_is_taken_and_all_others_are_told(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    start = threading.Barrier(8)

    def write(number: int) -> bool:
        actor = (leader, elsewhere)[number % 2].actor
        start.wait()
        try:
            save(store, actor, begun.id, 1, f"Text {number}.")
        except Overtaken as overtaken:
            return overtaken.kept != f"Text {number}.\n"
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))).count(True) == 1
    assert opened(store, leader.actor, begun.id).revision == 2
    assert len(history(store, begun.id)) == 2


def type_at(store: Store, who: Trainee, begun: DraftRecord, *moments: datetime) -> None:
    """One saving after the other, each of what was typed until then."""
    for moment in moments:
        revision = opened(store, who.actor, begun.id).revision
        save(store, who.actor, begun.id, revision, f"{WALK}\n{who.actor.name} {revision + 1}\n", now=moment)


def test_what_one_person_types_within_some_minutes_is_one_entry(
    store: Store, leader: Trainee, begun: DraftRecord
) -> None:
    type_at(store, leader, begun, NOW + SECOND, NOW + MINUTE, NOW + 2 * MINUTE)
    _, typed = history(store, begun.id)
    assert (typed.revision, typed.begun_at, typed.at) == (4, NOW + SECOND, NOW + 2 * MINUTE)


def test_typing_that_goes_on_is_a_new_entry_every_five_minutes(
    store: Store, leader: Trainee, begun: DraftRecord
) -> None:
    first = NOW + SECOND
    type_at(store, leader, begun, first, first + TOGETHER - SECOND, first + TOGETHER, first + TOGETHER + MINUTE)
    assert [(one.revision, one.begun_at) for one in history(store, begun.id)[1:]] == [
        (3, first),
        (5, first + TOGETHER),
    ]


def test_an_entry_is_of_one_person(store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord) -> None:
    type_at(store, leader, begun, NOW + SECOND)
    type_at(store, elsewhere, begun, NOW + 2 * SECOND)
    type_at(store, leader, begun, NOW + 3 * SECOND)
    assert texts(store, begun.id) == ["The bench is empty.", "Noor 2", "Olga 3", "Noor 4"]


@pytest.mark.parametrize("why", ["form", "renamed", "restored", "settled", "read"])
def test_only_typing_is_joined_to_typing(store: Store, leader: Trainee, begun: DraftRecord, why: drafts.Why) -> None:
    type_at(store, leader, begun, NOW + SECOND)
    save(store, leader.actor, begun.id, 2, "Not typed.", why, NOW + 2 * SECOND)
    type_at(store, leader, begun, NOW + 3 * SECOND)
    assert texts(store, begun.id) == ["The bench is empty.", "Noor 2", "Not typed.", "Noor 4"]


def test_a_clock_that_runs_backwards_does_not_turn_the_history_round(
    store: Store, leader: Trainee, begun: DraftRecord
) -> None:
    save(store, leader.actor, begun.id, 1, "More.", now=NOW - MINUTE)
    assert [one.at for one in history(store, begun.id)] == [NOW, NOW]


def test_a_text_too_long_or_with_a_character_that_cannot_be_kept_is_given_back(
    store: Store, leader: Trainee, begun: DraftRecord
) -> None:
    with pytest.raises(Refused, match="KiB") as caught:
        save(store, leader.actor, begun.id, 1, "ä" * 200_000)
    assert caught.value.kept == "ä" * 200_000 + "\n"
    with pytest.raises(Refused, match="cannot be kept") as caught:
        save(store, leader.actor, begun.id, 1, "A nul\0 and half a\ud800 sign.")
    assert caught.value.kept == "A nul and half a sign."
    assert opened(store, leader.actor, begun.id) == begun


def test_a_draft_is_called_by_its_title(store: Store, leader: Trainee, begun: DraftRecord) -> None:
    assert save(store, leader.actor, begun.id, 1, "No facts.").title == "a-walk"
    assert save(store, leader.actor, begun.id, 2, f"---\ntitle: {'x' * 200}\n").title == "x" * LONGEST_TITLE


def test_an_erased_leader_saves_nothing_more_and_their_texts_stay(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    save(store, elsewhere.actor, begun.id, 1, "Olga's.")
    be_here(store, elsewhere.actor, begun.id)
    privacy.erase_self(store, elsewhere.actor, "Olga")
    with pytest.raises(Erased):
        save(store, elsewhere.actor, begun.id, 2, "Olga again.")
    with pytest.raises(Erased):
        be_here(store, elsewhere.actor, begun.id)
    assert opened(store, leader.actor, begun.id).text == "Olga's.\n"
    assert be_here(store, leader.actor, begun.id).others == ()


def test_the_second_sees_who_is_here_and_since_when(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    assert be_here(store, leader.actor, begun.id, NOW).others == ()
    assert be_here(store, leader.actor, begun.id, NOW + 15 * SECOND) == presence.Presence((), 1)
    found = be_here(store, elsewhere.actor, begun.id, NOW + 20 * SECOND)
    assert found.others == (Other("Noor", NOW),)
    found = be_here(store, leader.actor, begun.id, NOW + 30 * SECOND)
    assert found.others == (Other("Olga", NOW + 20 * SECOND),)
    other = begin(store, leader.actor, uuid4(), "another", WALK, "blank")
    assert be_here(store, elsewhere.actor, other.id, NOW + 30 * SECOND).others == ()


def test_who_has_not_been_heard_of_is_gone_and_comes_back_anew(
    store: Store, leader: Trainee, elsewhere: Trainee, begun: DraftRecord
) -> None:
    be_here(store, leader.actor, begun.id, NOW)
    assert be_here(store, elsewhere.actor, begun.id, NOW + GONE).others == (Other("Noor", NOW),)
    assert be_here(store, elsewhere.actor, begun.id, NOW + GONE + SECOND).others == ()
    be_here(store, leader.actor, begun.id, NOW + GONE + MINUTE)
    assert be_here(store, elsewhere.actor, begun.id, NOW + GONE + MINUTE).others == (
        Other("Noor", NOW + GONE + MINUTE),
    )
