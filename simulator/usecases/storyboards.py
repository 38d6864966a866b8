"""A draft as it goes out: as a storyboard on paper, as Twee, or as its own text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from simulator.engine.condition import Condition
from simulator.engine.scenario import Passage, Response, Scenario, Scene
from simulator.markup.conditions import write_condition
from simulator.markup.problems import Said
from simulator.markup.reader import read
from simulator.markup.twee import not_in_twee, write_twee
from simulator.markup.writer import write_moves
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor


class Told(NamedTuple):
    """Something that is shown; always, if there is no condition."""

    text: str
    speech: bool
    condition: str


class Lead(NamedTuple):
    """A way on to a scene. `title` is empty where there is no such scene."""

    slug: str
    title: str
    condition: str


class BoardResponse(NamedTuple):
    """A response with all that an author has said of it."""

    response: Response
    told: tuple[Told, ...]
    when: str
    effect: str
    reactions: tuple[Told, ...]
    leads: tuple[Lead, ...]


class BoardScene(NamedTuple):
    """A scene with all its responses."""

    scene: Scene
    told: tuple[Told, ...]
    enter: str
    responses: tuple[BoardResponse, ...]


class Storyboard(NamedTuple):
    """A whole draft, as far as it can be read."""

    draft: DraftRecord
    scenario: Scenario
    scenes: tuple[BoardScene, ...]


class Going(NamedTuple):
    """A draft that can go out, and what Twee has no place for; None: there is no scene in it yet."""

    draft: DraftRecord
    losses: tuple[Said, ...] | None


def going(store: Store, actor: Actor, draft_id: UUID) -> Going:
    """What can be downloaded of a draft.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    draft = drafts.opened(store, actor, draft_id)
    scenario = _read(store, draft)
    return Going(draft, not_in_twee(scenario) if scenario else None)


def written(store: Store, actor: Actor, draft_id: UUID, form: str) -> tuple[str, str]:
    """The name and the text of a draft as a file: `md` as it stands, or `twee`.

    Raises:
        NotFound: no such draft or form, or not for this person.
        Refused: there is no scene in it yet.
    """
    draft = drafts.opened(store, actor, draft_id)
    if form == "md":
        return f"{draft.slug}.md", draft.text
    if form != "twee":
        raise NotFound(form)
    return f"{draft.slug}.twee", write_twee(_scenario(store, draft))


def storyboard(store: Store, actor: Actor, draft_id: UUID) -> Storyboard:
    """A draft as it is laid out on paper.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: there is no scene in it yet.
    """
    draft = drafts.opened(store, actor, draft_id)
    scenario = _scenario(store, draft)
    titles = {scene.slug: scene.title for scene in scenario.scenes}
    return Storyboard(draft, scenario, tuple(_scene(scene, titles) for scene in scenario.scenes))


def _scenario(store: Store, draft: DraftRecord) -> Scenario:
    scenario = _read(store, draft)
    if scenario is None:
        raise Refused("There is no scene in this draft yet, so there is nothing to lay out.")
    return scenario


def _read(store: Store, draft: DraftRecord) -> Scenario | None:
    """The scenes of a draft, its faults notwithstanding."""
    scenario = read(draft.text, draft.slug, store.catalogue.rubric, kept=True).scenario
    return scenario if scenario and scenario.scenes else None


def _scene(scene: Scene, titles: dict[str, str]) -> BoardScene:
    enter = _written(scene.enter.condition) if scene.enter else ""
    return BoardScene(scene, _told(scene.passages), enter, tuple(_response(one, titles) for one in scene.responses))


def _response(response: Response, titles: dict[str, str]) -> BoardResponse:
    return BoardResponse(
        response,
        _told(response.passages),
        _written(response.when),
        ", ".join(write_moves(response.moves)),
        _told(response.reactions),
        tuple(Lead(way.target, titles.get(way.target, ""), _written(way.condition)) for way in response.branches),
    )


def _told(passages: Iterable[Passage]) -> tuple[Told, ...]:
    return tuple(Told(passage.text, passage.speech, _written(passage.condition)) for passage in passages)


def _written(condition: Condition | None) -> str:
    return write_condition(condition) if condition else ""
