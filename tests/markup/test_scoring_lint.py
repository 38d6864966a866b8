"""Each finding is made where a case has what it is about, and not where it has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from simulator.config import bundled
from simulator.engine.exploration import explore
from simulator.engine.ranges import Range, score_ranges
from simulator.engine.robots import let_all_play
from simulator.engine.rubric import Level
from simulator.engine.scenario import Alternative, Move, Passage, Rating, Response, Scenario, Scene
from simulator.markup.checks import Checked, check
from simulator.markup.giveaways import AIM, Giveaways
from simulator.markup.library import read_file
from simulator.markup.reader import Reading
from simulator.markup.rubric import read_rubric_file
from simulator.markup.scoring_lint import FINDINGS, Finding, Walked, lint, most_by_chance
from simulator.markup.source import Document
from tests.engine.making import by, case, ending, reply, scene, to

HARMFUL, MISSED, HELPFUL, ADVANCED = Level
RUBRIC = read_rubric_file(bundled("scenarios") / "rubric.md")
OTHER = Alternative("Something else.", "It may land better.")


def option(
    slug: str,
    *levels: Level,
    target: str = "end",
    moves: Iterable[Move] = (),
    feedback: str = "So it was.",
    instead: Alternative | None = None,
) -> Response:
    """A response with levels on attunement and titration."""
    names = ("attunement", "titration")
    ratings = [Rating(name, level, ("reads-cues",), feedback) for name, level in zip(names, levels, strict=False)]
    return reply(slug, target, ratings=ratings, moves=moves, instead=instead)


def walked(scenario: Scenario, ranges: dict[str, Range | None] | None = None) -> Walked:
    """A case, walked and played; its parts stand in lines 1, 2, 3 and so on."""
    parts = (slug for one in scenario.scenes for slug in (one.slug, *(response.slug for response in one.responses)))
    lines = {slug: line for line, slug in enumerate(parts, 1)}
    explored = explore(scenario)
    reading = Reading(scenario.slug, Document(()), scenario, (), lines)
    checked = Checked(reading, (), explored)
    return Walked(checked, scenario, score_ranges(explored) if ranges is None else ranges, let_all_play(scenario, 20))


def found(scenario: Scenario, code: str) -> list[Finding]:
    """The findings of one kind."""
    return [one for one in lint(walked(scenario)) if one.code == code]


def door(*responses: Response) -> Scenario:
    """A case of one decision."""
    return case(scene("door", *responses), ending("end"))


class TestAResponse:
    """One of a decision, beside the others."""

    def test_that_another_outdoes_in_everything_is_dominated(self) -> None:
        worse = option("worse", HELPFUL, HELPFUL, moves=[by("safeness", 1)])
        better = option("better", HELPFUL, ADVANCED, moves=[by("safeness", 2), by("shame", -1)])
        (one,) = found(door(worse, better), "dominated")
        assert (one.line, one.scene, one.response) == (2, "door", "worse")
        assert one.names == {"response": "worse", "other": "better"}

    @pytest.mark.parametrize(
        ("better", "moves"),
        [
            ((HELPFUL, HELPFUL), [by("safeness", 2)]),  # no better on any principle
            ((ADVANCED, MISSED), [by("safeness", 2)]),  # not as good on one
            ((ADVANCED, HELPFUL), [by("safeness", 1)]),  # no kinder
            ((ADVANCED, HELPFUL), [by("safeness", 2), by("shame", 1)]),  # less kind in one
            ((ADVANCED, HELPFUL), [by("safeness", 2), by("arousal", -1)]),  # nobody can say whether that is kind
            ((ADVANCED, HELPFUL), [to("safeness", 2)]),
        ],
    )
    def test_that_has_something_of_its_own_is_not(self, better: tuple[Level, ...], moves: list[Move]) -> None:
        worse = option("worse", HELPFUL, HELPFUL, moves=[by("safeness", 1)])
        assert not found(door(worse, option("better", *better, moves=moves)), "dominated")

    def test_that_is_a_mistake_may_well_be_outdone_by_a_good_one(self) -> None:
        mistake = option("mistake", MISSED, HARMFUL, moves=[by("shame", 1)])
        assert not found(door(mistake, option("good", HELPFUL, HELPFUL, moves=[by("safeness", 1)])), "dominated")
        worse = option("worse", HARMFUL, HARMFUL, moves=[by("shame", 2)])
        assert [one.response for one in found(door(mistake, worse), "dominated")] == ["worse"]

    def test_without_another_way_is_found_where_one_rated_no_lower_has_one(self) -> None:
        told, untold = option("told", HELPFUL, instead=OTHER), option("untold", MISSED)
        (one,) = found(door(told, untold), "another-way-missing")
        assert one.names == {"response": "untold", "other": "told"}
        best = option("best", ADVANCED)
        assert not found(door(best, told), "another-way-missing")

    def test_that_no_robot_gives_is_found_in_a_scene_that_robots_come_to(self) -> None:
        given = walked(door(option("a", HELPFUL), option("b", MISSED)))
        unplayed = {name: one._replace(responses={("door", "a"): 1}) for name, one in given.played.items()}
        findings = lint(replace(given, played=unplayed))
        assert [one.names for one in findings if one.code == "never-chosen"] == [{"response": "b", "runs": 82}]
        nowhere = {name: one._replace(scenes={}) for name, one in unplayed.items()}
        assert not [one for one in lint(replace(given, played=nowhere)) if one.code == "never-chosen"]


class TestAScore:
    """What can be reached on a principle."""

    @pytest.mark.parametrize(
        ("low", "high", "codes"),
        [
            (0, 100, []),
            (24, 75, []),
            (0, 74, ["ceiling"]),
            (25, 100, ["floor"]),
            (40, 60, ["ceiling", "floor"]),
        ],
    )
    def test_that_cannot_be_reached_is_found(self, low: int, high: int, codes: list[str]) -> None:
        scenario = door(option("a", ADVANCED), option("b", MISSED))
        findings = lint(walked(scenario, {"attunement": Range(low, high), "titration": None}))
        assert [one.code for one in findings if one.code in ("ceiling", "floor")] == codes

    def test_that_the_best_of_each_moment_does_not_come_near_is_found(self) -> None:
        trap = scene("door", option("best", ADVANCED, target="trap"), option("plain", HELPFUL, target="room"))
        lost = scene("trap", option("lost", HELPFUL, target="pit"), option("too", MISSED, target="pit"))
        pits = [
            scene(f"pit{n}" if n else "pit", reply(f"p{n}", f"pit{n + 1}" if n < 2 else "end", ratings=()))
            for n in range(3)
        ]
        room = scene("room", option("r", ADVANCED), option("s", MISSED))
        scenario = case(trap, lost, room, *pits, ending("end"))
        played = walked(scenario)
        low = {
            name: one._replace(scores={**one.scores, "attunement": one.scores["attunement"]._replace(high=60)})  # type: ignore[union-attr]
            for name, one in played.played.items()
        }
        (one,) = [each for each in lint(replace(played, played=low)) if each.code == "best-falls-short"]
        assert one.names == {"principle": "attunement", "score": 60, "high": played.ranges["attunement"].high}  # type: ignore[union-attr]
        assert not found(scenario, "best-falls-short")


class TestAnEnding:
    """How it is reached."""

    def test_that_only_one_path_leads_to_is_found(self) -> None:
        first = scene("door", option("a", HELPFUL, target="room"), option("b", MISSED))
        second = scene("room", option("c", HELPFUL, target="yard"), option("d", MISSED))
        scenario = case(first, second, ending("end"), ending("yard"))
        (one,) = found(scenario, "one-path")
        assert (one.names, one.line, one.scene) == ({"ending": "yard"}, 8, "yard")
        assert not found(scenario, "one-answer")

    def test_that_only_one_answer_opens_is_found(self) -> None:
        first = scene("door", option("a", HELPFUL, target="room"), option("b", MISSED, target="room"))
        second = scene("room", option("c", HELPFUL, target="yard"), option("d", MISSED))
        (one, other) = found(case(first, second, ending("end"), ending("yard")), "one-answer")
        assert one.names == {"ending": "end", "scene": "room", "response": "d"}
        assert other.names == {"ending": "yard", "scene": "room", "response": "c"}


class TestACue:
    """What gives the best response away."""

    @staticmethod
    def case_of(decisions: int, arrange: Callable[[Response, Response, Response], tuple[Response, ...]]) -> Scenario:
        """A case of so many decisions between one good response and two poor ones."""
        scenes: list[Scene] = []
        for n in range(decisions):
            on = f"s{n + 1}"
            good = replace(
                option(f"g{n}", ADVANCED, target=on), title="Stay", passages=(Passage("Here.", speech=True),)
            )
            poor = [replace(option(f"p{n}{k}", MISSED, target=on), title="Go on", passages=()) for k in "ab"]
            scenes.append(scene(f"s{n}", *arrange(good, *poor)))
        return case(*scenes, ending(f"s{decisions}"))

    def test_that_does_much_better_than_chance_is_found(self) -> None:
        always_last = self.case_of(12, lambda good, a, b: (a, b, good))
        (one,) = found(always_last, "position-tells")
        assert one.names == {"times": 3.0, "decisions": 12}
        longest = self.case_of(12, lambda good, a, b: (a, b, replace(good, title="Stay just where you are")))
        assert found(longest, "length-tells")

    def test_is_not_one_in_a_few_decisions(self) -> None:
        assert not found(self.case_of(5, lambda good, a, b: (a, b, good)), "position-tells")

    def test_must_do_the_better_the_fewer_decisions_there_are(self) -> None:
        few, some, many = (Giveaways(number, 0.35, 0, 0, 0) for number in (8, 17, 2_000))
        assert most_by_chance(few) > most_by_chance(some) > most_by_chance(many) == AIM
        assert most_by_chance(Giveaways(3, 1.0, 1, 1, 1)) == AIM


def test_feedback_twice_as_long_on_one_level_as_on_another_is_unequal() -> None:
    def scenes(words: int) -> list[Scene]:
        return [
            scene(
                f"s{n}",
                option(f"a{n}", ADVANCED, target=f"s{n + 1}", feedback="word " * 10),
                option(f"b{n}", MISSED, target=f"s{n + 1}", feedback="word " * words),
            )
            for n in range(5)
        ]

    assert not found(case(*scenes(20), ending("s5")), "feedback-length")
    (one,) = found(case(*scenes(21), ending("s5")), "feedback-length")
    assert one.names == {"much": MISSED, "little": ADVANCED, "most": 21, "fewest": 10}
    assert not found(case(*scenes(21)[:4], ending("s4")), "feedback-length")


def test_a_case_with_too_many_ways_is_not_said_to_have_few() -> None:
    given = walked(door(option("a", HELPFUL)))
    assert "one-path" in {one.code for one in lint(given)}
    assert given.checked.explored is not None
    part = replace(given.checked, explored=replace(given.checked.explored, complete=False))
    assert not {one.code for one in lint(replace(given, checked=part))} & {"one-path", "one-answer"}


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_is_one_plain_sentence_and_says_what_can_be_done(code: str) -> None:
    for text in FINDINGS[code]:
        assert text[0].isupper() or text.startswith("“")
        assert text.endswith((".", ")"))


def test_cases_that_come_with_attune_give_some_findings_and_not_a_flood() -> None:
    codes: Counter[str] = Counter()
    for slug in ("call-me-back", "guilt-returns", "side-by-side", "the-kind-look"):
        reading = read_file(bundled("scenarios") / f"{slug}.md", RUBRIC)
        checked = check(reading)
        assert reading.scenario is not None
        assert checked.explored is not None
        played = let_all_play(reading.scenario)
        findings = lint(Walked(checked, reading.scenario, score_ranges(checked.explored), played))
        assert len(findings) <= 12, slug
        for one in findings:
            FINDINGS[one.code].sentence.format(**one.names)
            FINDINGS[one.code].remedy.format(**one.names)
            assert one.line == (reading.lines[one.response or one.scene] if one.scene else 0)
        codes.update(one.code for one in findings)
    assert codes["dominated"] > 5
    assert codes["one-answer"] == 2
    assert not codes["ceiling"] + codes["floor"] + codes["feedback-length"] + codes["another-way-missing"]
