"""Reports on paper: A4 as PDF, with real text in Noto Sans, an outline, page numbers, and charts drawn as lines.

Nothing here knows what a report is about: whoever asks brings plain texts in the reader's language. The library for PDF
is read when the first report is asked for, so that nobody else waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from importlib.resources import as_file, files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "NotoSans[wdth,wght].ttf"
FAMILY = "noto"
MARGIN, FOOT = 15.0, 14.0
SIZES = {1: 18.0, 2: 13.5, 3: 11.0}
TEXT_SIZE, SMALL_SIZE = 10.0, 8.0
LONGEST_CELL = 200
"""Letters of a cell of a table that are printed: a row is never higher than a page."""
LONGEST_TEXT = 20_000
INK, SOFT, FAINT, ACCENT, HARM = (34, 40, 43), (86, 93, 96), (232, 226, 214), (31, 111, 107), (168, 58, 50)
UNKNOWN = "?"
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class Heading(NamedTuple):
    """A heading, 2 or 3 deep; the title of the report is the only one above."""

    text: str
    level: int = 2


class Text(NamedTuple):
    """A paragraph; `link` is where all of it leads to, `small` for a remark."""

    text: str
    link: str = ""
    small: bool = False


class Grid(NamedTuple):
    """A table. `widths` are the shares of its columns; `shades` the colours of cells, by row and column."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    shades: Sequence[Sequence[tuple[int, int, int] | None]] = ()


class Dot(NamedTuple):
    """A value of 0 to 100 with the interval it lies in; a diamond where it is `marked`."""

    low: float
    middle: float
    high: float
    marked: bool


class Panel(NamedTuple):
    """One small chart: dots in their order, under a title."""

    title: str
    dots: Sequence[Dot]


class Charts(NamedTuple):
    """Small charts beside each other, all on one scale: its words with the value each begins at, least first."""

    panels: Sequence[Panel]
    scale: Sequence[tuple[float, str]]


Block = Heading | Text | Grid | Charts


class Report(NamedTuple):
    """A report. `page` says the number of a page and holds `{page}`; `language` is a BCP 47 tag."""

    title: str
    language: str
    page: str
    lines: Sequence[str]
    blocks: Sequence[Block]
    broad: bool = False


def pdf_bytes(report: Report) -> bytes:
    """The report as a PDF."""
    pdf, readable = _document(report)
    _heading(pdf, readable, Heading(report.title, 1))
    for line in report.lines:
        _text(pdf, readable, Text(line, small=True))
    for block in report.blocks:
        if isinstance(block, Heading):
            _heading(pdf, readable, block)
        elif isinstance(block, Text):
            _text(pdf, readable, block)
        elif isinstance(block, Grid):
            _grid(pdf, readable, block)
        else:
            _charts(pdf, readable, block)
    return bytes(pdf.output())


Readable = Callable[[str], str]


def _document(report: Report) -> tuple[FPDF, Readable]:
    import fontpkg_noto_sans  # type: ignore[import-untyped]  # noqa: PLC0415
    from fpdf import FPDF  # noqa: PLC0415 - half of what a process would otherwise take to start

    class Document(FPDF):
        def footer(self) -> None:
            self.set_y(-FOOT)
            self.set_font(FAMILY, size=SMALL_SIZE)
            self.set_text_color(*SOFT)
            self.cell(0, 5, readable(report.title)[:80])
            self.set_xy(self.l_margin, -FOOT)
            self.cell(0, 5, report.page.replace("{page}", str(self.page_no())), align="R")

    pdf = Document(orientation="landscape" if report.broad else "portrait", format="A4")
    pdf.str_alias_nb_pages = ""  # what a person is called is never taken for the number of pages
    with as_file(files(fontpkg_noto_sans).joinpath("files", FONT)) as font:
        pdf.add_font(FAMILY, fname=font)
    readable = partial(_readable, known=_letters(pdf))
    pdf.set_lang(report.language)
    pdf.set_title(readable(report.title))
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, FOOT + 6)
    pdf.add_page()
    return pdf, readable


def _letters(pdf: FPDF) -> Collection[int]:
    return pdf.fonts[FAMILY].cmap.keys()  # type: ignore[union-attr]


def _readable(text: str, known: Collection[int]) -> str:
    """A text the font can show: what nobody sees is left out, what it lacks is a question mark."""
    plain = INVISIBLE.sub("", text.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter if letter == "\n" or ord(letter) in known else UNKNOWN for letter in plain)[:LONGEST_TEXT]


def _heading(pdf: FPDF, readable: Readable, heading: Heading) -> None:
    text = readable(heading.text).replace("\n", " ") or "-"
    size = SIZES[heading.level]
    pdf.ln(0 if heading.level == 1 else 3)
    if pdf.will_page_break(size + 12):
        pdf.add_page()
    pdf.set_font(FAMILY, size=size)
    pdf.set_text_color(*INK)
    pdf.start_section(text[:LONGEST_CELL], heading.level - 1, strict=False)
    _bolder(pdf, lambda: pdf.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT"))
    pdf.ln(1.5)


def _bolder(pdf: FPDF, write: Callable[[], object]) -> None:
    """Bold letters are the same ones with a fine outline: the font is one file, and only one weight of it is read."""
    from fpdf.enums import TextMode  # noqa: PLC0415

    with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=0.12, draw_color=INK):
        write()


