from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.paper_desk import DAY, PaperDesk, case_text


def test_an_answer_that_is_found_hours_later_is_not_said_any_more(tmp_path: Path) -> None:
    desk = PaperDesk(tmp_path)
    desk.at("10:00")
    desk.says("罗青", case_text(160))
    desk.at("10:30", DAY + timedelta(days=1), asleep=True)
    assert desk.texts() == []


def test_an_answer_that_is_found_an_hour_later_is_said(tmp_path: Path) -> None:
    desk = PaperDesk(tmp_path)
    desk.at("10:00")
    desk.says("罗青", case_text(160))
    desk.at("11:00", asleep=True)
    assert desk.texts() == ["附件3 还差：照片0张，至少3张。改好请重报。"]
