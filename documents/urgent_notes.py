"""Urgent visits: what the dispatchers hear at once, notes (紧急信息、专报) drafted from what was posted, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from documents.acknowledgements import gone_text
from documents.lines import (
    BY_CHAT,
    OUTCOMES,
    as_of_name,
    clock_of,
    day_name,
    one_line,
    shorten,
    team_name,
    urgent_mark,
)
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.messages import Message
from domain.rosters import Person, Roster
from domain.visits import Visit

NOT_YOURS = "标紧急、拟紧急信息由指挥调度组办理；现场紧急情况请直接发在群里，我会标出。"
_PLACE = 60  # half-widths of a place's name in a line
_FACT = 400  # half-widths of one problem in the inspector's own words

Counts = Mapping[int, tuple[int, int]]  # number of a visit -> (photos, videos), different files


def urgent_note_text(visits: Sequence[Visit], counts: Counts, roster: Roster, day: date, now: datetime) -> str:
    """The draft: who found what where and when, in their own words; nothing is added or judged."""
    lines = [f"【紧急信息（草稿）】{day_name(day)} 截至{as_of_name(day, now)}"]
    for position, visit in enumerate(visits, 1):
        lines += ["", *_entry_lines(position if len(visits) > 1 else 0, visit, counts, roster)]
    return "\n".join([*lines, "", f"{BY_CHAT}，文字为组员原话，报出前请核对。"])


def _entry_lines(position: int, visit: Visit, counts: Counts, roster: Roster) -> list[str]:
    head = f"{position}. " if position else ""
    county = f"（{shorten(visit.county, 16)}）" if visit.county else "（县区未注明）"
    photos, videos = counts.get(visit.number or 0, (0, 0))
    author = roster.known.get(visit.author)
    who = f"{group_name_of(visit.group, roster)}{team_name(visit.team)}" + (f" {author.name}" if author else "")
    facts = [f"({n}) {shorten(item.text, _FACT)}" for n, item in enumerate(visit.findings, 1)]
    return [
        f"{head}#{visit.number} {shorten(visit.place, _PLACE)}{county}",
        f"{who} {clock_of(visit.reported_at)}报，{OUTCOMES[visit.outcome]}",
        *(facts or ["问题：群内未写明"]),
        f"证据：照片{photos} 视频{videos}",
    ]


def alert_text(
    visit: Visit, said: str, left_out: Sequence[str], pin: Message | None, roster: Roster, now: datetime
) -> str:
    """What the dispatchers are told at once: team, place, the words of who reports, where the team was last.

    `said` is the report itself, for a visit of which no problem was singled out; `left_out` are the words that
    made it urgent and stand in no problem.
    """
    author = roster.known.get(visit.author)
    who = f"{one_line(author.name)} " if author else ""
    at = as_of_name(day_of(now), visit.reported_at)
    facts = [f"({n}) {shorten(item.text, _FACT)}" for n, item in enumerate(visit.findings, 1)]
    own = [f"“{shorten('，'.join(left_out), _FACT)}”"] if left_out else []
    facts = [*own, *facts] if facts else [shorten(said, _FACT)]
    where = [group_name_of(visit.group, roster), shorten(visit.county or "县区未注明", 16), f"{who}{at}报"]
    return "\n".join([alert_title(visit), "，".join(where), *facts, pin_line(pin)])


def alert_title(visit: Visit) -> str:
    """【紧急】#12 2组 某厂：涉嫌违法."""
    team = f"{team_name(visit.team)} " if visit.team is not None else ""
    return f"{urgent_mark(visit)}#{visit.number} {team}{shorten(visit.place, _PLACE)}：{OUTCOMES[visit.outcome]}"


def pin_line(pin: Message | None) -> str:
    """Where a team was last, by its own pin."""
    if pin is None:
        return "今天没发过定位"
    spot = "，".join(f"{degrees:.5f}" for degrees in pin.location or ())
    label = shorten(pin.text, _PLACE)
    return f"最后定位：{clock_of(pin.at)} {label}{f'（{spot}）' if spot else ''}"


def alert_correction_text(visit: Visit) -> str:
    """What now holds of a visit of which the dispatchers were told at once."""
    if not visit.links:
        return gone_text(visit)
    county = f"，{shorten(visit.county, 16)}" if visit.county else ""
    return f"更正 {alert_title(visit)}{county}{'' if visit.urgent else '，不再列紧急'}"


def marked_text(visits: Sequence[Visit], urgent: bool) -> str:
    """已标紧急：#12 某厂、#15 某公司."""
    return f"{'已标紧急' if urgent else '已取消紧急'}：{_names(visits)}。"


def which_visit_text(alike: Sequence[Visit]) -> str:
    """Asks which visit was meant, of those that are named alike if there are any."""
    if not alike:
        return "没找到是哪一条，请写点位名称或编号，例：#12标紧急"
    return f"名称相近：{_names(alike)}。请写编号。"


def _names(visits: Sequence[Visit]) -> str:
    return "、".join(f"#{visit.number} {shorten(visit.place, _PLACE)}" for visit in visits)


def told_text(people: Sequence[Person]) -> str:
    """Who on duty was told, or that the roster names nobody."""
    if not people:
        return "名册里没有写明值班领导，请转告。"
    return f"已私信{'、'.join(one_line(person.name) for person in people)}。"
