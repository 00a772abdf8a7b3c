"""Who is still to be confirmed, and what is answered when somebody confirms, binds or unbinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documents.lines import clock_of, shorten
from domain.papers import short_city
from domain.proposals import Outstanding, Proposal
from domain.rosters import Person, Roster

PAUSED = "正在核对谁是谁，指令和查询暂停；核对后请再说一次。进展请说“绑定情况”。"
ONLY_SPEAKERS = "绑定由指挥调度组或本组联络员确认。"
ONLY_DISPATCHERS = "这件事由指挥调度组办理。"
ALL_BOUND = "都已绑定，没有待确认的。"
WHICH = "请写明序号或姓名，例：确认绑定 3。名单请说“绑定情况”。"
WHOM = "请写明姓名，例：解除绑定 某某。"
IN_THE_ROOM = "请到要绑定的群里@我说。"
RESUMED = "指令和查询已恢复。"
_NAMES_A_LINE = 40  # more are counted
_WIDTH = 30


def list_text(outstanding: Outstanding, roster: Roster) -> str:
    """The list: why it goes out, who may be whom, whom and which rooms nobody has been found for."""
    lines = ["【绑定核对】"]
    if outstanding.is_lost:
        lines.append("微信号或联系人编号可能变了，指令和查询暂停，证据照常收。")
    people = [p for p in outstanding.proposals if not p.is_room]
    if people:
        lines.append("核实是本人后，回“确认绑定 序号”（可写 1-5）：")
        lines += [_proposal_line(proposal, roster) for proposal in people]
    lines += _missing_lines(outstanding, roster)
    lines += _room_lines(outstanding, roster)
    return "\n".join(lines) if len(lines) > 1 else ALL_BOUND


def confirmed_text(bound: Sequence[str], refused: Sequence[str], unknown: Sequence[str]) -> str:
    """The answer to a confirmation: who is bound now, for whom the speaker may not, and what was not found."""
    lines = [f"已绑定：{'、'.join(bound)}。先前发的随后补记。"] if bound else []
    if refused:
        lines.append(f"不能由你确认：{'、'.join(refused)}。")
    if unknown:
        lines.append(f"没有对上：{'、'.join(shorten(word, _WIDTH) for word in unknown[:10])}。{WHICH}")
    return "\n".join(lines) or WHICH


def unbound_text(name: str, *, was_bound: bool) -> str:
    return f"已解除{name}的绑定。" if was_bound else f"{name}没有绑定。"


def dispatcher_changed_text(name: str, by: str, *, is_bound: bool) -> str:
    """To the other dispatchers: an account speaks as a dispatcher from now, or none does; `by` is "" for the host."""
    return f"调度员{name}的微信{'已绑定' if is_bound else '已解除绑定'}（{by or '主机上'}办理）。"


def no_such_person_text(words: str) -> str:
    return f"名册里没有“{shorten(words, _WIDTH)}”，或不止一人。{WHOM}"


def room_bound_text(topic: str) -> str:
    return f"本群已绑定为“{shorten(topic, 44)}”。先前发的随后补记。"


def which_room_text(topics: Sequence[str]) -> str:
    return f"请写明是哪个群：{'、'.join(topics)}。例：绑定本群 {topics[0]}" if topics else "名册里没有这个群。"


def _proposal_line(proposal: Proposal, roster: Roster) -> str:
    person = roster.person.get(proposal.subject)
    room = roster.room.get(proposal.room or "")
    where = f"，{shorten(room.topic, _WIDTH)}" if room is not None else ""
    who = f"{person.name}（{_group_name(person, roster)}）" if person is not None else proposal.subject
    return f"{proposal.number} {who}：显示名“{shorten(proposal.name, _WIDTH)}”{where}，{clock_of(proposal.at)}"


def _missing_lines(outstanding: Outstanding, roster: Roster) -> list[str]:
    proposed = {proposal.subject for proposal in outstanding.proposals}
    by_group: dict[str, list[str]] = {}
    for person in outstanding.people:
        if person.id not in proposed:
            by_group.setdefault(_group_name(person, roster), []).append(person.name)
    lines = [f"{group}：{_joined(names)}" for group, names in by_group.items()]
    return ["还没认出的人：", *lines] if lines else []


def _room_lines(outstanding: Outstanding, roster: Roster) -> list[str]:
    seen: Mapping[str, Proposal] = {p.subject: p for p in outstanding.proposals if p.is_room}
    rooms = [room for room in outstanding.rooms if room.id not in seen]
    lines = [f"{roster.room[id].topic}（有人在一个没绑定的群里发言）" for id in seen if id in roster.room]
    lines += [shorten(room.topic, 44) for room in rooms]
    return ["没绑定的群，请调度员到群里@我说“绑定本群 组名”：", *lines] if lines else []


def _group_name(person: Person, roster: Roster) -> str:
    group = roster.group.get(person.group or "")
    return f"{short_city(group)}组" if group is not None else "其他人员"


def _joined(names: Sequence[str]) -> str:
    more = f"等{len(names)}人" if len(names) > _NAMES_A_LINE else ""
    return "、".join(names[:_NAMES_A_LINE]) + more
