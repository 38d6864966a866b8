"""One fact of the front matter said anew, with every other line of the file as it was."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from simulator.markup.source import normalise, take_apart

KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*[ \t]*:")


def fact(text: str, key: str) -> str:
    """What a one-line fact says; empty if it is not there."""
    for line in _front(text):
        if line.startswith(f"{key}:"):
            return unquoted(line.partition(":")[2].strip())
    return ""


def unquoted(value: str) -> str:
    """A value of the front matter without the quotation marks around it, as far as they are closed."""
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if value.startswith('"'):
        with suppress(ValueError):
            return str(json.loads(value))
    return value.strip('"')


def restated(text: str, key: str, value: str | list[str]) -> str:
    """The text with this fact in its front matter. A text without front matter is left as it is."""
    text = normalise(text)
    lines = _front(text)
    if not lines:
        return text
    first = next((number for number, line in enumerate(lines) if line.startswith(f"{key}:")), len(lines) - 1)
    last = first
    if first < len(lines) - 1:
        last = next(number for number in range(first + 1, len(lines)) if _begins_anew(lines[number]))
    said = f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
    return "".join((*lines[:first], said, *lines[last:])) + text[sum(map(len, lines)) :]


def _front(text: str) -> tuple[str, ...]:
    blocks = take_apart(normalise(text)).blocks
    return blocks[0].lines if blocks and blocks[0].kind == "front" else ()


def _begins_anew(line: str) -> bool:
    """Whether a line is no longer of the fact above it."""
    return line.strip() == "---" or KEY.match(line) is not None
