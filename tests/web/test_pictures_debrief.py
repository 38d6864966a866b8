"""The pictures of the debrief: trace, map, profile, progress. What they show, what they say, what they keep hidden."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from simulator.engine.attempt import Answer, Step, begin, counted, replay
from simulator.engine.condition import Window
from simulator.engine.rubric import Level
from simulator.engine.scenario import Branch, Client, Enter, Gauge, Move, Rating, Response, Scenario, Scene
from simulator.engine.scoring import Score
from simulator.web import language, rendering
from simulator.web.pictures import Desk, Hits, draw_map, draw_profile, draw_progress, draw_trace
from simulator.web.pictures import layout as layouts

WEB = Path(__file__).parents[2] / "simulator" / "web"
APP = Flask("simulator.web", template_folder=str(WEB / "templates"))
language.register(APP)
rendering.register(APP)
APP.jinja_env.undefined = StrictUndefined
MARA = Client("Mara", "31", "she/her", "fearful-avoidant", "low", "hyperactivating")
GAUGES = (Gauge("arousal", 0, -5, 5), Gauge("window-low", -2, -5, -1), Gauge("window-high", 2, 1, 5))


def response(slug: str, level: Level | None, arousal: int, *targets: str, wider: int = 0) -> Response:
    ratings = () if level is None else (Rating("attunement", level, ("reads-cues",), "So it was."),)
    moves = (
        Move("arousal", 0, arousal, -5, 5),
        Move("window-low", 1, -wider, -5, -1),
        Move("window-high", 2, wider, 1, 5),
    )
    title = f"The answer {slug} & more"
    return Response(slug, title, (), ratings, moves, (), tuple(Branch(target) for target in targets))


DOOR = Scene(
    "door",
    "She stays by the <door>",
    (),
    responses=(
        response("ask-why", Level.HARMFUL, 3, "window"),
        response("wait", Level.HELPFUL, -1, "window", wider=1),
        response("talk", Level.MISSED, 1, "secret"),
        response("nod", None, 0, "door"),
    ),
)
WINDOW = Scene(
    "window",
    "The window",
    (),
    responses=(response("look-out", Level.ADVANCED, 0, "booked"), response("back", Level.HELPFUL, 0, "door")),
)
SECRET = Scene("secret", "The secret scene", (), responses=(response("stay", Level.HELPFUL, 0, "gone"),))
TOO_MUCH = Scene(
    "too-much",
    "Too much",
    (),
    responses=(response("ground", Level.HELPFUL, -3, "window"),),
    enter=Enter(Window("above", 0, 1, 2)),
)
BOOKED = Scene("booked", "She books again", (), ending="connected")
GONE = Scene("gone", "The hidden leaving", (), ending="broken-off")
SCENES = (DOOR, WINDOW, SECRET, TOO_MUCH, BOOKED, GONE)


def case(*scenes: Scene, gauges: tuple[Gauge, ...] = GAUGES, version: str = "v1") -> Scenario:
    facts = (version, "Side by side", "foundation", 10, "safety", (), (), ())
    return Scenario("side-by-side", *facts, client=MARA, gauges=gauges, briefing="", scenes=scenes or SCENES)


class Played(NamedTuple):
    """A replayed attempt."""

    scenario: Scenario
    steps: dict[int, Step]
    counted: frozenset[int]


def play(*answers: tuple[int, str], scenario: Scenario | None = None) -> Played:
    """Answers as (the turn they are answered from, the response)."""
    found = scenario or case()
    given = [Answer(seq, parent, slug) for seq, (parent, slug) in enumerate(answers, 1)]
    return Played(found, replay(found, begin(found), given), counted(given))


FLOODED_ONCE = play((0, "ask-why"), (1, "ground"), (2, "back"), (3, "ask-why"), (3, "wait"), (5, "look-out"))
"""Harm at turns 1 and 4; turn 5 is a second answer that the story went on from."""
GENTLE = play((0, "wait"), (1, "look-out"))


def written(picture: str, drawing: object, name: str = "one") -> str:
    with APP.test_request_context():
        module: Any = APP.jinja_env.get_template(f"pictures/{picture}.svg").module
        return str(getattr(module, picture)(drawing, name))


def parsed(markup: str) -> Element:
    """The markup as XML: it must be well-formed."""
    return fromstring(markup)  # noqa: S314 - made here


def trace_of(played: Played, head: int | None = None) -> Any:
    return draw_trace(played.scenario, played.steps, played.counted, head)


def map_of(played: Played, **options: Any) -> Any:
    return draw_map(played.scenario, played.steps, played.counted, **options)


# --- The trace ---


@pytest.mark.parametrize("played", [FLOODED_ONCE, GENTLE])
def test_every_mark_has_its_row_and_leads_to_its_turn(played: Played) -> None:
    drawing = trace_of(played)
    assert [mark.seq for mark in drawing.marks] == [row.seq for row in drawing.rows] == sorted(played.steps)
    markup = written("trace", drawing)
    for mark, row in zip(drawing.marks, drawing.rows, strict=True):
        assert mark.level == row.level
        assert markup.count(f'href="#turn-{mark.seq}"') == 2


def test_a_mark_has_the_worst_level_of_its_turn_as_a_shape_of_its_own() -> None:
    drawing = trace_of(play((0, "ask-why"), (1, "ground"), (2, "look-out")))
    assert [mark.level for mark in drawing.marks] == ["harmful", "helpful", "advanced"]
    assert drawing.levels == ("advanced", "helpful", "harmful")
    module: Any = APP.jinja_env.get_template("pictures/trace.svg").module
    levels = ("harmful", "missed", "helpful", "advanced", "not rated")
    shapes = {level: re.sub(r' class="\w+"', "", str(module.mark(level))) for level in levels}
    assert shapes["harmful"] not in (shapes[level] for level in levels[1:])
    assert all(str(module.mark(level)) for level in levels)


def test_an_answer_that_is_not_rated_is_said_to_be_so() -> None:
    assert trace_of(play((0, "nod"), (1, "wait"))).rows[0].level == "not rated"


def test_second_answers_are_lighter_marks_that_do_not_count() -> None:
    drawing = trace_of(FLOODED_ONCE)
    assert [mark.seq for mark in drawing.marks if not mark.counted] == [5]
    assert "A second answer: not counted." in drawing.rows[4].note
    assert "Second answers, not counted: turn 5." in drawing.words
    assert len(re.findall(r'<a [^>]*class="second"', written("trace", drawing))) == 1


def test_an_answer_that_was_left_again_stands_beside_the_way() -> None:
    marks = {mark.seq: mark for mark in trace_of(FLOODED_ONCE).marks}
    assert marks[5].x < marks[4].x < marks[6].x
    kept_the_first = {mark.seq: mark for mark in trace_of(FLOODED_ONCE, head=4).marks}
    assert kept_the_first[4].x < kept_the_first[5].x


def test_the_nervous_system_taking_over_is_marked_and_told() -> None:
    drawing = trace_of(FLOODED_ONCE)
    assert [flag.x for flag in drawing.flags] == [mark.x for mark in drawing.marks if mark.seq in (1, 4)]
    assert drawing.rows[0].note == "The nervous system took over: Too much."
    assert "Mara leaves the window at turn 1 (upwards), turn 4 (upwards)." in drawing.words
    assert drawing.rows[0].where == "above the window: flooded"


def test_a_gentle_way_is_told_without_harm() -> None:
    words = trace_of(GENTLE).words
    assert words == (
        "2 answers on the way taken. Mara begins inside the window and ends inside the window. No harmful moments."
    )


def test_the_band_follows_the_edges_of_the_window() -> None:
    widening, steady = trace_of(GENTLE), trace_of(play((0, "talk"), (1, "stay")))
    assert widening.band.startswith("M")
    assert steady.band.startswith("M")
    assert widening.band != steady.band
    assert {label.text for label in widening.labels} == {"flooded", "numb", "window of tolerance"}


def test_a_case_without_a_window_or_without_arousal_is_still_drawn() -> None:
    plain = tuple(
        Scene(scene.slug, scene.title, (), responses=tuple(bare(r) for r in scene.responses), ending=scene.ending)
        for scene in SCENES
    )
    for gauges in (GAUGES[:1], ()):
        drawing = trace_of(play((0, "wait"), (1, "look-out"), scenario=case(*plain, gauges=gauges)))
        assert drawing.band == ""
        assert "keeps no window of tolerance" in drawing.words
        parsed(written("trace", drawing))


def bare(answer: Response) -> Response:
    return Response(answer.slug, answer.title, (), answer.ratings, (), (), answer.branches)


def test_an_attempt_without_answers_is_an_empty_trace() -> None:
    drawing = trace_of(Played(case(), {}, frozenset()))
    assert drawing.words == "No answers yet."
    parsed(written("trace", drawing))


@pytest.mark.parametrize("turns", [3, 12, 20, 40, 120])
def test_marks_keep_their_distance_however_many_there_are(turns: int) -> None:
    drawing = trace_of(play(*((seq, "nod") for seq in range(turns))))
    across = [mark.x for mark in drawing.marks]
    assert min(two - one for one, two in pairwise(across)) >= 16.5
    assert across[-1] < drawing.width
    assert drawing.width <= 390 or turns > 20
    assert 5 <= drawing.size <= 12


# --- The map ---


def test_hidden_titles_never_appear_in_a_map_that_is_not_revealed() -> None:
    markup = written("map", map_of(GENTLE))
    assert "&lt;door&gt;" in markup
    for hidden in ("secret", "The hidden", "leaving", "Too much", "too-much", "broken", "gone", "takes over"):
        assert hidden not in markup


def test_a_revealed_map_shows_every_scene_in_its_own_shape() -> None:
    drawing = map_of(GENTLE, reveal=True)
    assert [node.kind for node in drawing.nodes] == [
        "decision", "decision", "decision", "enter", "connected", "broken-off",
    ]  # fmt: skip
    assert drawing.kinds == ("decision", "enter", "connected", "broken-off")
    assert "The secret" in written("map", drawing)


def test_scenes_that_were_not_visited_are_blank() -> None:
    nodes = map_of(GENTLE).nodes
    assert [node.kind for node in nodes] == ["decision", "decision", "blank", "blank", "connected", "blank"]
    assert all(not node.lines and not node.number and not node.hits for node in nodes if node.kind == "blank")


def test_the_way_taken_is_numbered_and_stands_as_a_list() -> None:
    drawing = map_of(FLOODED_ONCE)
    numbers = {node.lines[0]: node.number for node in drawing.nodes if node.lines}
    assert numbers["Too much"] == "2"
    assert numbers["The window"] == "3, 5"
    assert [stop.scene for stop in drawing.stops][-2:] == ["The window", "She books again"]
    assert drawing.stops[0].note == "Then the nervous system took over."
    assert drawing.stops[-1].note == "Ending: connected."
    assert {"taken", "taken-over", "tried"} & {stroke.kind for stroke in drawing.strokes} >= {"taken", "taken-over"}


def test_a_scene_seen_only_in_another_answer_is_shown_as_tried() -> None:
    drawing = map_of(play((0, "talk"), (0, "wait"), (2, "look-out")))
    states = {node.lines[0]: node.state for node in drawing.nodes if node.lines}
    assert states["The secret scene"] == "tried"
    assert "tried" in [stroke.kind for stroke in drawing.strokes]
    assert drawing.stops[0].note == "A second answer."


def test_authors_see_how_often_scenes_and_moves_were_taken() -> None:
    drawing = draw_map(case(), reveal=True, hits=Hits({"door": 12, "window": 9}, {("door", "window"): 9}))
    assert [node.hits for node in drawing.nodes][:3] == ["12×", "9×", "0×"]
    assert [count.text for count in drawing.counts] == ["9"]
    assert drawing.stops == ()
    assert drawing.words == "A map of 6 scenes."
    parsed(written("map", drawing))


def test_a_map_at_the_desk_shows_where_one_writes_and_what_is_wrong() -> None:
    drawing = draw_map(case(), reveal=True, desk=Desk("door", {"door": 2}, lambda slug: f"?scene={slug}"))
    here = [node for node in drawing.nodes if node.here]
    assert [(node.problems, node.address) for node in here] == [(2, "?scene=door")]
    assert all(node.address for node in drawing.nodes)
    assert "You are writing “" in drawing.words
    assert "1 scene has problems." in drawing.words


def test_no_two_scenes_lie_on_each_other() -> None:
    places = [(node.x, node.y) for node in map_of(GENTLE).nodes]
    for one, two in ((a, b) for place, a in enumerate(places) for b in places[:place]):
        assert abs(one[0] - two[0]) >= layouts.NODE_WIDTH or abs(one[1] - two[1]) >= layouts.NODE_HEIGHT


def test_a_layout_is_asked_for_once_whatever_the_scenes_say() -> None:
    layouts.layout.cache_clear()
    for version in ("one", "another", "a third"):
        draw_map(case(version=version))
    after = layouts.layout.cache_info()
    assert (after.misses, after.hits) == (1, 2)


def test_without_the_program_scenes_lie_in_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    scenes_lie_in_rows()


def test_a_program_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("graphviz-pure", 3)

    monkeypatch.setattr("subprocess.run", late)
    scenes_lie_in_rows()


def scenes_lie_in_rows() -> None:
    layouts.layout.cache_clear()
    drawing = draw_map(case(), GENTLE.steps, GENTLE.counted)
    layouts.layout.cache_clear()
    rows = {node.y for node in drawing.nodes}
    assert len(rows) > 2
    assert all(0 < node.x < drawing.width and 0 < node.y < drawing.height for node in drawing.nodes)
    parsed(written("map", drawing))


def test_a_scene_that_leads_back_to_itself_is_drawn() -> None:
    drawing = map_of(play((0, "nod"), (1, "wait"), (2, "look-out")))
    assert drawing.nodes[0].number == "1, 2"
    parsed(written("map", drawing))


# --- The profile and progress ---


class Finished(NamedTuple):
    """An attempt as progress sees it."""

    title: str
    language: str
    finished_at: datetime | None
    scores: tuple[Score, ...]


def finished(title: str, *scores: Score) -> Finished:
    return Finished(title, "en", datetime(2026, 11, 3, 9, tzinfo=UTC), scores)


WELL, POORLY, BRIEF = (
    Score("attunement", 9, 10, 5, 0),
    Score("attunement", 1, 10, 5, 2),
    Score("attunement", 2, 2, 1, 0),
)


def test_the_profile_says_a_word_and_how_many_moments_it_rests_on() -> None:
    drawing = draw_profile((WELL, Score("titration", 1, 8, 4, 2), Score("fierce-compassion", 0, 0, 0, 0)))
    assert [row.title for row in drawing.rows] == ["Attunement", "Titration"]
    assert [(row.word, row.moments, row.harmful) for row in drawing.rows] == [
        ("steadily", "5 moments", ""),
        ("seldom yet", "4 moments", "2 harmful"),
    ]
    assert drawing.rows[0].reach > drawing.rows[1].reach > 0
    assert "2 harmful" in written("profile", drawing)


def test_too_few_moments_have_no_place_on_the_scale() -> None:
    drawing = draw_profile((BRIEF,))
    assert drawing.rows[0].reach == 0
    assert "circle" not in written("profile", drawing)
    assert "Too few moments to say: 1 moment" in written("profile", drawing)


def test_progress_draws_each_principle_and_tells_the_same_in_a_table() -> None:
    drawing = draw_progress([finished("Side by side", POORLY), finished("The kind look", WELL)])
    attunement, titration, _ = drawing.lines
    assert attunement.words == "first “seldom yet”, last “steadily”, over 2 attempts"
    assert [dot.harmful for dot in attunement.dots] == [True, False]
    assert attunement.dots[0].y > attunement.dots[1].y
    assert titration.words == "too few moments to say"
    assert ">3 Nov 2026</time>" in written("progress", drawing)
    assert drawing.rows[0].cells == ("seldom yet (5 moments, 2 harmful)", "not in play", "not in play")


def test_the_line_breaks_where_there_is_too_little_to_say() -> None:
    attempts = [
        finished("A", WELL),
        finished("B", POORLY),
        finished("C", BRIEF),
        finished("D", WELL),
        finished("E", WELL),
    ]
    line = draw_progress(attempts).lines[0]
    assert len(line.dots) == 4
    assert line.line.count("M") == 2


def test_progress_without_or_with_very_many_attempts_keeps_within_the_picture() -> None:
    assert draw_progress([]).words == "No finished attempts yet."
    drawing = draw_progress([finished(f"Case {number}", WELL) for number in range(60)])
    assert all(70 < dot.x < 300 for dot in drawing.lines[0].dots)
    assert drawing.dot < draw_progress([]).dot


# --- All of them ---

ALL = [
    ("trace", trace_of(FLOODED_ONCE)),
    ("map", map_of(FLOODED_ONCE)),
    ("map", map_of(FLOODED_ONCE, reveal=True, hits=Hits({}, {}))),
    ("profile", draw_profile((WELL, POORLY, BRIEF))),
    ("profile", draw_profile(())),
    ("progress", draw_progress([finished("Side & side", POORLY), finished("<i>", WELL)])),
    ("progress", draw_progress([])),
]


@pytest.mark.parametrize(("picture", "drawing"), ALL)
def test_markup_is_well_formed_and_holds_no_style_and_no_script(picture: str, drawing: object) -> None:
    markup = written(picture, drawing)
    parsed(markup)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|https?:|<i>|<door>", markup)


@pytest.mark.parametrize(("picture", "drawing"), ALL)
def test_ids_begin_with_the_name_given_and_what_is_referred_to_is_there(picture: str, drawing: object) -> None:
    markup = written(picture, drawing, "here")
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("here-") for name in ids)
    referred = " ".join(re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', markup)).split()
    assert set(referred) <= set(ids)


@pytest.mark.parametrize(("picture", "drawing"), ALL)
def test_every_picture_has_a_name_for_those_who_listen(picture: str, drawing: object) -> None:
    for svg in re.findall(r"<svg [^>]*>", written(picture, drawing)):
        assert 'aria-hidden="true"' in svg or "aria-label" in svg


def test_what_scrolls_can_be_reached_by_keyboard() -> None:
    for picture, drawing in ALL:
        for region in re.findall(r'<div class="scroll"[^>]*>', written(picture, drawing)):
            assert 'tabindex="0"' in region
            assert 'role="region"' in region
            assert "aria-label" in region
