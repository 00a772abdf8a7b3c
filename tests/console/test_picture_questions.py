"""照片疑问: dispatchers see what there is to ask about pictures and answer it; nobody else hears that it was asked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.executor import Unit
from domain.calendars import SHANGHAI
from domain.file_readings import FileReading
from domain.likenesses import Hashes, Likeness
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.work import UnitOfWork
from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat

EVIL = "<b id=evil>厂</b>"


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def print_of(day: int, hour: int, minute: int, address: str = "") -> Watermark:
    at = datetime(2020, 10, day, hour, minute, tzinfo=SHANGHAI)
    return Watermark(at, at.date(), address or None)


@contextmanager
def looking(folder: Path) -> Iterator[tuple[GroupChat, ConsoleDesk]]:
    """A late print, one of another day, and two teams with the same yard; asked about at half past twelve."""
    with group_chat(folder) as chat, console(chat, "齐正") as desk:
        chat.at("10:49")
        chat.shows("郝大川", "late")
        chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法")
        chat.later(600)
        chat.shows("潘越", "yard")
        chat.says("潘越", "西岭区大禹建材厂，未发现问题")
        chat.later(600)
        chat.shows("范舟", "yard again")
        chat.says("范舟", "望山县绿野砂场，未发现问题")

        def read(work: UnitOfWork) -> None:
            for name, mark in (("late", print_of(21, 9, 57)), ("yard", print_of(20, 11, 0)), ("yard again", None)):
                work.file_readings.add(FileReading(sha(name), Kind.IMAGE, mark, Hashes(5, 6)))
            work.file_readings.note_likenesses([Likeness(sha("yard"), sha("yard again"), 8, 2)])

        chat.run(chat.app.executor.run(Unit("read", chat.now, read)))
        chat.at("12:30")
        yield chat, desk


def shown(desk: ConsoleDesk, query: str) -> set[str]:
    names = {sha(name): name for name in ("late", "yard", "yard again")}
    return {names[one] for one in re.findall(r'title="SHA-256 ([0-9a-f]{64})"', desk.asks(f"/evidence{query}")[1])}


def test_dispatchers_see_hints_beside_the_pictures_and_nobody_else_does(tmp_path: Path) -> None:
    with looking(tmp_path) as (chat, desk):
        hints = ("拍摄与发送相差52分钟", "水印日期 10月20日", "与 #3 的照片相似", "与 #2 的照片相似")
        assert all(hint in desk.sees("/evidence") for hint in hints)
        assert "相差52分钟（满45分钟的列出）" in desk.sees("/visits/1")
        assert "与 #3 的照片相似" in desk.sees("/visits/2")
        assert "照片疑问 1 处待核实" in desk.sees("/")
        assert shown(desk, "?hinted=any") == {"late", "yard", "yard again"}
        assert shown(desk, "?hinted=other_day") == {"yard"} and shown(desk, "?hinted=alike") == {"yard", "yard again"}
        both = f"/evidence/compare?pick={sha('late')}&pick={sha('yard')}"
        for name in ("温岚", "罗青"):
            with console(chat, name) as other:
                assert "拍摄 09:57" in other.sees("/evidence")
                for path in ("/evidence?hinted=any", "/visits/1", "/visits/2", both, "/"):
                    said = other.sees(path)
                    assert not re.search("相差|水印日期|相似|画面|疑问|看上去", said.replace("画面指纹（", "")), path
                assert shown(other, "?hinted=alike") == {"late", "yard"}
                assert other.asks("/pictures")[0] == other.asks("/pictures/1")[0] == 403
                assert other.asks("/pictures/live")[0] == 403
                assert other.sends("/pictures/1/answer", found="same")[0] == 403


def test_a_question_is_looked_into_side_by_side_and_its_answer_stands_with_all_before_it(tmp_path: Path) -> None:
    with looking(tmp_path) as (chat, desk):
        said = desk.sees("/pictures")
        assert "看上去相同" in said and "相差52分钟" in said
        page = desk.sees("/pictures/1")
        assert "看上去相同 画面指纹相差：全图 8 位，上部 2 位" in page and "同一张，已核实" in page
        assert desk.asks("/pictures/9")[0] == 404
        by_hand = desk.asks(f"/evidence/compare?pick={sha('yard')}&pick={sha('yard again')}")[1]
        assert 'action="/pictures/1/answer"' in by_hand
        token = "0" * 32
        status, answered = desk.sends("/pictures/1/answer", found="same", note=EVIL, token=token)
        assert status == 200 and "已记：疑1 同一张，已核实" in answered and "<b id=evil>" not in answered
        assert "办过了" in desk.sends("/pictures/1/answer", found="dropped", token=token)[1]
        assert desk.sends("/pictures/1/answer", found="nonsense")[0] == 400
        assert "不用再核实" in desk.sends("/pictures/9/answer", found="same")[1]
        assert "与 #3：同一张，已核实" in desk.sees("/visits/2") and "处待核实" not in desk.sees("/")
        desk.sends("/pictures/1/answer", found="different", note="两个院子")
        page = desk.sees("/pictures/1")
        assert f"齐正 同一张，已核实 ，{EVIL}" in page and "<b id=evil>" not in desk.asks("/pictures/1")[1]
        assert page.index("齐正 不是同一张 ，两个院子") < page.index("齐正 同一张，已核实")
        assert "最近核实的 1 条" in desk.sees("/pictures")
        chat.asks("齐正", "照片疑问 疑1 不再问", room=None)
        assert "与 #3" not in desk.sees("/visits/2")


def test_nothing_to_ask_says_when_it_would_be(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:00")
        assert "没有等着核实的照片。机器读出的疑问每天 12:30、18:00、21:30 汇总。" in desk.sees("/pictures")
