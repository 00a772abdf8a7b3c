"""Whatever else happens meanwhile, a group's records are the same: a property, over the real road of a message."""

from __future__ import annotations

import functools
import random
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.receiver import unit_of
from domain.calendars import at_time
from domain.messages import Kind, Message
from domain.rosters import Role
from storage.lexicons import load_lexicon
from storage.rosters import import_roster
from storage.work import UnitOfWork
from tests.cast import HOME, ID, ROSTER
from tests.databases import content_of, memory_database
from tests.visit_book import DAY, campaign

LEXICON = load_lexicon()

#: Minute, second, who, what; [图], [视频] and [定位] are shown; > n quotes the n-th line, < n takes it back;
#: #{n} is the number of the visit that the n-th line told first.
OURS = """
    00 00 郝大川 1组，青石市锦川铸造有限公司，东泉区，电炉正在生产，除尘风机没开，烟尘直接外排，涉嫌违法
    00 20 金小满 [图]
    00 40 金小满 [视频]
    02 00 潘越 [图]
    02 30 潘越 2组 西岭区 青石市云帆纺织有限公司 污水站运行正常 台账齐全 未发现问题
    03 10 薛宁 [图]
    06 00 郝大川 > 0 更正：上面那家是青石市锦州铸造有限公司
    09 00 陶一帆 [定位]
    09 15 陶一帆 3组，平川县利达砂浆站，料仓顶破了个洞，需整改，交办属地
    09 40 严松 [图]
    10 00 严松 [图]
    12 00 潘越 2组 西岭区 恒远化工有限公司，危废间未上锁，已责令立行立改
    12 05 薛宁 [图]
    13 00 薛宁 > 11 补充：台账也没记，一并要求改
    15 00 金小满 1组，东泉区纬三路工地，裸土未覆盖，雾炮未开，交办
    15 20 金小满 [图]
    16 00 陶一帆 3组 云台县宏基塑料厂，停产，关门
    17 00 陶一帆 < 16
    17 30 陶一帆 3组 云台县宏基塑料厂，造粒机没有集气罩，涉嫌违法
    18 00 严松 [视频]
    18 30 薛宁 更正 #{11} 县区 东泉，结果 需整改，问题1：危废间门未上锁
    18 40 罗青 撤销 #{4}（不在计划内）
    18 50 罗青 恢复 #{4}
    19 00 陶一帆 更正 #{18} 名称 云台宏基塑料制品厂，加问题：台账缺失
    19 20 严松 合并 #{8} #{18}
    19 40 温岚 拆分 #{18}：利达砂浆站；宏基塑料制品厂，涉嫌违法
    20 00 潘越 更正：恒远化工县区是西岭区
    20 20 薛宁 > 11 补充：危废间也没有标识
"""
THEIRS = """
    00 10 范舟 1组，望山县绿野砂场，料堆未苫盖，立行立改
    00 30 雷声 [图]
    02 10 莫言秋 2组 南关区 白河市江岸印刷有限公司 光氧机没开 涉嫌违法
    02 40 宁远 [图]
    03 00 宁远 [视频]
    12 10 范舟 > 0 更正：料堆已盖，是北桥区的
    16 20 雷声 [图]
    16 40 雷声 1组 北桥区 加油站 油气回收正常 未发现问题
"""
COURTESIES = ("收到", "辛苦了", "👌", "好的组长", "[强]", "路上有点堵，大家慢点")
CHATTER = (*COURTESIES, "中午在哪吃饭", "明天几点集合", "哈哈哈")  # of one's own picture, these say that it is none


@functools.cache
def day_of(script: str, name: str) -> tuple[Message, ...]:
    """A script as messages, in their order."""
    said: list[Message] = []
    for n, line in enumerate(line for line in script.splitlines() if line.strip()):
        minute, second, who, what = line.split(maxsplit=3)
        more: dict[str, Any] = {"kind": Kind.TEXT, "text": what}
        if what[0] in "<>":
            mark, target, *words = what.split(maxsplit=2)
            other = f"{name}{target}"
            more = {"kind": Kind.RECALL, "target": other} if mark == "<" else {"text": words[0], "quote": other}
        elif what.startswith("["):
            more = {"kind": {"[图]": Kind.IMAGE, "[视频]": Kind.VIDEO, "[定位]": Kind.LOCATION}[what]}
            more |= {"text": "平川县", "location": (34.5, 114.25)} if what == "[定位]" else {}
        person = ROSTER.person[ID[who]]
        at = at_time(DAY, time(9, int(minute), int(second)))
        fields = {"kind": Kind.TEXT, "room": HOME[person.group], "sender": person.id, "sender_name": who, "at": at}
        said.append(Message(**{"id": f"{name}{n}", **fields, **more}))
    return tuple(said)


