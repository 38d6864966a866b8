"""The library, the briefing and the history: what one has played, and where to go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.storage import attempts
from simulator.usecases import choosing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from tests.usecases.cases import BROKEN, WALK, folder_of
from tests.usecases.trainee import Trainee, reopened

WELL = ("hold-the-gate", "stay-with-it")
BADLY = ("hold-the-gate", "ask-for-more")


def card(trainee: Trainee, slug: str = "walk") -> choosing.CaseCard:
    return next(one for one in choosing.library(trainee.store, trainee.actor) if one.slug == slug)


def test_a_new_trainee_finds_every_case_unplayed(ada: Trainee) -> None:
    cards = choosing.library(ada.store, ada.actor)
    assert [(one.slug, one.title, one.attempts) for one in cards] == [
        ("walk", "A walk", 0),
        ("walk-again", "Another walk", 0),
    ]
    assert (cards[0].best, cards[0].last, cards[0].open) == (None, None, None)
    assert cards[0].principles == ("attunement", "titration")
    assert choosing.history(ada.store, ada.actor) == ()


def test_a_card_tells_the_best_the_last_and_the_open_attempt(ada: Trainee) -> None:
    best = ada.start()
    ada.play_to_the_end(*WELL)
    last = ada.start()
    ada.play_to_the_end(*BADLY)
    ada.start()
    newest = ada.start("walk", "assessment")
    found = card(ada)
    assert (found.attempts, found.best and found.best.attempt, found.last and found.last.attempt) == (4, best, last)
    assert found.open
    assert (found.open.attempt, found.open.mode, found.open.ending) == (newest, "assessment", None)
    assert found.best
    assert (found.best.ending, found.best.ending_title, found.best.share) == ("connected", "The way home", 7 / 7)


def test_history_tells_all_attempts_newest_first_and_only_ones_own(ada: Trainee, ben: Trainee) -> None:
    first = ada.start()
    ada.play_to_the_end(*BADLY)
    second = ada.start("walk-again")
    ben.start()
    found = choosing.history(ada.store, ada.actor)
    assert [(one.attempt, one.turns, one.ending) for one in found] == [(second, 0, None), (first, 2, "broken-off")]
    assert [one.word for one in found[1].scores] == ["too few moments to say"] * 3
    assert card(ben).attempts == 1


def test_a_briefing_tells_what_comes_before_the_door_and_nothing_more(ada: Trainee) -> None:
    found = choosing.briefing(ada.store, ada.actor, "walk")
    assert found.briefing == "Ida would like to walk today instead of sitting."
    assert (found.continues_title, found.carried_over) == ("", False)
    with pytest.raises(NotFound):
        choosing.briefing(ada.store, ada.actor, "no-such-case")


class TestACaseThatContinuesAnother:
    """The client comes back as the trainee left them."""

    def test_begins_with_its_own_gauges_for_somebody_who_has_not_played_that_one(self, ada: Trainee) -> None:
        found = choosing.briefing(ada.store, ada.actor, "walk-again")
        assert (found.continues_title, found.carried_over) == ("A walk", False)
        ada.start("walk")
        ada.play("hold-the-gate")
        ada.start("walk-again")
        assert ada.place.gauges == {"arousal": 0, "window-low": -2, "window-high": 2, "safeness": 1, "shame": 4}

    def test_takes_over_the_gauges_at_the_end_of_the_best_attempt(self, ada: Trainee) -> None:
        best = ada.start()
        ada.play_to_the_end(*WELL)
        gauges = ada.place.gauges
        ada.start()
        ada.play_to_the_end(*BADLY)
        assert choosing.briefing(ada.store, ada.actor, "walk-again").carried_over
        ada.start("walk-again")
        assert ada.place.gauges == {
            slug: gauges[slug] for slug in ("arousal", "window-low", "window-high", "safeness", "shame")
        }
        assert ada.place.gauges["safeness"] == 6
        with ada.store.database.read() as session:
            record = attempts.attempt_of(session, ada.actor.id, ada.attempt)
        assert record
        assert record.continues == best

    def test_takes_them_over_from_an_older_version_too(self, ada: Trainee, folder: Path) -> None:
        ada.start()
        ada.play_to_the_end(*WELL)
        (folder / "walk.md").write_text(WALK.replace("Ida stands at the gate", "Ida waits at the gate"))
        ada.store = reopened(ada.store, folder)
        ada.start("walk-again")
        assert ada.place.gauges["safeness"] == 6

    def test_takes_nothing_over_from_somebody_else(self, ada: Trainee, ben: Trainee) -> None:
        ben.start()
        ben.play_to_the_end(*WELL)
        ada.start("walk-again")
        assert ada.place.gauges["safeness"] == 1


class TestABrokenFile:
    """A file that is no case, or a case with a fault."""

    def test_takes_no_other_case_down_and_is_not_shown(self, sqlite_store: Store, folder: Path) -> None:
        for name, content in (
            ("broken.md", BROKEN.encode()),
            ("no-text.md", b"\xff\xfe\x00"),
            ("empty.md", b""),
            ("large.md", b"x" * 300_000),
            ("bomb.md", b"---\na: &a [*a, *a]\n---\n"),
            ("lost.md", WALK.replace("- Next: gone", "- Next: bench").encode()),
            ("Strange Name.md", b"hello"),
        ):
            (folder / name).write_bytes(content)
        (folder / "notes.txt").write_text("no case")
        (folder / "folder.md").mkdir()
        catalogue = reopened(sqlite_store, folder).catalogue
        assert set(catalogue.current) == {"walk", "walk-again"}
        assert set(catalogue.broken) >= {"broken", "no-text", "empty", "large", "bomb", "lost"}
        assert all(problems and problems[0].sentence for problems in catalogue.broken.values())

    def test_keeps_the_attempts_that_were_begun_before_it_broke(self, ada: Trainee, folder: Path) -> None:
        ada.start()
        ada.notice(0)
        (folder / "walk.md").write_text(BROKEN)
        ada.store = reopened(ada.store, folder)
        assert [one.slug for one in choosing.library(ada.store, ada.actor)] == ["walk-again"]
        assert [one.title for one in choosing.history(ada.store, ada.actor)] == ["A walk"]
        with pytest.raises(NotFound):
            ada.start("walk")
        ada.attempt = choosing.history(ada.store, ada.actor)[0].attempt
        ada.play_to_the_end(*WELL)
        assert ada.place.finished


class TestANewVersion:
    """A case or the rubric changes while attempts are under way."""

    NEW = WALK.replace("Ida stands at the gate", "Ida leans on the gate").replace("safeness +3", "safeness +1")

    def test_leaves_an_attempt_on_the_version_it_was_begun_on(self, ada: Trainee, folder: Path) -> None:
        ada.start()
        ada.play("ask-at-once", "stay-with-it")
        begun = ada.attempt
        (folder / "walk.md").write_text(self.NEW)
        ada.store = reopened(ada.store, folder)
        assert "stands at the gate" in ada.to_respond().view.lines[0].text
        ada.play_to_the_end("hold-the-gate", "lend-your-hand")
        ada.rate_self(attunement="missed", titration="missed")
        assert ada.debrief.turns[2].after["safeness"] == 6
        ada.start()
        assert "leans on the gate" in ada.place.view.lines[0].text
        assert card(ada).best
        assert (card(ada).attempts, card(ada).best.attempt) == (2, begun)  # type: ignore[union-attr]

    def test_of_the_rubric_leaves_old_attempts_as_they_were(self, ada: Trainee, folder: Path) -> None:
        """A criterion gets another name, and the cases with it: what was played before is still there."""
        ada.start()
        ada.play("hold-the-gate")
        for name in ("rubric.md", "walk.md", "walk-again.md"):
            (folder / name).write_text((folder / name).read_text().replace("offers-control", "offers-choice"))
        ada.store = reopened(ada.store, folder)
        assert ada.store.catalogue.broken == {}
        assert card(ada).open
        ada.play_to_the_end("stay-with-it")
        ada.rate_self(attunement="missed", titration="missed")
        assert ada.debrief.turns[0].ratings[0].criteria[0].title == "offers-control"

    def test_is_checked_and_kept_once(self, sqlite_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: object) -> None:
            raise AssertionError("walked again")

        monkeypatch.setattr("simulator.usecases.catalogue.check", refuse)
        assert set(reopened(sqlite_store, folder).catalogue.current) == {"walk", "walk-again"}

    def test_of_many_cases_needs_only_so_much_memory(self, sqlite_store: Store, folder: Path) -> None:
        catalogue = sqlite_store.catalogue
        for number in range(100):
            folder_of(folder, walk=WALK.replace("Ida stands at", f"Ida stands {number} steps from"))
            catalogue.keep(reopened(sqlite_store, folder).catalogue.current["walk"])
        assert len(catalogue._old) == 64
