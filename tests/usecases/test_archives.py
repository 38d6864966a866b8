"""ZIP archives: nothing hostile is unpacked, what is packed is the same to the byte."""

from __future__ import annotations

import io
import stat
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from random import Random

import pytest

from simulator.usecases.archives import MOST_BYTES, MOST_FILES, MOST_LISTED, Archive, packed
from simulator.usecases.bundles import bundle_of
from simulator.usecases.errors import Refused
from tests.usecases.fuzz import fuzz, h5p

MEGABYTE = 1024 * 1024
NOISE = Random(0).randbytes(MEGABYTE)
QUIZ = {"h5p.json": b'{"mainLibrary": "H5P.Quiz"}', "content/content.json": b"{}"}


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name are meant
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def named(name: str) -> bytes:
    return zipped((name, b"x"))


def link() -> bytes:
    entry = zipfile.ZipInfo("walk.md")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, b"/etc/passwd"))


def encrypted() -> bytes:
    data = bytearray(named("walk.md"))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + offset] |= 1
    return bytes(data)


def overlapping() -> bytes:
    """An archive whose directory names the same hundred kilobytes of zeros again and again, as zip bombs do."""
    data = zipped(("a.md", b"\0" * 50 * MEGABYTE))
    start = data.rfind(b"PK\x01\x02")
    entry, end = data[start : data.rfind(b"PK\x05\x06")], bytearray(data[data.rfind(b"PK\x05\x06") :])
    entries = b"".join(entry.replace(b"a.md", f"{number:04}".encode()) for number in range(100))
    end[8:10] = end[10:12] = (100).to_bytes(2, "little")
    end[12:16] = len(entries).to_bytes(4, "little")
    return data[:start] + entries + bytes(end)


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "much in little": (lambda: zipped(("a.md", b"\0" * 100 * MEGABYTE)), "unpacks to more"),
    "much of much": (lambda: zipped(*((f"{n}.md", NOISE) for n in range(21))), "unpacks to more"),
    "the same again and again": (overlapping, "unpacks to more|damaged"),
    "many files": (lambda: zipped(*((f"{n}.md", b"x") for n in range(MOST_FILES + 1))), "more than 200 files"),
    "very many files": (lambda: zipped(*((f"{n}", b"") for n in range(MOST_LISTED + 1))), "more than 200 files"),
    "entries only": (lambda: b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000, "more than 200 files"),
    "a link": (link, "a link"),
    "a password": (encrypted, "encrypted"),
    "an archive within": (lambda: zipped(("a.md", named("b.md"))), "archive within"),
    "another archive within": (lambda: zipped(("a.md", b"\x1f\x8b\x08")), "archive within"),
    "two of one name": (lambda: zipped(("a.md", b"x"), ("a.md", b"y")), "same name"),
    "another way of packing": (lambda: zipped(("a.md", b"x"), kind=zipfile.ZIP_LZMA), "plain ZIP"),
    "a name that climbs": (lambda: named("../../walk.md"), "leads elsewhere"),
    "a name that climbs further in": (lambda: named("a/../../walk.md"), "leads elsewhere"),
    "a name from the root": (lambda: named("/walk.md"), "leads elsewhere"),
    "a name of a drive": (lambda: named("C:walk.md"), "leads elsewhere"),
    "a name with a backslash": (lambda: named("..\\walk.md"), "leads elsewhere"),
    "a name that cannot be seen": (lambda: named("walk\x1b.md"), "leads elsewhere"),
    "half of it": (lambda: h5p()[:300], "damaged"),
    "only its beginning": (lambda: b"PK\x03\x04", "damaged"),
    "nothing in it": (zipped, "no case in this archive"),
    "a Word document": (lambda: named("word/document.xml"), "Word document"),
    "H5P of another kind": (lambda: packed(QUIZ), "holds no"),
    "H5P that unpacks": (lambda: zipped(("content/content.json", b" " * 50 * MEGABYTE)), "unpacks to more"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_hostile_archive_is_refused_in_a_second_with_a_plain_sentence(bomb: str) -> None:
    make, why = BOMBS[bomb]
    data = make()
    begun = time.process_time()
    with pytest.raises(Refused, match=why) as refused:
        bundle_of("sent.zip", data)
    assert time.process_time() - begun < 1.0
    assert refused.value.sentence.endswith(".")


def test_a_bomb_takes_little_memory() -> None:
    data = zipped(("a.md", b"\0" * 100 * MEGABYTE), ("b.md", b"x"))
    tracemalloc.start()
    with pytest.raises(Refused):
        Archive(data).unpacked()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES


def test_of_a_package_of_h5p_only_what_is_asked_for_is_unpacked() -> None:
    files = {f"H5P.Library/{number}.js": b"x" for number in range(MOST_FILES + 50)}
    package = zipfile.ZipFile(io.BytesIO(h5p()))
    data = packed(files | {name: package.read(name) for name in package.namelist()})
    (case,) = bundle_of("sent.h5p", data).cases
    assert case.origin == "h5p"
    assert "## ten-oclock" in case.text


def test_the_same_files_give_the_same_archive_to_the_byte() -> None:
    one, other = {"b.md": b"b", "a.md": b"a"}, {"a.md": b"a", "b.md": b"b"}
    assert packed(one) == packed(other)
    assert Archive(packed(one)).unpacked() == other
    assert Archive(packed(one)).names == ("a.md", "b.md")


def test_a_thousand_spoilt_files_give_drafts_pictures_or_refusals() -> None:
    found = fuzz(1_000, Random(3))
    assert sum(found.values()) == 1_000
    assert len(found) > 12
