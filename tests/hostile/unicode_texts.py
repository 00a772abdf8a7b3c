"""Hostile Unicode: what no keyboard types and every clipboard holds, in texts, names and file names."""

from __future__ import annotations

from random import Random

from domain.messages import BOT, Kind
from tests.hostile.cases import EVERYBODY, Case, Step, anything

STRAY = (
    "\0",
    "\ud83d",
    "\udc00",
    "\ufffe",
    "\uffff",
    "\ufeff",
    "\u202e",
    "\u202d",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\u00ad",
    "\u180e",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u3000",
    "\u00a0",
    "\u0300",
    "\u0489",
    "\u20e3",
    "\ufe0f",
    "\U000e0041",
    "\U0010ffff",
    "\ue000",
    "\ue001",
    "\ue002",
    "\ufdfd",
    "\u115f",
    "\r",
)
NAUGHTY = (
    "",
    " ",
    "null",
    "undefined",
    "NaN",
    "-1",
    "1e309",
    "0x0",
    "True",
    "None",
    "\\",
    "\\\\",
    "'",
    '"',
    "`",
    "--",
    ";",
    "/*",
    "*/",
    "' OR 1=1 --",
    "'; DROP TABLE inbox; --",
    "%s%n%x",
    "%d",
    "${7*7}",
    "{{7*7}}",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "C:\\CON",
    "file:///dev/zero",
    "(?:a+)+$",
    "[",
    "(",
    "*",
    "?",
    ".*",
    "\\1",
    "$(reboot)",
    "`id`",
    "&&",
    "|",
    "﷽",
    "𒐫",
    "௵",
    "ǅ",
    "ı",
    "İ",
    "ß",
    "ﬃ",
    "Ω≈ç√∫",
    "田中さん",
    "사회과학원",
    "مُنَاقَشَةُ",
    "בְּרֵאשִׁית",
    "👨‍👩‍👧‍👦" * 4,
    "🏳️‍🌈",
    "1️⃣2️⃣",
    "①②③",
    "㈠㈡",
    "〇零",
    "１２３",
    "二〇二〇年",
    "國際環境監測",
    "未發現問題",
    "Ｃｏｒｐ",
    "ℌ𝔢𝔩𝔭",
    "ʇuǝɯǝʇɐʇs",
    "\u202e组1",
    "[强]" * 9,
    "[" * 60,
    "「" * 30,
    "」\n- - - -\n",
    "@" * 80,
    "#1 一处：未发现问题",
    "（1/3）",
    "（重发）",
    "【指令 1021-1】",
    "\ue002",
    "①" * 99,
)
_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_OTHER_DIGITS = ("０１２３４５６７８９", "〇一二三四五六七八九", "零①②③④⑤⑥⑦⑧⑨", "٠١٢٣٤٥٦٧٨٩", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡")
_TRADITIONAL = str.maketrans("组报问题发现县区违规点检查", "組報問題發現縣區違規點檢查")


def twisted(text: str, chance: Random) -> str:
    """The text, spoiled in one way."""
    ways = (_strewn, _zalgo, _joined, _wide, _redigited, _traditional, _reversed, _naughty, _cut)
    return chance.choice(ways)(text, chance)


def _strewn(text: str, chance: Random) -> str:
    """Stray characters anywhere, also inside the words that are looked for."""
    kept = list(text)
    for _ in range(chance.randint(1, 12)):
        kept.insert(chance.randint(0, len(kept)), chance.choice(STRAY) * chance.choice((1, 1, 1, 40)))
    return "".join(kept)


def _zalgo(text: str, chance: Random) -> str:
    marks = [chr(chance.randint(0x300, 0x36F)) for _ in range(8)]
    return "".join(c + "".join(chance.choices(marks, k=chance.randint(0, 30))) for c in text)


def _joined(text: str, chance: Random) -> str:
    return chance.choice(("\u200b", "\u200d", "\u2060", "\u00ad")).join(text)


def _wide(text: str, chance: Random) -> str:
    return text.translate(_FULL)


def _redigited(text: str, chance: Random) -> str:
    return text.translate(str.maketrans("0123456789", chance.choice(_OTHER_DIGITS)))


def _traditional(text: str, chance: Random) -> str:
    return text.translate(_TRADITIONAL)


def _reversed(text: str, chance: Random) -> str:
    return "\u202e" + text[::-1] + "\u202c"


def _naughty(text: str, chance: Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(NAUGHTY) * chance.choice((1, 1, 7)) + text[at:]


def _cut(text: str, chance: Random) -> str:
    """Bytes cut in the middle of a character, as a gateway may hand them on."""
    data = text.encode()
    return data[: chance.randint(0, len(data))].decode("utf-8", "surrogateescape")


def case(chance: Random, name: str) -> Case:
    who = chance.choice((*EVERYBODY, "stranger-1", twisted("wxid_hao", chance)))
    text = twisted(anything(chance), chance) if chance.random() < 0.8 else chance.choice(NAUGHTY)
    called = chance.random() < 0.3
    return (
        Step(
            f"{name}.1",
            who,
            (chance.choice(("@蓝哨 ", "@蓝哨\u2005", "蓝哨，")) if called else "") + text,
            chance.choice((Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.OTHER, Kind.SYSTEM)),
            name=twisted(who, chance),
            file_name=twisted("附件3典型案例.docx", chance) if chance.random() < 0.1 else "",
            mentions=(BOT,) if called else (twisted("id-hao", chance),) if chance.random() < 0.1 else (),
            after=chance.randint(1, 30),
        ),
    )
