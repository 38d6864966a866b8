"""All benchmarks, one after the other."""

from tests.benchmarks import agreement, authoring, engine, growth, memory, queue, reviewing, turn

if __name__ == "__main__":
    for one in (turn, queue, reviewing, engine, authoring, agreement, memory, growth):
        one.main()
