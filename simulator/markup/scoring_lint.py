"""What may be wrong with the way a case scores: findings to look at again, in plain words. None keeps it from anything.

The questions are those asked of any test: is there an answer nobody would give, a score nobody can reach, a cue that
gives the best answer away, a part that nobody meets, feedback that is worth more for one answer than for another
(Haladyna, Downing & Rodriguez 2002)? What was settled by walking the case and by letting robots play it is asked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import NamedTuple

from simulator.engine.decisions import Reached, ways_to_endings
from simulator.engine.policy import weight
from simulator.engine.ranges import Range
from simulator.engine.robots import Played
from simulator.engine.rubric import Level
from simulator.engine.scenario import Response, Scenario, Scene
from simulator.engine.scoring import BANDS
from simulator.markup.checks import FEWEST_DECISIONS, WORSE, Checked, word_count
from simulator.markup.giveaways import AIM, Giveaways, giveaways
from simulator.markup.kinds import N_

CEILING, FLOOR = BANDS[0][0], BANDS[2][0]
"""Somebody should be able to reach the word “steadily”, and somebody “seldom yet”: the first and the last of them."""
BEYOND_CHANCE = 2
"""A single case has some twenty decisions, of which a guesser hits more or fewer by chance: a cue is called one only
where it does better than this many standard deviations of chance would."""
UNEQUAL = 2.0
"""Feedback twice as long says that one kind of answer is worth more of the author's attention than another."""
FEWEST_RATINGS = 5
"""A level that is given more seldom has no typical length of feedback."""


class Advice(NamedTuple):
    """What a finding says, and what can be done; names in braces are filled in by each finding."""

    sentence: str
    remedy: str


FINDINGS: Mapping[str, Advice] = {
    "dominated": Advice(
        N_(
            "“{response}” is never the better choice than “{other}”: it is rated no higher on any principle, and"
            " nothing that it does is kinder to the client."
        ),
        N_(
            "Give it something that the other has not: a gentler effect, another principle that it serves better, or"
            " leave it out."
        ),
    ),
    "ceiling": Advice(
        N_("Nobody can get above {high} per cent on {principle}, however they answer."),
        N_("The best responses shut each other out. Let there be a way on which most of them can be given."),
    ),
    "floor": Advice(
        N_("Nobody can get below {low} per cent on {principle}, however they answer."),
        N_("Some good responses cannot be avoided. Let each of their decisions hold one that misses the moment."),
    ),
    "best-falls-short": Advice(
        N_(
            "Whoever always gives the response with the highest levels gets {score} per cent on {principle}; {high} can"
            " be reached."
        ),
        N_("See whether you mean the best response of one moment to cost so much later on."),
    ),
    "length-tells": Advice(
        N_(
            "Always taking the longest response, or always the shortest, finds the best one {times} times as often as"
            " chance, over {decisions} decisions."
        ),
        N_("Let some good responses be short and some tempting ones long."),
    ),
    "position-tells": Advice(
        N_(
            "Always taking the response at the same place in the file finds the best one {times} times as often as"
            " chance, over {decisions} decisions."
        ),
        N_("Vary the place of the best response. (Trainees see them in another order; readers of the file do not.)"),
    ),
    "never-chosen": Advice(
        N_("No robot has ever given the response “{response}”, in {runs} runs."),
        N_("It is offered too seldom to be met. Loosen its When, lead more ways to its scene, or leave it out."),
    ),
    "one-path": Advice(
        N_("Only one path leads to the ending “{ending}”."),
        N_("Hardly anybody will see it. Let another decision, or a gauge, lead there too."),
    ),
    "one-answer": Advice(
        N_("Only one answer leads to the ending “{ending}”: “{response}” in “{scene}”."),
        N_("Whoever does not come to that moment cannot end so. If you do not mean it, let another answer lead there."),
    ),
    "feedback-length": Advice(
        N_(
            "Feedback on what is {much} has {most} words on average, on what is {little} {fewest}: more than twice as"
            " many."
        ),
        N_("Tell whoever did well as plainly why as whoever did not, and the other way round."),
    ),
    "another-way-missing": Advice(
        N_("“{response}” shows no other way, and “{other}”, which is rated no lower, does."),
        N_("Add - Instead to it, or take it from the other, so that both tell as much."),
    ),
}
"""Every kind of finding."""


