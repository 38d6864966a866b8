"""The labelled lines of scenes and responses: ratings, effects, ways on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.scenario import (
    ENDINGS,
    WINDOW_HIGH,
    WINDOW_LOW,
    Alternative,
    Branch,
    Enter,
    Gauge,
    Move,
    Passage,
    Rating,
)
from simulator.markup.conditions import Names
from simulator.markup.notes import Notes
from simulator.markup.problems import Said

RATING = re.compile(r"([A-Za-z]+)\s*((?:,\s*[A-Za-z0-9-]+\s*)*)(?:\.\s*(.*))?", re.DOTALL)
EFFECT = re.compile(r"([a-z0-9-]+)\s+(?:([+-])\s*(\d{1,3})|to\s+([+-]?\d{1,3}))")
INSTEAD = re.compile(r"[\"“„«»](.+?)[\"”“»«]\s+(.+)", re.DOTALL)
"""Words in the quotation marks of English, German or French, and why they land better."""
OPENED = re.compile(r"\[([^\]]*)\]\s*(.*)", re.DOTALL)
MOST_CRITERIA, MOST_WAYS = 2, 12
LEVEL_WORDS = [level.word for level in Level]


@dataclass(frozen=True, slots=True)
class LabelReader:
    """Reads the values of labels for one case."""

    notes: Notes
    names: Names
    gauges: tuple[Gauge, ...]
    rubric: Rubric

    def passage(self, text: str, line: int, *, speech: bool = False) -> Passage:
        """A paragraph, with the condition in square brackets that may open it."""
        opened = OPENED.fullmatch(text)
        if opened is None:
            if text.startswith("["):
                self.notes.add("condition-shape", line, detail=Said("its square bracket is not closed"))
            return Passage(text, speech)
        if not opened[2]:
            self.notes.add("condition-alone", line)
        return Passage(opened[2], speech, self.notes.condition(opened[1], self.names, line))

    def rating(self, principle: str, text: str, line: int) -> Rating | None:
        """`advanced, offers-control. Sentence.`"""
        match = RATING.fullmatch(text)
        if match is None:
            self.notes.add("rating-shape", line)
            return None
        level = self.level(match[1].lower(), line)
        criteria = tuple(name.strip() for name in match[2].split(",") if name.strip())
        if not criteria:
            self.notes.add("criterion-missing", line)
        if len(criteria) > MOST_CRITERIA:
            self.notes.add("criteria-many", line, count=len(criteria))
        for name in criteria:
            self.criterion(name, principle, line)
        feedback = (match[3] or "").strip()
        if not feedback:
            self.notes.add("feedback-missing", line)
        return Rating(principle, level, criteria, feedback) if level else None

    def level(self, word: str, line: int) -> Level | None:
        """One of the four words."""
        if word in LEVEL_WORDS:
            return Level[word.upper()]
        self.notes.add("level-unknown", line, value=word, hint=self.notes.hint(word, LEVEL_WORDS))
        return None

    def criterion(self, name: str, principle: str, line: int) -> None:
        """Note a criterion that the rubric does not have, or has elsewhere."""
        known = self.rubric.criteria.get(name)
        if known is None:
            self.notes.add("criterion-unknown", line, value=name, hint=self.notes.hint(name, self.rubric.criteria))
        elif known.principle != principle:
            other = PRINCIPLES[known.principle]
            self.notes.add("criterion-elsewhere", line, value=name, other=other, principle=PRINCIPLES[principle])

    def moves(self, text: str, line: int) -> tuple[Move, ...]:
        """`arousal -1, safeness +1, shame to 4`."""
        found: list[Move] = []
        moved: set[str] = set()
        for part in text.split(","):
            match = EFFECT.fullmatch(part.strip().rstrip("."))
            if match is None:
                self.notes.add("effect-shape", line, value=part.strip())
            elif match[1] in moved:
                self.notes.add("effect-repeated", line, gauge=match[1])
            else:
                moved.add(match[1])
                amount = int(match[4]) if match[4] else int(match[2] + match[3])
                found.extend(self.move(match[1], amount, line, absolute=match[4] is not None))
        return tuple(found)

    def move(self, name: str, amount: int, line: int, *, absolute: bool) -> list[Move]:
        """The moves of one effect: a window moves both its edges."""
        places = {gauge.slug: (index, gauge) for index, gauge in enumerate(self.gauges)}
        if name == "window" and WINDOW_LOW in places:
            if absolute:
                self.notes.add("effect-shape", line, value=f"window to {amount}")
                return []
            targets = [(WINDOW_LOW, -amount), (WINDOW_HIGH, amount)]
        elif name in places and name not in (WINDOW_LOW, WINDOW_HIGH):
            targets = [(name, amount)]
        else:
            choices = [slug for slug in places if slug not in (WINDOW_LOW, WINDOW_HIGH)]
            choices += ["window"] if WINDOW_LOW in places else []
            hint = self.notes.hint(name, choices)
            self.notes.add("gauge-unknown", line, value=name, hint=hint, choices=", ".join(choices))
            return []
        moves = ((slug, by, *places[slug]) for slug, by in targets)
        return [Move(slug, place, by, gauge.low, gauge.high, absolute) for slug, by, place, gauge in moves]

    def instead(self, text: str, line: int) -> Alternative | None:
        """`"other words" and why`."""
        match = INSTEAD.fullmatch(text)
        if match is None or not match[1].strip():
            self.notes.add("instead-shape", line)
            return None
        return Alternative(match[1].strip(), match[2].strip())

    def branches(self, text: str, line: int) -> tuple[Branch, ...]:
        """`slug`, or `slug if CONDITION, slug if CONDITION, otherwise slug`."""
        *parts, last = (part.strip() for part in text.rstrip(".").split(","))
        if parts and not last.startswith("otherwise "):
            self.notes.add("next-shape", line)
            return ()
        if len(parts) >= MOST_WAYS:
            self.notes.add("next-many", line, limit=MOST_WAYS)
            return ()
        found = [self.branch(part, line) for part in parts]
        found.append(self.branch(last.removeprefix("otherwise ").strip() if parts else last, line, last=True))
        return tuple(branch for branch in found if branch)

    def branch(self, part: str, line: int, *, last: bool = False) -> Branch | None:
        """One way on."""
        target, separator, condition = (piece.strip() for piece in part.partition(" if "))
        if " " in target or not target or bool(separator) == last:
            self.notes.add("next-shape", line)
            return None
        if target not in self.names.scenes:
            hint = self.notes.hint(target, self.names.scenes)
            self.notes.add("target-unknown", line, value=target, hint=hint)
            return None
        if last:
            return Branch(target)
        read = self.notes.condition(condition, self.names, line)
        return Branch(target, read) if read else None

    def enter(self, text: str, line: int) -> Enter | None:
        """`when CONDITION`, `when CONDITION, once`."""
        text = text.rstrip(".")
        rule, comma, last = text.rpartition(",")
        once = bool(comma) and last.strip() == "once"
        text = rule if once else text
        if not text.startswith("when "):
            self.notes.add("enter-shape", line)
            return None
        condition = self.notes.condition(text.removeprefix("when ").strip(), self.names, line)
        return Enter(condition, once) if condition else None

    def ending(self, text: str, line: int) -> str | None:
        """One of the four kinds."""
        kind = text.strip().rstrip(".").lower()
        if kind in ENDINGS:
            return kind
        self.notes.add(
            "ending-unknown", line, value=kind, hint=self.notes.hint(kind, ENDINGS), choices=", ".join(ENDINGS)
        )
        return None

    def own_words(self, text: str, line: int) -> bool:
        """Yes or no."""
        word = text.strip().rstrip(".").lower()
        if word not in ("yes", "no"):
            self.notes.add("own-words-shape", line)
        return word == "yes"
