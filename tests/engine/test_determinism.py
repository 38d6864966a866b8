"""One attempt, recorded once: should the engine ever tell it otherwise, every stored score would change its meaning.

The figures below were worked out by hand from the case, the order of responses with sha256sum. Do not
copy new ones from a failing run.
"""

from __future__ import annotations

from simulator.engine.attempt import Answer, begin, counted, replay
from simulator.engine.condition import And, Chose, Not, Or, Visited
from simulator.engine.rubric import Level
from simulator.engine.scenario import Branch, Enter, Passage
from simulator.engine.scoring import TOO_FEW, Score, marks, score
from simulator.engine.state import State
from simulator.engine.view import look
from tests.engine.making import by, case, ending, rated, reply, scene, so, to, wider, window

HARMFUL, MISSED, HELPFUL, ADVANCED = Level

CASE = case(
    scene(
        "door",
        reply(
            "welcome",
            "room",
            moves=[by("arousal", 3), by("shame", 2), by("safeness", -1)],
            ratings=[rated(MISSED), rated(HARMFUL, "titration")],
        ),
        reply(
            "turn-your-chair",
            Branch("room", so("safeness", "at least", 5)),
            "silence",
            moves=[by("safeness", 2), by("shame", -1)],
            ratings=[rated(ADVANCED), rated(HELPFUL, "titration")],
        ),
        reply("wait", "silence", moves=[by("arousal", -1)], ratings=[rated(HELPFUL), rated(MISSED, "titration")]),
    ),
    scene(
        "flooded",
        reply("ground", "silence", moves=[to("arousal", 1), *wider(1)], ratings=[rated(ADVANCED, "titration")]),
        reply("push-on", "end", moves=[by("arousal", 9)], ratings=[rated(HARMFUL, "titration")]),
        enter=Enter(window("above"), once=True),
    ),
    scene(
        "silence",
        reply("stay", "room", moves=[by("safeness", 1)], ratings=[rated(HELPFUL)]),
        reply("ask-why", "room", moves=[by("shame", 9), wider(-9)[1]], ratings=[rated(HARMFUL)]),
        reply("name-it", "room", ratings=[rated(ADVANCED)], when=And(Chose("wait"), Not(Visited("flooded")))),
    ),
    scene(
        "room",
        reply(
            "close",
            Branch("connected", Or(so("safeness", "above", 5), Chose("turn-your-chair"))),
            "end",
            moves=[by("safeness", 1)],
            ratings=[rated(HELPFUL), rated(ADVANCED, "fierce-compassion")],
        ),
        reply("again", "door", ratings=[rated(MISSED), rated(MISSED, "fierce-compassion")]),
        shows=[Passage("She sits."), Passage("She looks up.", condition=so("safeness", "at least", 6))],
    ),
    ending("end"),
    ending("connected", "connected"),
)
ANSWERS = (
    Answer(1, 0, "welcome"),  # arousal 3 is above the window: flooded
    Answer(2, 1, "ground"),
    Answer(3, 2, "ask-why"),
    Answer(4, 2, "stay"),  # taken back and tried again
    Answer(5, 4, "again"),
    Answer(6, 5, "turn-your-chair"),
    Answer(7, 6, "again"),
    Answer(8, 7, "wait"),
    Answer(9, 7, "welcome"),  # taken back once more; arousal is above the window, but flooding comes once only
    Answer(10, 9, "close"),
)


def test_a_recorded_attempt_is_told_as_it_was() -> None:
    steps = replay(CASE, begin(CASE), ANSWERS)
    states = {seq: (step.state.scene, step.state.gauges) for seq, step in steps.items()}
    assert states == {
        1: ("flooded", (3, -2, 2, 2, 7)),
        2: ("silence", (1, -3, 3, 2, 7)),
        3: ("room", (1, -3, 1, 2, 10)),
        4: ("room", (1, -3, 3, 3, 7)),
        5: ("door", (1, -3, 3, 3, 7)),
        6: ("room", (1, -3, 3, 5, 6)),
        7: ("door", (1, -3, 3, 5, 6)),
        8: ("silence", (0, -3, 3, 5, 6)),
        9: ("room", (4, -3, 3, 4, 8)),
        10: ("connected", (4, -3, 3, 5, 8)),
    }
    assert steps[10].state == State(
        "connected", (4, -3, 3, 5, 8), visited=frozenset({"flooded"}), chosen=frozenset({"turn-your-chair"})
    )
    assert steps[8].state.chosen == {"turn-your-chair", "wait"}
    assert {seq: step.left_window for seq, step in steps.items() if step.left_window} == {1: "above", 9: "above"}
    assert {seq: step.took_over for seq, step in steps.items() if step.took_over} == {1: "flooded"}


def test_a_recorded_attempt_has_the_scores_it_had() -> None:
    steps = replay(CASE, begin(CASE), ANSWERS)
    assert counted(ANSWERS) == {1, 2, 3, 5, 6, 7, 8, 10}
    scores = score(marks(steps[seq]) for seq in sorted(counted(ANSWERS)))
    assert scores == (
        Score("attunement", points=4, allowed=10, turns=7, harmful=1),
        Score("titration", points=3, allowed=5, turns=4, harmful=1),
        Score("fierce-compassion", points=2, allowed=6, turns=3, harmful=0),
    )
    assert [(one.percent, one.word) for one in scores] == [(40, "at times"), (60, "often"), (33, "at times")]
    early = score(marks(steps[seq]) for seq in (1, 2, 3))
    assert [one.word for one in early] == [TOO_FEW] * 3


def test_a_recorded_attempt_shows_responses_in_the_order_it_showed_them() -> None:
    order = [offer.slug for offer in look(CASE, begin(CASE), "an-attempt").offers]
    assert order == ["turn-your-chair", "welcome", "wait"]
