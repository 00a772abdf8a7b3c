"""审计: whether the log is whole, who did, saw and took what, and the trace of one record."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.console import audits
from documents.audits import ACTIONS, KINDS, action_text
from domain.purposes import Purpose
from storage import audit_entries
from storage.audit_entries import AuditEntries, Sought
from storage.tables import audit
from tests.console_desk import ConsoleDesk, console, visible
from tests.group_chat import GroupChat, group_chat
from tests.house.sources import product

APPENDED = re.compile(r"(?:audit\.append|Audit\([^()]*\)\.append|\._log)\(\s*[^,()]+,\s*\"([a-z_.]+)\"")


def _day(chat: GroupChat) -> None:
    chat.at("09:00")
    chat.shows("郝大川")
    chat.says("郝大川", "东泉区宏图砖厂，危废间未上锁")
    chat.asks("温岚", "进度")


def _checked(chat: GroupChat, desk: ConsoleDesk) -> str:
    """Have the log checked and wait for the result."""
    assert "正在核对" in visible(desk.sends("/audit/check")[1])

    async def until() -> None:
        async with asyncio.timeout(60):
            while True:
                text = desk_text(chat)
                if text:
                    return
                await asyncio.sleep(0.05)

    def desk_text(chat: GroupChat) -> bool:
        with chat.app.engine.connect() as connection:
            return AuditEntries(connection).last(audits.VERIFY)[0] is not None

    chat.run(until())
    return desk.sees("/audit")


def test_a_dispatcher_sees_who_did_what_newest_first(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        _day(chat)
        said = desk.sees("/audit")
        assert said.index("温岚 下命令") < said.index("归成记录") < said.index("导入名册")
        assert "温岚" in said and "郝大川" in said and "蓝哨" in said
        assert "下命令" not in desk.sees("/audit?what=visits").split("追溯一条")[0].split("详情")[1]
        assert "归成记录" not in desk.sees("/audit?who=温岚").split("详情")[1]
        assert "没有这样的" in desk.sees("/audit?day=2020-10-20")
        assert "归成记录" in desk.sees("/audit?day=2020-10-21&subject=%231&what=visits")
        assert "没有这样的" in desk.sees("/audit?who=%25") and "没有这样的" in desk.sees("/audit?subject=%25_")


def test_who_is_no_dispatcher_finds_no_such_page(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        _day(chat)
        for path in ("/audit", "/audit/live", "/audit/visits?number=1", "/audit/visits/1"):
            assert desk.asks(path)[0] == 404, path
        assert desk.sends("/audit/check")[0] == 404


def test_what_was_looked_at_and_taken_is_found(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _day(chat)
        with console(chat, "罗青") as desk:
            desk.sees("/visits/1")
        with console(chat, "齐正") as desk:
            assert "罗青 看过 #1" in desk.sees("/audit?what=seen")
            assert "没有这样的" in desk.sees("/audit?what=exported")


def test_one_pages_back_to_the_beginning_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        for number in range(40):
            chat.says("郝大川", f"第{number}句")
        monkeypatch.setattr(audit_entries, "LOOKED", 30)
        seen: list[int] = []
        path: str | None = "/audit"
        while path is not None:
            _, page = desk.asks(path)
            seen += [int(seq) for seq in re.findall(r'<td class="number">(\d+)</td>', page)]
            further = re.search(r'rel="next" href="([^"]+)"', page)
            path = None if further is None else further.group(1).replace("&amp;", "&")
        assert seen == list(range(seen[0], 0, -1)) and len(seen) > 40
        assert "接着往前找" in desk.sees("/audit?what=exported")


def test_a_day_is_found_by_halving_and_holds_its_whole(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _day(chat)
        chat.at("23:59")
        chat.later(120)
        chat.says("郝大川", "第二天的话")

        def look(sought: Sought) -> list[str]:
            return list(chat.look(lambda work: [e.action for e in AuditEntries(work.connection).find(sought).entries]))

        everything = look(Sought())
        first, second = (
            audits._sought({"who": "", "what": "", "subject": "", "day": f"2020-10-{day}"}, chat.app.scene.roster)
            for day in (21, 22)
        )
        assert look(second) + look(first) == everything and "message.keep" in look(second)


def test_the_whole_log_is_checked_and_a_changed_entry_is_named(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        _day(chat)
        assert "还没有核对过" in desk.sees("/audit")
        assert "审计链完整" in _checked(chat, desk)
    with group_chat(tmp_path, start="10:00") as chat, console(chat, "齐正") as desk:
        chat.look(lambda work: work.connection.execute(update(audit).where(audit.c.seq == 3).values(actor="id-su")))
        chat.look(
            lambda work: work.connection.execute(
                update(audit).where(audit.c.action == audits.VERIFY).values(action="x")
            )
        )
        said = _checked(chat, desk)
        assert "对不上" in said and "第3条被改动" in said and "齐正核对" in said


def test_a_record_is_traced_to_its_messages_files_and_deeds(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        _day(chat)
        chat.asks("罗青", "更正 #1 县区 西岭区")
        said = desk.sees("/audit/visits?number=%231")
        assert said.count("相符") == 2 and "不符" not in said
        for deed in ("收下消息", "存下文件", "归成记录", "看过"):
            assert deed in desk.sees("/audit/visits/1"), deed
        chat.look(
            lambda work: work.connection.execute(
                update(audit).where(audit.c.action == "message.keep").values(detail="{")
            )
        )
        assert "不符" in desk.sees("/audit/visits/1")
        assert desk.asks("/audit/visits/99")[0] == 404
        assert "请写记录的编号" in desk.sees("/audit/visits?number=abc")


def test_every_action_that_is_entered_has_its_words_and_its_kind() -> None:
    entered = {name for file in product() for name in APPENDED.findall(file.text)} | {p.value for p in Purpose}
    assert len(entered) > 50
    assert sorted(name for name in entered if action_text(name) == name) == []
    covered = [action for _, actions in KINDS.values() for action in actions]
    apart = {"chatter", "question"}
    lost = [
        name
        for name in entered - apart
        if name not in covered and not any(name.startswith(begin) for begin in covered if begin.endswith("."))
    ]
    assert sorted(lost) == []
    assert len(set(ACTIONS.values())) > 60
