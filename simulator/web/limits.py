"""How much a request may carry: little, unless its view says that it takes a whole case or an archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request

KIB = 1024
LARGEST_REQUEST, LARGEST_FORM, MOST_PARTS = 1024 * KIB, 64 * KIB, 50
WHOLE_CASE = 800 * KIB
"""A case of 256 KiB as a form field: what is not plain ASCII comes three times as long."""
P = ParamSpec("P")
R = TypeVar("R")


def takes(*, form: int = LARGEST_FORM, request: int = LARGEST_REQUEST) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare how many bytes the texts of a form, and the whole request, may have; stands below `allow`."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.takes = (form, request)  # type: ignore[attr-defined]
        return view

    return mark


def register(app: Flask) -> None:
    """Set the limits of each request before anything reads its form."""
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_FORM, MAX_FORM_PARTS=MOST_PARTS)
    app.before_request(_set_limits)


def _set_limits() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    limits: tuple[int, int] | None = getattr(view, "takes", None)
    if limits:
        request.max_form_memory_size, request.max_content_length = limits
