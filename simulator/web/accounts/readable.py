"""A copy of a person's data as a document to read.

What is technical is left out, and what belongs to an attempt stands in it. It is made from the same rows as the file
for machines; which of them are shown, and under what name, is declared with the columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import gettext

from simulator.usecases.copying import Copied, Copy
from simulator.usecases.privacy import LABELS
from simulator.web.language import N_, day, listed, moment
from simulator.web.vocabulary import spoken

WORDS = (
    *(N_("level"), N_("best"), N_("points"), N_("allowed"), N_("turns"), N_("scene"), N_("gauges"), N_("visited")),
    *(N_("chosen"), N_("role"), N_("said"), N_("reason"), N_("window low"), N_("window high")),
)
"""Words of stored values, beside those of the cases."""
SAID = {"practice", "assessment", "trainee", "course leader", "supervisor", *WORDS}
"""Values that are words of ours, and so in the reader's language."""
IN_AN_ATTEMPT = "attempt_id"


class Field(NamedTuple):
    """One value with its name."""

    label: str
    text: str


class Row(NamedTuple):
    """A row with its values, and what belongs to it."""

    title: str
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]


class Part(NamedTuple):
    """All rows of one kind."""

    title: str
    rows: tuple[Row, ...]


def parts(copy: Copy) -> tuple[Part, ...]:
    """The document of a copy, part by part."""
    return _Writer().parts(copy)


class _Writer:
    """Writes one document in the reader's language; what is said again and again is looked up once."""

    def __init__(self) -> None:
        self.said: Callable[[str], str] = cache(gettext)
        self.spoken: Callable[[str], str] = cache(spoken)

    def parts(self, copy: Copy) -> tuple[Part, ...]:
        within: defaultdict[UUID, list[Copied]] = defaultdict(list)
        for table in copy.tables:
            if IN_AN_ATTEMPT in table.rules.exported:
                for attempt, rows in groupby(table.rows, itemgetter(IN_AN_ATTEMPT)):
                    within[attempt].append(Copied(table.rules, tuple(rows)))
        outer = [one for one in copy.tables if IN_AN_ATTEMPT not in one.rules.exported]
        return tuple(self._part(one, within if one.rules.name == "attempt" else {}) for one in outer)

    def _part(self, table: Copied, within: Mapping[UUID, list[Copied]]) -> Part:
        rows = tuple(
            Row(
                str(row.get("case") or row.get("cohort") or ""),
                tuple(self._fields(table, row)),
                tuple(self._part(one, {}) for one in within.get(row["id"], ())) if within else (),
            )
            for row in table.rows
        )
        return Part(self.said(table.rules.what), rows)

    def _fields(self, table: Copied, row: Mapping[str, Any]) -> Iterator[Field]:
        for name, value in row.items():
            column = table.rules.columns.get(name)
            if column is None:
                if value is not None and name not in ("case", "cohort"):  # these are the title
                    yield Field(self.said(LABELS[name]), value)
            elif column.export.way == "opened" and value is None:
                yield Field(self.said(column.label), self.said(N_("cannot be opened: its key is gone")))
            elif column.kind != "technical" and not isinstance(value, UUID) and name != "version":
                text = self._text(value)
                if text:
                    yield Field(self.said(column.label), text)

    def _text(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.said(N_("yes") if value else N_("no"))
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, date):
            return day(value)
        if isinstance(value, Mapping):
            return "; ".join(self._named(str(name), one) for name, one in value.items() if one not in (None, [], {}))
        if isinstance(value, list):
            return listed(map(self._text, value)) if value else ""
        return self.spoken(value) if isinstance(value, str) and value in SAID else str(value)

    def _named(self, name: str, value: Any) -> str:
        pattern = "{} ({})" if isinstance(value, Mapping) else "{}: {}"
        return pattern.format(self.spoken(name), self._text(value))
