"""What people are told when something is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.usecases.errors import Refused


def refused(act: Callable[[], object]) -> str:
    """The sentence with which this deed is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.sentence
