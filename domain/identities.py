"""Names that imitate: whether a shown name passes itself off as somebody on the roster. A name gives no right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, pinyin

from domain.rosters import Person

_LONGEST = 200  # characters of a shown name that are looked at; a client shows some thirty
_FIRST = "\u4e00"  # Han characters from here on have a sound
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")  # letters that show nothing
_BACKWARDS = frozenset("\u202b\u202e\u2067")  # what follows is shown from right to left

#: Characters that a phone's screen shows almost alike; NFKC has made one of full-width and radical forms before.
_ALIKE = (
    *("己已巳", "土士", "未末", "日曰目", "天夭无", "大太犬丈", "人入八", "千干于", "王玉主壬", "申甲由田电", "白自百"),
    *(
        "今令",
        "午牛",
        "木本术禾",
        "刀力刁九",
        "贝见",
        "戊戌戍成",
        "兔免",
        "乌鸟",
        "晴睛",
        "侯候",
        "崇祟",
        "拆折析",
        "住往佳",
    ),
    *(
        "治冶",
        "洒酒",
        "茶荼",
        "崔雀催",
        "杜社",
        "衡衝",
        "陈阵",
        "孙孔扎",
        "刘列",
        "吴昊吕",
        "史吏",
        "宁守字",
        "岳丘兵邱",
    ),
    *("川州卅", "小少", "金全", "满漫", "罗歹萝", "青责春", "温湿", "岚风崗岗", "潘番", "越赵", "薛薜", "陶淘", "帆帄"),
    *("严业", "松忪", "范苑", "舟丹", "雷需霄", "声芦", "莫英", "言信", "秋秒", "远还近", "齐斉斋", "正止", "苏办"),
    *(
        "禾乔",
        "葛曷",
        "李季",
        "张弘",
        "杨扬汤",
        "黄萸",
        "周同用",
        "徐涂",
        "朱未米",
        "高髙",
        "林枺",
        "何伺",
        "郭敦",
        "冯马鸟",
    ),
    *(
        "梁粱",
        "宋末",
        "郑邓",
        "谢射",
        "韩朝",
        "唐庸",
        "董重",
        "程埕",
        "曹遭",
        "袁哀",
        "许午",
        "傅博",
        "沈忱",
        "曾會",
        "彭膨",
    ),
    *(
        "蒋将",
        "蔡祭",
        "贾价",
        "丁了",
        "魏巍",
        "叶吐",
        "阎闫",
        "余佘",
        "戴载",
        "夏复",
        "钟种",
        "汪江",
        "任仁",
        "姜羌",
        "方万",
    ),
    *("石右", "姚桃", "谭覃", "廖寥", "邹郐", "熊能", "陆际", "郝赫", "康庚", "毛手", "秦泰奏", "顾颀", "邵绍", "孟盂"),
    *(
        "龙尤",
        "段叚",
        "钱钳",
        "贺贸",
        "庞宠",
        "文丈",
        "口ロ囗",
        "工エ",
        "力カ",
        "一ー—－丨",
        "二ニ",
        "三ミ",
        "夕タ",
        "卜ト",
    ),
    *(
        "千チ",
        "八ハ",
        "又ヌ",
        "才オ",
        "匕ヒ",
        "0оοo〇օ",
        "1liіι|ӏ",
        "5ѕs",
        "aаα",
        "bь",
        "cсϲ",
        "eеε",
        "gɡ",
        "hһ",
        "jј",
        "kκк",
    ),
    *("mм", "nп", "pрρ", "tтτ", "uυս", "vνѵ", "wԝω", "xхχ", "yуγ", "zᴢ", "dԁ", "qԛ", "fғ", "rг"),
)


def imitated(name: str, people: Iterable[Person]) -> Person | None:
    """The first of these people whose name, or name in a room, a shown name looks like, sounds like or holds.

    Ask it of accounts that are not bound: it is meant for alarms, so it rather takes a namesake for an imitation.
    Invisible and direction marks, spaces, dots and signs, full-width, traditional and confusable forms make no
    difference; a homophone counts when it is the whole name or stands between signs.
    """
    shown, parts = _forms(name)
    for person in people:
        for known in (person.name, *person.alias.values()):
            own = _letters(known)
            if own and (any(_holds(form, own) for form in shown) or any(_sounds_alike(part, own) for part in parts)):
                return person
    return None


@lru_cache(maxsize=1024)
def _forms(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """A shown name as the eye may read it: with its digits and without, backwards where it says so; and its parts."""
    letters = _letters(name)
    shown = {letters, "".join(c for c in letters if not c.isdigit())}
    if _BACKWARDS.intersection(name):
        shown |= {form[::-1] for form in shown}
    return frozenset(shown), frozenset({*shown, *_parts(name)})


@lru_cache(maxsize=8192)
def _letters(name: str) -> str:
    """The letters and digits of a name, folded; the longest run is looked at that a client could show."""
    folded = unicodedata.normalize("NFKC", name[:_LONGEST]).casefold()
    bare = (c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c)[0] in "LN")
    return "".join(c for c in bare if c not in _BLANK)[:_LONGEST]


def _parts(name: str) -> tuple[str, ...]:
    """The pieces of a name between signs and digits: 临江-罗青-1组 is told by its middle."""
    visible = (c for c in unicodedata.normalize("NFKC", name[:_LONGEST]) if unicodedata.category(c)[0] not in "CM")
    spaced = "".join(c if unicodedata.category(c)[0] == "L" else " " for c in visible)
    return tuple(_letters(part) for part in spaced.split())


def _holds(shown: str, own: str) -> bool:
    """Whether the own name stands somewhere in the shown one, letter by letter alike to the eye."""
    if len(own) < 2:
        return shown == own
    starts = range(len(shown) - len(own) + 1)
    return any(all(_look_alike(shown[at + i], letter) for i, letter in enumerate(own)) for at in starts)


def _look_alike(one: str, other: str) -> bool:
    return one == other or not _groups().get(one, frozenset()).isdisjoint(_groups().get(other, ()))


def _sounds_alike(part: str, own: str) -> bool:
    """Whether both are spoken the same, or look the same: traditional forms sound as the simplified do."""
    if len(part) != len(own):
        return False
    pairs = zip(part, own, strict=True)
    return all(_look_alike(one, other) or not _sounds(one).isdisjoint(_sounds(other)) for one, other in pairs)


@lru_cache(maxsize=8192)
def _sounds(letter: str) -> frozenset[str]:
    """How a Han character may be read, with its tone; none for other letters."""
    if letter < _FIRST:
        return frozenset()
    return frozenset(
        sound for sounds in pinyin(letter, Style.TONE3, heteronym=True, errors="ignore") for sound in sounds
    )


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    """Which groups of like characters each belongs to."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_ALIKE):
        for letter in group:
            found.setdefault(letter, set()).add(number)
    return {letter: frozenset(numbers) for letter, numbers in found.items()}
