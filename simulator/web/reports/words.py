"""The sentences of the reports. Templates ask for them as filters (`followed_words`, `reason_words` and so on)."""

from __future__ import annotations

from flask import Flask

from simulator.engine.profile import SPREAD_STEP, CriterionStanding
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import TOO_FEW
from simulator.usecases.before_after import Compared, PrincipleDifference
from simulator.usecases.heat_maps import Reason
from simulator.usecases.portfolios import HarmRow, Spread
from simulator.web.language import gettext, listed, ngettext, number, on_each_page, percent, short_day
from simulator.web.pictures.portfolio import by_words, point_words, who
from simulator.web.pictures.profile import moments
from simulator.web.vocabulary import spoken


def followed_words(harm: HarmRow) -> str:
    """What came after a harmful moment, plainly."""
    if harm.followed == "tried again":
        return gettext("Tried again at once, and helpful.")
    if harm.followed == "owned":
        return gettext("Within three moments the rupture was owned.")
    if harm.followed == "attuned":
        return gettext("Within three moments there was attunement again.")
    if harm.followed == "safer":
        return gettext("Within three moments safeness rose again.")
    if harm.followed == "ended":
        return gettext("The case ended there, so there was no room for a repair.")
    return gettext("No repair within the next three moments yet: a place to practise.")


def standing_words(standing: CriterionStanding) -> str:
    """What a criterion's standing rests on; empty where it was never in play."""
    if not standing.moments:
        return ""
    return ngettext(
        "helpful or better in %(well)s of %(num)s moment",
        "helpful or better in %(well)s of %(num)s moments",
        standing.moments,
        well=standing.well,
    )


def cell_words(standing: CriterionStanding | None) -> str:
    """A cell of the heat map; empty where the criterion was never in play."""
    if standing is None:
        return ""
    if standing.word == TOO_FEW:
        return gettext("too few (%(moments)s)", moments=moments(standing.moments))
    return f"{spoken(standing.word)} ({moments(standing.moments)})"


def spread_words(spread: Spread) -> str:
    """Where somebody stands in the spread of their cohort."""
    found = spread.quartiles
    if found is None:
        return gettext("Not shown: fewer than five people have enough moments here.")
    middle = (
        gettext("The middle half of the cohort lies at about %(middle)s.", middle=percent(found.middle))
        if found.lower == found.upper
        else gettext(
            "The middle half of the cohort lies between about %(lower)s and %(upper)s; half of all reach at most about"
            " %(middle)s.",
            lower=percent(found.lower),
            upper=percent(found.upper),
            middle=percent(found.middle),
        )
    )
    if spread.own is None:
        own = gettext("You: too few moments to say.")
        return f"{middle} {own}"
    rounded = SPREAD_STEP * round(spread.own / SPREAD_STEP)
    if rounded < found.lower:
        own = gettext("You: %(own)s, below the middle half.", own=percent(spread.own))
    elif rounded > found.upper:
        own = gettext("You: %(own)s, above the middle half.", own=percent(spread.own))
    else:
        own = gettext("You: %(own)s, in the middle half.", own=percent(spread.own))
    return f"{middle} {own}"


def reason_words(reason: Reason) -> str:
    """Why somebody needs a call."""
    if reason.why == "asked" and reason.at:
        if reason.title == "conversation":
            return gettext("Asked for a conversation on %(day)s; nobody has answered yet.", day=short_day(reason.at))
        return gettext("Asked on %(day)s to have an attempt read; nobody has answered yet.", day=short_day(reason.at))
    if reason.why == "harm":
        return ngettext(
            "%(num)s harmful moment without repair in the last three attempts.",
            "%(num)s harmful moments without repair in the last three attempts.",
            reason.moments,
        )
    if reason.why == "fall":
        titles = listed(spoken(PRINCIPLES[one]) for one in reason.principles)
        return gettext("The last attempt is clearly below the one before it: %(principles)s.", principles=titles)
    return gettext(
        "Has not begun “%(title)s”, due %(day)s.", title=reason.title, day=short_day(reason.at) if reason.at else ""
    )


def difference_words(row: PrincipleDifference) -> str:
    """What a comparison comes to."""
    found = row.difference
    people = ngettext("%(num)s person", "%(num)s people", found.number)
    if found.mean is None or found.low is None or found.high is None:
        return gettext("too few to say (%(people)s)", people=people)
    values = {
        "mean": number(round(found.mean)),
        "low": number(round(found.low)),
        "high": number(round(found.high)),
        "people": people,
    }
    if found.change == "higher":
        return gettext("higher after: %(mean)s points of 100, likely %(low)s to %(high)s (%(people)s)", **values)
    if found.change == "lower":
        return gettext("lower after: %(mean)s points of 100, likely %(low)s to %(high)s (%(people)s)", **values)
    return gettext("no clear change: %(mean)s points of 100, likely %(low)s to %(high)s (%(people)s)", **values)


def sides_words(compared: Compared) -> str:
    """What is compared with what."""
    titles = {one.slug: one.title for one in compared.cases}
    which = {"first": gettext("first attempt"), "last": gettext("last attempt")}
    return gettext(
        "Before: %(before)s (%(first)s). After: %(after)s (%(second)s).",
        before=titles[compared.before.case],
        first=which[compared.before.which],
        after=titles[compared.after.case],
        second=which[compared.after.which],
    )


def register(app: Flask) -> None:
    """Give the templates these words as filters."""
    for words in (
        followed_words,
        standing_words,
        cell_words,
        spread_words,
        reason_words,
        difference_words,
        sides_words,
        by_words,
        point_words,
        who,
    ):
        app.jinja_env.filters[words.__name__] = on_each_page(words)
