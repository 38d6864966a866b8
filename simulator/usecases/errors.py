"""What a use case may answer instead of doing its work; the web turns each into a page in one place."""

from __future__ import annotations

from simulator.markup.problems import Said
from simulator.storage.errors import PersonErased, StoreConflict, StoreUnavailable


class NotFound(LookupError):
    """There is no such thing, or it is not this person's: both look the same from outside."""


class Phrase(str):
    """Words of ours that a sentence names, to be translated with it: “Your note”."""

    __slots__ = ()


class Refused(ValueError):
    """The input cannot be accepted: one plain sentence; nothing was written.

    `template` is the sentence in English, with the names of `values` in braces, so that it can be said in another
    language; `sentence` is it in English. `kept` is what the person had typed, so that the page can give it back.
    """

    def __init__(self, template: str, kept: str = "", **values: object) -> None:
        self.template, self.kept, self.values = template, kept, values
        self.sentence = template.format(**{name: _in_english(value) for name, value in values.items()})
        super().__init__(self.sentence)

    @classmethod
    def because(cls, why: Said) -> Refused:
        """Refused for what a reader of texts says of it."""
        return cls(why.template, "", **why.values)


class Stale(Refused):
    """The page that was answered is no longer the current one."""


def _in_english(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


Conflict = StoreConflict
"""The store has refused a write; nothing of it was kept."""
Erased = PersonErased
"""The same, because somebody it is about has been erased."""
Unavailable = StoreUnavailable
"""The store cannot be reached or written now; nothing was lost that had been acknowledged."""
