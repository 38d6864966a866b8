"""Personal data from the command line: what is declared of it, and letting go of what has been kept long enough."""

from __future__ import annotations

from contextlib import closing

import click

from simulator.cli.plainly import plainly
from simulator.config import Settings
from simulator.storage.database import Database
from simulator.storage.privacy import RULES
from simulator.storage.revision import require_current
from simulator.storage.rules import Column
from simulator.usecases.privacy import sweep as sweep_all


@click.group()
def privacy() -> None:
    """Personal data: what is declared of every column, and letting go of what has been kept long enough."""


@privacy.command()
def rules() -> None:
    """Print what is declared of every column: its class, how long it is kept, what export and erasure do with it."""
    for one in RULES.values():
        click.echo(f"{one.name}: {one.what}. {one.why}\n  kept: {one.kept} seen by: {one.seen_by}")
        for name, column in one.columns.items():
            kept = f"; kept: {column.kept}" if column.kept else ""
            click.echo(f"  {name:<18} {column.kind:<15} {_exported(column)}; {_erased(column)}{kept}")


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@plainly
def sweep(dry_run: bool) -> None:
    """Let go of what has been kept as long as it is to be. Run it every day; the site may be in use meanwhile.

    People in whose account nothing has happened for ATTUNE_KEEP_INACTIVE_DAYS (0: never) are erased.
    """
    settings = Settings()
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        swept = sweep_all(database, settings.keep_inactive_days, dry=dry_run)
    for what, count in swept:
        click.echo(f"{what}: {count}")
    click.echo("Nothing was changed: this is what would go." if dry_run else "Done: this is what went.")


def _exported(column: Column) -> str:
    because = f" ({column.export.because})" if column.export.because else ""
    return f"export: {column.export.way}{because}"


def _erased(column: Column) -> str:
    return f"erasing: {column.erase.way} {column.erase.to}".rstrip()