class Life:
    """A bot that takes messages one by one, each in a unit of its own, and may stop."""

    def __init__(self) -> None:
        self.engine: Engine = memory_database()
        self.now = at_time(DAY, time(8))
        self.numbers: dict[str, int] = {}
        with self.engine.begin() as connection:
            import_roster(connection, ROSTER, "test", self.now)

    def hear(self, message: Message, *, dies: bool = False) -> None:
        """Keep and handle it; a bot that `dies` does so before that is durable."""
        self.now = max(self.now, message.at)
        with self.engine.connect() as connection:
            work = self._work(connection)
            message = replace(message, text=re.sub(r"\{(\w+)\}", lambda m: str(self.numbers[m[1]]), message.text))
            unit = unit_of(message, b"raw", self.now)
            if unit.keep is None or unit.keep(work):
                unit.run(work)
            for visit in work.visits.visits_of(message.id):
                self.numbers.setdefault(message.id.removeprefix("our"), visit.number or 0)
            if not dies:
                connection.commit()

    def restart(self) -> None:
        """Nothing is left but what the database holds."""
        content = content_of(self.engine)
        self.engine.dispose()
        self.engine = memory_database(content)

    def records(self, group: str) -> list[Any]:
        """The group's visits without their numbers, which all groups share."""
        with self.engine.connect() as connection:
            visits = [replace(visit, number=None) for visit in self._work(connection).visits.all()]
        self.engine.dispose()
        return sorted((visit for visit in visits if visit.group == group), key=lambda visit: visit.message_ids)

    def _work(self, connection: Any) -> UnitOfWork:
        return UnitOfWork(connection, self.now, campaign(), ROSTER, LEXICON, "test")


@functools.cache
def undisturbed() -> tuple[Any, ...]:
    life = Life()
    for message in day_of(OURS, "our"):
        life.hear(message)
    return tuple(life.records("qingshi"))


def remark(at: datetime, n: int, dice: random.Random) -> Message:
    """Small talk of somebody of the group, or of the command room; who takes pictures is courteous."""
    who = dice.choice(("罗青", "温岚", "郝大川", "潘越", "严松", "齐正"))
    person = ROSTER.person[ID[who]]
    said = dice.choice(COURTESIES if person.role is Role.INSPECTOR else CHATTER)
    return Message(f"talk{n}", HOME[person.group], person.id, who, at + timedelta(seconds=n % 3), Kind.TEXT, said)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_other_groups_chatter_duplicates_and_a_restart_leave_a_groups_records_as_they_are(seed: int) -> None:
    dice = random.Random(seed)
    ours, theirs = list(day_of(OURS, "our")), list(day_of(THEIRS, "their"))
    dice.shuffle(theirs)
    stops_at = dice.randrange(len(ours))
    life, heard = Life(), list[Message]()
    for n, message in enumerate(ours):
        while theirs and dice.random() < 0.4:
            life.hear(theirs.pop())
        if dice.random() < 0.4:
            life.hear(remark(message.at, n, dice))
        if n == stops_at:
            life.hear(message, dies=True)
            life.restart()
        life.hear(message)
        heard.append(message)
        if dice.random() < 0.3:
            life.hear(dice.choice(heard))  # a gateway brings it once more
        if dice.random() < 0.2 and message.kind is Kind.TEXT and not message.quote:
            life.hear(replace(message, id=f"{message.id}-again"))  # under another id
    assert tuple(life.records("qingshi")) == undisturbed()


def test_the_day_of_the_property_is_worth_it() -> None:
    places = [visit.place for visit in undisturbed()]
    assert len(places) == 6 and "青石市锦州铸造有限公司" in places
    by_hand = [m for m in day_of(OURS, "our") if re.match("更正 #|撤销|恢复|合并|拆分", m.text)]
    told = {message_id for visit in undisturbed() for message_id in visit.message_ids}
    assert len(by_hand) == 6 and len(told) == len(day_of(OURS, "our")) - 2 - len(by_hand)
