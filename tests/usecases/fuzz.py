"""Files that somebody sends, with something done to them: each becomes drafts, a picture, or a plain refusal, in time.

By hand: `python -m tests.usecases.fuzz 100000 [seed]`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from io import BytesIO
from random import Random
from typing import NamedTuple

from PIL import Image

from simulator.markup.source import normalise
from simulator.usecases.archives import packed
from simulator.usecases.bundles import bundle_of
from simulator.usecases.encoding import encoded
from simulator.usecases.errors import Refused
from tests.markup.foreign import TWEE, branching
from tests.markup.fuzz import SCRAPS, mutated
from tests.usecases.cases import WALK

SECONDS = 1.0
MARKS = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xff\xff\xff",
    b"\x00" * 8,
    b"RIFF",
    b"IHDR",
    b"../",
    b"\xff",
)
TWEE_SCRAPS = ("::", ":: ", "[[", "]]", "->", "<-", "|", "<<", ">>", "(set:", "{", "[img[", "/%", "<!--", "<b>", "&lt;")


class Seed(NamedTuple):
    """A file to begin with; `text`: it is changed by characters, not by bytes."""

    kind: str
    data: bytes
    text: bool = False


def seeds() -> list[Seed]:
    """One of each kind that can be sent."""
    found = [
        Seed("md", WALK.encode(), text=True),
        Seed("twee", TWEE.encode(), text=True),
        Seed("h5p", h5p()),
        Seed("zip", packed({"walk.md": WALK.encode(), "drafts/walk.md": b"---\n", "pictures/a.webp": b"x" * 50})),
    ]
    return found + [Seed(kind, picture(kind)) for kind in ("png", "jpeg", "webp", "gif")]


def h5p(**changes: object) -> bytes:
    """A package of H5P."""
    package = b'{"title": "By the door", "mainLibrary": "H5P.BranchingScenario"}'
    return packed({"h5p.json": package, "content/content.json": branching(**changes), "H5P.Text/text.js": b"run()"})


def picture(kind: str, width: int = 60, height: int = 40, **options: object) -> bytes:
    """A picture of many colours."""
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, kind, **options)
    return file.getvalue()


def changed(seed: Seed, random: Random) -> bytes:
    """The file after some changes."""
    if seed.text:
        text = seed.data.decode()
        for _ in range(random.choice((0, 0, 3, 30)) if seed.kind == "twee" else 0):
            place = random.randrange(len(text) + 1)
            text = text[:place] + random.choice(TWEE_SCRAPS) * random.choice((1, 1, 2, 300)) + text[place:]
        return mutated(text, random)
    if seed.kind == "h5p" and random.random() < 0.7:
        return h5p(content=_odd(random, 0), endScreens=_odd(random, 0), title=_odd(random, 3))
    data = bytearray(seed.data)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        place = random.randrange(len(data) + 1)
        deed = random.randrange(4)
        if deed == 0 and place < len(data):
            data[place] = random.randrange(256)
        elif deed == 1:
            data[place : place + random.choice((0, 1, 4))] = random.choice(MARKS)
        elif deed == 2:
            del data[place : place + random.choice((1, 2, 10, 400))]
        else:
            data[place:place] = data[place : place + random.choice((1, 20, 400))] * random.choice((1, 2, 30))
    return bytes(data)


def _odd(random: Random, depth: int) -> object:
    """A value of H5P, more or less as it should be."""
    keys = (
        "type",
        "library",
        "params",
        "branchingQuestion",
        "alternatives",
        "text",
        "nextContentId",
        "feedback",
        "title",
    )
    kind = random.randrange(8 if depth < 5 else 4)
    if kind == 0:
        return random.choice((None, True, 1.5, -1, 10**9, "", "H5P.BranchingQuestion 1.0", "H5P.AdvancedText 1.1"))
    if kind <= 2:
        return random.choice(SCRAPS)[:200]
    if kind == 3:
        return random.randrange(-3, 5)
    if kind <= 5:
        return [_odd(random, depth + 1) for _ in range(random.randrange(4))]
    return {random.choice(keys): _odd(random, depth + 1) for _ in range(random.randrange(6))}


def examine(data: bytes, kind: str) -> str:
    """What becomes of a file.

    Raises:
        AssertionError: it took too long, or something came of it that cannot be kept.
    """
    begun = time.process_time()
    try:
        if kind in ("png", "jpeg", "webp", "gif"):
            made = encoded(data)
            assert len(made.data) <= 400 * 1024
            outcome = "picture"
        else:
            cases = bundle_of("sent.md", data).cases
            for case in cases:
                case.text.encode()
                assert "\0" not in normalise(case.text)
                assert all(loss.endswith(".") for loss in case.losses)
            outcome = f"{len(cases)} drafts"
    except Refused as refused:
        outcome = refused.template
    took = time.process_time() - begun
    assert took < SECONDS, f"{took:.2f} s"
    return f"{kind}: {outcome}"


def fuzz(times: int, random: Random) -> Counter[str]:
    """Examine so many files; what became of them, and how often.

    Raises:
        AssertionError: with the offending file as its note.
    """
    found: Counter[str] = Counter()
    among = seeds()
    for _ in range(times):
        seed = random.choice(among)
        data = changed(seed, random)
        try:
            found[examine(data, seed.kind)] += 1
        except BaseException as error:
            error.add_note(f"the file ({seed.kind}): {data[:20_000]!r}")
            raise
    return found


def main() -> None:
    """Fuzz from the command line and show what became of the files."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    random = Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for outcome, count in fuzz(times, random).most_common():
        sys.stdout.write(f"{count:8} {outcome}\n")


if __name__ == "__main__":
    main()
