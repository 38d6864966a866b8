"""Statements that are built and compiled once, for the queries that every request makes.

SQLAlchemy says each statement, so that both databases understand it and the columns' types hold; but running it through
SQLAlchemy costs some 25 microseconds a time, several times what SQLite needs to answer. A `Prepared` keeps the compiled
text and the conversions of its types, and hands both to the driver. Over the transaction of a turn that saves a quarter
of the CPU, over that of a page a third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler

from simulator.storage.database import Session

Conversion = Callable[[Any], Any]


class Prepared:
    """One statement, ready for either database; safe to share between threads.

    Driver errors pass through as they are: `Database` translates them.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def first(self, session: Session, values: Mapping[str, Any]) -> list[Any] | None:
        """The first row of the answer, or None."""
        form = self._form(session.dialect)
        row = _run(session, form, values).fetchone()
        return None if row is None else form.converted(row)

    def rows(self, session: Session, values: Mapping[str, Any]) -> Iterator[list[Any]]:
        """All rows of the answer."""
        form = self._form(session.dialect)
        return map(form.converted, _run(session, form, values).fetchall())

    def run(self, session: Session, values: Mapping[str, Any]) -> int:
        """How many rows were written."""
        count: int = _run(session, self._form(session.dialect), values).rowcount
        return count

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _compiled(self._statement, dialect)
        return form


class _Form(NamedTuple):
    """A statement in the words of one database, with the conversions of what goes in and what comes out."""

    text: str
    parameters: tuple[tuple[str, Conversion | None], ...]
    conversions: tuple[tuple[int, Conversion], ...]

    def converted(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for place, convert in self.conversions:
            values[place] = convert(values[place])
        return values


def _run(session: Session, form: _Form, values: Mapping[str, Any]) -> Any:
    if not session.in_transaction():
        raise RuntimeError("this session has committed: begin another one")
    driver: Any = session.connection.dbapi_connection
    given = [values[name] if convert is None else convert(values[name]) for name, convert in form.parameters]
    return driver.execute(form.text, given)


def _compiled(statement: Select[Any] | Insert | Update | Delete, dialect: Dialect) -> _Form:
    compiled: SQLCompiler = statement.compile(dialect=dialect)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    conversions = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Form(
        str(compiled),
        tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()  # engines are made with positional parameters
        ),
        tuple((place, convert) for place, convert in enumerate(conversions) if convert is not None),
    )
