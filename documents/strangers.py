"""What the dispatchers are told of the rooms: strangers, leavers, names; and what waits because of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from documents.lines import one_line, shorten
from domain.posts import PostKind
from domain.strangers import Change, Notice

ONLY_DISPATCHERS = "确认群由指挥调度组办理。"
NOTHING_PENDING = "现在没有待确认的群。"

_FORMER = "（上一轮的人）"
_IMITATES = "（与名册中某人同名或近似）"
_SHOWN = 8  # names a line; more are counted
_WIDTH = 30  # half-widths of a name
_TOPIC = 44

_KINDS = {
    PostKind.INSTRUCTION: "指令",
    PostKind.TALLY: "今日统计",
    PostKind.BULLETIN: "通报",
    PostKind.ROLL_CALL_BOARD: "报送汇总",
    PostKind.ANSWER: "答复",
    PostKind.UNKNOWN_SEND: "核实",
}


def room_name(topic: str) -> str:
    return shorten(topic, _TOPIC) or "一个没有名字的群"


def post_label(kind: PostKind, text: str) -> str:
    """指令 1021-1: what stands between the brackets at its head, else its kind."""
    head = one_line(text[:60])
    if head.startswith("【") and "】" in head:
        return shorten(head[1 : head.index("】")], _WIDTH)
    return _KINDS.get(kind, "发言")


def alarm_text(topic: str, notices: Sequence[Notice], held: Sequence[str], *, guarded: bool, short: str) -> str:
    """One alarm of a room. `held` are the labels of what waits, `short` the words that name the room in a command."""
    lines = [f"【群内提示】{room_name(topic)}"]
    lines += [line for change, say in _SAY.items() if (line := say([n for n in notices if n.change is change]))]
    if held:
        lines.append(f"暂未发到该群：{_listed(held)}。")
    elif guarded and any(notice.change is not Change.LEFT for notice in notices):
        lines.append("统计、指令等暂不发到该群，提醒照常。")
    if guarded:
        lines.append(f"核实后请回“确认本群 {shorten(short, _TOPIC)}”。")
    elif any(notice.change is Change.STRANGER for notice in notices):
        lines.append(f"没有问题请回“确认本群 {shorten(short, _TOPIC)}”。")
    return "\n".join(lines)


def confirmed_text(topic: str, sent: int, stale: int) -> str:
    """The dispatcher's answer."""
    text = f"已确认“{room_name(topic)}”"
    text += f"，补发{sent}条" if sent else ""
    return text + (f"，{stale}条已过时不再发。" if stale else "。")


def which_text(topics: Iterable[str]) -> str:
    """Several rooms wait, or none of that name does."""
    return f"待确认的群：{_listed([room_name(topic) for topic in topics])}。请写明群名，例：确认本群 群名"


def _strangers(notices: Sequence[Notice]) -> str:
    """Impostors first; those without a name are counted."""
    shown = sorted((notice for notice in notices if notice.name), key=lambda notice: not notice.imitates)
    names = [f"{_name(notice)}{_mark(notice)}" for notice in shown]
    nameless = len(notices) - len(shown)
    told = [_listed(names)] if names else []
    told += [f"看不到名字的{nameless}人"] if nameless else []
    return f"名册外成员：{'，'.join(told)}" if told else ""


def _mark(notice: Notice) -> str:
    if notice.former:
        return _FORMER
    return _IMITATES if notice.imitates else ""


def home_text(name: str, city: str | None) -> str:
    """Somebody on the roster, and whence: 范舟（白河组）."""
    return f"{name}（{city}组）" if city else f"{name}（属地）"


def _foreign(notices: Sequence[Notice]) -> str:
    return f"不属于本群的名册人员：{_listed([_name(notice) for notice in notices])}" if notices else ""


def _left(notices: Sequence[Notice]) -> str:
    return f"已不在群：{_listed([_name(notice) for notice in notices])}" if notices else ""


def _imitating(notices: Sequence[Notice]) -> str:
    return f"改名后与他人同名或近似：{_listed([_name(notice) for notice in notices])}" if notices else ""


def _topic(notices: Sequence[Notice]) -> str:
    return f"群名改为“{room_name(notices[-1].name)}”" if notices else ""


def _removed(notices: Sequence[Notice]) -> str:
    return "蓝哨已不在该群，请重新拉入。" if notices else ""


def _unknown_room(notices: Sequence[Notice]) -> str:
    return "蓝哨被拉进这个名册外的群，不在那里说话。" if notices else ""


_SAY = {
    Change.STRANGER: _strangers,
    Change.FOREIGN: _foreign,
    Change.LEFT: _left,
    Change.IMITATES: _imitating,
    Change.TOPIC: _topic,
    Change.REMOVED: _removed,
    Change.UNKNOWN_ROOM: _unknown_room,
}


def _name(notice: Notice) -> str:
    return shorten(notice.name, _WIDTH)


def _listed(names: Sequence[str]) -> str:
    more = f"等{len(names)}个" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more
