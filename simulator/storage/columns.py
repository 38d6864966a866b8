"""Column types that mean the same in both databases.

Text columns need no type of their own, but two rules: PostgreSQL refuses the character NUL, and no database can encode
a lone surrogate. Storage does not repair what people wrote; use cases refuse or replace both before they come here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from simulator.storage import canonical


class UtcTime(TypeDecorator[datetime]):
    """A moment: goes in with any time zone, comes out in UTC, to the microsecond.

    SQLite has no type for it and keeps ISO 8601 text of fixed width, which sorts by time.

    Raises:
        ValueError: a time without a time zone.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, `timestamp with time zone` elsewhere."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC."""
        if value is None:
            return None
        moment = in_utc(value)
        return written_time(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware datetime."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if dialect.name == "sqlite" else value.astimezone(UTC)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def written_time(moment: datetime) -> str:
    """A UTC moment as text of fixed width: `2026-11-23 06:18:00.000000+00:00`."""
    return moment.isoformat(" ", "microseconds")


class Canonical(TypeDecorator[Any]):
    """A value kept as its canonical JSON text, see `canonical`."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], str], read: Callable[[str], Any]) -> None:
        super().__init__()
        self.write = write
        self.read = read

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To text."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """To the value."""
        return None if value is None else self.read(value)


GAUGES = Canonical(canonical.gauges_text, canonical.gauges_from)
MARKS = Canonical(canonical.marks_text, canonical.marks_from)
PLACES = Canonical(canonical.places_text, canonical.places_from)
SCORES = Canonical(canonical.scores_text, canonical.scores_from)
STATE = Canonical(canonical.state_text, canonical.state_from)
TIME = UtcTime()
JSON_VALUE = Canonical(canonical.canonical, json.loads)
"""A plain value of lists, texts and numbers."""
