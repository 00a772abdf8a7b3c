"""What whoever dispatches is told of the print on photos: what was read, and from which number on it is listed.

Never a verdict, and never for a group's room: a machine has read it, and the photo is what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from documents.lines import clock_of, day_name, shorten, team_name
from documents.papers import group_name_of, minutes_text
from domain.calendars import SHANGHAI, day_of
from domain.messages import Kind
from domain.picture_remarks import PictureRecord, Remark, RemarkedRecord, RemarkKind
from domain.rosters import Roster

REST_AT_CONSOLE = "其余{count}条在控制台。"
_PLACE = 36  # half-widths
_DAY_MINUTES = 24 * 60


def remark_text(remark: Remark) -> str:
    """拍摄时间 09:57，发送 10:49，相差52分钟（满45分钟的列出）: one remark on one picture."""
    sent, day = remark.picture.sent_at, remark.picture.record.day
    limit, name = remark.limit, "视频" if remark.picture.kind is Kind.VIDEO else "照片"
    if remark.kind is RemarkKind.OTHER_DAY:
        return f"水印日期 {_date(remark.day, day)}，记录 {_date(day, day)}"
    if remark.kind is RemarkKind.OTHER_COUNTY:
        return f"水印地址写{remark.county}，记录写{remark.picture.record.county}"
    if remark.kind is RemarkKind.SMALL:
        return f"{name}较小，短边{remark.size}像素（不足{limit}的注明）"
    if remark.kind is RemarkKind.BLURRED:
        return f"{name}不够清楚，清晰度{remark.size}（低于{limit}的注明）"
    taken, told = _moments(remark.captured or sent, sent)
    apart = "相差" if remark.kind is RemarkKind.LAG else "比发送晚"
    return f"拍摄时间 {taken}，发送 {told}，{apart}{gap_text(remark.minutes)}（满{limit}分钟的列出）"


def gap_text(minutes: int) -> str:
    """52分钟, 1小时35分钟, 3天多: between taking and sending."""
    return minutes_text(minutes) if minutes < _DAY_MINUTES else f"{minutes // _DAY_MINUTES}天多"


def remarked_text(told: RemarkedRecord) -> str:
    """#12 宏图砖厂（1组）：2张，… : the remarks of one kind on one record, by the one that is furthest off."""
    worst = max(told.remarks, key=lambda remark: remark.minutes)
    count = f"{len(told.remarks)}张，" if len(told.remarks) > 1 else ""
    return f"{record_name(told.record)}：{count}{remark_text(worst)}"


def record_name(record: PictureRecord) -> str:
    """#12 宏图砖厂（1组）."""
    return f"#{record.number} {shorten(record.place, _PLACE)}（{team_name(record.team)}）"


def remarks_lines(told: Sequence[RemarkedRecord], roster: Roster) -> list[str]:
    """The lines, each group's under its name."""
    lines: list[str] = []
    for i, one in enumerate(told):
        if i == 0 or told[i - 1].record.group != one.record.group:
            lines.append(f"{group_name_of(one.record.group, roster)}：")
        lines.append(remarked_text(one))
    return lines


def _moments(taken: datetime, sent: datetime) -> tuple[str, str]:
    """Both by the clock, with their days where these are two."""
    if day_of(taken) == day_of(sent):
        return clock_of(taken), clock_of(sent)
    one, other = (at.astimezone(SHANGHAI).date() for at in (taken, sent))
    return f"{_date(one, other)} {clock_of(taken)}", f"{_date(other, one)} {clock_of(sent)}"


def _date(day: date | None, other: date) -> str:
    """10月19日, with its year where the other day is of another."""
    assert day is not None  # it was compared
    return day_name(day) if day.year == other.year else f"{day.year}年{day_name(day)}"
