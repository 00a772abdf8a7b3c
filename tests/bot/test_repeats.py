"""The same message told again, under its old id or a new one: one effect, and both are kept."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.messages import Kind
from tests.cast import BAIHE
from tests.group_chat import GroupChat, group_chat

REPORT = "1组 东泉区 金鑫包装厂 检查未发现问题"


def kept(chat: GroupChat) -> list[str]:
    return [row.message.id for row in chat.look(lambda work: work.inbox.all())]


def firsts(chat: GroupChat, *ids: str) -> list[str]:
    return [chat.look(lambda work, i=i: work.repeats.first_of(i)) for i in ids]


def test_the_same_words_of_the_same_second_under_a_new_id_are_one_visit(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        first = chat.says("郝大川", REPORT)
        again = chat.says("郝大川", REPORT, at=chat.now, id="other", after=0)
        assert len(chat.visits) == 1 and len(chat.visits[0].links) == 1
        assert kept(chat) == [first, again]
        assert firsts(chat, first, again) == [first, first]
        assert chat.look(lambda work: work.inbox.unhandled()) == []


def test_a_second_later_in_another_room_or_by_another_it_is_no_repeat(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        first = chat.asks("罗青", "进度")
        at = chat.now
        others = [
            chat.asks("罗青", "进度", at=at + timedelta(seconds=1)),
            chat.asks("罗青", "进度", at=at, room=None),
            chat.asks("温岚", "进度", at=at),
        ]
        assert firsts(chat, first, *others) == [first, *others]


def test_a_command_told_again_is_answered_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.asks("罗青", "进度")
        at = chat.now
        for n in range(3):
            chat.asks("罗青", "进度", at=at, id=f"again{n}")
        assert len(chat.heard()) == 1


def test_a_place_told_again_is_a_repeat_and_another_place_is_not(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        first = chat._bring("郝大川", Kind.LOCATION, "东泉区", None, {"location": (34.5, 113.5)})
        at = chat.now
        again = chat._bring("郝大川", Kind.LOCATION, "东泉区", None, {"location": (34.5, 113.5), "at": at})
        other = chat._bring("郝大川", Kind.LOCATION, "东泉区", None, {"location": (34.6, 113.5), "at": at})
        assert firsts(chat, first, again, other) == [first, first, other]


def test_a_photo_told_again_counts_once_and_its_recall_reaches_the_first(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.says("郝大川", "1组 东泉区 金鑫包装厂 废气直排 涉嫌违法")
        first = chat.shows("郝大川", "photo")
        again = chat.shows("郝大川", "photo", at=chat.now)
        other = chat.shows("郝大川", "another", at=chat.now - timedelta(seconds=1))
        assert firsts(chat, first, again, other) == [first, first, other]
        assert {link.message_id for link in chat.visits[0].links} & {first, again, other} == {first, other}
        chat.takes_back("郝大川", again)
        assert first not in {link.message_id for link in chat.visits[0].links}


def test_a_form_told_again_is_handed_in_once(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="19:00") as chat:
        for n in range(2):
            chat.shows(
                "温岚", "the form", Kind.FILE, file_name="附件2 交办单.docx", at=chat.now, id=f"form{n}", after=0
            )
        papers = chat.look(lambda work: work.submissions.of_day(chat.now.date(), "qingshi"))
        assert [bool(paper.message_ids) for paper in papers] == [True, False]


SAID = st.tuples(st.sampled_from(["郝大川", "金小满"]), st.integers(0, 3), st.sampled_from(["早", "收到", REPORT]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(SAID, st.booleans()), min_size=1, max_size=12))
def test_whatever_is_told_again_in_whatever_order_each_thing_said_is_handled_once(
    told: list[tuple[tuple[str, int, str], bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, group_chat(Path(folder), start="09:00") as chat:
        start = chat.now
        for n, ((name, second, text), under_its_old_id) in enumerate(told):
            message_id = f"{name}{second}{text}" if under_its_old_id else f"new{n}"
            chat.says(name, text, at=start + timedelta(seconds=second), id=message_id)
        said = {words for words, _ in told}
        handled = [row for row in chat.look(lambda work: work.inbox.all()) if row.purpose is not None]
        assert len(handled) == len(said)
        assert len(kept(chat)) == len({f"{w[0]}{w[1]}{w[2]}" if old else n for n, (w, old) in enumerate(told)})
        assert BAIHE not in {visit.room for visit in chat.visits}
