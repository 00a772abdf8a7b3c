"""People whose contact changes: proposed, confirmed, and nothing of what they sent is lost; names alone get nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.hearing import note_login
from domain.messages import Kind
from domain.posts import PostKind
from domain.purposes import Purpose
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import DAY, GroupChat, group_chat

REPORT = "1组，东泉区，青石市锦川铸造有限公司，工业，除尘正常，未发现问题"


def _answers(chat: GroupChat) -> list[str]:
    """What was answered to commands since the last call."""
    before = getattr(chat, "answered", 0)
    sent = chat.posts()
    chat.answered = len(sent)  # type: ignore[attr-defined]
    return [post.post.text for post in sent[before:] if post.post.kind is PostKind.ANSWER]


def _proposed(chat: GroupChat) -> list[tuple[int, str, str]]:
    return list(chat.look(lambda work: [(p.number, p.contact, p.subject) for p in work.proposals.open()]))


def _actions(chat: GroupChat) -> list[str]:
    def read(work: UnitOfWork) -> list[str]:
        rows = work.connection.exec_driver_sql("SELECT action FROM audit ORDER BY seq").scalars()
        return [action for action in rows if action.startswith(("binding.", "room.bind", "trust."))]

    return list(chat.look(read))


def _orders(chat: GroupChat) -> int:
    return len(chat.look(lambda work: work.instructions.of_day(DAY)))


def _unbind(chat: GroupChat, *people: str) -> None:
    for person in people:
        chat.look(lambda work, person=person: work.bindings.unbind(person, "id-qi"))


def test_a_member_with_a_new_contact_is_proposed_and_what_he_sent_counts_once_the_liaison_confirms(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao")
        chat.at("09:00")
        chat.says("郝大川", REPORT, sender="wxid-7")
        photo = chat.shows("郝大川", sender="wxid-7")
        chat.asks("郝大川", "进度", sender="wxid-7")
        assert (chat.visits, _answers(chat)) == ([], [])
        assert _proposed(chat) == [(1, "wxid-7", "id-hao")]
        chat.at("10:00")
        chat.asks("温岚", "确认绑定 1")
        assert _answers(chat) == ["已绑定：郝大川。先前发的随后补记。"]
        chat.at("10:05")
        (visit,) = chat.visits
        assert (visit.author, visit.reported_at.hour) == ("id-hao", 9)
        assert photo in visit.message_ids
        assert _answers(chat) == []  # what was a command then is none now
        chat.asks("郝大川", "进度", sender="wxid-7")
        assert len(_answers(chat)) == 1
        assert _actions(chat) == ["binding.close", "binding.propose", "binding.confirm"]


@pytest.mark.parametrize(("confirmed", "rings"), [("09:10", True), ("10:00", False)])
def test_a_call_for_help_that_is_past_when_its_sender_is_bound_is_kept_and_neither_rings_nor_stops_the_team(
    tmp_path: Path, confirmed: str, rings: bool
) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao")
        chat.at("09:00")
        chat.says("郝大川", "我们被二十多人围住了，不让走", sender="wxid-7")
        pin = chat.pins("郝大川", "东泉区纬三路", 34.5, 114.25, sender="wxid-7")
        chat.at(confirmed)
        chat.asks("温岚", "确认绑定 1")
        chat.at("10:20")
        assert any(sent.post.kind is PostKind.URGENT for sent in chat.posts()) is rings
        assert [stop.team for stop in chat.look(lambda work: work.stops.open())] == [1] * rings
        kept = {one.message.id: one.purpose for one in chat.look(lambda work: work.inbox.all())}
        assert kept[pin] is Purpose.EVIDENCE


def test_what_was_sent_before_is_read_once_whatever_is_confirmed_afterwards(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao", "id-jin")
        chat.at("09:00")
        chat.says("郝大川", REPORT, sender="wxid-7")
        chat.says("金小满", "收到", sender="wxid-8")
        chat.asks("温岚", "确认绑定 郝大川")
        chat.at("09:30")
        chat.asks("温岚", "确认绑定 金小满")
        chat.at("09:40")
        chat.asks("温岚", "确认绑定 郝大川")
        chat.at("10:00")
        assert len(chat.visits) == 1 and len(chat.visits[0].links) == 1


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("潘越", {}),  # a member of the group
        ("罗青", {}),  # its leader
        ("纪敏", {"room": BAIHE}),  # another group's liaison
        ("纪敏", {"room": None}),
        ("郝大川", {"sender": "wxid-7"}),  # himself
        ("温岚", {"sender": "wxid-9"}),  # somebody who calls himself the liaison
        ("齐正", {"sender": "id-qi2", "room": COMMAND}),  # or a dispatcher
    ],
)
def test_nobody_else_can_confirm(tmp_path: Path, name: str, more: dict[str, str | None]) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao")
        chat.says("郝大川", REPORT, sender="wxid-7")
        chat.asks(name, "确认绑定 1", **more)
        chat.asks(name, "确认绑定 郝大川", **more)
        chat.at("11:00")
        assert [subject for _, _, subject in _proposed(chat)] == ["id-hao"]
        assert chat.look(lambda work: work.bindings.identities.contact("id-hao")) is None
        assert chat.visits == []


def test_two_contacts_with_one_name_must_be_told_apart_by_number(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao")
        for contact in ("wxid-7", "wxid-8"):
            chat.says("郝大川", "到了", sender=contact)
        chat.asks("苏禾", "确认绑定 郝大川")
        chat.asks("苏禾", "确认绑定 1 2")
        assert chat.look(lambda work: work.bindings.identities.contact("id-hao")) is None
        chat.asks("苏禾", "确认绑定 2")
        assert chat.look(lambda work: work.bindings.identities.contact("id-hao")) == "wxid-8"
        assert _proposed(chat) == []


def test_a_proposal_for_somebody_who_is_known_by_now_can_no_longer_be_confirmed(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        _unbind(chat, "id-hao")
        chat.says("郝大川", "到了", sender="wxid-impostor")
        chat.look(lambda work: work.bindings.bind("wxid-true", "id-hao", "operator"))
        chat.asks("温岚", "确认绑定 1")
        assert chat.look(lambda work: work.bindings.identities.contact("id-hao")) == "wxid-true"
        assert chat.look(lambda work: work.trust.outstanding().proposals) == ()


def test_who_is_bound_is_not_proposed_again_for_somebody_who_takes_his_name(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", REPORT, sender="wxid-7")
        chat.says("罗青", REPORT, sender="wxid-8")
        chat.says("张三丰", REPORT, sender="wxid-9", room=QINGSHI)
        assert _proposed(chat) == []


def test_a_dispatcher_unbinds_and_the_contact_has_no_right_from_then(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("罗青", "解除绑定 郝大川")
        chat.asks("齐正", "解除绑定 郝大川")
        chat.says("郝大川", REPORT)
        assert chat.visits == []
        assert [post.post.text for post in chat.posts() if "解除" in post.post.text] == ["已解除郝大川的绑定。"]


def test_a_dispatcher_binds_a_room_from_within_and_what_was_said_there_counts(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", REPORT, room="new-room")
        chat.asks("罗青", "绑定本群 青石", room="new-room")
        assert (chat.visits, _answers(chat)) == ([], [])
        chat.asks("齐正", "绑定本群 青石", room="new-room")
        (told,) = _answers(chat)
        assert told.startswith("本群已绑定为“驻青石市暗访核查工作群”")
        assert chat.transport.sent[-1].room == "new-room"
        chat.at("09:30")
        (visit,) = chat.visits
        assert visit.room == QINGSHI
        chat.asks("罗青", "进度", room="new-room")
        assert chat.transport.sent[-1].room == "new-room"


def test_too_many_unknown_in_a_room_stop_what_dispatchers_order_but_not_the_evidence(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        for name in ("罗青", "温岚", "郝大川", "金小满"):
            chat.says(name, "早")
        chat.says("生人甲", "早", room=QINGSHI)
        chat.asks("齐正", "指令 青石：测试一")
        assert _orders(chat) == 1
        chat.says("生人乙", "早", room=QINGSHI)
        chat.asks("齐正", "指令 青石：测试二")
        chat.asks("齐正", "进度", room=None)
        assert [text for text in _answers(chat) if "暂停" in text and "绑定情况" in text]
        assert _orders(chat) == 1
        chat.says("郝大川", REPORT)
        assert len(chat.visits) == 1
        chat.at("09:10")
        lists = [post.post for post in chat.posts() if post.post.kind is PostKind.BINDING_LIST]
        assert [post.room for post in lists] == [COMMAND]
        chat.at("11:30")  # the strangers fell silent two hours ago
        chat.asks("齐正", "指令 青石：测试三")
        assert _orders(chat) == 2
        assert len([post for post in chat.posts() if post.post.kind is PostKind.BINDING_LIST]) == 1


def test_outsiders_who_speak_in_the_command_room_stop_nothing_until_they_go_by_names_of_the_roster(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        for name in ("驻商丘杜组长", "驻周口小夏", "驻郑州老崔", "某某", "齐正"):
            chat.says(name, "在", room=COMMAND)
        assert not chat.look(lambda work: work.trust.is_lost())
        for name in ("苏禾。", "罗\u200b青", "雷声"):
            chat.says(name, "在", room=COMMAND)
        assert chat.look(lambda work: work.trust.is_lost())


def test_another_account_stops_orders_until_four_of_five_are_known_to_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.look(lambda work: note_login("bot-1", work))
        assert not chat.look(lambda work: work.trust.is_lost())
        chat.look(lambda work: note_login("bot-2", work))
        assert chat.look(lambda work: work.trust.is_lost())
        chat.shows("郝大川", kind=Kind.IMAGE)
        people = [person.id for person in chat.app.scene.roster.people]
        for count, person in enumerate(people, 1):
            chat.look(lambda work, person=person: work.bindings.bind(f"c-{person}", person, "operator"))
            assert chat.look(lambda work: work.trust.is_lost()) is (len(people) - count > len(people) * 0.2)
