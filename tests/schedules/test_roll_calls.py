from __future__ import annotations

import re
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.roll_calls import missing_text
from domain.calendars import at_time, midnight_after
from domain.obligations import standing_of
from domain.posts import Post, PostKind
from domain.submissions import Channel, Paper, Submission
from tests.cast import BAIHE, COMMAND, QINGSHI, ROSTER
from tests.paper_desk import DAY, PaperDesk, case_file, case_text

CALL, BOARD = PostKind.ROLL_CALL, PostKind.ROLL_CALL_BOARD
NEVER = ("未完成", "漏报", "违纪")


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    desk = PaperDesk(tmp_path)
    desk.at("19:40")
    desk.plan()
    desk.at("19:40")
    desk.heard()  # the reminder of half past seven
    return desk


def call(posts: list[Post], room: str = QINGSHI) -> Post:
    (post,) = [post for post in posts if post.kind is CALL and post.room == room]
    return post


def board(posts: list[Post]) -> str:
    (post,) = [post for post in posts if post.kind is BOARD]
    assert post.room == COMMAND
    return post.text


def test_nobody_reported(desk: PaperDesk) -> None:
    desk.at("20:01:29")
    assert desk.heard() == []
    desk.at("20:01:30")
    posts = desk.heard()
    assert call(posts).text == (
        "【20:00 报送】按群内报送统计：\n附件2 群内未见\n附件3 群内未见\n如已邮件报送，请组长或联络员回复“已邮”。"
    )
    assert call(posts).mentions == ("id-luo", "id-wen")
    assert board(posts) == "【20:00 报送】按群内报送统计：\n群内未见：青石组 附件2、附件3；白河组 附件2、附件3"


