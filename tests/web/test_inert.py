"""Whatever a trainee or an author writes, a page shows it and nothing in it runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from simulator.web.rendering import inline, prose, typed_text
from tests.usecases.cases import FRONT, folder_of
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.hostile import GROUPS, PROSE, hostile, skeleton
from tests.web.pages import Page
from tests.web.payloads import PAYLOADS

LOOP = (
    FRONT.format(title="Round and round", gauges="{safeness: 2}", more="")
    + """\
## bench: On the bench
- Own words: yes
- Moment: What happens in you?

Ida sits down.

### stay: Stay

> Mm.

- Attunement: helpful, reads-cues. You stayed.
- Effect: safeness +1
- Client: She stays too.
- Next: bench

### leave: Leave

> Goodbye.

- Attunement: missed, reads-cues. You left.
- Effect: safeness -1
- Client: She leaves too.
- Instead: "Mm." It stays.
- Next: gone

## gone: Gone
- Ending: steady

The bench is empty.
"""
)


def test_there_are_many_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


class TestText:
    """The three ways in which a page writes somebody's text."""

    @pytest.mark.parametrize("write", [prose, inline, typed_text])
    def test_of_any_kind_is_inert(self, write: Callable[[str], str]) -> None:
        for payload in PAYLOADS:
            for around in (
                "{}",
                "A *word* {} and another",
                "{}\n\n{}",
                "> {}",
                "- {}",
                "# {}",
                "    {}",
                "[{}](http://a.test)",
            ):
                page = Page(f"<main>{write(around.replace('{}', payload))}</main>")
                allowed = {"main", "br"} if write == typed_text else {"main", *PROSE}
                assert {element.tag for element in page.elements} <= allowed, payload
                assert page.dangers() == [], payload
                attributes = {name for element in page.elements for name in element.attributes}
                assert attributes <= {"href", "rel"}, payload

    def test_that_was_typed_is_shown_letter_by_letter(self) -> None:
        for payload in PAYLOADS:
            assert Page(f"<p>{typed_text(payload)}</p>").one("p").text == payload

    @given(st.text(st.sampled_from("<>&\"'`*_[]()!\\/:=# \nascriptjonhref;-{}%"), max_size=60))
    def test_of_an_author_is_inert_whatever_it_is(self, text: str) -> None:
        for html in (prose(text), inline(text)):
            page = Page(html)
            assert page.dangers() == []
            assert {element.tag for element in page.elements} <= PROSE

    def test_of_an_author_keeps_its_few_signs(self) -> None:
        html = prose("She *looks* at **you**. See [the paper](https://a.test/x).")
        assert html == (
            '<p>She <em>looks</em> at <strong>you</strong>. See <a href="https://a.test/x"'
            ' rel="noopener noreferrer">the paper</a>.</p>'
        )
        assert inline("5 < 6 & *so*") == "5 &lt; 6 &amp; <em>so</em>"


SPIN = {
    "brackets": "[" * 1_900 + "]" * 1_900,
    "brackets and emphasis": "*[a" * 1_300,
    "links without an end": "[a](https://a.test/(" * 200,
    "pictures without an end": "![a](" * 790,
    "backslashes": "\\\\[" * 1_300,
    "lists in lists": "1. " * 1_300,
    "quotations in quotations": "> " * 1_900,
    "ticks": "".join("`" * number + " " for number in range(1, 88)),
    "emphasis": "**a_*" * 780,
    "ampersands": "&" * 3_900,
    "angles": "<" * 3_900,
    "references": "[a]: b\n" * 550,
}
"""Where Markdown would look for the end of everything at every sign, or call itself without end."""


@pytest.mark.parametrize("name", SPIN)
def test_what_an_author_writes_is_shown_in_a_second_whatever_it_is(name: str) -> None:
    for times in (1, 60):
        started = time.process_time()
        page = Page(prose(SPIN[name] * times))
        assert time.process_time() - started < 1
        assert page.dangers() == []
        assert page.words


def test_brackets_are_shown_as_they_were_written_and_only_whole_links_lead_on() -> None:
    written = prose("\\[so] and `a[0]`, [x][y], [z](/z) [*the* paper](https://a.test/x_(y))")
    link = '<a href="https://a.test/x_(y)" rel="noopener noreferrer"><em>the</em> paper</a>'
    assert written == f"<p>[so] and <code>a[0]</code>, [x][y], [z](/z) {link}</p>"


