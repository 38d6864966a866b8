"""ZIP archives, read as hostile: what is unpacked is counted while it streams, and nothing is written to a disk.

At most 200 files and 20 MiB are unpacked; links, odd names, encryption, archives within archives and anything that
unpacks to a hundred times its size are refused. A package of H5P brings its programs along, thousands of files: of it
only what is asked for is unpacked, whatever else it lists.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from simulator.usecases.errors import Refused

MOST_FILES, MOST_BYTES, MOST_LISTED = 200, 20 * 1024 * 1024, 5_000
MOST_TIMES, ALWAYS_FINE = 100, 1024 * 1024
"""How many times its size a file may unpack to, once it is larger than a MiB."""
CHUNK = 64 * 1024
ARCHIVE, ENTRY = (b"PK\x03\x04", b"PK\x05\x06"), b"PK\x01\x02"
NESTED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time every file of an archive has, so that the same library gives the same archive."""


class Archive:
    """An archive that somebody has sent. `names` are those of its files, folders left out."""

    def __init__(self, data: bytes) -> None:
        """Look at what the archive lists.

        Raises:
            Refused: it cannot be read, or lists more than anybody would look through.
        """
        if data.count(ENTRY) > 2 * MOST_LISTED:
            raise _too_many()
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, NotImplementedError, OSError, OverflowError, EOFError, RuntimeError):
            raise _broken() from None
        self._files = [one for one in self._zip.infolist() if not one.filename.endswith("/")]
        if len(self._files) > MOST_LISTED:
            raise _too_many()
        self.names = tuple(one.filename for one in self._files)

    def unpacked(self, *names: str) -> dict[str, bytes]:
        """The files of these names (of all names, if none is given) with what is in them.

        Raises:
            Refused: there is too much in it, or something that does not belong in an archive of cases.
        """
        wanted = [one for one in self._files if not names or one.filename in names]
        if len(wanted) > MOST_FILES:
            raise _too_many()
        found: dict[str, bytes] = {}
        left = MOST_BYTES
        for one in wanted:
            _require_harmless(one, found)
            data = self._read(one, left)
            left -= len(data)
            found[one.filename] = data
        return found

    def _read(self, one: ZipInfo, left: int) -> bytes:
        most = min(left, max(ALWAYS_FINE, MOST_TIMES * one.compress_size))
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(one) as file:
                while part := file.read(CHUNK):
                    size += len(part)
                    if size > most:
                        raise Refused(
                            "The archive unpacks to more than {most} MiB, or to far more than its size. It was not"
                            " taken in.",
                            most=MOST_BYTES // 1024 // 1024,
                        )
                    parts.append(part)
        except Refused:
            raise
        except (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
            raise _broken() from None
        data = b"".join(parts)
        if data.startswith(NESTED):
            raise Refused("There is an archive within the archive. Please unpack it first, and send what is in it.")
        return data


def _require_harmless(one: ZipInfo, found: Mapping[str, bytes]) -> None:
    name = one.filename
    path = PurePosixPath(name)
    if name in found:
        raise Refused("Two files of the archive have the same name.")
    odd = any(sign in name for sign in "\\:") or not name.isprintable()
    if odd or not path.parts or path.is_absolute() or ".." in path.parts:
        raise Refused("A file of the archive has a name that leads elsewhere.")
    if stat.S_ISLNK(one.external_attr >> 16):
        raise Refused("There is a link in the archive. Only files are taken in.")
    if one.flag_bits & 0x1:
        raise Refused("The archive is encrypted. Please send it without a password.")
    if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused("The archive is packed in a way that is not read here. Please make a plain ZIP archive.")


def _too_many() -> Refused:
    return Refused("There are more than {most} files in the archive.", most=MOST_FILES)


def _broken() -> Refused:
    return Refused("The archive is damaged and cannot be read. Please make it anew.")


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, the same bytes for the same files."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name, BEGINNING)
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3
            kind = ZIP_STORED if name.endswith(".webp") else ZIP_DEFLATED
            archive.writestr(entry, files[name], kind, 9)
    return file.getvalue()
