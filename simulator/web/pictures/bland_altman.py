"""The picture of Bland and Altman: the difference of two ratings over their mean, with bias and limits of agreement.

Every point has its row in the table; what the lines say is also said in words.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import NamedTuple

from simulator.engine.rubric import Level
from simulator.usecases.agreement_results import Figure, ItemResult, Point
from simulator.web.language import gettext
from simulator.web.vocabulary import spoken

WIDTH, HEIGHT = 420, 250
LEFT, RIGHT, TOP, BOTTOM = 40.0, 62.0, 12.0, 34.0
LOWEST, HIGHEST = float(min(Level)), float(max(Level))
SMALLEST = 3.2
"""The radius of a point that stands for one pair; its area grows with their number."""
LARGEST = 13.0


class Dot(NamedTuple):
    """So many pairs at one place."""

    x: float
    y: float
    radius: float


class Tick(NamedTuple):
    """A number or word at an axis, or at the end of a line."""

    at: float
    text: str


class BlandAltman(NamedTuple):
    """The drawing. `bias`, `upper` and `lower` are lines with their value; `band` lies between the limits."""

    title: str
    dots: tuple[Dot, ...]
    zero: float
    bias: Tick
    upper: Tick
    lower: Tick
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    words: str
    rows: tuple[Point, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    floor: float = HEIGHT - BOTTOM
    top: float = TOP


def draw_bland_altman(item: ItemResult, title: str) -> BlandAltman | None:
    """The picture of one principle; None where there are no limits of agreement."""
    bias, lower, upper = (item.attempt.get(name, Figure()).value for name in ("bias", "lower", "upper"))
    if bias is None or lower is None or upper is None or not item.points:
        return None
    reach = float(ceil(max(1.0, -lower, upper, *(abs(point.difference) for point in item.points))))

    def height(difference: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (reach - difference) / (2 * reach), 1)

    return BlandAltman(
        title=title,
        dots=tuple(
            Dot(_across(point.mean), height(point.difference), round(min(LARGEST, SMALLEST * sqrt(point.number)), 1))
            for point in item.points
        ),
        zero=height(0),
        bias=Tick(height(bias), signed(bias)),
        upper=Tick(height(upper), signed(upper)),
        lower=Tick(height(lower), signed(lower)),
        across=tuple(Tick(_across(level), spoken(level.word)) for level in Level),
        up=tuple(Tick(height(step), signed(step, 0)) for step in range(-int(reach), int(reach) + 1)),
        words=gettext(
            "Each attempt: across the mean of both, upwards their difference. On average it is %(bias)s levels; 95 of"
            " 100 differences are expected between %(lower)s and %(upper)s.",
            bias=signed(bias),
            lower=signed(lower),
            upper=signed(upper),
        ),
        rows=item.points,
    )


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign."""
    text = f"{value:+.{digits}f}"
    return text[1:] if not float(text) else text.replace("-", "−")


def _across(mean: float) -> float:
    return round(LEFT + 14 + (WIDTH - LEFT - RIGHT - 28) * (mean - LOWEST) / (HIGHEST - LOWEST), 1)
