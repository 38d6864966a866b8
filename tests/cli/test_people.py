"""`attune people`: accounts from the command line, and the link that makes the first administrator."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from simulator.app import create_app
from simulator.cli import main
from simulator.storage import migrating
from tests.plumbing.keys import PRIVATE_KEY, SECRET, with_keys
from tests.usecases.cases import WALK, folder_of
from tests.web.holding import PASSWORD, Holder


@pytest.fixture
def site(sqlite_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site that the command finds in its environment."""
    for name in [name for name in os.environ if name.startswith("ATTUNE_")]:
        monkeypatch.delenv(name)
    folder = folder_of(tmp_path / "cases", walk=WALK)
    settings = {"DATABASE_URL": sqlite_database_url, "SECRET": SECRET, "PRIVATE_KEYS": PRIVATE_KEY}
    for name, value in {**settings, "SCENARIOS": str(folder), "HTTPS": "false"}.items():
        monkeypatch.setenv(f"ATTUNE_{name}", value)
    migrating.upgrade(sqlite_database_url)
    return create_app(with_keys(mode="production", database_url=sqlite_database_url, scenarios=folder))


def attune(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["people", *arguments], prog_name="attune")


def test_an_administrator_is_made_and_chooses_a_password_by_the_link(site: Flask) -> None:
    result = attune("create", "--name", "Ravi Menon", "--email", "Ravi@Example.org", "--administrator")
    assert result.exit_code == 0, result.output
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/reset/\S+)", result.output)
    ravi = Holder(site, "ravi@example.org")
    ravi.get(path)
    ravi.send(path, password=PASSWORD, password_confirm=PASSWORD)
    ravi.sign_in()
    assert ravi.signed_in()
    assert attune("list").output == "Ravi Menon\travi@example.org\tadministrator\n"


def test_the_link_leads_to_where_people_open_the_site(site: Flask) -> None:
    made = ("create", "--name", "Ada", "--email", "ada@example.org", "--url", "https://attune.example.org")
    assert "\nhttps://attune.example.org/reset/" in attune(*made).output
    assert "\nhttp://127.0.0.1:8000/reset/" in attune("link", "ada@example.org").output


@pytest.mark.parametrize(("name", "email"), [(" ", "ada@example.org"), ("Ada", "not an address")])
def test_what_cannot_be_is_refused_in_a_sentence(site: Flask, name: str, email: str) -> None:
    result = attune("create", "--name", name, "--email", email)
    assert result.exit_code == 2
    assert result.output.count("\n") == 1


def test_an_address_has_one_account(site: Flask) -> None:
    assert attune("create", "--name", "Ada", "--email", "ada@example.org").exit_code == 0
    assert attune("create", "--name", "Ada", "--email", "ADA@example.org").exit_code == 2
    assert attune("link", "nobody@example.org").exit_code == 2
