"""Guided practices for the trainee: something to do step by step, with time to stay (clinical model, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine.scenario import ENGLISH

PRACTICES = ("equanimity", "yin-break", "yang-break", "shame-reflection", "compassionate-friend")
"""The practices every library must have, in the order they are offered."""

OCCASIONS = ("pause", "hard-ending")
"""Where a practice is offered besides its own page: on the pause of a case, and after an ending that was hard."""


@dataclass(frozen=True, slots=True)
class PracticeStep:
    """One step. `stay` is how long one may want to stay, in seconds; `breath` shows a pace to breathe with.

    `note` is a question that may be answered in writing, for oneself alone; empty for none.
    """

    title: str
    text: str
    stay: int
    breath: bool
    note: str


@dataclass(frozen=True, slots=True)
class Practice:
    """A guided practice. Texts are Markdown; `section` is the chapter section it leans on.

    `language` is the one it is written in (BCP 47).
    """

    slug: str
    title: str
    minutes: int
    section: str
    concepts: tuple[str, ...]
    offered: tuple[str, ...]
    lead: str
    steps: tuple[PracticeStep, ...]
    language: str = ENGLISH
