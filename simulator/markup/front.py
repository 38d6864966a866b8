"""Front matter: YAML of the tamest kind, every value text with its line.

Built on the parser's events rather than on its constructors, so that types are never guessed (`no` stays "no"), tags,
aliases and duplicate keys are refused before anything is built, and the size is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
import yaml

MOST_EVENTS, DEEPEST = 1_000, 5
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


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
        raise FrontError("yaml-syntax", line, detail=error.problem or "syntax") from error
    except yaml.YAMLError as error:
        raise FrontError("yaml-syntax", 1 + offset, detail="a character that cannot stand here") from error
    if value.content == "":
        return {}
    if not isinstance(value.content, dict):
        raise FrontError("yaml-syntax", value.line, detail="facts are written as “key: value”")
    return value.content


class _Builder:
    def __init__(self, text: str, offset: int) -> None:
        self.events = yaml.parse(text, Loader=LOADER)
        self.offset = offset
        self.count = 0

    def next(self) -> yaml.Event:
        self.count += 1
        event = next(self.events)
        if self.count > MOST_EVENTS:
            raise FrontError("yaml-too-deep", self.line(event))
        return event

    def line(self, event: yaml.Event) -> int:
        return int(event.start_mark.line) + 1 + self.offset

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
            raise FrontError("yaml-forbidden", self.line(end), what="A second document")
        return value

    def value(self, event: yaml.Event, depth: int) -> Value:
        line = self.line(event)
        if depth > DEEPEST:
            raise FrontError("yaml-too-deep", line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontError("yaml-forbidden", line, what="A reference (& or *)")
        if getattr(event, "tag", None):
            raise FrontError("yaml-forbidden", line, what="A tag (!)")
        if isinstance(event, yaml.ScalarEvent):
            return Value(line, event.value.strip())
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := self.next(), yaml.SequenceEndEvent):
                items.append(self.value(inner, depth + 1))
            return Value(line, items)
        facts: dict[str, Value] = {}
        while not isinstance(inner := self.next(), yaml.MappingEndEvent):
            key = self.value(inner, depth + 1)
            if not isinstance(key.content, str):
                raise FrontError("yaml-forbidden", key.line, what="A list or a mapping as a key")
            if key.content in facts:
                raise FrontError("yaml-duplicate", key.line, key=key.content)
            facts[key.content] = self.value(self.next(), depth + 1)
        return Value(line, facts)
