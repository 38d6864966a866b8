"""The trace in words: where each turn led, and the whole of it in a few sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from simulator.engine.attempt import Step, side_of_window
from simulator.engine.rubric import Level
from simulator.engine.scenario import Scenario
from simulator.engine.state import State
from simulator.web.language import N_, gettext, listed, ngettext

UNRATED = "not rated"
LEVELS = (*(level.word for level in reversed(Level)), UNRATED)
"""Every word a mark can have, best first."""
WHERE = {
    "above": N_("above the window: flooded"),
    "below": N_("below the window: numb"),
    None: N_("inside the window"),
}


def worst_level(step: Step) -> str:
    """The worst level of a turn, as a word; “not rated” where no principle was in play."""
    level = min((rating.level for rating in step.response.ratings), default=None)
    return UNRATED if level is None else level.word


def where_words(scenario: Scenario, state: State) -> str:
    """Where arousal is; empty for a case without a window."""
    return "" if scenario.window_index is None else gettext(WHERE[side_of_window(scenario, state.gauges)])


def trace_words(scenario: Scenario, steps: Mapping[int, Step], taken: Sequence[Step], counted: Collection[int]) -> str:
    """The trace in a few sentences."""
    if not taken:
        return gettext("No answers yet.")
    harmful = [seq for seq in sorted(steps) if worst_level(steps[seq]) == Level.HARMFUL.word]
    taken_over = [seq for seq in sorted(steps) if steps[seq].took_over]
    seconds = [seq for seq in sorted(steps) if seq not in counted]
    told = [
        ngettext("%(num)s answer on the way taken.", "%(num)s answers on the way taken.", len(taken)),
        _course(scenario, steps, taken),
        gettext("Harmful moments: %(turns)s.", turns=_turns(harmful)) if harmful else gettext("No harmful moments."),
        gettext("The nervous system took over after %(turns)s.", turns=_turns(taken_over)) if taken_over else "",
        gettext("Second answers, not counted: %(turns)s.", turns=_turns(seconds)) if seconds else "",
    ]
    return " ".join(sentence for sentence in told if sentence)


def _course(scenario: Scenario, steps: Mapping[int, Step], taken: Sequence[Step]) -> str:
    name = scenario.client.name
    if scenario.window_index is None:
        return gettext("This case keeps no window of tolerance for %(name)s.", name=name)
    out = [seq for seq in sorted(steps) if steps[seq].left_window]
    start, end = where_words(scenario, taken[0].before), where_words(scenario, taken[-1].state)
    course = gettext("%(name)s begins %(start)s and ends %(end)s.", name=name, start=start, end=end)
    if not out:
        return course
    turns = ", ".join(_leaving(seq, steps[seq]) for seq in out)
    left = gettext("%(name)s leaves the window at %(turns)s.", name=name, turns=turns)
    return f"{course} {left}"


def _leaving(seq: int, step: Step) -> str:
    if step.left_window == "above":
        return gettext("turn %(seq)s (upwards)", seq=seq)
    return gettext("turn %(seq)s (downwards)", seq=seq)


def _turns(seqs: Sequence[int]) -> str:
    return ngettext("turn %(turns)s", "turns %(turns)s", len(seqs), turns=listed(seqs))
