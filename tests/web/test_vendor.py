"""The third-party files that pages load are fetched while installing, and are what they should be."""

from pathlib import Path

import pytest

import simulator

VENDOR = Path(simulator.__file__).parent / "web" / "static" / "vendor"

FONTS = [
    "source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "source-serif-4/files/source-serif-4-latin-wght-italic.woff2",
    "source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    "source-sans-3/files/source-sans-3-latin-wght-italic.woff2",
]


@pytest.mark.parametrize("font", FONTS)
def test_a_font_is_a_small_woff2_file(font: str) -> None:
    content = (VENDOR / font).read_bytes()
    assert content.startswith(b"wOF2")
    assert 20_000 < len(content) < 60_000


def test_htmx_is_version_4_and_small() -> None:
    content = (VENDOR / "htmx/dist/htmx.min.js").read_text()
    assert "4.0." in content
    assert 20_000 < len(content) < 60_000


@pytest.mark.parametrize("package", ["htmx", "source-serif-4", "source-sans-3"])
def test_each_package_brings_its_licence(package: str) -> None:
    assert "permission" in (VENDOR / package / "LICENSE").read_text().lower()
