"""A dispatcher changes the roster in chat; what a round leaves to the next; the host city's contact in an emergency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from domain.posts import PostKind
from storage.rosters import import_roster
from storage.tables import audit
from tests.cast import BAIHE, COMMAND, GROUPS, PEOPLE, QINGSHI, ROSTER
from tests.eighteen import ROSTER as EIGHTEEN
from tests.group_chat import GroupChat, group_chat

REPORT = "云台县豫华铸造厂，喷漆房未密闭，废气收集不到位，已交办"
CONTACT = "某值班室 0000-1234"
WITH_CONTACT = replace(ROSTER, groups=(replace(GROUPS[0], emergency_contact=CONTACT), *GROUPS[1:]))


def _told(chat: GroupChat, kind: PostKind) -> list[tuple[str | None, str | None, str]]:
    return [(p.post.room, p.post.contact, p.post.text) for p in chat.posts() if p.post.kind is kind]


def _audit(chat: GroupChat, action: str) -> list[Any]:
    return list(chat.look(lambda work: work.connection.execute(select(audit).where(audit.c.action == action)).all()))


def test_who_was_replaced_loses_his_rights_at_once_and_who_comes_has_them_when_he_is_bound(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("齐正", "换人 青石2组 潘越 换 贺平 A级 证号C-12 原因：生病")
        (answer,) = chat.heard(COMMAND)
        assert answer.startswith("【名册】青石2组组员 潘越 换 贺平，原因：生病。即时生效。")
        assert "贺平：还没有职务；微信号待绑定" in answer
        assert [(room, contact) for room, contact, _ in _told(chat, PostKind.ROSTER)] == [(None, "id-wen")]
        chat.says("潘越", REPORT)
        assert chat.visits == []
        chat.look(lambda work: work.bindings.bind("wxid-he", "unknown:qingshi/贺平", "id-qi"))
        chat.says("贺平", REPORT, sender="wxid-he", room=QINGSHI)
        (visit,) = chat.visits
        assert (visit.author, visit.team) == ("unknown:qingshi/贺平", 2)
        (entry,) = _audit(chat, "rosters.replace")
        assert entry.actor == "id-qi" and "生病" in entry.detail and "潘越" not in entry.detail


def test_what_was_said_before_the_change_counts_for_who_left(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        before = chat.now
        chat.later(60)
        chat.asks("齐正", "调出 青石2组 潘越 原因：另有任务")
        chat.says("潘越", REPORT, at=before)
        assert [visit.author for visit in chat.visits] == ["id-pan"]


def test_a_change_without_a_reason_or_against_the_scheme_is_not_made(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("齐正", "换人 青石2组 潘越 换 贺平")
        chat.asks("齐正", "换人 青石2组 潘越 换 贺平 B级 原因：生病")
        chat.asks("齐正", "换人 青石2组 潘越 换 贺平 来自青石 原因：生病")
        chat.asks("齐正", "增加人员 青石 联络员 贺平 原因：再添一名")
        reason, level, city, two = chat.heard(COMMAND)
        assert reason.startswith("改名册要写原因。例：换人 青石2组")
        assert level == "没有改：青石组 贺平：级别为 B，不够参加本次行动。"
        assert city == "没有改：青石组 贺平：应为别的市的人，本人就是 青石市 的，须异地交叉。"
        assert two == "没有改：青石组的联络员应为 1 人，现有 2 人：温岚、贺平。"
        assert chat.app.scene.roster == ROSTER


def test_who_is_sent_back_is_named_in_a_draft_for_the_dispatcher_alone(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("齐正", "调出 青石2组 潘越 退回 原因：没有执法证")
        drafts = [p.post for p in chat.posts() if "通报草稿" in p.post.text]
        assert [(post.room, post.contact) for post in drafts] == [(None, "id-qi")]
        assert "临江市：" in drafts[0].text and "机器人不发出" in drafts[0].text
        assert chat.heard(QINGSHI) == []


def test_nobody_but_a_dispatcher_changes_or_asks_and_none_in_a_groups_room(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        for name in ("罗青", "温岚", "郝大川"):
            chat.asks(name, "换人 青石2组 潘越 换 贺平 原因：生病")
            chat.asks(name, "名册情况")
        assert set(chat.heard(QINGSHI)) == {"名册由指挥调度组办理。"}
        chat.asks("齐正", "名册情况", room=BAIHE)
        assert [(p.post.room, p.post.contact) for p in chat.posts()][-1] == (None, "id-qi")
        assert chat.app.scene.roster == ROSTER


def test_the_state_of_the_roster_names_what_is_missing_by_group(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: work.bindings.unbind("id-pan", "id-qi"))
        chat.asks("齐正", "调出 青石1组 金小满 原因：另有任务")
        chat.heard()
        chat.asks("齐正", "名册情况 青石")
        (text,) = chat.heard(COMMAND)
        assert "小组人数不是规定的：青石1组1人" in text
        assert "没有执法记录仪：青石1组（郝大川）、2组（潘越、薛宁）" in text
        assert "没有写执法证号：青石罗青、郝大川" in text
        assert "还没认出微信号：青石潘越" in text
        assert "白河" not in text
        chat.asks("齐正", "第2轮名册情况", room=None)
        assert chat.heard() == ["还没有第2轮次的名册。"]


def test_a_round_hands_over_what_is_open_to_the_new_leader_alone(tmp_path: Path) -> None:
    newcomer = replace(PEOPLE[0], id="id-cen", name="岑远山")
    second = replace(ROSTER, round=2, people=(newcomer, *PEOPLE[1:]))
    with group_chat(tmp_path, day=date(2020, 11, 5), start="09:00") as chat:
        chat.look(lambda work: import_roster(work.connection, second, work.namespace, work.now))
        chat.run(chat.app.renew())
        chat.says("郝大川", REPORT)
        chat.says("潘越", "西岭区长顺预制厂，料堆未覆盖，已交办", after=600)
        chat.says("潘越", "回头看：西岭区长顺预制厂，料堆已覆盖，整改到位", after=1200)
        chat.asks("齐正", "指令 青石：今晚前抽查东泉区工地，18:00前反馈")
        chat.at("20:30")
        chat.heard()
        chat.asks("罗青", "交接清单")
        (own,) = chat.heard(QINGSHI)
        assert "没有回头看的 1 处" in own and "豫华铸造厂" in own and "长顺" not in own
        assert "没有反馈的指令：1105-1" in own
        chat.asks("郝大川", "交接清单")
        assert chat.heard(QINGSHI) == ["交接清单由组长、联络员看本组，指挥调度组看各组。"]
        chat.at("08:00", date(2020, 11, 6))
        packs = [(room, contact) for room, contact, text in _told(chat, PostKind.ROSTER) if "交接清单" in text]
        assert packs == [(None, "id-cen")]


def test_of_many_groups_at_once_the_dispatcher_is_asked_which(tmp_path: Path) -> None:
    with group_chat(tmp_path, EIGHTEEN) as chat:
        chat.asks("齐正", "交接清单")
        chat.asks("齐正", "交接清单 青石")
        assert chat.heard(COMMAND) == ["请写明是哪个组。例：交接清单 青石", "【交接清单】青石组\n没有未办完的事。"]


def test_the_host_citys_contact_is_given_to_a_dispatcher_alone_while_there_is_an_emergency(tmp_path: Path) -> None:
    with group_chat(tmp_path, WITH_CONTACT) as chat:
        chat.asks("齐正", "属地应急联系人 青石")
        assert [p.post.text for p in chat.posts()][-1] == "青石组现在没有紧急情况，不提供属地应急联系人。"
        chat.says("郝大川", "紧急：我们在云台县出了车祸，有人受伤")
        chat.asks("罗青", "属地应急联系人 青石", room=None)
        chat.asks("齐正", "属地应急联系人 青石")
        given = [(p.post.room, p.post.contact) for p in chat.posts() if CONTACT in p.post.text]
        assert given == [(None, "id-qi")]
        assert len(_audit(chat, "host_contact.give")) == 1
        for words in ("名册情况", "帮助", "交接清单 青石", "日报 青石"):
            chat.asks("齐正", words)
        assert len([p for p in chat.posts() if CONTACT in p.post.text]) == 1
