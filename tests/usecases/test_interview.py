"""The interview understood: what is wrong is said field by field, and only once one has come to it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from simulator.usecases import beginning, drafts, interview
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.interview_answers import STEPS, Answers, Unclear, unasked
from simulator.usecases.naming import slug_from
from simulator.usecases.people import COURSE_LEADER
from tests.usecases.trainee import NOW, Trainee, join

TOLD = Answers(
    name="Ida",
    age="41",
    pronouns="she/her",
    attachment="dismissive-avoidant",
    mentalising="good",
    regulation="hypoactivating",
    presentation=("grief",),
    background="Ida has come by bus.",
    moment="She looks at her watch.",
    temptation="Say that there is time",
    criteria=("reads-cues", "grounds"),
    low="-3",
    arousal="-1",
    high="3",
    safeness="3",
    title="On the bus",
)


@pytest.fixture
def leader(sqlite_store: Store) -> Trainee:
    """Whoever asks only to understand needs no other database."""
    return join(sqlite_store, "Noor", COURSE_LEADER)


def wrong(leader: Trainee, answers: Answers, step: str = "shape") -> tuple[str, dict[str, str]]:
    """The step in which something is wrong, and what."""
    with pytest.raises(Unclear) as unclear:
        interview.check(leader.store, leader.actor, answers, step, uuid4())
    return unclear.value.step, {name: one.sentence for name, one in unclear.value.problems.items()}


def text_of(leader: Trainee, answers: Answers = TOLD) -> str:
    return interview.text_of(leader.store, leader.actor, answers, uuid4()).text


def test_what_was_told_makes_a_case(leader: Trainee) -> None:
    text = text_of(leader)
    assert "gauges: {arousal: -1, window: [-3, 3], safeness: 3}\n" in text
    assert "authors: [Noor]\n" in text
    assert "## far-away: Far away\n- Enter: when arousal below window\n" in text


def test_every_answer_is_asked_for_in_one_step() -> None:
    asked = [name for fields in STEPS.values() for name in fields]
    assert sorted(asked) == sorted(Answers._fields)
    assert {*unasked("client"), *STEPS["client"]} == set(asked)


def test_nothing_is_wrong_yet_in_steps_that_are_still_to_come(leader: Trainee) -> None:
    only_client = Answers(**{name: getattr(TOLD, name) for name in STEPS["client"]})
    interview.check(leader.store, leader.actor, only_client, "client", uuid4())
    step, problems = wrong(leader, only_client)
    assert (step, set(problems)) == ("difficulty", {"presentation", "background", "moment"})


@pytest.mark.parametrize(
    ("changed", "step", "sentence"),
    [
        ({"name": "I: a"}, "client", "Please give a name of at most 40 letters, without brackets or colons."),
        ({"age": "x" * 61}, "client", "The age has 61 characters; 60 is the most. Nothing is lost: it stands below."),
        ({"regulation": ""}, "client", "Please choose one of these."),
        ({"language": "fr"}, "client", "Please choose one of these."),
        ({"phase": "later"}, "difficulty", "Please choose one of these."),
        ({"warnings": "a\n" * 7}, "difficulty", "Please keep to 6 lines."),
        ({"temptation": " \n"}, "temptation", "Please say what one would be tempted to do."),
        ({"criteria": ()}, "principles", "Please tick at least one: what is the case to be rated on?"),
        ({"criteria": ("invented",)}, "principles", "Please tick at least one: what is the case to be rated on?"),
        ({"moments": "9"}, "shape", "Please give a whole number from 3 to 6."),
        ({"endings": ("steady", "happy")}, "shape", "Please tick at least two: an hour can end in more than one way."),
        ({"arousal": "4"}, "shape", "The hour begins within the window: from -3 to 3."),
        ({"shame": "eleven"}, "shape", "Please give a whole number from 0 to 10."),
        ({"title": "\x1b"}, "shape", "A case needs a title. It can be changed later."),
    ],
)
def test_what_will_not_do_is_said_of_its_field(
    leader: Trainee, changed: dict[str, Any], step: str, sentence: str
) -> None:
    (name,) = changed
    assert wrong(leader, TOLD._replace(**changed)) == (step, {name: sentence})


def test_more_than_three_criteria_of_one_principle_are_too_many(leader: Trainee) -> None:
    rubric = leader.store.catalogue.rubric
    four = tuple(one.slug for one in rubric.principles[0].criteria[:4])
    _, problems = wrong(leader, TOLD._replace(criteria=four))
    assert problems == {"criteria": "Please tick at most 3 of each principle."}


def test_a_character_that_cannot_be_kept_is_told_of_its_field(leader: Trainee) -> None:
    step, problems = wrong(leader, TOLD._replace(background="a\0b"))
    assert (step, list(problems)) == ("difficulty", ["background"])


def test_numbers_may_be_typed_with_a_true_minus(leader: Trainee) -> None:
    assert "window: [-2, 3]" in text_of(leader, TOLD._replace(low="−2"))


def test_suggestions_can_be_taken_as_they_are_for_every_client(leader: Trainee) -> None:
    for attachment in ("secure", "anxious-preoccupied", "dismissive-avoidant", "fearful-avoidant"):
        for regulation in ("hypoactivating", "hyperactivating"):
            told = TOLD._replace(attachment=attachment, regulation=regulation, presentation=("anger", "shame"))
            told = told._replace(**interview.suggested(told))  # type: ignore[arg-type]
            assert "(to write" in text_of(leader, told)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Side by side", "side-by-side"),
        ("Über die Straße", "ueber-die-strasse"),
        ("L'été, déjà", "lete-deja"),
        ("漢字", ""),
        ("x" * 90, "x" * 50),
    ],
)
def test_a_short_name_is_made_from_a_title(title: str, slug: str) -> None:
    assert slug_from(title) == slug


def test_a_short_name_from_a_title_is_always_free(leader: Trainee) -> None:
    for slug in ("walk-2", "case", "readme-2"):
        begun = beginning.blank(leader.store, leader.actor, uuid4(), slug[:-2] or "A", "Ida", slug, "en", NOW)
        assert begun.slug == slug
    found = [
        interview.text_of(leader.store, leader.actor, TOLD._replace(title=title), uuid4()).slug
        for title in ("Walk", "漢字", "README")
    ]
    assert found == ["walk-3", "case-2", "readme-3"]


def test_only_course_leaders_are_asked(sqlite_store: Store) -> None:
    ada = join(sqlite_store, "Ada")
    with pytest.raises(NotFound):
        interview.check(sqlite_store, ada.actor, TOLD, "client", uuid4())
    with pytest.raises(NotFound):
        interview.begin_interviewed(sqlite_store, ada.actor, uuid4(), TOLD)


def test_beginning_twice_begins_once(store: Store) -> None:
    noor, draft_id = join(store, "Noor", COURSE_LEADER), uuid4()
    first = interview.begin_interviewed(store, noor.actor, draft_id, TOLD, NOW)
    again = interview.begin_interviewed(store, noor.actor, draft_id, TOLD, NOW)
    assert first == again == drafts.opened(store, noor.actor, draft_id)
    assert (first.slug, first.title, first.origin) == ("on-the-bus", "On the bus", "interview")
