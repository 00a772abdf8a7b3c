"""What was taken back counts no longer, whenever the notice comes; what strangers ask changes nothing."""

from __future__ import annotations

from pathlib import Path

from domain.messages import Kind
from domain.posts import PostKind
from tests.cast import COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat


def _chases(chat: GroupChat) -> list[str]:
    return [sent.post.text for sent in chat.posts() if sent.post.kind is PostKind.RECEIPT_CHASE]


def test_a_recall_that_comes_before_its_message_counts(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.takes_back("潘越", "later")
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，未发现问题", id="later")
        assert chat.visits == []
        chat.takes_back("薛宁", "other")  # a notice in another's name still changes nothing
        chat.says("潘越", "2组，西岭区，青石市云帆纺织有限公司，未发现问题", id="other")
        assert len(chat.visits) == 1


def test_a_receipt_taken_back_counts_no_longer(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("齐正", "指令 青石：今日重点核查工地扬尘", room=COMMAND)
        receipt = chat.says("温岚", "收到", after=60)
        chat.takes_back("温岚", receipt)
        chat.at("10:00")
        assert any("青石" in text for text in _chases(chat))


def test_nobody_is_chased_for_an_order_taken_back(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        order = chat.asks("齐正", "指令 青石：今日重点核查工地扬尘", room=COMMAND)
        chat.takes_back("齐正", order)
        chat.at("10:00")
        assert _chases(chat) == []


def test_a_strangers_request_for_receipts_takes_none_from_the_instruction(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("齐正", "指令 青石：今日重点核查工地扬尘", room=COMMAND)
        chat.says("路人", "收到请回复", room=QINGSHI, after=30)
        chat.says("温岚", "收到", after=60)
        chat.at("10:00")
        assert _chases(chat) == []


def test_what_was_corrected_at_night_is_told_once_in_the_morning(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="20:00") as chat:
        said = chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，喷漆房没有治理设施，敞开喷漆，涉嫌环境违法")
        chat.shows("潘越")
        chat.at("21:30")
        assert any(sent.post.kind is PostKind.ACKNOWLEDGEMENT for sent in chat.posts())
        for hour, name in (("22:10", "青石市远大化工有限公司"), ("22:30", "青石市鼎盛化工有限公司")):
            chat.at(hour)
            chat.says("潘越", f"更正：不是恒远，是{name}", quote=said)
        chat.at("08:00", day=chat.now.date().replace(day=22))
        corrections = [sent.post.text for sent in chat.posts() if sent.post.kind is PostKind.CORRECTION]
        assert len(corrections) == 1
        assert "鼎盛" in corrections[0]


def test_a_text_of_a_million_blanks_costs_next_to_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("郝大川", "进度" + " " * 1_000_000 + "x")
        chat.says("郝大川", "a" + "\n" * 1_000_000 + "x", room=None)
        chat.shows("郝大川", kind=Kind.IMAGE)
        assert len(chat.look(lambda work: work.inbox.all())) == 3
