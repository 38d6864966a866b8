"""What people type: checked once, at the border."""

from __future__ import annotations

from simulator.usecases.errors import Refused

NOTE_LIMIT, REFLECTION_LIMIT = 4_000, 20_000


def typed(text: str, what: str, limit: int = NOTE_LIMIT) -> str:
    """The text as it is kept: one kind of line end, no blank ends; empty if nothing was written.

    Raises:
        Refused: too long, or with a character that cannot be stored; the text is given back with the refusal.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not storable(text):
        sentence = (
            f"{what} holds a character that cannot be kept. It has been taken out below; please look and send it again."
        )
        raise Refused(sentence, legible(text))
    if len(text) > limit:
        raise Refused(
            f"{what} has {len(text):,} characters; {limit:,} is the most. Nothing is lost: it stands below.", text
        )
    return text


def storable(text: str) -> bool:
    """Whether both databases can keep the text: it has no NUL and no lone surrogate."""
    return not any(map(_unstorable, text))


def legible(text: str) -> str:
    """The text without the characters that cannot be kept."""
    return "".join(character for character in text if not _unstorable(character))


def _unstorable(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"
