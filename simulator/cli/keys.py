"""Keys for private notes: made here, changed here, kept by whoever runs the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from simulator.cli.plainly import plainly
from simulator.config import Settings, checked
from simulator.storage import sealed_rows
from simulator.storage.database import Database
from simulator.storage.revision import require_current
from simulator.storage.sealing import Keys, Seal, new_key

DELETE = "Delete all private notes that the keys in ATTUNE_PRIVATE_KEYS do not open?"


@click.group()
def keys() -> None:
    """Keys that private notes are encrypted with (ATTUNE_PRIVATE_KEYS)."""


@keys.command()
def new() -> None:
    """Print a new key. Put it first in ATTUNE_PRIVATE_KEYS, before those that are there."""
    click.echo(new_key())


@keys.command()
@plainly
def rotate() -> None:
    """Encrypt every private note with the first key, so that the others can be taken out of ATTUNE_PRIVATE_KEYS."""
    with _site() as (database, seal):
        sealed_rows.require_keys(database, seal)
        done = sealed_rows.seal_anew(database, seal)
    click.echo(f"Encrypted with the first key: {done.sealed}.")
    if done.unreadable:
        click.echo(f"No key opens these, which are left as they are: {done.unreadable}.")


@keys.command("give-up")
@click.confirmation_option(prompt=DELETE, help="Do not ask.")
@plainly
def give_up() -> None:
    """Delete the private notes whose key is lost, for good, so that the site can start without it."""
    with _site() as (database, seal):
        gone = sealed_rows.give_up(database, seal)
    click.echo(f"Deleted: {gone}.")


@contextmanager
def _site() -> Iterator[tuple[Database, Seal]]:
    settings = checked(Settings())
    seal = Keys.of(settings.secret.get_secret_value(), settings.private_keys.get_secret_value()).seal
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        yield database, seal
