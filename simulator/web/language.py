"""The reader's language and time zone: their words, dates and numbers.

English is written in the code and needs no catalogue. Every other language is one `.po` file under `translations/`,
read when it is first asked for: nothing is compiled beforehand, nothing can be stale. What an author wrote (a case, the
rubric, a card, a practice) is content in a language of its own; the page says so with `lang` where it is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.dates import get_timezone
from babel.lists import format_list
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import (
    Babel,
    Domain,
    format_date,
    format_decimal,
    format_percent,
    format_time,
    format_timedelta,
    get_locale,
    to_user_timezone,
)
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from simulator.usecases.errors import Phrase, Refused

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""The languages of the interface, each by its own name."""
REGIONS = {ENGLISH: "en_GB"}
"""Where a language is written in more than one way: whose dates and numbers it is shown with."""
TRANSLATIONS = Path(__file__).with_name("translations")


class _Speech(NamedTuple):
    """How this page speaks."""

    language: str
    translations: NullTranslations


IN_ENGLISH = _Speech(ENGLISH, NullTranslations())


class _Catalogues(Domain):  # type: ignore[misc]  # flask_babel has no types
    """Our own texts. Flask-Security keeps a domain of its own beside it."""

    def get_translations(self) -> NullTranslations:
        return _speech().translations


class _Babel(Babel):  # type: ignore[misc]
    domain_instance = _Catalogues()


def N_(words: str) -> str:  # noqa: N802 - the name that everything which reads catalogues knows
    """Mark words that are translated where they are shown."""
    return words


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language, read from their `.po` file once per process."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - readers of English never need these
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        texts = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return Translations(compiled)


def page_language() -> str:
    """The language of this page; English outside a request."""
    return _speech().language


def _speech() -> _Speech:
    """Found once per request, because a page asks for it a hundred times."""
    try:
        found: _Speech | None = g._flask_babel.babel_translations  # flask_babel clears it when the language changes
    except (AttributeError, RuntimeError):
        found = None
    if found is None:
        locale: Locale | None = get_locale()
        if locale is None:
            return IN_ENGLISH
        language = locale.language
        found = IN_ENGLISH if language == ENGLISH else _Speech(language, catalogue(language))
        g._flask_babel.babel_translations = found
    return found


def elsewhere(language: str) -> str | None:
    """The language of a piece of content, where it is not that of the page."""
    return None if language.partition("-")[0] == page_language() else language


def gettext(message: str, /, **values: object) -> str:
    """The message in the reader's language; with values, it names them as `%(name)s`."""
    text = _speech().translations.gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
    """The message in the form for this number, which it names as `%(num)s`."""
    return _speech().translations.ngettext(singular, plural, num) % {"num": num, **values}


def said(refused: Refused) -> str:
    """Why something was refused, in the reader's language."""
    return gettext(refused.template).format(**{name: _told(value) for name, value in refused.values.items()})


def _told(value: object) -> object:
    if isinstance(value, Phrase):
        return gettext(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return value


def moment(at: datetime) -> str:
    """Date and time on the reader's clock. The zone is named where it is not one that they have chosen."""
    return _on_the_clock(day(at), at, zoned=_asked_zone() is None)


def short_moment(at: datetime) -> str:
    """The same for tables."""
    return _on_the_clock(short_day(at), at, zoned=_asked_zone() is None)


def moment_for_others(at: datetime) -> str:
    """Date and time for somebody whose clock nobody here knows: always with the zone."""
    return _on_the_clock(day(at), at, zoned=True)


def _on_the_clock(date_in_words: str, at: datetime, *, zoned: bool) -> str:
    pattern = str(_locale().datetime_formats["medium"])
    return pattern.replace("{1}", date_in_words).replace("{0}", format_time(at, "HH:mm z" if zoned else "HH:mm"))


def from_now(at: datetime) -> str:
    """How far away a moment is: “in 3 days”."""
    words: str = format_timedelta(at - datetime.now(UTC), add_direction=True)
    return words


def day(on: date) -> str:
    """A date; of a moment, the date it was in the reader's zone."""
    words: str = format_date(on, "long")
    return words


def short_day(on: date) -> str:
    """A date for tables."""
    return _short_day(to_user_timezone(on).date() if isinstance(on, datetime) else on, page_language())


@lru_cache(maxsize=1024)
def _short_day(on: date, _language: str) -> str:
    """Kept, because a table has a hundred of them and few that differ."""
    words: str = format_date(on, "medium")
    return words


def number(value: float) -> str:
    """A number."""
    words: str = format_decimal(value)
    return words


def percent(value: int) -> str:
    """Some per cent."""
    words: str = format_percent(value / 100)
    return words


def listed(items: Iterable[object]) -> str:
    """One, two and three."""
    return format_list([str(item) for item in items], locale=_locale())


def _locale() -> Locale:
    locale: Locale | None = get_locale()
    return locale or Locale.parse(REGIONS[ENGLISH])


def register(app: Flask) -> None:
    """Give the application its languages, and the templates what they need for them."""
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    _Babel(app, default_locale=REGIONS[ENGLISH], locale_selector=_asked_locale, timezone_selector=_asked_zone)
    for words in (number, percent, listed, from_now, said):
        app.jinja_env.filters[words.__name__] = on_each_page(words)
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, page_language=page_language)
    app.jinja_env.globals.update(languages=LANGUAGES)


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: object) -> str:
    """What flask_babel gives to templates under this name, at half the cost."""
    return _filled(context, _speech().translations.gettext(message), values)


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, num: int, /, **values: object) -> str:
    return _filled(context, _speech().translations.ngettext(singular, plural, num), {"num": num, **values})


def _filled(context: EvalContext, text: str, values: dict[str, object]) -> str:
    if context.autoescape:
        text = Markup(text)  # noqa: S704 - our own words; the values are escaped
    return text % values if values or "%" in text else text


def on_each_page(words: Callable[..., str]) -> Callable[..., str]:
    """A filter that is asked anew on each page.

    Jinja works out a filter on a constant once, when it reads the template, in whichever language was spoken then.
    """

    @pass_context
    @wraps(words)
    def asked(_context: Context, *given: object) -> str:
        return words(*given)

    return asked


def _asked_locale() -> str:
    language = _asked_language()
    return REGIONS.get(language, language)


def _asked_language() -> str:
    """What the person has chosen; else what this browser was told, else what it asks for."""
    if not has_request_context():
        return ENGLISH
    for chosen in (getattr(g.get("actor"), "locale", ""), request.cookies.get("language", "")):
        if chosen in LANGUAGES:
            return chosen
    return _preferred(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=64)
def _preferred(header: str) -> str:
    """The first of our languages that a browser asks for."""
    asked = parse_accept_header(header, LanguageAccept)
    tags = (tag.partition("-")[0].lower() for tag, quality in asked if quality)
    return next((language for language in tags if language in LANGUAGES), ENGLISH)


def _asked_zone() -> tzinfo | None:
    """The zone the person has chosen; None is UTC."""
    name = getattr(g.get("actor"), "time_zone", "")
    try:
        return get_timezone(name) if name else None
    except LookupError:
        return None
