"""Nobody is called missing for what may have been sent while the bot was deaf; nothing else is let off."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendars import SHANGHAI
from domain.messages import Kind
from domain.posts import PostKind
from schedules.blind_windows import note_absence, note_loss, note_return
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import DAY, GroupChat, group_chat

NEVER = ("群内未见", "迟报", "待补")


def clock(text: str) -> datetime:
    return datetime.combine(DAY, datetime.strptime(text, "%H:%M").time(), SHANGHAI)


def goes_deaf(chat: GroupChat, since: str) -> None:
    chat.look(lambda work: note_absence(clock(since), work))


def hears_again(chat: GroupChat, until: str) -> None:
    chat.look(lambda work: note_return(clock(until), work))


def said(chat: GroupChat, kind: PostKind, room: str = QINGSHI) -> list[str]:
    return [sent.post.text for sent in chat.posts() if sent.post.kind is kind and sent.post.room == room]


def test_on_return_each_group_is_told_once_what_the_bot_holds(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.says("郝大川", "1组 东泉区 金鑫包装厂 检查未发现问题")
        chat.at("13:20")
        chat.shows("温岚", "form", Kind.FILE, file_name="附件2 交办单.docx")
        goes_deaf(chat, "14:03")
        chat.at("14:41")
        hears_again(chat, "14:41")
        chat.at("15:30")
        (told,) = said(chat, PostKind.BLIND_WINDOW)
        assert told == (
            "【提示】14:03–14:41离线，其间消息可能没收到。今天已收到：点位1个、附件2（13:20已见）。"
            "其间报过的请重发；如已交，请组长或联络员回复“已交”。"
        )
        (other,) = said(chat, PostKind.BLIND_WINDOW, BAIHE)
        assert "暂无点位和附件" in other and "附件2" not in other
        assert said(chat, PostKind.BLIND_WINDOW, COMMAND) == [
            "【提示】14:03–14:41离线，其间各群消息可能没收到，已请各组重发；未核实前按“待确认”统计。"
        ]


def test_a_short_gap_or_one_at_night_is_told_to_nobody(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="00:10") as chat:
        for since, until in (("01:00", "06:30"), ("10:00", "10:04")):
            chat.at(until)
            goes_deaf(chat, since)
            hears_again(chat, until)
        chat.at("11:00")
        assert said(chat, PostKind.BLIND_WINDOW) == []


def test_two_gaps_in_a_row_are_told_together(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        chat.at("10:30")
        goes_deaf(chat, "10:00")
        hears_again(chat, "10:30")
        goes_deaf(chat, "10:30")
        chat.at("10:45")
        hears_again(chat, "10:45")
        chat.at("11:00")
        (told,) = said(chat, PostKind.BLIND_WINDOW)
        assert told.startswith("【提示】10:00–10:30离线、10:30–10:45离线，")


def test_over_the_deadline_the_verdict_waits_and_is_given_once_when_the_window_is_closed(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="17:00") as chat:
        chat.at("19:50")
        goes_deaf(chat, "19:50")
        chat.at("20:10")
        hears_again(chat, "20:10")
        chat.at("20:15")
        (call,) = said(chat, PostKind.ROLL_CALL)
        assert call.startswith("【20:00 报送】（补发）")
        assert "附件2 待确认（19:50–20:10离线）" in call and not any(word in call for word in NEVER)
        (board,) = said(chat, PostKind.ROLL_CALL_BOARD, COMMAND)
        assert "待确认：青石组 附件2、附件3（19:50–20:10离线）" in board and "群内未见" not in board
        assert "附件2：待确认（19:50–20:10离线）" in chat_answer(chat, "罗青", "未报")
        chat.shows("温岚", "form", Kind.FILE, file_name="附件2 交办单.docx")
        chat.at("21:30")
        _, settled = said(chat, PostKind.ROLL_CALL)
        assert settled.startswith("【20:00 报送】（复核）") and "附件3 群内未见" in settled and "附件2 已见" in settled
        _, settled_board = said(chat, PostKind.ROLL_CALL_BOARD, COMMAND)
        assert "群内未见：青石组 附件3；白河组 附件2、附件3" in settled_board
        chat.at("21:55")
        assert len(said(chat, PostKind.ROLL_CALL)) == 2


def chat_answer(chat: GroupChat, name: str, question: str) -> str:
    chat.heard()
    chat.asks(name, question)
    return "\n".join(chat.heard())


def test_a_leader_who_answers_that_it_was_handed_in_settles_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="19:00") as chat:
        goes_deaf(chat, "19:10")
        chat.at("19:40")
        hears_again(chat, "19:40")
        chat.at("19:45")
        chat.heard()
        chat.says("温岚", "已交")
        assert chat.heard(QINGSHI) == ["已记：青石组 附件2、附件3，19:45告知已交（温岚）。"]
        chat.at("20:05")
        assert "附件2、附件3 告知已交" in said(chat, PostKind.ROLL_CALL)[-1]


def test_without_a_window_a_leaders_word_that_it_was_handed_in_changes_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="19:40") as chat:
        chat.says("温岚", "已交")
        chat.at("20:05")
        assert "附件2 群内未见" in said(chat, PostKind.ROLL_CALL)[-1]


def test_a_restart_at_ten_does_not_disarm_eight_in_the_evening(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        for since, until in (("09:50", "10:00"), ("11:00", "11:01")):
            chat.at(until)
            goes_deaf(chat, since)
            hears_again(chat, until)
        chat.at("20:05")
        assert "附件2 群内未见" in said(chat, PostKind.ROLL_CALL)[-1]


def test_a_message_that_was_announced_and_never_came_holds_the_verdict_back_for_a_while(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="19:40") as chat:
        chat.look(lambda work: note_loss(clock("19:55"), work))
        chat.at("20:05")
        assert "附件2 待确认（19:54–19:55离线）" in said(chat, PostKind.ROLL_CALL)[-1]
        chat.at("20:40")
        assert "附件2 群内未见" in said(chat, PostKind.ROLL_CALL)[-1]


WINDOW = st.tuples(st.integers(0, 110), st.integers(1, 60))  # minutes after 18:05, length in minutes


@settings(max_examples=8, deadline=None)
@given(st.lists(WINDOW, min_size=1, max_size=3), st.integers(0, 114))
def test_what_was_sent_in_a_window_is_never_called_missing_before_the_group_could_answer(
    windows: list[tuple[int, int]], sent: int
) -> None:
    """The form was sent `sent` minutes after 18:05; whatever was sent in a window never came."""
    start = clock("18:05")
    spans: list[tuple[datetime, datetime]] = []
    for after, length in sorted(windows):
        since = start + timedelta(minutes=after)
        if not spans or since > spans[-1][1]:
            spans.append((since, since + timedelta(minutes=length)))
    sent_at = start + timedelta(minutes=sent)
    hidden = any(since <= sent_at < until for since, until in spans)
    with tempfile.TemporaryDirectory() as folder, group_chat(Path(folder), start="18:04") as chat:
        moments = sorted([(m, i) for i, span in enumerate(spans) for m in span] + [(sent_at, -1)])
        deaf = False
        for moment, index in moments:
            chat.at(f"{moment:%H:%M}")
            if index >= 0:
                deaf = not deaf
                note = note_absence if deaf else note_return
                chat.look(lambda work, note=note, moment=moment: note(moment, work))
            elif not hidden:
                chat.shows("温岚", "form", Kind.FILE, file_name="附件2 交办单.docx", at=moment)
        chat.at("21:58")
        told_at = {s.post.once.due: s.sent_at for s in chat.posts() if s.post.kind is PostKind.BLIND_WINDOW}
        for sent_post in chat.posts():
            if sent_post.post.kind is PostKind.ROLL_CALL and sent_post.post.room == QINGSHI and hidden:
                (since, until) = next(span for span in spans if span[0] <= sent_at < span[1])
                told = [at for due, at in told_at.items() if at >= until]
                answered = min([*told, until]) + chat.app.scene.campaign.blind_hold
                if sent_post.sent_at < answered:
                    assert "附件2 群内未见" not in sent_post.post.text
            elif sent_post.post.room == QINGSHI and not hidden and sent_at < clock("20:00"):
                assert "附件2 群内未见" not in sent_post.post.text or sent_post.sent_at <= sent_at
        final = [s.post.text for s in chat.posts() if s.post.kind is PostKind.ROLL_CALL and s.post.room == QINGSHI]
        if all(until < clock("19:20") for _, until in spans):
            assert len(final) == 1 and ("附件2 群内未见" in final[0]) is hidden


def test_what_is_sent_again_after_a_gap_over_the_deadline_is_not_answered_as_late(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="19:40") as chat:
        goes_deaf(chat, "19:50")
        chat.at("20:05")
        hears_again(chat, "20:05")
        chat.at("20:10")
        chat.heard()
        chat.shows("温岚", "form", Kind.FILE, file_name="附件2 交办单.docx")
        assert chat.heard(QINGSHI) == ["附件2 收到，20:10；19:50–20:05离线，是否按时待确认，按群内报送统计。"]
