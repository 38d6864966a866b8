"""All benchmarks, one after the other."""

from tests.benchmarks import authoring, engine, growth, memory, turn

if __name__ == "__main__":
    for one in (turn, engine, authoring, memory, growth):
        one.main()
