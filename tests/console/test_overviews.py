"""总览."""

from __future__ import annotations

from pathlib import Path

from tests.console_desk import console
from tests.group_chat import group_chat


def test_what_was_posted_in_a_group_is_counted_on_the_overview(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:00")
        assert "今天 0 家" in desk.sees("/")
        chat.shows("郝大川")
        chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
        assert "今天 1 家" in desk.sees("/")
