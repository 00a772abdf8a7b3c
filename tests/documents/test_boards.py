"""Boards: pictures that open, have the right size and are the same twice."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from documents.boards import board_payload, draw_command_board, draw_from, draw_group_board
from documents.drawing import WIDTH, drawable, fit, font, wrap
from domain.campaigns import Quota
from domain.tallies import DayTally, GroupTally, TeamTally
from tests.visit_book import DAY, QUOTA, clock

NOW = clock("21:00")


def group(key: str, teams: int, points: int = 6) -> GroupTally:
    rows = tuple(TeamTally(key, n, points, points, min(points, 4), points, points // 2, 1) for n in range(1, teams + 1))
    return GroupTally(key, f"驻{key}市暗访核查组", f"{key}市", rows)


TALLY = DayTally(DAY, NOW, (group("青石", 3), group("白河", 2, 9), group("空山", 2, 0)))


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def test_a_group_board_is_a_phone_wide_and_grows_with_its_teams() -> None:
    small, large = (opened(draw_group_board(DayTally(DAY, NOW, (group("甲", n),)), "甲", QUOTA)) for n in (1, 20))
    assert small.format == "PNG" and small.width == large.width == WIDTH == 1080
    assert large.height - small.height == 19 * 104


def test_a_command_board_holds_eighteen_groups() -> None:
    groups = tuple(group(f"第{n}", 7) for n in range(18))
    image = opened(draw_command_board(DayTally(DAY, NOW, groups), QUOTA))
    assert image.width == 1080 and image.height < 3200


def test_boards_drawn_twice_are_the_same_bytes() -> None:
    assert draw_group_board(TALLY, "青石", QUOTA) == draw_group_board(TALLY, "青石", QUOTA)
    assert draw_command_board(TALLY, QUOTA) == draw_command_board(TALLY, QUOTA)


def test_boards_show_what_they_are_drawn_from() -> None:
    other = replace(TALLY, groups=(group("青石", 3, 7), *TALLY.groups[1:]))
    assert draw_group_board(other, "青石", QUOTA) != draw_group_board(TALLY, "青石", QUOTA)
    assert draw_command_board(other, QUOTA) != draw_command_board(TALLY, QUOTA)


def test_urgent_visits_are_shown_on_both_boards() -> None:
    first = TALLY.groups[0]
    urgent = replace(first, teams=(replace(first.teams[0], urgent=2), *first.teams[1:]))
    other = replace(TALLY, groups=(urgent, *TALLY.groups[1:]))
    assert draw_group_board(other, "青石", QUOTA) != draw_group_board(TALLY, "青石", QUOTA)
    assert draw_command_board(other, QUOTA) != draw_command_board(TALLY, QUOTA)


@pytest.mark.parametrize("own", ["青石", None])
def test_a_payload_is_plain_json_and_draws_the_same_board(own: str | None) -> None:
    payload = json.loads(json.dumps({**board_payload(TALLY, QUOTA, own), "text": "…"}))
    expected = draw_command_board(TALLY, QUOTA) if own is None else draw_group_board(TALLY, own, QUOTA)
    assert draw_from(payload) == expected


def test_a_groups_payload_holds_no_other_group() -> None:
    assert "白河" not in json.dumps(board_payload(TALLY, QUOTA, "青石"), ensure_ascii=False)


def test_an_unknown_group_has_no_board() -> None:
    with pytest.raises(KeyError):
        draw_group_board(TALLY, "nobody", QUOTA)


def test_a_day_without_groups_or_visits_or_quota_still_draws() -> None:
    assert opened(draw_command_board(DayTally(DAY, NOW, ()), QUOTA)).width == 1080
    assert opened(draw_group_board(DayTally(DAY, NOW, (group("空", 1, 0),)), "空", QUOTA)).width == 1080
    assert opened(draw_command_board(TALLY, Quota(2, 0, 0))).width == 1080
    assert opened(draw_group_board(TALLY, "青石", Quota(2, 300, 99))).width == 1080


def test_visits_of_no_team_and_four_figure_counts_have_their_place() -> None:
    teams = (TeamTally("甲", 12, 4321, 4321, 4321, 9876, 4000, 1234, 5), TeamTally("甲", None, 3, 3, 3))
    tally = DayTally(DAY, NOW, (GroupTally("甲", "甲", "甲市", teams),))
    assert opened(draw_group_board(tally, "甲", QUOTA)).width == 1080
    assert opened(draw_command_board(tally, QUOTA)).width == 1080


def test_hostile_names_are_harmless() -> None:
    hostile = "\u202e驻\x00甲\n市😀\ud83d𠮷" + "长" * 400
    tally = DayTally(DAY, NOW, (GroupTally("甲", hostile, hostile, (TeamTally("甲", 1),)),))
    assert opened(draw_group_board(tally, "甲", QUOTA)).width == 1080
    assert opened(draw_command_board(tally, QUOTA)).width == 1080


def test_strange_characters_are_dropped_or_boxed() -> None:
    assert drawable("\u202e甲\x00乙\n丙😀 𠮷A✓") == "甲乙 丙 □A✓"
    assert drawable("埇沚浉瀍猇硚鄠") == "埇沚浉瀍猇硚鄠"


def test_text_wider_than_its_cell_is_shortened() -> None:
    assert fit("驻青石市", 34, False, 1000) == "驻青石市"
    cut = fit("驻青石市暗访核查组", 34, True, 160)
    assert cut.endswith("…") and font(34, True).getlength(cut) <= 160
    assert fit("驻", 34, False, 1) == "…"


def test_wrapped_lines_keep_to_their_width_and_none_begins_with_a_stop() -> None:
    lines = wrap("完成率取两项低者，再平均。" * 9, 32, 400)
    assert "".join(lines) == "完成率取两项低者，再平均。" * 9
    assert all(font(32).getlength(line) <= 400 + 2 * 32 and line[0] not in "，。" for line in lines)


def test_the_fonts_come_with_their_licence_and_stay_small() -> None:
    folder = Path(__file__).parents[2] / "documents" / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8").upper()
    assert all(file.stat().st_size < 3_000_000 for file in folder.glob("*.ttf"))
