"""Somebody who has left a word of their own, found nowhere else, in every field that takes text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import text, update

from simulator.storage import people
from simulator.storage.database import Database
from simulator.storage.tables import ACCOUNT, INVITATION, PASSKEY, PERSON, PRACTICE_NOTE, REFLECTION, WEB_SESSION
from simulator.usecases import practice_notes
from simulator.usecases.catalogue import Store
from simulator.usecases.people import acting
from tests.storage.making_people import make_account
from tests.usecases.trainee import COHORT, NOW, Trainee, join

IN_THE_OPEN = (
    *("name", "slug", "zone", "locale", "email", "passkey", "device", "session", "invited", "pending"),
    *("saidone", "reasonone", "saidopen"),
)
SEALED = ("momentnote", "debriefnote", "practicenote", "changednote")
CHANGED = ("draftnote",)


class Marked(NamedTuple):
    """A person with the words they left; `sealed` are their private texts as they are stored."""

    trainee: Trainee
    open_attempt: UUID
    finished: UUID
    words: tuple[str, ...]
    private: tuple[str, ...]
    sealed: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.words, *self.private, *self.sealed)


def word(field: str) -> str:
    """The word that is left in a field."""
    return f"kanari{field}zwo"


def mark(store: Store) -> Marked:
    """Ada, with an attempt that is finished, one that is open, an account, and private notes."""
    ada = join(store, word("name"))
    finished = _play(ada)
    open_attempt = ada.start(say_first=True)
    ada.notice()
    ada.say(word("saidopen"))
    for field in ("practicenote", "draftnote"):
        practice_notes.keep(store, ada.actor, "three-breaths", 3, uuid4(), word(field))
    draft = next(one for one in practice_notes.own(store, ada.actor) if one.text == word("draftnote"))
    practice_notes.change(store, ada.actor, draft.id, word("changednote"))
    _enrol(store, ada.actor.id)
    with store.database.read() as session:
        found = people.person(session, ada.actor.id)
        assert found
        ada.actor = acting(session, found)
        sealed = [
            str(text)
            for table in (REFLECTION, PRACTICE_NOTE)
            for text in session.execute(table.select().with_only_columns(table.c.text)).scalars()
        ]
    return Marked(
        ada, open_attempt, finished, tuple(map(word, IN_THE_OPEN)), tuple(map(word, SEALED)), tuple(sealed)
    )  # fmt: skip


def _play(ada: Trainee) -> UUID:
    attempt = ada.start(say_first=True)
    ada.reflect(word("momentnote"))
    ada.notice(0)
    ada.say(word("saidone"))
    ada.respond("hold-the-gate", word("reasonone"))
    ada.play_to_the_end("stay-with-it")
    ada.rate_self(**dict.fromkeys(ada.debrief.in_play, "helpful"))
    ada.look_back(word("debriefnote"))
    return attempt


def _enrol(store: Store, person: UUID) -> None:
    now = datetime.now(UTC)
    with store.database.write() as session:
        make_account(session, person, word("email"))
        session.execute(
            update(PERSON)
            .where(PERSON.c.id == person)
            .values(slug=word("slug"), time_zone=word("zone"), locale=word("locale"))
        )
        session.execute(update(PASSKEY).where(PASSKEY.c.person_id == person).values(name=word("passkey")))
        session.execute(
            update(WEB_SESSION)
            .where(WEB_SESSION.c.person_id == person)
            .values(device=word("device"), data=word("session"), seen_at=now, expires_at=now + timedelta(hours=12))
        )
        for email, accepted in ((word("invited"), person), (word("pending"), None)):
            values = {"id": uuid4(), "email": email, "cohort_id": COHORT, "role": "trainee", "created_by": None}
            values |= {"created_at": NOW, "expires_at": NOW + timedelta(days=14), "withdrawn_at": None}
            values |= {"accepted_at": NOW if accepted else None, "accepted_by": accepted}
            session.execute(INVITATION.insert(), values)
        # an invitation that waits is found by the address of the account
        session.execute(update(ACCOUNT).where(ACCOUNT.c.person_id == person).values(email=word("pending")))
        audit_word = {"id": uuid4(), "email": word("email"), "cohort_id": COHORT, "role": "supervisor"}
        audit_word |= {"created_by": None, "created_at": NOW, "expires_at": NOW, "withdrawn_at": NOW}
        session.execute(INVITATION.insert(), {**audit_word, "accepted_at": NOW, "accepted_by": person})
        session.commit()


def everything(database: Database) -> str:
    """All that the database holds: the bytes of its files on SQLite, every row of every table on PostgreSQL."""
    if database.on_sqlite:
        file = str(database.url.database)
        return "".join(_read(file + ending) for ending in ("", "-wal", "-shm"))
    with database.read() as session:
        rows = (session.execute(text(f'SELECT t::text FROM "{name}" t')).scalars() for name in PERSON.metadata.tables)  # noqa: S608
        return "\n".join(str(row) for found in rows for row in found)


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read().decode("latin-1")
    except FileNotFoundError:
        return ""


def found_in(words: tuple[str, ...], where: str) -> set[str]:
    """Which of these words stand there."""
    return {one for one in words if one in where}
