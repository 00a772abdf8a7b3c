"""Commands through the front door: the right answer, in the right room, to the right person."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from documents.helps import help_text
from documents.lines import PHONE_LINE, width_of
from domain.commands import intent_of
from domain.messages import Kind
from domain.purposes import Purpose
from domain.rosters import Role, RoomKind
from domain.visits import Outcome
from handlers import ROUTERS, post_made
from handlers.unknown_commands import served
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, LOCALS, QINGSHI
from tests.handlers.front_desk import DAY, LEXICON, FrontDesk
from tests.visit_book import a_visit, campaign


def desk() -> FrontDesk:
    """Two places of 青石's first team, one of 白河's second."""
    front = FrontDesk()
    front.visit(a_visit("云台县宏图砖厂", "09:00", group="qingshi", team=1, county="云台县", day=DAY))
    front.visit(a_visit("东泉区江岸印刷厂", "09:30", group="qingshi", team=1, county="东泉区", day=DAY))
    front.visit(
        a_visit("望山县绿野砂场", "09:40", group="baihe", team=2, county="望山县", day=DAY, outcome=Outcome.CLEAN)
    )
    return front


def test_progress_in_a_group_room_tells_that_group_alone() -> None:
    front = desk()
    front.asks("罗青", "现在各小组报了几家")
    post = front.answer()
    assert (post.room, post.contact) == (QINGSHI, None)
    assert "1组 点位2/8" in post.text and "白河" not in post.text and "合计 点位2" in post.text


def test_a_team_is_counted_alone_in_private() -> None:
    front = desk()
    front.says("郝大川", "1组今天几家", room=None)
    post = front.answer()
    assert (post.room, post.contact) == (None, ID["郝大川"])
    assert "1组 点位2/8" in post.text and "2组" not in post.text


def test_a_dispatcher_hears_of_all_groups_in_the_command_room() -> None:
    front = desk()
    front.asks("齐正", "两个组点位数、问题数")
    post = front.answer()
    assert post.room == COMMAND
    assert "青石" in post.text and "白河" in post.text and "总计 点位3" in post.text


def test_a_dispatcher_who_asks_in_a_groups_room_about_another_is_answered_in_private() -> None:
    front = desk()
    front.asks("齐正", "白河组几家", room=QINGSHI)
    post = front.answer()
    assert (post.room, post.contact) == (None, ID["齐正"])
    assert "白河" in post.text


@pytest.mark.parametrize("said", ["白河组几家", "白河日报", "白河组附件2报了没"])
def test_other_groups_are_refused_in_one_line(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    assert front.answer().text == "只能查本组；其他组请找指挥调度组。"


@pytest.mark.parametrize("room", [LOCALS, EXPERTS])
def test_where_outsiders_read_along_the_figures_come_in_private(room: str) -> None:
    front = desk()
    front.asks("罗青", "青石组进度", room=room)
    assert front.answer().room is None


def test_experts_get_no_figures() -> None:
    front = desk()
    front.says("葛教授", "进度", room=None)
    assert front.answer().text == "统计数据由各核查组和指挥调度组查询。"


def test_counties_attendance_and_names_are_told_on_request() -> None:
    front = desk()
    front.asks("罗青", "到现在几家，列出县区")
    assert "云台县 点位1" in front.answer().text
    front.asks("齐正", "今天青石组应到小组数、实到小组数")
    assert "青石组 应到3个小组，实到1个；群内未见2、3组" in front.answer().text
    front.asks("齐正", "报一下青石组出勤小组和人员名单")
    text = front.answer().text
    assert "1组 郝大川、金小满" in text and "3组 陶一帆、严松（群内未见）" in text
    assert "实到1个\n" in text  # who was not seen is said once
    front.asks("齐正", "报一下青石组昨天出勤小组和人员名单")
    assert "实到0个\n" in (text := front.answer().text) and "群内未见" not in text


def test_what_was_not_seen_of_the_papers_is_told() -> None:
    front = desk()
    front.asks("齐正", "谁还没报附件2、附件3")
    text = front.answer().text
    assert "群内未见" in text and "青石组 附件2、附件3" in text
    front.says("温岚", "未报", room=None)
    assert "白河" not in front.answer().text


def test_the_daily_report_of_one_group_names_it() -> None:
    front = desk()
    front.asks("齐正", "生成10月20日青石日报")
    text = front.answer().text
    assert text.startswith("【日报】10月20日 截至10:00\n驻青石市暗访核查组\n")
    assert "点位2" in text and "白河" not in text
    front.asks("齐正", "出10月20日日报，分开")
    assert front.answer().text.count("【日报】") == 2


def test_a_day_without_anything_is_told_and_a_day_to_come_is_not() -> None:
    front = desk()
    front.asks("罗青", "昨天几家")
    assert "【进度】10月19日" in front.answer().text
    front.asks("罗青", "明天几家")
    assert front.answer().text == "10月21日还没到。"


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("郝大川", "进度", "指令 全体"),
        ("罗青", "已邮", "指令 全体"),
        ("齐正", "指令 全体：内容；指令 青石：内容", "已邮"),
        ("葛教授", "答疑", "进度"),
    ],
)
def test_help_is_by_role_and_fits_a_phone(name: str, shown: str, hidden: str) -> None:
    front = desk()
    front.says(name, "帮助", room=None)
    text = front.answer().text
    assert shown in text and hidden not in text
    assert len(text.splitlines()) <= 12


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("cities", [("青石", "白河"), ("克孜勒苏柯尔克孜", "巴音郭楞蒙古"), ()])
def test_help_has_twelve_lines_of_a_phones_width_whatever_the_cities(role: Role, cities: tuple[str, ...]) -> None:
    lines = help_text(role, campaign().papers, cities).splitlines()
    assert len(lines) <= 12
    assert [line for line in lines if width_of(line) > PHONE_LINE] == []


def test_help_names_only_what_is_understood_and_may_be_used_by_who_asks() -> None:
    for role in (Role.INSPECTOR, Role.LEADER, Role.DISPATCHER):
        text = help_text(role, campaign().papers, ("青石",))
        said = [part.split("\u3000")[0] for line in text.splitlines()[1:] for part in re.split("；", line)]
        named = {intent.name for words in said if (intent := intent_of(words, LEXICON, addressed=True)) is not None}
        assert len(named) >= 5
        assert named <= served(ROUTERS, role, None) | served(ROUTERS, role, RoomKind.COMMAND)


@pytest.mark.parametrize(
    ("name", "room", "said", "nearest"),
    [
        ("齐正", COMMAND, "日报里把第二条删掉", "日报"),
        ("齐正", COMMAND, "以后每天7点自动提醒各组收到指令", "指令情况"),
        ("罗青", QINGSHI, "帮我把问题做成报告", "问题清单"),
        ("郝大川", None, "导出今天的照片清单", "问题清单"),
        ("葛教授", None, "帮我写个情况说明", "帮助"),
    ],
)
def test_a_request_that_nothing_serves_gets_one_line_with_what_comes_nearest(
    name: str, room: str | None, said: str, nearest: str
) -> None:
    front = desk()
    front.asks(name, said, room=room)
    (line,) = front.answer().text.splitlines()
    assert line.startswith("没听懂，可以说：") and line.endswith("。")
    named = line.removeprefix("没听懂，可以说：").removesuffix("。").split("、")
    assert nearest in named and len(named) <= 3


@pytest.mark.parametrize(
    ("name", "room"), [("罗青", QINGSHI), ("郝大川", None), ("齐正", QINGSHI), ("葛教授", EXPERTS)]
)
@pytest.mark.parametrize("said", ["把上一条指令撤回", "帮我写个紧急通知转发给各组", "解除绑定怎么改写一份说明"])
def test_nobody_is_told_of_a_command_that_he_may_not_use_there(name: str, room: str | None, said: str) -> None:
    front = desk()
    front.asks(name, said, room=room)
    for post in front.heard():
        if post.text.startswith("没听懂"):
            not_here = (
                {"指令 全体"} if name == "齐正" else {"指令 全体", "紧急，", "标紧急", "绑定", "确认本群", "已交"}
            )
            assert not any(words in post.text for words in not_here), post.text


@pytest.mark.parametrize("said", ["你好呀小助手", "谢谢", "收到", "今天天气怎么样", ""])
def test_small_talk_is_met_with_silence(said: str) -> None:
    front = desk()
    front.says("郝大川", said, room=None)
    assert front.heard() == []


def test_strangers_unknown_rooms_and_talk_among_people_are_met_with_silence() -> None:
    front = desk()
    front.says("路人", "进度", room=None)
    front.asks("路人", "进度", room=QINGSHI)
    front.asks("齐正", "进度", room="room-elsewhere@chatroom")
    front.says("罗青", "进度")
    assert front.heard() == []


def test_in_quiet_hours_a_room_sleeps_and_the_asker_alone_is_answered() -> None:
    front = desk()
    front.at("22:30")
    front.asks("罗青", "今天几家")
    post = front.answer()
    assert (post.room, post.contact) == (None, ID["罗青"])


def test_questions_in_the_expert_room_are_kept_with_their_photos_in_silence() -> None:
    front = desk()
    front.says("郝大川", "葛老师，铝灰算危废不", room=EXPERTS)
    front.says("郝大川", "", room=EXPERTS, kind=Kind.IMAGE)
    front.says("葛教授", "有没有名录上的代码？", room=EXPERTS)
    front.says("郝大川", "正在找", room=EXPERTS)
    front.says("郝大川", "", room=EXPERTS, kind=Kind.IMAGE)
    assert front.heard() == []
    assert front.purposes() == [
        Purpose.QUESTION,
        Purpose.QUESTION,
        Purpose.CHATTER,
        Purpose.CHATTER,
        Purpose.CHATTER,
    ]


def test_the_same_command_delivered_again_is_answered_once() -> None:
    front = desk()
    message_id = front.asks("罗青", "进度")
    assert len(front.heard()) == 1
    front.asks("罗青", "进度", id=message_id)
    assert front.heard() == []


def test_figures_are_those_of_the_minute() -> None:
    front = desk()
    front.asks("罗青", "进度")
    assert "合计 点位2" in front.answer().text
    front.visit(replace(a_visit("西岭区金桥铸造厂", "09:50", group="qingshi", team=2), day=DAY))
    front.asks("罗青", "进度")
    assert "合计 点位3" in front.answer().text
    assert BAIHE not in {post.room for post in front.heard()}


@pytest.mark.parametrize(
    ("said", "of"), [("青石组各小组点位数、问题数列个表", "qingshi"), ("各组进度，差的标红", None)]
)
def test_a_table_is_drawn_where_one_is_asked_for_and_comes_with_the_figures(said: str, of: str | None) -> None:
    front = desk()
    asked = front.asks("齐正", said)
    assert front.heard() == []
    with front.work() as work:
        (job,) = work.jobs.waiting()
        assert job.payload["board"]["group"] == of
        post_made(job.payload, ("ab" * 32,), work)
    front._send()
    post = front.answer()
    assert (post.room, post.answers, post.media) == (COMMAND, asked, ("ab" * 32,)) and "点位2/8" in post.text


def test_a_groups_room_is_drawn_its_own_board_alone() -> None:
    front = desk()
    front.asks("罗青", "各小组点位数和工业企业数，差的标红")
    with front.work() as work:
        (job,) = work.jobs.waiting()
    assert (job.payload["answer"]["room"], job.payload["board"]["group"]) == (QINGSHI, "qingshi")
