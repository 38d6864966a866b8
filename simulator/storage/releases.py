"""When the scores of an attempt are shown to the person who played it: one rule, for every page and for the export."""

from __future__ import annotations

from datetime import datetime
from typing import Final

AT_ONCE: Final = "at once"
AT_THE_DUE_TIME: Final = "at the due time"
BY_THE_SUPERVISOR: Final = "by the supervisor"
RELEASES = (AT_ONCE, AT_THE_DUE_TIME, BY_THE_SUPERVISOR)


def visible(
    *, mode: str, release: str | None, due_at: datetime | None, released_at: datetime | None, now: datetime
) -> bool:
    """Whether scores and feedback of a finished attempt are shown now.

    `mode` is that of the attempt, `release` and `due_at` those of its assignment as it stands (None without one).
    Practice gives feedback after every turn, so there is nothing to hold back. Without a job that runs at the due time,
    the clock decides; what finishes later is shown at once.
    """
    if mode == "practice" or release in (None, AT_ONCE) or released_at is not None:
        return True
    return release == AT_THE_DUE_TIME and due_at is not None and now >= due_at
