"""上报: the board, why a cell says what it says, and what is done from there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from domain.messages import Kind
from domain.posts import PostKind
from tests.cast import QINGSHI, ROSTER
from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_file

CASE = "/submissions/qingshi/typical_case/2020-10-21"
BOARD = "/submissions?day=2020-10-21"


def cells(desk: ConsoleDesk, group: str) -> list[str]:
    """The words of a group's row."""
    _, text = desk.asks(BOARD)
    (row,) = re.findall(rf'<th scope="row">{group}</th>(.*?)</tr>', text, re.DOTALL)
    return re.findall(r"<b>(.*?)</b>", row)[:2]


def some_time(chat: GroupChat) -> None:
    """What was done has gone out, and lies in the past."""
    chat.later(1)
    chat.run(chat.app.settle())


def test_the_board_says_of_each_paper_what_was_seen_and_never_blames(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("10:00")
        assert cells(desk, "青石组") == ["未到时限", "未到时限"]
        chat.says("温岚", "附件2：今日无")
        chat.says("温岚", "附件3已邮")
        chat.asks("齐正", "免交 白河 附件2 封控")
        assert cells(desk, "青石组") == ["已报无", "告知已邮"]
        assert cells(desk, "白河组") == ["免交", "未到时限"]
        assert "齐正：封控" in desk.sees(BOARD)
        chat.at("20:05")
        assert cells(desk, "白河组") == ["免交", "群内未见"]
        assert not re.search("漏报|违纪|未完成", desk.sees(BOARD))


def test_a_cell_tells_why_in_the_words_of_the_chat(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("19:00")
        chat.shows("温岚", case_file(), Kind.FILE, file_name="附件3 典型案例.docx")
        chat.at("19:30")
        chat.heard()
        chat.asks("温岚", "为什么 典型案例", room=None)
        (told,) = chat.heard()
        seen = desk.sees(CASE)
        assert all(line in seen for line in told.split("\n"))
        assert re.findall(r'href="/media/([0-9a-f]{64})"', desk.asks(CASE)[1])


def test_a_dispatcher_excuses_with_a_reason_and_takes_it_back(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("10:00")
        status, text = desk.sends(f"{CASE}/excuse", reason="全市封控，明天@所有人 转场")
        assert status == 200 and "已记：青石组 10月21日附件3 免交" in text
        some_time(chat)
        assert cells(desk, "青石组")[1] == "免交"
        (told,) = [one.post for one in chat.posts() if one.post.kind is PostKind.EXCUSE]
        assert told.room == QINGSHI
        assert "免交要写原因" in desk.sends(f"{CASE}/excuse", reason="无")[1]
        desk.sends(f"{CASE}/restore")
        some_time(chat)
        assert cells(desk, "青石组")[1] == "未到时限"


def test_a_form_that_is_sent_twice_is_done_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("10:00")
        for _ in range(2):
            desk.sends(f"{CASE}/excuse", reason="封控", token="a" * 32)
        some_time(chat)
        given = chat.look(lambda work: work.excuses.of_period("2020-10-21"))
        assert [(one.reason, one.is_over) for one in given] == [("封控", False)]
        assert len([one for one in chat.posts() if one.post.kind is PostKind.EXCUSE]) == 1


def test_a_dispatcher_records_what_came_another_way(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "苏禾") as desk:
        chat.at("10:00")
        assert "已记：青石组 附件3" in desk.sends(f"{CASE}/deliver")[1]
        some_time(chat)
        assert cells(desk, "青石组") == ["未到时限", "已登记"]
        assert "此前已收到或已登记" in desk.sends(f"{CASE}/deliver")[1]
        assert "先前" not in desk.sees(CASE) and "登记已交" not in re.findall("<button.*?</button>", desk.asks(CASE)[1])


def test_a_liaison_sees_the_own_group_and_of_others_not_that_they_are(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("10:00")
        chat.asks("齐正", "免交 白河 附件2 封控")
        assert "白河" not in desk.sees(BOARD)
        others = ("/submissions/{}/typical_case/2020-10-21", "/submissions/2020-10-21/unsigned/{}")
        for path in (*others, "/submissions/2020-10-21/package/{}"):
            told, nothing = desk.asks(path.format("baihe")), desk.asks(path.format("nowhere"))
            assert told[0] == nothing[0] == 404
        assert desk.sends("/submissions/2020-10-21/mail", group="baihe")[0] == 404
        assert desk.sends("/submissions/2020-10-21/pack", group="baihe")[0] == 404


@pytest.mark.parametrize("name", ["温岚", "罗青", "郝大川"])
def test_only_a_dispatcher_excuses_or_records(tmp_path: Path, name: str) -> None:
    with group_chat(tmp_path) as chat, console(chat, name) as desk:
        chat.at("10:00")
        for deed in ("excuse", "restore", "deliver"):
            assert desk.sends(f"{CASE}/{deed}", reason="封控")[0] == 403
        assert cells(desk, "青石组") == ["未到时限", "未到时限"]
        assert "免交原因" not in desk.sees(CASE)


def test_what_nobody_owes_is_not_there(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        for path in ("typical_case/2019-01-01", "typical_case/round-1", "nothing/2020-10-21", "typical_case/x"):
            assert desk.asks(f"/submissions/qingshi/{path}")[0] == 404
        assert "没有要报的" in desk.sees("/submissions?day=2019-01-01")
        assert "上报" in desk.sees("/submissions?day=nonsense")


def a_visit_to_sign(chat: GroupChat) -> None:
    chat.at("09:00")
    chat.shows("郝大川")
    chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法")


def test_the_leader_signs_what_he_was_shown_and_nobody_else_can(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        a_visit_to_sign(chat)
        path = "/submissions/2020-10-21/unsigned/qingshi"
        with console(chat, "温岚") as desk:
            seen = re.findall(r'name="seen" value="(\w+)"', desk.asks(path)[1])
            assert seen == [] and desk.sends("/submissions/2020-10-21/sign/qingshi", seen="")[0] == 403
        with console(chat, "罗青") as desk:
            (seen,) = re.findall(r'name="seen" value="(\w+)"', desk.asks(path)[1])
            assert "刚才有改动" in desk.sends("/submissions/2020-10-21/sign/qingshi", seen="0" * 64)[1]
            assert "已签字：#1（罗青）" in desk.sends("/submissions/2020-10-21/sign/qingshi", seen=seen)[1]
            assert "都签过了" in desk.sees(path)


def test_papers_are_packed_and_given_as_a_file(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("19:00")
        chat.shows("温岚", case_file(), Kind.FILE, file_name="附件3 典型案例.docx")
        chat.at("19:30")
        assert "正在打包1个组" in desk.sends("/submissions/2020-10-21/pack")[1]
        chat.at("19:31")
        assert "个文件" in desk.sees(BOARD)
        status, _ = desk.asks("/submissions/2020-10-21/package/qingshi", headers={"Range": "bytes=0-1"})
        assert status == 206
        with console(chat, "纪敏") as other:
            assert other.asks("/submissions/2020-10-21/package/qingshi")[0] == 404


def test_a_mail_is_owed_and_what_became_of_it_is_told(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("19:00")
        chat.shows("温岚", case_file(), Kind.FILE, file_name="附件3 典型案例.docx")
        assert "正在打包发送" in desk.sends("/submissions/2020-10-21/mail", group="qingshi")[1]
        some_time(chat)
        assert "邮件没有发出：没有设置发信邮箱" in desk.sees(BOARD)
        assert "正在做" not in desk.sees("/papers")


def test_a_group_whose_key_is_no_word_has_its_pages_too(tmp_path: Path) -> None:
    odd = "青 石?#%<b>"
    groups = (replace(ROSTER.groups[0], key=odd), ROSTER.groups[1])
    people = tuple(replace(one, group=odd) if one.group == "qingshi" else one for one in ROSTER.people)
    rooms = tuple(replace(one, group=odd) if one.group == "qingshi" else one for one in ROSTER.rooms)
    roster = replace(ROSTER, groups=groups, people=people, rooms=rooms)
    with group_chat(tmp_path, roster) as chat, console(chat, "齐正") as desk:
        text = desk.asks(BOARD)[1]
        assert "<b>未到时限</b>" in text and odd not in text
        (path,) = re.findall(r'href="(/submissions/%E9[^"]*typical_case/2020-10-21)"', text)
        assert "青石组 附件3" in desk.sees(unescape(path))
        (action,) = re.findall(r'action="([^"]*/excuse)"', desk.asks(unescape(path))[1])
        assert "免交（封控）" in desk.sends(unescape(action), reason="封控")[1]
        assert "增加人员" in desk.sees("/roster")
        (add,) = re.findall(r'href="(/roster/add/%E9[^"]*)"', desk.asks("/roster")[1])
        assert "青石组 增加人员" in desk.sees(unescape(add))


def test_what_people_type_is_text_on_every_page(tmp_path: Path) -> None:
    marked = "<img src=x onerror=alert(1)>'; DROP TABLE excuses; --"
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("10:00")
        desk.sends(f"{CASE}/excuse", reason=marked)
        some_time(chat)
        for path in (BOARD, CASE):
            text = desk.asks(path)[1]
            assert "<img src=x" not in text and "img src=x" in text
        assert [one.reason for one in chat.look(lambda work: work.excuses.in_force())] == [marked]
