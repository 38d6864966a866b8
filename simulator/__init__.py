"""Attune: a practice room for compassionate trauma therapy."""
