"""The interview that a new case begins with: who the client is, what is hard, what tempts, what is rated, which shape.

Nothing is kept until the end. Every step says what is wrong in it field by field, and only once one has come to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scenario import Scene
from simulator.markup.reader import read
from simulator.markup.skeleton import skeleton
from simulator.storage.drafts import DraftRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import begin, require_leader
from simulator.usecases.interview_answers import Answers, understood
from simulator.usecases.people import Actor


class Begun(NamedTuple):
    """What comes of the interview: the slug and the text of the case, and its scenes as they will be played."""

    slug: str
    text: str
    scenes: tuple[Scene, ...]


def check(store: Store, actor: Actor, answers: Answers, step: str, draft_id: UUID) -> None:
    """Look at the answers of a step, and of those before it.

    Raises:
        NotFound: the actor leads no course.
        Unclear: what is wrong in the first step in which something is.
    """
    require_leader(actor)
    understood(store, actor, answers, draft_id, step)


def text_of(store: Store, actor: Actor, answers: Answers, draft_id: UUID) -> Begun:
    """The case that these answers make.

    Raises:
        NotFound: the actor leads no course.
        Unclear: what is wrong in the first step in which something is.
    """
    require_leader(actor)
    told, slug = understood(store, actor, answers, draft_id)
    text = skeleton(told, slug)
    scenario = read(text, slug, store.catalogue.rubric).scenario
    return Begun(slug, text, scenario.scenes if scenario else ())


def begin_interviewed(
    store: Store, actor: Actor, draft_id: UUID, answers: Answers, now: datetime | None = None
) -> DraftRecord:
    """Begin the draft that these answers make.

    Raises:
        NotFound: the actor leads no course.
        Unclear: what is wrong in the first step in which something is.
        Refused: somebody has taken the slug in this moment.
    """
    found = text_of(store, actor, answers, draft_id)
    return begin(store, actor, draft_id, found.slug, found.text, "interview", now=now)


def suggested(answers: Answers) -> dict[str, str]:
    """Where such a client usually starts (clinical model, sections 2 and 4); empty: a gauge that is seldom needed."""
    wide = {"secure": 4, "fearful-avoidant": 2}.get(answers.attachment, 3)
    wide = min(wide, 2) if answers.mentalising == "low" else wide
    ashamed = {"shame", "self-blame", "submission"} & set(answers.presentation)
    angry = {"anger", "aggression"} & set(answers.presentation)
    return {
        "low": str(-wide),
        "arousal": "-1" if answers.regulation == "hypoactivating" else "1",
        "high": str(wide),
        "safeness": {"secure": "5", "anxious-preoccupied": "4", "fearful-avoidant": "2"}.get(answers.attachment, "3"),
        "shame": "7" if ashamed else "4",
        "anger": "4" if angry else "",
        "warmth": {"secure": "5", "anxious-preoccupied": "5"}.get(answers.attachment, "2"),
    }
