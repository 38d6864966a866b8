"""The reading room: concept cards, what they rest on, and where they are practised."""

from __future__ import annotations

from typing import NamedTuple

from simulator.engine.concept import SHELVES, Concept
from simulator.engine.coverage import exercising
from simulator.engine.practice import PRACTICES, Practice
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.stories import CardName, CriterionName, card_name, card_names, criterion_name

MORE = "More"


class Shelf(NamedTuple):
    """Cards that belong together, in the order of reading."""

    title: str
    cards: tuple[Concept, ...]


class CaseName(NamedTuple):
    """A case that exercises a concept, and in how many moments; its title is in `language`."""

    slug: str
    title: str
    language: str
    client: str
    level: str
    moments: int


class Card(NamedTuple):
    """A concept card with all it leads to."""

    concept: Concept
    shelf: str
    criteria: tuple[CriterionName, ...]
    see: tuple[CardName, ...]
    cases: tuple[CaseName, ...]
    practices: tuple[Practice, ...]


def reading_room(store: Store) -> tuple[Shelf, ...]:
    """Every card on its shelf; cards of an institute's own stand on a last one."""
    concepts = store.catalogue.concepts
    shelves = [
        Shelf(title, tuple(concepts[slug] for slug in slugs if slug in concepts)) for title, slugs in SHELVES.items()
    ]
    placed = {one.slug for shelf in shelves for one in shelf.cards}
    shelves.append(Shelf(MORE, tuple(one for slug, one in concepts.items() if slug not in placed)))
    return tuple(shelf for shelf in shelves if shelf.cards)


def card(store: Store, slug: str) -> Card:
    """One card.

    Raises:
        NotFound: there is none with this slug.
    """
    concept = store.catalogue.concepts.get(slug)
    if concept is None:
        raise NotFound(slug)
    return Card(
        concept=concept,
        shelf=next(shelf.title for shelf in reading_room(store) if concept in shelf.cards),
        criteria=tuple(criterion_name(store.catalogue.rubric, one) for one in concept.criteria),
        see=card_names(store.catalogue.concepts, concept.see),
        cases=tuple(
            CaseName(one.slug, one.title, one.language, one.client.name, one.level, len(scenes))
            for one, scenes in exercising(slug, store.current.values())
        ),
        practices=tuple(one for one in practices(store) if slug in one.concepts),
    )


def cards_by_criterion(store: Store) -> dict[str, tuple[CardName, ...]]:
    """For each criterion of the rubric the cards behind it, in the order of the shelves."""
    cards = [one for shelf in reading_room(store) for one in shelf.cards]
    return {
        slug: tuple(card_name(one) for one in cards if slug in one.criteria) for slug in store.catalogue.rubric.criteria
    }


def practices(store: Store, occasion: str = "") -> tuple[Practice, ...]:
    """Every guided practice, or those offered on an occasion, the ones of the clinical model first."""
    found = store.catalogue.practices
    order = [*(slug for slug in PRACTICES if slug in found), *(slug for slug in found if slug not in PRACTICES)]
    return tuple(found[slug] for slug in order if not occasion or occasion in found[slug].offered)


def practice(store: Store, slug: str) -> Practice:
    """One guided practice.

    Raises:
        NotFound: there is none with this slug.
    """
    found = store.catalogue.practices.get(slug)
    if found is None:
        raise NotFound(slug)
    return found