class Finding(NamedTuple):
    """One finding. `line` is where to look; 0 is the whole case. `names` are filled into its sentence.

    Among them are levels and the slugs of principles, to be said as readers know them.
    """

    line: int
    code: str
    names: Mapping[str, object]
    scene: str = ""
    response: str = ""


@dataclass(frozen=True, slots=True)
class Walked:
    """A case that was read, walked and played: all that can be asked about it."""

    checked: Checked
    scenario: Scenario
    ranges: Mapping[str, Range | None]
    played: Mapping[str, Played]

    @property
    def lines(self) -> Mapping[str, int]:
        """The line of every scene and response."""
        return self.checked.reading.lines

    def has_problem(self, code: str) -> bool:
        """Whether the checker has said so already."""
        return any(problem.code == code for problem in self.checked.problems)


def lint(walked: Walked) -> tuple[Finding, ...]:
    """Everything that may be worth another look: the whole case first, then in the order of the file."""
    return tuple(sorted((found for rule in RULES for found in rule(walked)), key=lambda one: (one.line, one.code)))


def _scores(walked: Walked) -> Iterator[Finding]:
    """Ceilings and floors, and a best that does not come near the ceiling."""
    best = walked.played["best"].scores
    for principle, span in walked.ranges.items():
        if span is None:
            continue
        if span.high < CEILING:
            yield Finding(0, "ceiling", {"principle": principle, "high": span.high})
        if span.low >= FLOOR:
            yield Finding(0, "floor", {"principle": principle, "low": span.low})
        score = best[principle]
        if score and score.high < CEILING <= span.high:
            names = {"principle": principle, "score": score.high, "high": span.high}
            yield Finding(0, "best-falls-short", names)


def _cues(walked: Walked) -> Iterator[Finding]:
    """Length and place of the best response, where the checker has not found more of it already."""
    found = giveaways([walked.scenario])
    if found.decisions < FEWEST_DECISIONS:
        return
    for code, flaw, times in (
        ("length-tells", "giveaway-length", found.length),
        ("position-tells", "giveaway-position", found.position),
    ):
        if times > most_by_chance(found) and not walked.has_problem(flaw):
            yield Finding(0, code, {"times": round(times, 1), "decisions": found.decisions})


def most_by_chance(found: Giveaways) -> float:
    """How many times chance a guesser may do before a cue is to blame: the fewer decisions, the more."""
    if not 0 < found.chance < 1:
        return AIM
    return max(AIM, 1 + BEYOND_CHANCE * sqrt((1 - found.chance) / (found.chance * found.decisions)))


def _dominated(walked: Walked) -> Iterator[Finding]:
    """Responses that another one of the same standing outdoes in everything.

    That a good response outdoes a poor one is what a decision is about; it is worth a look among good ones, and among
    mistakes, since only one of the two is then ever worth choosing, or tempting.
    """
    for scene in walked.scenario.scenes:
        for response in scene.responses:
            better = (one for one in scene.responses if _good(one) == _good(response) and _outdoes(one, response))
            if other := next(better, None):
                names = {"response": response.slug, "other": other.slug}
                yield Finding(walked.lines[response.slug], "dominated", names, scene.slug, response.slug)


def _good(response: Response) -> bool:
    return all(rating.level >= Level.HELPFUL for rating in response.ratings)


def _outdoes(one: Response, other: Response) -> bool:
    levels, others = _levels(one), _levels(other)
    if levels.keys() != others.keys() or levels == others:
        return False
    return all(levels[principle] >= others[principle] for principle in levels) and _kinder(one, other)


