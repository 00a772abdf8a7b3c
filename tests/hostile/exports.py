"""Inputs that wait for the moment when they are written out: formulas, templates, fields, names of files."""

from __future__ import annotations

from random import Random

from domain.messages import BOT, Kind
from tests.hostile.cases import EVERYBODY, INSPECTORS, LEADERS, Case, Step, paper, whole
from tests.hostile.word_files import made, paragraph

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","点我")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "=IMPORTXML(A1)",
    'DDE("cmd";"/C calc")',
    "|calc",
    ";=1",
    '","=1',
    "'=1",
)
TEMPLATES = (
    "{{7*7}}",
    "{{ ''.__class__.__mro__ }}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0}",
    "{place}",
    "{0.__init__}",
    "%s",
    "%(name)s",
    "$name",
    "\\N{DIGIT ONE}",
    "{",
    "}",
    "{{",
    "}}",
)
CONTROLS = (
    "\x0b",
    "\x01",
    "\x08",
    "\x1f",
    "\ufffe",
    "\uffff",
    "\x85",
    "]]>",
    "<w:t>",
    "&lt;",
    "&#11;",
    "<!--",
    "\x0c",
    "\u202e",
    "\u2028",
)
NAMES = (
    "../../../etc/passwd",
    "..\\..\\x.docx",
    "CON",
    "NUL.docx",
    "aux",
    "a/b.docx",
    "长" * 100 + ".docx",
    "é.docx",
    "e\u0301.docx",
    "A.docx",
    "a.docx",
    "a.docx ",
    "a:b.docx",
    "附件3\n典型案例.docx",
    "附件3典型案例\u202excod.exe",
    ".docx",
    "a\0b.docx",
    "~$附件3.docx",
    "附件3" + "长" * 300 + ".docx",
    "=1+1附件3典型案例.docx",
)


def nasty(chance: Random) -> str:
    return chance.choice((*FORMULAS, *TEMPLATES, *CONTROLS))


def case(chance: Random, name: str) -> Case:
    bad, more = nasty(chance), nasty(chance)
    way = chance.randint(0, 4)
    if way == 0:
        who = chance.choice(LEADERS)
        data = made(paragraph(paper(chance, bad.replace("<", "&lt;"))))
        return (Step(f"{name}.1", who, "", Kind.FILE, file_name=chance.choice(NAMES), file=whole(data), after=60),)
    if way == 1:
        return (Step(f"{name}.1", chance.choice(LEADERS), paper(chance, bad), after=60),)
    if way == 2:  # told of by the tally and by acknowledgements
        text = f"点位：{bad}东泉区宏盛{more}建材有限公司\n县区：{more}\n存在问题：{more}喷漆房未密闭{bad}"
        return (Step(f"{name}.1", chance.choice(INSPECTORS), text, name=bad, after=60),)
    if way == 3:  # told of to the groups and back
        order = f"@蓝哨 指令 {chance.choice(('全体', '青石组', bad))}：{bad}立即复查{more}"
        return (
            Step(f"{name}.1", "齐正", order, mentions=(BOT,)),
            Step(f"{name}.2", chance.choice(EVERYBODY), f"收到{more}", quote=f"{name}.1", name=more, after=60),
        )
    who = chance.choice(EVERYBODY)
    return (Step(f"{name}.1", who, f"{bad}{more}", Kind.LOCATION, location=(34.1, 113.2), name=more, file_name=bad),)
