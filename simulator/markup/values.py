"""The values of front matter, read one by one: texts, numbers, words of a list, each with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from simulator.engine.scenario import ENGLISH
from simulator.markup.front import FrontError, Value, read_front
from simulator.markup.notes import Notes
from simulator.markup.problems import Said
from simulator.markup.source import Document

WHOLE = re.compile(r"[+-]?\d{1,3}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"([a-z]{2,3})(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
"""A language as BCP 47 writes it: language, script, region."""


def front_of(document: Document, notes: Notes) -> dict[str, Value] | None:
    """The front matter of a document; what keeps it from being read is noted, and None returned."""
    first = document.blocks[0] if document.blocks else None
    if first is None or first.kind != "front":
        notes.add("front-unclosed" if document.line(1).strip() == "---" else "front-missing", 1)
        return None
    try:
        return read_front(first.text)
    except FrontError as error:
        notes.add(error.code, error.line, **error.names)
        return None


class ValueReader:
    """Reads facts out of front matter; what is wrong is noted, and a harmless value given."""

    def __init__(self, front: dict[str, Value], notes: Notes) -> None:
        self.front, self.notes = front, notes

    def keys(self, known: Collection[str], needed: Collection[str] | None = None) -> None:
        """Note facts the format does not know, and needed ones that are missing (without `needed`, all are)."""
        for key, value in self.front.items():
            if key not in known:
                self.notes.add("key-unknown", value.line, key=key, hint=self.notes.hint(key, known))
        for key in known if needed is None else needed:
            if key not in self.front:
                self.notes.add("key-missing", 1, key=key)

    def shape(self, key: str, line: int, shape: str, example: str) -> None:
        """Note that a value is not of the right shape."""
        self.notes.add("value-shape", line, key=key, shape=shape, example=example)

    def text(self, key: str, example: str, *, needed: bool = True) -> str:
        """One line of text."""
        value = self.front.get(key)
        if value is None:
            return ""
        if not isinstance(value.content, str) or (needed and not value.content):
            self.shape(key, value.line, Said("one line of text"), f"{key}: {example}")
            return ""
        return value.content

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.front.get(key)
        if value is None:
            return low
        number = self.whole(value)
        if number is not None and low <= number <= high:
            return number
        self.shape(
            key, value.line, Said("a whole number from {low} to {high}", low=low, high=high), f"{key}: {low + 10}"
        )
        return low

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of the words that can stand here."""
        value = self.front.get(key)
        return self.one_of(key, value, choices) if value else ""

    def one_of(self, key: str, value: Value, choices: Iterable[str]) -> str:
        """The value, if it is one of the words."""
        choices = tuple(choices)
        if isinstance(value.content, str) and value.content in choices:
            return value.content
        word = value.content if isinstance(value.content, str) else "…"
        hint = self.notes.hint(word, choices)
        self.notes.add("value-unknown", value.line, key=key, value=word, hint=hint, choices=", ".join(choices))
        return ""

    def language(self) -> str:
        """The language of the text, English if none is named."""
        tag = self.text("language", "de", needed=False) or ENGLISH
        if tag == ENGLISH or is_language(tag):
            return tag
        self.notes.add("language-unknown", self.front["language"].line, value=tag)
        return ENGLISH

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.front.get(key)
        if value is None:
            return ()
        if isinstance(value.content, list) and all(isinstance(item.content, str) for item in value.content):
            return tuple(str(item.content) for item in value.content)
        self.shape(key, value.line, Said("a list"), f"{key}: [one, another]")
        return ()

    def choices(self, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """A list of words, each of those that can stand here."""
        value = self.front.get(key)
        if value is None or not self.texts(key) or not isinstance(value.content, list):
            return ()
        return tuple(word for item in value.content if (word := self.one_of(key, item, choices)))

    def slugs(self, key: str) -> tuple[str, ...]:
        """A list of slugs."""
        words = self.texts(key)
        for word in words:
            if not SLUG.fullmatch(word):
                self.shape(key, self.front[key].line, Said("a list of slugs"), f"{key}: [window-of-tolerance]")
                return ()
        return words

    def named(self, key: str, known: Collection[str], code: str) -> tuple[str, ...]:
        """A list of slugs, each of something known; `code` is the problem of one that is not."""
        value = self.front.get(key)
        words = self.slugs(key)
        for word in words:
            if value and word not in known:
                self.notes.add(code, value.line, value=word, hint=self.notes.hint(word, known))
        return tuple(word for word in words if word in known)

    def whole(self, value: Value | None) -> int | None:
        """The value as a whole number, or None."""
        if value is None or not isinstance(value.content, str) or not WHOLE.fullmatch(value.content):
            return None
        return int(value.content)

    def pair(self, value: Value | None) -> tuple[int, int] | None:
        """Two whole numbers, the lower one first, or None."""
        if value is None or not isinstance(value.content, list) or len(value.content) != 2:
            return None
        low, high = (self.whole(item) for item in value.content)
        return (low, high) if low is not None and high is not None and low < high else None


def is_language(tag: str) -> bool:
    """Whether the tag is well-formed and of a language there is."""
    from babel.localedata import exists  # noqa: PLC0415 - only for what is not in English

    match = LANGUAGE.fullmatch(tag)
    return match is not None and exists(match[1])
