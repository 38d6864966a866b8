"""CPU time of calls, in rounds that alternate between what is compared."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping

Call = Callable[[], object]


def runs() -> int:
    """How many rounds were asked for on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    return int(parser.parse_args().runs)


def cpu_ms(call: Call, seconds: float = 1.0) -> float:
    """CPU milliseconds of one call, over as many calls as fit into `seconds` of CPU."""
    begun, count = time.process_time(), 0
    while (spent := time.process_time() - begun) < seconds:
        call()
        count += 1
    return spent / count * 1000


def medians(calls: Mapping[str, Call], rounds: int, seconds: float = 1.0) -> dict[str, float]:
    """The median CPU milliseconds of each call; every round runs all of them in turn."""
    for call in calls.values():
        call()
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            found[name].append(cpu_ms(call, seconds))
    return {name: statistics.median(values) for name, values in found.items()}


def table(rows: Mapping[str, float], unit: str, against: str) -> None:
    """Print each row with its ratio to the reference."""
    for name, value in rows.items():
        print(f"| {name} | {value:.4g} {unit} | {value / rows[against]:.2f} x |")
