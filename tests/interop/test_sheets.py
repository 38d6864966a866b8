"""Files for spreadsheet programs can be read back, and nothing in them ever does anything."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest

from simulator.interop.sheets import LONGEST_TEXT, Codebook, Column, Table, csv_bytes, inert, xlsx_bytes

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
DANGEROUS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    '=HYPERLINK("http://evil.example","x")',
]
BOOK = Codebook("codebook", ("sheet", "column", "meaning"), ("Read me first.",))


def table(*rows: list[str | int | float | bool | None], name: str = "responses") -> Table:
    return Table(name, [Column("what", "What it is."), Column("number", "How often.")], rows)


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """Of every sheet by name the rows, of every cell its type and what stands in it."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        shared = _parsed(book.read("xl/sharedStrings.xml"))
        texts = ["".join(one.itertext()) for one in shared.findall("m:si", NS)]
        names = [one.attrib["name"] for one in _parsed(book.read("xl/workbook.xml")).iterfind(".//m:sheet", NS)]
        found = {}
        for place, name in enumerate(names, 1):
            root = _parsed(book.read(f"xl/worksheets/sheet{place}.xml"))
            assert not root.findall(".//m:f", NS), "a formula"
            assert not root.findall(".//m:hyperlink", NS), "a link"
            found[name] = [
                [_cell(one, texts) for one in row.findall("m:c", NS)] for row in root.iterfind(".//m:row", NS)
            ]
        assert not [one for one in book.namelist() if "externalLink" in one or "vba" in one.lower()]
    return found


def _parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - our own file


def _cell(cell: ET.Element, texts: list[str]) -> tuple[str, str]:
    value, kind = cell.findtext("m:v", "", NS), cell.attrib.get("t", "n")
    return (kind, texts[int(value)]) if kind == "s" else (kind, value)


def test_a_csv_comes_back_as_it_went_in() -> None:
    data = csv_bytes(table(["Grüße, „Ida“; 🌧", 3], ['a "quoted"\nline', None], ["", 0.25]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        ["what", "number"],
        ["Grüße, „Ida“; 🌧", "3"],
        ['a "quoted"\nline', ""],
        ["", "0.25"],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_begins_a_formula(text: str) -> None:
    assert inert(text) == f"'{text}"
    cell = read_csv(csv_bytes(table([text, 1])))[1][0]
    assert cell == f"'{text}"


def test_numbers_keep_their_sign_and_harmless_texts_stay_as_they_are() -> None:
    assert read_csv(csv_bytes(table(["not so scary", -0.5])))[1] == ["not so scary", "-0.5"]
    assert inert("3 - 2 = 1") == "3 - 2 = 1"
    assert inert("") == ""


@pytest.mark.parametrize("text", DANGEROUS)
def test_every_text_of_a_workbook_is_a_text(text: str) -> None:
    sheets = read_xlsx(xlsx_bytes([table([text, 1])], BOOK))
    kind, found = sheets["responses"][1][0]
    assert kind == "s"
    assert found.replace("_x000D_", "\r") == text


def test_a_workbook_holds_its_codebook_first_then_every_table() -> None:
    data = xlsx_bytes([table(["a", 1], ["https://example.org", -2.5]), table(["b", True], name="scenes")], BOOK)
    sheets = read_xlsx(data)
    assert list(sheets) == ["codebook", "responses", "scenes"]
    assert sheets["codebook"][0] == [("s", "Read me first.")]
    assert sheets["codebook"][1] == [("s", "sheet"), ("s", "column"), ("s", "meaning")]
    assert sheets["codebook"][2] == [("s", "responses"), ("s", "what"), ("s", "What it is.")]
    assert sheets["responses"][2] == [("s", "https://example.org"), ("n", "-2.5")]
    assert sheets["scenes"][1] == [("s", "b"), ("b", "1")]


def test_names_of_sheets_are_made_fit_and_stay_apart() -> None:
    names = ["a/b:c?", "A b c", "x" * 40, "x" * 40, "", "History", "'quoted'"]
    sheets = read_xlsx(xlsx_bytes([table(["a", 1], name=name) for name in names], BOOK))
    assert len(sheets) == len(names) + 1
    assert all(0 < len(name) <= 31 for name in sheets)


def test_what_no_xml_may_hold_is_replaced_and_too_long_is_cut() -> None:
    sheets = read_xlsx(xlsx_bytes([table(["a\x00b\x1f", 1], ["x" * (LONGEST_TEXT + 5), 2])], BOOK))
    assert sheets["responses"][1][0] == ("s", "a\ufffdb\ufffd")
    assert len(sheets["responses"][2][0][1]) == LONGEST_TEXT


def test_a_lone_surrogate_breaks_neither_file() -> None:
    assert read_csv(csv_bytes(table(["a\ud800b", 1])))[1][0] == "a?b"
    assert read_xlsx(xlsx_bytes([table(["a\ud800b", 1])], BOOK))["responses"][1][0] == ("s", "a\ufffdb")


def test_a_table_without_rows_still_has_its_heading() -> None:
    assert read_csv(csv_bytes(table())) == [["what", "number"]]
    assert len(read_xlsx(xlsx_bytes([table()], BOOK))["responses"]) == 1
