"""Phrases that a supervisor keeps for comments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.usecases import phrases
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import SUPERVISOR
from tests.usecases.trainee import NOW, Trainee, join


def texts(store: Store, who: Trainee) -> list[str]:
    return [one.text for one in phrases.kept(store, who.actor)]


def test_phrases_are_ones_own_and_those_used_most_come_first(store: Store, supervisor: Trainee) -> None:
    other = join(store, "Max", SUPERVISOR)
    phrases.keep(store, supervisor.actor, "  Lovely pace.\r\n", NOW)
    phrases.keep(store, supervisor.actor, "What did you see?", NOW + timedelta(seconds=1))
    assert texts(store, supervisor) == ["Lovely pace.", "What did you see?"]
    assert texts(store, other) == []
    first, second = phrases.kept(store, supervisor.actor)
    phrases.count_use(store, other.actor, [first.id])  # not theirs: nothing happens
    phrases.count_use(store, supervisor.actor, [second.id])
    assert [(one.text, one.uses) for one in phrases.kept(store, supervisor.actor)] == [
        ("What did you see?", 1),
        ("Lovely pace.", 0),
    ]
    with pytest.raises(NotFound):
        phrases.forget(store, other.actor, first.id)
    phrases.forget(store, supervisor.actor, first.id)
    assert texts(store, supervisor) == ["What did you see?"]
    with pytest.raises(NotFound):
        phrases.forget(store, supervisor.actor, first.id)


def test_nothing_too_much_and_the_same_again_are_refused(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = join(sqlite_store, "Ilse", SUPERVISOR)
    phrases.keep(sqlite_store, supervisor.actor, "Lovely pace.")
    for text in ("", " \n", "Lovely pace.", "x" * 1001, "a\0b"):
        with pytest.raises(Refused):
            phrases.keep(sqlite_store, supervisor.actor, text)
    monkeypatch.setattr(phrases, "MOST", 1)
    with pytest.raises(Refused, match="which is the most") as refused:
        phrases.keep(sqlite_store, supervisor.actor, "Another one.")
    assert refused.value.kept == "Another one."
    assert texts(sqlite_store, supervisor) == ["Lovely pace."]


def test_only_supervisors_keep_phrases(sqlite_store: Store) -> None:
    trainee = join(sqlite_store, "Ada")
    with pytest.raises(NotFound):
        phrases.kept(sqlite_store, trainee.actor)
    with pytest.raises(NotFound):
        phrases.keep(sqlite_store, trainee.actor, "Hello.")
