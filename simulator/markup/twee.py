"""Twee 3, the text form of Twine stories: read into a draft, and written from a case.

Passages become scenes and links become responses. What a story format would do besides (macros, variables, scripts,
styles, pictures) is left out and listed. The specification is that of the Interactive Fiction Technology Foundation,
version 3.0.2. Passages that we write are called “slug: Title”, so that reading them again gives the same scenes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from simulator.engine.scenario import ENDINGS, Passage, Response, Scenario, Scene
from simulator.markup.conditions import write_condition
from simulator.markup.foreign import Carried, ForeignError, Losses, Moment, Way, carried, named, without, without_tags
from simulator.markup.pictures import picture_in
from simulator.markup.problems import Said
from simulator.markup.source import normalise

LARGEST, MOST_PASSAGES, MOST_DATA, LONGEST_HEADER = 512 * 1024, 1_000, 64 * 1024, 2_000
HEADER = re.compile(r"::[ \t]*((?:[^\\\[\]{}\n]|\\.)*)(?:\[((?:[^\\\[\]\n]|\\.)*)\][ \t]*)?(?:\{.*)?")
ESCAPED = re.compile(r"\\(.)")
META = re.compile(r"([\\\[\]{}])")
SPECIAL = re.compile(
    r"Story(?:Author|Subtitle|Menu|Caption|Banner|Init|Interface|Share|Settings|Includes|DisplayTitle|Stylesheet|Script)"
    r"|Passage(?:Header|Footer|Ready|Done)|User(?:Script|Stylesheet)"
)
TITLE, DATA = "StoryTitle", "StoryData"
CODE = frozenset(("script", "stylesheet", "widget", "init", "startup", "header", "footer", "annotation"))
"""Tags of passages that hold no words of the story."""
OURS = "attune"
"""The tag of the briefing, which Twee has no place for; the tags of scenes begin with it."""
OUR_ENDINGS = frozenset(f"{OURS}-{ending}" for ending in ENDINGS)
COMMENTS = (("/%", "%/"), ("/*", "*/"), ("<!--", "-->"))
MACROS = (("<<", ">>"), ("<%", "%>"))
LINK = re.compile(r"\[\[((?:(?!\]\]|\[\[)[^\n])*)\]\]")
SETTER = re.compile(r"\]\[.*")
LINK_MACRO = re.compile(
    r"""(?:\(link-goto:\s*|<<link\s+|<<button\s+)(["'])([^"'\n]*)\1(?:\s*,)?\s+(["'])([^"'\n]*)\3"""
)
IMAGE = re.compile(
    r"\[(?:<|>)?img\[[^\[\]]*\](?:\[[^\[\]]*\])*\]|!\[[^\[\]\n]*\]\([^()\n]*\)|<(?:img|svg|picture)\b", re.IGNORECASE
)
MEDIA = re.compile(r"<(?:audio|video|iframe|object|embed|canvas|source)\b", re.IGNORECASE)
ROUND_MACRO = re.compile(r"\(([A-Za-z][\w-]*):[^()\n]*\)")
ROUND_NAMES = re.compile(
    r"""set|put|move|if|unless|else|else-?if|link[\w-]*|print|display|random|either|go-?to|live|stop|event|cond|nth
    |text-[\w-]+|t8n[\w-]*|transition|css|font|align|colou?r|background|bg|hidden|show|hide|hook|replace|append|prepend
    |click[\w-]*|mouse[\w-]*|alert|prompt|confirm|a|array|dm|ds|datamap|dataset|save-game|load-game|history|visited
    |box|button|input-box|cycling-link|seq-link|enchant|for|loop|macro|output|num|str|track|masteraudio""",
    re.IGNORECASE | re.VERBOSE,
)
HOOK = re.compile(r"\|[\w-]*>\[|\]<[\w-]*\|")
VARIABLE = re.compile(r"(?<![\w$\\])\$[A-Za-z][\w.]*")
NESTED = 5
SPACING = 200
"""Between the passages on the map of an editor, in its pixels."""


@dataclass(frozen=True, slots=True)
class _Passage:
    name: str
    tags: tuple[str, ...]
    text: str


def is_twee(text: str) -> bool:
    """Whether a text begins as Twee does: with the header of a passage."""
    return text.lstrip("\ufeff \t\r\n").startswith("::")


def read_twee(text: str) -> Carried:
    """A Twee story as a draft.

    Raises:
        ForeignError: there is no passage to read, or there are too many.
    """
    if len(text) > LARGEST:
        raise ForeignError(Said("The file is larger than {limit} KiB.", limit=LARGEST // 1024))
    text = normalise(text)
    if text.count("\n::") >= MOST_PASSAGES:
        raise ForeignError(Said("The story has more than {most} passages.", most=MOST_PASSAGES))
    passages = _passages(text)
    losses = Losses()
    special = {passage.name: passage.text for passage in reversed(passages)}
    told = [passage for passage in passages if _is_told(passage, losses)]
    if not told:
        raise ForeignError(Said("There is no passage of a story in this file."))
    first = _start(special.get(DATA, ""), losses)
    told.sort(key=lambda passage: passage.name != first)  # keeps the order of all others
    moments = [_moment(passage, losses) for passage in told]
    briefing = next((passage.text for passage in passages if OURS in passage.tags), "")
    return carried(special.get(TITLE, "").strip() or moments[0].title, moments, losses, briefing)


def _passages(text: str) -> list[_Passage]:
    found: list[_Passage] = []
    for piece in re.split(r"^(?=::)", text, flags=re.MULTILINE)[1:]:
        header, _, body = piece.partition("\n")
        header = header[:LONGEST_HEADER]
        match = HEADER.match(header)
        name, tags = (match[1], match[2] or "") if match else (header[2:], "")
        told = ESCAPED.sub(r"\1", name).strip()
        found.append(_Passage(told, tuple(ESCAPED.sub(r"\1", tag) for tag in tags.split()), body.strip("\n")))
    return found


def _is_told(passage: _Passage, losses: Losses) -> bool:
    """Whether a passage is part of the story; what is lost with it is noted."""
    name = named(passage.name)
    if passage.name in (TITLE, DATA) or OURS in passage.tags:
        return False
    if SPECIAL.fullmatch(passage.name) or CODE.intersection(passage.tags):
        losses.add(Said("“{passage}”: a passage of the program, not of the story.", passage=name))
        return False
    others = [tag for tag in passage.tags if not tag.startswith(OURS)]
    if others:
        losses.add(Said("“{passage}”: its tags ({tags}).", passage=name, tags=named(", ".join(others))))
    return True


def _start(data: str, losses: Losses) -> str:
    """The name of the passage the story begins with."""
    try:
        known = json.loads(data) if data and len(data) <= MOST_DATA else {}
    except (ValueError, RecursionError):
        known = None
    if not isinstance(known, dict):
        losses.add(Said("The data of the story, which cannot be read."))
        return "Start"
    start = known.get("start")
    return start if isinstance(start, str) else "Start"


def _moment(passage: _Passage, losses: Losses) -> Moment:
    name = named(passage.name)
    text, _ = without(passage.text, COMMENTS)
    ways: list[Way] = []

    def lift(match: re.Match[str]) -> str:
        ways.append(_way(match[1], name, losses))
        return ""

    def lift_macro(match: re.Match[str]) -> str:
        ways.append(Way(match[2], match[4].strip()))
        return ""

    text, pictures = IMAGE.subn(lambda found: "<img" if found[0].startswith("<") else "", text)
    if pictures:
        losses.add(Said("“{passage}”: a picture.", passage=name))
    text = LINK_MACRO.sub(lift_macro, LINK.sub(lift, text))
    text = _without_code(text, name, losses)
    ending = next((tag.removeprefix(f"{OURS}-") for tag in passage.tags if tag in OUR_ENDINGS), "steady")
    ours = any(tag.startswith(OURS) for tag in passage.tags)
    return Moment(passage.name, passage.name, without_tags(text), tuple(ways), ending, speech_marked=ours)


def _way(link: str, passage: str, losses: Losses) -> Way:
    """`text->target`, `target<-text`, `text|target` or `target`."""
    link, setter = SETTER.subn("", link)
    if setter:
        losses.add(Said("“{passage}”: what a link sets besides leading on.", passage=passage))
    for sign, target_last in (("->", True), ("<-", False), ("|", True)):
        before, found, after = link.rpartition(sign) if sign == "->" else link.partition(sign)
        if found:
            words, target = (before, after) if target_last else (after, before)
            return Way(words.strip(), target.strip())
    return Way(link.strip(), link.strip())


def _without_code(text: str, passage: str, losses: Losses) -> str:
    text, angled = without(text, MACROS)
    rounded = text
    for _ in range(NESTED):
        rounded = ROUND_MACRO.sub(lambda found: "" if ROUND_NAMES.fullmatch(found[1]) else found[0], text)
        if rounded == text:
            break
        text, angled = rounded, angled + 1
    if angled or HOOK.search(text):
        losses.add(Said("“{passage}”: macros, with what they show, set or ask.", passage=passage))
        text = HOOK.sub("", text)
    for variable in list(dict.fromkeys(VARIABLE.findall(text)))[:10]:
        losses.add(Said("“{passage}”: the variable {variable}.", passage=passage, variable=named(variable)))
    if MEDIA.search(text):
        losses.add(Said("“{passage}”: sound, film or something embedded.", passage=passage))
    return text


class _Link(NamedTuple):
    words: str
    target: str


def write_twee(scenario: Scenario) -> str:
    """A case as Twee 3: its words and ways. What Twee has no place for is said by `not_in_twee`."""
    names = {scene.slug: _name(scene) for scene in scenario.scenes}
    data = {
        "ifid": str(uuid5(NAMESPACE_URL, f"attune:{scenario.slug}")).upper(),
        "format": "Harlowe",
        "format-version": "3.3.9",
        "start": names[scenario.scenes[0].slug],
    }
    told = [f":: {TITLE}\n{scenario.title}", f":: {DATA}\n{json.dumps(data, ensure_ascii=False, indent=2)}"]
    told.append(f":: Briefing [{OURS}]\n{_unheaded(scenario.briefing)}")
    for number, scene in enumerate(scenario.scenes):
        position = f"{100 + number % 6 * SPACING},{100 + number // 6 * SPACING}"
        tags = f"[{OURS}-{scene.ending}]" if scene.ending else f"[{OURS}-scene]"
        name = META.sub(r"\\\1", names[scene.slug])
        header = f":: {name} {tags} {json.dumps({'position': position})}"
        told.append("\n".join((header, *_body(scene, names))))
    return "\n\n\n".join(told) + "\n"


def _name(scene: Scene) -> str:
    return f"{scene.slug}: {scene.title}"


def _body(scene: Scene, names: dict[str, str]) -> Iterator[str]:
    yield "\n\n".join(_unheaded(_shown(passage)) for passage in scene.passages)
    for response in scene.responses:
        for link in _links(response):
            yield f"\n[[{_in_link(link.words)}->{_in_link(names.get(link.target, link.target))}]]"


def _shown(passage: Passage) -> str:
    picture = picture_in(passage.text)
    if picture:
        return picture.alternative
    return f"> {passage.text}" if passage.speech else passage.text


def _links(response: Response) -> Iterator[_Link]:
    """One link for each way on; the first says what one says or does, whatever it depends on stands behind it."""
    said = " ".join(f"“{passage.text}”" if passage.speech else passage.text for passage in response.passages)
    words = f"{response.title} — {said}" if said else response.title
    for branch in response.branches:
        if len(response.branches) == 1:
            yield _Link(words, branch.target)
        else:
            on = f"if {write_condition(branch.condition)}" if branch.condition else "otherwise"
            yield _Link(f"{words} ({on})", branch.target)


def _in_link(words: str) -> str:
    """Words without what would end a link, or part it, before its end."""
    return words.replace("->", "→").replace("<-", "←").replace("|", "/").replace("[", "(").replace("]", ")")


def _unheaded(text: str) -> str:
    """Text of which no line begins a passage."""
    return re.sub(r"^::", " ::", text, flags=re.MULTILINE)


def not_in_twee(scenario: Scenario) -> tuple[Said, ...]:
    """A sentence for everything in a case that Twee has no place for."""
    responses = [response for scene in scenario.scenes for response in scene.responses]
    counts = (
        (1, Said("The client and where the gauges start.")),
        (_count(response.ratings for response in responses), Said("Ratings and what they tell the trainee.")),
        (_count(response.moves for response in responses), Said("Effects on the gauges.")),
        (_count(response.reactions for response in responses), Said("What the client does in answer to a response.")),
        (_count(response.instead for response in responses), Said("Other ways that are shown after a mistake.")),
        (_count(response.also for response in responses), Said("Other wordings of a response.")),
        (_count(response.when for response in responses), Said("When a response is offered: it always is.")),
        (
            _count(len(response.branches) > 1 for response in responses),
            Said("What the way on depends on: every way becomes a link of its own."),
        ),
        (_count(scene.cues for scene in scenario.scenes), Said("Noticing steps.")),
        (_count(scene.enter for scene in scenario.scenes), Said("Rules by which the nervous system takes over.")),
        (_count(scene.moment for scene in scenario.scenes), Said("Private questions to the therapist.")),
        (
            _count(one.condition for scene in scenario.scenes for one in scene.passages),
            Said("When a paragraph is shown: it always is."),
        ),
        (
            _count(picture_in(one.text) for scene in scenario.scenes for one in scene.passages),
            Said("Pictures: the words for those who do not see them stand in their place."),
        ),
    )
    return tuple(said for count, said in counts if count)


def _count(things: Iterable[object]) -> int:
    return sum(bool(thing) for thing in things)
