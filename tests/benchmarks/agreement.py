"""What figures of agreement cost. `python -m tests.benchmarks.agreement`

10,000 pairs of ratings (334 attempts of 10 turns on the three principles) with 2,000 draws: the computation alone, as
the job does it, and the same spread over the criteria as well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `attune jobs` does

import numpy as np

from simulator.engine.comparing import Pair, compare
from tests.benchmarks.measuring import cpu, heading, interleaved, tell

ATTEMPTS, TURNS, DRAWS = 334, 10, 2000


def main() -> None:
    """Measure."""
    heading(f"Agreement: CPU seconds, {DRAWS} draws")
    few, many = pairs(3, ATTEMPTS), pairs(26, ATTEMPTS // 8)
    found = interleaved(
        {
            f"{len(few)} pairs, 3 items": lambda: cpu(lambda: compare(few, 3, DRAWS, 1), 1),
            f"{len(many)} pairs, 26 items": lambda: cpu(lambda: compare(many, 26, DRAWS, 1), 1),
            f"{10 * len(few)} pairs, 3 items": lambda: cpu(lambda: compare(pairs(3, 10 * ATTEMPTS), 3, DRAWS, 1), 1),
        }
    )
    for name, seconds in found.items():
        tell(f"{name:28} {seconds:8.2f} s")


def pairs(items: int, attempts: int) -> list[Pair]:
    """Ratings that mostly agree."""
    random = np.random.default_rng(1)
    first = random.integers(0, 5, (attempts, TURNS, items))
    second = np.clip(first + random.integers(-1, 2, first.shape), 0, 4)
    return [
        Pair(attempt, turn, item, 0, int(first[attempt, turn, item]), int(second[attempt, turn, item]))
        for attempt, turn, item in np.ndindex(first.shape)
    ]


if __name__ == "__main__":
    main()
