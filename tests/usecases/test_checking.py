"""Understanding a text in the studio: what the library adds, what is remembered, what can be seen of half a text."""

from __future__ import annotations

from uuid import uuid4

import pytest

from simulator.config import bundled
from simulator.engine.exploration import explore
from simulator.engine.ranges import score_ranges
from simulator.engine.structure import bare, dressed
from simulator.markup.checks import check
from simulator.markup.library import read_library
from simulator.markup.reader import read
from simulator.usecases import checking, drafts, previewing
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import Mend, understand, understood
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER
from tests.usecases.cases import WALK, WALK_AGAIN
from tests.usecases.trainee import join


def codes(store: Store, text: str, slug: str = "draft") -> list[str]:
    return [one.code for one in understand(store, text, slug).problems]


def test_a_text_has_the_problems_that_the_checker_finds(sqlite_store: Store) -> None:
    for text in (WALK, WALK.replace("- Next: gone", "- Next: away"), "", "no case at all"):
        found = understand(sqlite_store, text, "draft")
        alone = check(read(text, "draft", sqlite_store.catalogue.rubric))
        assert set(alone.problems) <= set(found.problems)
        assert found.scenario == alone.scenario


def test_what_a_text_names_must_be_there(sqlite_store: Store) -> None:
    assert "continues-unknown" not in codes(sqlite_store, WALK_AGAIN, "walk-again")
    assert "continues-unknown" in codes(sqlite_store, WALK_AGAIN.replace("continues: walk", "continues: wlak"))
    unseen = WALK.replace("She walks", "x").replace("The bench is empty.", "![A bench](bench-0123456789ab.webp)")
    assert "picture-unknown" in codes(sqlite_store, unseen)


def test_a_case_that_would_continue_itself_by_way_of_another_is_told(sqlite_store: Store) -> None:
    text = WALK.replace("authors:", "continues: walk-again\nauthors:", 1)
    assert "continues-itself" in codes(sqlite_store, text, "walk")


def test_the_same_text_is_understood_once(sqlite_store: Store) -> None:
    assert understood(sqlite_store, WALK, "draft") is understood(sqlite_store, WALK.replace("\n", "\r\n"), "draft")
    assert understood(sqlite_store, WALK, "draft") is not understood(sqlite_store, WALK, "another")


def test_ways_found_for_the_bare_case_are_those_of_the_case() -> None:
    library = read_library(bundled("scenarios"))
    scenario = library.scenarios["golden-light"]
    alone = explore(scenario)
    found = explore(bare(scenario))
    again = dressed(found, scenario)
    assert (again.nodes, again.edges, again.complete) == (alone.nodes, alone.edges, alone.complete)
    assert score_ranges(found) == score_ranges(alone)
    assert all(edge.response is scenario.response_by_slug[edge.scene, edge.response.slug] for edge in again.edges[0])
    assert bare(scenario) == bare(bare(scenario))


def test_a_slip_is_found_where_it_stands_even_further_down_its_paragraph(sqlite_store: Store) -> None:
    text = WALK.replace("advanced, reads-cues. It was the bench", "advanced,\n  Reads-cuse. It was the bench")
    found = understood(sqlite_store, text, "draft")
    one = next(one for one in found.checked.problems if one.code == "criterion-unknown")
    assert checking.mend(one, found.document) == Mend(one.line + 1, "Reads-cuse", "reads-cues")


def test_a_scene_is_met_on_a_short_way(sqlite_store: Store) -> None:
    text = WALK.replace("- When: safeness at least 4", "- When: safeness at least 9")
    found = understood(sqlite_store, text, "draft", quick=True)
    bench = previewing.preview(found, "bench")
    assert bench is not None
    assert bench.turns == 1
    assert bench.view is not None
    assert bench.withheld == ("Offer your hand",)
    first = previewing.preview(found, "gate")
    assert first is not None
    assert first.turns == 0


def test_a_scene_without_a_way_is_shown_with_the_client_as_at_the_beginning(sqlite_store: Store) -> None:
    text = WALK + "\n## island: An island\n\nNobody comes here.\n\n### wait: Wait\n- Next: nowhere\n"
    found = previewing.preview(understood(sqlite_store, text, "draft"), "island")
    assert found is not None
    assert found.turns is None
    assert found.view is not None
    assert found.view.lines[0].text == "Nobody comes here."


@pytest.mark.parametrize("cut", range(0, len(WALK), 97))
def test_half_a_text_can_be_previewed_everywhere(sqlite_store: Store, cut: int) -> None:
    found = understood(sqlite_store, WALK[:cut], "draft", quick=True)
    for slug in ["", *(scene.slug for scene in found.sketch.scenes)] if found.sketch else []:
        assert previewing.preview(found, slug)
    assert found.outline is found.outline


def test_only_course_leaders_have_texts_checked(store: Store) -> None:
    noor = join(store, "Noor", COURSE_LEADER)
    ada = join(store, "Ada")
    draft = drafts.begin(store, noor.actor, uuid4(), "draft", WALK, "blank")
    assert checking.checked_draft(store, noor.actor, draft.id, WALK).checked.scenario
    with pytest.raises(NotFound):
        checking.checked_draft(store, ada.actor, draft.id, WALK)
    with pytest.raises(NotFound):
        previewing.preview_draft(store, ada.actor, draft.id, WALK, 1)
    with pytest.raises(NotFound):
        checking.checked_draft(store, noor.actor, uuid4(), WALK)
