"""The question whether one picture stands for two records, and what a dispatcher has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from documents.acknowledgements import MISSING
from documents.file_readings import BY_MACHINE
from documents.lines import clock_of, day_name, shorten, team_name
from documents.papers import group_name_of
from documents.picture_remarks import REST_AT_CONSOLE, record_name, remarks_lines
from domain.acknowledgements import Entry
from domain.calendars import day_of
from domain.picture_questions import Answer, PicturePair, PictureQuestion
from domain.picture_remarks import RemarkedRecord, SentPicture
from domain.rosters import Roster

ANSWERS = {Answer.SAME: "同一张，已核实", Answer.DIFFERENT: "不是同一张", Answer.DROPPED: "不再问"}
SAME_FILE, SAME = "是同一个文件", "看上去相同"
NONE_OPEN = "没有等着核实的照片。"
WHICH_ANSWER = "请写编号和结果：照片疑问 疑3 同一张（或：不是、不再问），后面可以写说明。"
HOW_TO_ANSWER = "核实后回：照片疑问 疑{number} 同一张（或：不是、不再问）"
ONLY_DISPATCHERS = "照片疑问由指挥调度组核实。"
_NOTE, _PLACE = 80, 36  # half-widths


def question_name(number: int) -> str:
    """疑3: 3 alone would be a record's number."""
    return f"疑{number}"


def question_text(question: PictureQuestion, roster: Roster) -> str:
    """疑3 青石组 #5 …（10月20日14:02发）与 青石组 #12 …（10月21日10:49发）：2张看上去相同."""
    earlier, later = (_sent(picture, roster) for picture in (question.pair.earlier, question.pair.later))
    count = f"{question.pictures}张" if question.pictures > 1 else "照片"
    return f"{question_name(question.number)} {earlier}与{later}：{count}{alike_word(question.pair)}"


def alike_word(pair: PicturePair) -> str:
    """How two pictures that are asked about are the same."""
    return SAME_FILE if pair.whole is None else SAME


def questions_text(questions: Sequence[PictureQuestion], roster: Roster, most: int) -> str:
    """All that wait to be looked into, and how many records of which group and day share pictures."""
    if not questions:
        return NONE_OPEN
    lines = [f"照片{SAME}，请核实（{BY_MACHINE}）：", *(question_text(one, roster) for one in questions[:most])]
    if len(questions) > most:
        lines.append(REST_AT_CONSOLE.format(count=len(questions) - most))
    lines += [counts_text(questions, roster), HOW_TO_ANSWER.format(number=questions[0].number)]
    return "\n".join(lines)


def counts_text(questions: Sequence[PictureQuestion], roster: Roster) -> str:
    """有相同照片的点位：青石组 10月21日3处."""
    shared = {p.record for question in questions for p in (question.pair.earlier, question.pair.later)}
    counted = Counter((record.group, record.day) for record in shared)
    told = [f"{group_name_of(group, roster)} {day_name(day)}{n}处" for (group, day), n in sorted(counted.items())]
    return f"有相同照片的点位：{'、'.join(told)}"


def told_text(
    remarked: Sequence[RemarkedRecord],
    questions: Sequence[PictureQuestion],
    roster: Roster,
    most: int,
    lacking: Sequence[Entry] = (),
) -> str:
    """What is new since the last time, gathered: evidence not seen, prints, then pictures that look the same."""
    listed, asked, unseen = remarked[:most], questions[:most], lacking[:most]
    lines = [f"【照片核对】请核实（{BY_MACHINE}）：" if remarked or questions else "【照片核对】"]
    if unseen:
        lines += ["要现场发视频、照片的点位，群内未见：", *(unseen_text(one, roster) for one in unseen)]
    lines += remarks_lines(listed, roster)
    if asked:
        lines += [f"{SAME}的照片：", *(question_text(one, roster) for one in asked)]
    left = len(remarked) + len(questions) + len(lacking) - len(listed) - len(asked) - len(unseen)
    if left:
        lines.append(REST_AT_CONSOLE.format(count=left))
    if asked:
        lines.append(HOW_TO_ANSWER.format(number=asked[0].number))
    return "\n".join(lines)


def unseen_text(entry: Entry, roster: Roster) -> str:
    """青石组 #5 宏图砖厂（1组）：视频."""
    visit = entry.visit
    missing = "、".join(MISSING[what] for what in entry.missing)
    name = f"#{visit.number} {shorten(visit.place, _PLACE)}（{team_name(visit.team)}）"
    return f"{group_name_of(visit.group, roster)} {name}：{missing}"


def shown_text(question: PictureQuestion, roster: Roster) -> str:
    """What goes with both pictures side by side."""
    return f"{question_text(question, roster)}（{BY_MACHINE}）"


def answered_text(question: PictureQuestion) -> str:
    """已记：疑3 同一张，已核实。"""
    assert question.answer is not None
    note = f"，{shorten(question.note, _NOTE)}" if question.note else ""
    return f"已记：{question_name(question.number)} {ANSWERS[question.answer]}{note}。"


def no_such_question_text(number: int) -> str:
    return f"没有{question_name(number)}，或者记录已经改过、不用再核实了。"


def _sent(picture: SentPicture, roster: Roster) -> str:
    sent = f"{day_name(day_of(picture.sent_at))}{clock_of(picture.sent_at)}发"
    return f"{group_name_of(picture.record.group, roster)} {record_name(picture.record)[:-1]}，{sent}）"
