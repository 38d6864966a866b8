"""What people can play and read: the current version of each case, older versions, concept cards, practices."""

from __future__ import annotations

from collections import OrderedDict
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
from simulator.storage import versions
from simulator.storage.database import Database
from simulator.storage.sealing import Keys
from simulator.usecases.errors import NotFound

OLD_VERSIONS_KEPT = 64


@dataclass
class Catalogue:
    """`current` holds what the library shows; older versions are read from the store when an attempt needs them."""

    rubric: Rubric
    current: dict[str, Scenario]
    broken: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    concepts: dict[str, Concept] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    _old: OrderedDict[str, Scenario] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._by_version = {scenario.version: scenario for scenario in self.current.values()}

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
    """Read the folder of cases and keep every version that may be played.

    A case is walked and checked as a whole only the first time its version is seen. One with a fault is left out and
    its problems are kept in `broken`: it never takes the others down.
    """
    library = read_library(folder)
    with database.read() as session:
        seen = versions.known_versions(session)
    current: dict[str, Scenario] = {}
    broken: dict[str, tuple[Problem, ...]] = {}
    new: list[tuple[Scenario, str]] = []
    for reading in library.readings:
        scenario = reading.scenario
        if scenario is None:
            broken[reading.slug] = reading.faults
        elif scenario.version in seen:
            current[reading.slug] = scenario
        else:
            faults = check(reading).faults
            if faults:
                broken[reading.slug] = faults
            else:
                current[reading.slug] = scenario
                new.append((scenario, reading.document.text))
    if new:
        with database.write() as session:
            for scenario, text in new:
                versions.keep_version(
                    session, slug=scenario.slug, version=scenario.version, title=scenario.title, text=text, at=now
                )
            session.commit()
    return Catalogue(library.rubric, current, broken, library.concepts, library.practices)
