"""What a trainee may not see yet is on no page: a word of its own stands in every hidden field, and none appears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.usecases.cases import FRONT, folder_of
from tests.usecases.trainee import join
from tests.web.browsing import SWAP, Browser
from tests.web.conftest import made

GAUGES = "{arousal: 1, window: [-3, 3], safeness: 2, shame: 4, gauge-zz01: {start: 2, range: [0, 6], meaning: zz02}}"

CASE = (
    FRONT.format(title="A walk", gauges=GAUGES, more="")
    + """\
## gate: At the gate
- Moment: What happens in you?

Ida stands at the gate.

[gauge-zz01 at least 5] She zz03 is very glad.

### Notice
- [x] Her coat is buttoned: zz04 she means to stay.
- [ ] She is late: zz05 she is not.

### hold-the-gate: Hold the gate

> After you.

[gauge-zz01 at least 6] You zz06 bow.

- Attunement: advanced, offers-control. The zz07 feedback of the first.
- Titration: helpful, tracks-window. The zz08 feedback of the first.
- Effect: gauge-zz01 +1, arousal -1
- Client: She zz09 goes through.
- Client: [gauge-zz01 at most 1] She zz10 does not.
- Also: zz11 other words. / zz12 still others.
- Instead: "zz13 would be better." zz14 because it is so.
- Next: bench-zz15 if gauge-zz01 at least 2, otherwise nowhere-zz16

### ask-at-once: Ask at once

> So what is it?

- Attunement: missed, drops-the-script. The zz17 feedback of the second.
- Titration: harmful, tracks-window. The zz18 feedback of the second.
- Effect: arousal +4
- Client: She zz19 does not know.
- Instead: "zz20 might be better." zz21 because it is.
- Next: nowhere-zz16

### whisper-zz22: Whisper zz23
- When: gauge-zz01 at least 4 and visited bench-zz15

> A zz24 whisper.

- Attunement: helpful, offers-control. The zz25 feedback.
- Titration: helpful, warms-slowly. The zz26 feedback.
- Effect: gauge-zz01 +1
- Client: She zz27 whispers too.
- Next: nowhere-zz16

## storm-zz28: The zz29 storm
- Enter: when arousal above window

The zz30 storm breaks.

### shelter-zz31: Shelter zz32

> Come zz33 in.

- Attunement: helpful, reads-cues. The zz34 feedback.
- Titration: advanced, tracks-window. The zz35 feedback.
- Effect: arousal to 0
- Client: She zz36 comes.
- Next: nowhere-zz16

### run-zz37: Run zz38

> Run, zz39!

- Attunement: missed, reads-cues. The zz40 feedback.
- Titration: missed, tracks-window. The zz41 feedback.
- Client: She zz42 runs.
- Instead: "zz43 then." zz44 because.
- Next: nowhere-zz16

## bench-zz15: The zz45 bench
- Own words: yes
- Moment: What zz46 happens now?

She zz47 sits down.

### Notice
- [x] A zz48 bag: zz49 it is open.
- [ ] A zz50 bird: zz51 it is not there.

### sit-zz52: Sit down zz53

> May zz54 I?

- Attunement: advanced, reads-cues. The zz55 feedback.
- Titration: advanced, tracks-window. The zz56 feedback.
- Effect: gauge-zz01 +2
- Client: She zz57 nods.
- Next: gate if gauge-zz01 at most 5, otherwise nowhere-zz16

### stand-zz58: Stand zz59

> I'll zz60 stand.

- Attunement: missed, reads-cues. The zz61 feedback.
- Titration: missed, tracks-window. The zz62 feedback.
- Client: She zz63 shrugs.
- Instead: "zz64 please." zz65 because.
- Next: nowhere-zz16

## nowhere-zz16: zz66 Nowhere
- Ending: steady

