"""Text to HTML: author's Markdown through an allow-list, and one typed page object per page.

`Markup` is made here and nowhere else (but for our own translated words, in `language`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import ClassVar, Protocol

import markdown
import nh3
from flask import Flask, current_app, render_template, request, url_for
from markupsafe import Markup, escape

from simulator.engine.practice import Practice
from simulator.engine.scenario import Client
from simulator.markup.pictures import Picture, apart
from simulator.usecases.reading import practices
from simulator.web.language import day, elsewhere, moment, on_each_page, page_language, short_day, short_moment
from simulator.web.pictures import drawn, room_of
from simulator.web.vocabulary import spoken

TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "code", "a"}
LINK_SCHEMES = {"http", "https"}
NOTHING = Markup("")
BLANK = re.compile(r"\n[ \t]*\n")
LONGEST_PARAGRAPH = 4_000
"""In letters. The time that Markdown takes for a paragraph grows with the square of its length, or worse."""
NO_LINK = re.compile(
    r"""\\. | \[ (?! [^\[\]]+ \]\( https?:// (?: [^()\s] | \([^()\s]*\) )* (?: \s+ "[^"()]*" )? \) )""", re.VERBOSE
)
"""A bracket that begins no link to another site, and whatever stands behind a backslash. Markdown would look for the
end of each such bracket in all that follows."""
BRACKET = "\ue000"
"""What a bracket is while Markdown reads the text around it: a sign that nobody writes."""


class Page(Protocol):
    """What a template is given: one object, named `page`; it names its template."""

    template: ClassVar[str]


def show(page: Page, fragment: str | None = None) -> str:
    """The page as HTML; for a request that swaps a part in place, only that part (`fragment` names its template)."""
    return render_template(fragment if fragment and swaps() else page.template, page=page)


def swaps() -> bool:
    """Whether this request comes from a page that swaps the answer in place."""
    return request.headers.get("HX-Request") == "true"


def asks_for_json() -> bool:
    """Whether a script of ours asks, which reads JSON, and not a form of a page."""
    kinds = ("text/html", "application/json")
    return request.accept_mimetypes.best_match(kinds) == "application/json"


@lru_cache(maxsize=4096)
def prose(text: str) -> Markup:
    """An author's Markdown as HTML. HTML in it is shown as text; what runs or comes from elsewhere is left out.

    Pictures of this site are shown where each is a paragraph of its own.
    """
    return NOTHING.join(_picture(piece) if isinstance(piece, Picture) else _written(piece) for piece in apart(text))


def _picture(picture: Picture) -> Markup:
    size = Markup(' width="{}" height="{}"').format(*picture.size) if picture.size else NOTHING
    figure = Markup('<figure class="picture"><img src="{}" alt="{}"{} loading="lazy"></figure>')
    return figure.format(url_for("authoring.picture", name=picture.name), picture.alternative, size)


def _written(text: str) -> Markup:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    if max(map(len, BLANK.split(escaped))) > LONGEST_PARAGRAPH:
        return _plain(text)
    try:
        html = markdown.markdown(NO_LINK.sub(_hidden, escaped), output_format="html")
    except RecursionError:  # a list in a list in a list
        return _plain(text)
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=LINK_SCHEMES, attribute_filter=_whole_addresses
    )
    return Markup(clean.replace(BRACKET, "["))  # noqa: S704


def _hidden(found: re.Match[str]) -> str:
    return BRACKET if found[0] == "[" else found[0]


def _plain(text: str) -> Markup:
    """Its paragraphs, and nothing more."""
    return NOTHING.join(Markup("<p>{}</p>").format(piece) for piece in BLANK.split(text) if piece.strip())


def _whole_addresses(_tag: str, name: str, value: str) -> str | None:
    """Leave out a link that does not name its site: what it leads to would depend on the page it stands on."""
    return value if name != "href" or value.startswith(("http://", "https://")) else None


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    """One line of an author's Markdown, without the paragraph around it."""
    html = str(prose(text))
    match = re.fullmatch(r"<p>(.*)</p>\s*", html, re.DOTALL)
    inner = match[1] if match and "<p>" not in match[1] else html
    return Markup(inner)  # noqa: S704 - comes from `prose`


@lru_cache(maxsize=1024)
def typed_text(text: str) -> Markup:
    """What a person typed, with its line ends kept and nothing else."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def room_picture(client: Client, gauges: Mapping[str, int], name: str = "room") -> Markup:
    """The room as SVG, for a client and their gauges."""
    return _room_svg(client, drawn(gauges), name, page_language())


@lru_cache(maxsize=2048)
def _room_svg(client: Client, gauges: tuple[tuple[str, int], ...], name: str, _language: str) -> Markup:
    """Kept, in each language for its words, because drawing it would be half of what a page costs; about 9 kB each."""
    macros = current_app.jinja_env.get_template("pictures/room.svg").module
    svg: Markup = macros.room_picture(room_of(client, dict(gauges)), name)  # type: ignore[attr-defined]
    return svg


def when(at: datetime) -> Markup:
    """A moment: date and time in the reader's zone and language."""
    return _time(at, moment(at))


def _time(on: date, words: str) -> Markup:
    return Markup('<time datetime="%s">%s</time>') % (on.isoformat(), words)


def lang(language: str) -> Markup:
    """The attribute that says in which language a piece of content is, where it is not that of the page."""
    other = elsewhere(language)
    return Markup(' lang="{}"').format(other) if other else NOTHING


def practices_for(occasion: str) -> tuple[Practice, ...]:
    """The guided practices offered on an occasion."""
    return practices(current_app.extensions["attune"], occasion)


def register(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(prose=prose, inline=inline, typed_text=typed_text, when=when)
    app.jinja_env.filters["spoken"] = on_each_page(spoken)
    app.jinja_env.filters.update(short_when=lambda at: _time(at, short_moment(at)))
    app.jinja_env.filters.update(day=lambda on: _time(on, day(on)), short_day=lambda on: _time(on, short_day(on)))
    app.jinja_env.globals.update(lang=lang, room_picture=room_picture, practices_for=practices_for)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
