"""What a machine read of files, as the pages show it: a hint beside the picture, and never anybody else's."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from bot.console import file_readings
from bot.executor import Unit
from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.likenesses import Hashes
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.console_desk import console
from tests.group_chat import GroupChat, group_chat

EVIL = "<b id=evil>{{7*7}}</b>\u202e=cmd()"
TAKEN = datetime(2020, 10, 20, 8, 12, tzinfo=SHANGHAI)
MARK = Watermark(TAKEN, TAKEN.date(), EVIL, 34.5, 113.25, "1组", (EVIL, "08:12"))
SHEET, SOUND = b"\xff\xd8\xff\xe0 a contact sheet", b"RIFF\0\0\0\0WAVE a sound"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def reads(chat: GroupChat, *found: FileReading) -> None:
    """A machine has read these files."""

    def add(work: UnitOfWork) -> None:
        for one in found:
            work.file_readings.add(one)

    chat.run(chat.app.executor.run(Unit("read", chat.now, add)))


def test_a_reading_stands_beside_its_picture_on_each_page_and_is_never_markup(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("09:00")
        chat.shows("郝大川", b"one")
        chat.shows("郝大川", b"two")
        chat.says("郝大川", "东泉区宏图砖厂，原料堆未苫盖，已责令立行立改")
        reads(
            chat,
            FileReading(sha(b"one"), Kind.IMAGE, MARK, Hashes(5, 6), 41.5, 810, 1080, engine="an engine 1.0"),
            FileReading(sha(b"two"), Kind.IMAGE),
        )
        pair = f"/evidence/compare?pick={sha(b'one')}&pick={sha(b'two')}"
        for path in ("/evidence", "/visits/1", pair):
            text, said = desk.asks(path)[1], desk.sees(path)
            assert "拍摄 10月20日 08:12 （机器读出）" in said and "34.50000, 113.25000" in said and "未识别" in said
            assert "<b id=evil>" not in text and "\u202e" not in text and "{{7*7}}" in said
        assert "810×1080 像素" in desk.sees("/visits/1") and f"{5:064x}" in desk.sees(pair)


def test_what_could_not_be_read_says_why_and_what_waits_says_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:00")
        for data in (b"broken", b"waiting", b"timed"):
            chat.shows("郝大川", data)
        reads(
            chat,
            FileReading(sha(b"broken"), Kind.IMAGE, fault=FileFault.BROKEN),
            FileReading(sha(b"timed"), Kind.IMAGE, MARK),
        )
        for there, word in ((True, "待识别"), (False, "未识别")):
            monkeypatch.setattr(file_readings, "is_available", lambda there=there: there)
            assert desk.sees("/evidence").count(word) == 1
        assert "文件损坏，打不开" in desk.sees("/evidence")
        untimed = desk.asks("/evidence?untimed=1")[1]
        assert sha(b"broken") in untimed and sha(b"waiting") in untimed and sha(b"timed") not in untimed


def test_a_film_is_seen_and_a_voice_is_heard_by_their_copies_and_by_nobody_elses_group(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("09:00")
        media, film, voice = MediaStore(chat.media), b"\0\0\0\x18ftypisom film", b"\x02#!SILK_V3 voice"
        for name, end in (("郝大川", b""), ("范舟", b" other")):
            chat.shows(name, film + end, Kind.VIDEO)
            chat.shows(name, voice + end, Kind.AUDIO)
            reads(
                chat,
                FileReading(sha(film + end), Kind.VIDEO, duration=12.5, sheet=media.put([SHEET + end]).sha256),
                FileReading(sha(voice + end), Kind.AUDIO, duration=65, playable=media.put([SOUND + end]).sha256),
            )
        text = desk.asks("/evidence")[1]
        assert "12秒" in text and "1分05秒" in text and f'src="/media/{sha(voice)}/playable"' in text
        assert desk.fetches(f"/thumbs/{sha(film)}")[2] == SHEET
        status, headers, body = desk.fetches(f"/media/{sha(voice)}/playable")
        assert (status, headers["Content-Type"], body) == (200, "audio/wav", SOUND)
        assert desk.fetches(f"/thumbs/{sha(film + b' other')}")[0] == 404
        nothing = desk.fetches(f"/media/{'0' * 64}/playable")
        assert nothing[0] == desk.fetches(f"/media/{sha(film)}/playable")[0] == 404
        assert desk.fetches(f"/media/{sha(voice + b' other')}/playable")[::2] == nothing[::2]
