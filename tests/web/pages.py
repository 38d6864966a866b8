"""A page as a test reads it: its elements, its words, its forms. Parsed with the standard library's HTML parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "path", "circle", "line", "ellipse", "use", "stop"}
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "hx-post", "hx-get", "data", "poster", "background")
ACTIVE = {"iframe", "object", "embed", "applet", "base", "frame", "frameset", "style", "template", "math", "video"}
SCRIPTS = {"/static/vendor/htmx/dist/htmx.min.js", "/static/attune.js", "/static/queue.js", "/static/reading.js"}
FIELDS = {"input", "textarea", "select"}
OWN_PICTURE = re.compile(r"/pictures/[a-z0-9-]+-[0-9a-f]{12}\.webp")


@dataclass
class Element:
    """One element: its name, its attributes, and the text in it and in all that stands in it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def inside(self, other: Element) -> bool:
        """Whether it stands somewhere in `other`."""
        above = self.parent
        while above is not None and above is not other:
            above = above.parent
        return above is other


class Page(HTMLParser):
    """A parsed page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of this name with these attributes (`class_` for `class`)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [e for e in self.elements if e.tag == tag and wanted.items() <= e.attributes.items()]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def alerts(self) -> list[str]:
        """What the page says at once about the last click; not the warnings that wait for the end of a session."""
        found = self.all("p", role="alert")
        whole = self.all("main")
        return [element.text for element in found if not whole or element.inside(whole[0])]

    @property
    def words(self) -> str:
        """All text, with single spaces."""
        return " ".join(" ".join(element.text for element in self.elements if element.parent is None).split())

    def form(self, action: str) -> dict[str, str]:
        """What a browser would send of the form with this action if nothing in it was touched."""
        owner = self.one("form", action=action, method="post")
        return dict(self._sent(owner))

    def _sent(self, owner: Element) -> Iterator[tuple[str, str]]:
        for element in self.elements:
            name = element.attributes.get("name", "")
            if element.tag not in FIELDS or not name or not element.inside(owner):
                continue
            if element.tag == "textarea":
                yield name, element.text.removeprefix("\n")
            elif element.attributes.get("type") not in ("radio", "checkbox") or "checked" in element.attributes:
                yield name, element.attributes.get("value", "")

    def dangers(self) -> list[str]:
        """Everything in the page that could run, load or style something and was not put there by Attune."""
        return [danger for element in self.elements for danger in _dangers(element)]


def _dangers(element: Element) -> Iterator[str]:
    if element.tag in ACTIVE:
        yield f"<{element.tag}>"
    if element.tag == "script" and (element.attributes.get("src", "").partition("?")[0] not in SCRIPTS or element.text):
        yield f"<script {element.attributes}>"
    if element.tag == "meta" and "http-equiv" in element.attributes:
        yield f"<meta {element.attributes}>"
    if element.tag == "img" and not OWN_PICTURE.fullmatch(element.attributes.get("src", "")):
        yield f"<img {element.attributes}>"
    for name, value in element.attributes.items():
        if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc"):
            yield f"{name}={value!r} of <{element.tag}>"
        if (name in ADDRESSES and not value.startswith(("/", "#", "http://", "https://"))) or value.startswith("//"):
            yield f"{name}={value!r} of <{element.tag}>"
