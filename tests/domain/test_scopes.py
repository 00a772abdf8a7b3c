"""Whose figures somebody may see, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.posts import Once, Post, PostKind
from domain.rosters import FIELD_ROLES, Person, Role, Room, RoomKind
from domain.scopes import Refusal, Refused, Scope, may_get, scope_of
from domain.targets import targets_of
from storage.lexicons import load_lexicon
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, LOCALS, QINGSHI, ROSTER

LEXICON = load_lexicon()
TODAY = date(2020, 10, 21)
BOTH = ("qingshi", "baihe")


def asked(name: str, said: str, room: str | None) -> Scope | Refused:
    targets = targets_of(said, ROSTER, TODAY, LEXICON)
    return scope_of(ROSTER.person[ID[name]], ROSTER.room.get(room or ""), targets, ROSTER, TODAY)


@pytest.mark.parametrize("said", ["几家", "各小组点位数", "青石组进度", "所有组进度"])
@pytest.mark.parametrize("name", ["郝大川", "罗青", "温岚"])
def test_people_of_a_group_hear_of_their_own_group(name: str, said: str) -> None:
    assert asked(name, said, QINGSHI) == Scope(("qingshi",), None, TODAY, private=False)


@pytest.mark.parametrize("said", ["白河几家", "青石和白河几家", "黑山组几家"])
@pytest.mark.parametrize("room", [QINGSHI, BAIHE, COMMAND, None])
def test_nobody_but_a_dispatcher_hears_of_another_group(said: str, room: str | None) -> None:
    assert asked("罗青", said, room) == Refused(Refusal.OTHER_GROUP)


def test_on_loan_in_another_groups_room_the_own_figures_come_in_private() -> None:
    assert asked("郝大川", "几家", BAIHE) == Scope(("qingshi",), None, TODAY, private=True)


@pytest.mark.parametrize("room", [EXPERTS, LOCALS])
@pytest.mark.parametrize("name", ["罗青", "齐正"])
def test_rooms_with_outsiders_hear_no_figures(name: str, room: str) -> None:
    scope = asked(name, "青石几家", room)
    assert isinstance(scope, Scope) and scope.private


def test_an_inspector_who_says_we_means_his_team() -> None:
    assert asked("郝大川", "我们组几家", None) == Scope(("qingshi",), (1,), TODAY, private=False)
    assert asked("罗青", "我们组几家", None) == Scope(("qingshi",), None, TODAY, private=False)


def test_a_dispatcher_hears_of_all_in_the_command_room_and_in_private() -> None:
    assert asked("齐正", "进度", COMMAND) == Scope(BOTH, None, TODAY, private=False)
    assert asked("齐正", "白河2组几家", None) == Scope(("baihe",), (2,), TODAY, private=False)


def test_in_a_groups_room_a_dispatcher_is_answered_there_only_about_that_group() -> None:
    assert asked("齐正", "进度", QINGSHI) == Scope(("qingshi",), None, TODAY, private=False)
    assert asked("齐正", "白河进度", QINGSHI) == Scope(("baihe",), None, TODAY, private=True)
    assert asked("齐正", "所有组进度", QINGSHI) == Scope(BOTH, None, TODAY, private=True)


def test_a_team_without_its_group_has_to_be_named_in_full() -> None:
    assert asked("齐正", "2组几家", COMMAND) == Refused(Refusal.WHICH_GROUP, teams=(2,))
    assert asked("郝大川", "9组几家", QINGSHI) == Refused(Refusal.NO_SUCH_TEAM, teams=(9,))


def test_days_that_are_not_there_are_said_so() -> None:
    assert asked("罗青", "2月30日几家", QINGSHI) == Refused(Refusal.NO_SUCH_DAY, ("2月30日",))
    assert asked("罗青", "明天的进度", QINGSHI) == Refused(Refusal.FUTURE_DAY, day=TODAY + timedelta(days=1))


@pytest.mark.parametrize("role", [Role.EXPERT, Role.LOCAL, Role.PATROL, Role.AUDITOR, Role.DATA])
def test_other_roles_get_no_figures(role: Role) -> None:
    person = Person("id-x", "某人", role)
    targets = targets_of("进度", ROSTER, TODAY, LEXICON)
    assert scope_of(person, None, targets, ROSTER, TODAY) == Refused(Refusal.NOT_YOUR_ROLE)


OUTSIDERS = {role: Person(f"id-{role}", "外人", role) for role in Role if role not in FIELD_ROLES | {Role.DISPATCHER}}
OTHER_CITY = Room("room-elsewhere", "白河属地对接群", RoomKind.LOCAL, city="白河市")
WIDE = replace(ROSTER, people=(*ROSTER.people, *OUTSIDERS.values()), rooms=(*ROSTER.rooms, OTHER_CITY))


def reaches(about: set[str], room: str | None, contact: str | None = None, by: str | None = None) -> bool:
    once = Once("anfang-2020", "test", "a", "2020-10-21")
    post = Post(once, PostKind.ANSWER, room, contact, "统计", about=frozenset(about), released_by=by)
    return may_get(post, WIDE)


@pytest.mark.parametrize("room", [*(room.id for room in WIDE.rooms), "room-nobody-knows"])
@pytest.mark.parametrize("about", [set(), {"qingshi"}, {"baihe"}, {"qingshi", "baihe"}])
def test_a_room_gets_only_what_is_made_of_its_own_groups_rows(room: str, about: set[str]) -> None:
    hears = {COMMAND: {"qingshi", "baihe"}, QINGSHI: {"qingshi"}, BAIHE: {"baihe"}}
    assert reaches(about, room) is (about <= hears.get(room, set()))


@pytest.mark.parametrize("contact", [*(person.id for person in WIDE.people), "id-who-left"])
@pytest.mark.parametrize("about", [set(), {"qingshi"}, {"baihe"}, {"qingshi", "baihe"}])
def test_in_private_people_get_their_own_groups_rows_dispatchers_all_and_outsiders_none(
    contact: str, about: set[str]
) -> None:
    person = WIDE.person.get(contact)
    own = {person.group} if person is not None and person.role in FIELD_ROLES else set()
    is_dispatcher = person is not None and person.role is Role.DISPATCHER
    assert reaches(about, None, contact) is (is_dispatcher or about <= own)


def test_what_a_dispatcher_has_let_go_reaches_the_locals_of_that_city_and_nobody_elses_group() -> None:
    assert reaches({"qingshi"}, LOCALS, by=ID["齐正"])
    assert reaches({"qingshi"}, None, OUTSIDERS[Role.LOCAL].id, by=ID["齐正"])
    assert reaches({"qingshi"}, EXPERTS, by=ID["齐正"])
    assert not reaches({"qingshi"}, OTHER_CITY.id, by=ID["齐正"])
    assert not reaches({"qingshi", "baihe"}, LOCALS, by=ID["齐正"])
    assert not reaches({"qingshi"}, BAIHE, by=ID["齐正"])
    assert not reaches({"qingshi"}, None, ID["杜衡"], by=ID["齐正"])
    assert not reaches({"qingshi"}, None, OUTSIDERS[Role.AUDITOR].id, by=ID["齐正"])


@pytest.mark.parametrize("by", ["罗青", "葛教授"])
def test_nobody_else_lets_anything_go(by: str) -> None:
    assert not reaches({"qingshi"}, LOCALS, by=ID[by])
    assert not reaches({"qingshi"}, LOCALS, by="id-who-left")
