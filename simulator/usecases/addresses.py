"""Many e-mail addresses at once, as people paste or upload them: good ones are found, bad ones are named by their line.

Every line may hold several, with `;`, `,` or a tab between them: a column of a table, a line of a mail program's “To”
(`Ada Berg <ada@example.org>; …`), a CSV file with names beside the addresses. Cells without an address are left aside
where their line has one.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from email_validator import EmailNotValidError, validate_email

from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible, storable

LARGEST_FILE = 64 * 1024
MOST = 200
Fault = Literal["no address", "not an address", "character"]
HEADINGS = {"email", "e-mail", "mail", "address", "addresses", "email address", "e-mail address", "e-mail-adresse"}
_CELL = re.compile(r'(?:"[^"]*"|[^;,\t])+')
_ANGLED = re.compile(r"<([^<>]*)>\s*$")


class BadLine(NamedTuple):
    """What is not an address, where it stands (lines count from 1), and why."""

    line: int
    text: str
    fault: Fault


class Found(NamedTuple):
    """What was found: addresses, each once, in the order of the text; and what could not be read."""

    good: tuple[str, ...]
    bad: tuple[BadLine, ...]


def normal(address: str) -> str | None:
    """The address in the one form in which it is kept and compared; None if it is none. No network is asked."""
    try:
        return validate_email(address.strip(), check_deliverability=False, strict=True).normalized.lower()
    except EmailNotValidError:
        return None


def decoded(content: bytes) -> str:
    """The text of an uploaded file, whatever program has written it.

    Raises:
        Refused: it is too large, or not a text.
    """
    if len(content) > LARGEST_FILE:
        raise Refused("The file is larger than {limit} bytes. Please send it in parts.", limit=LARGEST_FILE)
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # only addresses are read, and they are ASCII but for a few
    if "\0" in text:
        raise Refused("This file is not plain text. Please save the table as CSV, or paste the addresses.")
    return text


def addresses(text: str) -> Found:
    """The addresses of a text.

    Raises:
        Refused: there are too many.
    """
    good: dict[str, None] = {}
    bad: list[BadLine] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in _CELL.findall(line) if cell.strip(' \t"')]
        if not cells or (number == 1 and any(cell.strip('"').lower() in HEADINGS for cell in cells)):
            continue
        tried = [cell for cell in cells if "@" in cell]
        if not tried:
            bad.append(BadLine(number, legible(line.strip()), "no address"))
        for cell in tried:
            found = normal(_bare(cell)) if storable(cell) else None
            if found:
                good[found] = None
            else:
                bad.append(BadLine(number, legible(cell), "not an address" if storable(cell) else "character"))
    if len(good) + len(bad) > MOST:
        raise Refused(
            "These are {count} lines, and at most {limit} people are invited at once. Please send them in parts.",
            count=len(good) + len(bad),
            limit=MOST,
        )
    return Found(tuple(good), tuple(bad))


def _bare(cell: str) -> str:
    """The address of `Name <address>`, or the cell without quotes around it."""
    angled = _ANGLED.search(cell)
    return (angled[1] if angled else cell.strip('"')).removeprefix("mailto:")
