"""Whether the best response of a library can be found without understanding it.

Three naive guessers go through every decision: one takes the longest (or always the shortest) response, one always the
same place in the file, one a bag of words trained on the *other* cases. Each is reported as its share of hits divided
by that of chance: 1 gives nothing away. A test whose wording leaks cues measures test-wiseness rather than skill
(Haladyna, Downing & Rodriguez 2002, "A review of multiple-choice item-writing guidelines for classroom assessment").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import NamedTuple

from simulator.engine.scenario import Response, Scenario, Scene
from simulator.markup.checks import best_responses, spoken_words

AIM = 1.3
"""How many times chance a guesser may do."""
WORD = re.compile(r"[a-z']+")
Guess = Callable[[Scene], Sequence[Response]]


class Giveaways(NamedTuple):
    """How often guessers hit a best response, as multiples of chance; `chance` is chance itself, 0 to 1."""

    decisions: int
    chance: float
    length: float
    position: float
    words: float

    @property
    def figures(self) -> dict[str, float]:
        """The three figures by name."""
        return {"length": self.length, "position": self.position, "words": self.words}


def giveaways(scenarios: Sequence[Scenario]) -> Giveaways:
    """The three figures of a library; all 0 where nothing is decided.

    Length is the better of the two guessers "longest" and "shortest", position the best of the places of the file.
    """
    decided = [(one, scene) for one in scenarios for scene in one.scenes if len(scene.responses) > 1]
    if not decided:
        return Giveaways(0, 0.0, 0.0, 0.0, 0.0)
    scenes = [scene for _, scene in decided]
    chance = sum(len(best_responses(scene)) / len(scene.responses) for scene in scenes)
    places = max(len(scene.responses) for scene in scenes)
    return Giveaways(
        decisions=len(scenes),
        chance=chance / len(scenes),
        length=max(_hits(scenes, _longest), _hits(scenes, _shortest)) / chance,
        position=max(_hits(scenes, _at(place)) for place in (*range(places), -1)) / chance,
        words=_word_hits(scenarios) / chance,
    )


def _hits(scenes: Iterable[Scene], guess: Guess) -> float:
    """How many decisions a guesser gets right; of several guesses each counts in part."""
    hits = 0.0
    for scene in scenes:
        guessed = guess(scene)
        best = best_responses(scene)
        hits += sum(response in best for response in guessed) / len(guessed) if guessed else 0
    return hits


def _longest(scene: Scene) -> Sequence[Response]:
    most = max(map(spoken_words, scene.responses))
    return [one for one in scene.responses if spoken_words(one) == most]


def _shortest(scene: Scene) -> Sequence[Response]:
    fewest = min(map(spoken_words, scene.responses))
    return [one for one in scene.responses if spoken_words(one) == fewest]


def _at(place: int) -> Guess:
    return lambda scene: [scene.responses[place]] if place < len(scene.responses) else []


def _word_hits(scenarios: Sequence[Scenario]) -> int:
    """Hits of a naive Bayes guesser that has learned on all other cases; the client's name counts as one word."""
    counts = {one.slug: _Counts.of(one) for one in scenarios}
    hits = 0
    for scenario in scenarios:
        weights = _weights([counts[one.slug] for one in scenarios if one is not scenario])
        for scene in scenario.scenes:
            if len(scene.responses) > 1:
                guessed = max(scene.responses, key=lambda one: _score(_bag(one, scenario), weights))
                hits += guessed in best_responses(scene)
    return hits


class _Counts(NamedTuple):
    """In how many best and other responses of a case each word stands, and how many responses those are."""

    best: Counter[str]
    others: Counter[str]
    best_number: int
    others_number: int

    @classmethod
    def of(cls, scenario: Scenario) -> _Counts:
        best: Counter[str] = Counter()
        others: Counter[str] = Counter()
        number = {True: 0, False: 0}
        for scene in scenario.scenes:
            if len(scene.responses) > 1:
                good = best_responses(scene)
                for response in scene.responses:
                    (best if response in good else others).update(_bag(response, scenario))
                    number[response in good] += 1
        return cls(best, others, number[True], number[False])


def _weights(counts: Sequence[_Counts]) -> dict[str, float]:
    """For each word the logarithm of how much more often it stands in best responses, smoothed by one."""
    best: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in counts:
        best.update(one.best)
        others.update(one.others)
    best_number = sum(one.best_number for one in counts) + 2
    others_number = sum(one.others_number for one in counts) + 2
    return {
        word: log((best[word] + 1) / best_number) - log((others[word] + 1) / others_number) for word in {*best, *others}
    }


def _score(bag: frozenset[str], weights: dict[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in sorted(bag))


def _bag(response: Response, scenario: Scenario) -> frozenset[str]:
    text = " ".join((response.title, *(passage.text for passage in response.passages)))
    name = scenario.client.name.lower()
    words = {"client's name" if word.removesuffix("'s") == name else word for word in WORD.findall(text.lower())}
    return frozenset(words | {"?"} if "?" in text else words)
