"""People, from the command line: the first administrator, and links to choose a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from simulator.app import create_app
from simulator.cli.plainly import plainly, stop
from simulator.config import Settings
from simulator.storage import directory
from simulator.usecases import accounts
from simulator.usecases.accounts import Account
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Refused
from simulator.web.accounts.resetting import reset_link

HERE = "http://127.0.0.1:8000"
URL = click.option("--url", default=None, help=f"Where people open the site; else ATTUNE_URL, else {HERE}.")


@click.group()
def people() -> None:
    """Make accounts from here, when there is nobody yet who could invite."""


@people.command()
@click.option("--name", required=True, help="What the person is called.")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--administrator", is_flag=True, help="They may do everything on the whole site.")
@URL
@plainly
def create(name: str, email: str, administrator: bool, url: str | None) -> None:
    """Make an account, and print a link with which its person chooses a password."""
    with _site(url) as store:
        try:
            person_id = accounts.open_account(store, name, email, administrator=administrator)
        except Refused as refused:
            stop(refused.sentence)
        _print_link(accounts.for_reset_link(store, None, person_id))


@people.command()
@click.argument("email")
@URL
@plainly
def link(email: str, url: str | None) -> None:
    """Print a link with which the person with this address chooses a new password."""
    with _site(url) as store:
        found = accounts.find(store, "email", email.strip().lower())
        if found is None or not found.record.active:
            stop("There is no account with this address that may be used.")
        _print_link(accounts.for_reset_link(store, None, found.record.person_id))


@people.command("list")
@plainly
def list_() -> None:
    """Print everybody: name, address, and whether they are an administrator."""
    with _site(None) as store, store.database.read() as session:
        everybody = directory.everybody(session)
    for one in everybody:
        remarks = ("administrator" if one.administrator else "", "closed" if one.active is False else "")
        click.echo("\t".join((one.name, one.email or "no account", " ".join(filter(None, remarks)))).rstrip())


@contextmanager
def _site(url: str | None) -> Iterator[Store]:
    """The store of the site, as if it were opened at this address."""
    settings = Settings()
    app = create_app(settings)
    with app.test_request_context(base_url=url or settings.url or HERE):
        yield app.extensions["attune"]
    app.extensions["attune"].database.close()


def _print_link(account: Account) -> None:
    click.echo("With this link the person chooses a password. It works once, for an hour:")
    click.echo(reset_link(account))
