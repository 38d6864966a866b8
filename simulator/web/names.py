"""What people are called on pages."""

from __future__ import annotations

from flask_babel import gettext


def called(name: str) -> str:
    """A person's name; whoever was erased has none left."""
    nameless: str = gettext("an erased person")
    return name or nameless
