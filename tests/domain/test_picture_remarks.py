"""What a photo's print gives cause to ask: each rule on both sides of its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from documents.picture_remarks import remark_text, remarked_text
from domain.calendars import SHANGHAI
from domain.file_readings import FileReading
from domain.gazetteers import county_printed, is_zone
from domain.messages import Kind
from domain.picture_remarks import (
    NOTHING_TOLD,
    PictureRecord,
    Remark,
    RemarkKind,
    SentPicture,
    by_record,
    remarks_on,
)
from domain.visits import Outcome
from domain.watermarks import Watermark
from tests.cast import GROUPS, QINGSHI, ROSTER

DAY = date(2020, 10, 21)
RULE = replace(
    NOTHING_TOLD,
    lag=timedelta(minutes=45),
    ahead=timedelta(minutes=5),
    least_side=480,
    least_sharpness=40,
)
RECORD = PictureRecord(12, "qingshi", 1, DAY, "宏图砖厂", "宏图砖厂", "东泉区", Outcome.VIOLATION)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def remarks(
    *,
    sent: datetime | None = None,
    time: datetime | None = None,
    day: date | None = None,
    address: str | None = None,
    record: PictureRecord = RECORD,
    **facts: int | float,
) -> tuple[Remark, ...]:
    picture = SentPicture("m1", "a" * 64, Kind.IMAGE, sent or at("10:49"), "id-hao", QINGSHI, record)
    day = day or (time.astimezone(SHANGHAI).date() if time else None)
    mark = Watermark(time=time, day=day, address=address, latitude=34.0, longitude=113.0)
    reading = FileReading("a" * 64, Kind.IMAGE, watermark=mark, **facts)  # type: ignore[arg-type]
    return remarks_on(picture, reading, RULE, ROSTER, {Outcome.VIOLATION})


def kinds(found: tuple[Remark, ...]) -> list[RemarkKind]:
    return [remark.kind for remark in found]


def test_the_time_between_taking_and_sending_is_told_with_its_limit() -> None:
    (lag,) = remarks(time=at("09:57"))
    assert remark_text(lag) == "拍摄时间 09:57，发送 10:49，相差52分钟（满45分钟的列出）"


@pytest.mark.parametrize(("minutes", "found"), [(0, []), (5, []), (44, []), (45, ["lag"]), (46, ["lag"])])
def test_evidence_of_a_violation_is_listed_from_the_limit_on(minutes: int, found: list[str]) -> None:
    assert kinds(remarks(time=at("10:49") - timedelta(minutes=minutes))) == found


@pytest.mark.parametrize("outcome", [Outcome.CLEAN, Outcome.CORRECTED, Outcome.HANDOVER, Outcome.CLOSED])
def test_evidence_that_need_not_be_posted_at_once_is_never_late(outcome: Outcome) -> None:
    assert remarks(time=at("07:00"), record=replace(RECORD, outcome=outcome)) == ()


@pytest.mark.parametrize(("minutes", "found"), [(0, []), (4, []), (5, ["ahead"])])
def test_a_print_later_than_its_message_is_told_from_the_limit_on(minutes: int, found: list[str]) -> None:
    told = remarks(time=at("10:49") + timedelta(minutes=minutes), record=replace(RECORD, outcome=Outcome.CLEAN))
    assert kinds(told) == found
    if told:
        assert remark_text(told[0]) == "拍摄时间 10:54，发送 10:49，比发送晚5分钟（满5分钟的列出）"


def test_another_day_than_the_records_is_told_once_and_of_every_outcome() -> None:
    for outcome in Outcome:
        (told,) = remarks(time=at("10:30", date(2020, 10, 19)), record=replace(RECORD, outcome=outcome))
        assert remark_text(told) == "水印日期 10月19日，记录 10月21日"
    (told,) = remarks(day=date(2019, 10, 21))
    assert remark_text(told) == "水印日期 2019年10月21日，记录 10月21日"


@pytest.mark.parametrize(
    ("taken", "sent", "found"),
    [
        (at("23:50", date(2020, 10, 20)), at("00:05"), []),
        (at("23:20", date(2020, 10, 20)), at("00:04"), []),
        (at("23:20", date(2020, 10, 20)), at("00:05"), ["other_day"]),
        (at("00:10", date(2020, 10, 22)), at("00:12", date(2020, 10, 22)), []),
        (at("00:45", date(2020, 10, 22)), at("00:47", date(2020, 10, 22)), ["other_day"]),
    ],
)
def test_a_midnight_between_taking_and_sending_makes_no_other_day(
    taken: datetime, sent: datetime, found: list[str]
) -> None:
    assert kinds(remarks(time=taken, sent=sent)) == found


def test_another_county_of_the_roster_is_told() -> None:
    (told,) = remarks(time=at("10:40"), address="某某省青石市云台县宏图路1号")
    assert remark_text(told) == "水印地址写云台县，记录写东泉区"
    (told,) = remarks(address="白河市望山县南街")
    assert remark_text(told) == "水印地址写望山县，记录写东泉区"


@pytest.mark.parametrize(
    "address",
    [
        "青石市东泉区云台路3号",  # a road that is named after a county
        "青石市某某区中兴路",  # no county of the roster
        "宏图路1号",
        "云台县场街西侧",
        "青石市东泉区与云台县交界",
        "青石市白河市之间云台县",
        "",
    ],
)
def test_what_names_no_other_county_for_sure_says_nothing(address: str) -> None:
    assert remarks(address=address) == ()


def test_a_record_without_a_county_and_coordinates_alone_say_nothing() -> None:
    assert remarks(address="青石市云台县", record=replace(RECORD, county=None)) == ()
    assert remarks(time=at("10:40")) == ()


def test_a_zone_lies_in_a_county_that_the_map_names() -> None:
    assert remarks(address="青石市云台县", record=replace(RECORD, county="高新区")) == ()
    assert is_zone("青石经济技术开发区") and not is_zone("东泉区")


def test_counties_are_read_at_the_head_of_an_address() -> None:
    (group, _) = GROUPS
    assert county_printed("中国某某省 青石市·平川县", group, GROUPS) == "平川县"
    assert county_printed("平川县城关镇", group, GROUPS) == "平川县"
    assert county_printed("城关镇平川县政府", group, GROUPS) is None


def test_small_and_blurred_pictures_are_told_below_their_limits() -> None:
    assert kinds(remarks(width=1080, height=480, blur=40.0)) == []
    (small,) = remarks(width=1080, height=479, blur=10.0)
    assert remark_text(small) == "照片较小，短边479像素（不足480的注明）"
    (blurred,) = remarks(width=1080, height=480, blur=39.0)
    assert remark_text(blurred) == "照片不够清楚，清晰度39（低于40的注明）"


def test_what_was_not_read_says_nothing() -> None:
    picture = SentPicture("m1", "a" * 64, Kind.IMAGE, at("10:49"), "id-hao", QINGSHI, RECORD)
    assert remarks_on(picture, None, RULE, ROSTER, {Outcome.VIOLATION}) == ()
    assert remarks_on(picture, FileReading("a" * 64, Kind.IMAGE), RULE, ROSTER, {Outcome.VIOLATION}) == ()
    assert remarks() == ()


def test_the_remarks_of_a_record_are_one_line() -> None:
    (one,), (other,) = remarks(time=at("09:57")), remarks(time=at("09:40"))
    (told,) = by_record([one, other])
    assert (
        remarked_text(told) == "#12 宏图砖厂（1组）：2张，拍摄时间 09:40，发送 10:49，相差1小时9分钟（满45分钟的列出）"
    )
