"""Pictures: encoded anew and nothing but pixels, kept once, put into a draft with words for who sees nothing."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image

from simulator.markup.pictures import NAME, pictures_of
from simulator.storage import pictures as picture_rows
from simulator.usecases import drafts, pictures
from simulator.usecases.encoding import LARGEST_FILE, MOST_MOVING, MOST_PIXELS, WIDEST, encoded
from simulator.usecases.errors import NotFound, Refused
from tests.usecases.cases import WALK, folder_of
from tests.usecases.fuzz import picture
from tests.usecases.trainee import NOW, Trainee, opened

PNG = picture("png")


def begin(leader: Trainee, text: str = WALK) -> UUID:
    return drafts.begin(leader.store, leader.actor, uuid4(), "my-walk", text, "blank", now=NOW).id


def text_of(leader: Trainee, draft_id: UUID) -> str:
    return drafts.opened(leader.store, leader.actor, draft_id).text


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_every_kind_of_picture_becomes_a_small_webp(kind: str) -> None:
    made = encoded(picture(kind, 2000, 1000))
    assert (made.width, made.height) == (WIDEST, WIDEST // 2)
    assert made.data[:4] == b"RIFF"
    assert made.data[8:12] == b"WEBP"
    assert len(made.data) <= LARGEST_FILE
    assert encoded(picture(kind, 2000, 1000)) == made


def test_what_a_camera_wrote_does_not_stay_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CameraCo"
    exif.get_ifd(0x8825)[1] = "N"
    made = encoded(picture("jpeg", 60, 40, exif=exif, comment=b"at home"))
    assert (made.width, made.height) == (40, 60)
    with Image.open(BytesIO(made.data)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert b"CameraCo" not in made.data
    assert b"at home" not in made.data


def test_a_picture_of_noise_is_made_as_small_as_all_others() -> None:
    file = BytesIO()
    Image.effect_noise((2400, 2400), 120).save(file, "png")
    assert len(encoded(file.getvalue()).data) <= LARGEST_FILE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.4",
        b"BM" + b"\0" * 60,
        PNG[:60],
        b"GIF89a",
        b"MZ" + PNG,
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="not a picture"):
        encoded(data)


@pytest.mark.parametrize(
    "data",
    [
        claiming(60_000, 60_000),
        claiming(MOST_PIXELS // 1000 + 1, 1000),
        picture("gif", MOST_MOVING // 1000 + 1, 1000),
        picture("webp", MOST_MOVING // 1000 + 1, 1000),
    ],
)
def test_a_picture_that_would_need_much_memory_is_refused_at_once(data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(Refused, match="too large"):
        encoded(data)
    assert time.process_time() - begun < 1.0


def test_the_same_picture_is_kept_once_and_everybody_can_look_at_it(leader: Trainee) -> None:
    store = leader.store
    name = pictures.add(store, leader.actor, "C:\\Bilder\\Häfen & Möwen.PNG", PNG, NOW)
    assert name.startswith("hafen-mowen-60x40-")
    assert NAME.fullmatch(name)
    assert pictures.add(store, leader.actor, "another.jpg", PNG) == name
    assert pictures.known(store) == {name}
    assert pictures.picture(store, name) == encoded(PNG).data


@pytest.mark.parametrize("name", ["../rubric.md", "a.webp", "x-0123456789ab.webp", "x-0123456789ab.webp\0"])
def test_there_is_no_picture_by_another_name(leader: Trainee, name: str) -> None:
    with pytest.raises(NotFound):
        pictures.picture(leader.store, name)


def test_only_a_course_leader_adds_pictures(leader: Trainee, ada: Trainee, admin: Trainee) -> None:
    draft_id = begin(leader)
    for other in (ada, admin):
        with pytest.raises(NotFound):
            pictures.add(other.store, other.actor, "a.png", PNG)
        with pytest.raises(NotFound):
            pictures.of_draft(other.store, other.actor, draft_id)
        with pytest.raises(NotFound):
            pictures.add_to(other.store, other.actor, draft_id, "a.png", PNG, "A gate", "gate")
        with pytest.raises(NotFound):
            pictures.put_in(other.store, other.actor, draft_id, "a.webp", "A gate", "gate")


@pytest.mark.parametrize(("scene", "after"), [("gate", "> Shall we?"), ("home", "long way."), ("", "of sitting.")])
def test_a_picture_is_put_at_the_end_of_what_a_scene_shows(leader: Trainee, scene: str, after: str) -> None:
    draft_id = begin(leader)
    name = pictures.add_to(
        leader.store, leader.actor, draft_id, "gate.png", PNG, "A gate,\n half [open](x)", scene, NOW
    )
    text = text_of(leader, draft_id)
    line = f"![A gate, half [open] (x)]({name})"
    assert f"{after}\n\n{line}\n" in text
    assert text.replace(f"{line}\n\n", "", 1) == WALK
    found = pictures.of_draft(leader.store, leader.actor, draft_id)
    assert [one.alternative for one in found.shown] == ["A gate, half [open] (x)"]
    assert (found.missing, found.others) == (frozenset(), ())
    assert drafts.opened(leader.store, leader.actor, draft_id).revision == 2


def test_without_words_or_scene_nothing_is_kept(leader: Trainee) -> None:
    draft_id = begin(leader)
    with pytest.raises(Refused, match="what is to be seen"):
        pictures.add_to(leader.store, leader.actor, draft_id, "gate.png", PNG, "  ", "gate")
    with pytest.raises(Refused, match="not in the draft any more"):
        pictures.add_to(leader.store, leader.actor, draft_id, "gate.png", PNG, "A gate", "no-such-scene")
    with pytest.raises(Refused, match="300 is the most"):
        pictures.add_to(leader.store, leader.actor, draft_id, "gate.png", PNG, "x" * 301, "gate")
    assert pictures.known(leader.store) == frozenset()
    assert text_of(leader, draft_id) == WALK


def test_a_picture_that_is_there_can_be_used_again_and_a_missing_one_is_named(leader: Trainee) -> None:
    store = leader.store
    name = pictures.add(store, leader.actor, "gate.png", PNG, NOW)
    gone = "gone-0123456789ab.webp"
    draft_id = begin(leader, WALK.replace("You walk back", f"![Gone]({gone})\n\nYou walk back"))
    found = pictures.of_draft(store, leader.actor, draft_id)
    assert found.missing == {gone}
    assert [one.name for one in found.others] == [name]
    assert ("bench", "On the bench") in found.scenes
    pictures.put_in(store, leader.actor, draft_id, name, "A gate", "bench")
    assert [one.name for one in pictures_of(text_of(leader, draft_id))] == [name, gone]
    with pytest.raises(NotFound):
        pictures.put_in(store, leader.actor, draft_id, "x-0123456789ab.webp", "A gate", "bench")


def test_pictures_beside_the_folder_of_cases_are_shown_too(sqlite_database_url: str, tmp_path: Path) -> None:
    cases = folder_of(tmp_path / "cases", walk=WALK)
    (cases / "pictures").mkdir()
    (cases / "pictures" / "gate-0123456789ab.webp").write_bytes(b"RIFF")
    (cases / "pictures" / "Other.webp").write_bytes(b"RIFF")
    with opened(sqlite_database_url, cases) as beside:
        assert pictures.known(beside) == {"gate-0123456789ab.webp"}
        assert pictures.picture(beside, "gate-0123456789ab.webp") == b"RIFF"
        (cases / "pictures" / "gate-0123456789ab.webp").unlink()
        with pytest.raises(NotFound):
            pictures.picture(beside, "gate-0123456789ab.webp")
        with beside.database.read() as session:
            assert picture_rows.names(session) == ()
