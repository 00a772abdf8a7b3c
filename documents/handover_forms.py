"""附件2, one record in two renderings: 环境问题交办单 of an enterprise, and 问题清单 of a day.

The scheme names 附件2 and gives no layout: this one is ours, and its templates can be replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from documents.file_names import file_name
from documents.lines import BY_CHAT, as_of_name, clock_of, day_name, one_line, shorten, team_name
from documents.papers import group_name_of
from documents.typical_cases import blank, photo_fields
from domain.calendars import day_of
from domain.papers import short_city
from domain.problem_lists import ListKind, listed
from domain.rosters import Group, Roster
from domain.typical_cases import CasePhoto
from domain.visits import WITH_FINDING, Outcome, Visit

WHICH = "请写记录编号，例：交办单 #12"

#: What becomes of a problem (seed 002, 三): the words of a form, not of a chat.
HANDLINGS = {
    Outcome.VIOLATION: "涉嫌环境违法，交属地依法查处",
    Outcome.HANDOVER: "需持续整改，交属地督促整改",
    Outcome.CORRECTED: "当场指出，立行立改",
}


def not_handed_over_text(visit: Visit) -> str:
    why = "已立行立改" if visit.outcome is Outcome.CORRECTED else "没有记问题"
    return f"#{visit.number} {why}，不做交办单（交办的是涉嫌违法、需持续整改的）。"


def slip_fields(
    visits: Sequence[Visit],
    group: Group,
    photos: Sequence[CasePhoto],
    categories: Mapping[str, str],
    signed: str,
    as_of: datetime,
) -> dict[str, Any]:
    """The values of handover_slip.docx; `visits` are all of one enterprise, `signed` says who signed ("": nobody)."""
    first = visits[0]
    county = next((one_line(visit.county) for visit in visits if visit.county), "")
    return {
        "code": f"{short_city(group)}-{first.day:%m%d}-{'、'.join(str(visit.number) for visit in visits)}",
        "company": one_line(first.place) or blank("企业名称"),
        "city": one_line(group.city),
        "county": county or blank("县区"),
        "to": f"{one_line(group.city)}{county}生态环境部门",
        "group": one_line(group.name),
        "team": team_name(first.team),
        "checked_at": "、".join(f"{day_name(visit.day)}{clock_of(visit.reported_at)}" for visit in visits),
        "problems": _problems(visits, categories),
        "handling": HANDLINGS[max((visit.outcome for visit in visits), key=list(HANDLINGS)[::-1].index)],
        "limit": blank("整改要求和时限"),
        "approval": blank("省厅意见"),
        "signed": signed or blank("组长签字"),
        "as_of": f"{day_name(day_of(as_of))}{clock_of(as_of)}",
        **photo_fields(photos, first),
    }


def _problems(visits: Sequence[Visit], categories: Mapping[str, str]) -> list[dict[str, Any]]:
    found = [(finding.text, finding.category) for visit in visits for finding in visit.findings]
    found = found or [(blank("发现的问题"), "")]
    return [
        {"number": number, "text": one_line(text), "kind": one_line(categories.get(category, category))}
        for number, (text, category) in enumerate(found, 1)
    ]


def slip_file_name(visits: Sequence[Visit], group: Group, short: str) -> str:
    numbers = "-".join(str(visit.number) for visit in visits[:10])
    place = shorten(visits[0].place, 60) or "点位"
    return file_name(f"{short}环境问题交办单-{short_city(group)}{visits[0].day:%m%d}-{numbers}-{place}", ".docx")


def slip_text(title: str, fields: Mapping[str, Any]) -> str:
    counts = f"问题{len(fields['problems'])}个，照片{len(fields['photos'])}张"
    return f"交办单 {title}，{counts}。整改要求、省厅意见待填，请核对。"


def list_fields(
    visits: Sequence[Visit],
    groups: Sequence[str],
    roster: Roster,
    categories: Mapping[str, str],
    day: date,
    as_of: datetime,
) -> dict[str, Any]:
    """The values of problem_list.docx: a row for each place handed over, the places put right on the spot counted."""
    handed = in_order(listed(ListKind.HANDOVERS, visits, groups, None), roster)
    own = roster.group.get(groups[0]) if len(groups) == 1 else None
    return {
        "whose": one_line(own.name) if own is not None else "各暗访核查组",
        "date": f"{day.year}年{day_name(day)}",
        "rows": [_row(number, visit, roster, categories) for number, visit in enumerate(handed, 1)] or [_NOTHING],
        "places": len(handed),
        "problems": sum(visit.problems for visit in handed),
        "violations": sum(visit.outcome is Outcome.VIOLATION for visit in handed),
        "corrected": len(listed(ListKind.CORRECTED, visits, groups, None)),
        "as_of": as_of_name(day, as_of),
        "basis": BY_CHAT,
    }


#: The one row of a day on which nothing was handed over: an empty table would look like a forgotten one.
_NOTHING = {
    **dict.fromkeys(("number", "record", "group", "team", "county", "problems", "kinds", "handling"), ""),
    "place": "今日无",
}


def in_order(visits: Sequence[Visit], roster: Roster) -> list[Visit]:
    """By group as the roster has them, by team, by number."""
    keys = {group.key: position for position, group in enumerate(roster.groups)}
    return sorted(visits, key=lambda v: (keys.get(v.group, len(keys)), v.group, v.team or 99, v.number or 0))


def _row(number: int, visit: Visit, roster: Roster, categories: Mapping[str, str]) -> dict[str, Any]:
    facts = [one_line(finding.text) for finding in visit.findings] or [blank("发现的问题")]
    numbered = [f"{n}. {fact}" for n, fact in enumerate(facts, 1)] if len(facts) > 1 else facts
    return {
        "number": number,
        "record": visit.number or 0,
        "group": group_name_of(visit.group, roster),
        "team": team_name(visit.team),
        "place": one_line(visit.place) or blank("点位名称"),
        "county": one_line(visit.county or "") or blank("县区"),
        "problems": "\n".join(numbered),
        "kinds": "、".join(one_line(name) for key, name in categories.items() if key in visit.categories),
        "handling": HANDLINGS.get(visit.outcome, ""),
    }


def list_file_name(groups: Sequence[str], roster: Roster, day: date, short: str) -> str:
    whose = short_city(roster.group[groups[0]]) if len(groups) == 1 and groups[0] in roster.group else "各组"
    return file_name(f"{short}问题清单-{whose}{day:%m%d}", ".docx")


def list_text(fields: Mapping[str, Any], groups: Sequence[str], roster: Roster, short: str) -> str:
    whose = group_name_of(groups[0], roster) if len(groups) == 1 else "各组"
    corrected = f"，另有立行立改{fields['corrected']}处未列" if fields["corrected"] else ""
    handed = f"交办{fields['places']}处、问题{fields['problems']}个" if fields["places"] else "群内未见要交办的"
    return f"{short}问题清单 {whose} {fields['date']}（截至{fields['as_of']}）：{handed}{corrected}。{BY_CHAT}。"


def is_handed_over(visit: Visit) -> bool:
    """Whether it goes to the locality; what was put right on the spot does not."""
    return visit.outcome in WITH_FINDING and visit.outcome is not Outcome.CORRECTED
