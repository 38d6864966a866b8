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
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text):
        safe = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
        sentence = f"{what} holds a character that cannot be kept. It has been taken out below; please look and send it again."
        raise Refused(sentence, safe)
    if len(text) > limit:
        raise Refused(f"{what} has {len(text):,} characters; {limit:,} is the most. Nothing is lost: it stands below.", text)
    return text
