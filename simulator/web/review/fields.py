"""The fields of a reading page: their names, and what a form of them says.

`level.<turn>.<principle>[.<criterion>]` is empty or 0 to 4, `comment.<thread>.<turn>.<place>.<line>` and
`dispute.<turn>.<principle>` are text. `seen` says what stood in the fields when the page was made, so that a field
which was not touched changes nothing, even if somebody else has changed it meanwhile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5
from zlib import crc32

from simulator.usecases.errors import Refused
from simulator.usecases.reading_attempts import CommentRecord
from simulator.usecases.review_tasks import Task
from simulator.usecases.reviewing import Changes, Content, DisputeKey, LevelKey
from simulator.usecases.texts import legible

NUMBER = "([0-9]{1,6})"
SLUG = "([a-z0-9-]{1,80})"
LEVEL = re.compile(rf"level\.{NUMBER}\.{SLUG}(?:\.{SLUG})?")
COMMENT = re.compile(rf"comment\.([0-9a-f-]{{36}})\.{NUMBER}\.([a-z]{{1,20}})\.{NUMBER}")
DISPUTE = re.compile(rf"dispute\.{NUMBER}\.{SLUG}")
OURS = ("level.", "comment.", "dispute.")
HIGHEST = 4
NAMESPACE = UUID("8d1c3b52-6f0e-4b5e-9a57-2f6f3c1d6a10")


class TextField(NamedTuple):
    """A field for text, and what stands in it."""

    name: str
    text: str


class Fields(NamedTuple):
    """What stands in the fields of a page: levels by name, comments by turn, place and line, disputes by name.

    `with_criteria` are the names of the levels on principles that have one on a criterion too.
    """

    levels: Mapping[str, str]
    with_criteria: frozenset[str]
    comments: Mapping[tuple[int, str, int], tuple[TextField, ...]]
    disputes: Mapping[str, str]


def changes_of(form: Mapping[str, str]) -> Changes:
    """What a form changes.

    Raises:
        Refused: a level that is none, or a field that no page has.
    """
    seen = _seen(form.get("seen", ""))
    levels: dict[LevelKey, int | None] = {}
    comments: list[CommentRecord] = []
    disputes: dict[DisputeKey, str] = {}
    for name, value in form.items():
        if not name.startswith(OURS) or seen.get(name, 0 if seen else None) == _print_of(value):
            continue
        if match := LEVEL.fullmatch(name):
            levels[LevelKey(int(match[1]), match[2], match[3] or "")] = _level(value)
        elif match := COMMENT.fullmatch(name):
            comments.append(CommentRecord(_thread(match[1]), int(match[2]), match[3], int(match[4]), value))
        elif match := DISPUTE.fullmatch(name):
            disputes[DisputeKey(int(match[1]), match[2])] = value
        else:
            raise _strange()
    return Changes(levels, comments, disputes)


def fields_of(content: Content, agreed: Mapping[LevelKey, int], typed: Mapping[str, str]) -> Fields:
    """What stands in the fields: what was just typed, else what was saved, else what both raters agree on."""
    levels = {_level_name(key): str(level) for key, level in {**agreed, **content.levels}.items()}
    texts = {_comment_name(one): one.text for one in content.comments.values()}
    disputes = {f"dispute.{key.seq}.{key.principle}": text for key, text in content.disputes.items()}
    for name, value in typed.items():
        if LEVEL.fullmatch(name):
            levels[name] = value
        elif COMMENT.fullmatch(name):
            texts[name] = legible(value)
        elif DISPUTE.fullmatch(name):
            disputes[name] = legible(value)
    comments: dict[tuple[int, str, int], list[TextField]] = {}
    for name, text in texts.items():
        match = COMMENT.fullmatch(name)
        if match and text:
            comments.setdefault((int(match[2]), match[3], int(match[4])), []).append(TextField(name, text))
    criteria = frozenset(
        name.rpartition(".")[0] for name, value in levels.items() if value and name.count(".") == len(LevelKey._fields)
    )
    return Fields(levels, criteria, {place: tuple(found) for place, found in comments.items()}, disputes)


def seen_of(content: Content) -> str:
    """What stands in the fields that are saved, to be sent with the form: fingerprints of what is not empty."""
    levels = {_level_name(key): _print_of(str(level)) for key, level in content.levels.items()}
    texts = {_comment_name(one): _print_of(one.text) for one in content.comments.values()}
    disputes = {f"dispute.{key.seq}.{key.principle}": _print_of(text) for key, text in content.disputes.items()}
    return json.dumps({"": 0, **levels, **texts, **disputes}, separators=(",", ":"))


@lru_cache(maxsize=8192)
def empty_field(reading: str, seq: int, place: str, line: int) -> str:
    """The name of the field for the first comment on a line: always the same, so that nothing is ever doubled.

    `reading` is `name_of` the reading.
    """
    return f"comment.{uuid5(NAMESPACE, f'{reading}/{seq}/{place}/{line}')}.{seq}.{place}.{line}"


def name_of(task: Task) -> str:
    """A reading, by whom and what for, in a text."""
    return f"{task.key.purpose}/{task.key.task_id}/{task.attempt_id}/{task.owner}"


def _level(value: str) -> int | None:
    if value == "":
        return None
    if not re.fullmatch("[0-9]", value) or int(value) > HIGHEST:
        raise Refused("A level is 1, 2, 3 or 4, or 0 for “not in play”.")
    return int(value)


def _thread(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise _strange() from error


def _strange() -> Refused:
    return Refused("The page sent something that does not belong to it. Please try once more.")


def _level_name(key: LevelKey) -> str:
    return f"level.{key.seq}.{key.principle}.{key.criterion}" if key.criterion else f"level.{key.seq}.{key.principle}"


def _comment_name(one: CommentRecord) -> str:
    return f"comment.{one.thread}.{one.seq}.{one.place}.{one.line}"


def _print_of(text: str) -> int:
    """A fingerprint of a text as it is kept; 0 for an empty one."""
    return crc32("\n".join(text.splitlines()).strip().encode("utf-8", "replace"))


def _seen(text: str) -> dict[str, int]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
