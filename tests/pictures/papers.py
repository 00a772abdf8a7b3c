"""Scenes with print of their own, which no camera printed: record sheets, notice boards, gate plates, screens."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw

from tests.pictures import words
from tests.pictures.outdoors import GROUNDS, PAINTS, near, shed, sky_and_ground, wall
from tests.pictures.stages import Colour, Stage
from tests.pictures.typefaces import typeface

LEDGERS = ("危险废物管理台账", "设备运行记录表", "污染治理设施巡检记录", "出入库登记表", "车辆冲洗记录", "值班记录")
COLUMNS = ("日期", "时间", "数量", "地点", "签字", "备注", "重量", "班组", "温度")


def sheet(stage: Stage, stays: Random, passing: Random) -> None:
    """A record sheet on a table: dates, times and names of other days."""
    stage.box(-0.2, -0.2, 1.2, 1.3, near(stays, stays.choice(((120, 84, 56), (160, 150, 138), (92, 96, 104)))), 90)
    stage.paste(
        _ledger(stays),
        stays.uniform(0.04, 0.12),
        stays.uniform(0.02, 0.1),
        stays.uniform(0.78, 0.95),
        passing.uniform(-5, 5),
    )
    if passing.random() < 0.5:
        x, y = passing.uniform(0, 0.8), passing.uniform(0.3, 0.9)
        stage.line([(x, y), (x + 0.3, y + passing.uniform(-0.1, 0.1))], near(passing, passing.choice(PAINTS)), 0.016)


def _ledger(random: Random) -> Image.Image:
    paper = Image.new("RGB", (720, random.randint(760, 980)), near(random, (240, 238, 230), 8))
    pen, body = ImageDraw.Draw(paper), typeface("sans", 25)
    pen.text((360, 48), random.choice(LEDGERS), (30, 30, 34), typeface("bold", 42), anchor="mm")
    pen.text(
        (40, 92),
        f"单位：{words.works(random)}   {random.randint(2018, 2025)}年{random.randint(1, 12)}月",
        (40, 40, 44),
        body,
    )
    headings = random.sample(COLUMNS, 4)
    for row, top in enumerate(range(140, paper.height - 60, 48)):
        pen.line([(30, top), (690, top)], (90, 90, 96), 2)
        for column, heading in enumerate(headings):
            text = heading if row == 0 else _cell(random, heading)
            pen.text((40 + 165 * column, top + 8), text, (34, 38, 50) if row == 0 else (36, 52, 120), body)
    for x in (30, 195, 360, 525, 690):
        pen.line([(x, 140), (x, paper.height - 60)], (90, 90, 96), 2)
    return paper


def _cell(random: Random, heading: str) -> str:
    if random.random() < 0.2:
        return "√"
    when = words.moment(random)
    match heading:
        case "日期":
            return random.choice((f"{when.month}月{when.day}日", f"{when:%Y-%m-%d}", f"{when:%m.%d}"))
        case "时间":
            return f"{when:%H:%M}"
        case "地点":
            return random.choice(("东门", "料场", "仓库旁", "院内"))
        case "签字" | "班组":
            return random.choice((words.person(random), f"{random.randint(1, 4)}班"))
    return f"{random.uniform(1, 900):.1f}"


def board(stage: Stage, stays: Random, passing: Random) -> None:
    """A notice board in a yard, with an address, a telephone number and a date of its own."""
    horizon = stays.uniform(0.3, 0.5)
    sky_and_ground(stage, stays, passing, horizon)
    shed(stage, stays, horizon)
    stage.paste(
        _notice(stays),
        stays.uniform(0.06, 0.16),
        stays.uniform(0.14, 0.28),
        stays.uniform(0.6, 0.82),
        stays.uniform(-3, 3),
    )
    for x in (0.2, 0.75):
        stage.line([(x, 0.72), (x, 1.0)], (90, 92, 96), 0.02)


def _notice(random: Random) -> Image.Image:
    back, ink = random.choice(
        (((30, 84, 160), (250, 250, 250)), ((244, 244, 240), (34, 34, 40)), ((36, 110, 70), (250, 250, 246)))
    )
    paper = Image.new("RGB", (760, 520), back)
    pen, body = ImageDraw.Draw(paper), typeface("sans", 30)
    pen.text(
        (380, 50),
        random.choice(("环境信息公示牌", "建设工程公示牌", "污染防治责任公示", "危险废物贮存场所")),
        ink,
        typeface("bold", 50),
        anchor="mm",
    )
    day = words.moment(random)
    lines = (
        f"单位名称：{words.works(random)}",
        f"地址：{words.address(random, 20)}",
        f"负责人：{words.person(random)}",
        f"监督电话：{random.randint(2000, 8999)}-{random.randint(2000000, 8999999)}",
        f"开工日期：{day.year}年{day.month}月{day.day}日",
        f"排放口编号：DA{random.randint(1, 30):03d}",
    )
    chosen = sorted(random.sample(range(len(lines)), random.randint(3, 6)))
    for row, index in enumerate(chosen):
        pen.text((40, 116 + row * 64), lines[index], ink, body)
    return paper


def gate(stage: Stage, stays: Random, passing: Random) -> None:
    """The gate of a works, its name on a plate."""
    horizon = stays.uniform(0.5, 0.62)
    sky_and_ground(stage, stays, passing, horizon)
    wall(stage, stays, horizon)
    pillar = near(stays, (178, 166, 150))
    stage.box(0.08, horizon - 0.34, 0.24, horizon + 0.06, pillar, 70)
    stage.box(0.8, horizon - 0.34, 0.96, horizon + 0.06, pillar, 70)
    for step in range(9):
        x = 0.25 + step * 0.06
        stage.line([(x, horizon - 0.14), (x, horizon + 0.05)], (150, 152, 156), 0.006)
    name = words.works(stays)
    plate = Image.new("RGB", (46 * len(name) + 40, 76), stays.choice(((170, 128, 52), (224, 224, 220), (150, 30, 30))))
    ink: Colour = (24, 24, 24) if sum(plate.getpixel((0, 0))) > 500 else (250, 240, 210)  # type: ignore[arg-type]
    ImageDraw.Draw(plate).text((20, 10), name, ink, typeface("bold", 46))
    stage.paste(plate, 0.22, horizon - 0.4, 0.6, stays.uniform(-2, 2))
    if passing.random() < 0.5:
        stage.box(0.4, horizon - 0.02, 0.62, horizon + 0.12, near(passing, passing.choice(PAINTS)), 20)


def screen(stage: Stage, stays: Random, passing: Random) -> None:
    """A monitor in a control room: figures and times of measurements."""
    stage.box(-0.2, -0.2, 1.2, 1.3, near(stays, stays.choice(GROUNDS)), 60)
    stage.box(0.04, 0.16, 0.97, 0.78, (24, 24, 28), 10)
    shown = Image.new("RGB", (800, 640), stays.choice(((18, 40, 66), (232, 236, 240), (10, 54, 60))))
    dark = sum(shown.getpixel((0, 0))) < 300  # type: ignore[arg-type]
    pen, ink = ImageDraw.Draw(shown), (214, 236, 244) if dark else (30, 40, 52)
    pen.text(
        (400, 36), stays.choice(("在线监测数据", "污染源自动监控", "运行工况")), ink, typeface("bold", 40), anchor="mm"
    )
    when = words.moment(passing)
    for row, gas in enumerate(("SO2", "NOx", "颗粒物", "O2", "流量", "温度", "pH")):
        pen.text((40, 90 + row * 56), f"{gas}  {passing.uniform(0.5, 300):.2f}", ink, typeface("sans", 32))
        pen.text((330, 90 + row * 56), f"{when:%Y-%m-%d} {passing.randint(0, 23):02d}:00:00", ink, typeface("sans", 28))
    points = [(60 + step * 36, passing.randint(500, 620)) for step in range(20)]
    pen.line(points, (240, 180, 60), 4)
    stage.paste(shown, 0.06, 0.18, 0.89, passing.uniform(-1.5, 1.5))
    stage.box(0.4, 0.78, 0.6, 0.9, (40, 40, 44), 20)


def phone(stage: Stage, stays: Random, passing: Random) -> None:
    """A screenshot of a list in some app: works, amounts and times, none of them the photo's."""
    stage.box(-0.2, -0.2, 1.2, 1.3, (244, 245, 247), 0)
    shown = Image.new("RGB", (760, 960), (250, 250, 252))
    pen, ink = ImageDraw.Draw(shown), (40, 42, 48)
    pen.rectangle((0, 0, 760, 110), fill=near(stays, stays.choice(PAINTS)))
    pen.text(
        (380, 64),
        stays.choice(("称重记录", "我的任务", "出库单", "消息")),
        (250, 250, 250),
        typeface("bold", 40),
        anchor="mm",
    )
    for row in range(7):
        when, top = words.moment(passing), 130 + row * 116
        pen.text((30, top), words.works(stays)[:14], ink, typeface("sans", 32))
        pen.text((30, top + 48), f"{when:%m-%d %H:%M}", (140, 142, 148), typeface("sans", 26))
        pen.text((730, top + 8), f"{passing.uniform(1, 60):.1f}吨", ink, typeface("sans", 30), anchor="ra")
        pen.line((30, top + 96, 730, top + 96), (220, 222, 226), 2)
    stage.paste(shown, 0.04, 0.04, 0.92, 0)
