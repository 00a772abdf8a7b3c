"""点位: the list finds what is looked for, of the viewer's groups only, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from domain.assemblies import Assembled
from domain.visits import Finding, Outcome, Visit
from storage.visit_lists import PAGE
from storage.work import UnitOfWork
from tests.cast import BAIHE
from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat
from tests.visit_book import a_visit

BOOK = (
    a_visit(
        "宏图砖厂", "09:00", county="东泉区", findings=(Finding("料堆未苫盖"),), outcome=Outcome.VIOLATION, urgent=True
    ),
    a_visit("大禹加油站", "09:30", team=2, author="id-pan"),
    a_visit("绿野砂场", "09:40", group="baihe", author="id-fan", room=BAIHE, county="望山县"),
)


@contextmanager
def looking(folder: Path, name: str, *visits: Visit) -> Iterator[tuple[GroupChat, ConsoleDesk]]:
    def write(work: UnitOfWork) -> None:
        work.visits.apply(Assembled(visits=visits or BOOK))

    with group_chat(folder) as chat, console(chat, name) as desk:
        chat.at("10:00")
        chat.look(write)
        yield chat, desk


def numbers(desk: ConsoleDesk, path: str) -> list[int]:
    status, text = desk.asks(path)
    assert status == 200
    return [int(number) for number in re.findall(r'id="visit-(\d+)"', text)]


ASKED: tuple[tuple[str, list[int]], ...] = (
    ("", [3, 2, 1]),
    ("q=砖厂", [1]),
    ("q=%232", [2]),
    ("q=望山", [3]),
    ("q=潘越", [2]),
    ("q=苫盖", [1]),
    ("q=宏图 大禹", []),
    ("urgent=1", [1]),
    ("outcome=violation&group=qingshi", [1]),
    ("team=2", [2]),
    ("county=望山县", [3]),
    ("day=2020-10-20", []),
    ("from=2020-10-21&to=2020-10-21", [3, 2, 1]),
    ("round=2", []),
    ("lacking=1", [1]),
    ("withdrawn=1", []),
    ("signed=yes", []),
    ("signed=no", [1]),
    ("controlled=1", []),
    ("outcome=nonsense&team=x&before=%20", [3, 2, 1]),
)


def test_what_is_asked_for_is_found(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (_, desk):
        for query, found in ASKED:
            assert numbers(desk, f"/visits?{quote(query, safe='=&%')}") == found, query


def test_each_sees_the_records_of_his_groups_and_another_group_is_not_there(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        assert numbers(desk, "/visits") == [2, 1]
        assert numbers(desk, f"/visits?q={quote('绿野')}") == numbers(desk, "/visits?q=%233") == []
        assert "望山县" not in desk.asks("/visits")[1]
        assert desk.asks("/visits?group=baihe")[0] == desk.asks("/visits?group=nowhere")[0] == 404
        assert desk.asks("/visits/live?group=baihe")[0] == 404
        with console(chat, "葛教授") as expert:
            assert numbers(expert, "/visits") == []


def test_pages_are_walked_there_and_back(tmp_path: Path) -> None:
    visits = [a_visit(f"第{n}砖厂", id=f"v{n}") for n in range(PAGE + 7)]
    with looking(tmp_path, "齐正", *visits) as (_, desk):
        text = desk.asks("/visits?q=砖厂")[1]
        assert "共" not in text and numbers(desk, "/visits")[0] == PAGE + 7
        (older,) = re.findall(r'rel="next" href="([^"]+)"', text)
        older = older.replace("&amp;", "&")
        assert numbers(desk, older) == [7, 6, 5, 4, 3, 2, 1]
        (newer,) = re.findall(r'rel="prev" href="([^"]+)"', desk.asks(older)[1])
        assert numbers(desk, newer.replace("&amp;", "&")) == list(range(PAGE + 7, 7, -1))
        assert f"共 {PAGE + 7} 条" in desk.sees("/visits")


def test_what_a_sender_wrote_is_text_and_nothing_else(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>'\"; DROP TABLE visits; --"
    visit = a_visit(evil, findings=(Finding(evil),), outcome=Outcome.CORRECTED, county=None)
    with looking(tmp_path, "齐正", visit) as (_, desk):
        text = desk.asks(f"/visits?q={quote(evil[:60])}")[1]
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text
        assert numbers(desk, f"/visits?q={quote('alert')}") == [1]


def test_nothing_found_says_what_to_do(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (_, desk):
        assert "没有这样的记录。换个词，或者 清除条件 再找。" in desk.sees("/visits?q=zzz")


def test_what_was_found_in_a_period_is_counted_by_nature_kind_and_county_of_his_groups(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        text = desk.sees("/visits/analysis")
        assert "涉嫌违法 1" in text and "其他 1 1" in text and "东泉区 1 1" in text and "工业企业 2 1" in text
        assert "望山县" not in text and desk.asks("/visits/analysis?group=baihe")[0] == 404
        assert "这些天没有记录" in desk.sees("/visits/analysis?from=2020-10-20&to=2020-10-20")
        with console(chat, "齐正") as command:
            assert "望山县 1 0" in command.sees("/visits/analysis")
