"""What people can play and read: the current version of each case, older versions, concept cards, practices."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from simulator.engine.concept import Concept
from simulator.engine.practice import Practice
from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.markup.checks import check
from simulator.markup.library import read_library
from simulator.markup.problems import Problem
from simulator.markup.reader import read
from simulator.storage import publications, versions
from simulator.storage.database import Database
from simulator.storage.publications import Mark, PublicationRecord
from simulator.storage.sealing import Keys
from simulator.usecases.errors import NotFound

OLD_VERSIONS_KEPT = 64


@dataclass
class Catalogue:
    """`current` holds what the library showed when it was looked up last (`Store.current` looks it up).

    `files` are the cases of the folder; older versions are read from the store when an attempt needs them.
    """

    rubric: Rubric
    files: Mapping[str, Scenario]
    current: Mapping[str, Scenario] = field(default_factory=dict)
    broken: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    broken_texts: dict[str, str] = field(default_factory=dict, kw_only=True)
    concepts: dict[str, Concept] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    pictures: Mapping[str, Path] = field(default_factory=dict)
    mark: Mark | None = None
    _by_version: Mapping[str, Scenario] = field(default_factory=dict)
    _old: OrderedDict[str, Scenario] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def show(self, current: Mapping[str, Scenario], mark: Mark) -> None:
        """Show these cases from now on; `mark` is the state of the publications that they were found in."""
        self._by_version = {scenario.version: scenario for scenario in (*self.files.values(), *current.values())}
        self.current, self.mark = current, mark

    def known(self, version: str) -> Scenario | None:
        """A version that is already in memory."""
        return self._by_version.get(version) or self._old.get(version)

    def keep(self, scenario: Scenario) -> None:
        """Remember an older version, and forget the one unused for longest when there are too many."""
        with self._lock:
            self._old[scenario.version] = scenario
            while len(self._old) > OLD_VERSIONS_KEPT:
                self._old.popitem(last=False)


@dataclass(frozen=True)
class Store:
    """Everything a use case works with: the database, the catalogue, and the keys that are kept outside of both."""

    database: Database
    catalogue: Catalogue
    keys: Keys

    def __post_init__(self) -> None:
        _ = self.current  # so that what was published in the studio is there from the first page on

    @property
    def current(self) -> Mapping[str, Scenario]:
        """The cases that are offered now, by slug: what was published last and is not retired.

        Asks the database whether anything was published meanwhile, so call it once, outside of a write.
        """
        with self.database.read() as session:
            mark = publications.mark(session)
            if mark == self.catalogue.mark:
                return self.catalogue.current
            latest = publications.latest(session)
        found = {slug: self._offered(one) for slug, one in sorted(latest.items())}
        self.catalogue.show({slug: one for slug, one in found.items() if one}, mark)
        return self.catalogue.current

    def _offered(self, published: PublicationRecord) -> Scenario | None:
        """The case as it was published; None if it is retired, or its file is gone from the folder."""
        if published.retired_at:
            return None
        if published.published_by is None:
            file = self.catalogue.files.get(published.slug)
            return file if file and file.version == published.version else None
        return self.scenario(published.version)

    def scenario(self, version: str) -> Scenario:
        """The scenario in the version an attempt was played on.

        Raises:
            NotFound: the store has no such version.
        """
        known = self.catalogue.known(version)
        if known:
            return known
        with self.database.read() as session:
            kept = versions.version_of(session, version)
        scenario = kept and read(kept.text, kept.slug, self.catalogue.rubric, kept=True).scenario
        if not scenario:
            raise NotFound(version)
        self.catalogue.keep(scenario)
        return scenario


def open_catalogue(database: Database, folder: Path, now: datetime) -> Catalogue:
    """Read the folder of cases, keep every version that may be played, and publish what has changed in the folder.

    A case is walked and checked as a whole only the first time its version is seen. One with a fault is left out and
    its problems and its text are kept: it never takes the others down. What was published in the studio holds until the
    file in the folder changes.
    """
    library = read_library(folder)
    with database.read() as session:
        seen = versions.known_versions(session)
        published = publications.from_folder(session)
    files: dict[str, Scenario] = {}
    broken: dict[str, tuple[Problem, ...]] = {}
    broken_texts: dict[str, str] = {}
    new: list[tuple[Scenario, str]] = []
    for reading in library.readings:
        faults = reading.faults
        if reading.scenario is not None and reading.scenario.version not in seen:
            faults = check(reading).faults
        if faults or reading.scenario is None:
            broken[reading.slug], broken_texts[reading.slug] = faults, reading.document.text
            continue
        files[reading.slug] = reading.scenario
        if published.get(reading.slug) != reading.scenario.version:
            new.append((reading.scenario, reading.document.text))
    if new:
        with database.write() as session:
            published = publications.from_folder(session)
            for scenario, text in new:
                versions.keep_version(
                    session, slug=scenario.slug, version=scenario.version, title=scenario.title, text=text, at=now
                )
                if published.get(scenario.slug) != scenario.version:
                    publications.add(session, slug=scenario.slug, version=scenario.version, sentence="", at=now)
            session.commit()
    beside = (library.concepts, library.practices, library.pictures)
    return Catalogue(library.rubric, files, dict(files), broken, *beside, broken_texts=broken_texts)
