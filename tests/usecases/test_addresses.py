"""Finding e-mail addresses in what people paste and upload."""

from __future__ import annotations

import pytest

from simulator.usecases.addresses import LARGEST_FILE, MOST, BadLine, addresses, decoded, normal
from simulator.usecases.errors import Refused


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org\nben@example.org",
        "ada@example.org\r\n\r\nben@example.org\r\n",
        "ada@example.org;ben@example.org",
        "ada@example.org, ben@example.org,",
        "ada@example.org\tben@example.org",
        "\ufeffada@example.org\nben@example.org",
        "Ada Berg <ada@example.org>; Ben <ben@example.org>",
        '"Berg, Ada" <ada@example.org>, "Ben" <ben@example.org>',
        "E-Mail;Name\nada@example.org;Ada\nben@example.org;Ben",
        'name,email\n"Berg, Ada","ada@example.org"\n"Ben","ben@example.org"',
        " ADA@Example.org \nben@example.org\nada@EXAMPLE.org",
        "mailto:ada@example.org\nmailto:ben@example.org",
        '"ada@example.org\nben@example.org"',
    ],
)
def test_addresses_are_found_however_they_are_written(text: str) -> None:
    assert addresses(text) == (("ada@example.org", "ben@example.org"), ())


def test_bad_lines_are_named_and_good_ones_kept() -> None:
    found = addresses("ada@example.org\nAda Berg\nben@example.org; ben@; @example.org\n\nc\0em@example.org")
    assert found.good == ("ada@example.org", "ben@example.org")
    assert found.bad == (
        BadLine(2, "Ada Berg", "no address"),
        BadLine(3, "ben@", "not an address"),
        BadLine(3, "@example.org", "not an address"),
        BadLine(5, "cem@example.org", "character"),
    )


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "ada@", "@example.org", "ada@example", "ada @example.org", "ada@example..org", "ada@ex ample.org"),
        *("ada@example.org\nBcc: ben@example.org", "a" * 65 + "@example.org", "<ada@example.org"),
        *("ada@" + "x" * 250 + ".org", "ada@[127.0.0.1]", "ada@localhost", "=cmd|'x'!A1", "\ud800@example.org"),
    ],
)
def test_what_is_not_an_address_is_not_taken_for_one(address: str) -> None:
    assert normal(address) is None


def test_an_address_has_one_form() -> None:
    assert normal(" Ada.Berg@Exämple.ORG ") == "ada.berg@exämple.org"


def test_too_many_at_once_are_refused() -> None:
    most = "\n".join(f"a{number}@example.org" for number in range(MOST))
    assert len(addresses(most).good) == MOST
    with pytest.raises(Refused, match="201 lines, and at most 200 people"):
        addresses(most + "\nnobody")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_however_it_was_saved(coding: str) -> None:
    assert addresses(decoded("Ada Größe <ada@example.org>".encode(coding))).good == ("ada@example.org",)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"x" * (LARGEST_FILE + 1), "larger than"), (b"PK\x03\x04\0\0", "not plain text"), (b"\xff\xfe\0", "not plain")],
)
def test_a_file_that_is_too_large_or_not_a_text_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        decoded(content)
