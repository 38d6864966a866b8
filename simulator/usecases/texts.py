"""What people type: checked once, at the border."""

from __future__ import annotations

from simulator.usecases.errors import Phrase, Refused

NOTE_LIMIT, REFLECTION_LIMIT = 4_000, 20_000


def typed(text: str, what: str, limit: int = NOTE_LIMIT) -> str:
    """The text as it is kept: one kind of line end, no blank ends; empty if nothing was written.

    `what` names it at the beginning of a sentence, in English.

    Raises:
        Refused: too long, or with a character that cannot be stored; the text is given back with the refusal.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not storable(text):
        raise Refused(
            "{what} holds a character that cannot be kept. It has been taken out below; please look and send it again.",
            legible(text),
            what=Phrase(what),
        )
    if len(text) > limit:
        raise Refused(
            "{what} has {length} characters; {limit} is the most. Nothing is lost: it stands below.",
            text,
            what=Phrase(what),
            length=len(text),
            limit=limit,
        )
    return text


def not_opened(kept: str) -> Refused:
    """That private words cannot be written over others that cannot be read."""
    return Refused(
        "What you wrote here before cannot be opened, so nothing is written over it. What you typed now stands below."
        " Please tell the people who run this site.",
        kept,
    )


def storable(text: str) -> bool:
    """Whether both databases can keep the text: it has no NUL and no lone surrogate."""
    return not any(map(_unstorable, text))


def legible(text: str) -> str:
    """The text without the characters that cannot be kept."""
    return "".join(character for character in text if not _unstorable(character))


def _unstorable(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"
