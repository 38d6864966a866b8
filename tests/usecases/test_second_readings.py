"""Second readings: what is read is fixed, comments stay on their lines, and nobody approves their own text."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit
from simulator.storage import second_readings as stored
from simulator.storage.drafts import set_discarded
from simulator.usecases import privacy, second_readings
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, SUPERVISOR, Actor
from simulator.usecases.second_readings import ReadingShown
from tests.usecases.refusing import refused
from tests.usecases.trainee import NOW, Trainee, join
from tests.usecases.writing import NEW, asked, draft_of, published, typed_on

LATER = NOW + timedelta(hours=1)


def shown(reader: Trainee, reading_id: UUID) -> ReadingShown:
    return second_readings.opened(reader.store, reader.actor, reading_id)


def decide(reader: Trainee, reading_id: UUID, remark: str = "", *, approve: bool = True) -> None:
    decision: second_readings.Decision = "approved" if approve else "changes wanted"
    second_readings.decide(reader.store, reader.actor, reading_id, decision, remark, LATER)


def said(reader: Trainee, reading_id: UUID, line: int, text: str) -> UUID:
    comment_id = uuid4()
    second_readings.comment(reader.store, reader.actor, reading_id, comment_id, line, text, NOW)
    return comment_id


class TestAsking:
    """Fixes the text as it is."""

    def test_shows_the_reader_that_text_although_the_draft_goes_on(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        reading = asked(leader, draft, "The gate above all.")
        typed_on(leader, draft, NEW + "\nMore.\n")
        found = shown(marta, reading)
        assert (found.reading.text, found.reading.note, found.changed) == (NEW, "The gate above all.", True)
        assert (found.asked_by, found.writer, found.own) == ("Noor", "Noor", "")
        assert [line.text for one in found.sections for line in one.lines] == NEW.splitlines()
        assert [one.title for one in found.sections[:2]] == ["", "gate: At the gate"]
        assert [one.first for one in found.sections[1:]] == [one.last + 1 for one in found.sections[:-1]]

    def test_is_possible_whatever_is_wrong_with_the_text(self, leader: Trainee, marta: Trainee) -> None:
        for number, text in enumerate(("", "---\n", "## a\n" * 500, "\x07\u202e\n# x\n### y: z\n")):
            found = shown(marta, asked(leader, draft_of(leader, text, f"odd-{number}")))
            assert found.checked.faults
            assert "\n".join(line.text for one in found.sections for line in one.lines) + "\n" == found.reading.text

    def test_with_the_same_id_asks_once(self, leader: Trainee) -> None:
        draft, reading = draft_of(leader), uuid4()
        for _ in range(2):
            second_readings.ask(leader.store, leader.actor, draft, reading, 1, "", now=NOW)
        with leader.store.database.read() as session:
            assert len(stored.readings_of(session, draft)) == 1

    def test_is_refused_while_one_is_under_way_unless_it_is_to_be_instead_of_it(
        self, leader: Trainee, marta: Trainee
    ) -> None:
        draft = draft_of(leader)
        first = asked(leader, draft)
        with pytest.raises(Refused, match="under way already") as caught:
            asked(leader, draft, "My note.")
        assert caught.value.kept == "My note."
        second = asked(leader, draft, instead=True)
        assert shown(marta, first).reading.decision == "withdrawn"
        assert shown(marta, second).reading.decision is None

    def test_is_refused_for_a_text_that_was_saved_since_is_published_or_endless(
        self, leader: Trainee, marta: Trainee
    ) -> None:
        draft = draft_of(leader)
        typed_on(leader, draft, NEW + "\nMore.\n")
        stale = lambda: second_readings.ask(leader.store, leader.actor, draft, uuid4(), 1, "")  # noqa: E731
        assert "saved again since" in refused(stale)
        typed_on(leader, draft, NEW)
        published(leader, marta, draft)
        assert "published last" in refused(lambda: asked(leader, draft))
        assert "nobody can read" in refused(lambda: asked(leader, draft_of(leader, "x\n" * 10_001, "endless")))
        assert "2,000 is the most" in refused(lambda: asked(leader, draft, "x" * 2_001))

    def test_twice_at_once_asks_once(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)

        def ask(who: Trainee) -> int:
            try:
                asked(who, draft)
            except Refused:
                return 0
            return 1

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(ask, (leader, marta))) == 1


class TestDeciding:
    """Is for somebody else."""

    def test_approves_once_and_says_so_in_the_log(self, leader: Trainee, marta: Trainee) -> None:
        reading = asked(leader, draft_of(leader))
        for _ in range(2):
            decide(marta, reading, "Well done.")
        found = shown(leader, reading)
        assert (found.reading.decision, found.decided_by, found.reading.decided_at) == ("approved", "Marta", LATER)
        with leader.store.database.read() as session:
            assert [one.action for one in audit.entries(session, {"subject": reading})] == ["case approved"]

    def test_is_not_for_who_asked_nor_for_who_wrote_last(
        self, leader: Trainee, marta: Trainee, elsewhere: Trainee
    ) -> None:
        draft = draft_of(leader)
        typed_on(marta, draft, NEW + "\nMore.\n")
        reading = asked(leader, draft)
        assert (shown(leader, reading).own, shown(marta, reading).own) == ("asked", "wrote")
        with pytest.raises(Refused, match="You asked for this reading"):
            decide(leader, reading)
        with pytest.raises(Refused, match="You wrote this text last") as caught:
            decide(marta, reading, "A remark.")
        assert caught.value.kept == "A remark."
        decide(elsewhere, reading)
        assert shown(leader, reading).decided_by == "Olga"

    def test_is_still_not_for_who_wrote_last_when_they_go_on_typing(self, leader: Trainee, marta: Trainee) -> None:
        draft = draft_of(leader)
        typed_on(marta, draft, NEW + "\nMore.\n")
        reading = asked(leader, draft)
        typed_on(marta, draft, NEW + "\nMore and more.\n", NOW + timedelta(minutes=1))
        assert shown(marta, reading).own == "wrote"
        typed_on(leader, draft, NEW + "\nMine.\n", NOW + timedelta(minutes=2))
        assert shown(marta, reading).own == "wrote"

    def test_wants_changes_only_with_a_word_about_which(self, leader: Trainee, marta: Trainee) -> None:
        reading = asked(leader, draft_of(leader))
        with pytest.raises(Refused, match="what you would change"):
            decide(marta, reading, "  ", approve=False)
        said(marta, reading, 20, "Would she?")
        decide(marta, reading, approve=False)
        assert shown(leader, reading).reading.decision == "changes wanted"

    def test_is_over_once_it_was_decided_or_withdrawn(
        self, leader: Trainee, marta: Trainee, elsewhere: Trainee
    ) -> None:
        draft = draft_of(leader)
        reading = asked(leader, draft)
        decide(marta, reading, "More.", approve=False)
        with pytest.raises(Refused, match="decided or withdrawn"):
            decide(elsewhere, reading)
        with pytest.raises(Refused, match="decided already"):
            second_readings.withdraw(leader.store, leader.actor, reading)
        other = asked(leader, draft)
        for _ in range(2):
            assert second_readings.withdraw(leader.store, marta.actor, other, LATER) == draft
        with pytest.raises(Refused, match="decided or withdrawn"):
            decide(marta, other)

    def test_by_two_at_once_is_by_one(self, leader: Trainee, marta: Trainee, elsewhere: Trainee) -> None:
        reading = asked(leader, draft_of(leader))

        def tried(one: tuple[Trainee, bool]) -> str:
            try:
                decide(one[0], reading, "A word.", approve=one[1])
            except Refused:
                return ""
            return "approved" if one[1] else "changes wanted"

        with ThreadPoolExecutor(2) as pool:
            done = [one for one in pool.map(tried, ((marta, True), (elsewhere, False))) if one]
        assert done == [shown(leader, reading).reading.decision]


class TestAComment:
    """Stands under its line."""

    def test_is_kept_once_with_its_line_and_can_be_settled_and_opened_again(
        self, leader: Trainee, marta: Trainee
    ) -> None:
        reading = asked(leader, draft_of(leader))
        line = NEW.splitlines().index("> Shall we?") + 1
        first = said(marta, reading, line, " Would she say\r\nso? ")
        second_readings.comment(leader.store, marta.actor, reading, first, line, "Something else", LATER)
        second = uuid4()
        second_readings.comment(leader.store, leader.actor, reading, second, line, "She would.", LATER)
        found = shown(leader, reading)
        here = next(one for part in found.sections for one in part.lines if one.number == line)
        assert [(one.text, one.by) for one in here.comments] == [
            ("Would she say\nso?", "Marta"),
            ("She would.", "Noor"),
        ]
        assert here.comments[0].excerpt == here.text == "> Shall we?"
        for settled, waiting in ((True, 1), (True, 1), (False, 2)):
            assert second_readings.settle(leader.store, leader.actor, reading, second, settled=settled) == line
            assert [one.open_comments for one in shown(leader, reading).sections if one.open_comments] == [waiting]

    @pytest.mark.parametrize(
        ("line", "text", "sentence"),
        [
            (0, "a", "no such line"),
            (-1, "a", "no such line"),
            (10_000, "a", "no such line"),
            (1, " \n", "Please write"),
            (1, "x" * 2_001, "2,000 is the most"),
            (1, "a\0", "cannot be kept"),
        ],
    )
    def test_that_cannot_be_kept_is_refused(
        self, leader: Trainee, marta: Trainee, line: int, text: str, sentence: str
    ) -> None:
        reading = asked(leader, draft_of(leader))
        assert sentence in refused(lambda: said(marta, reading, line, text))
        assert shown(leader, reading).comments == ()

    def test_is_refused_on_what_was_withdrawn_and_when_there_are_too_many(
        self, leader: Trainee, marta: Trainee, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reading = asked(leader, draft_of(leader))
        monkeypatch.setattr(second_readings, "MOST_COMMENTS", 1)
        said(marta, reading, 1, "One.")
        assert "1 comments already" in refused(lambda: said(marta, reading, 1, "Two."))
        second_readings.withdraw(leader.store, leader.actor, reading)
        assert "withdrawn" in refused(lambda: said(marta, reading, 1, "Three."))

    def test_is_not_found_by_way_of_another_reading(self, leader: Trainee, marta: Trainee) -> None:
        one, other = (asked(leader, draft_of(leader, slug=slug)) for slug in ("one", "other"))
        comment = said(marta, one, 1, "A word.")
        for reading, number in ((other, comment), (one, uuid4())):
            with pytest.raises(NotFound):
                second_readings.settle(leader.store, leader.actor, reading, number, settled=True)


def test_a_reading_shows_what_is_different_from_the_published_version(leader: Trainee, marta: Trainee) -> None:
    draft = draft_of(leader)
    assert shown(marta, asked(leader, draft)).published is None
    approved_again = asked(leader, draft, instead=True)
    decide(marta, approved_again)
    published(leader, marta, draft)
    typed_on(leader, draft, NEW.replace("Ida stands at the gate", "Ida leans at the gate"))
    found = shown(marta, asked(leader, draft)).published
    assert found
    assert [scene.slug for scene in found.scenes] == ["gate"]


def test_whoever_leads_no_course_finds_no_reading(leader: Trainee, marta: Trainee) -> None:
    draft = draft_of(leader)
    reading = asked(leader, draft)
    comment = said(marta, reading, 1, "A word.")
    deeds: tuple[Callable[[Store, Actor], object], ...] = (
        lambda store, who: second_readings.opened(store, who, reading),
        lambda store, who: second_readings.ask(store, who, draft, uuid4(), 1, ""),
        lambda store, who: second_readings.comment(store, who, reading, uuid4(), 1, "A word."),
        lambda store, who: second_readings.settle(store, who, reading, comment, settled=True),
        lambda store, who: second_readings.decide(store, who, reading, "approved", ""),
        lambda store, who: second_readings.withdraw(store, who, reading),
    )
    for role in ("trainee", SUPERVISOR, ADMINISTRATOR):
        somebody = join(leader.store, "Some", role)
        for deed in deeds:
            with pytest.raises(NotFound):
                deed(somebody.store, somebody.actor)


def test_there_is_no_reading_of_what_is_not_there_or_was_thrown_away(leader: Trainee, marta: Trainee) -> None:
    with pytest.raises(NotFound):
        shown(leader, uuid4())
    draft = draft_of(leader)
    reading = asked(leader, draft)
    with leader.store.database.write() as session:
        set_discarded(session, draft, NOW)
        session.commit()
    with pytest.raises(NotFound):
        shown(marta, reading)
    with pytest.raises(NotFound):
        decide(marta, reading)


def test_what_erased_people_said_stays_without_their_names(leader: Trainee, marta: Trainee) -> None:
    reading = asked(leader, draft_of(leader))
    comment = said(marta, reading, 1, "A word.")
    second_readings.settle(marta.store, marta.actor, reading, comment, settled=True)
    decide(marta, reading, "Well done.")
    privacy.erase_self(marta.store, marta.actor, "Marta")
    found = shown(leader, reading)
    (one,) = found.comments
    assert (one.by, one.settled_by, one.text) == ("", "", "A word.")
    assert (found.decided_by, found.reading.remark) == ("", "Well done.")
