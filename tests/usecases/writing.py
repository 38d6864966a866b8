"""Drafts on their way to being published, for tests of whatever comes after."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from simulator.usecases import drafts, publishing, second_readings
from simulator.usecases.drafts import Origin
from tests.usecases.cases import WALK
from tests.usecases.trainee import NOW, Trainee

NEW = WALK.replace("title: A walk", "title: A new walk")


def draft_of(leader: Trainee, text: str = NEW, slug: str = "new-walk", origin: Origin = "blank") -> UUID:
    """A draft with this text."""
    return drafts.begin(leader.store, leader.actor, uuid4(), slug, text, origin, now=NOW).id


def typed_on(leader: Trainee, draft_id: UUID, text: str, now: datetime = NOW) -> None:
    """Save another text of a draft."""
    found = drafts.opened(leader.store, leader.actor, draft_id)
    drafts.save(leader.store, leader.actor, draft_id, found.revision, text, now=now)


def asked(leader: Trainee, draft_id: UUID, note: str = "", *, instead: bool = False) -> UUID:
    """A second reading of the draft as it is now."""
    reading_id, revision = uuid4(), drafts.opened(leader.store, leader.actor, draft_id).revision
    second_readings.ask(leader.store, leader.actor, draft_id, reading_id, revision, note, instead=instead, now=NOW)
    return reading_id


def approved(leader: Trainee, reader: Trainee, draft_id: UUID) -> UUID:
    """A second reading of the draft that has approved it."""
    reading_id = asked(leader, draft_id)
    second_readings.decide(reader.store, reader.actor, reading_id, "approved", "", NOW)
    return reading_id


def published(leader: Trainee, reader: Trainee, draft_id: UUID, sentence: str = "It is new.") -> str:
    """Publish the draft as it is now, once the reader has approved it; the slug of its case."""
    return publishing.publish(leader.store, leader.actor, approved(leader, reader, draft_id), sentence, now=NOW)
