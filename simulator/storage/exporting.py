"""A copy of a person's data, made from the rules in `privacy`: their rows, and of these the columns that are given.

Rows come one table after the other, in one moment of the database. What somebody else wrote or is called never comes
along; where a row refers to a cohort, an assignment or a case, that one's title stands beside its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, RowMapping, select

from simulator.storage.database import Session
from simulator.storage.privacy import NAMED_BY, RULES
from simulator.storage.rules import Rules, theirs
from simulator.storage.sealing import Seal
from simulator.storage.tables import ASSIGNMENT, ATTEMPT

Content = dict[str, Any]


def copied(session: Session, person_id: UUID, seal: Seal, held: Collection[UUID]) -> Iterator[tuple[Rules, Content]]:
    """Every row of the person's, as the columns that are given; `held` are attempts whose scores they may not see yet.

    A private text that cannot be opened is None.
    """
    for rules in RULES.values():
        if rules.belongs:
            for row in _rows(session, rules, person_id):
                yield rules, _content(rules, row._mapping, seal, person_id, held)


class Scored(NamedTuple):
    """An attempt, as far as it says whether its scores may be seen."""

    id: UUID
    mode: str
    finished_at: datetime | None
    released_at: datetime | None
    release: str | None
    due_at: datetime | None


def scored_of(session: Session, person_id: UUID) -> tuple[Scored, ...]:
    """All attempts of a person, each with when its assignment, if it has one, releases scores."""
    found = (
        select(*(ATTEMPT.c[name] for name in Scored._fields[:4]), ASSIGNMENT.c.release, ASSIGNMENT.c.due_at)
        .select_from(ATTEMPT.outerjoin(ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id))
        .where(ATTEMPT.c.person_id == person_id)
    )
    return tuple(map(Scored._make, session.execute(found)))


def _rows(session: Session, rules: Rules, person_id: UUID) -> Iterator[Row[Any]]:
    table = rules.table
    columns: list[ColumnElement[Any]] = [table.c[name] for name in rules.exported]
    source: FromClause = table
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        other = key.column.table
        if other.name in NAMED_BY:
            label, title, _ = NAMED_BY[other.name]
            source = source.outerjoin(other, key.parent == key.column)
            columns.append(other.c[title].label(label))
    query = select(*columns).select_from(source).where(theirs(RULES, rules, person_id))
    yield from session.execute(query.order_by(*_order(rules)))


def _order(rules: Rules) -> tuple[ColumnElement[Any], ...]:
    """What belongs to an attempt together; by time, where a row knows one; then by its key."""
    times = [name for name in ("started_at", "created_at", "at", "recorded_at") if name in rules.columns][:1]
    together = [name for name in ("attempt_id",) if name in rules.columns]
    return (*(rules.table.c[name] for name in together + times), *rules.table.primary_key.columns)


def _content(rules: Rules, row: RowMapping, seal: Seal, person_id: UUID, held: Collection[UUID]) -> Content:
    waiting = bool(rules.scored) and row[rules.scored] in held
    content: Content = {}
    for name, value in row.items():
        column = rules.columns.get(name)
        way = column.export.way if column else "given"
        if way == "opened":
            content[name] = seal.opened_or_none(person_id, value)
        elif way == "given" or not waiting:
            content[name] = value
    return content
