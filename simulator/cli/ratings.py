"""Ratings from the command line: what supervisors rated, and reverting a named set of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from simulator.cli.plainly import plainly, stop
from simulator.config import Settings
from simulator.storage.database import Database
from simulator.storage.revision import require_current
from simulator.storage.sealing import Keys
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.errors import Refused
from simulator.usecases.named_ratings import Words, named
from simulator.usecases.named_ratings import revert as revert_all
from simulator.usecases.rating_changes import Change, Moved

OPTIONS = (
    click.option("--cohort", default="", help="Only in this cohort: its name, or its number."),
    click.option("--until", default="", help="Only until this day, such as 2026-10-01, with it."),
    click.option("--since", default="", help="Only from this day on, such as 2026-10-01."),
    click.option("--by", default="", help="Only those of this supervisor: their name, or their address."),
)


def of_a_set(command: Callable[..., None]) -> Callable[..., None]:
    """The options that name a set."""
    for option in OPTIONS:
        command = option(command)
    return command


@click.group()
def ratings() -> None:
    """What supervisors rated: list a named set of it, or revert it.

    Days are those of the cohort's time zone; without a cohort, of UTC.
    """


@ratings.command("list")
@of_a_set
@plainly
def list_(**words: Any) -> None:
    """Print the reviews of a set, newest first: when, number, who, and which levels moved."""
    with _site() as store:
        found = _found(store, Words(**words))
    for one in found:
        click.echo(_line(one))
    click.echo(_counted(found))


@ratings.command()
@of_a_set
@click.option("--review", "reviews", multiple=True, type=click.UUID, help="Only the review of this number; repeatable.")
@click.option("--why", required=True, help="The reason, which stays on record.")
@click.option("--dry-run", is_flag=True, help="Only say what would be reverted.")
@plainly
def revert(why: str, dry_run: bool, reviews: Sequence[UUID], **words: Any) -> None:
    """Revert the reviews of a set: they stay on record, and do not count any more. This cannot be taken back.

    The supervisors can finish those readings once more.
    """
    if not reviews and not any(words.values()):
        stop("Please name a set: --by, --since, --until, --cohort or --review.")
    with _site() as store:
        found = _found(store, Words(**words, reviews=reviews))
        for one in found:
            click.echo(_line(one))
        if dry_run:
            click.echo(f"Nothing was changed. {_counted(found)}")
            return
        try:
            done = revert_all(store, found, why)
        except Refused as refused:
            stop(refused.sentence)
    click.echo(f"Done: {done.reverted} reverted, {done.before} had been reverted before.")


@contextmanager
def _site() -> Iterator[Store]:
    settings = Settings()
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        yield Store(database, open_catalogue(database, settings.scenario_folder, datetime.now(UTC)), Keys.absent())


def _found(store: Store, words: Words) -> tuple[Change, ...]:
    try:
        return named(store, words)
    except Refused as refused:
        stop(refused.sentence)


def _line(one: Change) -> str:
    """A review in one line. Nothing that anybody wrote about it is in it."""
    entry = one.entry
    what = "; ".join(map(_moved, one.moved)) or ("the first one" if one.first else "no level moved")
    state = ", ".join(word for word, so in (("released", one.released), ("reverted", one.reverted)) if so)
    at = entry.at.isoformat(" ", "seconds")
    parts = (at, str(entry.id), one.by or "somebody who was erased", str(entry.purpose), entry.slug)
    return "\t".join((*parts, f"attempt {entry.attempt_id}", f"{one.ratings} ratings", what, state)).rstrip()


def _moved(one: Moved) -> str:
    place = f"turn {one.seq} {one.principle}" + (f" ({one.criterion})" if one.criterion else "")
    return f"{place}: {_level(one.before)} -> {_level(one.after)}"


def _level(level: int | None) -> str:
    return "none" if level is None else "not in play" if level == 0 else str(level)


def _counted(found: Sequence[Change]) -> str:
    return f"{len(found)} reviews, of which {sum(one.reverted for one in found)} are reverted."
