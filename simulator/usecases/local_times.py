"""Times as people write them: on a clock, in a zone. When clocks change, one time is skipped and one comes twice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from simulator.usecases.errors import Refused

FIRST_YEAR, LAST_YEAR = 2000, 2100
WRITTEN = "%Y-%m-%dT%H:%M"
"""As a browser sends it."""


def understood(text: str, zone: str) -> datetime:
    """The moment at which the clocks of a zone show this. `zone` is one of `zones.ZONES`.

    Raises:
        Refused: it is no time; the clocks skip it, or show it twice.
    """
    try:
        shown = datetime.strptime(text.strip().replace(" ", "T"), WRITTEN)  # noqa: DTZ007 - the zone is added below
    except ValueError:
        raise Refused("Please give a day and a time, like this: 2026-10-01T09:00.") from None
    if not FIRST_YEAR <= shown.year < LAST_YEAR:
        raise Refused("Please choose years between {first} and {last}.", first=str(FIRST_YEAR), last=str(LAST_YEAR - 1))
    first, second = (shown.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first < second:
        raise Refused(
            "The clocks are put back that night, so this time comes twice. Please choose one before or after."
        )
    if first > second:
        raise Refused(
            "The clocks are put forward that night, so this time is skipped. Please choose one before or after."
        )
    return first


def written(at: datetime, zone: str) -> str:
    """What the clocks of a zone show at a moment, as a browser writes it."""
    return at.astimezone(ZoneInfo(zone)).strftime(WRITTEN)
