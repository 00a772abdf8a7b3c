"""In few words, for a dispatcher's page: what there is to ask about a picture, and how alike two of them are."""

from __future__ import annotations

from documents.lines import clock_of, day_name
from documents.picture_questions import ANSWERS, SAME, SAME_FILE
from documents.picture_remarks import gap_text
from domain.calendars import day_of
from domain.likenesses import BITS, Hashes, Likeness, apart, are_near
from domain.picture_questions import PictureQuestion
from domain.picture_remarks import Remark, RemarkKind

NEAR, DIFFERENT, UNKNOWN = "画面相近", "画面不同", "没有比对"


def hint_text(remark: Remark) -> str:
    """拍摄与发送相差52分钟: a remark for a badge; `remark_text` says it in full."""
    captured = remark.captured
    if remark.kind is RemarkKind.AHEAD:
        return "拍摄时间晚于发送" if captured is None else f"拍摄 {clock_of(captured)}，晚于发送"
    if remark.kind is RemarkKind.LAG:
        return f"拍摄与发送相差{gap_text(remark.minutes)}"
    if remark.kind is RemarkKind.OTHER_DAY:
        day = remark.day if captured is None else day_of(captured)
        return "水印日期不同" if day is None else f"水印日期 {day_name(day)}"
    if remark.kind is RemarkKind.OTHER_COUNTY:
        return f"水印地址写{remark.county}"
    return "照片较小" if remark.kind is RemarkKind.SMALL else "不够清楚"


def like_text(question: PictureQuestion, number: int) -> str:
    """与 #12 的照片相似, of a photo of the other record; with what was answered."""
    other = next((one for one in question.records if one != number), number)
    if question.answer is not None:
        return f"与 #{other}：{ANSWERS[question.answer]}"
    return f"与 #{other} {SAME_FILE}" if question.pair.whole is None else f"与 #{other} 的照片相似"


def alike_text(
    files: tuple[str, str], hashes: tuple[Hashes | None, Hashes | None], noted: Likeness | None
) -> tuple[str, str]:
    """How alike two files are, and the bits that differ; "" for bits that nobody counted.

    `noted`: that they were found to be the same picture, by their pixels too.
    """
    if files[0] == files[1]:
        return SAME_FILE, ""
    one, other = hashes
    if noted is not None:
        return SAME, bits_text(noted.whole, noted.top)
    if one is None or other is None:
        return UNKNOWN, ""
    bits = bits_text(*apart(one, other))
    return NEAR if are_near(one, other) else DIFFERENT, bits


def bits_text(whole: int, top: int) -> str:
    return f"画面指纹相差：全图 {whole} 位，上部 {top} 位（各 {BITS} 位）"
