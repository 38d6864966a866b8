"""Everything that can be wrong with a scenario file, where: a stable code, a plain sentence, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.markup.kinds import KINDS, Kind, Severity

__all__ = ["KINDS", "Kind", "Problem", "Severity", "problem", "shortened"]

LONGEST_NAME, LONGEST_CHOICES, LONGEST_EXCERPT = 60, 600, 200
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of one file. `line` counts from 1; `excerpt` is that line of the file."""

    line: int
    code: str
    sentence: str
    remedy: str
    severity: Severity
    excerpt: str = ""

    def at(self, path: str) -> str:
        """The problem as a person reads it in a terminal."""
        excerpt = f"\n    | {self.excerpt.strip()}" if self.excerpt.strip() else ""
        return f"{path}:{self.line}: {self.code}: {self.sentence}{excerpt}\n    {self.remedy}"


def problem(code: str, line: int, **names: object) -> Problem:
    """A problem of a known kind; `names` fill the braces of its sentence and remedy."""
    kind = KINDS[code]
    said = {name: _said(name, value) for name, value in names.items()}
    return Problem(line, code, kind.sentence.format(**said), kind.remedy.format(**said), kind.severity)


def _said(name: str, value: object) -> str:
    return shortened(str(value), LONGEST_CHOICES if name in ("choices", "hint", "example", "detail") else LONGEST_NAME)


def shortened(text: str, most: int = LONGEST_EXCERPT) -> str:
    """The text without characters a terminal would obey, cut off where it gets too long to be shown."""
    text = UNPRINTABLE.sub("�", text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"
