"""Publishing: what was approved, to the letter; once; with a sentence; and retiring what is not to be played."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from simulator.markup.source import version_of
from simulator.storage import audit
from simulator.usecases import choosing, practising, privacy, publishing, second_readings
from simulator.usecases import published as cases
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, SUPERVISOR, Actor
from simulator.usecases.verifying import verify
from tests.usecases.cases import WALK
from tests.usecases.given import assign, begin
from tests.usecases.refusing import refused
from tests.usecases.trainee import NOW, Trainee, join, reopened
from tests.usecases.writing import NEW, approved, asked, draft_of, published, typed_on

LATER = NOW + timedelta(hours=1)
CHANGED = NEW.replace("Ida stands at the gate", "Ida leans at the gate")


def publish(leader: Trainee, reading_id: UUID, sentence: str = "It is new.", *, leave_newer: bool = False) -> str:
    return publishing.publish(leader.store, leader.actor, reading_id, sentence, leave_newer=leave_newer, now=LATER)


def case(leader: Trainee, slug: str = "new-walk") -> cases.PublishedCase:
    return cases.case(leader.store, leader.actor, slug)


def retire(leader: Trainee, slug: str = "new-walk", number: int = 0) -> None:
    number = number or case(leader, slug).versions[0].number
    cases.retire(leader.store, leader.actor, slug, number, LATER)


def bring_back(leader: Trainee, slug: str = "new-walk", sentence: str = "Here again.", number: int = 0) -> None:
    number = number or case(leader, slug).versions[0].number
    cases.bring_back(leader.store, leader.actor, slug, number, sentence, LATER)


def standing(leader: Trainee, draft_id: UUID) -> publishing.Standing:
    return publishing.standing(leader.store, leader.actor, draft_id)


def noted(store: Store) -> list[str]:
    with store.database.read() as session:
        return sorted(one.action for one in audit.entries(session) if one.action.startswith("case"))


class TestADraft:
    """On its way."""

    def test_says_at_each_step_where_it_stands(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        states = [standing(leader, draft).state]
        reading = asked(leader, draft)
        states.append(standing(leader, draft).state)
        second_readings.decide(marta.store, marta.actor, reading, "changes wanted", "The gate.", NOW)
        states.append(standing(leader, draft).state)
        reading = approved(leader, marta, draft)
        states.append(standing(leader, draft).state)
        typed_on(leader, draft, CHANGED)
        states.append(standing(leader, draft).state)
        publish(leader, reading, leave_newer=True)
        found = standing(leader, draft)
        states.append(found.state)
        typed_on(leader, draft, NEW)
        states.append(standing(leader, draft).state)
        assert states == ["draft", "waiting", "changes wanted", "approved", "changed since", "draft", "published"]
        assert [one.decision for one in found.readings] == ["approved", "changes wanted"]
        assert found.published
        assert (found.published.by, found.published.sentence) == ("Noor", "It is new.")

    def test_has_its_last_reading_count_and_not_one_before_it(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        first = approved(leader, marta, draft)
        second = asked(leader, draft)
        assert "last second reading" in refused(lambda: publish(leader, first))
        second_readings.decide(marta.store, marta.actor, second, "changes wanted", "On second thoughts.", NOW)
        assert "last second reading" in refused(lambda: publish(leader, first))
        assert "last second reading" in refused(lambda: publish(leader, second))
        third = asked(leader, draft)
        second_readings.withdraw(leader.store, leader.actor, third)
        assert "last second reading" in refused(lambda: publish(leader, third))

    def test_of_which_only_one_reading_was_withdrawn_is_as_before_it(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        first = approved(leader, marta, draft)
        second_readings.withdraw(leader.store, leader.actor, asked(leader, draft))
        assert standing(leader, draft).state == "approved"
        assert publish(leader, first) == "new-walk"


class TestPublishing:
    """Makes a text the version that people play."""

    def test_offers_the_case_here_and_in_other_processes_at_once(
        self, leader: Trainee, marta: Trainee, ada: Trainee, folder: Path
    ) -> None:
        elsewhere = reopened(leader.store, folder)
        assert "new-walk" not in elsewhere.current
        published(leader, marta, draft_of(leader))
        for store in (leader.store, elsewhere, reopened(leader.store, folder)):
            assert store.current["new-walk"].version == version_of(NEW)
            assert "A new walk" in [one.title for one in choosing.library(store, ada.actor)]
        assert noted(leader.store) == ["case approved", "case published"]
        ada.start("new-walk")
        ada.play("hold-the-gate")
        assert verify(ada.store).discrepancies == ()

    def test_again_changes_nothing(self, leader: Trainee, marta: Trainee) -> None:
        reading = approved(leader, marta, draft_of(leader))
        for who in (leader, leader, marta):
            assert publish(who, reading) == "new-walk"
        assert len(case(leader).versions) == 1

    def test_twice_at_once_publishes_once(self, leader: Trainee, marta: Trainee) -> None:
        reading = approved(leader, marta, draft_of(leader))
        with ThreadPoolExecutor(2) as pool:
            assert set(pool.map(lambda who: publish(who, reading), (leader, marta))) == {"new-walk"}
        assert len(case(leader).versions) == 1
        assert noted(leader.store).count("case published") == 1

    def test_replaces_the_case_of_the_folder_until_its_file_changes(
        self, leader: Trainee, marta: Trainee, folder: Path
    ) -> None:
        changed = WALK.replace("There is no hurry.", "Slowly.")
        published(leader, marta, draft_of(leader, changed, "walk", "published"), "Slower.")
        for store in (leader.store, reopened(leader.store, folder)):
            assert store.current["walk"].version == version_of(changed)
        assert [one.by for one in case(leader, "walk").versions] == ["Noor", None]
        (folder / "walk.md").write_text(WALK.replace("There is no hurry.", "None at all."), "utf-8")
        store = reopened(leader.store, folder)
        assert store.current["walk"].version not in (version_of(changed), version_of(WALK))
        assert cases.case(store, leader.actor, "walk").from_folder

    @pytest.mark.parametrize(
        ("sentence", "why"), [(" \n ", "what is new"), ("x" * 301, "300 is the most"), ("a\0", "cannot be kept")]
    )
    def test_needs_a_sentence(self, leader: Trainee, marta: Trainee, sentence: str, why: str) -> None:
        reading = approved(leader, marta, draft_of(leader))
        assert why in refused(lambda: publish(leader, reading, sentence))
        publish(leader, reading, " The gate\r\nis\tnew. ")
        assert case(leader).versions[0].sentence == "The gate is new."

    def test_is_refused_for_faults_which_saving_and_asking_are_not(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader, NEW.replace("- Next: bench\n", "- Next: nowhere\n", 1))
        reading = approved(leader, marta, draft)
        with pytest.raises(Refused, match="faults that keep it") as caught:
            publish(leader, reading, "My sentence.")
        assert caught.value.kept == "My sentence."
        assert standing(leader, draft).faults
        assert "new-walk" not in leader.store.current

    def test_is_refused_for_a_draft_that_was_changed_unless_the_changes_are_left(
        self, leader: Trainee, marta: Trainee
    ) -> None:
        draft = draft_of(leader)
        reading = approved(leader, marta, draft)
        typed_on(leader, draft, CHANGED)
        assert "has been changed since" in refused(lambda: publish(leader, reading))
        publish(leader, reading, leave_newer=True)
        assert leader.store.current["new-walk"].version == version_of(NEW)
        assert standing(leader, draft).draft.text == CHANGED

    def test_is_refused_for_a_text_that_is_published_or_is_another_case(self, leader: Trainee, marta: Trainee) -> None:
        copied = approved(leader, marta, draft_of(leader, WALK, "walk-copied"))
        assert "kept as the case “walk”" in refused(lambda: publish(leader, copied))
        draft = draft_of(leader)
        published(leader, marta, draft)
        typed_on(leader, draft, CHANGED)
        reading = approved(leader, marta, draft)
        typed_on(leader, draft, NEW)
        assert publish(leader, reading, leave_newer=True)
        typed_on(leader, draft, CHANGED + "\n")
        assert "published last" in refused(lambda: asked(leader, draft))

    def test_goes_back_to_an_earlier_text(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        for number, text in enumerate((NEW, CHANGED, NEW)):
            typed_on(leader, draft, text)
            published(leader, marta, draft, f"Number {number}.")
        assert [one.sentence for one in case(leader).versions] == ["Number 2.", "Number 1.", "Number 0."]
        assert leader.store.current["new-walk"].version == version_of(NEW)


class TestRetiring:
    """Takes a case from the library, and nothing from anybody."""

    def test_leaves_what_was_begun_and_what_was_assigned(self, leader: Trainee, ada: Trainee, ben: Trainee) -> None:
        made = assign(leader)
        ada.start("walk")
        retire(leader, "walk")
        assert "walk" not in [one.slug for one in choosing.library(ada.store, ada.actor)]
        with pytest.raises(NotFound):
            practising.start(ada.store, ada.actor, "walk", "practice", uuid4(), say_first=False)
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        assert ada.place.finished
        begin(ben, made)
        ben.play("hold-the-gate")
        assert verify(ada.store).discrepancies == ()

    def test_twice_or_at_once_is_done_once_and_stays_after_a_restart(
        self, leader: Trainee, marta: Trainee, folder: Path
    ) -> None:
        number = case(leader, "walk").versions[0].number
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda who: retire(who, "walk", number), (leader, marta)))
        retire(leader, "walk", number)
        assert noted(leader.store) == ["case retired"]
        found = case(leader, "walk")
        assert (found.state, found.versions[0].retired) == ("retired", LATER)
        assert "walk" not in reopened(leader.store, folder).current

    def test_can_be_undone_once(self, leader: Trainee, marta: Trainee, folder: Path) -> None:
        retire(leader, "walk")
        number = case(leader, "walk").versions[0].number
        assert "what is new" in refused(lambda: bring_back(leader, "walk", " "))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda who: bring_back(who, "walk", number=number), (leader, marta)))
        found = case(leader, "walk")
        assert (found.state, [one.sentence for one in found.versions]) == ("offered", ["Here again.", ""])
        assert reopened(leader.store, folder).current["walk"].version == version_of(WALK)
        assert noted(leader.store) == ["case brought back", "case retired"]

    def test_what_was_published_again_since_is_refused(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        published(leader, marta, draft)
        number = case(leader).versions[0].number
        typed_on(leader, draft, CHANGED)
        published(leader, marta, draft)
        assert "published again since" in refused(lambda: retire(leader, number=number))
        retire(leader)
        assert "published again since" in refused(lambda: bring_back(leader, number=number))

    def test_a_retired_case_is_published_again_with_a_new_text(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        published(leader, marta, draft)
        retire(leader)
        typed_on(leader, draft, CHANGED)
        published(leader, marta, draft, "Better.")
        assert case(leader).state == "offered"

    def test_a_case_whose_file_is_gone_can_be_offered_again(self, leader: Trainee, folder: Path) -> None:
        (folder / "walk-again.md").unlink()
        leader.store = reopened(leader.store, folder)
        assert case(leader, "walk-again").state == "gone"
        bring_back(leader, "walk-again")
        assert case(leader, "walk-again").state == "offered"
        assert "walk-again" in leader.store.current


def test_an_attempt_stays_on_its_version_while_the_case_changes_under_it(
    leader: Trainee, marta: Trainee, ada: Trainee
) -> None:
    draft = draft_of(leader)
    published(leader, marta, draft)
    ada.start("new-walk")
    typed_on(leader, draft, CHANGED)
    published(leader, marta, draft)
    ada.play("hold-the-gate")
    retire(leader)
    ada.play_to_the_end("stay-with-it")
    assert ada.place.finished
    bring_back(leader)
    ada.start("new-walk")
    assert "leans" in ada.place.view.lines[0].text
    assert verify(ada.store).discrepancies == ()


def test_two_versions_are_compared(leader: Trainee, marta: Trainee) -> None:
    draft = draft_of(leader)
    published(leader, marta, draft)
    typed_on(leader, draft, CHANGED)
    published(leader, marta, draft)
    found = cases.compare(leader.store, leader.actor, "new-walk", version_of(NEW), version_of(CHANGED))
    assert [scene.slug for scene in found.differences.scenes] == ["gate"]
    assert all(found.published)
    for before, after in (
        (version_of(WALK), version_of(NEW)),
        (version_of(NEW), "0" * 64),
        ("", "\ud800"),
        ("\0", version_of(NEW)),
    ):
        with pytest.raises(NotFound):
            cases.compare(leader.store, leader.actor, "new-walk", before, after)


def test_whoever_leads_no_course_publishes_nothing_and_sees_no_versions(leader: Trainee, marta: Trainee) -> None:
    draft = draft_of(leader)
    reading = approved(leader, marta, draft)
    version = version_of(WALK)
    deeds: tuple[Callable[[Store, Actor], object], ...] = (
        lambda store, who: publishing.standing(store, who, draft),
        lambda store, who: publishing.publish(store, who, reading, "New."),
        lambda store, who: cases.case(store, who, "walk"),
        lambda store, who: cases.versions_of(store, who, "walk"),
        lambda store, who: cases.retire(store, who, "walk", 1),
        lambda store, who: cases.bring_back(store, who, "walk", 1, "New."),
        lambda store, who: cases.compare(store, who, "walk", version, version),
    )
    for role in ("trainee", SUPERVISOR, ADMINISTRATOR):
        somebody = join(leader.store, "Some", role)
        for deed in deeds:
            with pytest.raises(NotFound):
                deed(somebody.store, somebody.actor)


def test_there_are_no_versions_of_what_is_not_there(leader: Trainee) -> None:
    for slug in ("nothing", "\0", "\ud800", ""):
        assert cases.versions_of(leader.store, leader.actor, slug) == ()
        with pytest.raises(NotFound):
            case(leader, slug)
        with pytest.raises(NotFound):
            retire(leader, slug, 1)
        with pytest.raises(NotFound):
            bring_back(leader, slug, number=1)


def test_a_version_stays_when_its_publisher_is_erased(leader: Trainee, marta: Trainee) -> None:
    reading = approved(leader, marta, draft_of(leader))
    publish(marta, reading)
    retire(marta)
    privacy.erase_self(marta.store, marta.actor, "Marta")
    (one,) = case(leader).versions
    assert (one.by, one.retired_by, one.sentence) == ("", "", "It is new.")
