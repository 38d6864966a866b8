"""Whatever trainees do, in whatever order, with whatever tokens, and while cases change under them: what is stored
stays true to the rules. Hypothesis looks for a way to break them.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from simulator.markup.source import version_of
from simulator.storage import attempts, turns
from simulator.usecases import choosing, debriefing, practising
from simulator.usecases import published as cases
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, Actor
from simulator.usecases.verifying import verify
from tests.plumbing.postgres import PostgresServer
from tests.usecases.cases import BROKEN, WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import NOW, Trainee, join, opened, reopened
from tests.usecases.writing import draft_of, published, typed_on

WORDS = st.one_of(st.just(""), st.sampled_from(["a word", "x" * 4_001, "a\0b", "\ud800", "é\r\n ", "<b>"]))
RESPONSES = st.sampled_from(
    [
        "hold-the-gate",
        "ask-at-once",
        "pull-her-along",
        "stay-with-it",
        "ask-for-more",
        "lend-your-hand",
        "wave",
        "junk",
        "\0",
    ]
)
PICK = st.integers(0, 10_000)
TOKENS = st.sampled_from(["right", "right", "right", "right", "stale", "foreign", "junk"])
EXPECTED = (NotFound, Refused)
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
FILE = "attune.sqlite3"


@cache
def prepared() -> Path:
    """A folder of cases with a database that knows them: copied for each run, which is faster than making it."""
    folder = folder_of(Path(tempfile.mkdtemp(dir=IN_MEMORY)), walk=WALK, walk_again=WALK_AGAIN)
    atexit.register(shutil.rmtree, folder)
    with opened(f"sqlite:///{folder / FILE}", folder):
        return folder


class Playing(RuleBasedStateMachine):
    """Two people, any number of attempts, two cases that get new versions, break, are retired and brought back."""

    people = Bundle("people")
    begun = Bundle("begun")

    def __init__(self) -> None:
        super().__init__()
        self.rest = ExitStack()
        self.folder = Path(self.rest.enter_context(tempfile.TemporaryDirectory(dir=IN_MEMORY)))
        shutil.copytree(prepared(), self.folder, dirs_exist_ok=True)
        self.store: Store = self.rest.enter_context(opened(self.address(), self.folder))
        self.given: dict[UUID, list[str]] = {}
        self.versions: dict[UUID, str] = {}
        self.finished: dict[UUID, tuple[object, ...]] = {}
        self.edits = 0
        self.noor, self.marta = (join(self.store, name, COURSE_LEADER) for name in ("Noor", "Marta"))
        self.draft: UUID | None = None

    def address(self) -> str:
        """Where the database is."""
        return f"sqlite:///{self.folder / FILE}"

    def teardown(self) -> None:
        try:
            assert verify(self.store).discrepancies == ()
            self.every_page_is_one_of_its_head()
        finally:
            self.rest.close()

    @initialize(target=people)
    def somebody_comes(self) -> Trainee:
        return join(self.store, "Ada")

    @rule(target=people)
    def somebody_else_comes(self) -> Trainee:
        return join(self.store, "Ben")

    @rule(
        target=begun,
        who=people,
        slug=st.sampled_from(["walk", "walk", "walk-again"]),
        mode=PICK,
        say_first=st.booleans(),
    )
    def begin(self, who: Trainee, slug: str, mode: int, say_first: bool) -> tuple[Trainee, UUID]:
        attempt = uuid4()
        who.store = self.store
        try:
            practising.start(
                self.store, who.actor, slug, "assessment" if mode % 4 == 0 else "practice", attempt, say_first=say_first
            )
        except NotFound:
            assert slug not in self.store.catalogue.current
        else:
            self.versions[attempt] = self.store.catalogue.current[slug].version
            self.given[attempt] = []
        return who, attempt

    @rule(one=begun, who=people)
    def begin_again(self, one: tuple[Trainee, UUID], who: Trainee) -> None:
        """Begin with an id that an attempt has already."""
        if one[1] not in self.given:
            return
        try:
            practising.start(self.store, who.actor, "walk", "practice", one[1], say_first=False)
        except NotFound:
            assert who.actor != one[0].actor or "walk" not in self.store.catalogue.current

    @rule(one=begun, token=TOKENS, act=st.sampled_from(["notice", "go_on", "rewind", "finish"]), pick=PICK)
    def click(self, one: tuple[Trainee, UUID], token: str, act: str, pick: int) -> None:
        cues = ([pick % 5],) if act == "notice" else ()
        self.do(getattr(practising, act), one, token, pick, *cues)

    @rule(one=begun, token=TOKENS, words=WORDS, pick=PICK)
    def say(self, one: tuple[Trainee, UUID], token: str, words: str, pick: int) -> None:
        self.do(practising.say, one, token, pick, words)

    @rule(one=begun, token=TOKENS, response=RESPONSES, reason=WORDS, pick=PICK)
    def respond(self, one: tuple[Trainee, UUID], token: str, response: str, reason: str, pick: int) -> None:
        self.do(practising.respond, one, token, pick, response, reason)

    @rule(one=begun, turns=st.integers(1, 4), pick=PICK)
    def play_on(self, one: tuple[Trainee, UUID], turns: int, pick: int) -> None:
        """Play some turns as trainees mostly do: in order, with one of the responses that are offered."""
        who, attempt = one
        who.store, who.attempt = self.store, attempt
        if attempt not in self.given or who.place.finished:
            return
        for _ in range(turns):
            place = who.to_respond()
            if place.beat == "ending":
                return
            who.respond(place.view.offers[pick % len(place.view.offers)].slug)

    @rule(one=begun, words=WORDS, token=st.one_of(st.none(), TOKENS), pick=PICK)
    def reflect(self, one: tuple[Trainee, UUID], words: str, token: str | None, pick: int) -> None:
        if token is None:
            self.tried(lambda: debriefing.reflect(self.store, one[0].actor, one[1], words))
        else:
            self.tried(
                lambda: debriefing.reflect(self.store, one[0].actor, one[1], words, self.token(one, token, pick))
            )

    @rule(one=begun, words=st.lists(st.sampled_from(["harmful", "advanced", "x"]), min_size=2, max_size=2))
    def rate_self(self, one: tuple[Trainee, UUID], words: list[str]) -> None:
        ratings = dict(zip(("attunement", "titration"), words, strict=True))
        self.tried(lambda: debriefing.rate_self(self.store, one[0].actor, one[1], ratings))

    @rule(one=begun, who=people, response=RESPONSES)
    def meddle(self, one: tuple[Trainee, UUID], who: Trainee, response: str) -> None:
        """Answer somebody else's attempt, with its own token."""
        if who.actor == one[0].actor or one[1] not in self.given:
            return
        with pytest.raises(NotFound):
            practising.respond(self.store, who.actor, one[1], self.token(one, "right", 0), response)

    @rule(broken=st.booleans())
    def publish(self, broken: bool) -> None:
        """Put another version of a case into the folder, or break it, and restart."""
        self.edits += 1
        text = BROKEN if broken else WALK.replace("safeness +3", f"safeness +{1 + self.edits % 4}")
        (self.folder / "walk.md").write_text(text.replace("Ida stands", f"Ida ({self.edits}) stands"))
        self.store = reopened(self.store, self.folder)

    @rule()
    def publish_in_the_studio(self) -> None:
        """Write another version, have it read and publish it, while everybody goes on playing."""
        self.edits += 1
        text = WALK.replace("Ida stands", f"Ida, {self.edits}, stands")
        self.noor.store = self.marta.store = self.store
        if self.draft is None:
            self.draft = draft_of(self.noor, text, "walk", "published")
        else:
            typed_on(self.noor, self.draft, text)
        published(self.noor, self.marta, self.draft)
        assert self.store.current["walk"].version == version_of(text)

    @rule(back=st.booleans())
    def retire(self, back: bool) -> None:
        """Take a case from the library, or bring it back; either may be done already."""
        leader = self.noor.actor
        newest = cases.versions_of(self.store, leader, "walk")[0]
        if back:
            cases.bring_back(self.store, leader, "walk", newest.number, "Here again.", NOW)
        else:
            cases.retire(self.store, leader, "walk", newest.number, NOW)
        assert ("walk" in self.store.current) == back

    def do(self, act: Any, one: tuple[Trainee, UUID], kind: str, pick: int, *rest: Any) -> None:
        token = self.token(one, kind, pick)
        again = act is practising.finish and self.closed(one)  # closing what is closed changes nothing
        works = again or kind in ("right", "stale")
        self.tried(lambda: act(self.store, one[0].actor, one[1], token, *rest), may_work=works)

    def closed(self, one: tuple[Trainee, UUID]) -> bool:
        with suppress(NotFound):
            return practising.current(self.store, one[0].actor, one[1]).finished
        return False

    def tried(self, act: Any, *, may_work: bool = True) -> None:
        try:
            act()
        except EXPECTED:
            return
        assert may_work

    def token(self, one: tuple[Trainee, UUID], kind: str, pick: int) -> str:
        who, attempt = one
        given = self.given.get(attempt, [])
        if kind == "stale" and given:
            return given[pick % len(given)]
        if kind == "foreign":
            others = [token for other, tokens in self.given.items() if other != attempt for token in tokens]
            return others[pick % len(others)] if others else "nobody's"
        if kind != "right" or attempt not in self.given:
            return ("", "é", "x", "\0")[pick % 4]
        token = practising.current(self.store, who.actor, attempt).token
        self.given[attempt].append(token)
        return token

    @invariant()
    def every_attempt_keeps_the_rules(self) -> None:
        with self.store.database.read() as session:
            for record in attempts.every_attempt(session):
                played = turns.turns_of(session, record.id)
                assert record.version == self.versions[record.id]
                assert [turn.seq for turn in played] == list(range(1, len(played) + 1))
                assert len({turn.token for turn in played}) == len(played)
                assert record.token not in {turn.token for turn in played}
                assert record.head in (record.turns, played[-1].parent if played else 0)
                if record.finished_at:
                    kept = (record.finished_at, record.scores, record.head, len(played))
                    assert self.finished.setdefault(record.id, kept) == kept

    def every_page_is_one_of_its_head(self) -> None:
        """The page of an attempt is the same whenever it is asked for, and shows only what may be shown."""
        with self.store.database.read() as session:
            every = attempts.every_attempt(session)
        for record in every:
            actor = Actor(record.person_id, "")
            place = practising.current(self.store, actor, record.id)
            assert place == practising.current(self.store, actor, record.id)
            assert (place.last is not None) == (place.beat == "feel")
            assert not (place.mode == "assessment" and (place.cues or place.can_rewind))
        for record in every:
            choosing.library(self.store, Actor(record.person_id, ""))


OFTEN = settings(
    max_examples=200,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def test_nothing_that_trainees_do_breaks_what_is_stored() -> None:
    run_state_machine_as_test(Playing, settings=OFTEN)


@pytest.mark.postgresql
def test_nothing_that_trainees_do_breaks_what_is_stored_in_postgresql(postgres_server: PostgresServer) -> None:
    class PlayingInPostgresql(Playing):
        def address(self) -> str:
            return postgres_server.url(self.rest.enter_context(postgres_server.fresh_database()))

    run_state_machine_as_test(PlayingInPostgresql, settings=settings(OFTEN, max_examples=20))
