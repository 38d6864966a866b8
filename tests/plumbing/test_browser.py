"""The tests have a browser, and it stays on this machine."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, Page, expect

from tests.plumbing.chromium import VARIABLE, find_chromium
from tests.plumbing.serving import Serve

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def greeting(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><title>Room</title><h1>Two chairs</h1><button onclick='this.remove()'>Sit</button>"]


def test_a_browser_opens_a_page_on_loopback(page: Page, serve: Serve) -> None:
    page.goto(serve(greeting))
    expect(page.get_by_role("heading", name="Two chairs")).to_be_visible()


def test_a_browser_runs_the_scripts_of_a_page(page: Page, serve: Serve) -> None:
    page.goto(serve(greeting))
    page.get_by_role("button", name="Sit").click()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_browser_draws_a_page(page: Page, serve: Serve) -> None:
    page.goto(serve(greeting))
    assert page.screenshot().startswith(b"\x89PNG")


@pytest.mark.parametrize("address", ["http://attune.example/", "http://192.0.2.1/"])
def test_a_browser_finds_no_other_machine(page: Page, address: str) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)


def test_a_chosen_browser_that_does_not_start_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no-browser"))
    with pytest.raises(RuntimeError, match="no-browser"):
        find_chromium("unused")


def test_the_browser_that_playwright_keeps_comes_before_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert find_chromium("/bin/true").program == Path("/bin/true")
