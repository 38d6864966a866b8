"""Tables for spreadsheet programs: CSV and XLSX, whose cells never do anything.

A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and so what
people have typed could reach out of the file (OWASP, "CSV injection"). In CSV such a text gets an apostrophe in front;
an XLSX file says of every cell whether it is a number or a text, so there nothing has to be changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook  # type: ignore[import-untyped]

Cell = str | int | float | bool | None
STARTS_A_FORMULA = re.compile(r"[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠\u2212]|[\t\r\n]")
"""The signs, after white space as well, and those of full width, which some programs read as the narrow ones."""
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""
NAME_TAKEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_TEXT, LONGEST_NAME, MOST_ROWS = 32_767, 31, 1_048_575
"""Limits of the format: letters in a cell, letters in the name of a sheet, rows below the heading."""
WIDEST, NARROWEST = 60, 9


class Column(NamedTuple):
    """A column: its heading, and what it means, for the codebook."""

    heading: str
    meaning: str


class Table(NamedTuple):
    """Rows with a heading; every row has a cell for each column, None for one that is left empty."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


class Codebook(NamedTuple):
    """The words of the sheet that explains all columns: its name, its headings, and lines to read before."""

    name: str
    headings: tuple[str, str, str]
    lines: Sequence[str] = ()


def csv_bytes(table: Table) -> bytes:
    """A table as CSV (RFC 4180), in UTF-8 with a mark by which spreadsheet programs know it."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(inert(column.heading) for column in table.columns)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def xlsx_bytes(tables: Sequence[Table], codebook: Codebook) -> bytes:
    """Tables as the sheets of a workbook, the codebook first."""
    meanings = [(table.name, *column) for table in tables for column in table.columns]
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        names = _sheet_names([codebook.name, *(table.name for table in tables)])
        sheet = book.add_worksheet(next(names))
        sheet.set_column(0, 1, 24)
        sheet.set_column(2, 2, WIDEST, wrapped)
        for place, line in enumerate(codebook.lines):
            sheet.write_string(place, 0, _readable(line))
        _write(sheet, [codebook.headings, *meanings], bold, len(codebook.lines) + bool(codebook.lines))
        for table in tables:
            sheet = book.add_worksheet(next(names))
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                longest = max((len(str(row[place])) for row in table.rows if row[place] is not None), default=0)
                sheet.set_column(place, place, min(WIDEST, max(NARROWEST, longest, len(column.heading)) + 1))
            _write(sheet, [[column.heading for column in table.columns], *table.rows], bold)
    return file.getvalue()


def inert(text: str) -> str:
    """A text as a CSV cell that no program takes for a formula."""
    return f"'{text}" if STARTS_A_FORMULA.match(text) else text


def _write(sheet: Any, rows: Sequence[Sequence[Cell]], heading: Any, top: int = 0) -> None:
    for place, row in enumerate(rows[: MOST_ROWS + 1]):
        for column, cell in enumerate(row):
            form = heading if place == 0 else None
            if isinstance(cell, str):
                sheet.write_string(top + place, column, _readable(cell), form)
            elif isinstance(cell, bool):
                sheet.write_boolean(top + place, column, cell, form)
            elif cell is not None:
                sheet.write_number(top + place, column, cell, form)


def _readable(text: str) -> str:
    return UNREADABLE.sub("\ufffd", text)[:LONGEST_TEXT]


def _sheet_names(names: Iterable[str]) -> Iterator[str]:
    """Names that the format takes, each once."""
    used: set[str] = set()
    for name in names:
        plain = NAME_TAKEN.sub(" ", UNREADABLE.sub("", name)).strip(" '")[:LONGEST_NAME] or "-"
        number, free = 1, plain
        while free.casefold() in used or free.casefold() == "history":
            number += 1
            free = f"{plain[: LONGEST_NAME - 1 - len(str(number))]} {number}"
        used.add(free.casefold())
        yield free
