"""What trainees write in turns lies beside the turns, so that it can be erased; a turn keeps salted digests of it.

The hash chain of each attempt is computed anew over the digests, but only as far as it was sound before: from its first
break on the stored hashes stay as they are, and so do not fit, before and after. The hashing is written down here once
more, as it was and will be for stored turns, whatever later releases do.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = ("said", "reason")
PAGE = 200

ATTEMPT = sa.table("attempt", sa.column("id", sa.Uuid()), sa.column("person_id", sa.Uuid()))
for name in ("version", "start_gauges", "turns", "last_hash"):
    ATTEMPT.append_column(sa.column(name))
PERSON = sa.table("person", sa.column("id", sa.Uuid()), sa.column("erased_at"))
WORDS = sa.table("turn_words", sa.column("attempt_id", sa.Uuid()), *map(sa.column, ("seq", "kind", "salt", "text")))

Row = dict[str, Any]


def upgrade() -> None:
    op.create_table(
        "turn_words",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "seq", "kind", name=op.f("pk_turn_words")),
        sa.ForeignKeyConstraint(
            ["attempt_id", "seq"], ["turn.attempt_id", "turn.seq"], name=op.f("fk_turn_words_attempt_id")
        ),
        sa.CheckConstraint("kind IN ('said', 'reason')", name=op.f("ck_turn_words_kind")),
    )
    unguard_turns()
    for attempt in every_attempt():
        move_words(attempt)
    for kind in KINDS:
        op.execute(f"ALTER TABLE turn RENAME COLUMN {kind} TO {kind}_digest")
    guard_turns()
    guard_words()


def downgrade() -> None:
    unguard_turns()
    for kind in KINDS:
        op.execute(f"ALTER TABLE turn RENAME COLUMN {kind}_digest TO {kind}")
    for attempt in every_attempt():
        bring_words_back(attempt)
    guard_turns()
    op.drop_table("turn_words")  # its triggers go with it


def every_attempt() -> Iterator[sa.Row]:
    """All attempts, a page at a time, with whether their person was erased."""
    bind, last = op.get_bind(), None
    page = (
        sa.select(ATTEMPT, PERSON.c.erased_at.is_not(None).label("erased"))
        .join_from(ATTEMPT, PERSON, PERSON.c.id == ATTEMPT.c.person_id)
        .order_by(ATTEMPT.c.id)
        .limit(PAGE)
    )
    while found := bind.execute(page if last is None else page.where(ATTEMPT.c.id > last)).all():
        yield from found
        last = found[-1].id


def turns_of(attempt: sa.Row) -> list[Row]:
    """The turns as they are stored; `said` and `reason` are what the two columns hold, texts or digests."""
    names = ("seq", "parent", "token", "scene", "response", "noticed", *KINDS, "marks", "state", "took_over")
    columns = map(sa.column, (*names, "left_window", "answered_at", "previous", "hash"))
    turn = sa.table("turn", sa.column("attempt_id", sa.Uuid()), *columns)
    found = op.get_bind().execute(sa.select(turn).where(turn.c.attempt_id == attempt.id).order_by(turn.c.seq))
    return [dict(row) for row in found.mappings()]


def move_words(attempt: sa.Row) -> None:
    """Texts out of the turns, digests in."""
    words, changes = [], []
    for stored in turns_of(attempt):
        digests: Row = {}
        for kind in KINDS:
            if stored[kind] is not None:
                salt = secrets.token_hex(16)
                digests[f"{kind}_digest"] = digest(salt, stored[kind])
                place = {"attempt_id": attempt.id, "seq": stored["seq"], "kind": kind}
                words.append({**place, "salt": salt, "text": stored[kind]})
        changes.append((stored, {**without_words(stored), **digests}, True))
    if words:
        op.get_bind().execute(WORDS.insert(), words)
    rewrite(attempt, changes, "_digest")


def bring_words_back(attempt: sa.Row) -> None:
    """Digests out of the turns, texts in, where there are any."""
    found = op.get_bind().execute(sa.select(WORDS).where(WORDS.c.attempt_id == attempt.id))
    words = {(one.seq, one.kind): one for one in found}
    changes = []
    for row in turns_of(attempt):
        stored, texts, fit = without_words(row), {}, True
        for kind in KINDS:
            stored[f"{kind}_digest"], one = row[kind], words.get((row["seq"], kind))
            texts[kind] = one and one.text
            fit = fit and (row[kind] == digest(one.salt, one.text) if one else attempt.erased or row[kind] is None)
        changes.append((stored, {**without_words(row), **texts}, fit))
    rewrite(attempt, changes, "")


def rewrite(attempt: sa.Row, changes: Iterable[tuple[Row, Row, bool]], suffix: str) -> None:
    """Store changed turns (as stored, as they become, whether what was read beside them fits) with their new chain."""
    written, sound = [], True
    last = new_last = opening(attempt)
    for number, (stored, becomes, fit) in enumerate(changes, 1):
        follows = stored["seq"] == number and stored["previous"] == last
        sound = sound and fit and follows and stored["hash"] == link(stored)
        if sound:
            last, becomes["previous"] = stored["hash"], new_last
            new_last = becomes["hash"] = link(becomes)
        new = {f"new_{kind}": becomes.get(f"{kind}{suffix}") for kind in KINDS}
        new |= {f"new_{name}": becomes[name] for name in ("previous", "hash")}
        written.append({"attempt": attempt.id, "number": stored["seq"], **new})
    if not written:
        return
    turn = sa.table("turn", sa.column("attempt_id", sa.Uuid()), *map(sa.column, ("seq", *KINDS, "previous", "hash")))
    change = turn.update().where(turn.c.attempt_id == sa.bindparam("attempt"), turn.c.seq == sa.bindparam("number"))
    names = (*KINDS, "previous", "hash")
    op.get_bind().execute(change.values({name: sa.bindparam(f"new_{name}") for name in names}), written)
    if sound and (attempt.turns, attempt.last_hash) == (len(written), last):
        op.get_bind().execute(ATTEMPT.update().where(ATTEMPT.c.id == attempt.id).values(last_hash=new_last))


def without_words(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in KINDS}


def digest(salt: str, text: str) -> str:
    return sha256(salt + text)


def opening(attempt: sa.Row) -> str | None:
    """What the first turn continues from; None if the attempt holds nothing that could be read."""
    try:
        return sha256(f"{attempt.id}{attempt.version}{canonical(json.loads(attempt.start_gauges))}")
    except ValueError:
        return None


def link(turn: Row) -> str | None:
    """The hash of a turn; None if it holds something that cannot be read."""
    content = {name: value for name, value in turn.items() if name not in {"previous", "hash"} and value is not None}
    content["attempt_id"] = str(turn["attempt_id"])
    content["answered_at"] = written_time(turn["answered_at"])
    try:
        for name in content.keys() & {"noticed", "marks", "state"}:
            content[name] = json.loads(content[name])
    except ValueError:
        return None
    return sha256(turn["previous"] + canonical(content))


def written_time(moment: str | datetime) -> str:
    """As SQLite has it; PostgreSQL has a type of its own."""
    return moment if isinstance(moment, str) else moment.astimezone(UTC).isoformat(" ", "microseconds")


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def unguard_turns() -> None:
    """Let go of the trigger that refuses to change turns, and of that alone."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER turn_no_update" if on_sqlite else "DROP TRIGGER turn_no_change ON turn")


def guard_turns() -> None:
    """The trigger as 0001 made it."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'a stored turn never changes')"
        op.execute(f"CREATE TRIGGER turn_no_update BEFORE UPDATE ON turn BEGIN {refuse}; END")
    else:
        op.execute(
            "CREATE TRIGGER turn_no_change BEFORE UPDATE OR DELETE ON turn"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def guard_words() -> None:
    """Words are never changed; that they are deleted is what they lie here for."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'what was written in a turn never changes')"
        op.execute(f"CREATE TRIGGER turn_words_no_update BEFORE UPDATE ON turn_words BEGIN {refuse}; END")
        key = "attempt_id = NEW.attempt_id AND seq = NEW.seq AND kind = NEW.kind"
        there = f"EXISTS (SELECT 1 FROM turn_words WHERE {key})"  # noqa: S608
        op.execute(f"CREATE TRIGGER turn_words_no_replace BEFORE INSERT ON turn_words WHEN {there} BEGIN {refuse}; END")
    else:
        for name, event, each in (("change", "UPDATE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER turn_words_no_{name} BEFORE {event} ON turn_words"
                f" FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
