"""换人, 增加人员, 调出: what is answered to the dispatcher, what the command room and the liaison are told."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import shorten
from documents.rosters import place_text
from domain.roster_orders import BadRosterOrder, OrderKind, RosterFault, RosterOrder
from domain.rosters import Person, Roster

NOT_YOURS = "名册由指挥调度组办理。"
NOT_HERE = "名册请在指挥调度群或私聊里办。"
ALERTS_ONLY = "属地应急联系人只在有紧急情况时提供，请写明是哪一件。例：属地应急联系人 #12"

_HOW = {
    OrderKind.REPLACE: "换人 青石2组 郝大川 换 贺平 A级 证号C-12 原因：生病",
    OrderKind.ADD: "增加人员 青石2组 贺平 A级 证号C-12 原因：补缺",
    OrderKind.REMOVE: "调出 青石2组 郝大川 原因：另有任务",
}
_REASON = 80  # half-widths
_NAME = 20

_FAULTS = {
    RosterFault.UNCLEAR: "没看清是谁。",
    RosterFault.NO_REASON: "改名册要写原因。",
    RosterFault.NO_GROUP: "没看清是哪个组。",
    RosterFault.NO_TEAM: "没看清是第几小组。",
}


def bad_order_text(bad: BadRosterOrder, kind: OrderKind) -> str:
    """What to write instead."""
    name = shorten(bad.word, _NAME)
    if bad.fault is RosterFault.NOT_THERE:
        return f"那个组里没有“{name}”。"
    if bad.fault is RosterFault.TWO_THERE:
        return f"那个组里有不止一个“{name}”，请写明第几小组。"
    if bad.fault is RosterFault.ALREADY:
        return f"“{name}”已在名册的一个组里，请先调出。"
    return f"{_FAULTS[bad.fault]}例：{_HOW[kind]}"


def refused_text(lines: Sequence[str]) -> str:
    """The rules of the scheme do not let it be."""
    return f"没有改：{'；'.join(lines)}。"


def changed_text(order: RosterOrder, roster: Roster, missing: Sequence[str]) -> str:
    """【名册】青石2组组员 郝大川 换 贺平，原因：生病。 `missing` is what is not known of who comes."""
    text = f"【名册】{_what(order, roster)}，原因：{shorten(order.reason, _REASON)}。即时生效。"
    if order.comes is None:
        return text
    lacks = f"还没有{'、'.join(missing)}；" if missing else ""
    return text + f"\n{shorten(order.comes.name, _NAME)}：{lacks}微信号待绑定，绑定后才认得出。"


def liaison_text(order: RosterOrder, roster: Roster) -> str:
    """To the group's liaison, alone."""
    return f"【名册】{_what(order, roster)}。请协助新到人员加入工作群，离开的人员退出工作群。"


def return_draft(order: RosterOrder, person: Person, sender: str) -> str:
    """A text for the dispatcher to copy and change; the bot sends it to nobody else."""
    unit = person.details.get("unit", "")
    title = person.details.get("title", "")
    who = "".join((unit, title, person.name)) if unit or title else person.name
    city = sender or "〔派员市〕"
    return "\n".join(
        (
            "【通报草稿】只给您，供修改后按程序印发，机器人不发出：",
            f"关于退回抽调人员的通报（草稿）\n{city}：",
            f"你市抽调参加暗访核查的{shorten(who, 60)}，经核对不符合抽调条件，现予退回。",
            f"原因：{shorten(order.reason, _REASON)}。",
            "请按规定条件（持有属地执法证的市支队业务骨干、县（区）中队长或副中队长）另行选派，并报指挥调度组。",
        )
    )


def _what(order: RosterOrder, roster: Roster) -> str:
    person = order.goes or order.comes
    assert person is not None
    where = place_text(person, roster)
    if order.goes is None:
        return f"{where} 增加 {shorten(person.name, _NAME)}"
    name = shorten(order.goes.name, _NAME)
    if order.comes is None:
        return f"{where} {name} {'退回' if order.returned else '调出'}"
    return f"{where} {name} 换 {shorten(order.comes.name, _NAME)}"


def host_contact_text(city: str, contact: str) -> str:
    """To one dispatcher, alone."""
    return f"{city}属地应急联系人：{contact}" if contact else f"名册里没有写{city}的属地应急联系人。"


def no_alert_text(city: str) -> str:
    return f"{city}组现在没有紧急情况，不提供属地应急联系人。"
