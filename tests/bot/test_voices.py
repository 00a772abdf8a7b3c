"""What is read of a voice: its length, and a copy where no browser plays what the phone recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.file_kinds import kind_of
from bot.media.voices import read_voice
from domain.file_readings import FileFault
from tests.hostile import films
from tests.hostile.films import saved, silk, sound

SILK, AMR = silk(), sound("amr", "libopencore_amrnb", 8000)


@pytest.mark.parametrize(
    ("content", "codec"), [(SILK, "silk"), (silk(tencent=False), "silk"), (SILK + b"\xff\xff", "silk"), (AMR, "amr_nb")]
)
def test_a_voice_as_phones_record_it_gets_a_copy_that_browsers_play(tmp_path: Path, content: bytes, codec: str) -> None:
    read = read_voice(saved(tmp_path, content))
    assert read["codec"] == codec and read["duration"] == pytest.approx(2, abs=0.05) and "fault" not in read
    assert kind_of(read["playable"][:64]).content_type == "audio/mpeg" and len(read["playable"]) < 12_000
    copy = read_voice(saved(tmp_path, read["playable"], "copy"))
    assert copy["duration"] == pytest.approx(2, abs=0.1) and "playable" not in copy


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [("mp3", "libmp3lame", 16_000), ("ipod", "aac", 16_000), ("wav", "pcm_s16le", 16_000), ("ogg", "libopus", 48_000)],
)
def test_what_browsers_play_gets_no_copy(tmp_path: Path, form: str, codec: str, rate: int) -> None:
    read = read_voice(saved(tmp_path, sound(form, codec, rate)))
    assert read["duration"] == pytest.approx(2, abs=0.1)
    assert not {"playable", "fault"} & read.keys()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.NOT_THE_KIND),
        (b"MZ\x90\0" + bytes(200), FileFault.NOT_THE_KIND),
        (SILK[:10], FileFault.BROKEN),
        (SILK[:10] + b"\xff\x7f" * 40, FileFault.BROKEN),
        (SILK[:10] + b"\x01\x00\xff" * 500, FileFault.BROKEN),
        (films.silk_of_packets(40_000), FileFault.TOO_LARGE),  # thirteen minutes of nothing in 120 kB
        (SILK + bytes(4_000_000), FileFault.TOO_LARGE),
        (b"#!AMR\n" + b"\xff" * 500, FileFault.BROKEN),
        (AMR[:6], FileFault.BROKEN),
        (b"ID3\x04" + b"\x7f" * 500, FileFault.BROKEN),
        (films.film(seconds=0.5), FileFault.BROKEN),  # a film without sound
    ],
)
def test_what_is_no_voice_is_named_so(tmp_path: Path, content: bytes, fault: FileFault) -> None:
    path = saved(tmp_path, content)
    read = read_voice(path)
    assert read["fault"] is fault and "playable" not in read
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [SILK[:-1000], AMR[: len(AMR) // 2 + 3]])
def test_a_voice_that_breaks_off_is_played_as_far_as_it_goes(tmp_path: Path, content: bytes) -> None:
    read = read_voice(saved(tmp_path, content))
    assert read["fault"] is FileFault.BROKEN and 0.5 < read["duration"] < 2 and read["playable"]


def test_a_voice_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    assert read_voice(tmp_path / "gone") == {"fault": FileFault.GONE}
