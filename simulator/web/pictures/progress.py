"""Progress: one small picture per principle over the attempts, on the scale of four words, with a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import BANDS, TOO_FEW, Score
from simulator.web.language import gettext, ngettext
from simulator.web.pictures.outline import straight
from simulator.web.pictures.profile import harmful, moments
from simulator.web.vocabulary import spoken

TOP, LOW, LEFT, RIGHT = 10.0, 130.0, 78.0, 288.0
WIDEST, MANY = 60.0, 18


class Attempted(Protocol):
    """What an attempt must tell to be drawn."""

    @property
    def title(self) -> str:
        """The title of the case."""

    @property
    def language(self) -> str:
        """The language of the case."""

    @property
    def finished_at(self) -> datetime | None:
        """When it was finished."""

    @property
    def scores(self) -> tuple[Score, ...]:
        """Its scores by principle."""


class ProgressDot(NamedTuple):
    """One attempt on one principle; `harmful` tells whether it had harmful moments."""

    x: float
    y: float
    harmful: bool


class ProgressBand(NamedTuple):
    """One of the four words: its stretch of the scale, and where the word stands."""

    word: str
    top: float
    height: float
    middle: float


class ProgressLine(NamedTuple):
    """One principle: its line, broken where there was too little to say."""

    principle: str
    title: str
    words: str
    line: str
    dots: tuple[ProgressDot, ...]


class ProgressRow(NamedTuple):
    """One attempt in the table: per principle the word, the moments and the harmful ones."""

    title: str
    language: str
    finished_at: datetime | None
    cells: tuple[str, ...]


class Progress(NamedTuple):
    """The drawing: the same attempts, oldest first, in every small picture."""

    principles: tuple[str, ...]
    lines: tuple[ProgressLine, ...]
    rows: tuple[ProgressRow, ...]
    bands: tuple[ProgressBand, ...]
    words: str

    @property
    def dot(self) -> float:
        """The radius of a dot: smaller where many stand close."""
        return 4.5 if len(self.rows) <= MANY else 3.2


def draw_progress(attempts: Sequence[Attempted]) -> Progress:
    """Progress over finished attempts, oldest first."""
    lines = tuple(_line(principle, attempts) for principle in PRINCIPLES)
    rows = tuple(_row(attempt) for attempt in attempts)
    words = " ".join(gettext("%(title)s: %(course)s.", title=line.title, course=line.words) for line in lines)
    titles = tuple(line.title for line in lines)
    return Progress(titles, lines, rows, bands(), words if attempts else gettext("No finished attempts yet."))


def bands() -> tuple[ProgressBand, ...]:
    """The four words on the scale, the best on top."""
    floors = [floor for floor, _ in BANDS]
    tops = [height(ceiling) for ceiling in (100, *floors[:-1])]
    return tuple(
        ProgressBand(word, top, height(floor) - top, (top + height(floor)) / 2)
        for (floor, word), top in zip(BANDS, tops, strict=True)
    )


def height(percent: int) -> float:
    """Where a share of points lies on the scale."""
    return LOW - (LOW - TOP) * min(100, max(0, percent)) / 100


def _score(attempt: Attempted, principle: str) -> Score | None:
    return next((score for score in attempt.scores if score.principle == principle and score.turns), None)


def _line(principle: str, attempts: Sequence[Attempted]) -> ProgressLine:
    step = min(WIDEST, (RIGHT - LEFT - 12) / max(1, len(attempts) - 1))
    runs: list[list[ProgressDot]] = [[]]
    told = []
    for place, attempt in enumerate(attempts):
        score = _score(attempt, principle)
        percent = score.percent if score and score.word != TOO_FEW else None
        if score is None or percent is None:
            runs.append([])
            continue
        x, y = round(LEFT + 8 + place * step, 1), round(height(percent), 1)
        runs[-1].append(ProgressDot(x, y, bool(score.harmful)))
        told.append(score.word)
    line = "".join(straight([(dot.x, dot.y) for dot in run], closed=False, decimals=1) for run in runs if len(run) > 1)
    dots = tuple(dot for run in runs for dot in run)
    return ProgressLine(principle, spoken(PRINCIPLES[principle]), _course(told), line, dots)


def _course(words: Sequence[str]) -> str:
    if not words:
        return spoken(TOO_FEW)
    first, last = spoken(words[0]), spoken(words[-1])
    if len(words) == 1:
        return gettext("“%(word)s”, in one attempt", word=first)
    return ngettext(
        "first “%(first)s”, last “%(last)s”, over %(num)s attempt",
        "first “%(first)s”, last “%(last)s”, over %(num)s attempts",
        len(words),
        first=first,
        last=last,
    )


def _row(attempt: Attempted) -> ProgressRow:
    cells = tuple(_cell(_score(attempt, principle)) for principle in PRINCIPLES)
    return ProgressRow(attempt.title, attempt.language, attempt.finished_at, cells)


def _cell(score: Score | None) -> str:
    if score is None:
        return gettext("not in play")
    rests_on = ", ".join(filter(None, (moments(score.turns), harmful(score.harmful))))
    return f"{spoken(score.word)} ({rests_on})"
