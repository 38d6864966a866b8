"""Starting and keeping a site: demo, serve, db, verify."""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import waitress
from pydantic import SecretStr

from simulator.app import create_app
from simulator.cli.beside import jobs_beside
from simulator.cli.plainly import plainly, stop
from simulator.config import Settings, checked
from simulator.serving import run
from simulator.storage import migrating
from simulator.storage.database import Database
from simulator.storage.revision import require_current
from simulator.storage.sealed_rows import require_keys
from simulator.storage.sealing import Keys, new_key
from simulator.usecases.accounts import first_link
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.demonstrating import furnish
from simulator.usecases.verifying import verify as verify_all
from simulator.web.accounts.first import FIRST

PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option(
    "--data",
    default=Path("instance"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder where the demo keeps its database.",
)
@click.option("--fresh", is_flag=True, help="Begin with an empty demo; what it had kept is deleted.")
@plainly
def demo(host: str, port: int, data: Path, fresh: bool) -> None:
    """Run Attune with demo people and some played attempts."""
    if _taken(host, port):
        stop(f"Port {port} is in use. Choose another one: attune demo --port {port % 65535 + 1}")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (data / "demo.sqlite3").resolve()
    if fresh:
        for path in file.parent.glob(file.name + "*"):
            path.unlink()
    address = f"sqlite:///{file}"
    settings = Settings(
        mode="demo",
        database_url=address,
        secret=_kept(data / "demo.secret", lambda: secrets.token_urlsafe(48)),
        private_keys=_kept(data / "demo.keys", new_key),
        https=False,
    )
    migrating.upgrade(address)
    app = create_app(settings)
    furnish(app.extensions["attune"])
    click.echo(f"Attune is open at http://{host}:{port}/  (Ctrl+C closes it; it keeps what you do in {data}/)")
    with jobs_beside({"ATTUNE_DATABASE_URL": address}):
        waitress.serve(app, host=host, port=port, threads=8, ident="", _quiet=True)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _kept(file: Path, make: Callable[[], str]) -> SecretStr:
    """A secret of the demo's own, kept beside its database: people stay signed in, and their notes can be read."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make())
    return SecretStr(file.read_text())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads of each process.")
@plainly
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve Attune in production (gunicorn). Needs ATTUNE_SECRET, ATTUNE_PRIVATE_KEYS and a current database."""
    settings = checked(Settings())
    keys = Keys.of(settings.secret.get_secret_value(), settings.private_keys.get_secret_value())
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        require_keys(database, keys.seal)
        token = first_link(database, keys)
    if token:
        click.echo("Nobody can administer this site yet. Whoever opens this link makes the first account:")
        click.echo(f"{(settings.url or f'http://{host}:{port}').rstrip('/')}{FIRST}{token}")
    with jobs_beside():
        run(f"{host}:{port}", workers, threads)


@click.group()
def db() -> None:
    """Bring the database up or down."""


@db.command()
@click.argument("revision", default="head")
@plainly
def upgrade(revision: str) -> None:
    """Bring the database at ATTUNE_DATABASE_URL up to REVISION."""
    address = Settings().database_url
    migrating.upgrade(address, revision)
    click.echo(f"The database stands at {migrating.current(address)}.")


@db.command()
@click.argument("revision")
@plainly
def downgrade(revision: str) -> None:
    """Take the database down to REVISION ("base" removes every table, and everything in them)."""
    address = Settings().database_url
    migrating.downgrade(address, revision)
    click.echo(f"The database stands at {migrating.current(address) or 'no revision'}.")


@click.command()
@plainly
def verify() -> None:
    """Replay every stored attempt: states, ratings, scores, numbering, hash chain; and check every review and drill.

    Exits 1 on any difference.
    """
    settings = Settings()
    with closing(Database(settings.database_url)) as database:
        require_current(database)
        catalogue = open_catalogue(database, settings.scenario_folder, datetime.now(UTC))
        result = verify_all(Store(database, catalogue, Keys.absent()))
    for one in result.discrepancies:
        click.echo(f"{one.kind} {one.attempt}, turn {one.seq}: {one.sentence}")
    found = len(result.discrepancies) or "no"
    click.echo(f"{result.attempts} attempts, {result.turns} turns replayed: {found} differences")
    if result.reviews or result.drills:
        click.echo(f"{result.reviews} reviews and {result.drills} drills are among what was looked at")
    sys.exit(1 if result.discrepancies else 0)
