"""Cases in and out: what somebody sends becomes drafts, whatever is wrong with it; cases go out as files.

What is sent is told apart by what is in it, not by its name: an archive of cases, a package of H5P, a story in Twee, or
one case. Nothing is ever written over: a file whose name another draft has becomes a draft beside it, and can then be
put in its place, where the history keeps what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from uuid import UUID, uuid5

from simulator.markup.foreign import Carried, ForeignError, slug_of
from simulator.markup.h5p import read_h5p, title_of_package
from simulator.markup.library import CONCEPTS, PICTURES, PRACTICES
from simulator.markup.notes import HIDDEN
from simulator.markup.pictures import pictures_of
from simulator.markup.problems import Said
from simulator.markup.source import normalise, version_of
from simulator.markup.twee import is_twee, read_twee
from simulator.storage import drafts as draft_rows
from simulator.storage import versions
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts, pictures
from simulator.usecases.archives import ARCHIVE, Archive, packed
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import LONGEST_SLUG, RESERVED, Origin, Overtaken
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor

Say = Callable[[Said], str]
"""How what got lost is said to whoever sent it; it is kept with the draft in those words."""
NUMBERED = re.compile(r"(.+)-[0-9]+")
H5P_PACKAGE, H5P_CONTENT = "h5p.json", "content/content.json"
SCENARIO = "H5P.BranchingScenario"
TRIES = 20


class Received(NamedTuple):
    """One case out of what was sent."""

    slug: str
    text: str
    origin: Origin
    losses: tuple[Said, ...] = ()


class Arrival(NamedTuple):
    """What became of something sent: how many drafts were made, which cases were here already, what was left out."""

    made: int
    unchanged: tuple[str, ...]
    left_out: tuple[str, ...]
    refusals: tuple[Refused, ...]


class Arrived(NamedTuple):
    """A draft that was made of something sent; `instead_of` is the draft that had its name already."""

    draft: DraftRecord
    instead_of: DraftRecord | None


class Bundle(NamedTuple):
    """What was in something sent: cases, pictures by the names that the cases use, names of what is neither."""

    cases: tuple[Received, ...]
    pictures: Mapping[str, bytes]
    left_out: tuple[str, ...]


def receive(
    store: Store,
    actor: Actor,
    upload_id: UUID,
    filename: str,
    data: bytes,
    say: Say = str,
    now: datetime | None = None,
) -> Arrival:
    """Make drafts of what was sent; the same `upload_id` makes them once.

    Raises:
        NotFound: the actor leads no course.
        Refused: there is no case in it, or it cannot be read, or is too large.
    """
    drafts.require_leader(actor)
    bundle = bundle_of(filename, data)
    new_names = _take_pictures(store, actor, bundle, now)
    offered = store.current
    made, unchanged, refusals = 0, [], []
    for case in bundle.cases:
        text = normalise(_renamed(case.text, new_names))
        base = offered.get(case.slug)
        if base and base.version == version_of(text):
            unchanged.append(case.slug)
            continue
        received = case._replace(text=text)
        try:
            if _begun(store, actor, upload_id, received, base.version if base else None, say, now):
                made += 1
            else:
                unchanged.append(case.slug)
        except Refused as refused:
            refusals.append(refused)
    if refusals and not made and not unchanged:
        raise refusals[0]
    return Arrival(made, tuple(sorted(unchanged)), bundle.left_out, tuple(refusals))


def arrived(store: Store, actor: Actor, upload_id: UUID) -> tuple[Arrived, ...]:
    """The drafts that were made of something sent, as they stand now.

    Raises:
        NotFound: there is none (any more), or the actor leads no course.
    """
    drafts.require_leader(actor)
    with store.database.read() as session:
        kept = [draft for draft in draft_rows.drafts(session) if draft.discarded_at is None]
    by_slug = {draft.slug: draft for draft in kept}
    found = []
    for draft in sorted(kept, key=lambda one: one.slug):
        wanted = _wanted(draft, upload_id)
        if wanted:
            found.append(Arrived(draft, by_slug.get(wanted) if wanted != draft.slug else None))
    if not found:
        raise NotFound(str(upload_id))
    return tuple(found)


def put_in_place(
    store: Store, actor: Actor, draft_id: UUID, other_id: UUID, now: datetime | None = None
) -> DraftRecord:
    """Give another draft the text of this one, and throw this one away; the history of the other keeps what it had.

    Raises:
        NotFound: one of the drafts is not there (any more), or not for this person.
        Refused: somebody is writing in the other one at this moment.
    """
    if draft_id == other_id:
        raise NotFound(str(other_id))
    for _ in range(TRIES):
        draft, other = (drafts.opened(store, actor, one) for one in (draft_id, other_id))
        try:
            saved = drafts.save(store, actor, other.id, other.revision, draft.text, "settled", now)
        except Overtaken:
            continue
        with store.database.write() as session:
            draft_rows.set_discarded(session, draft.id, saved.updated_at)
            session.commit()
        return saved
    raise Refused("Somebody is writing in this draft just now. Please try again in a moment.")


def archive(store: Store, actor: Actor, *, with_drafts: bool = False) -> bytes:
    """The library as a ZIP archive: every case that is offered, the drafts if they are wanted, the pictures they show.

    Raises:
        NotFound: the actor leads no course.
    """
    drafts.require_leader(actor)
    offered = store.current
    files: dict[str, str] = {}
    with store.database.read() as session:
        for slug, scenario in offered.items():
            kept = versions.version_of(session, scenario.version)
            if kept:
                files[f"{slug}.md"] = kept.text
        if with_drafts:
            found = draft_rows.drafts(session)
            files |= {f"drafts/{draft.slug}.md": draft.text for draft in found if not draft.discarded_at}
    names = {picture.name for text in files.values() for picture in pictures_of(text)}
    shown = {f"{PICTURES}/{name}": data for name in sorted(names) if (data := _picture(store, name))}
    return packed({name: text.encode() for name, text in files.items()} | shown)


def _picture(store: Store, name: str) -> bytes | None:
    try:
        return pictures.picture(store, name)
    except NotFound:
        return None


def _begun(
    store: Store, actor: Actor, upload_id: UUID, case: Received, based_on: str | None, say: Say, now: datetime | None
) -> bool:
    """Begin the draft of one case, under its name or a free one beside it. False: a draft has these words already."""
    draft_id = uuid5(upload_id, case.slug)
    for slug in _free(store, case.slug):
        with store.database.read() as session:
            there = draft_rows.draft_of(session, case.slug)
        if there and there.id != draft_id and there.text == case.text:
            return False
        losses = [say(loss) for loss in case.losses]
        if slug != case.slug:
            losses.append(say(Said("There was a draft called “{slug}” already.", slug=case.slug)))
        try:
            drafts.begin(
                store, actor, draft_id, slug, case.text, case.origin, based_on=based_on, losses=losses, now=now
            )
        except Refused:
            with store.database.read() as session:
                taken = draft_rows.draft_of(session, slug)
            if taken is None:
                raise  # it is the text that cannot be kept
            continue
        return True
    raise Refused(
        "There are many drafts called “{slug}” already. Please throw some of them away first.", slug=case.slug
    )


def _free(store: Store, slug: str) -> Iterator[str]:
    """The slug, then the same with numbers, as far as no draft has them now."""
    with store.database.read() as session:
        taken = {draft.slug for draft in draft_rows.drafts(session) if not draft.discarded_at}
    for number in range(1, TRIES + 1):
        tried = slug if number == 1 else f"{slug}-{number}"
        if tried not in taken and tried not in RESERVED:
            yield tried


def _wanted(draft: DraftRecord, upload_id: UUID) -> str | None:
    """The slug a draft should have had, if it came with this upload."""
    numbered = NUMBERED.fullmatch(draft.slug)
    wanted = (draft.slug, *(() if numbered is None else (numbered[1],)))
    return next((slug for slug in wanted if uuid5(upload_id, slug) == draft.id), None)


def _take_pictures(store: Store, actor: Actor, bundle: Bundle, now: datetime | None) -> dict[str, str]:
    """Take in the pictures that the cases show and the site has not, encoded anew; their new names."""
    shown = {picture.name for case in bundle.cases for picture in pictures_of(normalise(case.text))}
    needed = shown & bundle.pictures.keys() - pictures.known(store)
    new_names: dict[str, str] = {}
    for name in sorted(needed):
        plain = re.sub(r"(-[0-9]+x[0-9]+)?-[0-9a-f]{12}\.webp$", "", name)
        try:
            new_names[name] = pictures.add(store, actor, plain, bundle.pictures[name], now)
        except Refused:
            continue  # the checker names the picture that is not there
    return new_names


def _renamed(text: str, new_names: Mapping[str, str]) -> str:
    for old, new in new_names.items():
        text = text.replace(f"]({old})", f"]({new})")
    return text


def bundle_of(filename: str, data: bytes) -> Bundle:
    """What was sent, told apart by what is in it.

    Raises:
        Refused: it is nothing that can become a draft.
    """
    if not data:
        raise Refused("Please choose a file.")
    if data.startswith(ARCHIVE):
        archive = Archive(data)
        if H5P_CONTENT in archive.names:
            return _of_h5p(archive)
        return _of_archive(archive)
    text, losses = _decoded(data)
    if is_twee(text):
        return _of_story(lambda: read_twee(text), "twee", losses)
    if "<tw-storydata" in text[:100_000] or text.lstrip().lower().startswith(("<!doctype", "<html")):
        raise Refused("This is a web page. In Twine, choose “Export as Twee” and send that file.")
    return Bundle((Received(_slug(filename), text, "file", losses),), {}, ())


def _of_story(read: Callable[[], Carried], origin: Origin, losses: tuple[Said, ...] = ()) -> Bundle:
    try:
        story = read()
    except ForeignError as error:
        raise Refused(error.why.template, "", **error.why.values) from None
    return Bundle((Received(_slug(story.title), story.text, origin, (*losses, *story.losses)),), {}, ())


def _of_h5p(archive: Archive) -> Bundle:
    files = archive.unpacked(H5P_PACKAGE, H5P_CONTENT)
    title, kind = title_of_package(files.get(H5P_PACKAGE, b""))
    if kind and kind != SCENARIO:
        raise Refused("This H5P file holds no Branching Scenario. Other kinds of content cannot become a case.")
    return _of_story(lambda: read_h5p(files[H5P_CONTENT], title), "h5p")


def _of_archive(archive: Archive) -> Bundle:
    if "word/document.xml" in archive.names:
        raise Refused("This is a Word document. Please save it as plain text (.txt or .md, in UTF-8) and send that.")
    cases: list[Received] = []
    pictures: dict[str, bytes] = {}
    left_out: list[str] = []
    for name, data in archive.unpacked().items():
        path = PurePosixPath(name)
        if path.parts[0] == "__MACOSX" or path.name.startswith("."):
            continue
        if path.suffix == ".md" and path.stem.lower() not in RESERVED and path.parent.name not in (CONCEPTS, PRACTICES):
            text, losses = _decoded(data)
            cases.append(Received(_slug(path.name), text, "archive", losses))
        elif path.parent.name == PICTURES:
            pictures[path.name] = data
        else:
            left_out.append(name)
    if not cases:
        raise Refused("There is no case in this archive: no file whose name ends in .md.")
    return Bundle(tuple(_apart(cases)), pictures, tuple(left_out))


def _apart(cases: list[Received]) -> Iterator[Received]:
    """The cases, those of one name (an offered case and its draft) with a number from the second on."""
    seen: dict[str, int] = {}
    for case in cases:
        count = seen[case.slug] = seen.get(case.slug, 0) + 1
        yield case if count == 1 else case._replace(slug=f"{case.slug}-{count}")


def _decoded(data: bytes) -> tuple[str, tuple[Said, ...]]:
    """A file as text, and what had to be guessed or left out.

    Raises:
        Refused: it is no text.
    """
    losses: tuple[Said, ...] = ()
    try:
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096]:
            raise Refused(
                "This file is not text. Cases come as text (.md), archives of it (.zip), Twee (.twee) or H5P (.h5p)."
            ) from None
        line = data[: error.start].count(b"\n") + 1
        text = data.decode("cp1252", "replace")
        losses = (
            Said("Letters from line {line} on: the file is not in UTF-8 and was read as Windows text.", line=line),
        )
    clean = HIDDEN.sub("", normalise(text))
    if clean != normalise(text):
        losses = (*losses, Said("Hidden control characters."))
    return clean, losses


def _slug(name: str) -> str:
    """What a file or a story is called, as the short name of a case."""
    stem = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".md")
    slug = slug_of(stem)[: LONGEST_SLUG - 4].strip("-")
    return slug if slug and slug not in RESERVED else "a-case"
