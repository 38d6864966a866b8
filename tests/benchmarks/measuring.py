"""Measuring side by side: every figure is a ratio from one run, runs take turns, and the median of five is told.

CPU time of the process, not the clock: other work on the machine changes the clock by a factor of two.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median

Measure = Callable[[], float]


def runs() -> int:
    """Over how many runs medians are taken: `--runs N`, or five."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--runs", type=int, default=5)
    return int(parser.parse_known_args()[0].runs)


def interleaved(measures: Mapping[str, Measure]) -> dict[str, float]:
    """The median of each measure; in each of the runs all of them are taken, one after the other."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs()):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {name: median(values) for name, values in taken.items()}


def cpu(act: Callable[[], object], times: int) -> float:
    """CPU seconds of one `act`, on average over so many."""
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) / times


def per_second(act: Callable[[], object], seconds: float = 0.5) -> float:
    """How often `act` can be done in a second of CPU."""
    count, end = 0, time.process_time() + seconds
    while time.process_time() < end:
        for _ in range(50):
            act()
        count += 50
    return count / seconds


def tell(*lines: str) -> None:
    """Print."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def heading(title: str) -> None:
    """Print a title, and how busy the machine is: with both cores at work a figure is worth little."""
    load = os.getloadavg()[0]
    tell(
        "",
        f"## {title}",
        f"(median of {runs()} interleaved runs; load average {load:.1f} on {os.cpu_count()} cores)",
        "",
    )
