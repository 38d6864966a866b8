"""Front matter: YAML of the tamest kind, every value text with its line.

Built on the parser's events rather than on its constructors, so that types are never guessed (`no` stays "no"), tags,
aliases and duplicate keys are refused before anything is built, and the size is bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from simulator.markup.problems import Said

MOST_EVENTS, DEEPEST = 1_000, 5
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
PLAINLY = {
    "mapping values are not allowed in this context": Said("a text with a colon in it needs quotation marks"),
    "did not find expected ',' or ']'": Said("a list in square brackets is not closed, or lacks a comma"),
    "did not find expected ',' or '}'": Said("a set of facts in braces is not closed, or lacks a comma"),
    "found unexpected end of stream": Said("a quotation mark is not closed"),
    "found unexpected document indicator": Said("a quotation mark or a bracket is not closed"),
    "did not find expected key": Said("this line is not of the form “key: value”"),
    "did not find expected node content": Said("a value is missing, or there is a comma too many"),
    "could not find expected ':'": Said("this line is not of the form “key: value”"),
    "found character that cannot start any token": Said("a text that begins with @, % or ` needs quotation marks"),
    "block sequence entries are not allowed in this context": Said("a list is written in square brackets"),
}
"""What the YAML library says, in words an author can use."""


class FrontError(ValueError):
    """The front matter cannot be read: the problem code, the line in the file, and names for the sentence."""

    def __init__(self, code: str, line: int, **names: str) -> None:
        super().__init__(code)
        self.code, self.line, self.names = code, line, names


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the front matter, with the line it begins on."""

    line: int
    content: str | list[Value] | dict[str, Value]


def read_front(text: str, offset: int = 1) -> dict[str, Value]:
    """The facts of the front matter, `offset` lines down the file.

    Raises:
        FrontError: syntax, tags, aliases, duplicate keys, too much or too deep.
    """
    try:
        value = _Builder(text, offset).document()
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1 + offset
        lines = text.count("\n") + offset
        detail = PLAINLY.get(error.problem or "", Said("something here is not written as “key: value”"))
        raise FrontError("yaml-syntax", min(line, lines), detail=detail) from error
    except yaml.YAMLError as error:
        raise FrontError("yaml-syntax", 1 + offset, detail=Said("a character that cannot stand here")) from error
    if value.content == "":
        return {}
    if not isinstance(value.content, dict):
        raise FrontError("yaml-syntax", value.line, detail=Said("facts are written as “key: value”"))
    return value.content


class _Builder:
    def __init__(self, text: str, offset: int) -> None:
        self.events = iter(yaml.parse(text, Loader=LOADER))
        self.offset = offset
        self.count = 0

    def next(self) -> yaml.Event:
        self.count += 1
        event = next(self.events)
        if self.count > MOST_EVENTS:
            raise FrontError("yaml-too-deep", self.line(event))
        return event

    def line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return (mark.line if mark else 0) + 1 + self.offset

    def document(self) -> Value:
        event = self.next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Value(1 + self.offset, "")
        value = self.value(event, 1)
        end = self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise FrontError("yaml-forbidden", self.line(end), what=Said("A second document"))
        return value

    def value(self, event: yaml.Event, depth: int) -> Value:
        line = self.line(event)
        if depth > DEEPEST:
            raise FrontError("yaml-too-deep", line)
        _refuse_tricks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return Value(line, " ".join(event.value.split()))
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := self.next(), yaml.SequenceEndEvent):
                items.append(self.value(inner, depth + 1))
            return Value(line, items)
        return Value(line, self.facts(depth))

    def facts(self, depth: int) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        while not isinstance(inner := self.next(), yaml.MappingEndEvent):
            key = self.value(inner, depth + 1)
            if not isinstance(key.content, str):
                raise FrontError("yaml-forbidden", key.line, what=Said("A list or a set as a key"))
            if key.content in facts:
                raise FrontError("yaml-duplicate", key.line, key=key.content)
            facts[key.content] = self.value(self.next(), depth + 1)
        return facts


def _refuse_tricks(event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise FrontError("yaml-forbidden", line, what=Said("A reference (& or *)"))
    if getattr(event, "tag", None):
        raise FrontError("yaml-forbidden", line, what=Said("A tag (!)"))
    if isinstance(event, yaml.ScalarEvent) and HIDDEN.search(event.value):
        raise FrontError("yaml-forbidden", line, what=Said("A hidden control character"))
