"""What somebody typed, taken as words: whatever it looks like, it never becomes a part of the format."""

from __future__ import annotations

import re
import unicodedata

from simulator.markup.notes import Notes
from simulator.markup.parts import scene_parts
from simulator.markup.source import normalise, take_apart

KEPT_MARKS = "\u200c\u200d"
"""The two invisible characters that some scripts need to be written rightly."""
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")


def one_line(text: str) -> str:
    """A text without pictures and without characters that nobody sees, on one line."""
    seen = (
        character if character in KEPT_MARKS or not unicodedata.category(character).startswith("C") else " "
        for character in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(seen).replace("![", "[").split())


def sentence(text: str) -> str:
    """A text as a sentence: with a capital at its beginning and a full stop at its end."""
    text = one_line(text)
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".!?…”" else f"{text}."


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line, so that the format reads them as nothing but prose or speech.

    One that would be read as a heading, a label or a condition is put in quotation marks.
    """
    parts = map(one_line, re.split(r"\n[^\S\n]*\n", LINE_ENDS.sub("\n", text)))
    return tuple(part if _is_prose(part) else f"“{part}”" for part in parts if part)


def _is_prose(paragraph: str) -> bool:
    notes = Notes()
    _, scenes = scene_parts(take_apart(normalise(f"## a-scene: A scene\n\n{paragraph}\n")), notes)
    read = [block.text for block in scenes[0].head.prose if block.kind == "paragraph"]
    return len(scenes) == 1 and read == [paragraph] and not notes.problems and not paragraph.startswith("[")
