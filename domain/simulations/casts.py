"""Made-up people of a made-up province: 18 groups, 119 teams, 240 people in them, as the seed's annex 1 has."""

from __future__ import annotations

from collections.abc import Iterator

from domain.campaigns import Campaign
from domain.rosters import Group, Person, Role, Room, RoomKind, Roster
from domain.simulations import Dice

GROUPS, TEAMS, PEOPLE = 18, 119, 240
_LEAST_TEAM = 2
COMMAND = "sim-command@chatroom"

_CITIES = [
    "青石",
    "白河",
    "云门",
    "松岭",
    "柳泉",
    "石桥",
    "望海",
    "金沟",
    "南陵",
    "梅浦",
    "竹溪",
    "榆湾",
    "荷塘",
    "麦岭",
    "沙洲",
    "渡口",
    "塔山",
    "鹤鸣",
    "杏川",
    "枫桥",
    "芦台",
    "藤县",
    "桂岭",
    "槐荫",
]
_SENDERS = ["临江", "安岭", "平原", "长滩", "宁水", "广渠", "丰野", "永固"]
_COUNTIES = ("东泉区", "西岭区", "云台县", "平川县")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_GIVEN = [
    "大川",
    "小满",
    "青岚",
    "守拙",
    "一帆",
    "若谷",
    "明远",
    "思敏",
    "知秋",
    "望舒",
    "景行",
    "清和",
    "子衿",
    "北辰",
    "怀瑾",
    "书翰",
    "远山",
    "朝阳",
    "立夏",
    "谷雨",
    "春晓",
    "长风",
]


def cast_of(campaign: Campaign, dice: Dice) -> Roster:
    """A roster for the campaign; each of its people has a name of his own."""
    cities = dice.sample(_CITIES, k=GROUPS)
    names = iter(dice.sample([s + g for s in _SURNAMES for g in _GIVEN], k=PEOPLE + 2))
    groups = tuple(_group(n, city, dice) for n, city in enumerate(cities))
    people = [person for n, group in enumerate(groups) for person in _members(group, n, names)]
    people += [Person(f"sim-dispatcher-{n}", next(names), Role.DISPATCHER) for n in (1, 2)]
    rooms = [
        Room(room_of(group.key), f"{group.name.removesuffix('组')}工作群", RoomKind.GROUP, group.key)
        for group in groups
    ]
    rooms.append(Room(COMMAND, "暗访核查指挥调度群", RoomKind.COMMAND))
    return Roster(campaign.key, campaign.rounds, groups, tuple(rooms), tuple(people))


def room_of(group: str) -> str:
    return f"sim-{group}@chatroom"


def speakers(roster: Roster, group: str) -> tuple[Person, Person]:
    """The group's leader and its liaison."""
    members = roster.members(group)
    leader, liaison = (next(p for p in members if p.role is role) for role in (Role.LEADER, Role.LIAISON))
    return leader, liaison


def _group(n: int, city: str, dice: Dice) -> Group:
    teams = TEAMS // GROUPS + (n < TEAMS % GROUPS)
    sending = tuple(f"{name}市" for name in dice.sample(_SENDERS, k=2))
    return Group(f"g{n + 1:02d}", f"驻{city}市暗访核查组", f"{city}市", _COUNTIES, sending, tuple(range(1, teams + 1)))


def _members(group: Group, n: int, names: Iterator[str]) -> list[Person]:
    """Two a team and some in threes; the first of the first team leads, its second is the liaison."""
    threes = PEOPLE - _LEAST_TEAM * TEAMS
    people = []
    for team in group.teams:
        for which in range(_LEAST_TEAM + (team == group.teams[-1] and n < threes)):
            role = (Role.LEADER, Role.LIAISON)[which] if team == 1 and which < 2 else Role.INSPECTOR
            people.append(Person(f"sim-{group.key}-{team}-{which}", next(names), role, group.key, team))
    return people