It is zz67 over.
"""
)

ALL = {f"zz{number:02}" for number in range(1, 68)}
AT_THE_BENCH = {"zz45", "zz46", "zz47"}
TO_NOTICE = {"zz48", "zz50"}
RESPONSES = {f"zz{number}" for number in (52, 53, 54, 58, 59, 60)}


@pytest.fixture
def app(sqlite_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    with made(sqlite_database_url, folder_of(tmp_path / "cases", walk=CASE)) as app:
        assert app.extensions["attune"].catalogue.broken == {}
        yield app


def seen(*pages: str) -> set[str]:
    """The canaries in the text of these answers, headers and all."""
    return set(re.findall(r"zz\d\d", "".join(pages)))


def whole(browser: Browser, path: str) -> str:
    answer = browser.client.get(path, follow_redirects=True)
    return str(answer.headers) + answer.text


def looked_around(browser: Browser, *paths: str) -> set[str]:
    """Everything in the pages that a trainee can open beside the attempt, and in the attempt itself."""
    everywhere = ("/", "/cases/walk", "/attempts", "/rubric", "/scoring", "/?level=foundation")
    return seen(*(whole(browser, path) for path in (*everywhere, *paths)))


def test_the_case_has_all_the_canaries_in_it() -> None:
    assert seen(CASE) == ALL


def test_nothing_is_seen_before_the_first_answer(screen: Browser) -> None:
    assert looked_around(screen) == set()
    attempt = screen.start()
    assert looked_around(screen, attempt) == set()
    screen.send(f"{attempt}/notice", cues="0")
    assert looked_around(screen, attempt) == {"zz04", "zz05"}


def test_feedback_tells_of_the_response_that_was_chosen_and_of_nothing_else(screen: Browser) -> None:
    attempt = screen.start()
    for swap in (False, True):
        screen.go_to(attempt, swap=swap)
        screen.send(f"{attempt}/respond", swap=swap, response="hold-the-gate")
        told = {"zz07", "zz08", "zz09", "zz13", "zz14"}
        assert seen(str(screen.answer.headers), screen.page.html) == told
        assert looked_around(screen, attempt) == told
        screen.send(f"{attempt}/rewind", swap=swap)


def test_refusals_tell_nothing(screen: Browser) -> None:
    attempt = screen.start()
    for way in ("notice", "say", "respond", "continue", "rewind", "finish"):
        for token in (screen.page.form(f"{attempt}/notice")["token"], "old"):
            data = {
                "csrf_token": screen.token,
                "token": token,
                "cues": "9",
                "response": "whisper-zz22",
                "words": "x" * 5000,
            }
            for headers in ({}, SWAP):
                answer = screen.post(f"{attempt}/{way}", data, headers=headers)
                assert answer.status_code in (409, 422)
                assert seen(str(answer.headers), answer.text) == set()
        screen.get(attempt)


def test_a_private_note_cannot_be_asked_of_a_scene_that_is_still_to_come(screen: Browser) -> None:
    attempt = screen.start()
    screen.send(f"{attempt}/notice", moment="x", scene="bench-zz15")
    screen.send(f"{attempt}/respond", response="ask-at-once")
    assert seen(screen.page.html) == {"zz17", "zz18", "zz19", "zz20", "zz21"}


def test_an_assessment_tells_nothing_of_ratings_until_it_is_over(screen: Browser) -> None:
    attempt = screen.start(mode="assessment")
    screen.send(f"{attempt}/notice", cues="0")
    assert looked_around(screen, attempt) == set()
    screen.send(f"{attempt}/respond", response="hold-the-gate")
    assert screen.beat() == "notice"
    assert looked_around(screen, attempt) == {"zz09", *AT_THE_BENCH, *TO_NOTICE}
    screen.send(f"{attempt}/notice")
    assert looked_around(screen, attempt) == {"zz09", *AT_THE_BENCH}
    screen.send(f"{attempt}/say", words="Hello.")
    assert looked_around(screen, attempt) == {"zz09", *AT_THE_BENCH, *RESPONSES}
    screen.send(f"{attempt}/respond", response="stand-zz58")
    assert screen.beat() == "ending"
    assert looked_around(screen, attempt, f"{attempt}/debrief") == {"zz63", "zz66", "zz67"}
    screen.send(f"{attempt}/finish")
    assert looked_around(screen, attempt) == {"zz66", "zz67"}
    screen.send(f"{attempt}/self-rating", attunement="missed", titration="missed")
    told = looked_around(screen, attempt)
    assert {"zz07", "zz61", "zz64"} <= told
    assert not told & {"zz01", "zz02", "zz03", "zz06", "zz10", "zz17", "zz18", "zz25", "zz34", "zz40", "zz55"}


def test_another_trainee_sees_nothing_of_an_attempt(screen: Browser, peer: Browser) -> None:
    attempt = screen.start()
    screen.go_to(attempt)
    screen.send(f"{attempt}/respond", response="hold-the-gate", reason="my-own-reason", moment="my-own-moment")
    pages = [whole(peer, path) for path in ("/", "/attempts", "/cases/walk", attempt, f"{attempt}/debrief")]
    assert seen(*pages) == set()
    assert not any("my-own" in page or attempt in page for page in pages)


def test_an_error_of_ours_writes_nothing_private_to_the_log(
    app: Flask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
    attempt = browser.start()
    browser.go_to(attempt)
    monkeypatch.setattr("simulator.usecases.practising.marks", lambda _: 1 // 0)
    browser.send(f"{attempt}/respond", response="hold-the-gate", reason="my-own-reason", moment="my-own-moment")
    assert browser.status == 500
    said = "".join(capsys.readouterr())
    assert "ZeroDivisionError" in said
    assert "my-own" not in said
    assert "zz" not in said
    monkeypatch.undo()
    browser.get(attempt)
    browser.respond(attempt, "hold-the-gate")
    assert browser.beat() == "feel"
