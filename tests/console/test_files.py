"""Originals and small copies: given as what they are, and only to who may look at them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from bot.console import files
from bot.executor import Unit
from domain.made_papers import MadePaper, PaperKind
from domain.messages import Kind
from domain.renditions import Rendition
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import COMMAND
from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat
from tests.visit_book import clock


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "grey").save(out, "JPEG")
    return out.getvalue()


PHOTO, VIDEO = a_photo(), b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 8
PAGE, DRAWING = (
    b"<html><script>alert(1)</script></html>",
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def looking(folder: Path, name: str) -> Iterator[tuple[GroupChat, ConsoleDesk]]:
    with group_chat(folder) as chat, console(chat, name) as desk:
        chat.at("09:00")
        yield chat, desk


def test_a_photo_is_shown_as_what_it_is_whatever_its_sender_called_it(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        chat.shows("郝大川", PHOTO, file_name="证.html")
        status, headers, body = desk.fetches(f"/media/{sha(PHOTO)}")
        assert (status, headers["Content-Type"], body) == (200, "image/jpeg", PHOTO)
        assert headers["Content-Disposition"].startswith("inline") and headers["Content-Disposition"].endswith(".jpg")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in headers["Cache-Control"] and headers["Vary"] == "Cookie"


@pytest.mark.parametrize(
    ("data", "name"), [(PAGE, "现场.jpg"), (DRAWING, "现场.svg"), (PAGE, "x.html"), (b"", "空.mp4")]
)
def test_what_could_hold_a_script_is_only_a_download_without_a_name_that_a_system_would_run(
    tmp_path: Path, data: bytes, name: str
) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        chat.shows("郝大川", data, Kind.FILE, file_name=name)
        _, headers, _ = desk.fetches(f"/media/{sha(data)}")
        assert headers["Content-Type"] == "application/octet-stream"
        assert headers["Content-Disposition"].startswith("attachment") and headers["Content-Disposition"].endswith(
            ".bin"
        )
        assert "sandbox" in headers["Content-Security-Policy"]


def test_a_name_with_signs_and_lines_stays_one_safe_header(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        chat.shows("郝大川", b"PK\x03\x04...", Kind.FILE, file_name='../../"交办单"\r\nSet-Cookie: a=b.docx')
        status, headers, _ = desk.fetches(f"/media/{sha(b'PK' + bytes([3, 4]) + b'...')}")
        assert status == 200 and "Set-Cookie" not in headers
        assert headers["Content-Disposition"].endswith(".docx") and "/" not in headers["Content-Disposition"]


def test_a_video_is_given_in_the_parts_that_a_player_asks_for(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        chat.shows("郝大川", VIDEO, Kind.VIDEO)
        path = f"/media/{sha(VIDEO)}"
        status, headers, body = desk.fetches(path, Range="bytes=100-199")
        assert (status, body) == (206, VIDEO[100:200])
        assert headers["Content-Range"] == f"bytes 100-199/{len(VIDEO)}" and headers["Content-Type"] == "video/mp4"
        assert desk.fetches(path, Range=f"bytes={len(VIDEO)}-")[0] == 416
        since = headers["Last-Modified"]
        assert desk.fetches(path, Range="bytes=0-9", If_Range=since)[::2] == (206, VIDEO[:10])
        assert desk.fetches(path, Range="bytes=0-9", If_Range="Mon, 01 Jan 2001 00:00:00 GMT")[0] == 200
        status, headers, body = desk.fetches(path, "HEAD")
        assert (status, headers["Content-Length"], body) == (200, str(len(VIDEO)), b"")
        assert desk.fetches(path, If_None_Match=headers["ETag"])[0] == 304


def test_a_file_is_not_there_for_who_is_of_another_group(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        chat.shows("郝大川", b"ours")
        chat.shows("范舟", b"theirs")
        chat.shows("范舟", b"theirs alone", room=None)
        chat.shows("齐正", b"of the command", Kind.FILE, room=COMMAND)
        asked = {
            name: desk.asks(f"/media/{sha(name)}") for name in (b"ours", b"theirs", b"theirs alone", b"of the command")
        }
        assert asked[b"ours"][0] == 200
        nothing = desk.asks(f"/media/{'0' * 64}")
        assert nothing[0] == 404
        assert asked[b"theirs"] == asked[b"theirs alone"] == asked[b"of the command"] == nothing
        assert desk.asks(f"/thumbs/{sha(b'theirs')}") == desk.asks(f"/thumbs/{'0' * 64}")
        with console(chat, "齐正") as command:
            assert [command.asks(f"/media/{sha(name)}")[0] for name in asked] == [200] * 4


def test_what_one_sent_in_private_belongs_to_the_record_that_it_became_part_of(tmp_path: Path) -> None:
    with looking(tmp_path, "罗青") as (chat, desk):
        chat.shows("郝大川", b"alone", room=None)
        chat.says("郝大川", "东泉区宏图砖厂，料堆未苫盖，已责令立行立改", room=None)
        assert desk.asks(f"/media/{sha(b'alone')}")[0] == 200


def test_a_paper_is_for_its_own_group_and_one_of_several_for_dispatchers(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        stored = {group: MediaStore(chat.media).put([f"{group}".encode()]) for group in ("qingshi", "baihe", None)}

        def add(work: UnitOfWork) -> None:
            for group, file in stored.items():
                when = (clock("10:00"), clock("10:00"))
                paper = MadePaper(
                    0, PaperKind.DAILY_REPORT, group, None, 1, (), file.sha256, "日报.docx", *when, "id-qi"
                )
                work.papers.add(paper)

        chat.look(add)
        assert [desk.asks(f"/media/{file.sha256}")[0] for file in stored.values()] == [200, 404, 404]
        with console(chat, "齐正") as command:
            assert [command.asks(f"/media/{file.sha256}")[0] for file in stored.values()] == [200] * 3


@pytest.mark.parametrize("name", ["..%2f..%2flanshao.db", "ABCDEF", "a" * 63, "a" * 65, "A" * 64, "a" * 63 + "%0a"])
def test_no_path_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    with looking(tmp_path, "齐正") as (_, desk):
        assert [desk.asks(f"/{kind}/{name}")[0] for kind in ("media", "thumbs")] == [404, 404]


def test_a_small_copy_is_shown_when_it_is_made_and_a_grey_picture_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.0)
    with looking(tmp_path, "温岚") as (chat, desk):
        chat.shows("郝大川", PHOTO)
        status, headers, _ = desk.fetches(f"/thumbs/{sha(PHOTO)}")
        assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/svg+xml", "no-store")
        thumb = MediaStore(chat.media).put([b"small"]).sha256
        chat.look(lambda work: work.renditions.add(Rendition(sha(PHOTO), sha(PHOTO), thumb, 8, 6)))
        status, headers, body = desk.fetches(f"/thumbs/{sha(PHOTO)}")
        assert (status, headers["Content-Type"], body) == (200, "image/jpeg", b"small")


def test_a_small_copy_that_is_being_made_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        chat.shows("郝大川", PHOTO)

        async def make(seconds: float) -> None:
            stored = MediaStore(chat.media).put([b"small"]).sha256
            made = Rendition(sha(PHOTO), stored, stored, 8, 6)
            await chat.app.executor.run(Unit("made", chat.now, lambda work: work.renditions.add(made)))

        monkeypatch.setattr(files, "asyncio", SimpleNamespace(sleep=make))
        assert desk.fetches(f"/thumbs/{sha(PHOTO)}")[2] == b"small"


def test_who_saw_an_original_is_on_record_but_not_who_saw_a_small_copy(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        chat.shows("郝大川", PHOTO)
        desk.fetches(f"/thumbs/{sha(PHOTO)}")
        desk.fetches(f"/media/{sha(PHOTO)}")

        def seen(work: UnitOfWork) -> list[tuple[str, str]]:
            query = "SELECT actor, subject FROM audit WHERE action = 'console.see'"
            return [tuple(row) for row in work.connection.exec_driver_sql(query)]

        assert chat.look(seen) == [("id-wen", f"file {sha(PHOTO)}")]
