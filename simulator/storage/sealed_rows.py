"""The sealed texts of a database as a whole: whether their key is there, sealing what is not sealed, changing keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, func, select, true, update

from simulator.config import ConfigError
from simulator.storage.database import Database, Session
from simulator.storage.sealing import MARK, Seal
from simulator.storage.tables import PRACTICE_NOTE, REFLECTION

PRIVATE = (REFLECTION, PRACTICE_NOTE)
"""The tables with a sealed `text` of a `person_id`."""

NEWEST, PAGE = 5, 200


class Resealed(NamedTuple):
    """How many texts were sealed anew, and how many could not be opened and are left as they are."""

    sealed: int
    unreadable: int


def require_keys(database: Database, seal: Seal) -> None:
    """Refuse to go on without the key of the private texts that are there.

    Raises:
        ConfigError: none of the newest ones can be opened. (One alone may be damaged.)
        StoreUnavailable: the database cannot be reached.
    """
    with database.read() as session:
        newest = [row for table in PRIVATE for row in _newest(session, table)]
    if newest and all(seal.opened_or_none(person, text) is None for person, text in newest):
        raise ConfigError(
            "ATTUNE_PRIVATE_KEYS lacks the key that the private notes in this database were encrypted with. Add it (the"
            " first key encrypts, all decrypt); if it is lost for good, `attune keys give-up` deletes those notes."
        )


def seal_rest(database: Database, seal: Seal) -> int:
    """Seal what an earlier release stored as it was typed; how many texts that were. Without any, nothing is written.

    Raises:
        StoreUnavailable: the database cannot be reached or written now.
    """
    with database.read() as session:
        plain = any(session.execute(select(table.c.id).where(_plain(table)).limit(1)).first() for table in PRIVATE)
    return _anew(database, seal, only_plain=True).sealed if plain else 0


def seal_anew(database: Database, seal: Seal) -> Resealed:
    """Seal every text with the first key, after which the others are not needed any more.

    Raises:
        StoreUnavailable: the database cannot be reached or written now; what was done until then is kept.
    """
    return _anew(database, seal, only_plain=False)


def give_up(database: Database, seal: Seal) -> int:
    """Delete every text that cannot be opened, for good; how many there were.

    Raises:
        StoreUnavailable: the database cannot be reached or written now.
    """
    with database.write() as session:
        lost = [
            (table, row.id)
            for table in PRIVATE
            for page in _pages(session, table, true())
            for row in page
            if seal.opened_or_none(row.person_id, row.text) is None
        ]
        for table, row_id in lost:
            session.execute(delete(table).where(table.c.id == row_id))
        session.commit()
    return len(lost)


class _Text(NamedTuple):
    id: UUID
    person_id: UUID
    text: str


def _plain(table: Table) -> ColumnElement[bool]:
    return func.substr(table.c.text, 1, len(MARK)) != MARK


def _newest(session: Session, table: Table) -> list[tuple[UUID, str]]:
    sealed = select(table.c.person_id, table.c.text).where(~_plain(table))
    return [(row[0], row[1]) for row in session.execute(sealed.order_by(table.c.updated_at.desc()).limit(NEWEST))]


def _pages(session: Session, table: Table, which: ColumnElement[bool]) -> Iterator[list[_Text]]:
    some = select(table.c.id, table.c.person_id, table.c.text).where(which).order_by(table.c.id).limit(PAGE)
    page = session.execute(some).all()
    while page:
        yield [_Text(*row) for row in page]
        page = session.execute(some.where(table.c.id > page[-1].id)).all()


def _anew(database: Database, seal: Seal, *, only_plain: bool) -> Resealed:
    """Page by page, so that nobody waits long; a text that its writer changes meanwhile stays as they changed it."""
    sealed = unreadable = 0
    with database.read() as reading:
        for table in PRIVATE:
            for page in _pages(reading, table, _plain(table) if only_plain else true()):
                with database.write() as session:
                    for row in page:
                        text = seal.opened_or_none(row.person_id, row.text)
                        if text is None:
                            unreadable += 1
                            continue
                        same = (table.c.id == row.id) & (table.c.text == row.text)
                        new = seal.sealed(row.person_id, text)
                        sealed += session.execute(update(table).where(same).values(text=new)).rowcount
                    session.commit()
    return Resealed(sealed, unreadable)
