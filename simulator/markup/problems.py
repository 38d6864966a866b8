"""Everything that can be wrong with a scenario file, where: a stable code, a plain sentence, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from simulator.markup.kinds import KINDS, Kind, Severity

__all__ = ["KINDS", "Hint", "Kind", "Problem", "Said", "Severity", "problem", "shortened"]

LONGEST_NAME, LONGEST_CHOICES, LONGEST_EXCERPT = 60, 600, 200
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Said(str):
    """Words of ours within a sentence, to be translated with it: “a whole number from 5 to 60”."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """The words in English."""
        said = super().__new__(cls, template.format(**values))
        said.template, said.values = template, values
        return said


class Hint(NamedTuple):
    """What was probably meant by a word; says nothing where nothing comes near."""

    wrong: str = ""
    right: str = ""

    def __str__(self) -> str:
        return f" Did you mean “{self.right}”?" if self.right else ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of one file. `line` counts from 1; `excerpt` is that line of the file.

    `names` are what the braces of its kind were filled with, so that it can be said in another language; `hint` is
    what may have been meant, so that it can be put there.
    """

    line: int
    code: str
    sentence: str
    remedy: str
    severity: Severity
    excerpt: str = ""
    names: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    hint: Hint = field(default=Hint(), compare=False)

    def at(self, path: str) -> str:
        """The problem as a person reads it in a terminal."""
        excerpt = f"\n    | {self.excerpt.strip()}" if self.excerpt.strip() else ""
        return f"{path}:{self.line}: {self.code}: {self.sentence}{excerpt}\n    {self.remedy}"


def problem(code: str, line: int, **names: object) -> Problem:
    """A problem of a known kind; `names` fill the braces of its sentence and remedy."""
    kind = KINDS[code]
    said = {name: _said(name, value) for name, value in names.items()}
    hint = names.get("hint")
    return Problem(
        line,
        code,
        kind.sentence.format(**said),
        kind.remedy.format(**said),
        kind.severity,
        names=tuple(said.items()),
        hint=hint if isinstance(hint, Hint) else Hint(),
    )


def _said(name: str, value: object) -> str:
    if isinstance(value, Said):
        return Said(value.template, **{inner: _said(inner, one) for inner, one in value.values.items()})
    return shortened(str(value), LONGEST_CHOICES if name in ("choices", "hint", "example", "detail") else LONGEST_NAME)


def shortened(text: str, most: int = LONGEST_EXCERPT) -> str:
    """The text without characters a terminal would obey, cut off where it gets too long to be shown."""
    text = UNPRINTABLE.sub("�", text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"
