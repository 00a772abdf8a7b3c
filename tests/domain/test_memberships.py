"""Who sits in which room of a local chat."""

from __future__ import annotations

from dataclasses import replace

from domain.memberships import members_of, name_in, sits_in
from domain.rosters import Person, Role
from tests.cast import BAIHE, COMMAND, LOCALS, QINGSHI, ROSTER


def test_a_name_in_a_room_puts_somebody_there() -> None:
    patrol = Person("id-p", "巡一", Role.PATROL, alias={COMMAND: "巡查-巡一"})
    assert [sits_in(patrol, ROSTER.room[room], ROSTER) for room in (COMMAND, QINGSHI)] == [True, False]
    assert (name_in(patrol, COMMAND), name_in(patrol, QINGSHI), name_in(patrol, None)) == ("巡查-巡一", "巡一", "巡一")


def test_people_of_a_locality_sit_with_their_own_city_and_never_among_inspectors() -> None:
    here, there = Person("id-l", "地一", Role.LOCAL, "qingshi"), Person("id-m", "地二", Role.LOCAL, "baihe")
    roster = replace(ROSTER, people=(*ROSTER.people, here, there))
    assert {person.name for person in members_of(roster.room[LOCALS], roster)} == {"齐正", "苏禾", "地一"}
    for room in (QINGSHI, BAIHE, COMMAND):
        assert not sits_in(here, roster.room[room], roster) and not sits_in(there, roster.room[room], roster)