def _levels(response: Response) -> dict[str, Level]:
    return {rating.principle: rating.level for rating in response.ratings}


def _kinder(one: Response, other: Response) -> bool:
    """Whether the effects are nowhere worse and somewhere better.

    Whether arousal or a gauge of the case's own should rise depends on the moment: where these differ, nobody can say.
    """
    still = (False, 0)
    moves, others = _effects(one), _effects(other)
    better = False
    for gauge in moves.keys() | others.keys():
        (absolute, amount), (other_absolute, other_amount) = moves.get(gauge, still), others.get(gauge, still)
        if (absolute, amount) == (other_absolute, other_amount):
            continue
        if absolute != other_absolute or gauge not in WORSE or (amount - other_amount) * WORSE[gauge] > 0:
            return False
        better = True
    return better


def _effects(response: Response) -> dict[str, tuple[bool, int]]:
    return {move.gauge: (move.absolute, move.amount) for move in response.moves}


def _never_chosen(walked: Walked) -> Iterator[Finding]:
    """Responses that can be offered, in scenes that robots come to, and that none of them gives."""
    explored = walked.checked.explored
    offered = explored.responses if explored else set()
    met = {slug for one in walked.played.values() for slug in one.scenes}
    given = {key for one in walked.played.values() for key in one.responses}
    runs = sum(one.runs for one in walked.played.values())
    for scene, response in walked.scenario.response_by_slug:
        if scene in met and (scene, response) in offered and (scene, response) not in given:
            names = {"response": response, "runs": runs}
            yield Finding(walked.lines[response], "never-chosen", names, scene, response)


def _endings(walked: Walked) -> Iterator[Finding]:
    """Endings that only one path, or one answer, leads to; nothing where not every way is known."""
    explored = walked.checked.explored
    for reached in ways_to_endings(explored) if explored and explored.complete else ():
        if found := _narrow(reached, walked.lines[reached.ending]):
            yield found


def _narrow(reached: Reached, line: int) -> Finding | None:
    if reached.ways == 1:
        return Finding(line, "one-path", {"ending": reached.ending}, reached.ending)
    if len(reached.last) == 1:
        scene, response = reached.last[0]
        return Finding(
            line, "one-answer", {"ending": reached.ending, "scene": scene, "response": response}, reached.ending
        )
    return None


def _feedback(walked: Walked) -> Iterator[Finding]:
    """Feedback that is much longer on one level than on another."""
    lengths: dict[Level, list[int]] = {level: [] for level in Level}
    for response in walked.scenario.response_by_slug.values():
        for rating in response.ratings:
            lengths[rating.level].append(word_count(rating.feedback))
    typical = {level: fmean(found) for level, found in lengths.items() if len(found) >= FEWEST_RATINGS}
    if typical:
        much, little = max(typical, key=typical.__getitem__), min(typical, key=typical.__getitem__)
        if typical[much] > UNEQUAL * typical[little]:
            names = {"much": much, "little": little, "most": round(typical[much]), "fewest": round(typical[little])}
            yield Finding(0, "feedback-length", names)


def _another_way(walked: Walked) -> Iterator[Finding]:
    """Responses without an alternative, where one of the scene that is rated no lower has one."""
    for scene in walked.scenario.scenes:
        for response in scene.responses:
            other = _told_more(scene, response)
            if other is not None:
                names = {"response": response.slug, "other": other.slug}
                yield Finding(walked.lines[response.slug], "another-way-missing", names, scene.slug, response.slug)


def _told_more(scene: Scene, response: Response) -> Response | None:
    if response.instead is not None:
        return None
    return next((one for one in scene.responses if one.instead and weight(one) >= weight(response)), None)


RULES = (_scores, _cues, _dominated, _never_chosen, _endings, _feedback, _another_way)
