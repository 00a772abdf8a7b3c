"""Two thousand made-up names that imitate people on a roster, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

TRADITIONAL = str.maketrans("罗满严范雷声温岚陶潘苏齐郝纪宁远", "羅滿嚴範雷聲溫嵐陶潘蘇齊郝紀寧遠")
LOOKS = str.maketrans("青大川一正禾杜松金衡小千", "靑太州ー止术社忪全衝少干")
RADICALS = {"金": "⾦", "小": "⼩", "大": "⼤", "川": "⼮", "青": "⾭", "一": "⼀", "松": "松", "言": "⾔"}
HIDDEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3164", "\ufe0f", "\u2063")
DECORATIONS = (
    "【{}】",
    "{}（备用号）",
    "{}2号",
    "临江-{}-1组",
    "★{}★",
    "{}_办公",
    "组长{}",
    "{}@工作",
    "~{}~",
    "{} 小号",
)


def impostors(names: Sequence[str], count: int, seed: int) -> list[tuple[str, str]]:
    """(shown name, name imitated): every way of imitating in turn."""
    dice = random.Random(seed)
    ways = (_hidden, _backwards, _alike, _traditional, _wide, _trailing, _spaced, _decorated, _same, _radicals)
    return [(ways[i % len(ways)](name, dice), name) for i in range(count) for name in [dice.choice(names)]]


def _hidden(name: str, dice: random.Random) -> str:
    return "".join(c + dice.choice(HIDDEN) * dice.randint(1, 2) for c in name)


def _backwards(name: str, dice: random.Random) -> str:
    return dice.choice(("\u202e", "\u2067")) + name[::-1] + dice.choice(("\u202c", "\u2069"))


def _alike(name: str, dice: random.Random) -> str:
    return name.translate(LOOKS) + dice.choice(("", ".", "\u200b"))


def _traditional(name: str, dice: random.Random) -> str:
    return name.translate(TRADITIONAL) + dice.choice(("", "。", " "))


def _wide(name: str, dice: random.Random) -> str:
    return dice.choice(("　{}　", "（{}）", "{}！", "｛{}｝", "{}．")).format(name)


def _trailing(name: str, dice: random.Random) -> str:
    return name + dice.choice((".", "。", "·", "...", " ", "\u00a0", "\u2005", "、", "￼"))


def _spaced(name: str, dice: random.Random) -> str:
    return dice.choice((" ", "\u3000", "·", ".", "-", "\t")).join(name)


def _decorated(name: str, dice: random.Random) -> str:
    return dice.choice(DECORATIONS).format(name)


def _same(name: str, dice: random.Random) -> str:
    return name


def _radicals(name: str, dice: random.Random) -> str:
    return "".join(RADICALS.get(c, c) for c in name) + dice.choice(("", "\u200d"))
