"""`python -m simulator` is the `attune` command."""

from simulator.cli import main

main()
