"""A photo's watermark: what its lines say, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.calendars import SHANGHAI
from domain.watermarks import PrintedLine, Watermark, agreed, doubtful_lines, read_watermark
from storage.lexicons import load_lexicon

WORDS = load_lexicon()
CITY = "开封市祥符区黄河大道与经五路交叉口"


def printed(*texts: str, left: float = 40, top: float = 900, height: float = 30) -> list[PrintedLine]:
    """Lines of one size below each other."""
    return [
        PrintedLine(text, left, top + 1.5 * height * at, max(1, len(text)) * height * 0.8, height, 0.99)
        for at, text in enumerate(texts)
    ]


def read(*texts: str) -> Watermark:
    return read_watermark(printed(*texts), WORDS)


def at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "line",
    [
        "2020-10-20 09:57",
        "2020.10.20 09:57",
        "2020/10/20 09:57",
        "2020年10月20日 9时57分",
        "2020年10月20日09点57分",
        "2020-10-20 星期二 09:57",
        "2020-10-20 周二 09：57",
        "2020-10-2009:57",
        "2020-10-20 09.57",
        "2020-10-20 0957",
        "2020-1020 09:57",
        "2O20-10-2O 09:57",
        "2020-10-20 O9:57",
        "2020—10—20 09:57",
        "09:57 2020-10-20",
        "上午09:57 2020-10-20",
        "2020-10-20 09:57 AM",
        "20/10/2020 09:57",
        "10/20/2020 09:57",
        "Oct 20, 2020 09:57",
        "20 Oct 2020 09:57",
        "时间：2020-10-20 09:57",
        "时间 2020-10-20 09:57",
        "２０２０－１０－２０　０９：５７",
        "2020-10-20 09:57 GMT+08:00",
        "12020-10-20 09:57",
        "09:572020-10-20星期二",
    ],
)
def test_a_day_and_a_clock_are_read_however_they_are_printed(line: str) -> None:
    said = read(line, CITY)
    assert (said.time, said.day) == (at(2020, 10, 20, 9, 57), date(2020, 10, 20))


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2020-10-20 下午 3:05", at(2020, 10, 20, 15, 5)),
        ("2020-10-20 下午15:05", at(2020, 10, 20, 15, 5)),
        ("2020-10-20 03:05:PM", at(2020, 10, 20, 15, 5)),
        ("2020-10-20 03:05 PM", at(2020, 10, 20, 15, 5)),
        ("2020-10-20 12:05 AM", at(2020, 10, 20, 0, 5)),
        ("2020-10-20 12:05 PM", at(2020, 10, 20, 12, 5)),
        ("2020-10-20 09:57:31", at(2020, 10, 20, 9, 57, 31)),
        ("2020年1月5日 9时57分31秒", at(2020, 1, 5, 9, 57, 31)),
    ],
)
def test_halves_of_the_day_and_seconds_count(line: str, time: datetime) -> None:
    assert read(line, CITY).time == time


@pytest.mark.parametrize(
    "line",
    [
        "2020-10-20 25:57",
        "2020-10-20 09:5",
        "2020-10-20 09:57:3",
        "2020-10-20 AM 15:05",
        "2020-13-20 09:57",
        "2020-02-30 09:57",
        "10/11/2020 09:57",
        "2020-10-20 星期五 09:57",
        "2020-1-209:57",
        "2020-10-20 08:00-18:00",
        "٢٠٢٠-١٠-٢٠ ٠٩:٥٧",
        "1020-10-20 09:57",
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_not_read(line: str) -> None:
    assert read(line, CITY).time is None


def test_a_weekday_decides_between_two_orders() -> None:
    assert read("10/11/2020 09:57 星期二", CITY).day == date(2020, 11, 10)


def test_a_large_clock_belongs_to_the_day_below_it() -> None:
    clock = PrintedLine("09:57", 40, 800, 200, 80, 0.99)
    said = read_watermark([clock, *printed("2020-10-20 星期二", CITY)], WORDS)
    assert (said.time, said.address) == (at(2020, 10, 20, 9, 57), CITY)


def test_the_bar_beside_a_large_clock_is_no_digit() -> None:
    clock = PrintedLine("09:571", 40, 800, 200, 80, 0.99)
    beside = printed("2020-10-20", "周二", left=270, top=800)
    assert read_watermark([clock, *beside, *printed(CITY)], WORDS).time == at(2020, 10, 20, 9, 57)


def test_a_clock_without_a_day_is_no_time() -> None:
    clock = PrintedLine("09:57", 40, 800, 200, 80, 0.99)
    said = read_watermark([clock, *printed(CITY)], WORDS)
    assert (said.time, said.day, said.address) == (None, None, CITY)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["34.79584°N 113.27898°E"], (34.79584, 113.27898)),
        (["N34.79584,E113.27898"], (34.79584, 113.27898)),
        (["34.79584,113.27898"], (34.79584, 113.27898)),
        (["113.27898,34.79584"], (34.79584, 113.27898)),
        (["经度:113.27898 纬度:34.79584"], (34.79584, 113.27898)),
        (["经度：113.27898", "纬度：34.79584"], (34.79584, 113.27898)),
        (["经纬度 34.79584°N，113.27898°E"], (34.79584, 113.27898)),
        (["34.79584°N113.27898E"], (34.79584, 113.27898)),
        (["34.79584113.27898"], (34.79584, 113.27898)),
        (["113.2789834.79584"], (34.79584, 113.27898)),
        (["北纬34°47′45.0″ 东经113°16′44″"], (34.795833, 113.278889)),
        (["34°47'45\"N 113°16'44\"E"], (34.795833, 113.278889)),
        (["34°47.750′N 113°16.733′E"], (34.795833, 113.278883)),
        (["N34.79584.E113.27898"], (34.79584, 113.27898)),
        (["N34 79584,E113.27898"], (34.79584, 113.27898)),
        (["34°47'45.0 N 113 16'44.0\"E"], (34.795833, 113.278889)),
        (['北纬34"47\'45.0”东经113"16\'44.0"'], (34.795833, 113.278889)),
        (["北纬34°47′45.0″东经113'16'44.0\""], (34.795833, 113.278889)),
        (["Lat 34.79584 Lng 113.27898"], (34.79584, 113.27898)),
        (["34.79584°N 113.27898°E", "海拔：123.456米"], (34.79584, 113.27898)),
    ],
)
def test_coordinates_are_read_however_they_are_printed(lines: list[str], place: tuple[float, float]) -> None:
    said = read("2020-10-20 09:57", *lines)
    assert (said.latitude, said.longitude) == place


@pytest.mark.parametrize(
    "lines",
    [
        ["34.79584°N"],
        ["34.79584°N 213.27898°E"],
        ["34.79584°S 113.27898°E"],
        ["34°77′45.0″ 113°16′44″"],
        ["34.79584°N 113.27898°E", "34.11111°N 113.22222°E"],
        ["34.79 113.27"],
        ["检测值 34.7958", "113.2789"],
        ["4.7958N 113.2789E海拔118m"],  # the first digit was cut
        ["北纬34°47'45.0\"东经113°16'44-6\""],  # a point that was read as something else
    ],
)
def test_half_a_place_two_places_and_other_numbers_are_no_coordinates(lines: list[str]) -> None:
    said = read("2020-10-20 09:57", *lines)
    assert (said.latitude, said.longitude) == (None, None)


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["地点：" + CITY], CITY),
        (["拍摄地点: " + CITY], CITY),
        ([CITY + "·汴安", "包材有限公司"], CITY + "·汴安包材有限公司"),
        (["9" + CITY], CITY),
        (["点 " + CITY], CITY),
        ([CITY, "天气：晴 18℃", "备注：日常巡查"], CITY),
        ([CITY, "晴 18℃"], CITY),
        ([CITY, "今日水印相机 相机已验证"], CITY),
        ([CITY, "驻开封暗访核查 6组"], CITY),
        (["地址：" + CITY[:9], CITY[9:]], CITY),
        (["地点", CITY], CITY),
        ([CITY + "・汴安包材有限", "公司", "备注：无"], CITY + "·汴安包材有限公司"),
        (["开封市祥符区龙泉镇后营村南200米"], "开封市祥符区龙泉镇后营村南200米"),
        ([CITY + " 多云 18℃"], CITY),
        ([f"{CITY} 34.79584°N 113.27898°E"], CITY),
        ([CITY + "一"], CITY),
        (["河南省开封市", "祥符区黄河大道126号"], "河南省开封市祥符区黄河大道126号"),
    ],
)
def test_an_address_is_read_without_what_stands_around_it(lines: list[str], address: str) -> None:
    assert read("2020-10-20 09:57 星期二", *lines).address == address


def test_what_stands_in_another_column_is_no_part_of_an_address() -> None:
    for beside in ("今日水印", "现场拍照 防作弊", "张伟", "安全出口"):
        right = [PrintedLine(beside, 700, 960, 200, 30, 0.99)]
        address = printed("2020-10-20 09:57 星期二", CITY[:11], CITY[11:])
        assert read_watermark([*address, *right], WORDS).address == CITY, beside


def test_all_may_stand_on_one_line() -> None:
    said = read(f"2020-10-20 09:57 周二 | {CITY} | 34.79584,113.27898")
    assert (said.time, said.address, said.longitude) == (at(2020, 10, 20, 9, 57), CITY, 113.27898)


def test_labels_may_stand_in_a_column_of_their_own() -> None:
    labels = printed("时间", "地点", "小组")
    values = printed("2020-10-20 09:57", CITY, "3组", left=150)
    said = read_watermark([*labels, *values], WORDS)
    assert (said.time, said.address, said.team) == (at(2020, 10, 20, 9, 57), CITY, "3组")


@pytest.mark.parametrize(
    ("line", "team"),
    [
        ("驻开封暗访核查 6组", "驻开封暗访核查 6组"),
        ("执法小组：3组", "3组"),
        ("小组: 第2小组", "第2小组"),
        ("拍摄人：王安", None),
        ("备注：6组", None),
    ],
)
def test_a_team_is_told_from_a_person(line: str, team: str | None) -> None:
    assert read("2020-10-20 09:57", CITY, line).team == team


@pytest.mark.parametrize(
    "lines",
    [
        ["2019年5月1日起施行"],
        ["危险废物管理制度", "2019-05-01"],
        ["河南省汴安包材有限公司"],
        ["豫B·8K320"],
        ["排污许可证编号91410200MA3X20190501"],
        ["活性炭更换记录", "2019-03-12 09:30", "2019-04-12 10:30", "2019-05-12 09:45"],
        ["建设单位：汴安置业", "开工日期：2019-05-01", "竣工日期：2021-05-01"],
        ["0371-65889999", "34.7 113.2"],
    ],
)
def test_print_in_the_scene_is_no_watermark(lines: list[str]) -> None:
    said = read(*lines)
    assert (said.time, said.day, said.address, said.latitude) == (None, None, None, None)


def test_a_sign_in_the_scene_does_not_spoil_the_watermark() -> None:
    sign = printed("河南省汴安包材有限公司", "2019-05-01", top=100, height=60)
    said = read_watermark([*sign, *printed("2020-10-20 09:57", CITY)], WORDS)
    assert (said.time, said.address) == (at(2020, 10, 20, 9, 57), CITY)


TIME, PLACE = "2020-10-20 09:57", "34.79584°N 113.27898°E"


def looks(one: Sequence[str], other: Sequence[str], scores: tuple[float, float]) -> Watermark:
    first, second = (
        [replace(line, score=score) for line in printed(*texts)]
        for texts, score in zip((one, other), scores, strict=True)
    )
    return agreed((first, second), WORDS)


def test_two_readings_that_differ_are_no_reading() -> None:
    said = looks([TIME, CITY, PLACE], ["2020-10-20 09:51", CITY, PLACE[:5] + "9" + PLACE[6:]], (0.99, 0.99))
    assert (said.time, said.day, said.address, said.latitude) == (None, date(2020, 10, 20), CITY, None)


def test_two_unsure_readings_that_agree_are_one() -> None:
    said = looks([TIME, CITY, PLACE], [TIME, CITY, PLACE], (0.6, 0.7))
    assert (said.time, said.latitude) == (at(2020, 10, 20, 9, 57), 34.79584)


@pytest.mark.parametrize(("score", "kept"), [(0.99, True), (0.7, False)])
def test_what_only_one_look_could_read_is_kept_where_it_was_sure(score: float, kept: bool) -> None:
    said = looks(["2020-10-20 09:5", CITY], [TIME, CITY, PLACE], (0.99, score))
    assert (said.time is not None, said.latitude is not None) == (kept, kept)


def test_of_an_address_cut_at_its_edge_the_whole_is_kept() -> None:
    said = looks(["2020-10-20 09:57", CITY[1:]], ["2020-10-20 09:57", CITY], (0.99, 0.99))
    assert said.address == CITY


def test_digits_and_letters_that_were_guessed_are_not_taken() -> None:
    lines = [replace(line, score=0.3) for line in printed("周二 " + TIME, CITY, PLACE)]
    assert read_watermark(lines, WORDS) == Watermark()


@pytest.mark.parametrize(
    ("text", "score", "doubtful"),
    [
        ("2020-10-20 09:57", 0.99, False),
        ("2020-10-20 09:57", 0.5, True),
        ("2020-10-20 09:5", 0.99, True),
        ("2020-10-20 09:57 34.79584°N 1327898°E", 0.99, True),
    ],
)
def test_a_closer_look_is_taken_where_a_number_is_doubtful(text: str, score: float, doubtful: bool) -> None:
    lines = [replace(line, score=score) for line in printed("周二 " + text, CITY)]
    assert bool(doubtful_lines(read_watermark(lines, WORDS), lines)) is doubtful


HOSTILE: Sequence[Sequence[str]] = [
    [f"2020-10-20 09:{n % 60:02d}" for n in range(500)],
    ["1" * 100_000, "2020-" * 20_000, "34.7" * 25_000],
    ["°" * 5_000 + "'" * 5_000, "9:" * 10_000, "开封市" * 10_000],
    ["\u0660" * 50, "²³¹", "\ud800", "", " ", "\n"],
]


@pytest.mark.parametrize("lines", HOSTILE, ids=["many", "long", "signs", "odd"])
def test_no_print_takes_long_or_fails(lines: Sequence[str]) -> None:
    assert read(*lines).time is None
