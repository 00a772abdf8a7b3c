"""SOS: passed on in the same second, said again until acknowledged; the team counts as broken off until it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.messages import Kind
from domain.posts import PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat

HELD = "我们被二十多人围住了，不让走"
LUO, WEN = ID["罗青"], ID["温岚"]
TOLD = "已转告指挥调度组、罗青、温岚。"


def alerts(chat: GroupChat, lane: str = COMMAND) -> list[str]:
    return [one.post.text for one in chat.posts() if one.post.kind is PostKind.URGENT and one.post.lane == lane]


def stopped(chat: GroupChat) -> set[tuple[str, int]]:
    def read(work: UnitOfWork) -> set[tuple[str, int]]:
        return {(stop.group, stop.team) for stop in work.stops.open()}

    return set(chat.look(read))


def test_who_is_surrounded_is_passed_on_with_his_words_last_place_and_pin_and_told_to_whom(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:05")
        chat.says("潘越", "2组，西岭区，青石市云帆纺织有限公司，污水站运行正常，未发现问题")
        chat.pins("薛宁", "西岭区纬三路", 34.5, 114.25)
        chat.at("10:31")
        chat.says("潘越", HELD)
        sent = [one for one in chat.posts() if one.post.urgent]
        assert [one.post.lane for one in sent] == [COMMAND, LUO, WEN, QINGSHI]
        assert all(one.sent_at.astimezone(chat.now.tzinfo) == chat.now for one in sent)
        assert sent[0].post.text.split("\n") == [
            "【险情·受阻】急1 青石组2组 潘越 10:31报",
            f"“{HELD}”",
            "最近点位：#1 青石市云帆纺织有限公司（西岭区） 10:05",
            "最后定位：10:05 西岭区纬三路（34.50000，114.25000）",
            "该小组已记为中止检查",
            "请回：已阅 急1",
        ]
        assert sent[3].post.text == f"{TOLD}已记为中止检查，恢复时说“恢复检查”。"
        assert stopped(chat) == {("qingshi", 2)}
        kept = chat.look(lambda work: work.inbox.all())
        assert kept[-1].message.text == HELD and len(chat.visits) == 1


@pytest.mark.parametrize(
    "said",
    [
        "紧急求助，谁有充电宝",
        "紧急集合，8点大厅",
        "大家注意安全，别被狗咬",
        "大家注意安全，有组被围",
        "下午演练，模拟被围了怎么办",
        "没有受伤，放心",
    ],
)
def test_what_is_no_emergency_is_passed_on_to_nobody(tmp_path: Path, said: str) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", said)
        chat.says("潘越", "「罗青：我们被围了」\n- - - - - - - - - - - - - - -\n啥情况")
        chat.says("罗青", "聊天记录", kind=Kind.FORWARD)
        chat.at("10:40")
        assert alerts(chat) == [] and stopped(chat) == set()


@pytest.mark.parametrize("said", ["SOS", "求助 车坏在高速上了", "紧急：薛宁联系不上了", "sos！"])
def test_a_call_to_the_bot_is_passed_on_whatever_it_says(tmp_path: Path, said: str) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", said, room=None)
        assert len(alerts(chat)) == len(alerts(chat, LUO)) == len(alerts(chat, WEN)) == 1
        assert alerts(chat, ID["潘越"]) == [] and chat.posts()[-1].post.lane == ID["潘越"]
        chat.asks("薛宁", "求助 谁有充电宝")
        chat.asks("齐正", "求助 各组")
        assert len(alerts(chat)) == 1


def test_an_accident_breaks_nothing_off_and_names_the_city_that_sent_them(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("范舟", "出车祸了，在S205和纬三路路口，人没事")
        (alert,) = alerts(chat)
        assert alert.startswith("【险情·交通事故】急1 白河组1组 范舟 10:31报") and "请告知派出单位：安岭市" in alert
        assert stopped(chat) == set() and chat.heard(BAIHE) == ["已转告指挥调度组、杜衡、纪敏。"]


def test_a_report_that_tells_of_it_is_a_visit_and_told_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，暗管排废水，涉嫌违法，老板带人围住我们不让走")
        (visit,), (alert,) = chat.visits, alerts(chat)
        assert visit.urgent and "#1" in alert and "急" not in alert.replace("紧急", "")
        assert stopped(chat) == {("qingshi", 2)} and len(alerts(chat, LUO)) == 1
        assert chat.heard(QINGSHI) == [f"{TOLD}已记为中止检查，恢复时说“恢复检查”。"]
        chat.at("10:34")
        chat.says("薛宁", "他们动手打人了，快报警")
        assert len(alerts(chat)) == 2 and "急1" in alerts(chat)[1], "what happens later is news"


def test_what_the_team_says_next_and_where_it_is_are_of_the_same_emergency(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD)
        chat.says("薛宁", HELD)
        chat.says("薛宁", "又来了二十几个人，把我们锁在院里")
        chat.pins("薛宁", "恒远化工", 34.6, 114.2)
        chat.says("陶一帆", "我们这边也被扣了")  # another team
        first, more, place, other = alerts(chat)
        assert more == "【险情】急1 补充，薛宁 10:31：\n“又来了二十几个人，把我们锁在院里”"
        assert place == "【险情】急1 最后定位：10:31 恒远化工（34.60000，114.20000）"
        assert "急1" in first and "急2 青石组3组 陶一帆" in other


def test_after_a_dispatchers_word_the_next_cry_is_a_new_one(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD)
        chat.at("10:37")
        again = [one.post for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN]
        assert [post.lane for post in again] == [COMMAND, LUO, WEN]
        assert f"【险情·受阻】急1 青石组2组：“{HELD}”（10:31报）" in again[0].text
        chat.says("齐正", "已阅 急1")
        chat.at("10:41")
        chat.says("潘越", "他们动手打人了")
        assert "急2" in alerts(chat)[1]
        chat.at("10:50")
        late = [p.post.text for p in chat.posts() if p.post.kind is PostKind.URGENT_AGAIN][3:]
        assert len(late) == 3 and all("急2" in text and "急1" not in text for text in late)


def test_a_cry_beside_pasted_lines_of_ours_is_passed_on_and_the_lines_alone_are_not(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:05")
        chat.says("潘越", "2组，西岭区，青石市大丰化工厂，暗管排废水，涉嫌违法，老板打人了")
        chat.at("10:06")
        (urgent,) = alerts(chat, LUO)
        line, *_ = urgent.split("\n")
        for pasted in (line, urgent):
            chat.says("潘越", f"看看\n{pasted}\n知道了")
            chat.says("罗青", f"看看 {pasted} 知道了")
        assert alerts(chat, LUO) == [urgent] and len(chat.heard(QINGSHI)) == 1
        for n, pasted in enumerate((line, urgent), start=1):
            chat.says("潘越", f"求助！我们被打了{n}，就在这家\n{pasted}\n快来人")
            chat.at(f"10:0{6 + n}")
            assert len(alerts(chat)) == len(alerts(chat, LUO)) == 1 + n and len(chat.heard(QINGSHI)) == 1
        chat.says("罗青", f"我们被锁在院里{line}快来人")
        chat.at("10:09")
        assert len(alerts(chat)) == 4
        assert [visit.number for visit in chat.visits] == [1]


def test_a_flood_of_cries_is_counted_in_what_is_said_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD)
        for n in range(40):
            chat.says("潘越", f"又有{n}个人把我们围住了")
            chat.pins("薛宁", "恒远化工", 34.6 + n / 1000, 114.2)
        chat.at("10:35")
        assert len(alerts(chat)) == len(alerts(chat, LUO)) == 7 and len(chat.heard(QINGSHI)) == 4
        chat.at("10:37")
        again = [one.post.text for one in chat.posts() if one.post.kind is PostKind.URGENT_AGAIN]
        assert len(again) == 3 and all(f"“{HELD}”，另有补充37条（10:31报）" in text for text in again)


def test_the_same_cry_is_news_after_the_team_went_on(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD)
        chat.asks("罗青", "恢复检查 2组")
        chat.at("10:33")
        assert stopped(chat) == set()
        chat.says("潘越", HELD)
        assert len(alerts(chat)) == len(alerts(chat, LUO)) == 2 and stopped(chat) == {("qingshi", 2)}
        chat.says("薛宁", HELD)
        assert len(alerts(chat)) == 2


def test_at_night_it_goes_out_and_who_called_is_told_in_private(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("23:31")
        chat.says("潘越", "薛宁晕倒了，在酒店，叫了120")
        assert len(alerts(chat)) == 1
        assert [(p.post.room, p.post.contact) for p in chat.posts()][-1] == (None, ID["潘越"])


def test_a_leader_who_calls_is_of_no_team_and_not_told_himself(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("罗青", "我们被堵在厂里了，不让走", room=None)
        assert "青石组 罗青" in alerts(chat)[0] and alerts(chat, LUO) == [] and len(alerts(chat, WEN)) == 1
        assert stopped(chat) == set() and chat.posts()[-1].post.text == "已转告指挥调度组、温岚。"


def test_a_leader_calls_for_the_team_that_he_names(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("罗青", "2组被人围住了，不让走，请尽快联系公安", room=None)
        assert "青石组2组 罗青" in alerts(chat)[0] and stopped(chat) == {("qingshi", 2)}
        chat.says("潘越", "他们开始砸车了")
        assert alerts(chat)[1].startswith("【险情】急1 补充，潘越")


def test_who_takes_the_wrong_room_is_heard_all_the_same_and_answered_in_private(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD, room=BAIHE)
        assert len(alerts(chat)) == len(alerts(chat, LUO)) == 1 and alerts(chat, ID["杜衡"]) == []
        answer = chat.posts()[-1].post
        assert (answer.room, answer.contact) == (None, ID["潘越"]) and chat.visits == []
        assert [p.post.text for p in chat.posts() if p.post.room == BAIHE] == []


def test_who_is_not_in_the_field_raises_none(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("路人", HELD)
        chat.says("齐正", HELD, room=QINGSHI)
        chat.says("葛教授", HELD, room=None)
        assert alerts(chat) == []


def test_a_team_that_is_broken_off_is_shown_so_and_not_asked_for_its_quota_until_it_goes_on(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("郝大川", "1组，云台县，青石市云帆纺织有限公司，污水站运行正常，未发现问题")
        chat.says("潘越", HELD)
        chat.heard()
        chat.asks("罗青", "进度")
        (answer,) = chat.heard(QINGSHI)
        assert "2组 点位0/8 工业0/5 问题0 涉嫌违法0 中止" in answer
        chat.asks("齐正", "进度", room=COMMAND)
        chat.at("10:40")
        chat.says("潘越", "恢复检查")
        assert "2组已恢复检查。" in chat.heard(QINGSHI) and stopped(chat) == set()
        assert [p.post.text for p in chat.posts() if p.post.kind is PostKind.TEAM_STATE] == [
            "青石组2组已恢复检查（潘越 10:40）"
        ]
        chat.asks("罗青", "进度")
        assert "中止" not in chat.heard(QINGSHI)[-1]


@pytest.mark.parametrize(
    ("name", "said", "asked", "goes_on"),
    [
        ("潘越", "没事了，出来了", False, True),
        ("薛宁", "没事了，可以继续查了", True, True),
        ("罗青", "2组好了，接着查", False, True),
        ("齐正", "青石2组没事了，可以继续查", True, True),
        ("郝大川", "没事了，出来了", False, False),
        ("罗青", "3组好了，接着查", False, False),
        ("罗青", "没事了，出来了", False, False),
        ("潘越", "没事了", False, False),
        ("潘越", "没事了吧，可以继续查吗", False, False),
    ],
)
def test_who_says_it_is_over_lets_the_team_go_on(
    tmp_path: Path, name: str, said: str, asked: bool, goes_on: bool
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", HELD)
        chat.at("10:50")
        chat.heard()
        (chat.asks if asked else chat.says)(name, said)
        assert (stopped(chat) == set()) is goes_on
        assert ("2组已恢复检查。" in chat.heard()) is goes_on
        assert chat.visits == []


def test_the_evening_tally_shows_it_too(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("郝大川", "1组，云台县，青石市云帆纺织有限公司，污水站运行正常，未发现问题")
        chat.says("潘越", HELD)
        chat.at("21:05")
        (tally,) = [p.post.text for p in chat.posts() if p.post.kind is PostKind.TALLY and p.post.room == QINGSHI]
        assert "2组 点位0/8 工业0/5 问题0 涉嫌违法0 中止" in tally


def test_dispatchers_and_leaders_break_off_and_let_go_on_by_word_and_it_is_on_record(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.asks("齐正", "中止青石2组")
        assert chat.heard(COMMAND) == ["2组已记为中止检查，恢复时说“恢复 2组”。"]
        chat.asks("齐正", "中止 2组")
        assert "请写明是哪个市" in chat.heard(COMMAND)[0]
        chat.asks("罗青", "中止 3组")
        chat.asks("罗青", "中止 2组、3组")
        assert chat.heard(QINGSHI)[-1] == "2组、3组已经是中止。"
        assert stopped(chat) == {("qingshi", 2), ("qingshi", 3)}
        chat.asks("郝大川", "中止检查")
        assert "求助" in chat.heard(QINGSHI)[-1]
        chat.says("郝大川", "恢复检查")  # of team 1, which goes on anyway
        chat.asks("杜衡", "恢复 2组", room=None)  # of the other group
        assert stopped(chat) == {("qingshi", 2), ("qingshi", 3)}
        chat.says("罗青", "3组恢复检查")
        chat.asks("苏禾", "恢复青石2组")
        assert stopped(chat) == set()

        def read(work: UnitOfWork) -> list[tuple[str, str]]:
            rows = work.connection.exec_driver_sql("SELECT actor, subject FROM audit WHERE action LIKE 'team.%'")
            return [(row[0], row[1]) for row in rows]

        acts = [("id-qi", "qingshi/2"), ("id-luo", "qingshi/3"), ("id-luo", "qingshi/3"), ("id-su", "qingshi/2")]
        assert chat.look(read) == acts
