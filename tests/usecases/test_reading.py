"""The reading room: cards on their shelves, where they are practised, and the cards behind a turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.usecases import reading
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from tests.usecases.cases import CARD, WALK
from tests.usecases.trainee import Trainee, join, opened


def test_every_card_stands_on_one_shelf(sqlite_store: Store) -> None:
    shelves = reading.reading_room(sqlite_store)
    assert [(shelf.title, [one.slug for one in shelf.cards]) for shelf in shelves] == [
        ("Who comes into the room", ["window-of-tolerance"])
    ]


def test_a_card_of_ones_own_stands_on_a_last_shelf(sqlite_database_url: str, folder: Path) -> None:
    (folder / "concepts" / "humour.md").write_text(CARD.replace("The window", "Humour"), "utf-8")
    with opened(sqlite_database_url, folder) as store:
        assert reading.reading_room(store)[-1].title == reading.MORE
        assert reading.card(store, "humour").cases == ()


def test_a_card_leads_to_the_cases_the_criteria_and_the_practices(sqlite_store: Store) -> None:
    card = reading.card(sqlite_store, "window-of-tolerance")
    assert [(one.slug, one.client, one.moments) for one in card.cases] == [("walk", "Ida", 1), ("walk-again", "Ida", 1)]
    assert [one.slug for one in card.criteria] == ["tracks-window"]
    assert [one.slug for one in card.practices] == ["three-breaths"]


@pytest.mark.parametrize("slug", ["no-such-card", "", "../rubric"])
def test_what_is_not_there_is_not_found(sqlite_store: Store, slug: str) -> None:
    with pytest.raises(NotFound):
        reading.card(sqlite_store, slug)
    with pytest.raises(NotFound):
        reading.practice(sqlite_store, slug)


def test_a_broken_card_is_left_out_and_takes_nothing_else_down(sqlite_database_url: str, folder: Path) -> None:
    (folder / "concepts" / "window-of-tolerance.md").write_text("no card at all", "utf-8")
    with opened(sqlite_database_url, folder) as store:
        assert reading.reading_room(store) == ()
        trainee = join(store, "Ada")
        trainee.start()
        last = trainee.play("hold-the-gate").last
        assert last is not None
        assert last.behind == ()


@pytest.mark.parametrize("tagged", [True, False], ids=["named by the scene", "found by the criteria"])
def test_feedback_names_the_card_behind_it(sqlite_database_url: str, folder: Path, tagged: bool) -> None:
    if not tagged:
        (folder / "walk.md").write_text(WALK.replace("- Learn: window-of-tolerance\n", ""), "utf-8")
    with opened(sqlite_database_url, folder) as store:
        trainee = join(store, "Ada")
        trainee.start()
        last = trainee.play("hold-the-gate").last
        assert last is not None
        assert [(one.slug, one.title) for one in last.behind] == [("window-of-tolerance", "The window")]


@pytest.mark.parametrize(("last", "offered"), [("ask-for-more", 1), ("stay-with-it", 0)])
def test_a_practice_is_offered_after_an_ending_that_was_hard(ada: Trainee, last: str, offered: int) -> None:
    ada.start()
    ada.play_to_the_end("hold-the-gate", last)
    ada.rate_self(attunement="helpful", titration="helpful")
    assert [one.slug for one in ada.debrief.practices] == ["three-breaths"] * offered
