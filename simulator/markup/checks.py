"""What only shows when a case is walked or looked at as a whole: lost ways, contradictions, giveaways, length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from simulator.engine.exploration import Exploration, explore
from simulator.engine.policy import weight
from simulator.engine.rubric import Level
from simulator.engine.scenario import Passage, Response, Scenario, Scene
from simulator.markup.notes import Notes
from simulator.markup.problems import Problem
from simulator.markup.reader import Reading

SCENE_WORDS, RESPONSE_WORDS, FEEDBACK_WORDS = 140, 45, 40
FEWEST_DECISIONS = 6
"""Below this number of decisions nothing is called a giveaway."""
GIVEAWAY_SHARE = 0.6
TELL_SHARE, TELL_FEWEST, TELL_ELSEWHERE = 0.4, 5, 0.1


@dataclass(frozen=True, slots=True)
class Checked:
    """A reading with the problems of the whole added, and what was explored (None if it cannot be played)."""

    reading: Reading
    problems: tuple[Problem, ...]
    explored: Exploration | None

    @property
    def scenario(self) -> Scenario | None:
        """The scenario if no fault keeps it from being published."""
        return None if self.faults else self.reading.scenario

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems that keep the case from being published."""
        return tuple(problem for problem in self.problems if problem.severity == "fault")


def check(reading: Reading) -> Checked:
    """Every problem of a file: those of its form, and, where it can be walked, those of the whole."""
    if reading.scenario is None:
        return Checked(reading, reading.problems, None)
    notes = Notes()
    explored = explore(reading.scenario)
    for rule in RULES:
        rule(reading, explored, notes)
    found = (replace(problem, excerpt=reading.document.line(problem.line)) for problem in notes.problems)
    return Checked(reading, tuple(sorted((*reading.problems, *found))), explored)


def _decisions(scenario: Scenario) -> list[Scene]:
    return [scene for scene in scenario.scenes if scene.responses]


def _ways(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Unreachable scenes and endings, responses never offered, ways that never end."""
    scenario, lines = explored.scenario, reading.lines
    if not any(scene.ending for scene in scenario.scenes):
        notes.add("no-ending", 1)
    if not explored.complete:
        notes.add("too-wide", 1)
        return
    for scene in scenario.scenes:
        if scene.slug not in explored.scenes:
            notes.add("scene-unreachable", lines[scene.slug], scene=scene.slug)
            continue
        for response in scene.responses:
            if (scene.slug, response.slug) not in explored.responses:
                notes.add("response-never-offered", lines[response.slug], response=response.slug)
    if explored.endings:
        for slug in sorted(explored.lost()):
            notes.add("way-lost", lines[slug], scene=slug)


def _window(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Ways out of the window that no rule answers, and `advanced` titration that leads out of it."""
    unanswered: dict[tuple[str, str], Response] = {}
    pushed: dict[str, Response] = {}
    for edges in explored.edges:
        for edge in edges:
            if edge.left_window is None:
                continue
            if not edge.answered:
                unanswered[edge.response.slug, edge.left_window] = edge.response
            if edge.response.level("titration") is Level.ADVANCED:
                pushed[edge.response.slug] = edge.response
    for (slug, side), _ in unanswered.items():
        notes.add("window-unanswered", reading.lines[slug], response=slug, side=side)
    for slug in pushed:
        notes.add("titration-contradiction", reading.lines[slug], response=slug)


def _differences(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Decisions without a difference; harm without a cost."""
    for scene in _decisions(explored.scenario):
        levels = {tuple((rating.principle, rating.level) for rating in response.ratings) for response in scene.responses}
        if len(levels) == 1 and len(scene.responses) > 1:
            notes.add("rated-alike", reading.lines[scene.slug], scene=scene.slug)
        for response in scene.responses:
            if response.harmful and not _costs(response):
                notes.add("harm-without-cost", reading.lines[response.slug], response=response.slug)


def _costs(response: Response) -> bool:
    for move in response.moves:
        if move.absolute or move.gauge == "arousal":
            return True
        if move.amount < 0 if move.gauge in ("safeness", "warmth", "anger", "window-high") else move.amount > 0:
            return True
    return False


def _giveaways(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """The best response always the longest, always first, or sharing a word the others lack."""
    scenes = _decisions(explored.scenario)
    if len(scenes) < FEWEST_DECISIONS:
        return
    longest = sum(_only_best(scene, lambda scene: max(scene.responses, key=spoken_words)) for scene in scenes)
    first = sum(_only_best(scene, lambda scene: scene.responses[0]) for scene in scenes)
    for code, count in (("giveaway-length", longest), ("giveaway-position", first)):
        if count > GIVEAWAY_SHARE * len(scenes):
            notes.add(code, 1, count=count, scenes=len(scenes))
    for word, count in _tells(scenes):
        notes.add("giveaway-wording", 1, word=word, count=count)


def best_responses(scene: Scene) -> list[Response]:
    """The responses of a scene with the highest levels."""
    most = max(weight(response) for response in scene.responses)
    return [response for response in scene.responses if weight(response) == most]


def _only_best(scene: Scene, pick: Callable[[Scene], Response]) -> bool:
    return [pick(scene)] == best_responses(scene)


def spoken_words(response: Response) -> int:
    """How many words a response has, heading and words."""
    return _words(response.title, *(passage.text for passage in response.passages))


def _tells(scenes: Iterable[Scene]) -> list[tuple[str, int]]:
    good: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    number = {True: 0, False: 0}
    for scene in scenes:
        best = best_responses(scene)
        for response in scene.responses:
            text = " ".join((response.title, *(passage.text for passage in response.passages)))
            words = set(re.findall(r"[a-z']{3,}", text.lower()))
            (good if response in best else rest).update(words)
            number[response in best] += 1
    return sorted(
        (word, count)
        for word, count in good.items()
        if count >= max(TELL_FEWEST, TELL_SHARE * number[True]) and rest[word] <= TELL_ELSEWHERE * number[False]
    )


def _lengths(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Text too long for a screen or for a breath."""
    for scene in explored.scenario.scenes:
        words = _shown_words(scene.passages)
        if words > SCENE_WORDS:
            notes.add("long-scene", reading.lines[scene.slug], scene=scene.slug, words=words, limit=SCENE_WORDS)
        for response in scene.responses:
            line = reading.lines[response.slug]
            words = spoken_words(response)
            if words > RESPONSE_WORDS:
                notes.add("long-response", line, response=response.slug, words=words, limit=RESPONSE_WORDS)
            for rating in response.ratings:
                words = _words(rating.feedback)
                if words >= FEEDBACK_WORDS:
                    notes.add("long-feedback", line, words=words, limit=FEEDBACK_WORDS)


def _shown_words(passages: tuple[Passage, ...]) -> int:
    """Words of the longest way a scene can be shown: paragraphs with a condition seldom all hold, half are counted."""
    always = sum(_words(passage.text) for passage in passages if passage.condition is None)
    sometimes = sum(_words(passage.text) for passage in passages if passage.condition is not None)
    return always + sometimes // 2


def _words(*texts: str) -> int:
    return sum(len(re.findall(r"\w[\w'’-]*", text)) for text in texts)


RULES = (_ways, _window, _differences, _giveaways, _lengths)
