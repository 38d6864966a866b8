"""Benchmarks: run by hand, never part of the suite."""
