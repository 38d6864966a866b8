"""A copy of a person's data as plain content: for the file that a machine reads, and for the document of a reader.

`as_json` is the format that other programs may rely on; what its keys mean stands in the file itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from simulator.engine.attempt import gauges_by_slug
from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State
from simulator.storage.exporting import Content
from simulator.storage.privacy import NAMED_BY
from simulator.storage.rules import Rules
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound

FORMAT = "Attune: a copy of personal data, version 1"
HELD = "The scores of these attempts have not been released yet, so what would tell them is left out."
TIMES = "Moments are ISO 8601 in UTC. What cannot be opened, because its key is gone, is null."


class Copied(NamedTuple):
    """All of a person's rows in one table, as far as they are given, as plain content."""

    rules: Rules
    rows: tuple[Content, ...]


class Copy(NamedTuple):
    """A copy of a person's data; `held` are attempts whose scores they do not see yet, and so not here either."""

    person: UUID
    name: str
    made_at: datetime
    tables: tuple[Copied, ...]
    held: frozenset[UUID]


def plain(store: Store, found: Mapping[str, list[Content]]) -> None:
    """Turn the engine's values in these rows, by table, into lists, texts and numbers; moments and ids stay."""
    versions = {row["id"]: row["version"] for row in found.get("attempt", ())}
    for name, rows in found.items():
        for row in rows:
            version = versions.get(row["id" if name == "attempt" else "attempt_id"], "") if "state" in row else ""
            for key, value in row.items():
                row[key] = _state(store, version, value) if isinstance(value, State) else _plain(value)


def as_json(copy: Copy) -> str:
    """The copy as a JSON document: what it is, what its keys mean, what was kept back and why, and the rows."""
    document = {
        "format": FORMAT,
        "made_at": copy.made_at,
        "person": copy.person,
        "notes": TIMES,
        "keys": {one.rules.name: _keys(one.rules) for one in copy.tables},
        "kept_back": {
            f"{one.rules.name}.{name}": {"what": column.label, "why": column.export.because}
            for one in copy.tables
            for name, column in one.rules.columns.items()
            if column.export.way == "kept back"
        },
        "without_scores": {"why": HELD, "attempts": sorted(map(str, copy.held))},
        "data": {one.rules.name: one.rows for one in copy.tables},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=_written)


def _keys(rules: Rules) -> dict[str, Any]:
    named = [NAMED_BY[one] for one in sorted({key.column.table.name for key in rules.table.foreign_keys} & {*NAMED_BY})]
    columns = {name: column.label for name, column in rules.exported.items()}
    return {"what": rules.what, "kept": rules.kept, "keys": columns | {key: label for key, _, label in named}}


def _state(store: Store, version: str, state: State) -> Content:
    try:
        gauges: Any = gauges_by_slug(store.scenario(version), state)
    except (NotFound, ValueError):  # the case cannot be read any more
        gauges = list(state.gauges)
    return {
        "scene": state.scene,
        "gauges": gauges,
        "visited": sorted(state.visited),
        "chosen": sorted(state.chosen),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if all(isinstance(one, Mark) for one in value) and value:
            return {one.principle: {"level": one.level.word, "best": one.best.word} for one in value}
        if all(isinstance(one, Score) for one in value) and value:
            return {one.principle: dict(zip(Score._fields[1:], one[1:], strict=True)) for one in value}
        return list(value)
    return value


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a {type(value).__name__} in a copy of personal data")
