"""All benchmarks, one after the other."""

from tests.benchmarks import engine, growth, memory, turn

if __name__ == "__main__":
    for one in (turn, engine, memory, growth):
        one.main()
