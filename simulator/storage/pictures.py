"""Pictures of the cases."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.prepared import Prepared
from simulator.storage.tables import PICTURE


class PictureRecord(NamedTuple):
    """A picture with what it shows, a WebP file."""

    name: str
    width: int
    height: int
    data: bytes
    added_by: UUID
    added_at: datetime


_DATA = Prepared(select(PICTURE.c.data).where(PICTURE.c.name == bindparam("of_name")))


def add_picture(session: Session, picture: PictureRecord) -> None:
    """Keep a picture, once: its name ends with a digest of it."""
    session.execute(insert_or_keep(session, PICTURE), picture._asdict())


def data_of(session: Session, name: str) -> bytes | None:
    """The file of a picture."""
    row = _DATA.first(session, {"of_name": name})
    return None if row is None else bytes(row[0])


def name_of(session: Session, digest: str) -> str | None:
    """The name of the picture with this digest."""
    row = session.execute(select(PICTURE.c.name).where(PICTURE.c.name.like(f"%-{digest}.webp"))).first()
    return None if row is None else str(row[0])


def names(session: Session) -> tuple[str, ...]:
    """The name of every picture, added last first."""
    rows = session.execute(select(PICTURE.c.name).order_by(PICTURE.c.added_at.desc(), PICTURE.c.name))
    return tuple(str(row[0]) for row in rows)