def _text(pdf: FPDF, readable: Readable, block: Text) -> None:
    text = readable(block.text)
    if not text.strip():
        return
    size = SMALL_SIZE + 1 if block.small else TEXT_SIZE
    pdf.set_font(FAMILY, size=size)
    pdf.set_text_color(*(ACCENT if block.link else SOFT if block.small else INK))
    pdf.multi_cell(0, size * 0.5, text, align="L", link=block.link, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.5)


def _grid(pdf: FPDF, readable: Readable, block: Grid) -> None:
    from fpdf.fonts import FontFace  # noqa: PLC0415

    _text(pdf, readable, Text(block.caption, small=True))
    pdf.set_font(FAMILY, size=SMALL_SIZE)
    pdf.set_text_color(*INK)
    pdf.set_draw_color(*FAINT)
    pdf.set_fill_color(255, 255, 255)
    head = FontFace(color=SOFT, fill_color=(246, 242, 234))
    with pdf.table(
        col_widths=tuple(block.widths),
        headings_style=head,
        line_height=SMALL_SIZE * 0.52,
        text_align="LEFT",
        padding=(0.8, 1.2),
        v_align="TOP",
        borders_layout="HORIZONTAL_LINES",
    ) as table:
        _row(table.row(), readable, block.headings, ())
        for place, cells in enumerate(block.rows):
            _row(table.row(), readable, cells, block.shades[place] if block.shades else ())
    pdf.ln(3)


def _row(row: object, readable: Readable, cells: Iterable[str], shades: Sequence[tuple[int, int, int] | None]) -> None:
    from fpdf.fonts import FontFace  # noqa: PLC0415

    for place, cell in enumerate(cells):
        text = " ".join(readable(cell).split())
        shade = shades[place] if place < len(shades) else None
        short = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
        row.cell(short, style=FontFace(fill_color=shade) if shade else None)  # type: ignore[attr-defined]


def _charts(pdf: FPDF, readable: Readable, block: Charts) -> None:
    height, words = 34.0, 26.0
    if pdf.will_page_break(height + 14):
        pdf.add_page()
    top, width = pdf.get_y() + 7, pdf.epw / max(1, len(block.panels))
    for place, panel in enumerate(block.panels):
        left = pdf.l_margin + place * width
        pdf.set_font(FAMILY, size=SMALL_SIZE + 1)
        pdf.set_text_color(*INK)
        pdf.set_xy(left, top - 6)
        pdf.cell(width - 3, 5, readable(panel.title))
        _scale(pdf, readable, block.scale, left, top, words, width - 4, height)
        _dots(pdf, panel.dots, left + words + 3, top, width - words - 10, height)
    pdf.set_xy(pdf.l_margin, top + height + 4)


def _scale(
    pdf: FPDF,
    readable: Readable,
    scale: Sequence[tuple[float, str]],
    left: float,
    top: float,
    words: float,
    width: float,
    height: float,
) -> None:
    ends = [*(least for least, _ in scale[1:]), 100.0]
    pdf.set_font(FAMILY, size=SMALL_SIZE - 1)
    pdf.set_text_color(*SOFT)
    for place, ((least, word), most) in enumerate(zip(scale, ends, strict=True)):
        pdf.set_fill_color(*((246, 242, 234) if place % 2 else (238, 232, 221)))
        up, tall = top + height * (1 - most / 100), height * (most - least) / 100
        pdf.rect(left + words, up, width - words, tall, style="F")
        pdf.set_xy(left, up + tall / 2 - 2)
        pdf.cell(words - 1, 4, readable(word), align="R")


def _dots(pdf: FPDF, dots: Sequence[Dot], left: float, top: float, width: float, height: float) -> None:
    step = min(12.0, width / max(1, len(dots) - 1)) if len(dots) > 1 else 0.0
    places = [(left + number * step, dot) for number, dot in enumerate(dots)]

    def up(value: float) -> float:
        return top + height * (1 - min(100.0, max(0.0, value)) / 100)

    pdf.set_draw_color(*SOFT)
    pdf.set_line_width(0.25)
    for x, dot in places:
        pdf.line(x, up(dot.low), x, up(dot.high))
        for end in (dot.low, dot.high):
            pdf.line(x - 1, up(end), x + 1, up(end))
    pdf.set_draw_color(*ACCENT)
    for (x, dot), (x_after, after) in pairwise(places):
        pdf.line(x, up(dot.middle), x_after, up(after.middle))
    for x, dot in places:
        pdf.set_fill_color(*(HARM if dot.marked else ACCENT))
        y = up(dot.middle)
        if dot.marked:
            pdf.polygon([(x, y - 1.5), (x + 1.5, y), (x, y + 1.5), (x - 1.5, y)], style="F")
        else:
            pdf.circle(x, y, 1.1, style="F")
