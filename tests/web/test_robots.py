"""The robots' page: how it ends, what is scored, where nobody goes, and what to look at again."""

from __future__ import annotations

import re

import pytest

from simulator.engine.robots import ROBOTS
from simulator.engine.rubric import Level
from simulator.markup.scoring_lint import FINDINGS, Finding
from simulator.web.authoring.robots import NAMES, WAYS_OF_PLAYING, said_finding
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser
from tests.web.test_trying import begun

ALONE = """\
## alone: Alone
- Ending: strained

She stays where she is.

"""


def test_every_robot_is_explained() -> None:
    assert set(NAMES) == set(WAYS_OF_PLAYING) == set(ROBOTS)


def test_the_page_tells_endings_scores_and_ways(leader: Browser, noor: Trainee) -> None:
    page = leader.get(f"{begun(noor)}/robots")
    assert leader.status == 200
    for words in (*NAMES.values(), "200 runs", "The way home", "She has gone", "Anybody at all", "Ways to the endings"):
        assert words in page.words, words
    assert len(page.all("svg", **{"class": "ends"})) == len(ROBOTS)
    assert len(page.all("svg", **{"class": "scene-map"})) == 1
    assert "None: in every scene the responses differ" in page.words
    assert not page.dangers()
    assert leader.get(f"{begun(noor)}/robots", headers={"Accept-Language": "de"}).all("html", lang="de")


def test_the_map_counts_the_runs_of_all_robots_or_of_one(leader: Browser, noor: Trainee) -> None:
    address = begun(noor)

    def met(query: str = "") -> dict[str, str]:
        page = leader.get(f"{address}/robots{query}")
        table = page.one("div", **{"aria-label": "How often each scene was met"})
        heads = [one for one in page.all("th", scope="row") if one.inside(table)]
        cells = [one for one in page.all("td") if one.inside(table)]
        return {head.text.split()[-1]: cell.text for head, cell in zip(heads, cells, strict=True)}

    assert met("?robot=best") == {"gate": "1", "rain": "0", "bench": "1", "home": "1", "gone": "0"}
    assert met("?robot=worst")["rain"] == "1"
    assert int(met()["gate"].replace(",", "")) > 800
    assert met("?robot=nobody") == met()


def test_scenes_nobody_visits_and_decisions_that_decide_nothing_are_named(leader: Browser, noor: Trainee) -> None:
    wave = """\
### nod: Nod

> Yes.

- Attunement: advanced, reads-cues. It was enough.
- Titration: advanced, tracks-window. It was little.
- Effect: safeness +1
- Client: She nods.
- Next: bench

### nod-too: Nod too

> Yes, yes.

- Attunement: advanced, reads-cues. It was enough.
- Titration: advanced, tracks-window. It was little.
- Effect: safeness +1
- Client: She nods too.
- Next: bench

"""
    head, tail = WALK.split("## home:")
    text = f"{head}## nodding: She nods\n\nIda nods.\n\n{wave}{ALONE}## home:{tail}"
    address = begun(noor, text)
    page = leader.get(f"{address}/robots")
    assert "It can be played, but" in page.words
    assert "Scenes no robot has visited" in page.words
    assert "decides nothing" in page.words
    links = {one.attributes.get("href") for one in page.all("a")}
    assert {f"{address}?scene=alone", f"{address}?scene=nodding"} <= links


def test_findings_stand_with_what_can_be_done_and_lead_to_their_line(leader: Browser, noor: Trainee) -> None:
    assert "Nothing. The scores can be told apart" in leader.get(f"{begun(noor)}/robots").words
    outdone = """\
### say-so: Say that you see it

> I can see it.

- Attunement: helpful, reads-cues. You answered what she said.
- Titration: helpful, tracks-window. It asked nothing of her.
- Client: She looks at it.
- Next: home

### ask-for-more"""
    text = WALK.replace("### ask-for-more", outdone)
    address = begun(noor, text)
    again = leader.get(f"{address}/robots").one("section", id="again")
    assert "“say-so” is never the better choice than “stay-with-it”" in again.text
    assert "or leave it out" in again.text
    (link,) = [one for one in leader.page.all("a") if one.inside(again)]
    line = text[: text.index("### say-so")].count("\n") + 1
    assert (link.attributes["href"], link.text) == (f"{address}?line={line}", f"Line {line}: say-so")


def test_robots_that_go_in_circles_are_reported_and_not_an_error(leader: Browser, noor: Trainee) -> None:
    text = WALK.replace("- Next: home if safeness at least 4, otherwise gate", "- Next: bench")
    text = text.replace("- Effect: safeness +1\n- Client: “On", "- Client: “On")
    page = leader.get(f"{begun(noor, text)}/robots")
    assert leader.status == 200
    assert "went in circles" in page.words


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_can_be_said(code: str) -> None:
    words = ("response", "other", "ending", "scene")
    numbers = ("high", "low", "score", "times", "decisions", "runs", "most", "fewest")
    names = {**dict.fromkeys(words, "a-slug"), **dict.fromkeys(numbers, 3), "principle": "titration"}
    told = said_finding(Finding(0, code, {**names, "much": Level.HARMFUL, "little": Level.HELPFUL}))
    assert all(re.fullmatch(r"[^{}%]+[.)]", text) for text in told)
    assert "titration" not in told.sentence
