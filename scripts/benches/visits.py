"""What a page of the list of records costs among 100,000 of them: `python -m scripts.benches.visits`."""

from __future__ import annotations

import itertools
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.console.pages import render
from bot.console.visits import Asked, listing
from domain.calendars import SHANGHAI
from domain.visits import Outcome
from scripts.benches.tallies import GROUPS, ROSTER, best
from storage.databases import open_database, upgrade
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign
from storage.visit_digests import SPAN, digest_of, search_lines
from storage.work import UnitOfWork

MANY, CAMPAIGN, GOAL = 100_000, "bench", 30.0  # records; ms of CPU a page, what makes HTML of it included
START, NOW = date(2020, 10, 19), datetime(2020, 12, 31, 21, 0, tzinfo=SHANGHAI)
_NAMES = "宏图 大禹 绿野 永盛 金泰 恒源 顺达 瑞丰 宏达 天成 华兴 鑫源 万里 长江 东岳 西岭 南湖 北辰 中原 嵩山 伊河 洛水"
_TRADES = "砖厂 砂石厂 建材厂 化工厂 印染厂 铸造厂 家具厂 混凝土搅拌站 加油站 木业 机械厂 涂装车间 煤场 养殖场 电镀厂"
_DEFECTS = (
    "原料堆场未苫盖 危废间未上锁 废气收集管道破损 活性炭未更换 厂区道路积尘未冲洗 "
    "台账缺失 污水直排厂外沟渠 喷淋塔停运 车间门窗敞开 在线监测数据异常 "
    "雨污分流不到位 固废露天堆放 排口无标识 焊接烟尘无组织排放 除尘布袋破损"
)
OUTCOMES = [*Outcome]


#: What is looked for, by what it is called: the words of the address.
ASKED: dict[str, dict[str, str]] = {
    "没有条件": {},
    "一个组": {"group": GROUPS[0].key},
    "一天": {"from": "2020-11-28", "to": "2020-11-28"},
    "一个轮次": {"round": "1"},
    "常见的词": {"q": "砖厂"},
    "两个词": {"q": "宏图 积尘"},
    "一个字": {"q": "砖"},
    "查不到的词": {"q": "紫金山"},
    "查不到的一个字": {"q": "龘"},
    "查不到的长句": {"q": "原料堆场未上锁废气直排"},
    "字都常见、连起来没有": {"q": "厂砖尘积"},
    "人名": {"q": ROSTER.people[5].name},
    "编号": {"q": "#77777"},
    "涉嫌违法又紧急": {"outcome": "violation", "urgent": "1"},
    "没有的县": {"county": "昆仑县"},
    "缺证据": {"lacking": "1"},
    "待签字": {"signed": "no"},
    "已签字（一条也没有）": {"signed": "yes"},
}


def print_visits() -> None:
    campaign = replace(load_campaign("anfang-2020")[0], key=CAMPAIGN)
    seen = tuple(group.key for group in GROUPS)
    with tempfile.TemporaryDirectory() as folder, history(Path(folder) / "visits.db", MANY) as connection:
        work = UnitOfWork(connection, NOW, campaign, ROSTER, load_lexicon(), "bench")
        print(f"点位列表的一页，库里 {MANY:,} 条记录（CPU，各取七次里最好的，排成网页在内），目标 {GOAL:.0f} 毫秒：")
        for name, words in ASKED.items():
            asked = Asked(tuple(words.items()))
            found = listing(asked, seen, work)["found"]
            took = best(lambda asked=asked: render("_visits.html", listing(asked, seen, work)), 7)  # type: ignore[misc]
            far = "" if found.looked_to is None else f"，找到 {found.looked_to} 号为止"
            print(f"  {name}：{took:.1f} 毫秒，{len(found.listed)} 条{far}")


@contextmanager
def history(file: Path, many: int) -> Iterator[Connection]:
    """A database with so many records."""
    engine = open_database(f"sqlite:///{file}")
    upgrade(engine)
    driver = sqlite3.connect(file)
    rows = list(_rows(many))
    names = ", ".join(rows[0][0])
    driver.executemany(
        f"INSERT INTO visits ({names}) VALUES ({', '.join('?' * len(rows[0][0]))})",
        (tuple(row.values()) for row, _ in rows),
    )
    driver.executemany(
        "INSERT INTO findings VALUES (?, ?, ?, 'dust')",
        ((row["id"], at, text) for row, texts in rows for at, text in enumerate(texts)),
    )
    driver.executemany(
        "INSERT INTO visit_messages VALUES (?, 'bench', ?, ?, ?, ?, ?, ?)",
        (
            (row["id"], f"m{row['id']}-{at}", at, row["reported_at"], row["author"], kind, part)
            for row, _ in rows
            for at, (kind, part) in enumerate((("text", "words"), ("image", "photo"), ("video", "video")))
        ),
    )
    for block, inside in itertools.groupby(rows, key=lambda pair: pair[0]["number"] // SPAN):
        held = [row for row, _ in inside]
        digest = (held[0]["day"], held[-1]["day"], digest_of(row["search"] for row in held))
        driver.execute("INSERT INTO visit_digests VALUES (?, ?, ?, ?, ?)", (CAMPAIGN, block, *digest))
    driver.commit()
    driver.close()
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _rows(many: int) -> Iterator[tuple[dict[str, Any], list[str]]]:
    dice = random.Random(7)
    names, trades, defects = _NAMES.split(), _TRADES.split(), _DEFECTS.split()
    rare = [chr(0x4E00 + n) for n in range(3000)]
    people = [person for person in ROSTER.people if person.group]
    counties = {group.key: group.counties or ("东区", "西县") for group in GROUPS}
    at = datetime(2020, 10, 19, 8, 0, tzinfo=SHANGHAI)
    for number in range(1, many + 1):
        who = dice.choice(people)
        group, team = who.group or "", number % 7 + 1
        place = "".join(dice.choice(part) for part in (names, names, rare, trades))
        texts = [f"{dice.choice(defects)}，{dice.choice(defects)}" for _ in range(dice.randrange(4))]
        day, county = START + timedelta(days=number // 952), dice.choice(counties[group])
        outcome = dice.choice(OUTCOMES[1:4]) if texts else OUTCOMES[dice.randrange(2) * 4]
        told = int((at + timedelta(days=number // 952, seconds=number % 952 * 40)).timestamp() * 1_000_000)
        urgent = number % 97 == 0
        facts = {"group": group, "team": team, "county": county, "outcome": outcome.value}
        marks = ["urgent"] if urgent else []
        search = search_lines([place, county, *texts], [who.id], categories=["dust"], marks=marks, **facts)
        yield (
            {
                "id": number,
                "campaign": CAMPAIGN,
                "number": number,
                "group_key": group,
                "team": team,
                "day": day.isoformat(),
                "place": place,
                "place_key": place,
                "county": county,
                "industrial": True,
                "lookback": False,
                "outcome": outcome.value,
                "urgent": urgent,
                "categories": '["dust"]',
                "author": who.id,
                "reported_at": told,
                "last_at": told,
                "problems": len(texts),
                "revision": 1,
                "search": search,
            },
            texts,
        )


if __name__ == "__main__":
    print_visits()
