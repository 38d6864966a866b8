"""The studio: what stands on its first page for whom; drafts taken up, copied, thrown away, brought back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from simulator.markup.front_lines import fact, restated
from simulator.markup.source import version_of
from simulator.storage import presence, publications
from simulator.storage import second_readings as readings
from simulator.storage.drafts import DraftRecord
from simulator.storage.second_readings import ReadingRecord
from simulator.usecases import beginning, drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER
from simulator.usecases.studio import DraftLine, Studio, shown
from tests.usecases.cases import BROKEN, WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import NOW, Trainee, join

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases, and a file with faults."""
    return folder_of(tmp_path / "cases", walk=WALK, walk_again=WALK_AGAIN, broken=BROKEN)


@pytest.fixture
def olga(store: Store, leader: Trainee) -> Trainee:
    """Another course leader."""
    return join(store, "Olga", COURSE_LEADER)


def begin(leader: Trainee, slug: str = "a-walk", text: str = WALK, losses: tuple[str, ...] = ()) -> DraftRecord:
    return drafts.begin(leader.store, leader.actor, uuid4(), slug, text, "blank", losses=losses, now=NOW)


def ask(leader: Trainee, draft: DraftRecord, decision: str | None = None, by: Trainee | None = None) -> UUID:
    """Give a draft to a second reader."""
    asked = ReadingRecord(
        id=uuid4(),
        draft_id=draft.id,
        version=version_of(draft.text),
        text=draft.text,
        note="Please.",
        asked_by=leader.actor.id,
        asked_at=LATER,
        decision=decision,
        remark="",
        decided_by=by.actor.id if by else None,
        decided_at=LATER if by else None,
    )
    with leader.store.database.write() as session:
        readings.add_reading(session, asked)
        session.commit()
    return asked.id


def studio(leader: Trainee) -> Studio:
    return shown(leader.store, leader.actor, LATER)


def line(leader: Trainee) -> DraftLine:
    (found,) = studio(leader).drafts
    return found


def test_a_draft_says_who_changed_it_what_it_lost_and_where_it_stands(leader: Trainee) -> None:
    draft = begin(leader, losses=("A sound was left out.",))
    found = line(leader)
    assert (found.id, found.slug, found.title, found.by, found.at) == (draft.id, "a-walk", "A walk", "Noor", NOW)
    assert (found.state, found.published, found.losses) == ("draft", False, ("A sound was left out.",))


def test_a_reading_waits_for_everybody_but_who_asked_and_who_wrote(leader: Trainee, olga: Trainee) -> None:
    draft = begin(leader)
    reading = ask(olga, draft)
    dora = join(leader.store, "Dora", COURSE_LEADER)
    assert [one.id for one in studio(dora).waiting] == [reading]
    assert studio(dora).waiting[0].asked_by == "Olga"
    assert studio(leader).waiting == studio(olga).waiting == ()
    assert line(leader).state == "waiting"


def test_an_approval_holds_for_the_text_that_was_read(leader: Trainee, olga: Trainee) -> None:
    draft = begin(leader)
    ask(leader, draft, "approved", olga)
    assert line(leader).state == "approved"
    drafts.save(leader.store, leader.actor, draft.id, 1, draft.text + "\nMore.\n", now=LATER)
    assert line(leader).state == "changed since"


def test_a_withdrawn_reading_does_not_count(leader: Trainee, olga: Trainee) -> None:
    ask(leader, begin(leader), "withdrawn", leader)
    assert line(leader).state == "draft"
    assert studio(olga).waiting == ()


def test_others_who_have_a_draft_open_are_named(leader: Trainee, olga: Trainee) -> None:
    draft = begin(leader)
    with leader.store.database.write() as session:
        for one in (leader, olga):
            presence.note_presence(session, draft.id, one.actor.id, LATER, LATER)
        session.commit()
    assert line(leader).here == ("Olga",)
    assert line(olga).here == ("Noor",)
    (later,) = shown(leader.store, leader.actor, LATER + timedelta(hours=1)).drafts
    assert later.here == ()


def test_published_cases_say_since_when_and_how_often_they_were_begun(leader: Trainee, ada: Trainee) -> None:
    ada.start("walk")
    found = {one.slug: one for one in studio(leader).cases}
    assert list(found) == ["walk", "walk-again"]
    assert (found["walk"].title, found["walk"].level, found["walk"].at) == ("A walk", "foundation", NOW)
    assert {slug: one.attempts for slug, one in found.items()} == {"walk": 1, "walk-again": 0}


def test_a_retired_case_moves_to_the_retired_ones_and_can_still_be_edited(leader: Trainee) -> None:
    with leader.store.database.write() as session:
        publications.retire(session, publications.latest(session)["walk"].number, leader.actor.id, LATER)
        session.commit()
    found = studio(leader)
    assert [one.slug for one in found.cases] == ["walk-again"]
    assert [(one.slug, one.title, one.at) for one in found.retired] == [("walk", "A walk", LATER)]
    draft_id = beginning.edit(leader.store, leader.actor, uuid4(), "walk", NOW)
    assert drafts.opened(leader.store, leader.actor, draft_id).text == WALK


