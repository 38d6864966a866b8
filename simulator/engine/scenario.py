"""A scenario as values: what an author wrote, understood and checked, ready to be played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.engine.condition import Chose, Condition, Visited, leaves
from simulator.engine.rubric import Level

LEVELS = ("foundation", "intermediate", "advanced")
PHASES = ("safety", "titrating-warmth", "fierce", "mourning", "reconnecting")
ATTACHMENTS = ("secure", "anxious-preoccupied", "dismissive-avoidant", "fearful-avoidant")
MENTALISING = ("low", "good-enough", "good")
REGULATIONS = ("hypoactivating", "hyperactivating")
PRESENTATIONS = (
    "shame",
    "anger",
    "fear-of-closeness",
    "self-blame",
    "dissociation",
    "mistrust",
    "submission",
    "grief",
    "fear-of-joy",
    "aggression",
    *ATTACHMENTS,
)
ENDINGS = ("connected", "steady", "strained", "broken-off")
"""Kinds of ending, from contact deepened to client gone."""

ENGLISH = "en"
"""The language of a text that names none (BCP 47)."""
WINDOW_LOW, WINDOW_HIGH = "window-low", "window-high"
AROUSAL_RANGE = (-5, 5)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number of the client's state, with its range and where it starts (clinical model, section 2)."""

    slug: str
    start: int
    low: int
    high: int
    meaning: str = ""
    own: bool = False


STANDARD_GAUGES: dict[str, Gauge] = {
    gauge.slug: gauge
    for gauge in (
        Gauge("arousal", 0, -5, 5, "activation: below the window numb and far away, above it flooded or raging"),
        Gauge("safeness", 0, 0, 10, "trust in this therapist and this room"),
        Gauge("shame", 0, 0, 10, "how exposed, small or bad the client feels now"),
        Gauge("anger", 0, 0, 10, "protective anger that is available to the client"),
        Gauge("warmth", 0, 0, 10, "how much care can be taken in now before the threat system answers"),
    )
}


