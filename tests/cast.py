"""The fixed people of the tests: two groups of made-up cities, their rooms, and who is who."""

from __future__ import annotations

from datetime import date

from domain.rosters import Group, Person, Role, Room, RoomKind, Roster, Round

QINGSHI = "room-qingshi@chatroom"
BAIHE = "room-baihe@chatroom"
COMMAND = "room-command@chatroom"
EXPERTS = "room-experts@chatroom"
LOCALS = "room-locals@chatroom"

GROUPS = (
    Group("qingshi", "驻青石市暗访核查组", "青石市", ("东泉区", "西岭区", "云台县", "平川县"), ("临江市",), (1, 2, 3)),
    Group("baihe", "驻白河市暗访核查组", "白河市", ("南关区", "北桥区", "望山县"), ("安岭市",), (1, 2)),
)

ROOMS = (
    Room(QINGSHI, "驻青石市暗访核查工作群", RoomKind.GROUP, "qingshi"),
    Room(BAIHE, "驻白河市暗访核查工作群", RoomKind.GROUP, "baihe"),
    Room(COMMAND, "暗访核查指挥调度群", RoomKind.COMMAND),
    Room(EXPERTS, "专家咨询群", RoomKind.EXPERT),
    Room(LOCALS, "青石属地对接群", RoomKind.LOCAL, city="青石市"),
)

PEOPLE = (
    Person("id-luo", "罗青", Role.LEADER, "qingshi"),
    Person("id-wen", "温岚", Role.LIAISON, "qingshi"),
    Person("id-hao", "郝大川", Role.INSPECTOR, "qingshi", 1),
    Person("id-jin", "金小满", Role.INSPECTOR, "qingshi", 1),
    Person("id-pan", "潘越", Role.INSPECTOR, "qingshi", 2),
    Person("id-xue", "薛宁", Role.INSPECTOR, "qingshi", 2),
    Person("id-tao", "陶一帆", Role.INSPECTOR, "qingshi", 3),
    Person("id-yan", "严松", Role.INSPECTOR, "qingshi", 3),
    Person("id-du", "杜衡", Role.LEADER, "baihe"),
    Person("id-ji", "纪敏", Role.LIAISON, "baihe"),
    Person("id-fan", "范舟", Role.INSPECTOR, "baihe", 1),
    Person("id-lei", "雷声", Role.INSPECTOR, "baihe", 1),
    Person("id-mo", "莫言秋", Role.INSPECTOR, "baihe", 2),
    Person("id-ning", "宁远", Role.INSPECTOR, "baihe", 2),
    Person("id-qi", "齐正", Role.DISPATCHER),
    Person("id-su", "苏禾", Role.DISPATCHER),
    Person("id-ge", "葛教授", Role.EXPERT),
)

ROUNDS = (
    Round(1, date(2020, 10, 19), date(2020, 11, 5)),
    Round(2, date(2020, 11, 6), date(2020, 11, 23)),
    Round(3, date(2020, 11, 24), date(2020, 12, 12)),
    Round(4, date(2020, 12, 13), date(2020, 12, 31)),
)

ROSTER = Roster("anfang-2020", ROUNDS, GROUPS, ROOMS, PEOPLE)
ID = {person.name: person.id for person in PEOPLE}
HOME = {"qingshi": QINGSHI, "baihe": BAIHE, None: COMMAND}
