"""Problems of a case in the reader's language; in English they are said as the checker says them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from simulator.markup.problems import KINDS
from simulator.web import language
from simulator.web.problems import said_problem
from tests.markup.reading import fixture, problems_of


@pytest.mark.parametrize("code", KINDS)
def test_in_english_a_problem_is_said_as_the_checker_says_it(code: str) -> None:
    for one in problems_of(fixture(code)):
        assert said_problem(one) == (one.sentence, one.remedy)


def test_every_piece_of_a_sentence_is_translated_and_what_an_author_wrote_is_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Marked:
        def gettext(self, message: str) -> str:
            return f"<{message}>"

    monkeypatch.setattr(language, "_speech", lambda: language._Speech("xx", Marked()))  # type: ignore[arg-type]
    with app.test_request_context(), force_locale("en"):
        (one,) = [one for one in problems_of(fixture("condition-name")) if one.code == "condition-name"]
        said = said_problem(one).sentence
    names = dict(one.names)
    assert f"<{names['kind']}>" in said
    assert names["value"] in said
    assert f"<{names['value']}>" not in said
