"""Who is who is decided at the border: by bindings of this account, never by a name or an equal id."""

from __future__ import annotations

from pathlib import Path

from bot.executor import Unit
from bot.hearing import note_login
from bot.transports import Parcel
from domain.bindings import UNBOUND
from domain.messages import BOT, Kind
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat

REPORT = "1组，东泉区，青石市锦川铸造有限公司，工业，除尘正常，未发现问题"


def _rebind(chat: GroupChat, contact: str, person: str) -> None:
    chat.look(lambda work: work.bindings.bind(contact, person, "operator"))


def _owe(chat: GroupChat, room: str | None, contact: str | None, *mentions: str) -> list[Parcel]:
    """Owe one post and let it go; the parcels that left."""
    before = len(chat.transport.sent)

    def owe(work: UnitOfWork) -> None:
        once = Once("anfang-2020", "test", str(before), work.now.isoformat())
        work.outbox.owe(
            Post(once, PostKind.REMINDER, room, contact, "提示", mentions=mentions, urgent=True, about=NOBODYS)
        )

    chat.look(owe)
    chat.later(1)
    chat.at(f"{chat.now:%H:%M:%S}")
    return chat.transport.sent[before:]


def test_a_person_who_has_another_contact_now_is_heard_and_answered_under_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _rebind(chat, "wxid-new", "id-hao")
        chat.says("郝大川", REPORT, sender="wxid-new")
        (visit,) = chat.visits
        assert visit.author == "id-hao"
        chat.asks("郝大川", "进度", sender="wxid-new", room=None)
        assert chat.transport.sent[-1].contact == "wxid-new"
        (parcel,) = _owe(chat, QINGSHI, None, "id-hao", BOT)
        assert parcel.mentions == ("wxid-new", BOT)


def test_the_old_contact_of_a_person_has_no_right_any_more_though_it_is_his_roster_id(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _rebind(chat, "wxid-new", "id-qi")
        chat.asks("齐正", "指令 全体：马上撤回", room=COMMAND)
        chat.asks("齐正", "进度", room=None)
        assert chat.heard() == []
        senders = chat.look(lambda work: [kept.message.sender for kept in work.inbox.all()])
        assert senders == [UNBOUND + "id-qi"] * 2


def test_a_room_with_the_id_of_a_roster_room_is_none_without_a_binding(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: work.bindings.bind_room("gate-room-7", QINGSHI, "operator"))
        chat.says("郝大川", REPORT)
        chat.asks("罗青", "进度")
        assert (chat.visits, chat.heard()) == ([], [])
        chat.says("郝大川", REPORT, room="gate-room-7")
        assert len(chat.visits) == 1
        chat.asks("罗青", "进度", room="gate-room-7")
        assert chat.transport.sent[-1].room == "gate-room-7"


def test_a_stranger_who_calls_himself_as_somebody_bound_earlier_gets_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        for sender in (UNBOUND + "id-qi", "ID-QI", "id-qi ", "齐正", ""):
            chat.asks("齐正", "指令 全体：测试", room=COMMAND, sender=sender)
        assert chat.heard() == []


def test_who_is_mentioned_is_known_by_his_binding_too(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _rebind(chat, "wxid-ge", "id-ge")
        chat.says("郝大川", "请问 这个排口算不算旁路？", mentions=("wxid-ge", "id-ge"))
        (kept,) = chat.look(lambda work: work.inbox.all())
        assert kept.message.mentions == ("id-ge", UNBOUND + "id-ge")


def test_a_mention_of_somebody_unbound_is_left_out_and_a_private_post_to_him_is_not_sent_to_him(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: work.bindings.unbind("id-hao", "id-qi"))
        (parcel,) = _owe(chat, QINGSHI, None, "id-hao", "id-jin")
        assert parcel.mentions == ("id-jin",)
        assert [parcel.room for parcel in _owe(chat, None, "id-hao")] == [COMMAND]  # the duty channel is told


def test_a_post_for_a_room_that_is_bound_to_nothing_waits_and_goes_when_it_is_bound(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: note_login("bot-1", work))
        chat.look(lambda work: note_login("bot-2", work))
        assert _owe(chat, BAIHE, None) == []
        chat.look(lambda work: work.bindings.bind_room("there", BAIHE, "operator"))
        chat.later(70)
        chat.at(f"{chat.now:%H:%M:%S}")
        assert [parcel.room for parcel in chat.transport.sent] == ["there"]


def test_another_account_knows_nobody_and_the_first_one_knows_all_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: note_login("bot-1", work))
        chat.asks("罗青", "进度")
        assert len(chat.heard()) == 1
        chat.look(lambda work: note_login("bot-2", work))
        chat.asks("罗青", "进度")
        chat.asks("齐正", "指令 全体：测试", room=COMMAND)
        chat.shows("郝大川", kind=Kind.IMAGE)
        assert chat.heard() == []
        chat.look(lambda work: note_login("bot-1", work))
        chat.asks("罗青", "进度")
        assert len(chat.heard()) == 1


def test_a_binding_that_was_rolled_back_is_not_remembered(tmp_path: Path) -> None:
    def fail(work: UnitOfWork) -> None:
        work.bindings.bind("wxid-x", "id-qi", "nobody")
        assert work.bindings.identities.person("wxid-x") == "id-qi"
        raise ValueError("so it is undone")

    with group_chat(tmp_path) as chat:
        for _ in range(2):
            chat.app.executor.submit(Unit("fails", chat.now, fail)).exception()
        assert chat.look(lambda work: work.bindings.identities.person("wxid-x")) == "wxid-x"
        assert chat.look(lambda work: work.bindings.identities.person("id-qi")) == "id-qi"


def test_knowing_who_is_who_asks_the_database_nothing_for_each_message(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", REPORT)
        remembered = chat.app.scene.remembered.read
        chat.says("郝大川", "还在核对台账")
        chat.says("金小满", "收到")
        assert chat.app.scene.remembered.read is remembered is not None
