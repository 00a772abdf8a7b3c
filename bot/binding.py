"""`lanshao bind`: who is who, said by the operator at the machine: the road back when no dispatcher is known."""

from __future__ import annotations

from datetime import timedelta

from bot.app import NotReady
from bot.config import Settings
from bot.errands import Words, ask_owner
from bot.minding import writing
from documents.bindings import list_text
from domain.calendars import SHANGHAI
from domain.proposals import named_person
from handlers.bindings import bind_stranger
from storage.owners import OwnedElsewhere
from storage.work import UnitOfWork

OPERATOR = "operator"
SHOWN = timedelta(days=3)  # who has spoken this lately is shown
MOST = 100


def bind_command(contact: str | None, name: str | None, settings: Settings, *, vouch: bool) -> None:
    """Without arguments what is to be confirmed and which contacts spoke; else bind one, or vouch for all."""
    words = {"contact": contact, "name": name, "vouch": vouch}
    try:
        with writing(settings) as work:
            told = bind_errand(words, work)
    except OwnedElsewhere as owned:
        told = ask_owner(owned, "bind", words)
    print(told)


def bind_errand(words: Words, work: UnitOfWork) -> str:
    """What `bind_command` does, and what is said of it; `words` are its arguments. Raises NotReady."""
    if words["vouch"]:
        work.trust.vouch(OPERATOR)
        return "已记下：到现在为止发言的名册外人员不再算作异常，今后的照常核对。"
    if words["contact"] is None:
        return _overview(work)
    return _bind(str(words["contact"]), str(words["name"] or ""), work)


def _bind(contact: str, name: str, work: UnitOfWork) -> str:
    person = named_person(name, work.roster)
    if person is None:
        raise NotReady(f"名册里没有“{name}”，或不止一人。写姓名，或名册里的 id。")
    stranger = work.bindings.identities.person(contact)
    if stranger == person.id:
        return f"{contact} 本来就是 {person.name}。"
    if stranger in work.roster.person:
        raise NotReady(f"{contact} 现在是 {work.roster.person[stranger].name}。先在群里“解除绑定”，或绑定他的新号。")
    bind_stranger(stranger, person, OPERATOR, work)
    return f"已绑定：{contact} 是 {person.name}（{person.role.value}）。他先前发的，蓝哨启动后补记。"


def _overview(work: UnitOfWork) -> str:
    lines = [f"当前微信号：{work.bindings.account or '还没有登录过'}", list_text(work.trust.outstanding(), work.roster)]
    rows = []
    for sender, name, room, last in work.late_words.lately(work.now - SHOWN)[:MOST]:
        contact = work.bindings.identities.contact(sender)
        if sender not in work.roster.person and contact is not None:
            known = work.roster.room.get(room or "")
            where = known.topic if known is not None else room or "私聊"
            rows.append(f"  {contact!r}  {name!r}  {where}  {last.astimezone(SHANGHAI):%m-%d %H:%M}")
    if rows:
        lines += ["", "近三天发过言、没有绑定的联系人（联系人 id、显示名、在哪里、最后发言）：", *rows]
        lines.append("核实本人后执行：lanshao bind 联系人id 姓名。先绑一名调度员，其余由他在群里确认。")
    return "\n".join(lines)
