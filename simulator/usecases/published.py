"""Published cases, for course leaders: every version, what was new in it and who published it; retiring.

A retired case is not offered any more. What has begun goes on, assignments that name it keep their version, and it can
be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.markup.differences import Differences, differences
from simulator.storage import audit, drafts, publications, versions
from simulator.storage.database import Session
from simulator.storage.publications import PublicationRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import require_leader
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor, names_of
from simulator.usecases.texts import storable, typed

SENTENCE_LIMIT = 300


class PublishedVersion(NamedTuple):
    """A version that was published: by whom (None: from the folder of cases; empty: erased), and what was new in it.

    `retired` is when it was retired, by `retired_by`.
    """

    number: int
    version: str
    sentence: str
    at: datetime
    by: str | None
    retired: datetime | None
    retired_by: str


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """A case with its publications, newest first. “gone”: its file is not in the folder any more, or has faults now."""

    slug: str
    title: str
    language: str
    state: Literal["offered", "retired", "gone"]
    versions: tuple[PublishedVersion, ...]
    draft_id: UUID | None

    @property
    def from_folder(self) -> bool:
        """Whether what holds now comes from the folder of cases."""
        return self.versions[0].by is None


class Comparison(NamedTuple):
    """Two versions of a case; `published` is when each was first published, None for one that never was here."""

    slug: str
    title: str
    language: str
    before: str
    after: str
    published: tuple[datetime | None, datetime | None]
    differences: Differences


def case(store: Store, actor: Actor, slug: str) -> PublishedCase:
    """A case that is or was published, for a course leader.

    Raises:
        NotFound: no such case, or not for this person.
    """
    found = versions_of(store, actor, slug)
    if not found:
        raise NotFound(slug)
    with store.database.read() as session:
        draft = drafts.draft_of(session, slug)
    scenario = store.scenario(found[0].version)
    state: Literal["offered", "retired", "gone"] = (
        "retired" if found[0].retired else "offered" if slug in store.current else "gone"
    )
    return PublishedCase(slug, scenario.title, scenario.language, state, found, draft.id if draft else None)


def versions_of(store: Store, actor: Actor, slug: str) -> tuple[PublishedVersion, ...]:
    """Every publication of a case, newest first; none if there is no such case.

    Raises:
        NotFound: the actor leads no course.
    """
    require_leader(actor)
    if not storable(slug):
        return ()
    with store.database.read() as session:
        names = names_of(session)
        return tuple(told(one, names) for one in publications.of_slug(session, slug))


def retire(store: Store, actor: Actor, slug: str, number: int, now: datetime | None = None) -> None:
    """Offer a case no more; `number` is the publication that was looked at. Retiring again changes nothing.

    Raises:
        NotFound: no such case, or not for this person.
        Refused: another version has been published since.
    """
    require_leader(actor)
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        holding = _holding(session, slug)
        _same(holding, number)
        if publications.retire(session, holding.number, actor.id, max(now, holding.published_at)):
            audit.note(session, "case retired", now, actor=actor.id)
            session.commit()


def bring_back(store: Store, actor: Actor, slug: str, number: int, sentence: str, now: datetime | None = None) -> None:
    """Offer a case again as it was last published. Doing it again changes nothing.

    Raises:
        NotFound: no such case, or not for this person.
        Refused: another version has been published since, or there is no sentence.
    """
    require_leader(actor)
    now, offered = now or datetime.now(UTC), slug in store.current
    sentence = sentence_of(sentence)
    with store.database.write() as session:
        holding = _holding(session, slug)
        if not holding.retired_at and (offered or holding.published_by):
            return
        _same(holding, number, sentence)
        at = max(now, holding.retired_at or holding.published_at)
        publications.add(
            session,
            slug=slug,
            version=holding.version,
            sentence=sentence,
            at=at,
            by=actor.id,
            reading_id=holding.reading_id,
        )
        audit.note(session, "case brought back", now, actor=actor.id)
        session.commit()


def compare(store: Store, actor: Actor, slug: str, before: str, after: str) -> Comparison:
    """What is different between two versions of a case.

    Raises:
        NotFound: no such versions of this case, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        first, second = _text(session, slug, before), _text(session, slug, after)
        found = publications.of_slug(session, slug)
    at = {one.version: one.published_at for one in found}
    scenario = store.scenario(after)
    published = (at.get(before), at.get(after))
    return Comparison(slug, scenario.title, scenario.language, before, after, published, differences(first, second))


def text_of(store: Store, actor: Actor, slug: str, version: str) -> str:
    """The text of a version of a case.

    Raises:
        NotFound: no such version of this case, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        return _text(session, slug, version)


def told(one: PublicationRecord, names: Mapping[UUID, str]) -> PublishedVersion:
    """A publication as it is shown."""
    return PublishedVersion(
        one.number,
        one.version,
        one.sentence,
        one.published_at,
        names.get(one.published_by, "") if one.published_by else None,
        one.retired_at,
        names.get(one.retired_by, "") if one.retired_by else "",
    )


def sentence_of(sentence: str) -> str:
    """What is new, as it is kept: one line.

    Raises:
        Refused: nothing was written, or too much.
    """
    sentence = " ".join(typed(sentence, "What is new", SENTENCE_LIMIT).split())
    if not sentence:
        raise Refused("Please say in a sentence what is new. Trainees and other course leaders will read it.")
    return sentence


def _text(session: Session, slug: str, version: str) -> str:
    found = versions.version_of(session, version) if storable(version) else None
    if found is None or found.slug != slug:
        raise NotFound(slug)
    return found.text


def _holding(session: Session, slug: str) -> PublicationRecord:
    """The publication that holds, against others who publish or retire the case meanwhile."""
    found = publications.newest(session, slug, lock=True) if storable(slug) else None
    if found is None:
        raise NotFound(slug)
    return found


def _same(holding: PublicationRecord, number: int, kept: str = "") -> None:
    if holding.number != number:
        raise Refused("The case was published again since this page was shown. Please look at it first.", kept)
