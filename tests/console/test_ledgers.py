"""台账和评比: who reached the quota when, the groups side by side, and the files to take along."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat

HERE = "/submissions/ledgers"


def made(desk: ConsoleDesk, chat: GroupChat) -> list[bytes]:
    """The files that were asked for, newest first."""
    chat.later(1)
    chat.run(chat.app.settle())
    return [desk.fetches(path)[2] for path in re.findall(r'href="(/papers/asked/\d+)"', desk.asks("/papers")[1])]


def a_day(chat: GroupChat) -> None:
    chat.shows("郝大川")
    chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法")
    chat.shows("范舟")
    chat.says("范舟", "南关区绿野砂场，物料未覆盖，当场改正")


def test_who_was_short_of_the_quota_is_told_day_by_day_and_today_apart(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="23:50") as chat, console(chat, "齐正") as desk:
        a_day(chat)
        chat.at("00:10", chat.now.date().replace(day=22))
        seen = desk.sees(HERE)
        assert "青石组 1组 1 1 0/3天 0/0 10月19日 0/0 10月20日 0/0 10月21日 1/1" in seen
        assert "青石组 1组" not in desk.sees(f"{HERE}?first=2020-10-22&short=1")
        assert "检查数" in seen and re.search("第1 ", seen)


def test_a_ledger_and_a_list_come_as_workbooks_that_open(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        a_day(chat)
        desk.sends(f"{HERE}/workbook", round="1")
        desk.sends(f"{HERE}/list", kind="problems", day="2020-10-21")
        books = [openpyxl.load_workbook(BytesIO(content)) for content in made(desk, chat)]
        cells = [[str(cell.value) for sheet in book for row in sheet for cell in row] for book in books]
        assert len(books) == 2
        for told in cells:
            assert any("宏图砖厂" in cell for cell in told) and not any("绿野砂场" in cell for cell in told)


def test_a_list_with_nothing_on_it_is_not_made(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        assert "没有可列的" in desk.sends(f"{HERE}/list", kind="violations", day="2020-10-20")[1]
        assert made(desk, chat) == []


@pytest.mark.parametrize("name", ["温岚", "郝大川"])
def test_others_see_their_own_group_without_a_place(tmp_path: Path, name: str) -> None:
    with group_chat(tmp_path) as chat, console(chat, name) as desk:
        a_day(chat)
        seen = desk.sees(HERE)
        assert "青石组" in seen and "白河" not in seen and "第1 " not in seen
        assert desk.sends(f"{HERE}/workbook", round="1", group="baihe")[0] == 404
        assert desk.sends(f"{HERE}/list", kind="problems", day="2020-10-21", group="baihe")[0] == 404


def test_what_no_form_asks_for_is_refused(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        assert desk.sends(f"{HERE}/list", kind="nonsense", day="2020-10-21")[0] == 400
        assert desk.sends(f"{HERE}/list", kind="problems", day="x")[0] == 400
        assert desk.asks(f"{HERE}?round=99&first=nonsense&last=1")[0] == 200
