"""The locality hears of an urgent case in two steps: the alert offers it, a dispatcher says 通知属地."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from domain.posts import PostKind
from domain.rosters import RoomKind
from storage.work import UnitOfWork
from tests.cast import COMMAND, LOCALS, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat

PIPE = "2组，西岭区，青石市恒远化工有限公司，车间后墙一根暗管正往河里排红褐色废水，潘越13812345678守着，涉嫌偷排"
CLEAN = "2组，西岭区，青石市云帆纺织有限公司，污水站运行正常，未发现问题"


def notices(chat: GroupChat) -> list[tuple[str | None, str]]:
    return [(p.post.room, p.post.text) for p in chat.posts() if p.post.kind is PostKind.LOCAL_NOTICE]


def test_only_a_dispatchers_word_sends_place_and_facts_to_the_room_of_the_host_city_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("10:40")
        assert notices(chat) == []
        chat.asks("齐正", "通知属地 #1")
        ((room, text),) = notices(chat)
        assert room == LOCALS and "西岭区 青石市恒远化工有限公司" in text and "暗管正往河里排" in text
        for secret in ("潘越", "13812345678", "2组", "#1"):
            assert secret not in text
        assert chat.heard(COMMAND)[-1] == "#1 已发到青石属地对接群。"
        chat.asks("苏禾", "#1通知属地")
        assert chat.heard(COMMAND) == ["#1 先前已发到青石属地对接群，不再重发。"] and len(notices(chat)) == 1

        def read(work: UnitOfWork) -> list[tuple[str, str]]:
            rows = work.connection.exec_driver_sql("SELECT actor, subject FROM audit WHERE action = 'locality.tell'")
            return [(row[0], row[1]) for row in rows]

        assert chat.look(read) == [("id-qi", "1")]
        assert chat.look(lambda work: work.alerts.open()) == [], "who has it told has read it"


def test_the_alert_that_is_quoted_or_the_only_one_is_meant(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        post = next(p for p in chat.posts() if p.post.kind is PostKind.URGENT)
        chat.says("范舟", "1组，南关区，白河市顺达印染有限公司，渗坑排放印染废水，涉嫌违法")
        chat.asks("齐正", "通知属地")
        assert chat.heard(COMMAND)[-1] == "请写明是哪一条，例：通知属地 #12"
        chat.asks("齐正", "通知属地", quote=post.platform_id)
        assert len(notices(chat)) == 1
        chat.asks("齐正", "通知属地")
        assert chat.heard(COMMAND)[-1] == "名册里没有白河市的属地群，请电话通知。"


def test_nobody_else_and_nothing_that_can_wait_is_told_to_the_locality(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.says("潘越", CLEAN)
        chat.asks("罗青", "通知属地 #1")
        assert "由指挥调度组决定" in chat.heard(QINGSHI)[-1]
        chat.asks("齐正", "通知属地 #2")
        chat.asks("齐正", "通知属地 #77")
        assert chat.heard(COMMAND)[-2:] == ["#2没有列为紧急，不通知属地；要通知请先说：#2标紧急", "没有#77这一条。"]
        assert notices(chat) == []


def test_a_room_of_another_city_is_never_the_one(tmp_path: Path) -> None:
    rooms = tuple(replace(r, city="白河市") if r.kind is RoomKind.LOCAL else r for r in ROSTER.rooms)
    with group_chat(tmp_path, replace(ROSTER, rooms=rooms)) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.asks("齐正", "通知属地 #1")
        assert notices(chat) == [] and chat.heard(COMMAND)[-1] == "名册里没有青石市的属地群，请电话通知。"
