"""What a use case may answer instead of doing its work; the web turns each into a page in one place."""

from __future__ import annotations

from simulator.storage.errors import StoreUnavailable


class NotFound(LookupError):
    """There is no such thing, or it is not this person's: both look the same from outside."""


class Refused(ValueError):
    """The input cannot be accepted: one plain sentence; nothing was written.

    `kept` is what the person had typed, so that the page can give it back.
    """

    def __init__(self, sentence: str, kept: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.kept = sentence, kept


class Stale(Refused):
    """The page that was answered is no longer the current one."""


Unavailable = StoreUnavailable
"""The store cannot be reached or written now; nothing was lost that had been acknowledged."""
