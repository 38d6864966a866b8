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
from simulator.markup.conditions import Names, did_you_mean
from simulator.markup.notes import Notes

RATING = re.compile(r"\s*([A-Za-z]+)\s*((?:,\s*[A-Za-z-]+\s*)*)(?:\.\s*(.*))?", re.DOTALL)
EFFECT = re.compile(r"([a-z0-9-]+)\s+(?:([+-]\s*\d{1,2})|to\s+(-?\d{1,2}))")
INSTEAD = re.compile(r"[\"“](.+?)[\"”]\s+(.+)", re.DOTALL)
OPENED = re.compile(r"\[([^\]]*)\]\s*(.*)", re.DOTALL)
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
            return Passage(text, speech)
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
        self.notes.add("level-unknown", line, value=word, hint=did_you_mean(word, LEVEL_WORDS))
        return None

    def criterion(self, name: str, principle: str, line: int) -> None:
        """Note a criterion that the rubric does not have, or has elsewhere."""
        known = self.rubric.criteria.get(name)
        if known is None:
            self.notes.add("criterion-unknown", line, value=name, hint=did_you_mean(name, self.rubric.criteria))
        elif known.principle != principle:
            other = PRINCIPLES[known.principle]
            self.notes.add("criterion-elsewhere", line, value=name, other=other, principle=PRINCIPLES[principle])

    def moves(self, text: str, line: int) -> tuple[Move, ...]:
        """`arousal -1, safeness +1, shame to 4`."""
        found: list[Move] = []
        for part in text.split(","):
            match = EFFECT.fullmatch(part.strip().rstrip("."))
            if match is None:
                self.notes.add("effect-shape", line, value=part.strip())
                continue
            amount = int((match[2] or match[3]).replace(" ", ""))
            found.extend(self.move(match[1], amount, match[3] is not None, line))
        return tuple(found)

    def move(self, name: str, amount: int, absolute: bool, line: int) -> list[Move]:
        """The moves of one effect: a window moves both its edges."""
        places = {gauge.slug: (index, gauge) for index, gauge in enumerate(self.gauges)}
        if name == "window" and WINDOW_LOW in places and not absolute:
            targets = [(WINDOW_LOW, -amount), (WINDOW_HIGH, amount)]
        elif name in places and name not in (WINDOW_LOW, WINDOW_HIGH):
            targets = [(name, amount)]
        else:
            choices = [slug for slug in places if slug not in (WINDOW_LOW, WINDOW_HIGH)]
            choices += ["window"] if WINDOW_LOW in places else []
            hint = did_you_mean(name, choices)
            self.notes.add("gauge-unknown", line, value=name, hint=hint, choices=", ".join(choices))
            return []
        return [Move(slug, places[slug][0], by, places[slug][1].low, places[slug][1].high, absolute) for slug, by in targets]

    def instead(self, text: str, line: int) -> Alternative | None:
        """`"other words" and why`."""
        match = INSTEAD.fullmatch(text.strip())
        if match is None:
            self.notes.add("instead-shape", line)
            return None
        return Alternative(match[1].strip(), match[2].strip())

    def branches(self, text: str, line: int) -> tuple[Branch, ...]:
        """`slug`, or `slug if CONDITION, slug if CONDITION, otherwise slug`."""
        parts = [part.strip() for part in text.rstrip(".").split(",")]
        found = [self.branch(part, line) for part in parts[:-1]]
        last = parts[-1].removeprefix("otherwise ").strip() if len(parts) > 1 else parts[-1]
        if len(parts) > 1 and not parts[-1].startswith("otherwise "):
            self.notes.add("next-shape", line)
            return ()
        found.append(self.branch(last, line, last=True))
        return tuple(branch for branch in found if branch)

    def branch(self, part: str, line: int, *, last: bool = False) -> Branch | None:
        """One way on."""
        target, separator, condition = (piece.strip() for piece in part.partition(" if "))
        if " " in target or not target or bool(separator) == last:
            self.notes.add("next-shape", line)
            return None
        if target not in self.names.scenes:
            hint = did_you_mean(target, sorted(self.names.scenes))
            self.notes.add("target-unknown", line, value=target, hint=hint)
            return None
        if last:
            return Branch(target)
        read = self.notes.condition(condition, self.names, line)
        return Branch(target, read) if read else None

    def enter(self, text: str, line: int) -> Enter | None:
        """`when CONDITION`, `when CONDITION, once`."""
        text = text.strip().rstrip(".")
        once = bool(re.search(r",\s*once$", text))
        text = re.sub(r",\s*once$", "", text)
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
        self.notes.add("ending-unknown", line, value=kind, hint=did_you_mean(kind, ENDINGS), choices=", ".join(ENDINGS))
        return None

    def own_words(self, text: str, line: int) -> bool:
        """Yes or no."""
        word = text.strip().rstrip(".").lower()
        if word not in ("yes", "no"):
            self.notes.add("own-words-shape", line)
        return word == "yes"
