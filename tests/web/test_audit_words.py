"""The audit log in sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from flask import Flask

from simulator.config import PACKAGE
from simulator.web.audit_words import SENTENCES, WITH_ROLE, told

NOTED = re.compile(r'audit\.note\(\s*session,\s*"([^"]+)"')


class Entry(NamedTuple):
    """An entry as far as its sentence needs it."""

    action: str
    detail: Mapping[str, str]


def noted() -> set[str]:
    """Every action that a use case notes in so many words."""
    return {action for file in (PACKAGE / "usecases").glob("*.py") for action in NOTED.findall(file.read_text())}


def test_every_action_that_is_noted_has_its_sentence() -> None:
    assert len(noted()) > 10
    assert noted() <= SENTENCES.keys()


@pytest.mark.parametrize("action", sorted(WITH_ROLE))
def test_a_role_is_named(app: Flask, action: str) -> None:
    with app.test_request_context():
        assert "supervisor" in told(Entry(action, {"role": "supervisor"}))
        assert told(Entry(action, {})) == SENTENCES[action]


def test_an_action_of_a_later_release_is_shown_as_it_was_noted(app: Flask) -> None:
    with app.test_request_context():
        assert told(Entry("moved to another site", {})) == "Moved to another site."
        assert told(Entry("100%", {"role": "%(role)s"})) == "100%."


def test_no_sentence_is_without_its_stop() -> None:
    assert all(sentence.endswith(".") for sentence in (*SENTENCES.values(), *WITH_ROLE.values()))
