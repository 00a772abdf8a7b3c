"""A round's roster comes into force at its first midnight, whatever arrives when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.calendars import SHANGHAI
from domain.messages import Kind
from domain.rosters import Person, Role, Roster, Round
from storage.rosters import import_roster
from tests.cast import COMMAND, PEOPLE, QINGSHI, ROSTER
from tests.group_chat import GroupChat, group_chat

LAST_DAY = date(2020, 11, 5)
NEXT_DAY = date(2020, 11, 6)
REPORT = "云台县豫华铸造厂，喷漆房未密闭，废气收集不到位，已交办"
GONE = ("id-hao", "id-luo")
NEWCOMERS = (
    Person("id-he", "贺平", Role.INSPECTOR, "qingshi", 1),
    Person("id-cen", "岑远山", Role.LEADER, "qingshi"),
)
SECOND = replace(ROSTER, round=2, people=(*(p for p in PEOPLE if p.id not in GONE), *NEWCOMERS))


def _hand_in(chat: GroupChat, roster: Roster) -> None:
    chat.look(lambda work: import_roster(work.connection, roster, work.namespace, work.now))
    chat.run(chat.app.renew())


def test_until_midnight_the_old_members_have_their_rights_and_from_then_the_new_ones(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        chat.at("21:45")
        chat.heard()
        chat.asks("罗青", "进度")
        assert len(chat.heard(QINGSHI)) == 1
        chat.asks("岑远山", "进度", sender="id-cen", room=QINGSHI)
        assert chat.heard(QINGSHI) == []
        chat.at("00:00:00", NEXT_DAY)
        assert chat.app.scene.roster.round == 2
        chat.at("08:00", NEXT_DAY)
        chat.heard()
        chat.asks("岑远山", "进度", sender="id-cen", room=QINGSHI)
        assert len(chat.heard(QINGSHI)) == 1
        chat.asks("罗青", "进度")
        assert chat.heard(QINGSHI) == []


def test_what_was_sent_before_midnight_counts_for_who_was_on_the_roster_then(tmp_path: Path) -> None:
    sent = datetime(2020, 11, 5, 23, 50, tzinfo=SHANGHAI)
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        chat.at("00:10", NEXT_DAY)
        chat.says("郝大川", REPORT, at=sent)
        (visit,) = chat.visits
        assert (visit.author, visit.team, visit.day) == ("id-hao", 1, LAST_DAY)
        chat.says("郝大川", REPORT.replace("豫华", "嘉禾"))
        assert len(chat.visits) == 1
        assert not [text for text in chat.heard() if "铸造" in text]
        chat.at("08:00", NEXT_DAY)
        told = [text for text in chat.heard() if "名册外成员" in text]
        assert len(told) == 1 and "郝大川（上一轮的人）" in told[0]
        assert chat.look(lambda work: work.roster.known["id-hao"].name) == "郝大川"


def test_who_wrote_what_of_the_last_round_still_has_a_name_in_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        chat.says("郝大川", REPORT)
        chat.shows("郝大川", kind=Kind.AUDIO)
        chat.at("08:00", NEXT_DAY)
        chat.heard()
        chat.asks("齐正", "来源 #1", room=None)
        assert any("郝大川" in text for text in chat.heard())
        assert not chat.look(lambda work: work.roster.person.get("id-hao"))


def test_whose_account_nobody_has_told_yet_does_not_put_the_others_in_doubt(tmp_path: Path) -> None:
    nameless = tuple(replace(p, id=f"unknown:qingshi/{p.name}") if p.group == "qingshi" else p for p in PEOPLE)
    with group_chat(tmp_path, replace(ROSTER, people=nameless), day=LAST_DAY, start="09:00") as chat:
        assert not chat.look(lambda work: work.trust.is_lost())
        assert len(chat.look(lambda work: work.trust.outstanding()).people) == 8
        chat.asks("齐正", "进度")
        assert any(text.startswith("【进度】") for text in chat.heard(COMMAND))


def test_who_goes_on_keeps_the_account_that_was_confirmed_for_him(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        chat.look(lambda work: work.bindings.bind("wxid-pan", "id-pan", "id-qi"))
        _hand_in(chat, SECOND)
        chat.at("08:00", NEXT_DAY)
        who = chat.look(lambda work: work.bindings.identities)
        assert (who.person("wxid-pan"), who.contact("id-he"), who.contact("id-hao")) == ("id-pan", "id-he", None)


@pytest.mark.parametrize(("first", "begins"), [(Round(1, date(2020, 10, 19), date(2020, 11, 8)), date(2020, 11, 9))])
def test_a_round_that_begins_later_is_waited_for(first: Round, begins: date, tmp_path: Path) -> None:
    rounds = (first, replace(ROSTER.rounds[1], start=begins), *ROSTER.rounds[2:])
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        chat.look(lambda work: work.rosters.change_rounds(rounds, "id-qi", "空气质量转差"))
        chat.at("12:00", NEXT_DAY)
        assert (chat.app.scene.roster.round, chat.app.scene.roster.rounds) == (None, rounds)
        chat.at("00:00:00", begins)
        assert (chat.app.scene.roster.round, chat.app.scene.roster.rounds) == (2, rounds)
        assert chat.look(lambda work: work.bindings.identities.contact("id-hao")) is None


def test_a_changed_roster_is_gone_by_at_once_and_one_that_was_taken_back_is_not(tmp_path: Path) -> None:
    def change_and_fail(work: object) -> None:
        work.rosters.amend(SECOND, "id-qi", "换人")  # type: ignore[attr-defined]
        raise RuntimeError

    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        with pytest.raises(RuntimeError):
            chat.look(change_and_fail)
        chat.asks("罗青", "进度")
        assert len(chat.heard(QINGSHI)) == 1
        chat.look(lambda work: work.rosters.amend(replace(SECOND, round=None), "id-qi", "换人"))
        chat.asks("罗青", "进度")
        assert chat.heard(QINGSHI) == []
        with pytest.raises(ValueError):
            chat.look(lambda work: work.rosters.amend(ROSTER, "id-qi", " "))


def test_the_command_room_is_asked_of_a_past_round_by_its_own_people(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        ahead = chat.look(lambda work: work.rosters.of_round(2))
        assert ahead == SECOND
        chat.at("12:00", NEXT_DAY)
        assert chat.look(lambda work: work.rosters.of_round(1)) == ROSTER
        assert chat.look(lambda work: work.rosters.of_round(2)) == SECOND
        assert chat.look(lambda work: work.rosters.of_round(3)) is None
        assert COMMAND in chat.app.scene.roster.room


def test_who_asked_before_midnight_and_is_heard_after_it_is_answered_nothing_and_nobody_is_alarmed(
    tmp_path: Path,
) -> None:
    sent = datetime(2020, 11, 5, 23, 50, tzinfo=SHANGHAI)
    with group_chat(tmp_path, day=LAST_DAY, start="20:00") as chat:
        _hand_in(chat, SECOND)
        chat.at("00:10", NEXT_DAY)
        chat.heard()
        chat.asks("罗青", "进度", room=None, at=sent)
        chat.at("08:00", NEXT_DAY)
        assert not [post for post in chat.posts() if post.post.contact == "id-luo" and post.sent_at > sent]
        assert not [text for text in chat.heard() if "拦下" in text or "没有发出" in text]
