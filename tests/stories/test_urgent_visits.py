"""Whoever reads 偷排 in a group's room must not wait for the evening: the dispatchers hear of it at once, and once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.messages import Kind, Message
from domain.posts import PostKind
from domain.rosters import SPEAKING_ROLES
from domain.visits import Visit
from handlers import handle
from handlers.urgents import ALERT
from tests.cast import COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.handlers.front_desk import FrontDesk
from tests.scoring import load_messages, load_roster

DUMPING = "2组，西岭区，青石市恒远化工有限公司，车间后墙一根暗管正往河里排红褐色废水，涉嫌偷排"
TRANSCRIPTS = Path(__file__).parent.parent / "transcripts"
DAYS = ("anyang-20201104", "luoyang-20201126", "nanyang-xinyang-20201217")  # read right, so far as it is about urgency


def alerts(chat: GroupChat, room: str | None = COMMAND) -> list[str]:
    return [one.post.text for one in chat.posts() if one.post.kind is PostKind.URGENT and one.post.room == room]


def corrections(chat: GroupChat) -> list[str]:
    return [p.post.text for p in chat.posts() if p.post.kind is PostKind.CORRECTION and p.post.room == COMMAND]


def test_a_hidden_pipe_is_told_in_the_command_room_in_the_same_second_with_team_place_words_and_last_pin(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:20")
        chat.pins("薛宁", "西岭区纬三路", 34.5, 114.25)
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        sent, *_ = [one for one in chat.posts() if one.post.kind is PostKind.URGENT]
        assert (sent.post.room, sent.post.urgent, sent.sent_at.astimezone(chat.now.tzinfo)) == (COMMAND, True, chat.now)
        head, who, *facts, pin, hint = sent.post.text.split("\n")
        assert head == "【紧急】#1 2组 青石市恒远化工有限公司：涉嫌违法"
        assert who == "青石组，西岭区，潘越 10:31报"
        assert "暗管正往河里排红褐色废水" in "".join(facts)
        assert pin == "最后定位：10:20 西岭区纬三路（34.50000，114.25000）"
        assert hint == "请回：已阅 #1；也可：通知属地 #1、拟#1专报"


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("废气直排，没开治污设施，疑似偷排", ["“废气直排，疑似偷排”", "(1) 没开治污设施"]),
        ("涉嫌违法，废气直排，暗管偷排", ["“废气直排”", "(1) 暗管偷排"]),
        ("未发现偷排，一根暗管正往河里排红水", ["(1) 一根暗管正往河里排红水"]),
    ],
)
def test_the_words_that_made_it_urgent_are_told_though_no_problem_holds_them(
    tmp_path: Path, said: str, facts: list[str]
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", f"2组，西岭区，青石市恒远化工有限公司，{said}")
        assert alerts(chat)[0].split("\n")[2:-2] == facts
        assert len(chat.visits[0].findings) == 1
        chat.asks("齐正", "通知属地 #1")
        (notice,) = [p.post.text for p in chat.posts() if p.post.kind is PostKind.LOCAL_NOTICE]
        assert notice.split("\n")[1:-1] == [fact.strip("“”") for fact in facts]


def test_leader_and_liaison_hear_it_in_private_after_the_dispatchers_and_nobody_else_does(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        told = [one.post for one in chat.posts() if one.post.kind is PostKind.URGENT]
        assert [(post.room, post.contact) for post in told] == [(COMMAND, None), (None, ID["罗青"]), (None, ID["温岚"])]
        assert told[1].text == told[2].text == told[0].text.replace("；也可：通知属地 #1、拟#1专报", "")
        assert all(post.urgent for post in told)


def test_who_has_reported_it_himself_is_not_told_of_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("罗青", DUMPING)
        told = [one.post.contact for one in chat.posts() if one.post.kind is PostKind.URGENT]
        assert told == [None, ID["温岚"]]


@pytest.mark.parametrize(
    "said",
    [
        "2组，西岭区，青石市恒远化工有限公司，污水站运行正常，未发现偷排、暗管，未发现问题",
        "紧急求助，谁有充电宝，手机快没电了",
        "刚看了群里转的通知，发现偷排直排要马上报",
        "2组，西岭区，青石市恒远化工有限公司，危废间未上锁，已责令立行立改",
    ],
)
def test_what_was_not_found_or_is_not_about_a_place_rings_no_bell(tmp_path: Path, said: str) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", said)
        chat.at("11:30")
        assert alerts(chat) == []


def test_photos_and_further_words_do_not_ring_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        chat.shows("薛宁")
        chat.shows("薛宁", kind=Kind.VIDEO)
        chat.says("潘越", "补充：青石市恒远化工有限公司危废间也没锁")
        chat.at("12:00")
        assert len(chat.visits) == 1 and len(alerts(chat)) == 1 and corrections(chat) == []


def test_a_visit_that_turns_urgent_later_is_told_then(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        told = chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，危废间未上锁，需整改，交办属地")
        assert alerts(chat) == []
        chat.at("10:50")
        chat.says("潘越", "补充：后院又发现一根暗管，废水直排河里，涉嫌违法", quote=told)
        (alert,) = alerts(chat)
        assert "#1" in alert and len(chat.visits) == 1


def test_the_dispatchers_hear_of_a_corrected_name_and_that_it_was_taken_back(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        told = chat.says("潘越", DUMPING)
        chat.at("10:40")
        chat.says("潘越", "更正：上面那家是青石市恒源化工有限公司", quote=told)
        assert corrections(chat) == ["更正 【紧急】#1 2组 青石市恒源化工有限公司：涉嫌违法，西岭区"]
        chat.takes_back("潘越", told)
        assert corrections(chat)[1:] == ["更正 #1：已撤回，不再计入"]
        assert len(alerts(chat)) == 1


def said_again(chat: GroupChat) -> int:
    return sum(p.post.kind is PostKind.URGENT_AGAIN and p.post.room == COMMAND for p in chat.posts())


@pytest.mark.parametrize(
    ("told", "out", "back", "until"),
    [("10:31", "10:32", "10:33", "10:44"), ("10:31", "10:32", "10:50", "10:57"), ("23:10", "23:11", "23:30", "23:37")],
)
def test_what_is_withdrawn_and_restored_is_unread_as_before_and_said_again_also_at_night(
    tmp_path: Path, told: str, out: str, back: str, until: str
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at(told)
        chat.says("潘越", DUMPING)
        chat.at(out)
        chat.says("潘越", "撤销 #1")
        chat.at(back)
        chat.heard()
        chat.says("潘越", "恢复 #1")
        chat.asks("齐正", "未阅", room=None)
        assert "#1" in chat.heard()[-1]
        chat.at(until)
        assert said_again(chat) == 1


def test_what_a_dispatcher_had_read_before_it_was_withdrawn_is_not_said_again_when_it_is_restored(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        chat.says("齐正", "已阅 #1")
        chat.says("潘越", "撤销 #1")
        chat.says("潘越", "恢复 #1")
        chat.asks("齐正", "未阅", room=None)
        assert "#1" not in chat.heard()[-1]
        chat.at("14:00")
        assert said_again(chat) == 0


def test_at_night_it_is_told_all_the_same(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("23:15")
        chat.says("潘越", DUMPING)
        assert len(alerts(chat)) == 1


def test_where_a_stranger_sits_in_the_command_room_each_dispatcher_hears_it_in_private(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.tells("joined\n生人", kind=Kind.SYSTEM, room=COMMAND, sender=COMMAND, target="stranger-生人")
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        assert alerts(chat) == []
        told = [one.post.contact for one in chat.posts() if one.post.kind is PostKind.URGENT]
        assert told == [ID["齐正"], ID["苏禾"], ID["罗青"], ID["温岚"]]


def test_the_groups_room_hears_nothing_of_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", DUMPING)
        assert chat.heard(QINGSHI) == []


class Day(FrontDesk):
    """A day of the transcripts at the front desk; what it owes is looked at in the end."""

    def hear(self, message: Message) -> None:
        self.now = max(self.now, message.at)
        with self.work() as work:
            if work.inbox.keep(message, b"raw"):
                handle(message, work)


@pytest.mark.parametrize("name", DAYS)
def test_over_a_day_exactly_the_visits_that_must_be_reported_at_once_ring_at_once(name: str) -> None:
    day, said_at = Day(load_roster(TRANSCRIPTS / name / "roster.toml")), {}
    gold = TRANSCRIPTS / name / "expected.json"
    for message, _ in load_messages(TRANSCRIPTS / name / "messages.jsonl"):
        day.hear(message)
        said_at[message.id] = message.at
    wanted = [set(one["messages"]) for one in json.loads(gold.read_text("utf-8"))["records"] if one["urgent"]]
    with day.work() as work:
        visits = {str(visit.number): visit for visit in work.visits.all()}
        rung = [owed for owed in work.outbox.due(limit=1000) if owed.post.kind is PostKind.URGENT]
    assert {owed.post.once.rule for owed in rung} == {ALERT}, "who was held up there is told of by the visit alone"
    told: dict[str, list[Visit]] = {}  # to whom, and the visits that he was told of
    for owed in rung:
        told.setdefault(owed.post.lane, []).append(visits[owed.post.once.subject.split("/")[0]])
    (command,) = day.roster.command_rooms
    found = [set(visit.message_ids) for visit in told[command.id]]
    assert len(found) == len(wanted) > 0
    assert all(sum(bool(told & urgent) for told in found) == 1 for urgent in wanted)
    for person in day.roster.people:
        own = [v for v in told[command.id] if v.group == person.group and v.author != person.id]
        assert told.get(person.id, []) == (own if person.role in SPEAKING_ROLES else [])
    # each in the second in which one of its messages was said
    ids = {owed: visits[owed.post.once.subject.split("/")[0]].message_ids for owed in rung}
    assert all(owed.owed_at in {said_at[one] for one in ids[owed]} for owed in rung)
