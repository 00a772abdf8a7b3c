"""`lanshao picture`, with the recogniser itself: a few photos drawn here."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot import pictures
from bot.app import NotReady
from bot.pictures import in_words, picture_command, reading_of
from documents.drawing import font
from tests.hostile.films import film, saved, silk

CITY = "开封市祥符区黄河大道126号"


def photo(*lines: tuple[str, int, int, int], size: tuple[int, int] = (720, 960), turned: float = 0) -> Image.Image:
    """A yard with noise, and these lines on it: text, x, y, height."""
    dice = random.Random(7)
    image = Image.new("RGB", size, (126, 134, 120))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, grey = dice.randrange(size[0]), dice.randrange(size[1]), dice.randrange(40, 180)
        draw.rectangle((x, y, x + 150, y + 90), fill=(grey, grey // 2 + 30, grey))
    for text, x, y, height in lines:
        draw.text((x + 2, y + 2), text, font=font(height), fill=(20, 20, 20))
        draw.text((x, y), text, font=font(height), fill="white")
    noisy = Image.blend(image, Image.effect_noise(size, 60).convert("RGB"), 0.08)
    return noisy.rotate(turned, Image.Resampling.BICUBIC, fillcolor=(90, 90, 90))


def kept(image: Image.Image, folder: Path, **options: object) -> Path:
    """As a phone sends it: compressed twice."""
    first = io.BytesIO()
    image.save(first, "JPEG", quality=80)
    path = folder / "photo.jpg"
    Image.open(first).save(path, "JPEG", quality=60, **options)
    return path


def test_the_print_of_a_camera_is_read(tmp_path: Path) -> None:
    lines = (
        ("09:57", 36, 690, 64),
        ("2020-10-20 星期二", 36, 778, 26),
        (CITY, 36, 818, 26),
        ("34.79584°N 113.27898°E", 36, 858, 26),
        ("驻开封暗访核查 6组", 36, 898, 26),
    )
    said = reading_of(kept(photo(*lines, turned=1.5), tmp_path))
    assert (said["time"], said["address"]) == ("2020-10-20T09:57:00+08:00", CITY)
    assert (said["latitude"], said["longitude"], said["kind"]) == (34.79584, 113.27898, "image")
    assert said["team"].replace(" ", "") == "驻开封暗访核查6组"


def test_a_print_at_the_top_of_a_photo_on_its_side_is_read(tmp_path: Path) -> None:
    upright = photo(("时间：2020-10-20 09:57:31", 30, 30, 28), ("地点：" + CITY, 30, 72, 28), size=(960, 720))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    said = reading_of(kept(upright.rotate(90, expand=True), tmp_path, exif=exif))
    assert (said["time"], said["address"]) == ("2020-10-20T09:57:31+08:00", CITY)
    assert (said["width"], said["height"]) == (960, 720)


def test_a_photo_without_print_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert picture_command([kept(photo(), tmp_path)], as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert {said[name] for name in ("time", "day", "address", "latitude", "longitude", "team", "fault")} == {None}
    assert said["lines"] == []


def test_what_is_no_picture_is_named_and_what_is_not_there_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff" + bytes(300))
    odd = tmp_path / "a\n\x1b[2J\udcff.jpg"  # as Python has a name that is no UTF-8
    odd.write_text("<html>")
    assert picture_command([tmp_path / "bad.jpg", odd], as_json=True)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["fault"] for one in told] == ["not_the_kind", "not_the_kind"] and told[1]["file"] == str(odd)
    assert picture_command([odd], as_json=False)
    (line,) = capsys.readouterr().out.splitlines()
    assert "a\\n\\x1b[2J\\udcff.jpg：" in line
    assert not picture_command([tmp_path / "nowhere.jpg"], as_json=False)


def test_a_film_and_a_voice_are_told_by_what_they_are_not_by_their_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yard = photo(("时间：2020-10-20 09:57:31", 30, 850, 28), ("地点：" + CITY, 30, 892, 28))
    shown = film(seconds=0.3, still=yard.rotate(90, expand=True), turned=-90)  # by a phone held upright
    files = [saved(tmp_path, shown, "film.jpg"), saved(tmp_path, silk(), "voice.mp3")]
    assert picture_command(files, as_json=True)
    one, other = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (one["kind"], one["codec"], one["width"], one["height"]) == ("video", "h264", 720, 960)
    assert (one["time"], one["address"]) == ("2020-10-20T09:57:31+08:00", CITY)
    assert (other["kind"], other["codec"], other["duration"], other["fault"]) == ("audio", "silk", 2.0, None)
    assert "2.0 秒，silk" in in_words(other) and "720×960，0.3 秒，h264" in in_words(one)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "is_available", lambda: False)
    with pytest.raises(NotReady, match="vision"):
        picture_command([tmp_path / "photo.jpg"], as_json=True)
