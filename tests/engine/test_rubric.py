"""Four levels, in the words and with the points that supervisors and trainees are told."""

from __future__ import annotations

from simulator.engine.rubric import PRINCIPLES, Criterion, Level, Principle, Rubric


def test_the_levels_are_one_to_four_and_have_their_words() -> None:
    assert [(int(level), level.word) for level in Level] == [
        (1, "harmful"),
        (2, "missed"),
        (3, "helpful"),
        (4, "advanced"),
    ]


def test_only_what_is_above_missed_earns_points() -> None:
    assert {level.word: level.points for level in Level} == {"harmful": 0, "missed": 0, "helpful": 1, "advanced": 2}


def test_the_three_principles_stand_in_the_order_of_every_page() -> None:
    assert list(PRINCIPLES) == ["attunement", "titration", "fierce-compassion"]


def test_a_rubric_finds_its_criteria_by_slug_across_principles_in_their_order() -> None:
    def criterion(slug: str, principle: str) -> Criterion:
        return Criterion(slug, slug.title(), principle, "", {}, "")

    one, two, three = (criterion(*names) for names in (("z", "attunement"), ("b", "attunement"), ("a", "titration")))
    principles = (Principle("attunement", "", "", (one, two)), Principle("titration", "", "", (three,)))
    rubric = Rubric("1", "en", "", principles)
    assert list(rubric.criteria.items()) == [("z", one), ("b", two), ("a", three)]
