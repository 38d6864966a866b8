"""Notes of guided practices: kept once, private, changed and deleted by their writer."""

from __future__ import annotations

from uuid import uuid4

import pytest

from simulator.usecases import practice_notes
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.texts import REFLECTION_LIMIT
from tests.usecases.trainee import NOW, Trainee


def texts(trainee: Trainee) -> list[str | None]:
    return [note.text for note in practice_notes.own(trainee.store, trainee.actor)]


def keep(trainee: Trainee, text: str, step: int = 3) -> None:
    practice_notes.keep(trainee.store, trainee.actor, "three-breaths", step, uuid4(), text, NOW)


def test_a_note_is_kept_with_the_question_it_answers(ada: Trainee, ben: Trainee) -> None:
    keep(ada, "  The rail.\r\n ")
    (note,) = practice_notes.own(ada.store, ada.actor, "three-breaths")
    assert (note.title, note.prompt, note.text) == ("Three breaths", "What would you like to keep?", "The rail.")
    assert note.created_at == NOW
    assert practice_notes.own(ada.store, ada.actor, "another") == ()
    assert practice_notes.own(ben.store, ben.actor) == ()


def test_nothing_written_is_nothing_kept(ada: Trainee) -> None:
    keep(ada, " \n ")
    assert texts(ada) == []


@pytest.mark.parametrize("step", [0, 1, 2, 4, 99])
def test_only_a_step_that_asks_can_be_answered(ada: Trainee, step: int) -> None:
    with pytest.raises(NotFound):
        keep(ada, "x", step)


def test_what_cannot_be_kept_is_given_back(ada: Trainee) -> None:
    with pytest.raises(Refused) as refused:
        keep(ada, "x" * (REFLECTION_LIMIT + 1))
    assert refused.value.kept == "x" * (REFLECTION_LIMIT + 1)
    assert texts(ada) == []


def test_its_writer_changes_and_deletes_it_and_nobody_else_does(ada: Trainee, ben: Trainee) -> None:
    keep(ada, "first")
    (note,) = practice_notes.own(ada.store, ada.actor)
    with pytest.raises(NotFound):
        practice_notes.change(ben.store, ben.actor, note.id, "x")
    with pytest.raises(NotFound):
        practice_notes.remove(ben.store, ben.actor, note.id)
    practice_notes.change(ada.store, ada.actor, note.id, "second thoughts")
    assert texts(ada) == ["second thoughts"]
    with pytest.raises(Refused, match="delete it instead"):
        practice_notes.change(ada.store, ada.actor, note.id, " ")
    practice_notes.remove(ada.store, ada.actor, note.id)
    assert texts(ada) == []