@pytest.fixture
def looping(sqlite_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    with made(sqlite_database_url, folder_of(tmp_path / "cases", walk=LOOP)) as app:
        yield app


@pytest.mark.parametrize("part", range(4))
def test_what_a_trainee_types_is_inert_on_every_page_that_shows_it(looping: Flask, part: int) -> None:
    """Each payload as words, as reason and as private note, shown in feedback, in the next try and in the debrief."""
    screen = Browser(looping).come_in(join(looping.extensions["attune"], "Ada"))
    attempt = screen.start()
    payloads = PAYLOADS[part::4]
    for turn, payload in enumerate(payloads):
        swap = turn % 8 > 0
        screen.send(f"{attempt}/say", swap, words=payload, moment=payload)
        assert screen.page.one("p", class_="kept").text == payload
        assert screen.page.one("textarea", id="moment").text == payload
        assert screen.page.dangers() == []
        screen.send(f"{attempt}/respond", swap, response="stay", reason=payload, moment=payload)
        assert screen.page.one("p", class_="kept").text == payload
        assert screen.page.dangers() == []
        screen.send(f"{attempt}/continue", swap)
    screen.respond(attempt, "leave")
    screen.go_to(attempt, "ending")
    screen.send(f"{attempt}/finish")
    screen.send(f"{attempt}/self-rating", attunement="helpful")
    texts = [element.text for element in screen.page.all("p")]
    for payload in payloads:
        assert texts.count(payload) >= 2, "said and private"
        assert f"Why: {payload}" in texts
    assert screen.page.dangers() == []


def test_the_note_of_the_debrief_and_every_refused_text_is_inert(looping: Flask) -> None:
    trainee: Trainee = join(looping.extensions["attune"], "Ada")
    screen = Browser(looping).come_in(trainee)
    attempt = f"/attempts/{trainee.start()}"
    screen.go_to(attempt, "say")
    pages = set()
    for payload in PAYLOADS[::3]:
        screen.send(f"{attempt}/say", words=payload + "x" * 4_000, moment=payload)
        assert screen.page.one("textarea", id="words").text == payload + "x" * 4_000
        assert screen.page.dangers() == []
        pages.add(frozenset(skeleton(screen.page).items()))
    assert len(pages) == 1
    trainee.play_to_the_end("leave")
    trainee.rate_self(attunement="missed")
    screen.get(f"{attempt}/debrief")
    for payload in PAYLOADS[::10]:
        screen.send(f"{attempt}/note", text=payload)
        assert screen.page.one("textarea", id="text").text == payload
        assert screen.page.dangers() == []


def test_no_parameter_of_an_address_runs(looping: Flask) -> None:
    screen = Browser(looping).come_in(join(looping.extensions["attune"], "Ada"))
    for payload in PAYLOADS[::4]:
        for path in ("/", "/sign-in", "/cases/{}", "/sign-in/demo/{}", "/attempts/{}", "/{}"):
            query = {"presentation": payload, "level": payload, "principle": payload, "next": payload}
            answer = screen.client.get(path.replace("{}", re.sub(r"[?#%]", "", payload)), query_string=query)
            page = Page(answer.text)
            assert page.dangers() == [], payload
            assert payload not in answer.text or "<" not in payload


# --- authors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", range(len(GROUPS)))
def test_what_an_author_writes_is_inert_on_every_page(sqlite_database_url: str, tmp_path: Path, group: int) -> None:
    harmless = pages_of(f"{sqlite_database_url}.0", folder_of(tmp_path / "a", walk=hostile(["word"])))
    pages = pages_of(sqlite_database_url, folder_of(tmp_path / "b", walk=hostile(GROUPS[group])))
    for name, page in pages.items():
        assert page.dangers() == [], name
        more = {element[0] for element in skeleton(page) - skeleton(harmless[name])}
        assert more <= {*PROSE, "text", "tspan"}, name  # long titles take more lines in a picture


def pages_of(url: str, folder: Path) -> dict[str, Page]:
    """Every page of a case, played through."""
    with made(url, folder) as app:
        assert list(app.extensions["attune"].catalogue.current) == ["walk"], app.extensions["attune"].catalogue.broken
        screen = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
        pages = {"library": screen.get("/"), "briefing": screen.get("/cases/walk")}
        attempt = screen.start()
        pages["notice"] = screen.page
        pages["say"] = screen.send(f"{attempt}/notice", cues="0")
        pages["respond"] = screen.send(f"{attempt}/say", words="Hello.")
        pages["feel"] = screen.send(f"{attempt}/respond", response="first", reason="So.")
        screen.send(f"{attempt}/rewind")
        pages["feel again"] = screen.send(f"{attempt}/respond", response="second")
        pages["ending"] = screen.send(f"{attempt}/continue")
        pages["self-rating"] = screen.send(f"{attempt}/finish")
        pages["debrief"] = screen.send(f"{attempt}/self-rating", attunement="helpful", titration="helpful")
        pages["history"] = screen.get("/attempts")
        pages["library again"] = screen.get("/")
    return pages
