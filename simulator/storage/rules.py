"""How a rule about personal data is said: what a column holds, how long, what export and erasure do with it.

The rules themselves stand in `privacy`; `exporting`, `erasing` and `sweeping` carry them out, the page about privacy
and `attune privacy rules` show them. Nothing is said twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select

from simulator.storage.tables import PERSON

Kind = Literal[
    "identity", "account secret", "role", "assessment", "activity", "words", "private words", "content", "technical"
]


def N_(words: str) -> str:  # noqa: N802 - the name that everything which reads catalogues knows
    """Mark words that are translated where they are shown."""
    return words


class Export(NamedTuple):
    """What a copy of a person's data does with a column: given, opened first, given with the scores, or kept back."""

    way: Literal["given", "opened", "with the scores", "kept back"]
    because: str = ""


class Erase(NamedTuple):
    """What erasing does with a column: it goes with its row, stays, or becomes `value(moment)`, described by `to`."""

    way: Literal["goes", "stays", "becomes"]
    to: str = ""
    value: Callable[[datetime], object] | None = None


GIVEN, OPENED, WITH_SCORES = Export("given"), Export("opened"), Export("with the scores")
GOES, STAYS = Erase("goes"), Erase("stays")
BLANK = Erase("becomes", "an empty text", lambda _: "")
NOTHING = Erase("becomes", "nothing", lambda _: None)
NO = Erase("becomes", "no", lambda _: False)
THE_MOMENT = Erase("becomes", "the moment of erasing", lambda at: at)
ANEW = Erase("becomes", "a new one that nobody knows", lambda _: secrets.token_urlsafe(16))


def kept_back(because: str) -> Export:
    """Not given, for this reason."""
    return Export("kept back", because)


class Column(NamedTuple):
    """The rule for one column. `kept` says how long, where that is not as long as its row."""

    kind: Kind
    label: str
    export: Export
    erase: Erase
    kept: str = ""


class Belongs(NamedTuple):
    """Why a row is a person's: `column` holds their id, or what `by` holds in a row of theirs in the table `to`."""

    column: str
    to: str = ""
    by: str = "id"


class Past(NamedTuple):
    """When a row has been kept long enough: once one of these moments is so long ago, it goes.

    With `clears`, the row stays and only these columns are emptied.
    """

    ages: Mapping[str, timedelta]
    what: str
    clears: tuple[str, ...] = ()


class Rules(NamedTuple):
    """The rules for one table; `what` to `seen_by` are said to the person concerned.

    `belongs` is empty for a table that holds nothing of anybody's. `goes_with` says with whom rows are erased, where
    that is not everybody they belong to: what a supervisor wrote about a trainee goes with the trainee. `scored` is the
    column that tells whose attempt's scores decide over the columns that are given with them.
    """

    name: str
    what: str
    why: str
    kept: str
    seen_by: str
    columns: Mapping[str, Column]
    belongs: tuple[Belongs, ...] = ()
    past: tuple[Past, ...] = ()
    scored: str = ""
    goes_with: tuple[Belongs, ...] = ()

    @property
    def table(self) -> Table:
        """The table they are for."""
        return PERSON.metadata.tables[self.name]

    @property
    def goes(self) -> bool:
        """Whether rows are deleted when their person is erased."""
        return all(one.erase is GOES for one in self.columns.values())

    @property
    def becomes(self) -> dict[str, Erase]:
        """The columns that are changed when a person is erased."""
        return {name: one.erase for name, one in self.columns.items() if one.erase.way == "becomes"}

    @property
    def exported(self) -> dict[str, Column]:
        """The columns that a copy of a person's data may hold."""
        return {name: one for name, one in self.columns.items() if one.export.way != "kept back"}

    def kept_for(self, column: str) -> str:
        """How long a column is kept."""
        return self.columns[column].kept or self.kept


def theirs(every: Mapping[str, Rules], rules: Rules, person_id: UUID) -> ColumnElement[bool]:
    """Which rows of a table belong to a person, as a condition."""
    return _reached(every, rules, rules.belongs, person_id)


def erased_with(every: Mapping[str, Rules], rules: Rules, person_id: UUID) -> ColumnElement[bool]:
    """Which rows of a table are changed or deleted when a person is erased, as a condition."""
    return _reached(every, rules, rules.goes_with or rules.belongs, person_id)


def _reached(
    every: Mapping[str, Rules], rules: Rules, by_way: tuple[Belongs, ...], person_id: UUID
) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    for column, to, by in by_way:
        found: Any = rules.table.c[column]
        if to:
            owner = every[to]
            ways.append(found.in_(select(owner.table.c[by]).where(theirs(every, owner, person_id))))
        else:
            ways.append(found == person_id)
    return or_(*ways)
