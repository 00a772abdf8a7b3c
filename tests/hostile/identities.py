"""Hostile identities: names that imitate, people who left, rooms that call themselves something else."""

from __future__ import annotations

from random import Random

from domain.messages import BOT, EVERYONE, Kind, RoomChange
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.hostile.cases import DISPATCHERS, EVERYBODY, INSPECTORS, ROOMS, Case, Step, anything, command, report
from tests.hostile.unicode_texts import twisted

_LOOKALIKES = str.maketrans(
    {"齐": "斉", "正": "㱏", "苏": "甦", "禾": "木", "罗": "囉", "青": "靑", "蓝": "藍", "哨": "哨\u200b"}
)


def impostor_name(chance: Random) -> str:
    """What somebody calls himself who would like to be taken for another."""
    real = chance.choice((*DISPATCHERS, *EVERYBODY, "蓝哨", "指挥调度组", "系统消息", "微信团队"))
    return chance.choice(
        (
            real,
            f"{real}\u200b",
            f"\u202e{real[::-1]}",
            real.translate(_LOOKALIKES),
            f"{real}.",
            f" {real} ",
            f"{real}（调度）",
            f"调度-{real}",
            "\u3000".join(real),
            twisted(real, chance),
            f"{real}\n{real}",
            f"@{real}\u2005",
            ID.get(real, real),
            f"{real}管理员",
        )
    )


def _impostor_id(chance: Random) -> str:
    """A contact id that is nobody's, however much it looks like somebody's."""
    real = ID[chance.choice(EVERYBODY)]
    return chance.choice(
        (
            f"{real} ",
            f" {real}",
            real.upper(),
            f"{real}\0",
            f"{real}\u200b",
            real[:-1],
            f"{real}@openim",
            "",
            "bot",
            "all",
            "None",
            real.title(),
            f"wxid_{chance.randint(0, 99)}",
            "系统",
            "fmessage",
            "weixin",
        )
    )


def _change(chance: Random, name: str) -> Case:
    """What a gateway tells of a room: joined, left, renamed, a topic that is another group's."""
    change = chance.choice(tuple(RoomChange))
    who = chance.choice((*EVERYBODY, _impostor_id(chance)))
    topics = (
        "驻白河市暗访核查工作群",
        "暗访核查指挥调度群",
        "",
        "驻青石市暗访核查工作群\n驻白河市暗访核查工作群",
        "新群名",
    )
    lines = [change.value, *(chance.choice((impostor_name(chance), *topics)) for _ in range(chance.randint(0, 3)))]
    target = chance.choice((None, ID.get(who, who), _impostor_id(chance)))
    room = chance.choice(ROOMS)
    told = Step(f"{name}.1", who, "\n".join(lines), Kind.SYSTEM, room=room, target=target)
    return (told, Step(f"{name}.2", who, anything(chance), room=room, mentions=(BOT,)))


def case(chance: Random, name: str) -> Case:
    way = chance.random()
    if way < 0.2:
        return _change(chance, name)
    if way < 0.7:
        who, shown = _impostor_id(chance), impostor_name(chance)
    elif way < 0.85:  # a person of the roster under another's name: only the id counts
        who, shown = chance.choice(INSPECTORS), impostor_name(chance)
    else:  # a person of the roster in a room of others
        who, shown = chance.choice(EVERYBODY), ""
    room = chance.choice((QINGSHI, BAIHE, COMMAND, *ROOMS))
    text = chance.choice((command, command, report, anything))(chance)
    mentions = chance.choice(((BOT,), (BOT, EVERYONE), (BOT, ID[chance.choice(EVERYBODY)]), ()))
    return (Step(f"{name}.1", who, f"@蓝哨 {text}", room=room, name=shown, mentions=mentions),)
