"""What a course leader writes into the form of an assignment, understood field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Scenario
from simulator.storage.assignments import AssignedCase, AssignmentRecord
from simulator.storage.releases import AT_ONCE, RELEASES
from simulator.usecases.errors import Phrase, Refused
from simulator.usecases.local_times import understood, written
from simulator.usecases.texts import NOTE_LIMIT, typed
from simulator.usecases.zones import ZONES

TITLE_LIMIT = 120
MOST_ATTEMPTS = 20
MODES = ("practice", "assessment")


class Details(NamedTuple):
    """What a form says about an assignment, as it was typed.

    `places` holds, by the slug of a case, its place in the order; `attempts` is empty for as many as they like; `focus`
    is empty for all principles. Times are written 2026-10-01T09:00.
    """

    title: str = ""
    note: str = ""
    places: Mapping[str, str] = {}
    mode: str = "practice"
    opens_at: str = ""
    due_at: str = ""
    time_zone: str = ""
    attempts: str = ""
    in_order: bool = False
    focus: tuple[str, ...] = ()
    own_words: bool = False
    reasons: bool = False
    release: str = AT_ONCE


class Understood(NamedTuple):
    """The same, understood; `versions` are the cases in the order in which they are assigned."""

    title: str
    note: str
    versions: tuple[str, ...]
    mode: str
    opens_at: datetime
    due_at: datetime
    time_zone: str
    attempts_allowed: int | None
    in_order: bool
    focus: tuple[str, ...]
    own_words: bool
    reasons: bool
    release: str


class Unfit(Refused):
    """Several things in a form will not do: `problems` says of each field what is wrong with it."""

    def __init__(self, problems: Mapping[str, Refused]) -> None:
        super().__init__(Refused("Nothing has been saved yet. Please look at what is marked below.").template)
        self.problems = problems


class _Reader:
    """Collects what is wrong, so that everything can be said at once."""

    def __init__(self) -> None:
        self.problems: dict[str, Refused] = {}

    def text(self, name: str, text: str, what: Phrase, limit: int) -> str:
        try:
            return typed(text, what, limit)
        except Refused as refused:
            self.problems[name] = refused
            return ""

    def moment(self, name: str, text: str, zone: str) -> datetime | None:
        try:
            return understood(text, zone)
        except Refused as refused:
            self.problems[name] = refused
            return None

    def say(self, name: str, refused: Refused) -> None:
        self.problems.setdefault(name, refused)


def read(
    current: Mapping[str, Scenario], details: Details, before: tuple[AssignedCase, ...], *, due_after: datetime | None
) -> Understood:
    """What a form says. Cases that were assigned `before` keep their version; others come in the current one.

    Raises:
        Unfit: tells of each field what is wrong; a due time at or before `due_after` is.
    """
    reader = _Reader()
    title = " ".join(reader.text("title", details.title, Phrase("The title"), TITLE_LIMIT).split())
    if not title:
        reader.say("title", Refused("An assignment needs a title."))
    note = reader.text("note", details.note, Phrase("What you say to the trainees"), NOTE_LIMIT)
    versions = _versions(current, details.places, before, reader)
    zone = details.time_zone if details.time_zone in ZONES else "UTC"
    if zone != details.time_zone:
        reader.say("time_zone", Refused("Please choose one of the time zones of the list."))
    opens_at = reader.moment("opens_at", details.opens_at, zone)
    due_at = reader.moment("due_at", details.due_at, zone)
    if opens_at and due_at and due_at <= opens_at:
        reader.say("due_at", Refused("It would be due before it opens."))
    elif due_at and due_after and due_at <= due_after:
        reader.say("due_at", Refused("This time has passed already."))
    allowed = _attempts(details.attempts, reader)
    if details.mode not in MODES:
        reader.say("mode", Refused("Please choose one of these."))
    if details.release not in RELEASES:
        reader.say("release", Refused("Please choose one of these."))
    elif details.mode == "practice" and details.release != AT_ONCE:
        reader.say(
            "release",
            Refused(
                "In practice mode feedback comes after every turn, so scores cannot be held back."
                " Choose “at once”, or assessment mode."
            ),
        )
    if reader.problems or opens_at is None or due_at is None:
        raise Unfit(reader.problems)
    return Understood(
        title=title,
        note=note,
        versions=versions,
        mode=details.mode,
        opens_at=opens_at,
        due_at=due_at,
        time_zone=zone,
        attempts_allowed=allowed,
        in_order=details.in_order,
        focus=tuple(one for one in PRINCIPLES if one in details.focus),
        own_words=details.own_words,
        reasons=details.reasons,
        release=details.release,
    )


def of_record(record: AssignmentRecord, cases: tuple[AssignedCase, ...]) -> Details:
    """A form that says what is stored."""
    return Details(
        title=record.title,
        note=record.note,
        places={case.slug: str(case.place) for case in cases},
        mode=record.mode,
        opens_at=written(record.opens_at, record.time_zone),
        due_at=written(record.due_at, record.time_zone),
        time_zone=record.time_zone,
        attempts=str(record.attempts_allowed or ""),
        in_order=record.in_order,
        focus=tuple(record.focus),
        own_words=record.own_words,
        reasons=record.reasons,
        release=record.release,
    )


def blank(zone: str, now: datetime) -> Details:
    """A form for something new: from tomorrow at nine, for a week."""
    tomorrow = now + timedelta(days=1)
    opens_at = written(tomorrow, zone)[:11] + "09:00"
    due_at = written(tomorrow + timedelta(days=7), zone)[:11] + "18:00"
    return Details(opens_at=opens_at, due_at=due_at, time_zone=zone)


def _versions(
    current: Mapping[str, Scenario], places: Mapping[str, str], before: tuple[AssignedCase, ...], reader: _Reader
) -> tuple[str, ...]:
    known = {slug: case.version for slug, case in current.items()}
    known |= {case.slug: case.version for case in before}
    wanted: dict[int, str] = {}
    for slug, written_place in places.items():
        text = written_place.strip()
        if not text or slug not in known:
            continue
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not place:
            reader.say("cases", Refused("Please write the places as numbers: 1, 2, 3."))
        elif place in wanted:
            reader.say("cases", Refused("Two cases have the place {place}.", place=place))
        wanted[place] = known[slug]
    if not wanted:
        reader.say("cases", Refused("Please choose at least one case: write 1 beside it."))
    return tuple(wanted[place] for place in sorted(wanted))


def _attempts(text: str, reader: _Reader) -> int | None:
    text = text.strip()
    if not text:
        return None
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= count <= MOST_ATTEMPTS:
        reader.say(
            "attempts", Refused("Please write a number from 1 to {most}, or leave it empty.", most=MOST_ATTEMPTS)
        )
    return count
