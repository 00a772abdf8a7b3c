"""What is printed on made-up photos: places, works, teams and days of nowhere, from a seeded grammar."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from domain.calendars import SHANGHAI

PROVINCES = ("山东省", "河北省", "安徽省", "湖北省", "山西省", "陕西省", "江苏省", "甘肃省", "湖南省", "")
CITIES = ("青石市", "白河市", "临江市", "云岭市", "松川市", "望海市", "石桥市", "金浦市", "丰原市", "柳泉市")
COUNTIES = (
    "东泉区", "西岭区", "云台县", "平川县", "南关区", "北桥区", "望山县", "安岭市", "开发区", "高新区", "红旗区",
    "长丰县", "宝塔区", "新湖区", "双河县", "大渡县",
)  # fmt: skip
TOWNS = ("柳林镇", "大王庄乡", "三里桥街道", "马家集镇", "石佛镇", "双庙乡", "新华街道", "杨楼镇", "谷堆乡", "")
VILLAGES = ("李家湾村", "前进村", "小孟庄村", "东关社区", "张坡村", "桃园村", "赵屯村", "南岗村")
ROADS = (
    "兴化路", "望江街", "工业大道", "建设西路", "迎宾大道", "环城北路", "人民东街", "创业路", "纬七路", "经三路",
    "S217", "G310",
)  # fmt: skip
SPOTS = ("东门", "西侧", "仓库旁", "院内", "厂区大门", "料场", "附近", "南20米", "东北角", "对面")
STEMS = ("鸿晟", "恒茂", "瑞泽", "金岳", "永嘉", "泰隆", "宏远", "鑫源", "博远", "华昌", "万盛", "晟通", "同力", "九鼎")
TRADES = (
    "建材", "机械制造", "铸造", "化工", "新型材料", "耐火材料", "包装", "食品", "再生资源", "混凝土", "纺织", "塑业",
)  # fmt: skip
KINDS = ("有限公司", "厂", "有限责任公司", "加工厂", "股份有限公司")
SITES = ("二期工地", "安置小区项目", "搅拌站", "物流园", "废品收购站", "料场", "养殖场", "砂石厂", "农贸市场")
WEEKDAYS = "一二三四五六日"
WEATHERS = ("晴", "多云", "阴", "小雨", "雾", "霾", "小雪", "晴转多云", "阵雨")
WINDS = ("东风", "西北风", "南风", "微风", "东北风")
PEOPLE = ("郝大川", "金小满", "潘越", "薛宁", "陶一帆", "严松", "范舟", "雷声", "宁远", "温岚")
BRANDS = ("随行水印相机", "工程记录相机", "巡查打卡相机", "实拍相机", "马上拍相机", "足迹相机")
SLOGANS = ("照片真实 时间可信", "相机已验证照片真实性", "真实时间 真实地点", "现场拍照 防作弊", "原图可验真")
TITLES = ("现场检查", "巡查记录", "执法记录", "工作记录", "环境巡查", "现场拍照", "工程记录", "安全巡检")


def works(random: Random) -> str:
    """The name of a factory or a site."""
    stem = random.choice(STEMS) + random.choice(TRADES)
    place = random.choice((random.choice(CITIES)[:2], "", ""))
    if random.random() < 0.25:
        return random.choice(STEMS) + random.choice(SITES)
    return place + stem + random.choice(KINDS)


def address(random: Random, most: int = 40) -> str:
    """An address as a camera's map gives it, of `most` characters at most."""
    while True:
        text = _address(random)
        if len(text) <= most:
            return text


def _address(random: Random) -> str:
    city, county = random.choice(CITIES), random.choice(COUNTIES)
    head = random.choice(PROVINCES) + city if random.random() < 0.5 else city
    joint = random.choice(("", "", "·", " "))
    tail = random.choice((_street, _village, _works))(random)
    if random.random() < 0.12:
        return head + county
    return head + joint + county + random.choice(("", "", random.choice(TOWNS))) + tail


def _street(random: Random) -> str:
    road, number = random.choice(ROADS), random.randint(1, 399)
    ends = (
        f"{number}号",
        f"与{random.choice(ROADS)}交叉口",
        f"与{random.choice(ROADS)}交叉口东{number}米",
        f"{number}号{random.choice(SPOTS)}",
        random.choice(SPOTS),
        f"{number}号-{random.randint(1, 9)}号楼",
    )
    return road + random.choice(ends)


def _village(random: Random) -> str:
    return random.choice(VILLAGES) + random.choice(("", random.choice(SPOTS), f"{random.randint(1, 90)}号"))


def _works(random: Random) -> str:
    return random.choice(("", "·")) + works(random) + random.choice(("", "", f"({random.choice(SPOTS)})"))


def moment(random: Random) -> datetime:
    """Any second of seven years, at hours when people work; Shanghai."""
    day = datetime(2019, 1, 1, tzinfo=SHANGHAI) + timedelta(days=random.randrange(7 * 365))
    return day + timedelta(seconds=random.randrange(6 * 3600, 22 * 3600))


def position(random: Random) -> tuple[float, float]:
    """(latitude, longitude) somewhere in China, as exact as a camera prints it at most: 7 digits."""
    return round(random.uniform(20.0, 47.5), 7), round(random.uniform(88.0, 128.0), 7)


def team(random: Random) -> str:
    """How a team calls itself on its photos."""
    number = random.randint(1, 12)
    chinese = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")[number - 1]
    city = random.choice(CITIES)
    return random.choice(
        (
            f"{number}组",
            f"第{number}组",
            f"第{chinese}小组",
            f"驻{city}暗访核查第{number}组",
            f"暗访{chinese}组",
            f"核查{number}组",
        )
    )


def code(random: Random, length: int = 14) -> str:
    """A camera's number against forgery."""
    return "".join(random.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(length))


def weather(random: Random) -> str:
    """A line of weather, height and heading: figures that are no time and no place."""
    degrees = random.randint(-8, 36)
    lines = (
        f"{random.choice(WEATHERS)} {degrees}℃",
        f"天气：{random.choice(WEATHERS)} {degrees}℃ {random.choice(WINDS)}{random.randint(1, 5)}级",
        f"海拔：{random.uniform(3, 900):.1f}米",
        f"海拔 {random.randint(3, 900)}m 方位角 {random.randint(0, 359)}°",
        f"湿度 {random.randint(20, 95)}% 气压 {random.randint(980, 1030)}hPa",
        f"精度：{random.uniform(3, 40):.1f}米",
    )
    return random.choice(lines)


def person(random: Random) -> str:
    return random.choice(PEOPLE)
