"""The blank workbook of a roster: headings, drop-down lists, notes, and an example in each sheet that is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

_ROWS = 400  # that have drop-down lists
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MARK = "示例（本行不读，可删）"

#: By kind of sheet: its name, its title, its columns (key, width, note), and an example.
_SHEETS: Mapping[str, tuple[str, str, tuple[tuple[str, int, str], ...], tuple[str, ...]]] = {
    "about": (
        "行动",
        "这份名册是哪个行动、哪一轮次的",
        (("item", 16, ""), ("value", 30, "行动档案的代号；轮次不写就是各轮次通用，写了就到那一轮次第一天零点启用")),
        (),
    ),
    "groups": (
        "分组",
        "暗访核查人员分组（同附件1）",
        (
            ("number", 22, ""),
            ("city", 12, "检查哪个市；一市一组"),
            ("sending", 18, "几个市的用顿号隔开；不能是进驻市本身"),
            ("seats", 44, "写法：{example}；几个市的：14人（甲市6人，含组长1名+乙市8人），分7个小组"),
            ("liaisons", 8, "省厅联络员，1人"),
            ("liaison_unit", 26, "联络员的工作单位"),
            ("counties", 30, "进驻市的县区，用顿号隔开；用来认点位在哪个县区"),
        ),
        (_MARK, "青石", "临江", "{example}", "1人", "省厅某处室", "东泉区、西岭区"),
    ),
    "people": (
        "人员",
        "人员名单：每人一行，还没定的人不写",
        (
            ("number", 22, ""),
            ("name", 12, ""),
            ("group", 12, "进驻市，或分组里的序号"),
            ("team", 8, "第几小组；组长、联络员不在小组的不写"),
            ("role", 12, "不写就是组员"),
            ("home_city", 12, "从哪个市来的；不能是进驻市"),
            ("unit", 26, ""),
            ("title", 16, ""),
            ("certificate", 18, "必须有；没有的列给指挥调度组"),
            ("level", 8, "省级行动须 A 级，市级行动 A、B 级都可以"),
            ("id", 20, "微信的联系人 id；不知道的先不写，启用后在群里绑定"),
            ("recorder", 16, "每个小组一部，写在一个人那一行就行"),
        ),
        (
            _MARK,
            "郝大川",
            "青石",
            "1",
            "组员",
            "临江",
            "临江市支队",
            "中队长",
            "B-0001",
            "A",
            "wxid_example",
            "JLY-001",
        ),
    ),
    "rounds": (
        "轮次",
        "轮次：首尾相接；不写就照行动档案",
        (("number", 22, ""), ("start", 14, "如 2020-10-19"), ("end", 14, "如 2020-11-05")),
        (_MARK, "2020-10-19", "2020-11-05"),
    ),
    "rooms": (
        "群",
        "微信群",
        (
            ("topic", 34, ""),
            ("id", 26, "不知道的先不写，启用后在群里绑定"),
            ("kind", 14, ""),
            ("group", 12, "工作群写进驻市"),
            ("city", 12, "属地群写市"),
        ),
        (_MARK, "room@chatroom", "工作群", "青石", ""),
    ),
    "contacts": (
        "联系人",
        "指挥调度、专家、巡查组、属地应急联系人",
        (
            ("name", 24, ""),
            ("role", 16, "至少一名指挥调度组"),
            ("unit", 26, ""),
            ("group", 12, "属地应急联系人写进驻市"),
            ("phone", 18, "只有属地应急联系人要写；平时谁也看不到"),
            ("id", 22, ""),
        ),
        (_MARK, "指挥调度组", "省厅某处室", "", "", "wxid_example2"),
    ),
}
_ABOUT = (("行动档案", ""), ("轮次", ""))


def write_roster_template(lexicon: Mapping[str, Any]) -> bytes:
    """The blank workbook. `lexicon` is rosters.toml: it names the columns and the choices."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center"}),
        "example": book.add_format({"italic": True, "font_color": "#808080", "bg_color": "#F2F2F2", "border": 1}),
    }
    for kind in _SHEETS:
        _write_sheet(book, kind, lexicon, formats)
    book.close()
    return file.getvalue()


def _write_sheet(book: Any, kind: str, lexicon: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
    name, title, columns, example = _SHEETS[kind]
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, formats["title"])
    how = lexicon["seats"]["example"]
    for at, (key, width, note) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, lexicon["headings"][kind][key][0], formats["head"])
        if note:
            sheet.write_comment(1, at, note.format(example=how), {"x_scale": 2})
        if choices := _choices(kind, key, lexicon):
            sheet.data_validation(2, at, _ROWS, at, {"validate": "list", "source": choices, "error_type": "warning"})
    for at, words in enumerate(example):
        sheet.write_string(2, at, words.format(example=how), formats["example"])
    if kind == "about":
        for row, pair in enumerate(_ABOUT, 2):
            sheet.write_row(row, 0, pair)
    sheet.freeze_panes(2, 0)


def _choices(kind: str, key: str, lexicon: Mapping[str, Any]) -> Sequence[str]:
    roles = {role: words[0] for role, words in lexicon["roles"].items()}
    if (kind, key) == ("people", "role"):
        return [roles[role] for role in ("inspector", "leader", "liaison", "data")]
    if (kind, key) == ("contacts", "role"):
        return [roles[role] for role in ("dispatcher", "expert", "patrol", "emergency")]
    if (kind, key) == ("rooms", "kind"):
        return [words[0] for words in lexicon["kinds"].values()]
    return ["A", "B"] if key == "level" else []
