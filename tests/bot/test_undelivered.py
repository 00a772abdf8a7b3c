"""A private post that cannot be delivered: whoever is on duty hears whose it was, a group hears nothing."""

from __future__ import annotations

from pathlib import Path

from bot.sender import PRIVATE_ATTEMPTS
from bot.transports import Parcel, SendRefused
from domain.posts import Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat

TOLD = "【私信未达】给青石组温岚的答复没有送到，可能还没加蓝哨好友。请联系本人加好友后再问一次。"


def refuse_private(chat: GroupChat) -> list[Parcel]:
    """The platform takes nothing for people, as where nobody is a friend; what it was asked to."""
    asked: list[Parcel] = []
    send = chat.transport.send

    async def send_to_rooms(parcel: Parcel) -> str:
        if parcel.room is None:
            asked.append(parcel)
            raise SendRefused("not a friend")
        return await send(parcel)

    chat.transport.send = send_to_rooms  # type: ignore[method-assign]
    return asked


def wait(chat: GroupChat) -> None:
    """Until everything has been tried as often as it ever is."""
    for minute in range(10, 20):
        chat.at(f"09:{minute}")


def told(chat: GroupChat) -> list[tuple[str | None, str | None, str]]:
    return [(p.post.room, p.post.contact, p.post.text) for p in chat.posts() if p.post.kind.value == "undelivered"]


def test_an_answer_that_its_asker_cannot_be_given_is_told_to_the_command_room_once_a_day(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        asked = refuse_private(chat)
        chat.says("温岚", "进度", room=None)
        chat.says("温岚", "未报", room=None)
        wait(chat)
        assert len(asked) == 2 * PRIVATE_ATTEMPTS
        assert told(chat) == [(COMMAND, None, TOLD)]
        assert not any(p.post.room == QINGSHI for p in chat.posts())


def test_the_dispatchers_hear_it_in_private_while_a_stranger_sits_in_the_command_room(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.says("路人", "各位好", room=COMMAND)
        chat.at("09:05")
        asked = refuse_private(chat)
        chat.says("温岚", "进度", room=None)
        wait(chat)
        assert told(chat) == []
        assert {parcel.contact for parcel in asked if parcel.text == TOLD} == {ID["齐正"], ID["苏禾"]}
        assert not any(parcel.room == COMMAND and parcel.text == TOLD for parcel in chat.transport.sent)


def test_who_is_bound_to_no_account_is_reached_through_the_duty_channel_at_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:

        def unbind(work: UnitOfWork) -> bool:
            return work.bindings.unbind(ID["温岚"], "id-qi")

        chat.look(unbind)
        once = Once("anfang-2020", "answer", ID["温岚"], "c0001")
        chat.look(
            lambda work: work.outbox.owe(
                Post(once, PostKind.ANSWER, None, ID["温岚"], "2组 点位3/8", about=frozenset({"qingshi"}))
            )
        )
        chat.later(5)
        chat.at("09:01")
        assert told(chat) == [(COMMAND, None, TOLD)]


def test_an_urgent_note_for_a_dispatcher_who_is_no_friend_goes_to_the_command_room(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        refuse_private(chat)
        once = Once("anfang-2020", "urgent", ID["苏禾"], "c0001")
        note = Post(
            once, PostKind.URGENT, None, ID["苏禾"], "#3 砖厂 涉嫌违法", urgent=True, about=frozenset({"qingshi"})
        )
        chat.look(lambda work: work.outbox.owe(note))
        wait(chat)
        assert told(chat) == [(COMMAND, None, "【代转】苏禾的私信未达：\n#3 砖厂 涉嫌违法")]
