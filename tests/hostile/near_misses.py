"""Reports and papers that are almost right: one field wrong, two teams in one, corrections of corrections."""

from __future__ import annotations

from random import Random

from domain.messages import Kind
from tests.hostile.cases import FAULTS, INSPECTORS, LEADERS, PLACES, Case, Step, paper, report, whole

COUNTS = (
    "8",
    "８",
    "八",
    "八个",
    "八十八",
    "-8",
    "0",
    "-0",
    "10000000000",
    "1e9",
    "8.5",
    "８ ８",
    "n",
    "几",
    "两",
    "俩",
    "若干",
    "",
)
DAYS = (
    "2月30日",
    "10月32日",
    "13月1日",
    "0月0日",
    "10月21日24:00",
    "昨天",
    "前天",
    "明天",
    "大前天",
    "2099年1月1日",
    "1970.1.1",
    "20201021",
    "10-21",
    "10.21",
    "21号",
    "31号",
    "0号",
    "99号",
    "二月三十日",
    "初八",
)
TEAMS = (
    "0组",
    "99组",
    "-1组",
    "1组2组",
    "1、2、3组",
    "十一组",
    "1 组",
    "１组",
    "第一组",
    "一组（代2组）",
    "组",
    "1组的2组",
    "白河1组",
)
VERDICTS = (
    "未发现问题，但是喷漆房未密闭",
    "没有发现不了的问题",
    "未发现未发现问题",
    "不是没有问题",
    "问题0个",
    "问题若干",
    "涉嫌违法？",
    "正常/异常",
    "待定",
    "未检查",
)
CORRECTIONS = (
    "更正：刚才说错了，是{place}",
    "上面那条作废",
    "更正的更正：还是{place}",
    "撤回上一条",
    "第2家应为{place}",
    "补充：{fault}",
    "以上三家均未发现问题",
    "1、2都是{place}",
    "把{place}改成{place}",
    "不对，是昨天的",
)


def _wrong(chance: Random) -> str:
    """A good report with one field taken for another."""
    text = report(chance)
    day, team, count = chance.choice(DAYS), chance.choice(TEAMS), chance.choice(COUNTS)
    place, verdict = chance.choice(PLACES), chance.choice(VERDICTS)
    return chance.choice(
        (
            f"{day}{text}",
            f"{team} {text}",
            f"{text}\n{chance.choice(TEAMS)} {report(chance)}",
            f"{place}，{verdict}",
            f"{place}，发现问题{count}个：{chance.choice(FAULTS)}",
            f"今天共检查{count}家，发现问题{chance.choice(COUNTS)}个，立行立改{chance.choice(COUNTS)}个",
            f"{text[: chance.randint(0, len(text))]}",
            f"点位：\n县区：{place}\n存在问题：{count}\n处理：{verdict}",
            f"点位：{place}\n点位：{chance.choice(PLACES)}\n点位：\n时间：{day}\n组别：{team}",
            "\n".join(f"{n}、{chance.choice(PLACES)}，{chance.choice(VERDICTS)}" for n in (3, 2, 2, 1, 99)),
            text.replace("，", chance.choice((",", " ", "", "\n", "。"))),
            f"「郝大川：{text}」\n- - - - - - - - - - - - - - -\n{report(chance)}",
            f"「郝大川：{text}\n- - -\n{text}",
        )
    )


def _corrected(chance: Random, name: str, who: str) -> Case:
    """A report and up to four corrections, of it and of each other, by its author and by others."""
    steps = [Step(f"{name}.1", who, report(chance))]
    for n in range(2, chance.randint(3, 6)):
        words = chance.choice(CORRECTIONS).format(place=chance.choice(PLACES), fault=chance.choice(FAULTS))
        quote = chance.choice((None, f"{name}.{n - 1}", f"{name}.1", f"{name}.{n}", f"{name}.99"))
        by = chance.choice((who, who, chance.choice(INSPECTORS)))
        after = chance.choice((0, 1, 60, 900))
        if chance.random() < 0.25:
            steps.append(Step(f"{name}.{n}", by, "撤回了一条消息", Kind.RECALL, target=quote, after=after))
        else:
            steps.append(Step(f"{name}.{n}", by, words, quote=quote, after=after))
    return tuple(steps)


def _almost_paper(chance: Random, name: str) -> Case:
    who, text = chance.choice(LEADERS), paper(chance)
    at = chance.randint(0, len(text))
    wrong = chance.choice(
        (
            text[:at],
            text[at:],
            text.replace("青石市", chance.choice(("白河市", "青石", "驻", "X市", "青石市青石市"))),
            text.replace("违法内容描述", chance.choice(("违法内容", "描述", "违法内容描述：违法内容描述"))),
            text.replace("10月21日", chance.choice(DAYS)),
            text + "\n" + text,
            f"转发：{text}",
            "附件2 问题交办单\n无",
            f"附件2 问题交办单 {chance.choice(DAYS)}\n1、{report(chance)}",
            f"附件3{chance.choice(('', '没写完', '已邮', '明天交'))}",
        )
    )
    shot = whole(bytes([chance.randint(0, 3)]) * 40)  # so that some photos are the same
    last = 2 + chance.choice((0, 0, 0, 1, 3))
    pictures = [Step(f"{name}.{n}", who, kind=Kind.IMAGE, file=shot, after=2) for n in range(2, last)]
    return (Step(f"{name}.1", who, wrong), *pictures)


def case(chance: Random, name: str) -> Case:
    who = chance.choice((*INSPECTORS, *LEADERS))
    way = chance.random()
    if way < 0.25:
        return _corrected(chance, name, who)
    if way < 0.45:
        return _almost_paper(chance, name)
    return (Step(f"{name}.1", who, _wrong(chance), after=chance.randint(0, 60)),)
