"""Made-up values of every paper: to try a template with (`lanshao papers check`), and to tell its fields (docs)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents.handover_forms import list_fields, slip_fields
from documents.period_papers import Counted, fields_of, tally_of_paper
from documents.typical_cases import case_fields
from domain.calendars import SHANGHAI
from domain.campaigns import Quota
from domain.made_papers import PaperKind
from domain.messages import Kind
from domain.rosters import Group, Roster
from domain.typical_cases import CasePhoto
from domain.visits import Finding, Link, Outcome, Part, Visit

AT = datetime(2020, 11, 20, 10, 30, tzinfo=SHANGHAI)
CATEGORIES = {"dust": "扬尘治理", "facility": "治污设施"}
QUOTA = Quota(2, 8, 5)
GROUPS = (
    Group("sample", "驻示例市暗访核查组", "示例市", ("东区", "西区"), ("外市",), (1, 2)),
    Group("other", "驻另一市暗访核查组", "另一市", ("南区",), ("远市",), (1,)),
)
ROSTER = Roster("sample", (), GROUPS, (), ())


def sample_fields(kind: PaperKind) -> dict[str, Any]:
    """Values of every field that the kind's template may show."""
    visit = _visit(1, Outcome.VIOLATION)
    photos = [CasePhoto(AT, f"{n:064x}") for n in range(3)]
    if kind is PaperKind.TYPICAL_CASE:
        return case_fields(visit, GROUPS[0], ("张三", "李四"), ("料堆未苫盖。",), photos, CATEGORIES, QUOTA.team_size)
    if kind is PaperKind.HANDOVER_SLIP:
        return slip_fields([visit], GROUPS[0], photos, CATEGORIES, "", AT)
    visits = [visit, _visit(2, Outcome.HANDOVER), _visit(3, Outcome.CORRECTED), _visit(4, Outcome.CLEAN)]
    if kind is PaperKind.PROBLEM_LIST:
        return list_fields(visits, ["sample"], ROSTER, CATEGORIES, AT.date(), AT)
    groups = ("sample",) if kind is PaperKind.ROUND_REPORT else ("sample", "other")
    paper = Counted(
        kind, "暗访核查", AT.date(), AT.date(), 2, groups, tuple(visits), ROSTER, CATEGORIES, QUOTA, AT, "加大夜查。"
    )
    return fields_of(paper, tally_of_paper(paper))


def sample_photos(path: str) -> Mapping[str, Any]:
    """The photos of the samples, all shown by one picture file of 3 by 4."""
    return {f"{n:064x}": {"path": path, "width": 3, "height": 4} for n in range(3)}


def _visit(number: int, outcome: Outcome) -> Visit:
    return Visit(
        number=number,
        group="sample",
        team=1,
        day=AT.date(),
        place=f"示例{number}厂",
        county="东区",
        industrial=True,
        lookback=False,
        outcome=outcome,
        urgent=outcome is Outcome.VIOLATION,
        categories=frozenset({"dust"}) if outcome is not Outcome.CLEAN else frozenset(),
        findings=(Finding("料堆未苫盖", "dust"),) if outcome is not Outcome.CLEAN else (),
        room=None,
        author="",
        reported_at=AT,
        last_at=AT,
        links=(Link(f"m{number}", AT, "", Kind.TEXT, Part.WORDS),),
    )
