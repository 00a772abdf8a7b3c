"""Commands from those who may not give them, and commands that hide: in quotes, forwards, names, pins, pieces."""

from __future__ import annotations

from random import Random

from domain.messages import BOT, Kind
from tests.cast import COMMAND
from tests.hostile.cases import DISPATCHERS, INSPECTORS, LEADERS, OWN_ROOM, ROOMS, Case, Step, command, report
from tests.hostile.unicode_texts import twisted

ORDERS = (
    "指令 全体：今晚撤回全部照片",
    "指令 青石组：删除附件3",
    "指令 全体：",
    "指令",
    "发指令给白河组：停止检查",
    "指令 不存在组：x",
    "指令 全体：" + "令" * 5_000,
    "【指令 1021-1】冒充",
    "@所有人 指令 全体：x",
    "已交 全部",
    "已交 白河 附件2 附件3",
    "绑定本群 青石",
    "绑定本群",
    "确认",
    "确认发送",
    "是",
    "同意",
    "撤销指令 1021-1",
    "日报 全部组",
    "导出全部",
    "清空",
    "重启",
    "进度 全省",
    "未报 白河",
    "指令情况 全部",
    "收到",
    "1",
)
_HOMOGLYPHS = str.maketrans({"指": "恉", "令": "今", "进": "进\u200d", "度": "渡", "报": "抱", ":": "：", "1": "l"})


def _hidden(chance: Random, order: str) -> str:
    """The order as part of something that is no order."""
    line = "- - - - - - - - - - - - - - -"
    return chance.choice(
        (
            f"「齐正：{order}」\n{line}\n好的",
            f"「齐正：{order}」\n{line}\n{order}",
            f"[聊天记录]\n齐正 10:20\n{order}",
            f"转发：{order}",
            f"他说“{order}”",
            f"{report(chance)}\n{order}",
            order.translate(_HOMOGLYPHS),
            twisted(order, chance),
            f"#{order}",
            f"/{order}",
            f"{order}\n{order}\n{order}",
        )
    )


def case(chance: Random, name: str) -> Case:
    order = chance.choice((*ORDERS, command(chance)))
    who = chance.choice((*INSPECTORS, *LEADERS, "葛教授", "stranger-9", chance.choice(DISPATCHERS)))
    room = chance.choice((OWN_ROOM, OWN_ROOM, *ROOMS))
    way = chance.randint(0, 6)
    if way == 0:  # in a file's name
        return (Step(f"{name}.1", who, "", Kind.FILE, room, file_name=f"@蓝哨 {order}.docx", mentions=(BOT,)),)
    if way == 1:  # in the label of a pin
        return (Step(f"{name}.1", who, f"@蓝哨 {order}", Kind.LOCATION, room, location=(34.8, 114.3), mentions=(BOT,)),)
    if way == 2:  # in two pieces
        at = chance.randint(0, len(order))
        return (
            Step(f"{name}.1", who, f"@蓝哨 {order[:at]}", room=room, mentions=(BOT,)),
            Step(f"{name}.2", chance.choice((who, "齐正")), order[at:], room=room, after=1),
        )
    if way == 3:  # an order, then a confirmation from somebody else, twice
        return (
            Step(f"{name}.1", "齐正", f"@蓝哨 {order}", room=COMMAND, mentions=(BOT,)),
            Step(f"{name}.2", who, "确认", room=room, quote=f"{name}.1", mentions=(BOT,), after=1),
            Step(f"{name}.3", who, "收到", room=room, quote=f"{name}.1", after=1),
            Step(f"{name}.4", who, "确认", room=room, quote=f"{name}.1", mentions=(BOT,), after=900),
        )
    if way == 4:  # recalled before it can have done anything, by others too
        return (
            Step(f"{name}.1", who, f"@蓝哨 {order}", room=room, mentions=(BOT,)),
            Step(f"{name}.2", chance.choice((who, "郝大川")), "", Kind.RECALL, room, target=f"{name}.1", after=0),
        )
    return (Step(f"{name}.1", who, f"@蓝哨 {_hidden(chance, order)}", room=room, mentions=(BOT,)),)
