"""What is new in a case since the version that somebody knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import dropwhile, takewhile

from simulator.storage import publications
from simulator.storage.publications import PublicationRecord
from simulator.usecases.catalogue import Store

NEWEST = 3
"""More than these sentences nobody reads before they play."""


def news(found: Sequence[PublicationRecord], known: str) -> tuple[str, ...]:
    """What was said to be new in the publications of a case (newest first) after those of a version, newest first.

    Nothing, if that version is not among them.
    """
    since = takewhile(lambda one: one.version != known, found)
    among = any(one.version == known for one in found)
    return tuple(one.sentence for one in since if one.sentence and among)


def known_since(store: Store, slug: str, version: str, known: str) -> tuple[datetime | None, tuple[str, ...]]:
    """When a version of a case was first published, and the newest of what is new in it for who knows another one."""
    with store.database.read() as session:
        found = publications.of_slug(session, slug)
    upto = list(dropwhile(lambda one: one.version != version, found))
    since = min((one.published_at for one in upto if one.version == version), default=None)
    return since, news(upto, known)[:NEWEST]
