"""The room: what it says, that it says it of any state, and that its markup keeps to the rules of the house."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from simulator.engine.attempt import begin
from simulator.engine.scenario import Client, Gauge, Scenario, Scene
from simulator.web.pictures import Room, room, room_of
from simulator.web.pictures.body import body
from simulator.web.pictures.figure import hair_of
from simulator.web.pictures.mood import Mood, mood
from simulator.web.pictures.outline import Pen, around
from simulator.web.pictures.posture import posture
from simulator.web.pictures.projection import Disc, Stance

WEB = Path(__file__).parents[2] / "simulator" / "web"
TEMPLATES = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined)
MARA = Client("Mara", "31", "she/her", "fearful-avoidant", "low", "hyperactivating")
DEV = Client("Dev", "38", "he/him", "fearful-avoidant", "good", "hyperactivating")
HELEN = Client("Helen", "59", "they/them", "secure", "good", "hypoactivating")

CLOSED = {"arousal": 2, "safeness": 1, "shame": 9, "warmth": 1}
FLOODED = {"arousal": 5, "safeness": 3, "shame": 2, "warmth": 2}
LEAVING = {"arousal": 4, "safeness": 1, "shame": 8, "warmth": 1}
NUMB = {"arousal": -4, "safeness": 3, "shame": 4, "warmth": 2}
AT_EASE = {"arousal": 0, "safeness": 9, "shame": 1, "warmth": 8}


def written(drawing: Room, name: str = "room") -> str:
    return str(TEMPLATES.get_template("pictures/room.svg").module.room_picture(drawing, name))  # type: ignore[attr-defined]


def parsed(markup: str) -> Element:
    """The markup as XML: it must be well-formed."""
    return fromstring(markup)  # noqa: S314 - made here


@pytest.mark.parametrize(
    ("gauges", "sentences"),
    [
        (CLOSED, ("Mara sits turned away, near the door", "her head low", "The light is thin.", "The door is ajar.")),
        (FLOODED, ("tense on the edge of the seat", "her shoulders high", "The door stands open.")),
        (LEAVING, ("Mara has got up and stands near the door", "her head low", "The door stands open.")),
        (NUMB, ("slumped and far away", "her outline faint", "her head a little bowed")),
        (AT_EASE, ("turned towards the other chair, close by, at ease", "Warm light falls through the window.")),
        ({**AT_EASE, "safeness": 6, "anger": 9}, ("upright, both feet planted",)),
    ],
)
def test_the_words_say_what_the_state_is(gauges: dict[str, int], sentences: tuple[str, ...]) -> None:
    words = room_of(MARA, gauges).words
    for sentence in sentences:
        assert sentence in words


def test_the_words_keep_to_the_clients_pronouns() -> None:
    assert "his head low" in room_of(DEV, CLOSED).words
    assert "their head low" in room_of(HELEN, CLOSED).words


def test_at_ease_the_door_is_not_mentioned() -> None:
    assert "door" not in room_of(MARA, AT_EASE).words


@pytest.mark.parametrize("client", [MARA, DEV, HELEN])
def test_no_state_breaks_the_picture_or_makes_it_large(client: Client) -> None:
    for arousal, safeness, shame, anger in itertools.product((-5, -3, 0, 2, 3, 5), (0, 5, 10), (0, 6, 10), (0, 10)):
        gauges = {"arousal": arousal, "safeness": safeness, "shame": shame, "anger": anger, "warmth": safeness}
        markup = written(room_of(client, gauges))
        parsed(markup)
        assert len(markup.encode()) < 9_000
        assert "nan" not in markup


@pytest.mark.parametrize(
    "gauges",
    [
        {},
        {"arousal": 3},
        {"safeness": 0},
        {"hope": 4},
        {"arousal": 99, "safeness": -7, "shame": 40, "anger": 11, "warmth": -1},
        {"arousal": -99, "window-low": -1, "window-high": 1},
        {"arousal": 1, "window-low": 3, "window-high": -3},
    ],
)
def test_missing_own_and_impossible_gauges_still_make_a_room(gauges: dict[str, int]) -> None:
    drawing = room_of(MARA, gauges)
    assert drawing.words.startswith("Mara ")
    parsed(written(drawing))


def test_gauges_that_are_not_drawn_change_nothing() -> None:
    assert room_of(MARA, {**AT_EASE, "hope": 3}) == room_of(MARA, AT_EASE)


def test_a_state_of_an_attempt_is_drawn_from_its_own_gauges() -> None:
    gauges = (Gauge("shame", 9, 0, 10), Gauge("safeness", 1, 0, 10), Gauge("hope", 1, 0, 3, own=True))
    facts = ("", "", "Side by side", "foundation", 10, "safety", (), (), ())
    scenario = Scenario(*facts, client=MARA, gauges=gauges, briefing="", scenes=(Scene("door", "Door", ()),))
    assert room(scenario, begin(scenario)) == room_of(MARA, {"shame": 9, "safeness": 1})


def test_the_window_of_tolerance_decides_what_is_too_much() -> None:
    narrow, wide = {"window-low": -1, "window-high": 1}, {"window-low": -4, "window-high": 4}
    assert "tense" in room_of(MARA, {**AT_EASE, "arousal": 3, **narrow}).words
    assert "tense" not in room_of(MARA, {**AT_EASE, "arousal": 3, **wide}).words


def test_the_markup_has_no_inline_style_no_script_and_no_link_away() -> None:
    for gauges in (CLOSED, FLOODED, LEAVING, NUMB, AT_EASE):
        markup = written(room_of(MARA, gauges))
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|http", markup)


def test_the_picture_is_an_image_with_its_words_as_name() -> None:
    drawing = room_of(MARA, CLOSED)
    root = parsed(written(drawing))
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawing.words


def test_a_name_cannot_become_markup() -> None:
    odd = Client('<b>"&', "20", "she/her", "secure", "good", "hypoactivating")
    root = parsed(written(room_of(odd, AT_EASE)))
    assert str(root.get("aria-label")).startswith('<b>"& sits')


def test_two_rooms_on_a_page_share_no_id() -> None:
    drawing = room_of(MARA, CLOSED)
    one, two = (set(re.findall(r'\bid="([^"]+)"', written(drawing, name))) for name in ("now", "before"))
    assert len(one) == len(two) == 3
    assert not one & two
    for name in re.findall(r"(?:url\(|href=\")#([\w-]+)", written(drawing, "now")):
        assert name in one


def test_every_class_of_the_room_has_its_rule() -> None:
    css = (WEB / "static" / "pictures.css").read_text()
    written_in = " ".join(written(room_of(client, g)) for client in (MARA, HELEN) for g in (CLOSED, LEAVING, NUMB))
    classes = {name for names in re.findall(r'class="([^"]+)"', written_in) for name in names.split()}
    assert {name for name in classes if f".{name}" not in css} <= {"chairs"}


def test_shame_lowers_the_head_and_flooding_brings_to_the_edge_of_the_seat() -> None:
    at_rest, ashamed, flooded = (
        body(posture(mood(gauges), 0.5), Stance(0, 1, 0))
        for gauges in (AT_EASE, {**AT_EASE, "shame": 10, "safeness": 2}, {**AT_EASE, "arousal": 5})
    )
    assert ashamed.head.z < at_rest.head.z - 0.15
    assert ashamed.gaze.z < -0.5
    assert flooded.hips[0].x > at_rest.hips[0].x + 0.1
    assert flooded.shoulders[0].z > at_rest.shoulders[0].z


def test_far_away_the_client_pales_and_the_therapist_does_not() -> None:
    kinds = [group.kind for group in room_of(MARA, {**NUMB, "arousal": -5}).groups]
    assert "client pale-6" in kinds
    assert "therapist" in kinds
    assert "client pale-0" in [group.kind for group in room_of(MARA, AT_EASE).groups]


def test_a_small_change_of_mood_is_a_small_change_of_the_body() -> None:
    def head(flooded: float, shame: float, safe: float) -> float:
        now = Mood(safe, shame, flooded, 0.0, 0.0, 0.5)
        return body(posture(now, 1 - now.nearness), Stance(0, 1, 0)).head.z

    steps = [step / 50 for step in range(51)]
    for one, two in itertools.pairwise(steps):
        assert abs(head(one, 0.9, 0.2) - head(two, 0.9, 0.2)) < 0.15  # getting up is quick, not a jump
        assert abs(head(0.2, one, 0.5) - head(0.2, two, 0.5)) < 0.04
        assert abs(head(0.2, 0.3, one) - head(0.2, 0.3, two)) < 0.04


def test_hair_belongs_to_the_client() -> None:
    assert hair_of("Mara", "she/her") == hair_of("Mara", "she/her")
    assert hair_of("Sam", "xe/xem")
    assert "client pale-0 grey" in [group.kind for group in room_of(HELEN, AT_EASE).groups]


def test_an_outline_lies_around_its_discs() -> None:
    assert around(Disc(0, 0, 5), Disc(0, 0, 5)) == "M-5 0a5 5 0 0110 0a5 5 0 01-10 0z"
    assert around(Disc(0, 0, 5), Disc(1, 0, 1)) == around(Disc(0, 0, 5))
    assert around(Disc(0, 0, 2), Disc(10, 0, 2)) == "M0 2a2 2 0 010-4h10a2 2 0 010 4z"


def test_rounding_never_adds_up_along_a_path() -> None:
    pen = Pen((0.04, 0))
    for step in range(1, 101):
        pen.line((0.04 + step * 0.14, 0.0))
    lengths = [float(found) for found in re.findall(r"h(\.?\d+\.?\d*)", pen.data())]
    assert sum(lengths) == pytest.approx(14.0)
