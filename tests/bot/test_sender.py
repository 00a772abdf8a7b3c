"""The one door out: refused sends are tried again, unknown ones never blindly, urgent ones first."""

from __future__ import annotations

from pathlib import Path

from bot.sender import ATTEMPTS
from bot.transports import Parcel, SendRefused, SendUnknown
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI
from tests.group_chat import GroupChat, group_chat


def _post(subject: str, room: str | None = QINGSHI, *, urgent: bool = False) -> Post:
    contact = None if room else "id-luo"
    once = Once("anfang-2020", "test", subject, "2020-10-21")
    return Post(once, PostKind.ANSWER, room, contact, f"话{subject}", urgent=urgent, about=NOBODYS)


def _owe(chat: GroupChat, *posts: Post) -> None:
    def owe(work: UnitOfWork) -> list[bool]:
        return [work.outbox.owe(post) for post in posts]

    chat.look(owe)


def _refuse(chat: GroupChat, error: Exception, times: int) -> list[str]:
    """Let the platform answer the next sends with an error; returns the texts it was asked to send."""
    asked: list[str] = []
    send = chat.transport.send

    async def send_or_raise(parcel: Parcel) -> str:
        asked.append(parcel.text)
        if len(asked) <= times:
            raise error
        return await send(parcel)

    chat.transport.send = send_or_raise  # type: ignore[method-assign]
    return asked


def test_the_same_key_is_one_post(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        _owe(chat, _post("1"), _post("1"))
        chat.later(60)
        chat.at("09:05")
        assert [parcel.text for parcel in chat.transport.sent] == ["话1"]


def test_what_was_refused_is_sent_later_and_only_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        asked = _refuse(chat, SendRefused("no"), times=2)
        _owe(chat, _post("1"))
        for minute in ("09:01", "09:02", "09:03"):
            chat.at(minute)
        assert asked == ["话1"] * 3
        assert [parcel.text for parcel in chat.transport.sent] == ["话1"]


def test_what_is_always_refused_is_given_up_in_the_end(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        asked = _refuse(chat, SendRefused("no"), times=1000)
        _owe(chat, _post("1"))
        for minute in range(1, 59):
            chat.at(f"09:{minute:02d}")
        assert len(asked) == ATTEMPTS


def test_what_may_have_gone_out_is_never_sent_again_blindly(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        asked = _refuse(chat, SendUnknown("timeout"), times=1)
        _owe(chat, _post("1"))
        for minute in ("09:01", "09:10", "09:30"):
            chat.at(minute)
        assert asked == ["话1"]


def test_urgent_posts_go_first_and_at_night_too(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="21:59") as chat:
        chat.at("22:30")
        before = len(chat.transport.sent)
        _owe(chat, _post("1"), _post("2", BAIHE), _post("3", BAIHE, urgent=True), _post("4", None))
        chat.at("22:31")
        assert [parcel.text for parcel in chat.transport.sent[before:]] == ["话3", "话4"]
