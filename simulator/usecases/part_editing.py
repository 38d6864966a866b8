"""One scene or one response of a draft in a form, for those who prefer forms: it writes the same text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from simulator.engine.rubric import Rubric
from simulator.engine.scenario import STANDARD_GAUGES, WINDOW_HIGH, WINDOW_LOW
from simulator.markup.notes import Notes
from simulator.markup.part_forms import PartForm
from simulator.markup.part_reading import NotAForm, form_of
from simulator.markup.part_writing import NotWritable, added, changed, moved, removed
from simulator.markup.parts import scene_parts
from simulator.markup.problems import Problem
from simulator.markup.source import Document, take_apart
from simulator.storage import drafts as stored
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import Understood, understood
from simulator.usecases.drafts import SLUG
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible

LONGEST_SLUG = 60
Kind = Literal["scene", "response"]
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Named:
    """A scene or a response, as lists name it."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part of a draft with all that its form needs.

    `form` is None where a form has no field for something; that stands in line `line`. `scene` is the scene the part
    is, or belongs to; `responses` are those of it.
    """

    draft: DraftRecord
    kind: Kind
    slug: str
    title: str
    line: int
    form: PartForm | None
    scene: Named
    responses: tuple[Named, ...]
    scenes: tuple[Named, ...]
    problems: tuple[Problem, ...]
    found: Understood
    gauges: tuple[str, ...]
    rubric: Rubric
    concepts: tuple[Named, ...]


def open_part(store: Store, actor: Actor, draft_id: UUID, slug: str) -> OpenPart:
    """A scene or a response of a draft.

    Raises:
        NotFound: no such draft or part, or not for this person.
    """
    draft = drafts.opened(store, actor, draft_id)
    found = understood(store, draft.text, draft.slug, quick=True)
    entries = found.outline
    here = next((entry for entry in entries if entry.slug == slug and entry.kind != "notice"), None)
    if here is None:
        raise NotFound(slug)
    scene = next(part for part in reversed(found.parts) if part.head.line <= here.line)
    form, line = _form(found.document, slug, here.line)
    end = scene.responses[0].line - 1 if here.kind == "scene" and scene.responses else here.end
    gauges = [gauge.slug for gauge in found.sketch.gauges] if found.sketch else list(STANDARD_GAUGES)
    return OpenPart(
        draft=draft,
        kind="scene" if here.kind == "scene" else "response",
        slug=slug,
        title=here.title,
        line=line,
        form=form,
        scene=Named(scene.head.slug, scene.head.title),
        responses=tuple(Named(one.slug, one.title) for one in scene.responses),
        scenes=tuple(Named(entry.slug, entry.title) for entry in entries if entry.kind == "scene"),
        problems=tuple(one for one in found.checked.problems if here.line <= one.line <= end),
        found=found,
        gauges=(*(one for one in gauges if one not in (WINDOW_LOW, WINDOW_HIGH)), "window"),
        rubric=store.catalogue.rubric,
        concepts=tuple(Named(one.slug, one.title) for one in store.catalogue.concepts.values()),
    )


def change_part(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    revision: int,
    form: PartForm,
    direction: Direction | None = None,
    now: datetime | None = None,
) -> DraftRecord:
    """Write a part as its form says, and move it if asked to.

    Raises:
        NotFound: no such draft, or not for this person.
        Overtaken: somebody saved the draft meanwhile.
        Refused: something typed cannot stand in the text so, or the part is no longer what a form can hold.
    """

    def edit(document: Document) -> str:
        text = changed(document, form)
        return moved(take_apart(text), form.slug, direction) if direction else text

    return _save(store, actor, draft_id, revision, edit, now)


def add_part(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    revision: int,
    kind: Kind,
    slug: str,
    title: str,
    scene: str = "",
    now: datetime | None = None,
) -> DraftRecord:
    """Put in a scene after another one (or at the end), or a response into a scene.

    Raises:
        NotFound: no such draft, or not for this person.
        Overtaken: somebody saved the draft meanwhile.
        Refused: the name or the title cannot be used.
    """
    slug, title = slug.strip(), " ".join(title.split())
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Refused(
            "“{slug}” cannot be a short name. Please use small letters, digits and hyphens, for example: at-the-door.",
            slug=legible(slug)[:LONGEST_SLUG],
        )

    def edit(document: Document) -> str:
        used = {part.slug for one in scene_parts(document, Notes())[1] for part in (one.head, *one.responses)}
        if slug in used:
            raise Refused("“{slug}” is the short name of another scene or response already.", slug=slug)
        return added(document, kind, slug, title, scene)

    return _save(store, actor, draft_id, revision, edit, now)


def remove_part(
    store: Store, actor: Actor, draft_id: UUID, revision: int, slug: str, now: datetime | None = None
) -> DraftRecord:
    """Take a part out, with what stands under it. The history of the draft keeps it.

    Raises:
        NotFound: no such draft, or not for this person.
        Overtaken: somebody saved the draft meanwhile.
        Refused: it is not there any more.
    """
    return _save(store, actor, draft_id, revision, lambda document: removed(document, slug), now)


def _form(document: Document, slug: str, line: int) -> tuple[PartForm | None, int]:
    try:
        return form_of(document, slug), line
    except NotAForm as error:
        return None, error.line
    except KeyError:  # its heading is malformed
        return None, line


def _save(
    store: Store, actor: Actor, draft_id: UUID, revision: int, edit: Callable[[Document], str], now: datetime | None
) -> DraftRecord:
    """Save the text that was open, edited: what others wrote since is theirs to keep, and seen before it is settled."""
    draft = drafts.opened(store, actor, draft_id)
    base = draft.text
    if revision != draft.revision:
        with store.database.read() as session:
            entry = stored.entry(session, draft_id, revision)
        base = entry.text if entry else base
    try:
        text = edit(take_apart(base))
    except NotWritable as error:
        raise Refused(
            "This would be read as something else: “{words}”. Nothing has been saved; all that you typed stands below.",
            words=legible(error.words),
        ) from error
    except (NotAForm, KeyError) as error:
        raise Refused(
            "This part has changed meanwhile and cannot be shown as a form. Nothing has been saved; all that you typed"
            " stands below."
        ) from error
    if text == base:
        return draft
    return drafts.save(store, actor, draft_id, revision, text, "form", now)
