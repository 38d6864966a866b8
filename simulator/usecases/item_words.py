"""What trainees wrote in a scene, for who leads their cohort: without names, in no order that tells who."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from simulator.engine.disclosure import FEWEST
from simulator.engine.item_cells import Shown
from simulator.engine.scenario import Scene
from simulator.storage import item_rows
from simulator.storage.database import Session
from simulator.storage.item_rows import WrittenWords

MOST = 50
Written = Sequence[WrittenWords]
"""What was written in a scene by people of whom at least five answered there; empty where they are fewer."""


class Said(NamedTuple):
    """What people wrote at one response; `response` is its title, or empty for those that are not told apart."""

    response: str
    texts: tuple[str, ...]


class Words(NamedTuple):
    """Reasons and own words in one scene; `left_out` is how many more there are, `too_few` that they are not shown."""

    reasons: tuple[Said, ...] = ()
    said: tuple[str, ...] = ()
    left_out: int = 0
    too_few: bool = False


def written_by_scene(session: Session, version: str, cohorts: Collection[UUID]) -> dict[str, Written]:
    """What was written in attempts assigned to these cohorts, if at least five people of theirs answered there."""
    people = item_rows.people_by_scene(session, version, cohorts)
    found: dict[str, list[WrittenWords]] = {}
    for one in item_rows.written_words(session, version, cohorts):
        here = found.setdefault(one.scene, [])
        if people[one.scene] >= FEWEST:
            here.append(one)
    return dict(found)


def words_of(scene: Scene, written: Written | None, may: Shown) -> Words:
    """The words of a scene. Responses whose numbers are not shown are not told apart here either."""
    if not written:
        return Words(too_few=written is not None)
    picked = sorted(written, key=_shuffled)[:MOST]
    titles = {one.slug: one.title for one in scene.responses if ("response", scene.slug, one.slug) in may.cells}
    reasons: dict[str, list[str]] = {title: [] for title in (*titles.values(), "")}
    for one in picked:
        if one.kind == "reason":
            reasons[titles.get(one.response, "")].append(one.text)
    return Words(
        reasons=tuple(Said(title, tuple(texts)) for title, texts in reasons.items() if texts),
        said=tuple(one.text for one in picked if one.kind == "said"),
        left_out=len(written) - len(picked),
    )


def _shuffled(one: WrittenWords) -> str:
    """An order that has nothing to do with who wrote it when, and is the same on every visit."""
    return sha256(one.text.encode()).hexdigest()
