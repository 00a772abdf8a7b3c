"""Papers that the bot makes: which there are, and what is on record of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.rosters import DISPATCHERS, SPEAKING_ROLES, Role


class PaperKind(StrEnum):
    """What a paper is; its template has this name too."""

    TYPICAL_CASE = "typical_case"  # 附件3 典型案例
    HANDOVER_SLIP = "handover_slip"  # 附件2 环境问题交办单, one enterprise
    PROBLEM_LIST = "problem_list"  # 附件2 问题清单, a day
    ROUND_REPORT = "round_report"  # 附件4 暗访核查报告, a group's round
    DAILY_REPORT = "daily_report"  # 日报
    STAGE_REPORT = "stage_report"  # 阶段性报告
    BULLETIN = "bulletin"  # 通报, a draft
    THEMATIC_REPORT = "thematic_report"  # 专题报告, a draft


_FOR_LEADERS = frozenset({PaperKind.ROUND_REPORT, PaperKind.STAGE_REPORT})
_FOR_DISPATCHERS = frozenset({PaperKind.BULLETIN, PaperKind.THEMATIC_REPORT})


def kinds_for(role: Role) -> frozenset[PaperKind]:
    """The kinds of papers that somebody may have, of whose groups he may hear at all."""
    if role in DISPATCHERS:
        return frozenset(PaperKind)
    mine = frozenset(PaperKind) - _FOR_DISPATCHERS
    return mine if role in SPEAKING_ROLES else mine - _FOR_LEADERS


@dataclass(frozen=True, slots=True)
class MadePaper:
    """One paper as it was made. `number` is None until storage has given it one; `group` None: of several groups.

    `day` is the day that it tells of, `round` the round's number; `visits` are the numbers of those it tells of.
    `sha256` is its file in the media store; `as_of` is when it was asked for, and counted.
    """

    number: int | None
    kind: PaperKind
    group: str | None
    day: date | None
    round: int | None
    visits: tuple[int, ...]
    sha256: str
    file_name: str
    made_at: datetime
    as_of: datetime
    asked_by: str
