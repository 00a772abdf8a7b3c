"""典型案例 (附件3): the values of its template, and the line that says what it still lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from documents.file_names import file_name
from documents.lines import clock_of, day_name, one_line, shorten
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.obligation_rules import ObligationRule
from domain.papers import short_city
from domain.rosters import Group, Roster
from domain.typical_cases import CasePhoto, Lack
from domain.visits import Visit

WHICH = "请写记录编号，例：典型案例 #12"
NOT_ASKED = "这次行动的档案里没有这种材料。"
TOO_MANY = "一次最多做{most}份，请分几次要"
_LISTED = 8  # records of which one may be meant
NOT_YOURS = "这份材料由记录的小组、组长、联络员或指挥调度组来要"


def blank(what: str) -> str:
    """A slot that nobody has filled."""
    return f"【待填：{what}】"


def no_such_visit_text(number: int) -> str:
    return f"没有 #{number} 这条记录。"


def which_text(how: str, visits: Sequence[Visit], several: bool, roster: Roster) -> str:
    """How to name a record, with those that may be meant; with their groups where they are of `several`."""
    lines = [
        f"#{visit.number} {f'{group_name_of(visit.group, roster)} ' if several else ''}{shorten(visit.place, 40)}"
        for visit in visits[:_LISTED]
    ]
    more = [f"等{len(visits)}条"] if len(visits) > _LISTED else []
    return "\n".join([how, *lines, *more])


def not_his_text(visit: Visit) -> str:
    return f"#{visit.number} 不归您要，由记录的小组、组长、联络员或指挥调度组来要。"


def without_finding_text(visit: Visit) -> str:
    return f"#{visit.number} 没有记问题，不做典型案例。"


def case_fields(
    visit: Visit,
    group: Group,
    officers: Sequence[str],
    description: Sequence[str],
    photos: Sequence[CasePhoto],
    kinds: Mapping[str, str],
    team_size: int,
) -> dict[str, Any]:
    """The values of the template typical_case.docx; `kinds` are the names of categories that say what is violated.

    It names as many officers as a team has.
    """
    names = [one_line(name) for name in officers[:team_size]] + [blank("执法人员")] * (team_size - len(officers))
    named = [one_line(name) for key, name in kinds.items() if key in visit.categories]
    return {
        "number": visit.number or 0,
        "month": visit.day.month,
        "day": visit.day.day,
        "city": one_line(group.city) or blank("驻市"),
        "officers": "、".join(names),
        "company": one_line(visit.place) or blank("企业名称"),
        "violation": f"{'、'.join(named)}方面" if named else blank("违法类型"),
        "description": [one_line(line) for line in description] or [blank("违法内容描述")],
        **photo_fields(photos, visit),
    }


def photo_fields(photos: Sequence[CasePhoto], visit: Visit) -> dict[str, Any]:
    """`photos` with captions, and the same two by two as `photo_rows`."""
    shown = [
        {"number": n, "caption": _caption(n, photo, visit), "photo": photo.sha256} for n, photo in enumerate(photos, 1)
    ]
    rows = [{"left": pair[0], "right": pair[1] if len(pair) > 1 else None} for pair in _pairs(shown)]
    return {"photos": shown, "photo_rows": rows}


def _pairs(shown: Sequence[dict[str, Any]]) -> list[Sequence[dict[str, Any]]]:
    return [shown[start : start + 2] for start in range(0, len(shown), 2)]


def _caption(number: int, photo: CasePhoto, visit: Visit) -> str:
    county = f"（{one_line(visit.county)}）" if visit.county else ""
    return f"照片{number}　{day_name(day_of(photo.at))}{clock_of(photo.at)}\n{one_line(visit.place)}{county}"


def case_file_name(visit: Visit, group: Group, rule: ObligationRule) -> str:
    """附件3典型案例-青石1020-宏图砖厂-12.docx."""
    place, paper = shorten(visit.place, 60) or "点位", "".join(rule.name.split())
    return file_name(f"{paper}-{short_city(group)}{visit.day:%m%d}-{visit.number}-{place}", ".docx")


def case_text(
    visit_name: str, fields: Mapping[str, Any], lack: Lack, shown: Collection[str], photos: int, rule: ObligationRule
) -> str:
    """What is said with the file: what it still lacks, to be mended in Word. `shown` are the photos that are in it."""
    faults = []
    if lack.is_short:
        faults.append(f"违法内容描述{lack.wide}字，至少{lack.need}字")
    elif lack.is_doubtful:
        faults.append(f"违法内容描述按汉字和词数计{lack.strict}字，不足{lack.need}字（连标点{lack.wide}字），宜再补写")
    alike = f"，另{lack.alike}张看上去相同，没有放（机器比对）" if lack.alike else ""
    if len(shown) < rule.minimum_photos:
        unseen = f"，另{photos - len(shown)}张无法显示" if photos > len(shown) else ""
        faults.append(f"照片{len(shown)}张，至少{rule.minimum_photos}张{unseen}{alike}")
    slots = [slot for key in ("city", "officers", "company", "violation") for slot in _slots(str(fields[key]))]
    if slots:
        faults.append(f"待填：{'、'.join(slots)}")
    state = f"还差：{'；'.join(faults)}。" if faults else f"描述{lack.strict}字，照片{len(shown)}张{alike}。"
    return f"典型案例 {visit_name}，{state}请核对后上报。"


def _slots(text: str) -> list[str]:
    """What is still to be filled in of a value."""
    return list(dict.fromkeys(piece.split("】")[0] for piece in text.split("【待填：")[1:]))
