"""What a course leader tells in the interview, understood: a skeleton is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.engine.scenario import ENGLISH, Client

FEWEST_MOMENTS, MOST_MOMENTS = 3, 6
MOST_CRITERIA, MOST_CONCEPTS = 3, 6


@dataclass(frozen=True, slots=True)
class Interview:
    """What was told. Texts may be empty: the skeleton has a bracket instead. `gauges` holds where the client starts.

    `criteria` are those chosen for each principle in play, `defence` one of submissive, aggressive, shutdown, or empty.
    `mistake` says whether the tempting thing harms or misses; `window_rule`, whether the client can leave the window.
    """

    title: str
    client: Client
    criteria: Mapping[str, tuple[str, ...]]
    gauges: Mapping[str, int]
    level: str = "foundation"
    phase: str = "safety"
    presentation: tuple[str, ...] = ("shame",)
    learn: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    defence: str = ""
    background: str = ""
    opening: str = ""
    moment: str = ""
    temptation: str = ""
    why: str = ""
    better: str = ""
    mistake: str = "harmful"
    moments: int = 4
    window_rule: bool = True
    endings: tuple[str, ...] = ("connected", "strained")
    language: str = ENGLISH
    way: tuple[str, ...] = field(default=(), compare=False)