def test_a_file_with_faults_can_be_mended_in_the_studio(leader: Trainee) -> None:
    (found,) = studio(leader).broken
    assert (found.slug, found.legible) == ("broken", True)
    draft_id = beginning.edit(leader.store, leader.actor, uuid4(), "broken", NOW)
    assert drafts.opened(leader.store, leader.actor, draft_id).text == BROKEN


def test_a_case_that_is_taken_up_is_as_published_until_it_is_changed(leader: Trainee, olga: Trainee) -> None:
    draft_id = beginning.edit(leader.store, leader.actor, uuid4(), "walk", NOW)
    assert beginning.edit(leader.store, olga.actor, uuid4(), "walk", NOW) == draft_id
    assert line(leader).state == "published"
    drafts.save(leader.store, leader.actor, draft_id, 1, WALK + "\nMore.\n", now=LATER)
    assert (line(leader).state, line(leader).published) == ("draft", True)


def test_what_is_not_there_cannot_be_taken_up(leader: Trainee) -> None:
    for slug in ("nowhere", "", "a\0b"):
        with pytest.raises(NotFound):
            beginning.edit(leader.store, leader.actor, uuid4(), slug)


def test_a_draft_thrown_away_is_kept_and_comes_back_as_it_was(leader: Trainee) -> None:
    draft = begin(leader)
    for _ in range(2):
        beginning.discard(leader.store, leader.actor, draft.id, LATER)
    found = studio(leader)
    assert found.drafts == ()
    assert [(one.id, one.at) for one in found.discarded] == [(draft.id, LATER)]
    assert found.just_discarded(str(draft.id)) == found.discarded[0]
    assert found.just_discarded("") is None
    for _ in range(2):
        assert beginning.bring_back(leader.store, leader.actor, draft.id) == "a-walk"
    assert drafts.opened(leader.store, leader.actor, draft.id) == draft


def test_a_draft_comes_back_under_another_name_if_its_own_is_taken(leader: Trainee) -> None:
    first = begin(leader)
    beginning.discard(leader.store, leader.actor, first.id, LATER)
    second = begin(leader)
    assert beginning.bring_back(leader.store, leader.actor, first.id) == "a-walk-2"
    assert {one.slug for one in studio(leader).drafts} == {"a-walk", "a-walk-2"}
    assert drafts.opened(leader.store, leader.actor, second.id).slug == "a-walk"


def test_a_copy_is_begun_once_and_leaves_the_first_as_it_was(leader: Trainee) -> None:
    copy_id = uuid4()
    for _ in range(2):
        made = beginning.copy(leader.store, leader.actor, copy_id, "case:walk", NOW)
    assert (made.slug, made.title, made.based_on) == ("walk-copy", "A walk (copy)", version_of(WALK))
    assert leader.store.current["walk"].title == "A walk"


def test_a_copy_says_so_in_the_language_of_the_case(leader: Trainee) -> None:
    draft = begin(leader, text='---\ntitle: "Der \\"Weg\\""\nlanguage: de\n---\n\nText.\n')
    made = beginning.copy(leader.store, leader.actor, uuid4(), f"draft:{draft.id}", NOW)
    assert made.title == 'Der "Weg" (Kopie)'
    assert made.text == '---\ntitle: "Der \\"Weg\\" (Kopie)"\nlanguage: de\nreviewed: []\n---\n\nText.\n'


def test_cases_and_drafts_can_be_copied_but_no_draft_that_was_thrown_away(leader: Trainee) -> None:
    draft, gone = begin(leader), begin(leader, "gone")
    beginning.discard(leader.store, leader.actor, gone.id)
    cases, found = beginning.sources(leader.store, leader.actor)
    assert [one.value for one in cases] == ["case:walk", "case:walk-again"]
    assert [one.value for one in found] == [f"draft:{draft.id}"]
    with pytest.raises(NotFound):
        beginning.copy(leader.store, leader.actor, uuid4(), f"draft:{gone.id}")


def test_one_fact_is_said_anew_and_the_rest_stays(leader: Trainee) -> None:
    text = "---\ntitle: One\nreviewed: [A,\n  B]\nlevel: x\n---\n\ntitle: not here\n"
    assert restated(text, "reviewed", []) == "---\ntitle: One\nreviewed: []\nlevel: x\n---\n\ntitle: not here\n"
    assert restated(text, "title", 'Two "2"').startswith('---\ntitle: "Two \\"2\\""\nreviewed')
    assert restated("No front matter.\n", "title", "A") == "No front matter.\n"
    assert (fact(text, "title"), fact(text, "minutes"), fact("---\ntitle: 'It''s'\n---\n", "title")) == (
        "One",
        "",
        "It's",
    )


def test_only_course_leaders_work_in_the_studio(leader: Trainee, ada: Trainee, admin: Trainee) -> None:
    draft = begin(leader)
    for one in (ada, admin):
        for deed in (
            lambda who: shown(who.store, who.actor),
            lambda who: beginning.sources(who.store, who.actor),
            lambda who: beginning.edit(who.store, who.actor, uuid4(), "walk"),
            lambda who: beginning.copy(who.store, who.actor, uuid4(), "case:walk"),
            lambda who: beginning.blank(who.store, who.actor, uuid4(), "A", "B", "", "en"),
            lambda who: beginning.discard(who.store, who.actor, draft.id),
            lambda who: beginning.bring_back(who.store, who.actor, draft.id),
        ):
            with pytest.raises(NotFound):
                deed(one)
    assert line(leader).id == draft.id
