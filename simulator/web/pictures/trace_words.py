"""The trace in words: where each turn led, and the whole of it in a few sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from simulator.engine.attempt import Step, side_of_window
from simulator.engine.rubric import Level
from simulator.engine.scenario import Scenario
from simulator.engine.state import State

UNRATED = "not rated"
LEVELS = (*(level.word for level in reversed(Level)), UNRATED)
"""Every word a mark can have, best first."""
WHERE = {"above": "above the window: flooded", "below": "below the window: numb", None: "inside the window"}


def worst_level(step: Step) -> str:
    """The worst level of a turn, as a word; “not rated” where no principle was in play."""
    level = min((rating.level for rating in step.response.ratings), default=None)
    return UNRATED if level is None else level.word


def where_words(scenario: Scenario, state: State) -> str:
    """Where arousal is; empty for a case without a window."""
    return "" if scenario.window_index is None else WHERE[side_of_window(scenario, state.gauges)]


def trace_words(scenario: Scenario, steps: Mapping[int, Step], taken: Sequence[Step], counted: Collection[int]) -> str:
    """The trace in a few sentences."""
    if not taken:
        return "No answers yet."
    harmful = [seq for seq in sorted(steps) if worst_level(steps[seq]) == Level.HARMFUL.word]
    taken_over = [seq for seq in sorted(steps) if steps[seq].took_over]
    seconds = [seq for seq in sorted(steps) if seq not in counted]
    told = [
        f"{len(taken)} {'answer' if len(taken) == 1 else 'answers'} on the way taken.",
        _course(scenario, steps, taken),
        f"Harmful moments: {_turns(harmful)}." if harmful else "No harmful moments.",
        f"The nervous system took over after {_turns(taken_over)}." if taken_over else "",
        f"Second answers, not counted: {_turns(seconds)}." if seconds else "",
    ]
    return " ".join(sentence for sentence in told if sentence)


def _course(scenario: Scenario, steps: Mapping[int, Step], taken: Sequence[Step]) -> str:
    name = scenario.client.name
    if scenario.window_index is None:
        return f"This case keeps no window of tolerance for {name}."
    out = [seq for seq in sorted(steps) if steps[seq].left_window]
    start, end = where_words(scenario, taken[0].before), where_words(scenario, taken[-1].state)
    course = f"{name} begins {start} and ends {end}."
    if not out:
        return course
    ways = {"above": "upwards", "below": "downwards"}
    left = ", ".join(f"turn {seq} ({ways[str(steps[seq].left_window)]})" for seq in out)
    return f"{course} {name} leaves the window at {left}."


def _turns(seqs: Sequence[int]) -> str:
    if len(seqs) == 1:
        return f"turn {seqs[0]}"
    return f"turns {', '.join(map(str, seqs[:-1]))} and {seqs[-1]}"
