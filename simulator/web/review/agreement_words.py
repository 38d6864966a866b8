"""What a figure of agreement means, in plain words; and when there is too little to say anything.

Bands: for kappa Landis & Koch (1977), Biometrics 33; for ICC Koo & Li (2016), Journal of Chiropractic Medicine 15; for
alpha Krippendorff (2004), "Content analysis", second edition, p. 241. A wide interval is said in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from simulator.usecases.agreement_results import (
    FEWEST_ATTEMPTS,
    FEWEST_SHOWN,
    FEWEST_TURNS,
    Figure,
    ItemResult,
)
from simulator.web.language import gettext, ngettext, percent

Who = Literal["supervisors", "case"]
KAPPA = (0.8, 0.6, 0.4, 0.2, 0.0)
ICC = (0.9, 0.75, 0.5)
ALPHA = (0.8, 0.667)
WIDE = 0.4
"""From this width of the interval on a figure could as well be quite another one."""


def too_few(item: ItemResult | None) -> str:
    """Why nothing can be said; empty if something can."""
    if item is None or item.seen == 0:
        return gettext("Nobody has rated this twice yet.")
    if item.pairs == 0:
        return gettext("Nowhere did both see this in play.")
    attempts = ngettext("%(num)s attempt", "%(num)s attempts", item.attempts)
    turns = ngettext("%(num)s turn", "%(num)s turns", item.turns)
    if not item.given:
        return gettext(
            "Too few for any figure: %(attempts)s, and at least %(fewest)s are needed.",
            attempts=attempts,
            fewest=FEWEST_SHOWN,
        )
    if not item.enough:
        return gettext(
            "Too few to say anything: %(attempts)s with %(turns)s. From %(most)s attempts and %(many)s turns on the"
            " figures begin to mean something.",
            attempts=attempts,
            turns=turns,
            most=FEWEST_ATTEMPTS,
            many=FEWEST_TURNS,
        )
    return ""


def meaning(item: ItemResult, who: Who) -> Iterator[str]:
    """What the figures of an item say, in whole sentences; only where there is enough.

    Where nearly everything is alike, no word is built on kappa: it would be low however well people agree.
    """
    same, near, kappa = (item.turn.get(name, Figure()) for name in ("exact", "within_one", "kappa"))
    if same.value is not None and near.value is not None:
        yield gettext(
            "Both gave the same level in %(same)s of the turns, and at most one apart in %(near)s.",
            same=percent(round(same.value * 100)),
            near=percent(round(near.value * 100)),
        )
    if kappa.value is None:
        yield gettext("Everybody gave one and the same level, so agreement cannot be told from chance.")
    elif item.restricted is None:
        yield (_two_supervisors if who == "supervisors" else _supervisor_and_case)(kappa.value)
        if kappa.low is not None and kappa.high is not None and kappa.high - kappa.low >= WIDE:
            yield gettext(
                "But with so few attempts kappa could as well be anything from %(low)s to %(high)s.",
                low=digits(kappa.low),
                high=digits(kappa.high),
            )
    yield from _about_spread(item)
    yield from _about_bias(item, who)


def _two_supervisors(kappa: float) -> str:
    if kappa > KAPPA[0]:
        return gettext("Two supervisors agree very well, far beyond chance.")
    if kappa > KAPPA[1]:
        return gettext("Two supervisors mostly agree, well beyond chance.")
    if kappa > KAPPA[2]:
        return gettext("Two supervisors agree beyond chance, but not so well that one of them alone would do.")
    if kappa > KAPPA[3]:
        return gettext("Two supervisors agree only a little more than by chance.")
    return gettext("Two supervisors agree hardly more than by chance: talk about what this means to you.")


def _supervisor_and_case(kappa: float) -> str:
    if kappa > KAPPA[0]:
        return gettext("Supervisors and the case agree very well, far beyond chance.")
    if kappa > KAPPA[1]:
        return gettext("Supervisors and the case mostly agree, well beyond chance.")
    if kappa > KAPPA[2]:
        return gettext("Supervisors and the case agree beyond chance, but not so well that the case alone would do.")
    if kappa > KAPPA[3]:
        return gettext("Supervisors and the case agree only a little more than by chance.")
    return gettext("Supervisors and the case agree hardly more than by chance: look at the ratings of the case.")


def _about_spread(item: ItemResult) -> Iterator[str]:
    same = item.restricted
    if same is not None:
        yield gettext(
            "%(share)s of all levels here are %(level)s. Where nearly everything is alike, kappa, alpha and ICC fall"
            " however well people agree: go by the shares above and the differences below.",
            share=percent(round(same * 100)),
            level=level_word(item.most),
        )


def _about_bias(item: ItemResult, who: Who) -> Iterator[str]:
    bias = item.attempt.get("bias", Figure())
    if who != "case" or bias.low is None or bias.high is None:
        return
    if bias.low > 0:
        yield gettext("Supervisors rate higher than the case, on average.")
    elif bias.high < 0:
        yield gettext("Supervisors rate lower than the case, on average.")


def band(name: str, value: float | None) -> str:
    """The word that the literature has for a figure; empty if it has none."""
    if value is None:
        return ""
    if name == "kappa":
        return _landis_and_koch(value)
    if name == "icc":
        return _koo_and_li(value)
    return _krippendorff(value) if name == "alpha" else ""


def _landis_and_koch(value: float) -> str:
    words = (
        gettext("almost perfect"),
        gettext("substantial"),
        gettext("moderate"),
        gettext("fair"),
        gettext("slight"),
    )
    if value < 0:
        return gettext("poor")
    return next((word for least, word in zip(KAPPA, words, strict=True) if value > least), words[-1])


def _koo_and_li(value: float) -> str:
    words = (gettext("excellent"), gettext("good"), gettext("moderate"))
    return next((word for least, word in zip(ICC, words, strict=True) if value >= least), gettext("poor"))


def _krippendorff(value: float) -> str:
    words = (gettext("reliable"), gettext("tentative"))
    return next((word for least, word in zip(ALPHA, words, strict=True) if value >= least), gettext("unreliable"))


def level_word(level: int) -> str:
    """A level by its word."""
    return (gettext("harmful"), gettext("missed"), gettext("helpful"), gettext("advanced"))[level - 1]


def digits(value: float) -> str:
    """A coefficient to two digits, with a minus sign that is one."""
    return f"{value:.2f}".replace("-", "−")
