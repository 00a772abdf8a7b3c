"""Eighteen groups of made-up cities, three teams of two each, for whole days of a campaign at its full size."""

from __future__ import annotations

from domain.rosters import Group, Person, Role, Room, RoomKind, Roster
from tests.cast import COMMAND, ROUNDS

_NAMES = "青石白河云门松岭柳泉石桥望海金沟南陵梅浦竹溪榆湾荷塘麦岭沙洲渡口塔山鹤鸣"
CITIES = tuple(_NAMES[at : at + 2] for at in range(0, len(_NAMES), 2))
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦"
_GIVEN = {1: ("大川", "小满"), 2: ("青岚", "守拙"), 3: ("一帆", "若谷")}
TEAMS = tuple(_GIVEN)

GROUPS = tuple(
    Group(f"g{n:02d}", f"驻{city}市暗访核查组", f"{city}市", (f"{city}东区", f"{city}西区"), (f"派{n}市",), TEAMS)
    for n, city in enumerate(CITIES, 1)
)


def room_of(city: str) -> str:
    return f"room-{CITIES.index(city) + 1:02d}@chatroom"


def member(city: str, team: int, which: int = 0) -> str:
    return _SURNAMES[CITIES.index(city)] + _GIVEN[team][which]


def leader(city: str) -> str:
    return _SURNAMES[CITIES.index(city)] + "明远"


def liaison(city: str) -> str:
    return _SURNAMES[CITIES.index(city)] + "思敏"


def _people(group: Group, city: str) -> list[Person]:
    chiefs = [(leader(city), Role.LEADER), (liaison(city), Role.LIAISON)]
    people = [Person(f"{group.key}-{role.value}", name, role, group.key) for name, role in chiefs]
    for team in TEAMS:
        for which in (0, 1):
            name = member(city, team, which)
            people.append(Person(f"{group.key}-{team}-{which}", name, Role.INSPECTOR, group.key, team))
    return people


ROOMS = (
    *(Room(room_of(c), f"驻{c}市暗访核查工作群", RoomKind.GROUP, g.key) for c, g in zip(CITIES, GROUPS, strict=True)),
    Room(COMMAND, "暗访核查指挥调度群", RoomKind.COMMAND),
)
PEOPLE = (
    *(person for city, group in zip(CITIES, GROUPS, strict=True) for person in _people(group, city)),
    Person("id-qi", "齐正", Role.DISPATCHER),
    Person("id-su", "苏禾", Role.DISPATCHER),
)
ROSTER = Roster("anfang-2020", ROUNDS, GROUPS, ROOMS, PEOPLE)
