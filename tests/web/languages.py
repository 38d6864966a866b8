"""What a reader of another language would see that was not said in theirs: every word outside the marks of a catalogue
that marks all it says.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from babel.support import NullTranslations

LANGUAGE = "fr"
"""A language that nobody has translated: its catalogue here is made of marks."""
SPOKEN = ("aria-label", "alt", "title", "placeholder")
VOID = {"meta", "link", "input", "br", "img", "hr", "wbr"}
NAMES = {"Attune", "UTC", "Werkzeug"}
BETWEEN = {"et"}
"""What stands between the last two things of a list in that language: it comes from the list of locales."""


class Marked(NullTranslations):
    """A catalogue that says everything in English, between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    ugettext, ungettext = gettext, ngettext


class Forgotten(HTMLParser):
    """Finds the words of a page that are neither marked, nor content in its own language, nor names, nor typed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.content: set[str] = set()
        self._named: list[tuple[str, str]] = []  # what may name content that comes only later
        self._open: list[tuple[str, dict[str, str]]] = []
        self._depth = 0
        self.feed(html)
        self.close()
        for where, words in self._named:
            self._note(where, _without(words, self.content))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._open.append((tag, attributes))
        if not self._apart():
            spoken = [name for name in attributes if name in SPOKEN]
            if "hidden" in attributes:  # sentences that a script will say
                spoken += [name for name in attributes if name.startswith("data-") and " " in attributes[name]]
            if tag == "input" and attributes.get("type") in ("submit", "button"):
                spoken.append("value")
            for name in spoken:
                self._named.append((f"{name} of <{tag}>", _outside(attributes[name], 0)[0]))
        if tag in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        outside, self._depth = _outside(data, self._depth)
        tag = self._open[-1][0] if self._open else ""
        if self._apart():
            self.content.add(" ".join(data.split()))
        elif tag == "title" and self._open[-2][0] == "head":
            self._named.append(("title", outside))
        elif tag not in ("kbd", "time", "textarea", "code", "style", "script"):
            self._note(f"<{tag}>", outside)

    def _apart(self) -> bool:
        """Whether this stands in an element of another language, a name, or something a person typed."""
        for tag, attributes in reversed(self._open):
            if attributes.get("translate") == "no" or "kept" in attributes.get("class", "").split():
                return True
            if "lang" in attributes:
                return tag != "html" and attributes["lang"] != LANGUAGE
        return False

    def _note(self, where: str, words: str) -> None:
        if any(character.isalpha() for character in _without(words, NAMES | BETWEEN)):
            self.found.append(f"{where}: {' '.join(words.split())}")


def forgotten(html: str) -> list[str]:
    """The words of a page that nobody has offered for translation."""
    return Forgotten(html).found


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What of a text stands outside all marks, and in how many marks its end stands."""
    kept = []
    for character in text:
        if character == "⟧":
            depth -= 1
        elif character == "⟦":
            depth += 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept), depth


def _without(text: str, known: set[str]) -> str:
    for one in sorted(known, key=len, reverse=True):
        if one:
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "", text)
    return text