def test_all_there_is_one_line_of_thanks_without_mention(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.hands("罗青", "典型案例.docx")
    desk.at("20:05")
    posts = desk.heard()
    assert (call(posts).text, call(posts).mentions) == ("【20:00 报送】附件2、附件3 已见，辛苦了。", ())
    assert "按时已见 1个组：青石组" in board(posts)


def test_a_returned_case_is_named_with_its_reason(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.hands("罗青", "典型案例.docx", case_file(photos=2))
    desk.at("20:05")
    posts = desk.heard()
    assert "附件3 待补：19:40所报照片2张，至少3张" in call(posts).text
    assert "附件2 已见" in call(posts).text
    assert "待补：青石组 附件3（照片2张，至少3张）" in board(posts)


@pytest.mark.parametrize(("sent", "missing"), [("19:59:59", False), ("20:00:00", True)])
def test_the_moment_of_sending_decides(desk: PaperDesk, sent: str, missing: bool) -> None:
    desk.at(sent)
    desk.hands("温岚", "附件2.docx")
    desk.at("20:05")
    posts = desk.heard()
    assert ("附件2 群内未见" in call(posts).text) is missing
    assert ("迟报：青石组 附件2（20:00，1分钟）" in board(posts)) is missing
    assert ("附件2 群内未见（20:00迟报1分钟）" in call(posts).text) is missing


def test_a_message_that_arrives_while_settling_counts_by_its_sent_time(desk: PaperDesk) -> None:
    desk.at("20:01")
    desk.hands("温岚", "附件2.docx", at=at_time(DAY, time(19, 59, 58)))
    desk.at("20:05")
    assert "附件2 已见" in call(desk.heard()).text


def test_photos_that_come_while_settling_complete_a_case_begun_in_time(desk: PaperDesk) -> None:
    desk.at("19:59:30")
    desk.says("罗青", case_text(160))
    for second in ("19:59:50", "20:00:05", "20:00:20"):
        desk.at(second)
        desk.shows("罗青")
    desk.at("20:05")
    assert "附件3 已见" in call(desk.heard()).text


def test_a_file_that_is_still_being_read_is_not_called_missing(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", lost=True)
    desk.at("20:05")
    posts = desk.heard()
    assert "附件3 正在核对" in call(posts).text
    assert "正在核对：青石组 附件3" in board(posts)


def test_mailed_settles_and_is_said_to_be_mail(desk: PaperDesk) -> None:
    desk.says("罗青", "已邮")
    desk.at("20:05")
    posts = desk.heard()
    assert call(posts).text == "【20:00 报送】附件2、附件3 告知已邮，辛苦了。"
    assert "告知已邮：青石组 附件2、附件3" in board(posts)


def test_what_is_told_as_mailed_after_the_deadline_is_not_called_late(desk: PaperDesk) -> None:
    desk.at("20:00:40")
    desk.says("罗青", "已邮")
    desk.at("20:05")
    posts = desk.heard()
    assert "附件2 群内未见（20:00告知已邮）" in call(posts).text
    assert "迟报" not in board(posts)
    assert "迟报" not in _missing(desk, "qingshi", "baihe")


def test_no_group_hears_of_another_and_nobody_is_blamed(desk: PaperDesk) -> None:
    desk.at("20:05")
    posts = desk.heard()
    assert "白河" not in call(posts, QINGSHI).text and "青石" not in call(posts, BAIHE).text
    assert not any(word in post.text for post in posts for word in NEVER)


def test_it_is_called_once_a_group_however_often_the_slot_runs(desk: PaperDesk) -> None:
    desk.at("20:05")
    desk.heard()
    desk.plan()
    desk.at("20:30")
    assert desk.heard() == []


def test_a_bot_that_slept_calls_late_says_so_and_judges_the_same(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.heard()
    desk.at("20:20", asleep=True)
    posts = desk.heard(CALL, BOARD)
    assert call(posts).text.startswith("【20:00 报送】（补发）按群内报送统计：\n附件3 群内未见")
    assert board(posts).startswith("【20:00 报送】（补发）")


def test_a_bot_that_slept_too_long_keeps_silent(desk: PaperDesk) -> None:
    desk.at("23:02", asleep=True)
    assert desk.heard() == []


def test_rest_days_are_called_and_days_outside_the_campaign_are_not(desk: PaperDesk) -> None:
    saturday, after = DAY + timedelta(days=3), DAY.replace(year=2021)
    desk.at("08:00", saturday, asleep=True)
    desk.plan(saturday)
    desk.at("20:05", saturday)
    assert len(desk.heard(CALL)) == 2
    desk.plan(after)
    desk.at("20:05", after)
    assert desk.heard(CALL) == []


def test_missing_tells_one_group_of_its_papers(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    assert _missing(desk, "qingshi").splitlines() == [
        "青石组 截至19:40，按群内报送统计：",
        "附件2：19:40已见",
        "附件3：群内未见",
        "20:00前请报。",
    ]
    desk.at("20:00")
    assert _missing(desk, "qingshi").endswith("附件3：群内未见")


def test_missing_of_another_day_names_it_and_asks_for_nothing(desk: PaperDesk) -> None:
    desk.at("09:15", DAY + timedelta(days=1), asleep=True)
    text = _missing(desk, "qingshi")
    assert text.startswith("青石组 10月21日，截至10月22日09:15，按群内报送统计：")
    assert "20:00前请报" not in text


def test_missing_tells_a_dispatcher_which_groups(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(photos=1))
    desk.at("20:07")
    desk.hands("温岚", "附件2.docx")
    assert _missing(desk, "qingshi", "baihe") == (
        "截至20:07，按群内报送统计：\n群内未见：白河组 附件2、附件3\n待补：青石组 附件3（照片1张，至少3张）\n"
        "迟报：青石组 附件2（20:07，7分钟）"
    )


def test_missing_says_when_nothing_is(desk: PaperDesk) -> None:
    desk.says("齐正", "已交 全部", room=COMMAND)
    assert _missing(desk, "qingshi", "baihe") == "截至19:40，按群内报送统计：\n各组附件均已见到或登记。"


def _missing(desk: PaperDesk, *keys: str) -> str:
    at = desk.now + timedelta(seconds=1)
    groups = [ROSTER.group[key] for key in keys]
    board = [(group, standing_of(group, DAY, desk.kept(), desk.campaign, at)) for group in groups]
    return missing_text(board, DAY, desk.now)


NOON = at_time(DAY, time(19, 0))
ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from([group.key for group in ROSTER.groups]),
        st.sampled_from(list(Paper)),
        st.integers(0, 2 * 3600) | st.sampled_from([3599, 3600]),  # seconds after 19:00
        st.sampled_from(list(Channel)),
        st.sampled_from(["accepted", "returned", "pending", "withdrawn"]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(ATTEMPTS)
def test_the_roll_call_names_exactly_what_a_slow_recount_says(
    attempts: list[tuple[str, Paper, int, Channel, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = PaperDesk(Path(folder))
        desk.at("19:00")
        desk.plan()
        with desk.work() as work:
            for attempt in attempts:
                work.submissions.add(_submission(*attempt))
        desk.at("20:01:30", asleep=True)
        posts = desk.heard()
        desk.engine.dispose()
    for group, room in (("qingshi", QINGSHI), ("baihe", BAIHE)):
        for paper, short in ((Paper.HANDOVER_FORM, "附件2"), (Paper.TYPICAL_CASE, "附件3")):
            mine = [a for a in attempts if a[0] == group and a[1] is paper and a[2] < 3600 and a[4] != "withdrawn"]
            fine = any(a[4] == "accepted" for a in mine) or any(a[4] == "pending" for a in mine)
            named = re.search(rf"^{short} (?:群内未见|待补)", call(posts, room).text, re.M)
            assert (named is None) is fine
    anything = any(f"附件{n} 群内未见" in call(posts, room).text for n in (2, 3) for room in (QINGSHI, BAIHE))
    assert ("群内未见" in board(posts)) is anything


def _submission(group: str, paper: Paper, seconds: int, channel: Channel, fate: str) -> Submission:
    at: datetime = NOON + timedelta(seconds=seconds)
    assert at < midnight_after(DAY)
    return Submission(
        number=None,
        group=group,
        paper=paper,
        day=DAY,
        channel=channel,
        sender="id-luo",
        room=None,
        at=at,
        message_ids=() if fate == "withdrawn" else ("m1",),
        characters=None,
        photos=None,
        accepted=fate == "accepted",
        faults=("照片2张，至少3张",) if fate == "returned" else (),
        minutes_late=max(1, (seconds - 3600) // 60) if seconds >= 3600 else 0,
    )
