"""Scenes and responses read from their parts: what each labelled line says, and what is missing among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.scenario import WINDOW_HIGH, WINDOW_LOW, Cue, Passage, Response, Scene
from simulator.markup.conditions import Names
from simulator.markup.facts import Facts
from simulator.markup.labels import LabelReader
from simulator.markup.notes import Notes
from simulator.markup.parts import LABEL, RESPONSE_LABELS, SCENE_LABELS, Part, ScenePart
from simulator.markup.problems import Said
from simulator.markup.source import Block

REPEATABLE = ("Client", "Also")
MOST_OFFERED, MOST_RESPONSES, MOST_RULES = 5, 12, 20
FEWEST_CUES, MOST_CUES = 2, 5
CUE = re.compile(r"\[([xX ])\]\s+(\S.*?):\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled line."""

    label: str
    text: str
    line: int


class Items(NamedTuple):
    """The labelled lines of one part that can be used, and every label that stands there, used or not."""

    found: tuple[Item, ...]
    labels: frozenset[str]

    @property
    def one(self) -> dict[str, Item]:
        """The line of each label."""
        return {item.label: item for item in self.found}


def read_scenes(facts: Facts, parts: Sequence[ScenePart], rubric: Rubric, notes: Notes) -> tuple[Scene, ...]:
    """The scenes of a case; every problem is noted and a harmless value put in its place."""
    return _SceneReader(facts, parts, rubric, notes).scenes()


