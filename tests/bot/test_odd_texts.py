"""Texts that were found to do harm, each with the day it would have spoiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.group_chat import group_chat


@pytest.mark.parametrize("stray", ["\ud83d", "\0", "\ufffe"])
def test_a_long_report_with_half_an_emoji_or_a_nul_in_it_is_read_like_any_other(stray: str, tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", f"1组 东泉区宏盛建材有限公司，喷漆房未密闭，已责令立行立改{stray}，下午复查")
        assert [visit.place for visit in chat.visits] == ["宏盛建材有限公司"]
        assert chat.look(lambda work: work.inbox.errors()) == {}
