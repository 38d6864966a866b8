"""What only shows when a case is walked or looked at as a whole: lost ways, contradictions, giveaways, length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simulator.engine.exploration import Exploration, explore
from simulator.engine.policy import weight
from simulator.engine.rubric import Level
from simulator.engine.scenario import Passage, Response, Scenario, Scene
from simulator.markup.notes import MOST_PROBLEMS, Notes
from simulator.markup.pictures import picture_in
from simulator.markup.problems import Problem, Said
from simulator.markup.reader import Reading
from simulator.markup.unwritten import unwritten

SCENE_WORDS, RESPONSE_WORDS, FEEDBACK_WORDS = 140, 45, 40
FEWEST_DECISIONS = 6
"""Below this number of decisions nothing is called a giveaway."""
GIVEAWAY_SHARE = 0.6
WORSE = {"safeness": -1, "warmth": -1, "anger": -1, "shame": 1, "window-low": 1, "window-high": -1}
"""Which way of a gauge is for the worse."""
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


def check(reading: Reading, walk: Callable[[Scenario], Exploration] = explore) -> Checked:
    """Every problem of a file: those of its form, and, where it can be walked, those of the whole."""
    notes = Notes(list(reading.problems), faulty=bool(reading.faults))
    _unwritten(reading, notes)
    if reading.scenario is None:
        return Checked(reading, notes.listed(reading.document), None)
    explored = walk(reading.scenario)
    for rule in RULES:
        rule(reading, explored, notes)
    return Checked(reading, notes.listed(reading.document), explored)


def _unwritten(reading: Reading, notes: Notes) -> None:
    """Places that a skeleton has left open. They keep nobody from trying the case, so a reading does not mind them."""
    if len(notes.problems) > MOST_PROBLEMS:
        return
    for number, line in enumerate(reading.document.lines, 1):
        if (what := unwritten(line)) is not None:
            notes.add("still-to-write", number, what=what)


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
    _lost(reading, explored, notes)


def _lost(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Dead ends, where nothing is offered, and loops with no way out."""
    stuck = {node for node, edges in enumerate(explored.edges) if not edges and not explored.ended(node)}
    for slug in sorted({explored.nodes[node].scene for node in stuck}):
        notes.add("way-stuck", reading.lines[slug], scene=slug)
    if any(scene.ending for scene in explored.scenario.scenes):
        halting = stuck | {node for node in range(len(explored.nodes)) if explored.ended(node)}
        circling = set(range(len(explored.nodes))) - explored.leading_to(halting)
        for slug in sorted({explored.nodes[node].scene for node in circling}):
            notes.add("loop-closed", reading.lines[slug], scene=slug)


def _window(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Ways out of the window that no rule answers, and `advanced` titration that leads out of it."""
    unanswered: set[tuple[str, str]] = set()
    pushed: set[str] = set()
    for edge in (edge for edges in explored.edges for edge in edges if edge.left_window is not None):
        if not edge.answered:
            unanswered.add((edge.response.slug, str(edge.left_window)))
        if edge.response.level("titration") is Level.ADVANCED:
            pushed.add(edge.response.slug)
    for slug, side in sorted(unanswered):
        notes.add("window-unanswered", reading.lines[slug], response=slug, side=Said(side))
    for slug in sorted(pushed):
        notes.add("titration-contradiction", reading.lines[slug], response=slug)


def _differences(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Decisions without a difference; harm without a cost."""
    for scene in _decisions(explored.scenario):
        levels = {
            tuple((rating.principle, rating.level) for rating in response.ratings) for response in scene.responses
        }
        if len(levels) == 1 and len(scene.responses) > 1:
            notes.add("rated-alike", reading.lines[scene.slug], scene=scene.slug)
        for response in scene.responses:
            if response.harmful and not _costs(response):
                notes.add("harm-without-cost", reading.lines[response.slug], response=response.slug)


def _costs(response: Response) -> bool:
    """Whether some move is for the worse; arousal, and gauges of the case's own, count whichever way they go."""
    return any(move.absolute or move.amount * WORSE.get(move.gauge, move.amount) > 0 for move in response.moves)


def _giveaways(_: Reading, explored: Exploration, notes: Notes) -> None:
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
    return word_count(response.title, *(passage.text for passage in response.passages))


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
                words = word_count(rating.feedback)
                if words >= FEEDBACK_WORDS:
                    notes.add("long-feedback", line, words=words, limit=FEEDBACK_WORDS)


def _shown_words(passages: tuple[Passage, ...]) -> int:
    """Words of the longest way a scene can be shown: paragraphs with a condition seldom all hold, half are counted."""
    passages = tuple(passage for passage in passages if not picture_in(passage.text))
    always = sum(word_count(passage.text) for passage in passages if passage.condition is None)
    sometimes = sum(word_count(passage.text) for passage in passages if passage.condition is not None)
    return always + sometimes // 2


def word_count(*texts: str) -> int:
    """How many words some texts have."""
    return sum(len(re.findall(r"\w[\w'’-]*", text)) for text in texts)


def _learning(reading: Reading, explored: Exploration, notes: Notes) -> None:
    """Concepts that the case promises and no scene exercises, and the other way round."""
    scenario = explored.scenario
    exercised = {slug for scene in scenario.scenes for slug in scene.learn}
    for slug in scenario.learn:
        if slug not in exercised:
            notes.add("learn-nowhere", reading.front_line("learn"), value=slug)
    for scene in scenario.scenes:
        for slug in scene.learn:
            if slug not in scenario.learn:
                notes.add("learn-unlisted", reading.lines[scene.slug], value=slug)


RULES = (_ways, _window, _differences, _giveaways, _lengths, _learning)
