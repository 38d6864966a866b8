"""What trainees and supervisors write to and about each other is inert on every page and in every file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from simulator.storage.review_records import CommentRecord
from simulator.usecases import asking, calibrating, disputing, phrases, reverting, reviewing, threads
from simulator.usecases.calibrating import RoundForm
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.reviewing import Changes, DisputeKey, LevelKey
from tests.usecases.cases import WALK, folder_of
from tests.usecases.reviewed import doubled, finish_all, key_of, played
from tests.usecases.trainee import COHORT, join
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.hostile import LINES, compare, opened
from tests.web.pages import Page
from tests.web.payloads import PAYLOADS
from tests.web.planting import Cast, cast_of, plant_names

HERE = f"/cohorts/{COHORT}"
FILES = (f"{HERE}/ratings", f"{HERE}/heat-map")
RISKY = ("=", "+", "-", "@", "\t", "\r")
Pages = list[tuple[str, Page]]


def plant_supervision(cast: Cast, payloads: Sequence[str]) -> dict[str, UUID]:
    """Each payload in a comment, many in answers and phrases, the first ones wherever else something can be written."""
    store, noor, ilse, ada = cast.store, cast.noor, cast.ilse, cast.trainees[0]
    max_, word = join(store, "Max", SUPERVISOR), payloads[0]
    read, blind, agreed, fixed = (played(ada) for _ in range(4))
    asking.ask(store, ada.actor, read, "conversation", payloads[1])
    asking.ask(store, ada.actor, read, "reading", payloads[2])
    said = [CommentRecord(uuid4(), 1 + number % 2, "turn", 0, text) for number, text in enumerate(payloads)]
    said += [CommentRecord(uuid4(), 0, "summary", 0, word), CommentRecord(uuid4(), 1, "response", 1, word)]
    changes = Changes({LevelKey(1, "attunement"): 1}, said, {DisputeKey(1, "attunement"): word})
    reviewing.save(store, ilse.actor, key_of(read), changes)
    reviewing.finish(store, ilse.actor, key_of(read), release_it=True)
    for comment, text in zip(said[:20], payloads, strict=False):
        threads.answer(store, ada.actor, read, comment.thread, text)
        threads.reply(store, ilse.actor, read, comment.thread, text)
    [dispute] = disputing.disputed(store, noor.actor).open[0].disputes
    disputing.settle(store, noor.actor, dispute.id, disputing.STAYS, payloads[3])
    for text in payloads[:30]:
        phrases.keep(store, ilse.actor, text)
    other = Changes({LevelKey(1, "attunement"): 2}, (CommentRecord(uuid4(), 1, "turn", 0, word),))
    reviewing.save(store, max_.actor, key_of(read), other)
    gone = reviewing.finish(store, max_.actor, key_of(read))
    reverting.revert(store, noor.actor, COHORT, [gone], word)
    first, second = doubled(ilse, max_, blind), doubled(ilse, max_, agreed)
    for rater in (ilse, max_):
        finish_all(rater, second)
    set_id, round_id = uuid4(), uuid4()
    calibrating.make_set(store, noor.actor, COHORT, set_id, word[:100], [fixed])
    times = RoundForm(word[:100], "2026-01-01T09:00", "2090-01-01T09:00")
    calibrating.open_round(store, noor.actor, set_id, round_id, times)
    return {
        "read": read, "blind": first.task_id, "agreed": second.task_id, "set": set_id, "round": round_id,
        "person": ada.actor.id, "thread": said[0].thread,
    }  # fmt: skip


def supervision(folder: Path, payloads: tuple[str, ...]) -> Pages:
    """Every page of supervision, and those on which something was refused."""
    with made(f"sqlite:///{folder / 'attune.sqlite3'}", folder_of(folder / "cases", walk=WALK)) as app:
        cast = cast_of(app.extensions["attune"])
        noor, ilse, ada = (Browser(app).come_in(one) for one in (cast.noor, cast.ilse, cast.trainees[0]))
        ids = plant_supervision(cast, payloads)
        plant_names(cast, payloads)
        reading = f"/reviews/{ids['read']}"
        shared = (
            *(f"{HERE}/ratings", f"{HERE}/heat-map", f"{HERE}/trainees/{ids['person']}", f"{HERE}/agreement"),
            *(f"{HERE}/calibration", f"/calibration/{ids['set']}"),
        )
        found = [*opened(noor, "/studio/disputes", f"{HERE}/double-ratings", f"{HERE}/ratings?revert=all", *shared)]
        found += opened(ilse, "/queue", "/queue?show-all=1", "/ratings/tasks", "/reviews/phrases", *shared)
        found += opened(ilse, f"/blind/{ids['blind']}", f"/blind/{ids['agreed']}/consensus")
        found += opened(ilse, f"/calibration/rounds/{ids['round']}/1", reading)
        long = payloads[0] + "x" * 4_001
        strange = {f"comment.{uuid4()}.1.turn.0": long, "level.1.attunement": long, "dispute.2.titration": long}
        found += [("refused", ilse.send(f"{reading}/save", **strange))]
        found += [("refused answer", _sent(ilse, f"{reading}/comments/{ids['thread']}", answer=long))]
        found += [("refused days", ilse.get(f"{HERE}/ratings", query_string={"since": long, "until": long}))]
        found += [("refused sides", ilse.get(f"{HERE}/heat-map", query_string={"before": long, "after": long}))]
        found += opened(ada, f"/attempts/{ids['read']}/debrief", "/portfolio", "/next", "/")
        for path in (f"{HERE}/heat-map.pdf", f"{HERE}/trainees/{ids['person']}/portfolio.pdf", f"{HERE}/ratings.xlsx"):
            assert ilse.client.get(path).status_code == 200, path
        rows = ilse.client.get(f"{HERE}/ratings.csv").text.splitlines()
        assert len(rows) > 3
        assert [cell for row in rows for cell in row.split(",") if cell.startswith(RISKY)] == []
    for name, one in ids.items():
        found = [(path.replace(str(one), name), page) for path, page in found]
    return found


def _sent(browser: Browser, path: str, **fields: str) -> Page:
    answer = browser.post(path, {"csrf_token": browser.token, **fields})
    assert answer.status_code == 422, path
    return Page(answer.text)


def test_what_is_written_in_supervision_is_inert_wherever_it_is_shown(tmp_path: Path) -> None:
    payloads = tuple(dict.fromkeys(payload for payload in PAYLOADS if payload.split()))
    payloads = (LINES[0], *(one for one in payloads if one != LINES[0]))
    plain = supervision(tmp_path / "plain", tuple(f"word {number}" for number in range(40)))
    pages = supervision(tmp_path / "hostile", payloads)
    compare(pages, plain, counted=False)
    words = dict(pages)["/reviews/read"].words
    assert [one for one in payloads[:40] if " ".join(one.split()) not in words] == []
