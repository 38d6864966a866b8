"""H5P Branching Scenario: what is in its `content.json`, read into a draft.

Questions and their alternatives become scenes and responses, texts become scenes, end screens become endings. Where a
text leads to nothing but one question, the two become one scene. Films, pictures, slides, scores and timers are left
out and listed. Everything in the file is taken for what it is, not for what it should be.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from simulator.markup.foreign import (
    Carried,
    ForeignError,
    Losses,
    Moment,
    Way,
    carried,
    named,
    plain_line,
    without_tags,
)
from simulator.markup.problems import Said

LARGEST, MOST_CONTENTS, MOST_WAYS = 2 * 1024 * 1024, 1_000, 50
DEFAULT_END = -1
TEXT, QUESTION = "H5P.AdvancedText", "H5P.BranchingQuestion"
KINDS = {
    "H5P.Image": Said("a picture"),
    "H5P.Video": Said("a film"),
    "H5P.InteractiveVideo": Said("a film with questions in it"),
    "H5P.CoursePresentation": Said("slides"),
    "H5P.ImageHotspots": Said("a picture with places to click"),
}
GO_ON = "Go on"


@dataclass(frozen=True, slots=True)
class _Node:
    """One content: its words, and the ways on (a question) or the one way on."""

    title: str
    text: str
    ways: tuple[Way, ...]
    asks: bool


def read_h5p(content: bytes, title: str = "") -> Carried:
    """The content of a branching scenario as a draft; `title` is the one its package gives it.

    Raises:
        ForeignError: it cannot be read, or is no branching scenario.
    """
    scenario = _scenario(content)
    contents = _list(scenario.get("content"))
    if not contents:
        raise ForeignError(Said("There is no branching scenario in this file."))
    if len(contents) > MOST_CONTENTS:
        raise ForeignError(Said("The scenario has more than {most} parts.", most=MOST_CONTENTS))
    losses = Losses()
    nodes = _joined({place: _node(place, _dict(one), losses) for place, one in enumerate(contents)})
    moments = [Moment(str(place), node.title, node.text, node.ways) for place, node in nodes.items()]
    moments.extend(_ends(scenario, moments, losses))
    title = _line(scenario.get("title")) or title or moments[0].title
    return carried(title, moments, losses, _start(_dict(scenario.get("startScreen")), losses))


def title_of_package(data: bytes) -> tuple[str, str]:
    """The title and the kind of content that a package (`h5p.json`) names; empty where it cannot be read."""
    try:
        package = _dict(json.loads(data))
    except (ValueError, RecursionError):
        return "", ""
    return _line(package.get("title")), _str(package.get("mainLibrary"))


def _scenario(content: bytes) -> dict[str, Any]:
    if len(content) > LARGEST:
        raise ForeignError(Said("The file is larger than {limit} KiB.", limit=LARGEST // 1024))
    try:
        whole = _dict(json.loads(content))
    except (ValueError, RecursionError):
        raise ForeignError(Said("The content of this H5P file cannot be read.")) from None
    return _dict(whole.get("branchingScenario") or whole.get("branchingScenarioParams") or whole)


def _node(place: int, content: dict[str, Any], losses: Losses) -> _Node:
    kind = _dict(content.get("type"))
    library = _str(kind.get("library")).partition(" ")[0]
    parameters = _dict(kind.get("params"))
    title = _line(_dict(kind.get("metadata")).get("title")) or f"Part {place + 1}"
    on = Way(GO_ON, str(_int(content.get("nextContentId"), DEFAULT_END)))
    _note_feedback(_dict(content.get("feedback")), title, losses)
    if library == QUESTION:
        return _question(title, _dict(parameters.get("branchingQuestion")), parameters, losses)
    if library == TEXT:
        return _Node(title, without_tags(_str(parameters.get("text"))), (on,), asks=False)
    what = KINDS.get(library, Said("content of the kind {kind}", kind=named(library or "?")))
    losses.add(Said("“{part}”: {what}.", part=named(title), what=what))
    told = _line(parameters.get("alt"))
    return _Node(title, told, (on,), asks=False)


def _question(title: str, question: dict[str, Any], parameters: dict[str, Any], losses: Losses) -> _Node:
    ways = []
    for alternative in map(_dict, _list(question.get("alternatives"))[:MOST_WAYS]):
        feedback = _dict(alternative.get("feedback"))
        answer = " ".join(filter(None, (_line(feedback.get("title")), _line(feedback.get("subtitle")))))
        target = str(_int(alternative.get("nextContentId"), DEFAULT_END))
        ways.append(Way(_line(alternative.get("text")) or GO_ON, target, answer))
        _note_feedback(feedback, title, losses)
    if "enableTimer" in _dict(parameters.get("behaviour")):
        losses.add(Said("“{part}”: its timer.", part=named(title)))
    return _Node(title, without_tags(_str(question.get("question"))), tuple(ways), asks=True)


def _note_feedback(feedback: dict[str, Any], title: str, losses: Losses) -> None:
    if _dict(feedback.get("image")):
        losses.add(Said("“{part}”: the picture of its feedback.", part=named(title)))
    if _int(feedback.get("endScreenScore"), 0):
        losses.add(Said("“{part}”: its score.", part=named(title)))


def _joined(nodes: dict[int, _Node]) -> dict[int, _Node]:
    """The parts, where a text and the only thing it leads to are one if nothing else leads there."""
    leading = Counter(way.target for node in nodes.values() for way in node.ways)
    joined = dict(nodes)
    for place in sorted(nodes, reverse=True):
        node = joined.get(place)
        if node is None or node.asks:
            continue
        target = node.ways[0].target
        after = int(target)
        if leading[target] == 1 and after > 0 and after != place and after in joined:
            other = joined.pop(after)
            text = "\n\n".join(filter(None, (node.text, other.text)))
            joined[place] = replace(other, title=node.title, text=text)
    return dict(sorted(joined.items()))


def _ends(scenario: dict[str, Any], moments: list[Moment], losses: Losses) -> Iterator[Moment]:
    """The end screens, and one more where a way leads to an end that has none."""
    there: set[str] = set()
    for screen in map(_dict, _list(scenario.get("endScreens"))[:MOST_CONTENTS]):
        name = str(_int(screen.get("contentId"), DEFAULT_END))
        title = _line(screen.get("endScreenTitle")) or "The end"
        if _dict(screen.get("endScreenImage")):
            losses.add(Said("“{part}”: a picture.", part=named(title)))
        if _int(screen.get("endScreenScore"), 0):
            losses.add(Said("“{part}”: its score.", part=named(title)))
        if name not in there:
            there.add(name)
            yield Moment(name, title, without_tags(_str(screen.get("endScreenSubtitle"))), ())
    wanted = {way.target for moment in moments for way in moment.ways if way.target.startswith("-")}
    for name in sorted(wanted - there):
        yield Moment(name, "The end", "", ())


def _start(screen: dict[str, Any], losses: Losses) -> str:
    if _dict(screen.get("startScreenImage")):
        losses.add(Said("The picture of the start screen."))
    told = (_line(screen.get("startScreenTitle")), _line(screen.get("startScreenSubtitle")))
    return "\n\n".join(filter(None, told))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _str(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    return plain_line(_str(value))


def _int(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1_000_000 else otherwise
