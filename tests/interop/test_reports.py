"""Reports on paper: real text that can be read back, and nothing that anybody is called breaks them."""

from __future__ import annotations

import logging
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from simulator.interop.reports import Block, Charts, Dot, Grid, Heading, Panel, Report, Text, pdf_bytes

SCALE = ((0.0, "noch selten"), (25.0, "manchmal"), (50.0, "oft"), (75.0, "beständig"))
HOSTILE = "\x00\x07\ud800\u202e{nb}\ufeff🌧\u0600日本 =1+1 <b>%s{page}" + "W" * 300


def report(*blocks: Block, title: str = "Porträt: Ada", broad: bool = False) -> Report:
    return Report(title, "de", "Seite {page}", ["Stand: heute"], blocks, broad)


def read(made: Report) -> tuple[PdfReader, str]:
    found = PdfReader(BytesIO(pdf_bytes(made)))
    return found, "\n".join(page.extract_text() for page in found.pages)


def test_a_report_reads_back_with_its_title_language_outline_and_page_numbers() -> None:
    rows = [["Liest die Zeichen", "oft (3 Momente)"]] * 90
    found, text = read(
        report(Heading("Überblick"), Text("Grüße, „Ida“."), Grid("Kriterien", ["Was", "Wie"], rows, [3, 2]))
    )
    assert found.metadata is not None
    assert found.metadata.title == "Porträt: Ada"
    assert str(found.root_object["/Lang"]) == "de"
    assert [one["/Title"] for one in found.outline[1]] == ["Überblick"]  # type: ignore[call-overload]
    assert "Grüße, „Ida“." in text
    assert text.count("Liest die Zeichen") == 90
    assert f"Seite {len(found.pages)}" in text
    assert len(found.pages) > 1
    assert text.count("Was") == len(found.pages), "every page repeats the heading of the table"


def test_a_page_is_a4_upright_or_broad() -> None:
    for broad, size in ((False, (595, 842)), (True, (842, 595))):
        box = read(report(broad=broad))[0].pages[0].mediabox
        assert (round(box.width), round(box.height)) == size


def test_a_link_leads_somewhere() -> None:
    found, _ = read(report(Text("Im Netz", link="https://attune.example/portfolio")))
    links = [one.get_object()["/A"]["/URI"] for one in found.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert links == ["https://attune.example/portfolio"]


def test_charts_are_drawn_with_their_words_and_without_dots_too() -> None:
    dots = [Dot(20, 50, 80, marked=False), Dot(-5, 70, 140, marked=True)]
    _, text = read(report(Charts([Panel("Einstimmung", dots), Panel("Titration", []), Panel("Mut", dots[:1])], SCALE)))
    assert text.count("beständig") == 3
    assert "Titration" in text
    read(report(Charts([], SCALE)))


def test_nothing_that_somebody_is_called_breaks_a_report_or_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cells = [[HOSTILE] * 9, [""] * 9, ["\n" * 400] * 9, ["W" * 5000] * 9]
    blocks = (
        Heading(HOSTILE, 3),
        Heading("", 2),
        Text(HOSTILE * 200),
        Text("\x00"),
        Grid(HOSTILE, [HOSTILE] * 9, cells, [3.0] + [2.0] * 8),
        Charts([Panel(HOSTILE, [])], [(0.0, HOSTILE)]),
    )
    for broad in (False, True):
        found, text = read(report(*blocks, title=HOSTILE, broad=broad))
        assert "{nb}" in text
        assert "Seite 1" in text
        assert found.metadata is not None
    assert not [one for one in caplog.records if "WWWW" in one.getMessage() or one.levelno >= logging.WARNING]


def test_who_prints_nothing_does_not_wait_for_the_library() -> None:
    code = "import sys, simulator.interop.reports; print('fpdf' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
