from __future__ import annotations

import pytest

from domain.proposals import Proposal, chosen, may_confirm, meant_by, of_room
from tests.cast import COMMAND, ID, PEOPLE, QINGSHI, ROSTER
from tests.storage.conftest import NOON


def proposal(number: int, name: str, *, is_room: bool = False) -> Proposal:
    return Proposal(number, f"wxid-{number}", name, ID.get(name, name), is_room, QINGSHI, NOON)


@pytest.mark.parametrize(
    ("speaker", "name", "allowed"),
    [
        ("齐正", "郝大川", True),
        ("齐正", "苏禾", True),
        ("齐正", "齐正", False),
        ("温岚", "郝大川", True),
        ("温岚", "温岚", False),
        ("温岚", "范舟", False),
        ("温岚", "齐正", False),
        ("罗青", "郝大川", False),
        ("金小满", "郝大川", False),
        ("葛教授", "郝大川", False),
    ],
)
def test_a_dispatcher_confirms_all_a_liaison_his_group_and_nobody_himself(
    speaker: str, name: str, allowed: bool
) -> None:
    assert may_confirm(ROSTER.person[ID[speaker]], proposal(1, name), ROSTER) is allowed


@pytest.mark.parametrize(
    ("words", "numbers", "unknown"),
    [
        ("3", [3], ()),
        ("1 2、4", [1, 2, 4], ()),
        ("2-4", [2, 3, 4], ()),
        ("3~4", [3, 4], ()),
        ("3号", [3], ()),
        ("9", [], ("9",)),
        ("金小满", [2], ()),
        ("郝大川", [], ("郝大川",)),  # two contacts show that name
        ("1 路人", [1], ("路人",)),
        ("", [], ()),
        ("1-9999", [1, 2, 3, 4], ()),
    ],
)
def test_proposals_are_chosen_by_number_or_by_a_name_that_only_one_shows(
    words: str, numbers: list[int], unknown: tuple[str, ...]
) -> None:
    offered = [proposal(1, "郝大川"), proposal(2, "金小满"), proposal(3, "潘越"), proposal(4, "郝大川")]
    wanted, not_found = chosen(words, offered, ROSTER)
    assert ([p.number for p in wanted], not_found) == (numbers, unknown)


@pytest.mark.parametrize("shown", ["郝大川", " 郝大川 ", "临江-郝大川-1组", "1组 郝大川"])
def test_a_shown_name_means_the_one_who_goes_by_it(shown: str) -> None:
    person = meant_by(shown, ROSTER.room[QINGSHI], PEOPLE)
    assert person is not None and person.id == "id-hao"


@pytest.mark.parametrize("shown", ["郝大", "郝大川川", "郝\u200b大川", "郝太川", "", "-"])
def test_what_only_looks_like_a_name_means_nobody(shown: str) -> None:
    assert meant_by(shown, ROSTER.room[QINGSHI], PEOPLE) is None


def test_a_groups_room_is_for_its_people_and_the_dispatchers_a_command_room_for_all() -> None:
    names = {person.name for person in of_room(ROSTER.room[QINGSHI], ROSTER)}
    assert "郝大川" in names and "齐正" in names and "范舟" not in names and "葛教授" not in names
    assert len(of_room(ROSTER.room[COMMAND], ROSTER)) == len(PEOPLE)
