"""What is read of a film: its length, its size upright, a sheet of pictures; and what is wrong with a damaged one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.media import videos
from bot.media.videos import MOST_SHEET_BYTES, contact_sheet, read_video
from domain.file_readings import FileFault
from domain.likenesses import distance
from domain.watermarks import Watermark
from tests.hostile import films
from tests.hostile.films import film, saved

SPARSE = film(seconds=4, gop=300)
FAST = film(options=(("movflags", "faststart"),))


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the print takes longer than all the rest."""
    monkeypatch.setattr(videos, "read_print", lambda image: Watermark(lines=(f"{image.width}x{image.height}",)))


def _sheet(read: dict[str, object]) -> Image.Image:
    content = read["sheet"]
    assert isinstance(content, bytes) and len(content) <= MOST_SHEET_BYTES
    return Image.open(io.BytesIO(content))


def _is_red(image: Image.Image, x: float, y: float) -> bool:
    red, green, _ = image.convert("RGB").getpixel((round(x * image.width), round(y * image.height)))  # type: ignore[misc]
    return bool(red > 150 > 2 * green)


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (film(), "h264"),
        (film(codec="libx265", form="mov"), "hevc"),
        (film(codec="libvpx", form="webm", options=(("live", "1"),)), "vp8"),  # nobody says how long it is
        (film(options=(("movflags", "frag_keyframe+empty_moov"),)), "h264"),
        (film(form="matroska", sound=True), "h264"),
    ],
)
def test_a_film_of_any_kind_that_phones_make_has_its_length_and_a_sheet(
    tmp_path: Path, content: bytes, codec: str
) -> None:
    read = read_video(saved(tmp_path, content))
    assert read["codec"] == codec and read["duration"] == pytest.approx(3, abs=0.1) and "fault" not in read
    assert (read["width"], read["height"]) == (96, 64) and read["engine"].startswith("av ")
    assert _sheet(read).width == 1080


def test_a_film_with_few_key_frames_is_shown_between_them(tmp_path: Path) -> None:
    """The white mark wanders: nine pictures of one moment would have it in one place."""
    sheet = _sheet(read_video(saved(tmp_path, SPARSE))).convert("L")
    across, down = sheet.width // 3, sheet.height // 3
    white = set()
    for cell in range(9):
        left, top = cell % 3 * across, cell // 3 * down
        small = sheet.crop((left + 8, top, left + across - 8, top + down)).resize((12, 90))
        line = small.crop((0, 50, 12, 51))
        columns = line.tobytes()
        white.add(columns.index(max(columns)))
    assert len(white) >= 6


@pytest.mark.parametrize(("turned", "size", "corner"), [(0, (96, 64), (0.05, 0.1)), (-90, (64, 96), (0.95, 0.05))])
def test_a_film_taken_sideways_stands_upright(
    tmp_path: Path, turned: int, size: tuple[int, int], corner: tuple[float, float]
) -> None:
    read = read_video(saved(tmp_path, film(seconds=0.1, turned=turned)))
    assert (read["width"], read["height"]) == size and read["watermark"].lines == (f"{size[0]}x{size[1]}",)
    x, y = corner
    sheet = _sheet(read)
    assert _is_red(sheet, max(x, 0.03), y if turned else 0.2) and not _is_red(sheet, 1 - x, 1 - y)


def test_a_sound_in_a_films_file_has_a_length_and_no_sheet(tmp_path: Path) -> None:
    read = read_video(saved(tmp_path, films.sound("ipod", "aac")))
    assert read["codec"] == "aac" and read["duration"] == pytest.approx(2, abs=0.1)
    assert "sheet" not in read and "width" not in read and "fault" not in read


def test_what_a_head_says_of_the_length_is_not_believed(tmp_path: Path) -> None:
    for said in (0, 36_000, 2**31):
        read = read_video(saved(tmp_path, films.lasting(film(), said)))
        assert read["duration"] == pytest.approx(3, abs=0.1), said


@pytest.mark.parametrize(
    ("content", "fault", "is_shown"),
    [
        (b"", FileFault.NOT_THE_KIND, False),
        (b"<html>", FileFault.NOT_THE_KIND, False),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", FileFault.NOT_THE_KIND, False),  # FFmpeg would fetch it
        (FAST[:32] + b"#EXTM3U\nfile:///etc/passwd\n", FileFault.BROKEN, False),
        (film()[:1500], FileFault.BROKEN, False),  # its head stands at the end, and is lost
        (FAST[:2500], FileFault.BROKEN, True),
        (FAST[: films.box(FAST, b"mdat") + 100], FileFault.BROKEN, False),
        (films.of_size(film(codec="libvpx", form="webm", gop=99), 16_383, 16_383), FileFault.BROKEN, False),
    ],
)
def test_a_damaged_film_is_named_so_and_shown_as_far_as_it_goes(
    tmp_path: Path, content: bytes, fault: FileFault, is_shown: bool
) -> None:
    path = saved(tmp_path, content)
    read = read_video(path)
    assert read["fault"] is fault and ("sheet" in read) is is_shown
    assert path.read_bytes() == content


def test_a_film_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    assert read_video(tmp_path / "gone") == {"fault": FileFault.GONE}


def test_a_sheet_keeps_to_its_size_whatever_is_on_it() -> None:
    noise = Image.effect_noise((640, 640), 120).convert("RGB")
    for count in (1, 4, 9):
        assert len(contact_sheet([(float(n), noise) for n in range(count)])) <= MOST_SHEET_BYTES
    narrow = Image.new("RGB", (2, 640))
    assert Image.open(io.BytesIO(contact_sheet([(0.0, narrow)] * 9))).height < 4000


def test_a_film_sent_again_at_another_size_is_known_by_its_first_picture(tmp_path: Path) -> None:
    yard = read_video(saved(tmp_path, film(seconds=1, size=(384, 256), busy=True)))["hashes"]
    again = read_video(saved(tmp_path, film(seconds=1, size=(192, 128), busy=True, codec="libx265")))["hashes"]
    assert distance(yard.whole, again.whole) <= 24 and distance(yard.top, again.top) <= 24


def test_what_the_recogniser_cannot_take_costs_the_film_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(image: Image.Image) -> Watermark:
        raise MemoryError

    monkeypatch.setattr(videos, "read_print", fails)
    read = read_video(saved(tmp_path, film(seconds=1)))
    assert read["fault"] is FileFault.TOO_LARGE and read["sheet"] and read["duration"] == pytest.approx(1, abs=0.1)