class _SceneReader:
    """Reads the scenes of one case, with the names its conditions may use."""

    def __init__(self, facts: Facts, parts: Sequence[ScenePart], rubric: Rubric, notes: Notes) -> None:
        index = {gauge.slug: place for place, gauge in enumerate(facts.gauges)}
        window = tuple(index.get(slug, -1) for slug in ("arousal", WINDOW_LOW, WINDOW_HIGH))
        names = Names(
            gauges={slug: place for slug, place in index.items() if slug not in (WINDOW_LOW, WINDOW_HIGH)},
            window=(window[0], window[1], window[2]) if -1 not in window else None,
            scenes=frozenset(part.head.slug for part in parts),
            responses=frozenset(response.slug for part in parts for response in part.responses),
        )
        self.parts, self.notes = parts, notes
        self.labels = LabelReader(notes, names, facts.gauges, rubric)

    def scenes(self) -> tuple[Scene, ...]:
        scenes = tuple(self.scene(part) for part in self.parts)
        rules = [part.head.line for part, scene in zip(self.parts, scenes, strict=True) if scene.enter]
        if len(rules) > MOST_RULES:
            self.notes.add("enter-many", rules[MOST_RULES], limit=MOST_RULES)
        return scenes

    def scene(self, part: ScenePart) -> Scene:
        head = part.head
        lines = self.items(head, SCENE_LABELS, RESPONSE_LABELS, Said("a scene"))
        enter, ending = lines.one.get("Enter"), lines.one.get("Ending")
        in_play = _in_play(part)
        own, moment, learn = (lines.one.get(label) for label in ("Own words", "Moment", "Learn"))
        scene = Scene(
            slug=head.slug,
            title=head.title,
            passages=self.passages(head.prose),
            cues=self.cues(part.notice) if part.notice else (),
            responses=tuple(self.response(response, in_play) for response in part.responses),
            enter=self.labels.enter(enter.text, enter.line) if enter else None,
            ending=self.labels.ending(ending.text, ending.line) if ending else None,
            own_words=self.labels.own_words(own.text, own.line) if own else False,
            moment=moment.text if moment else "",
            learn=_slugs(learn.text) if learn else (),
        )
        self.check_scene(scene, head.line, has_ending="Ending" in lines.labels)
        return scene

    def check_scene(self, scene: Scene, line: int, *, has_ending: bool) -> None:
        number = len(scene.responses)
        if not scene.passages:
            self.notes.add("scene-empty", line, scene=scene.slug)
        if has_ending and number:
            self.notes.add("ending-with-responses", line, scene=scene.slug)
        if not has_ending and not number:
            self.notes.add("scene-without-responses", line, scene=scene.slug)
        if number == 1 and not has_ending:
            self.notes.add("responses-few", line, scene=scene.slug)
        always = sum(response.when is None for response in scene.responses)
        if always > MOST_OFFERED or number > MOST_RESPONSES:
            self.notes.add("responses-many", line, scene=scene.slug, count=number)

    def passages(self, blocks: Iterable[Block]) -> tuple[Passage, ...]:
        return tuple(self.labels.passage(block.text, block.line, speech=block.kind == "speech") for block in blocks)

    def cues(self, part: Part) -> tuple[Cue, ...]:
        found = []
        for block in part.items:
            match = CUE.fullmatch(block.text)
            if match is None:
                self.notes.add("notice-shape", block.line)
                continue
            found.append(Cue(match[2].strip(), match[1] != " ", match[3].strip()))
        for block in part.prose:
            self.notes.add("notice-shape", block.line)
        if not part.items and not part.prose:
            self.notes.add("notice-shape", part.line)
        if len(found) == len(part.items) and found:
            if not FEWEST_CUES <= len(found) <= MOST_CUES:
                self.notes.add("notice-count", part.line, count=len(found))
            elif len({cue.present for cue in found}) == 1:
                self.notes.add("notice-one-sided", part.line)
        return tuple(found)

    def items(self, part: Part, here: tuple[str, ...], elsewhere: tuple[str, ...], place: Said) -> Items:
        found: list[Item] = []
        labels: set[str] = set()
        choices = ", ".join(here)
        for block in part.items:
            match = LABEL.fullmatch(block.text)
            label = match[1] if match else ""
            if match is None:
                self.notes.add("item-unlabelled", block.line, choices=choices)
            elif label in elsewhere:
                self.notes.add("label-misplaced", block.line, label=label, place=place, choices=choices)
            elif label not in here:
                hint = self.notes.hint(label, here)
                self.notes.add("label-unknown", block.line, label=label, hint=hint, choices=choices)
            elif not match[2].strip():
                self.notes.add("label-empty", block.line, label=label)
            elif label not in REPEATABLE and label in labels:
                self.notes.add("label-repeated", block.line, label=label)
            else:
                found.append(Item(label, match[2].strip(), block.line))
            labels.add(label)
        return Items(tuple(found), frozenset(labels))

    def response(self, part: Part, in_play: tuple[str, ...]) -> Response:
        lines = self.items(part, RESPONSE_LABELS, SCENE_LABELS, Said("a response"))
        labels, one = self.labels, lines.one
        ratings = [
            rating
            for slug, title in PRINCIPLES.items()
            if (item := one.get(title)) and (rating := labels.rating(slug, item.text, item.line))
        ]
        effect, instead, when, way = (one.get(label) for label in ("Effect", "Instead", "When", "Next"))
        response = Response(
            slug=part.slug,
            title=part.title,
            passages=self.passages(part.prose),
            ratings=tuple(ratings),
            moves=labels.moves(effect.text, effect.line) if effect else (),
            reactions=tuple(labels.passage(item.text, item.line) for item in lines.found if item.label == "Client"),
            branches=labels.branches(way.text, way.line) if way else (),
            instead=labels.instead(instead.text, instead.line) if instead else None,
            also=tuple(wording for item in lines.found if item.label == "Also" for wording in _wordings(item.text)),
            when=self.notes.condition(when.text.rstrip("."), labels.names, when.line) if when else None,
        )
        self.check_response(response, part.line, lines)
        self.check_ratings(response.slug, part.line, lines, in_play)
        return response

    def check_response(self, response: Response, line: int, lines: Items) -> None:
        slug = response.slug
        if "Next" not in lines.labels:
            self.notes.add("next-missing", line, response=slug)
        if "Client" not in lines.labels:
            self.notes.add("client-missing", line, response=slug)
        elif response.reactions and all(passage.condition for passage in response.reactions):
            self.notes.add("client-silent", line, response=slug)
        if "Instead" not in lines.labels and any(rating.level <= Level.MISSED for rating in response.ratings):
            self.notes.add("instead-missing", line, response=slug)

    def check_ratings(self, slug: str, line: int, lines: Items, in_play: tuple[str, ...]) -> None:
        if not lines.labels & set(PRINCIPLES.values()):
            self.notes.add("response-unrated", line, response=slug)
            return
        for principle in in_play:
            if principle not in lines.labels:
                self.notes.add("rating-missing", line, response=slug, principle=principle)


def _in_play(scene: ScenePart) -> tuple[str, ...]:
    """The titles of the principles that some response of a scene has a line for."""
    begun = {block.text.partition(":")[0].rstrip() for response in scene.responses for block in response.items}
    return tuple(title for title in PRINCIPLES.values() if title in begun)


def _slugs(text: str) -> tuple[str, ...]:
    words = (word.strip() for word in text.rstrip(".").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _wordings(text: str) -> list[str]:
    return [wording.strip() for wording in text.split(" / ") if wording.strip()]
