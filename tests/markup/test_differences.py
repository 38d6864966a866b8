"""What changed between two texts, told by fact, scene and response; and two texts of one origin joined."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.markup.differences import Differences, PieceChange, SceneChange, differences
from simulator.markup.merging import merge
from simulator.markup.pieces import cut
from simulator.markup.reader import LARGEST
from simulator.markup.source import normalise, take_apart
from simulator.markup.words import Run
from tests.usecases.cases import WALK

SLOW, TIMES = 6.0, 12
"""Seconds, or times as long as to take both texts apart: far more than it takes. That it does not grow without bounds
is all that a loaded machine can tell."""
ODD = st.text(alphabet="#>-: =ab\n[]x", max_size=200)


def changed(old: str, new: str, text: str = WALK) -> Differences:
    """What a text with one thing replaced differs in."""
    assert text.count(old) == 1, old
    return differences(text, text.replace(old, new))


def only(found: Differences) -> SceneChange:
    """The only scene that changed, when nothing else did."""
    assert (found.facts, found.briefing, found.layout) == ((), (), False)
    (scene,) = found.scenes
    return scene


def part(found: Differences) -> PieceChange:
    """The only response or noticing step that changed, when nothing else did."""
    scene = only(found)
    assert scene.head is None
    (one,) = scene.parts
    return one


def test_a_text_and_itself_have_no_differences() -> None:
    assert not differences(WALK, WALK)


def test_a_fact_is_told_by_its_key() -> None:
    found = changed("level: foundation", "level: advanced")
    (fact,) = found.facts
    assert (fact.kind, fact.label, fact.before, fact.after) == ("changed", "level", "foundation", "advanced")
    assert not found.scenes


def test_a_fact_may_come_and_go() -> None:
    (came,) = changed("minutes: 5", "minutes: 5\nlanguage: de").facts
    assert (came.kind, came.label, came.after) == ("added", "language", "de")
    (went,) = changed("phase: safety\n", "").facts
    assert (went.kind, went.label, went.before) == ("removed", "phase", "safety")


def test_the_briefing_is_told_by_its_words() -> None:
    found = changed("would like to walk today", "would like to run today")
    (line,) = found.briefing
    assert [run for run in line.runs if run.kind != "same"] == [Run("removed", "walk"), Run("added", "run")]


def test_a_paragraph_of_a_scene_is_told_by_its_words() -> None:
    scene = only(changed("stands at the gate of the park", "waits at the gate of the park"))
    assert (scene.slug, scene.title, scene.parts) == ("gate", "At the gate", ())
    assert scene.head is not None
    (line,) = scene.head.lines
    assert "".join(run.text for run in line.runs if run.kind != "added") == "Ida stands at the gate of the park."
    assert "".join(run.text for run in line.runs if run.kind != "removed") == "Ida waits at the gate of the park."


def test_a_paragraph_with_nothing_in_common_is_not_told_by_its_words() -> None:
    scene = only(changed("Ida stands at the gate of the park.", "Snow."))
    assert scene.head is not None
    assert [line.kind for line in scene.head.lines] == ["removed", "added"]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("safeness +3", "safeness +2, shame -1", "Effect"),
        ("home if safeness at least 4, otherwise gate", "home", "Next"),
        ("- When: safeness at least 4", "- When: safeness at least 5", "When"),
    ],
)
def test_what_the_engine_reads_is_told_whole(old: str, new: str, label: str) -> None:
    (line,) = part(changed(old, new)).lines
    assert (line.kind, line.label, line.runs) == ("changed", label, ())
    assert (line.before, line.after) == (old.partition(": ")[2] or old, new.partition(": ")[2] or new)


def test_a_rating_is_told_by_its_label() -> None:
    (line,) = part(changed("missed, drops-the-script. She had only", "helpful, drops-the-script. She had only")).lines
    assert (line.label, [run.text for run in line.runs if run.kind != "same"]) == ("Attunement", ["missed", "helpful"])


def test_a_noticing_step_is_a_part_of_its_scene() -> None:
    one = part(changed("She looks at the road: it may", "She looks at the sky: it may"))
    assert (one.part, one.kind) == ("notice", "changed")


def test_a_new_title_is_told_with_the_old_one() -> None:
    scene = only(changed("## gate: At the gate", "## gate: Before the gate"))
    assert scene.head is not None
    assert (scene.title, scene.head.was_title, scene.head.was_slug) == ("Before the gate", "At the gate", "")


def test_a_new_short_name_is_told_with_the_old_one() -> None:
    scene = only(changed("## rain: The rain", "## cloudburst: The rain"))
    assert scene.head is not None
    assert (scene.head.slug, scene.head.was_slug, scene.head.lines, scene.parts) == ("cloudburst", "rain", (), ())
    one = part(changed("### walk-on: Walk on", "### go-on: Go on"))
    assert (one.slug, one.was_slug, one.was_title) == ("go-on", "walk-on", "Walk on")


def test_scenes_and_responses_come_and_go() -> None:
    at = WALK.index("## home")
    more = WALK[:at] + "## pond: The pond\n\nA duck.\n\n### look: Look\n\n> A duck.\n\n- Next: home\n\n" + WALK[at:]
    came = only(differences(WALK, more))
    assert came.head is not None
    assert (came.slug, came.head.kind) == ("pond", "added")
    assert [(one.kind, one.slug) for one in came.parts] == [("added", "look")]
    went = only(differences(more, WALK))
    assert went.head is not None
    assert (went.slug, went.head.kind, [one.kind for one in went.parts]) == ("pond", "removed", ["removed"])


def scene_text(slug: str) -> str:
    """A scene of the walk with all that stands under it."""
    return next("".join(p.text for p in s) for s in cut(take_apart(WALK)).scenes if s[0].slug == slug)


def test_only_the_scene_that_moved_is_told() -> None:
    rain = scene_text("rain")
    scene = only(differences(WALK, WALK.replace(rain, "") + "\n" + rain.rstrip() + "\n"))
    assert scene.head is not None
    assert (scene.slug, scene.head.moved, scene.head.lines) == ("rain", True, ())


def test_a_response_that_moved_is_told_with_the_scene_it_came_from() -> None:
    walk_on = WALK[WALK.index("### walk-on") : WALK.index("## bench")]
    scene = only(differences(WALK, WALK.replace(walk_on, "").replace("### ask-for-more", walk_on + "### ask-for-more")))
    (one,) = scene.parts
    assert (scene.slug, one.slug, one.from_scene, one.kind, one.lines) == (
        "bench",
        "walk-on",
        "The rain",
        "changed",
        (),
    )


def test_another_layout_is_no_other_text() -> None:
    assert changed("Ida stands at the gate of the park.", "Ida stands\nat the gate\nof the park.") == Differences(
        layout=True
    )


def test_differences_are_told_of_texts_that_are_no_cases() -> None:
    assert differences("\n", WALK).facts
    found = differences("---\nno end\n", "# Odd\n\n### lost: A response before any scene\n")
    assert sorted(line.kind for line in found.briefing) == ["added", "added", "removed", "removed"]


@given(ODD, ODD)
def test_any_two_texts_have_differences_exactly_if_they_differ(one: str, other: str) -> None:
    one, other = normalise(one), normalise(other)
    assert bool(differences(one, other)) == (one != other)
    assert not differences(one, one)


HEAPS = {
    "one word": ("a " * LARGEST, "a b a a " * LARGEST),
    "paragraphs": ("a\n\n" * LARGEST, "b\n\na\n\n" * LARGEST),
    "scenes, turned round": tuple(
        "".join(f"## s{i}: t\n" for i in way) for way in (range(30_000), range(30_000, 0, -1))
    ),
    "one scene": ("## s: t\n" * LARGEST, "## s: t\na\n" * LARGEST),
    "facts": ("---\n" + "a: b\n" * 50_000 + "---\n", "---\n" + "b: c\n" * 50_000 + "---\n"),
    "labels": tuple("## a: b\n" + "".join(f"- Effect: {i + n}\n" for i in range(15_000)) for n in (0, 1)),
}


@pytest.mark.parametrize("heap", HEAPS)
def test_heaps_are_compared_in_bounded_time(heap: str) -> None:
    before, after = (normalise(text[: LARGEST - 1]) for text in HEAPS[heap])
    begun = time.process_time()
    take_apart(before), take_apart(after)
    apart = time.process_time()
    assert differences(before, after)
    merge(before, after, before[: len(before) // 2] + "x\n")
    assert time.process_time() - apart < max(SLOW, TIMES * (apart - begun))


def test_what_each_changed_alone_is_joined() -> None:
    mine = WALK.replace("Ida stands at the gate of the park.", "Ida waits.").replace(
        "level: foundation", "level: advanced"
    )
    theirs = WALK.replace("safeness +3", "safeness +2").replace("The bench is empty.", "Nobody is there.")
    merged = merge(WALK, mine, theirs)
    assert not merged.undecided
    both = mine.replace("safeness +3", "safeness +2").replace("The bench is empty.", "Nobody is there.")
    assert merged.text == both
    assert [(one.title, one.mine) for one in merged.taken] == [
        ("", True),
        ("At the gate", True),
        ("Hold the gate for her", False),
        ("She has gone", False),
    ]


def test_what_both_changed_is_left_to_a_person() -> None:
    mine, theirs = (WALK.replace("safeness +3", new) for new in ("safeness +1", "safeness +2"))
    theirs = theirs.replace("The bench is empty.", "Nobody is there.")
    merged = merge(WALK, mine, theirs)
    (one,) = merged.undecided
    assert (one.kind, one.slug, one.title) == ("response", "hold-the-gate", "Hold the gate for her")
    assert "safeness +1" in one.mine
    assert "safeness +2" in one.theirs
    assert "safeness +1" in merged.text
    assert "Nobody is there." in merged.text
    other = merge(WALK, mine, theirs, [one.name])
    assert other.text == theirs
    assert other.undecided == merged.undecided


def test_a_scene_that_one_took_out_and_the_other_changed_is_left_to_a_person() -> None:
    mine = WALK.replace(scene_text("rain"), "")
    theirs = WALK.replace("Ida has stopped.", "Ida stands still.")
    merged = merge(WALK, mine, theirs)
    (one,) = merged.undecided
    assert (one.slug, one.mine) == ("rain", "")
    assert merged.text == mine
    assert merge(WALK, mine, theirs, [one.name]).text == theirs
    (one,) = merge(WALK, theirs, mine).undecided
    assert one.theirs == ""


def test_new_scenes_of_both_are_kept_where_they_were_put() -> None:
    pond, hill = "## pond: The pond\n\nA duck.\n\n", "## hill: The hill\n\nA view.\n"
    mine = WALK.replace("## bench", pond + "## bench")
    merged = merge(WALK, mine, WALK + "\n" + hill)
    assert not merged.undecided
    assert merged.text == mine + "\n" + hill


def test_an_order_that_one_changed_is_kept() -> None:
    rain = scene_text("rain")
    mine = WALK.replace(rain, "") + "\n" + rain.rstrip() + "\n"
    merged = merge(WALK, mine, WALK.replace("The bench is empty.", "Nobody is there."))
    assert not merged.undecided
    assert merged.text == mine.replace("The bench is empty.", "Nobody is there.")


SCENES = cut(take_apart(WALK)).scenes
PIECES = [piece for scene in SCENES for piece in scene]


@given(st.lists(st.sampled_from(range(len(PIECES)))), st.lists(st.sampled_from(range(len(PIECES)))))
def test_disjoint_changes_join_to_both(mine: list[int], theirs: list[int]) -> None:
    def with_changes(places: set[int]) -> str:
        text = "".join(p.text.replace(".", " (changed).") if n in places else p.text for n, p in enumerate(PIECES))
        return WALK[: WALK.index("## gate")] + text

    ours, yours = set(mine), set(theirs) - set(mine)
    merged = merge(WALK, with_changes(ours), with_changes(yours))
    assert not merged.undecided
    assert merged.text == with_changes(ours | yours)


@given(ODD, ODD)
def test_a_change_of_one_alone_is_taken_as_it_is(base: str, changed: str) -> None:
    base, changed = normalise(base), normalise(changed)
    assert merge(base, changed, base).text == merge(base, base, changed).text == merge(base, changed, changed).text
    assert merge(base, changed, base).text == changed


@given(ODD, ODD, ODD)
def test_no_three_texts_are_too_odd_to_join(base: str, mine: str, theirs: str) -> None:
    merged = merge(*map(normalise, (base, mine, theirs)))
    assert merged.text == normalise(merged.text)
