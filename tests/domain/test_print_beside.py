"""What stands beside a print, or only looks like one: signs, sheets, boards, zones and the other half of the world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.watermarks import PrintedLine, agreed, doubtful_lines, read_watermark
from tests.domain.test_watermarks import CITY, WORDS, at, printed, read


def test_coordinates_in_a_column_beside_their_labels_are_read() -> None:
    cells = [("纬度：", 40, 902), ("34.79584", 200, 900), ("经度：", 40, 952), ("113.27898", 200, 949)]
    table = [PrintedLine(text, left, top, 25.0 * len(text), 30, 0.99) for text, left, top in cells]
    others = printed("2020-10-20 09:57", CITY, top=1000)
    mark = read_watermark([*table, *others], WORDS)
    assert (mark.latitude, mark.longitude) == (34.79584, 113.27898)
    alone = [line for line in table if line.text[0].isdigit()]
    assert read_watermark([*alone, *others], WORDS).latitude is None


def test_a_team_behind_its_label_is_read_without_the_blank_between_them() -> None:
    assert read("2020-10-20 09:57", CITY, "小组暗访十二组").team == "暗访十二组"
    assert read("2020-10-20 09:57", CITY, "检查小组核查3组").team == "核查3组"
    assert read("2020-10-20 09:57", CITY, "驻开封暗访核查 6组").team == "驻开封暗访核查 6组"


@pytest.mark.parametrize("cell", ["25.3吨", "3月27日 470", "07-05晟通砂石厂", "21:39"])
def test_figures_of_a_sheet_behind_the_print_make_no_address(cell: str) -> None:
    address = read("2020-10-20 09:57:11", "开封市祥符区张坡村" + cell, "34.79584,113.27898").address
    assert address is None or cell not in address


def test_a_notice_board_behind_the_print_says_nothing() -> None:
    board = [
        "环境信息公示牌",
        "单位名称：恒茂建材厂",
        "地址：青石市北桥区石佛镇44号",
        "监督电话：3662-4647437",
        "开工日期：2019年1月17日",
    ]
    mark = read(*board, "2020年10月20日 20:02:46", CITY, "34.79584°N 113.27898°E")
    assert (mark.time, mark.address, mark.latitude) == (at(2020, 10, 20, 20, 2, 46), CITY, 34.79584)


def test_a_day_beside_several_clocks_is_a_list_and_no_print() -> None:
    mark = read("2019-03-02 19:00:00", "2019-03-02 21:00:00", "2019-03-02 04:00:00", CITY, "34.79584,113.27898")
    assert (mark.time, mark.day) == (None, None)


@pytest.mark.parametrize(
    "lines",
    [
        ("PM2.5 35 2020-10-20 09:57",),
        ("2020-10-20 09:57", "PM2.5: 88"),
        ("2020-10-20 09:57", "PM10 88"),
        ("2020-10-20 09:57", "PM 10: 88"),
    ],
)
def test_dust_in_the_air_is_no_afternoon(lines: tuple[str, ...]) -> None:
    assert read(*lines, CITY).time == at(2020, 10, 20, 9, 57)


def test_an_afternoon_beside_other_words_may_not_be_the_clocks() -> None:
    assert read("2020-10-20 09:57", "下午值班表", CITY).time is None
    assert read("2020-10-20 15:57", "下午值班表", CITY).time == at(2020, 10, 20, 15, 57)
    assert read("2020-10-20 03:57", "下午", CITY).time == at(2020, 10, 20, 15, 57)
    assert read("PM 10:57", "2020-10-20", CITY).time == at(2020, 10, 20, 22, 57)


def test_a_half_that_was_read_unsurely_leaves_no_clock_of_twelve_hours() -> None:
    clock, half = printed("2020-10-20 09:57", "PM")
    assert read_watermark([clock, replace(half, score=0.3), *printed(CITY, top=990)], WORDS).time is None


@pytest.mark.parametrize(
    "line",
    [
        "2020-10-20 晚上 2:10",
        "2020-10-20 夜间 1:10",
        "2020-10-20 01:57 UTC",
        "2020-10-20 01:57 GMT+0",
        "2020-10-20 10:57 GMT+9",
        "2020-10-20 01:57:00Z",
        "2020-10-20 10:57 +0900",
        "2020-10-20 1530号",
        "2020-10-20 12.50℃",
        "2020-10-20 2045米",
        "2020-10-2 0 09:57",
    ],
)
def test_a_clock_of_elsewhere_or_what_only_looks_like_one_is_not_read(line: str) -> None:
    assert read(line, CITY).time is None


def test_the_zone_of_china_may_be_printed() -> None:
    for zone in ("GMT+8", "UTC+08:00", "GMT+0800", "+08:00"):
        assert read(f"2020-10-20 09:57 {zone}", CITY).time == at(2020, 10, 20, 9, 57), zone


@pytest.mark.parametrize(
    "line",
    [
        "34°47'45.12\"S 113°16'44\"W",
        "lat: -34.79584 lng: 113.27898",
        "34.79584°,-113.27898°",
        "34.7958 4N 113.27898E",
        "34.79584N 113.2789 8E",
    ],
)
def test_coordinates_of_the_other_half_of_the_world_or_cut_in_two_are_not_read(line: str) -> None:
    said = read("2020-10-20 09:57", line)
    assert (said.latitude, said.longitude) == (None, None)


@pytest.mark.parametrize("sign", ["有效期至 2025-10-20", "生产日期 2020-10-20", "营业时间 08:30"])
def test_what_a_label_or_a_sign_says_of_other_times_is_not_when_the_photo_was_taken(sign: str) -> None:
    assert read(sign, "09:57", CITY, "34.79584,113.27898").time is None


def test_what_an_instrument_measured_is_no_place() -> None:
    mark = read("2020-10-20 09:57", CITY, "噪声 53.1234 浓度 75.1234")
    assert (mark.latitude, mark.longitude) == (None, None)


def test_a_clock_elsewhere_in_the_block_is_not_the_clock_of_a_day_without_one() -> None:
    day = "2020-10-20 星期二"
    for texts in ((day, CITY, "13:20"), (day, "日出 06:31", CITY), ("例会 14:30 开始", day, CITY), (day, "开机 13:20")):
        said = read(*texts, "34.79584,113.27898")
        assert (said.time, said.day) == (None, at(2020, 10, 20, 0, 0).date()), texts
    for clock in ("打卡 09:57", "09:57 晴 18℃", "时间：09:57", "09:57"):
        assert read(clock, day, CITY).time == at(2020, 10, 20, 9, 57), clock
    assert read("日期：2020-10-20", CITY, "时间：09:57").time == at(2020, 10, 20, 9, 57)


def test_a_day_that_was_read_unsurely_is_not_replaced_by_one_beside_it() -> None:
    own, beside, *others = printed("2020-10-20 15:57", "2019-03-02", CITY, "34.79584,113.27898")
    said = read_watermark([replace(own, score=0.3), beside, *others], WORDS)
    assert (said.time, said.day, said.address) == (None, None, CITY)


def test_labels_in_two_columns_far_apart_are_one_print() -> None:
    left, right = ("日期：2020-10-20", "经度：113.27898"), ("时间：09:57:31", "纬度：34.79584")
    said = read_watermark([*printed(*left), *printed(*right, left=700), *printed("地点：" + CITY, top=990)], WORDS)
    assert (said.time, said.address, said.latitude) == (at(2020, 10, 20, 9, 57, 31), CITY, 34.79584)


def test_a_sheet_behind_the_print_is_not_looked_at_again() -> None:
    lines = printed(*[f"{at}/487" for at in range(20)], "08:40", "2020-10-20", CITY)
    lines[-2] = replace(lines[-2], score=0.6)
    again = doubtful_lines(read_watermark(lines, WORDS), lines)
    assert [line.text for line in again] == ["08:40", "2020-10-20"]


def test_the_weather_below_a_day_tells_a_print() -> None:
    said = read("2020/10/20", "晴 27℃", CITY)
    assert (said.day, said.address) == (at(2020, 10, 20, 0, 0).date(), CITY)
    assert read("2020/10/20", "温度 47.00℃", CITY).day is None


def test_headings_of_a_sheet_are_no_team() -> None:
    heads = [PrintedLine(word, 40 + 150 * at, 600, 60, 30, 0.99) for at, word in enumerate(("班组", "重量", "数量"))]
    assert read_watermark([*heads, *printed("2020-10-20 09:57", CITY, top=645)], WORDS).team is None


def test_a_clock_is_its_days_across_a_weekday_or_where_it_is_large() -> None:
    for between in ("星期二", "晴 18℃"):
        assert read("14:03", between, "2020-10-20", CITY).time == at(2020, 10, 20, 14, 3), between
    strip = [PrintedLine(*cell, 900, 90, 30, 0.99) for cell in (("2020-10-20", 40), ("星期二", 220), ("14:03", 400))]
    assert read_watermark([*strip, *printed(CITY, top=950)], WORDS).time == at(2020, 10, 20, 14, 3)
    large = PrintedLine("14:03", 40, 800, 180, 70, 0.99)
    below = printed(CITY[:11], CITY[11:], "2020-10-20 星期二", top=890)
    assert read_watermark([large, *below], WORDS).time == at(2020, 10, 20, 14, 3)


def test_the_cells_of_a_sheet_say_no_time() -> None:
    cells = ("2019-3-2", "08:30", "2019-3-2", "08:30", "2019-3-2", "08:30")
    assert read(*cells, CITY, "34.79584,113.27898").day is None
    said = read(*cells, "时间：2020-10-20 09:57:11", CITY, "34.79584,113.27898")
    assert said.time == at(2020, 10, 20, 9, 57, 11)
    assert read("2024-05-26", "仓库", "2020-10-20 09:57", CITY).time == at(2020, 10, 20, 9, 57)
    assert read("2024-05-26", "08:31", "2020-10-20 09:57", CITY).time is None


@pytest.mark.parametrize(
    ("sign", "own"),
    [
        ("河南省开封市顺河区东郊乡", "开封市祥符区黄河大道126号"),
        ("开封市汴安包材有限公司", "祥符区黄河大道126号"),
    ],
)
def test_an_address_on_a_sign_and_the_prints_own_are_not_made_one(sign: str, own: str) -> None:
    said = read(sign, own, "2020-10-20 09:57")
    assert (said.time, said.address) == (at(2020, 10, 20, 9, 57), None)


def test_a_day_and_a_clock_alone_are_a_stamp_at_the_edge_of_the_photo_only() -> None:
    (stamp,) = printed("2020 10 20  09:57")
    assert read_watermark([stamp], WORDS).time == at(2020, 10, 20, 9, 57)
    assert read_watermark([replace(stamp, at_edge=False)], WORDS).time is None


def test_an_address_ends_where_other_things_are_told_below_it() -> None:
    for below in ("Altitude:86.3m", "Speed:0.0km/h", "小组 10组"):
        assert read("2020-10-20 09:57", CITY, below).address == CITY
    assert read("2020-10-20 09:57 小组 10组").team == "10组"
    assert read("2020-10-20 09:57", CITY, "3组").address == CITY
    assert read("2020-10-20 09:57", "开封市祥符区黄河大道126号", "设备检查").address == "开封市祥符区黄河大道126号"
    assert read("2020-10-20 09:57", "开封市祥符区黄河大道126号", "东北角").address == "开封市祥符区黄河大道126号东北角"
    assert read("2020-10-20 09:57", "开封市祥符区黄河大道126", "号院内").address == "开封市祥符区黄河大道126号院内"
    assert read("2020-10-20 09:57", "开封市祥符区龙泉镇后营村", "3组").address == "开封市祥符区龙泉镇后营村3组"
    assert read("2020-10-20 09:57", CITY[:11], CITY[11:], "东163米").address == CITY + "东163米"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("经纬度:34.2,108.9", (34.2, 108.9)),
        ("坐标：108.93/34.21", (34.21, 108.93)),
        ("经纬度:34.2,108.93", (None, None)),
        ("34.2,108.9", (None, None)),
        ("34.795°N 113.27898°E", (None, None)),
        ("34.7958°N 113.27898°E", (34.7958, 113.27898)),
    ],
)
def test_coarse_coordinates_count_behind_their_label(line: str, place: tuple[float | None, float | None]) -> None:
    said = read("2020-10-20 09:57", CITY, line)
    assert (said.latitude, said.longitude) == place


def test_letters_that_were_read_unsurely_do_not_spoil_figures_that_were_not() -> None:
    day, place = printed("2020-10-20 星期二 15:57", CITY)
    said = read_watermark([replace(day, score=0.4, figures=0.99), place], WORDS)
    assert said.time == at(2020, 10, 20, 15, 57)
    morning = replace(day, text="2020-10-20 星期二 9:57", score=0.4, figures=0.99)
    assert read_watermark([morning, place], WORDS).time is None, "an afternoon may have stood there"


def test_a_day_of_one_look_and_a_clock_of_another_make_a_time() -> None:
    clock = PrintedLine("11:15", 40, 800, 200, 80, 0.99)
    beside, *place = printed("2020-10-20", CITY, top=890)
    first = [clock, replace(beside, score=0.83), *place]
    second = [replace(clock, text="11:1520", score=0.7), beside, *place]
    assert agreed((first, second), WORDS).time == at(2020, 10, 20, 11, 15)


def test_rows_that_stand_close_are_not_taken_for_one() -> None:
    cells = [("地址：", 41, 828, 61, 33), (CITY, 137, 832, 440, 26), ("张伟", 600, 841, 49, 34)]
    tight = [*cells, ("拍摄时间：2020-10-20 09:57", 45, 850, 276, 27)]
    said = read_watermark([PrintedLine(*cell, 0.99) for cell in tight], WORDS)
    assert (said.time, said.address) == (at(2020, 10, 20, 9, 57), CITY)


def test_a_clock_far_to_the_side_or_in_a_list_is_not_the_days() -> None:
    (day,) = printed("2020-10-20")
    place = printed(CITY, "34.79584,113.27898", top=945)
    aside = PrintedLine("03:00:00", 700, 905, 160, 30, 0.99)
    assert read_watermark([day, aside, *place], WORDS).time is None
    cells = [PrintedLine(f"2019-04-19 0{hour}:00", 40, 600 + 45 * hour, 300, 30, 0.99) for hour in range(1, 6)]
    near = replace(aside, left=300)
    assert read_watermark([*cells, day, near, *place], WORDS).time is None
    assert read_watermark([day, near, *place], WORDS).time == at(2020, 10, 20, 3, 0)


def test_an_address_behind_the_time_on_its_line_goes_on_below_it() -> None:
    first = PrintedLine("2020-10-20 09:57 " + CITY + "·汴安包材有", 40, 900, 800, 30, 0.99)
    below = PrintedLine("限公司", 300, 945, 72, 30, 0.99)
    assert read_watermark([first, below], WORDS).address == CITY + "·汴安包材有限公司"


def test_what_the_scene_holds_beside_an_address_or_a_place_is_no_part_of_it() -> None:
    said = read("2020-10-20 09:57", "地址·561." + CITY, "34.79584°N 113.27898°E场")
    assert (said.address, said.longitude) == (CITY, 113.27898)


def test_one_rare_letter_does_not_make_an_address_illegible() -> None:
    when, place = printed("2020-10-20 09:57", CITY)
    for mean, address in ((0.95, CITY), (0.5, None)):
        assert read_watermark([when, replace(place, score=0.2, mean=mean)], WORDS).address == address
    few = replace(place, text="新乡市较嘉县", score=0.2, mean=0.95)
    assert read_watermark([when, few], WORDS).address is None


def test_what_a_third_look_alone_reads_of_a_list_is_not_the_time() -> None:
    sheet = printed(*["2019-3-2", "08:30"] * 3, CITY, "34.79584,113.27898")
    part = printed("2019-3-2", "08:30", CITY, "34.79584,113.27898")
    assert agreed((sheet, sheet, part), WORDS).day is None


@pytest.mark.parametrize(
    ("read_as", "score", "county"),
    [
        ("河南省三门峡市涌池县", 0.6, "渑池县"),
        ("三门峡市涌池县", 0.99, "涌池县"),
        ("洛阳市滬河回族区", 0.6, "瀍河回族区"),
        ("亳州市焦城区", 0.6, "谯城区"),
        ("亳州市老城区", 0.6, "老城区"),
        ("三门峡市湖滨区", 0.6, "湖滨区"),
        ("三门峡市高新区", 0.6, "高新区"),
        ("鹤壁市浚县", 0.6, "浚县"),
        ("汴安市涌池县", 0.6, "涌池县"),
    ],
)
def test_a_county_is_put_right_only_where_a_rare_letter_of_one_was_mistaken(
    read_as: str, score: float, county: str
) -> None:
    when, place = printed("2020-10-20 09:57", read_as + "黄河大道126号")
    address = read_watermark([when, replace(place, score=score)], WORDS).address
    assert address is not None and address.endswith(county + "黄河大道126号")


def test_a_list_of_places_and_clocks_in_the_scene_is_no_print() -> None:
    assert read("瑞泽安置小区项目", "10-05 21:50", "46.1吨").address is None
