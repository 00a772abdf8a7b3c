"""What a message costs the database: statements, for they are alike on every machine."""

from __future__ import annotations

from pathlib import Path

from tests.group_chat import group_chat
from tests.spying import statements_run

REPORT = "1组 云台宏达砂石厂 物料露天堆放未覆盖，已要求立行立改。"


def test_a_text_a_report_and_a_photo_cost_no_more_statements_than_they_need(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", REPORT)
        with statements_run() as text:
            chat.says("郝大川", "路上堵车，晚点到")
        with statements_run() as report:
            chat.says("潘越", REPORT.replace("1组", "2组"))
        with statements_run() as photo:
            chat.shows("郝大川")
    assert 0 < len(text) <= 16
    assert 0 < len(report) <= 30  # two of them for what it is found by
    assert 0 < len(photo) <= 35


def test_the_end_of_the_audit_chain_is_asked_for_once_a_transaction(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        with statements_run() as seen:
            chat.says("郝大川", REPORT)
    heads = [text for text, _ in seen if text.startswith("SELECT audit_head")]
    entries = [rows for text, rows in seen if text.startswith("INSERT INTO audit ")]
    assert len(heads) == len(entries) == 1
    assert sum(entries) >= 2
