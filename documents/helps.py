"""What the bot says of itself: help by role, refusals, what it cannot do yet. All fit a phone screen."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import day_name, shorten, team_name
from documents.papers import paper_names
from domain.obligation_rules import ObligationRule
from domain.rosters import FIELD_ROLES, SPEAKING_ROLES, Role
from domain.scopes import Refusal, Refused

_REFUSALS = {
    Refusal.NOT_YOUR_ROLE: "统计数据由各核查组和指挥调度组查询。",
    Refusal.OTHER_GROUP: "只能查本组；其他组请找指挥调度组。",
    Refusal.NO_SUCH_GROUP: "名册里没有“{word}”这个组。",
    Refusal.NO_SUCH_TEAM: "本组没有{word}。",
    Refusal.WHICH_GROUP: "请写明是哪个市的{word}。",
    Refusal.NO_SUCH_DAY: "没有{word}这一天。",
    Refusal.FUTURE_DAY: "{word}还没到。",
}


def help_text(role: Role, papers: Sequence[ObligationRule], examples: Sequence[str] = ()) -> str:
    """What this role can say. `papers` are those owed daily, `examples` short city names for a dispatcher."""
    if role is Role.DISPATCHER:
        return _dispatcher_help(paper_names(papers), [shorten(city, 12) for city in examples])
    if role in FIELD_ROLES:
        return _field_help(papers, role in SPEAKING_ROLES)
    if role is Role.EXPERT:
        return "【蓝哨】检查记录由我整理。\n专家群里照常答疑，不用对我说什么。"
    return "【蓝哨】我只服务核查组内部工作。\n有事请联系驻市联络员。"


def refusal_text(refused: Refused) -> str:
    """One line that says who may, or what to mend."""
    return _REFUSALS[refused.why].format(word=shorten(_not_served(refused), 20))


def _not_served(refused: Refused) -> str:
    if refused.day is not None:
        return day_name(refused.day)
    return "、".join([*refused.words, *map(team_name, refused.teams)])


def _field_help(papers: Sequence[ObligationRule], speaks: bool) -> str:
    lines = [
        "【蓝哨怎么用】",
        "检查情况照常发群里，我自动归成点位。",
        "@我或私聊我，可以说：",
        "求助 …　遇险受阻，马上转告指挥调度组",
        "进度　本组今天到几家；2组几家",
        f"未报　{paper_names(papers)}见到没有",
        "日报　本组当天汇总；指令情况　谁回了收到",
        "问题清单　逐条列，说“导出”给表",
        "来源 #12　凭什么；更正 #12 县区 云台",
        *(f"{rule.short}模板　照抄即可" for rule in papers[-1:]),
        "加“昨天”“10月20日”看那天。",
    ]
    return "\n".join([*lines, "已邮　材料已发邮箱，告诉我一声"] if speaks else lines)


def _dispatcher_help(papers: str, cities: Sequence[str]) -> str:
    one = cities[0] if cities else "某市"
    return "\n".join(
        [
            "【蓝哨怎么用】@我或私聊我：",
            f"进度　各组到几家（{one}进度：看一组）",
            f"未报　{papers}谁还没见到",
            "日报　当天汇总（明早7点再发一遍）",
            "问题清单　逐条列，说“导出”给表",
            "#12标紧急；已阅 #12；来源 #12；更正 #12 …",
            "加“昨天”“10月20日”看那天。",
            f"已交 {one}　材料已单独收到",
            f"指令 全体：内容；指令 {one}：内容",
            "预览、作废、更正 1020-2；同意 1020-3",
            "指令情况　谁回了收到；绑定情况　谁没认出",
            f"确认本群 {one}　群没问题",
        ]
    )
