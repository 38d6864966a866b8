"""What is to be compared, as it is kept with a run: an assignment, a case, days, one rater, blind reviews alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from simulator.storage.agreement_rows import Within


class Scope(NamedTuple):
    """What is compared; None is all of them. The days are those on which attempts were finished, both included.

    `blind` leaves out, of what is compared with the case, the reviews whose writer saw the case's ratings.
    """

    assignment: UUID | None = None
    case: str | None = None
    since: date | None = None
    until: date | None = None
    rater: UUID | None = None
    blind: bool = False

    def written(self, zone: str) -> dict[str, Any]:
        """As it is stored: only what was chosen; the days are those of this zone."""
        values = {
            "assignment": self.assignment and str(self.assignment),
            "case": self.case,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "zone": zone if self.since or self.until else None,
            "rater": self.rater and str(self.rater),
            "blind": self.blind,
        }
        return {name: value for name, value in values.items() if value}


def read(stored: Mapping[str, Any]) -> Scope:
    """What was stored."""
    return Scope(
        assignment=UUID(stored["assignment"]) if "assignment" in stored else None,
        case=stored.get("case"),
        since=date.fromisoformat(stored["since"]) if "since" in stored else None,
        until=date.fromisoformat(stored["until"]) if "until" in stored else None,
        rater=UUID(stored["rater"]) if "rater" in stored else None,
        blind=bool(stored.get("blind")),
    )


def within(stored: Mapping[str, Any], cohort_id: UUID) -> Within:
    """The attempts that are meant."""
    scope, zone = read(stored), ZoneInfo(stored.get("zone", "UTC"))
    return Within(
        cohort_id,
        scope.assignment,
        scope.case,
        _midnight(scope.since, zone) if scope.since else None,
        _midnight(scope.until + timedelta(days=1), zone) if scope.until else None,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
