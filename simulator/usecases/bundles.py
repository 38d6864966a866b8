"""What somebody sends, told apart by what is in it, not by its name.

An archive of cases, a package of H5P, a story in Twee, or one case. Whatever is wrong with a case is for its draft to
say; only what holds no case at all is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from simulator.markup.foreign import Carried, ForeignError, slug_of
from simulator.markup.h5p import read_h5p, title_of_package
from simulator.markup.library import CONCEPTS, PICTURES, PRACTICES
from simulator.markup.notes import HIDDEN
from simulator.markup.problems import Said
from simulator.markup.source import normalise
from simulator.markup.twee import is_twee, read_twee
from simulator.usecases.archives import ARCHIVE, Archive
from simulator.usecases.drafts import LONGEST_SLUG, RESERVED, Origin
from simulator.usecases.errors import Refused

H5P_PACKAGE, H5P_CONTENT = "h5p.json", "content/content.json"
SCENARIO = "H5P.BranchingScenario"


class Received(NamedTuple):
    """One case out of what was sent."""

    slug: str
    text: str
    origin: Origin
    losses: tuple[Said, ...] = ()


class Bundle(NamedTuple):
    """What was in something sent: cases, pictures by the names that the cases use, names of what is neither."""

    cases: tuple[Received, ...]
    pictures: Mapping[str, bytes]
    left_out: tuple[str, ...]


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
        raise Refused.because(error.why) from None
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
