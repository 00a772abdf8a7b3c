"""Acknowledgements of visits and their corrections, as chat text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.lines import OUTCOMES, shorten, team_name, urgent_mark
from domain.acknowledgements import Entry, Missing
from domain.messages import Kind
from domain.visits import Visit

MISSING = {Missing.VIDEO: "视频", Missing.PHOTO: "照片", Missing.COUNTY: "县区"}
_PLACE = 32  # half-widths: sixteen Chinese characters
_READ_AT_MOST = 2_000  # characters in which a line of ours is sought

#: The shape of _line and of correction_text, whatever became of spaces and colons on the way.
_OWN_LINE = re.compile(
    r"^[ \t]{0,4}(?:更正 ?)?(?:【紧急】)?#\d{1,6}(?: {0,2}[：:] ?已(?:撤回|并入)|"
    rf" {{1,2}}[^\n：:]{{1,48}}[：:] ?(?:{'|'.join(OUTCOMES.values())}|还缺[^\n]{{1,12}})(?:[，, ]|$))",
    re.MULTILINE,
)


def acknowledgement_text(entries: Sequence[Entry], most: int) -> str:
    """One post for visits of one room: a line each for so many, then how many more there are."""
    head = ["已记录"] if len(entries) == 1 else [f"已记录{len(entries)}处"]
    return "\n".join([*head, *(_line(entry) for entry in _listed(entries, most)), *_others(entries, most)])


def has_own_line(text: str) -> bool:
    """Whether a text holds a line as acknowledgements and corrections have them: pasted, it is nobody's report."""
    return _OWN_LINE.search(text[:_READ_AT_MOST]) is not None


def correction_text(entry: Entry) -> str:
    """What now holds of a visit of which something else was said."""
    if not entry.visit.links:
        return gone_text(entry.visit)
    return f"更正 {_line(entry)}"


def gone_text(visit: Visit) -> str:
    """A visit that counts no longer by itself: taken back, or merged into another."""
    into = visit.hand.into
    return f"更正 #{visit.number}：{f'已并入 #{into}' if into else '已撤回，不再计入'}"


def remark_text(entries: Sequence[Entry], most: int) -> str:
    """What visits of one room still lack: a line each for so many, then how many more there are."""
    lines = [f"{_head(entry.visit)}：{_request(entry).removeprefix('，')}" for entry in _listed(entries, most)]
    return "\n".join([*lines, *_others(entries, most)])


def _listed(entries: Sequence[Entry], most: int) -> list[Entry]:
    """Those that get a line: before others the urgent ones, then those of which something is asked; in their order."""
    first = sorted(entries, key=lambda entry: (not entry.visit.urgent, not entry.is_pressing, not entry.missing))[:most]
    return [entry for entry in entries if entry in first]


def _others(entries: Sequence[Entry], most: int) -> list[str]:
    listed = _listed(entries, most)
    others = [entry for entry in entries if entry not in listed]
    lacking = sum(bool(entry.missing) for entry in others)
    more = f"（{lacking}处待补）" if lacking else ""
    return [f"另有{len(others)}处{more}，@我发“点位清单”可看"] if others else []


def wordless_text(kind: Kind) -> str:
    """Asks for words beside what cannot be heard or opened."""
    return f"{'语音' if kind is Kind.AUDIO else '聊天记录'}已留底，请再用文字说一句。"


def _head(visit: Visit) -> str:
    team = f"{team_name(visit.team)} " if visit.team is not None else ""
    return f"{urgent_mark(visit)}#{visit.number} {team}{shorten(visit.place, _PLACE)}"


def _line(entry: Entry) -> str:
    visit = entry.visit
    counts = [f"问题{len(visit.findings)}"] * bool(visit.findings)
    counts += [f"照{entry.photos}"] * bool(entry.photos) + [f"视{entry.videos}"] * bool(entry.videos)
    facts = "，".join([OUTCOMES[visit.outcome], " ".join(counts)] if counts else [OUTCOMES[visit.outcome]])
    return f"{_head(visit)}：{facts}{_request(entry)}"


def _request(entry: Entry) -> str:
    if not entry.missing:
        return ""
    missing = "、".join(MISSING[what] for what in entry.missing)
    if entry.visit.urgent:
        return f"，{missing}待补"
    verb = "请补发" if entry.is_pressing else "请补充"
    return f"，还缺{missing}，{verb}"