@dataclass(frozen=True, slots=True)
class Client:
    """Who the client is: the relational map of the clinical model, section 4."""

    name: str
    age: str
    pronouns: str
    attachment: str
    mentalising: str
    regulation: str
    work: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One effect on one gauge: by `amount`, or to it; never out of the range `low`..`high`."""

    gauge: str
    index: int
    amount: int
    low: int
    high: int
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of prose: what is seen, or speech; shown only if its condition holds."""

    text: str
    speech: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of the noticing step: something that was there to be noticed, or was not."""

    text: str
    present: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Rating:
    """The level a response is given on a principle, the criteria it shows, and what the trainee is told."""

    principle: str
    level: Level
    criteria: tuple[str, ...]
    feedback: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to do what a response wanted to do, and why it may land better."""

    wording: str
    why: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Where the story goes, if a condition holds; the last branch of a response has none."""

    target: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """Something the trainee can say or do in a scene."""

    slug: str
    title: str
    passages: tuple[Passage, ...]
    ratings: tuple[Rating, ...]
    moves: tuple[Move, ...]
    reactions: tuple[Passage, ...]
    branches: tuple[Branch, ...]
    instead: Alternative | None = None
    also: tuple[str, ...] = ()
    when: Condition | None = None

    @property
    def words(self) -> str:
        """What the trainee says, without what they do."""
        return " ".join(passage.text for passage in self.passages if passage.speech)

    def level(self, principle: str) -> Level | None:
        """The level on `principle`, or None where it is not in play."""
        return next((rating.level for rating in self.ratings if rating.principle == principle), None)

    @property
    def harmful(self) -> bool:
        """Whether any rating is harmful."""
        return any(rating.level is Level.HARMFUL for rating in self.ratings)


@dataclass(frozen=True, slots=True)
class Enter:
    """A rule of the client's nervous system: in this condition the story comes here, whatever was planned."""

    condition: Condition
    once: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of a case: a decision, or an ending."""

    slug: str
    title: str
    passages: tuple[Passage, ...]
    cues: tuple[Cue, ...] = ()
    responses: tuple[Response, ...] = ()
    enter: Enter | None = None
    ending: str | None = None
    own_words: bool = False
    moment: str = ""
    learn: tuple[str, ...] = ()
    """The concepts this moment exercises, by slug."""

    @property
    def in_play(self) -> tuple[str, ...]:
        """The principles rated here, in the order of the first response."""
        return tuple(dict.fromkeys(rating.principle for response in self.responses for rating in response.ratings))


@dataclass(frozen=True)
class Scenario:
    """A whole case, in one version. `version` is the SHA-256 of its normalised text."""

    slug: str
    version: str
    title: str
    level: str
    minutes: int
    phase: str
    presentation: tuple[str, ...]
    learn: tuple[str, ...]
    warnings: tuple[str, ...]
    client: Client
    gauges: tuple[Gauge, ...]
    briefing: str
    scenes: tuple[Scene, ...]
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    continues: str = ""
    language: str = ENGLISH

    @cached_property
    def scene_by_slug(self) -> dict[str, Scene]:
        """Every scene by slug."""
        return {scene.slug: scene for scene in self.scenes}

    @cached_property
    def response_by_slug(self) -> dict[tuple[str, str], Response]:
        """Every response by scene slug and own slug."""
        return {(scene.slug, response.slug): response for scene in self.scenes for response in scene.responses}

    @cached_property
    def open_scenes(self) -> frozenset[str]:
        """The scenes in which every response is always offered."""
        return frozenset(scene.slug for scene in self.scenes if all(r.when is None for r in scene.responses))

    @cached_property
    def enter_rules(self) -> tuple[tuple[str, Condition, bool], ...]:
        """Scene slug, condition and `once` of every Enter rule, in the order of the file."""
        return tuple((scene.slug, scene.enter.condition, scene.enter.once) for scene in self.scenes if scene.enter)

    @cached_property
    def gauge_index(self) -> dict[str, int]:
        """The place of every gauge in `State.gauges`, by slug."""
        return {gauge.slug: index for index, gauge in enumerate(self.gauges)}

    @cached_property
    def window_index(self) -> tuple[int, int, int] | None:
        """The places of arousal and of both edges of the window, or None where the case has no window."""
        index = self.gauge_index
        if "arousal" not in index or WINDOW_LOW not in index:
            return None
        return index["arousal"], index[WINDOW_LOW], index[WINDOW_HIGH]

    @cached_property
    def remembered_scenes(self) -> frozenset[str]:
        """The scenes some condition or once-only rule asks about: only these are kept in a state."""
        asked = {leaf.scene for leaf in self._leaves() if isinstance(leaf, Visited)}
        return frozenset(asked | {slug for slug, _, once in self.enter_rules if once})

    @cached_property
    def remembered_responses(self) -> frozenset[str]:
        """The responses some condition asks about: only these are kept in a state."""
        return frozenset(leaf.response for leaf in self._leaves() if isinstance(leaf, Chose))

    def conditions(self) -> Iterator[Condition]:
        """Every condition anywhere in the scenario."""
        for scene in self.scenes:
            yield from conditions_of(scene)

    def _leaves(self) -> Iterator[object]:
        for condition in self.conditions():
            yield from leaves(condition)


def conditions_of(scene: Scene) -> Iterator[Condition]:
    """Every condition of a scene: its prose, its Enter rule, its responses."""
    if scene.enter:
        yield scene.enter.condition
    for passage in scene.passages:
        if passage.condition:
            yield passage.condition
    for response in scene.responses:
        yield from conditions_of_response(response)


def conditions_of_response(response: Response) -> Iterator[Condition]:
    """Every condition of a response: When, its client lines, its branches."""
    if response.when:
        yield response.when
    for passage in (*response.passages, *response.reactions):
        if passage.condition:
            yield passage.condition
    for branch in response.branches:
        if branch.condition:
            yield branch.condition
