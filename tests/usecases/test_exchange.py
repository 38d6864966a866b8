"""Cases in and out: whatever is sent becomes a draft, nothing is written over, what goes out comes back the same."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from simulator.storage import drafts as draft_rows
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts, exchange, pictures, storyboards
from simulator.usecases.archives import packed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.exchange import Arrival
from tests.markup.foreign import TWEE
from tests.usecases.cases import WALK, WALK_AGAIN
from tests.usecases.fuzz import h5p, picture
from tests.usecases.trainee import NOW, Trainee

CHANGED = WALK.replace("It is only water.", "It is only rain.")
SECONDS = 3  # a MiB takes some 0.1 s to be read, unpacked and put right
UPLOAD = UUID("7b6f2d6e-0000-4000-8000-000000000001")


def send(leader: Trainee, data: bytes | str, filename: str = "my-walk.md", upload_id: UUID = UPLOAD) -> Arrival:
    data = data.encode() if isinstance(data, str) else data
    return exchange.receive(leader.store, leader.actor, upload_id, filename, data, now=NOW)


def kept(leader: Trainee) -> dict[str, DraftRecord]:
    with leader.store.database.read() as session:
        return {one.slug: one for one in draft_rows.drafts(session) if not one.discarded_at}


def test_one_file_becomes_a_draft_and_a_double_click_makes_no_second(leader: Trainee) -> None:
    assert send(leader, CHANGED).made == 1
    send(leader, CHANGED)
    (draft,) = kept(leader).values()
    assert (draft.slug, draft.text, draft.origin, draft.losses) == ("my-walk", CHANGED, "file", [])
    (found,) = exchange.arrived(leader.store, leader.actor, UPLOAD)
    assert found == (draft, None)


def test_a_file_with_every_problem_is_taken_in_all_the_same(leader: Trainee) -> None:
    for number, text in enumerate(("x", "---\ntitle: [\n---", "# Heading\n\n- Word: list", "“Quotes” – and … dashes")):
        assert send(leader, text, f"odd-{number}.md", uuid4()).made == 1
    assert len(kept(leader)) == 4


@pytest.mark.parametrize(
    ("data", "losses"),
    [
        (b"\xef\xbb\xbf" + CHANGED.replace("\n", "\r\n").encode(), []),
        (CHANGED.encode("utf-16"), []),
        (CHANGED.replace("It rains", "It\0 ra\x1bins").encode(), ["Hidden control characters."]),
        (CHANGED.replace("“", '"').replace("”", '"').replace("…", "...").encode("cp1252"), None),
    ],
)
def test_other_ways_of_saving_text_are_understood(leader: Trainee, data: bytes, losses: list[str] | None) -> None:
    send(leader, data)
    (draft,) = kept(leader).values()
    if losses is not None:
        assert (draft.text, draft.losses) == (CHANGED, losses)


def test_text_that_is_not_in_utf_8_is_read_as_windows_text_and_said_so(leader: Trainee) -> None:
    send(leader, "Erste Zeile\n\nDie Tür – „offen“".encode("cp1252"))
    (draft,) = kept(leader).values()
    assert draft.text == "Erste Zeile\n\nDie Tür – „offen“\n"
    assert draft.losses == ["Letters from line 3 on: the file is not in UTF-8 and was read as Windows text."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "choose a file"),
        (b"\x7fELF\0\0\0\xff", "not text"),
        (b"<!DOCTYPE html><tw-storydata>", "Export as Twee"),
        (b":: StoryTitle\nx", "no passage"),
        (b"a" * (256 * 1024 + 1), "256 KiB is the most"),
    ],
)
def test_what_cannot_become_a_draft_is_refused_in_a_sentence(leader: Trainee, data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        send(leader, data)
    assert kept(leader) == {}


def test_nothing_is_written_over_and_the_new_text_can_be_put_in_place(leader: Trainee) -> None:
    mine = drafts.begin(leader.store, leader.actor, uuid4(), "my-walk", WALK, "blank", now=NOW)
    send(leader, CHANGED)
    assert {slug: draft.text for slug, draft in kept(leader).items()} == {"my-walk": WALK, "my-walk-2": CHANGED}
    (found,) = exchange.arrived(leader.store, leader.actor, UPLOAD)
    assert found.draft.losses == ["Its short name: there was a draft called “my-walk” already."]
    assert found.instead_of == mine
    exchange.put_in_place(leader.store, leader.actor, found.draft.id, mine.id, NOW)
    (draft,) = kept(leader).values()
    assert (draft.id, draft.text, draft.revision) == (mine.id, CHANGED, 2)
    with leader.store.database.read() as session:
        assert [entry.text for entry in draft_rows.entries(session, mine.id)] == [CHANGED, WALK]
    with pytest.raises(NotFound):
        exchange.put_in_place(leader.store, leader.actor, mine.id, mine.id)
    with pytest.raises(NotFound):
        exchange.arrived(leader.store, leader.actor, UPLOAD)


def test_the_same_words_as_a_draft_or_a_published_case_change_nothing(leader: Trainee) -> None:
    send(leader, CHANGED)
    again = send(leader, CHANGED, upload_id=uuid4())
    assert (again.made, again.unchanged) == (0, ("my-walk",))
    played = send(leader, WALK, "walk.md", uuid4())
    assert (played.made, played.unchanged) == (0, ("walk",))
    assert list(kept(leader)) == ["my-walk"]


def test_a_draft_of_a_published_case_knows_which_version_it_would_replace(leader: Trainee) -> None:
    send(leader, CHANGED, "walk.md")
    assert kept(leader)["walk"].based_on == leader.store.current["walk"].version


def test_an_archive_becomes_drafts_and_says_what_it_left_out(leader: Trainee) -> None:
    files = {"a/one.md": CHANGED, "two.md": "x", "README.md": "x", "rubric.md": "x", "concepts/shame.md": "x"}
    more = {"__MACOSX/one.md": "x", "notes.txt": "x", "big.md": "a" * (256 * 1024 + 1)}
    arrival = send(leader, packed({name: text.encode() for name, text in (files | more).items()}), "all.zip")
    assert arrival.made == 2
    assert list(kept(leader)) == ["two", "one"] or list(kept(leader)) == ["one", "two"]
    assert set(arrival.left_out) == {"README.md", "rubric.md", "concepts/shame.md", "notes.txt"}
    assert [refused.sentence[:22] for refused in arrival.refusals] == ["The text is 257 KiB lo"]


def test_the_library_goes_out_and_comes_back_the_same(leader: Trainee) -> None:
    store, actor = leader.store, leader.actor
    draft_id = drafts.begin(store, actor, uuid4(), "mine", CHANGED, "blank", now=NOW).id
    name = pictures.add_to(store, actor, draft_id, "gate.png", picture("png"), "A gate", "gate", NOW)
    data = exchange.archive(store, actor, with_drafts=True)
    assert data == exchange.archive(store, actor, with_drafts=True)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["drafts/mine.md", f"pictures/{name}", "walk-again.md", "walk.md"]
        assert archive.read("walk-again.md").decode() == WALK_AGAIN
        assert archive.read(f"pictures/{name}") == pictures.picture(store, name)
    with zipfile.ZipFile(BytesIO(exchange.archive(store, actor))) as archive:
        assert archive.namelist() == ["walk-again.md", "walk.md"]
    again = send(leader, data, "library.zip")
    assert (again.made, sorted(again.unchanged)) == (0, ["mine", "walk", "walk-again"])


def test_pictures_of_an_archive_are_encoded_anew_and_the_text_names_them(leader: Trainee) -> None:
    text = WALK.replace("You walk back", "![A gate](gate-0123456789ab.webp)\n\nYou walk back")
    files = {"gates.md": text.encode(), "pictures/gate-0123456789ab.webp": picture("png"), "pictures/bad.webp": b"x"}
    send(leader, packed(files), "gates.zip")
    (name,) = pictures.known(leader.store)
    assert name.startswith("gate-60x40-")
    assert f"![A gate]({name})" in kept(leader)["gates"].text


def test_of_an_archive_of_huge_pictures_only_a_few_are_decoded(
    leader: Trainee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MOST_PIXELS", 3 * 60 * 40)
    names = [f"gate-{number:012x}.webp" for number in range(9)]
    text = "\n\n".join((WALK, *(f"![A gate]({name})" for name in names)))
    pictured = {f"pictures/{name}": picture("png", quality=number) for number, name in enumerate(names)}
    files = {**pictured, f"pictures/{names[1]}": b"none", "gates.md": text.encode()}
    files[f"pictures/{names[2]}"] = picture("jpeg")
    files[f"pictures/{names[3]}"] = picture("webp")
    send(leader, packed(files), "gates.zip")
    assert len(pictures.known(leader.store)) == 3


@pytest.mark.parametrize("sign", ["![a](b)\n\nx\n\n", "## a: b\n\n![a](b)\n\n", "- a: ![b](c)\n"])
def test_a_text_that_is_far_too_long_is_refused_in_time(leader: Trainee, sign: str) -> None:
    long = (sign * (8_000_000 // len(sign))).encode()
    for data in (long, packed({f"{number}.md": long[:1_000_000] for number in range(9)})):
        started = time.process_time()
        with pytest.raises(Refused, match="256 KiB is the most"):
            send(leader, data, "long.md", uuid4())
        assert time.process_time() - started < SECONDS


def test_stories_of_twine_and_h5p_become_drafts_with_their_losses(leader: Trainee) -> None:
    send(leader, TWEE, "anything.bin")
    send(leader, h5p(), "anything.bin", uuid4())
    found = kept(leader)
    assert {slug: draft.origin for slug, draft in found.items()} == {"the-gate-the-bench": "twee", "by-the-door": "h5p"}
    assert "“At the gate”: a picture." in found["the-gate-the-bench"].losses
    assert "“Ask”: its timer." in found["by-the-door"].losses


def test_a_draft_goes_out_as_text_as_twee_and_on_paper(leader: Trainee) -> None:
    store, actor = leader.store, leader.actor
    send(leader, CHANGED)
    draft = kept(leader)["my-walk"]
    assert storyboards.written(store, actor, draft.id, "md") == ("my-walk.md", CHANGED)
    name, text = storyboards.written(store, actor, draft.id, "twee")
    assert name == "my-walk.twee"
    assert "[[Walk on — “It is only rain.”->gone: She has gone]]" in text
    assert "[[Stay with the bench — “Here, on this side?” (if safeness at least 4)->home: The way home]]" in text
    board = storyboards.storyboard(store, actor, draft.id)
    bench = next(one for one in board.scenes if one.scene.slug == "bench")
    assert bench.told[0].condition == "safeness at least 4"
    assert [(lead.title, lead.condition) for lead in bench.responses[0].leads] == [
        ("The way home", "safeness at least 4"),
        ("At the gate", ""),
    ]
    assert bench.responses[0].effect == "safeness +1"
    with pytest.raises(NotFound):
        storyboards.written(store, actor, draft.id, "exe")


def test_a_draft_without_a_scene_can_only_go_out_as_its_text(leader: Trainee) -> None:
    send(leader, "Only a note.")
    draft = kept(leader)["my-walk"]
    assert storyboards.going(leader.store, leader.actor, draft.id).losses is None
    with pytest.raises(Refused, match="no scene"):
        storyboards.storyboard(leader.store, leader.actor, draft.id)


def test_only_course_leaders_send_and_fetch(leader: Trainee, ada: Trainee, admin: Trainee) -> None:
    send(leader, CHANGED)
    draft = kept(leader)["my-walk"]
    for other in (ada, admin):
        store, actor = other.store, other.actor
        with pytest.raises(NotFound):
            send(other, CHANGED)
        with pytest.raises(NotFound):
            exchange.archive(store, actor)
        with pytest.raises(NotFound):
            exchange.arrived(store, actor, UPLOAD)
        with pytest.raises(NotFound):
            exchange.put_in_place(store, actor, draft.id, uuid4())
        with pytest.raises(NotFound):
            storyboards.written(store, actor, draft.id, "md")
        with pytest.raises(NotFound):
            storyboards.storyboard(store, actor, draft.id)
