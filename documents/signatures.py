"""签字: receipts in a line, what nobody has signed yet, and what was changed after it was signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from documents.corrections import FIELDS
from documents.lines import OUTCOMES, as_of_name, clock_of, day_name, one_line, shorten
from documents.papers import group_name
from domain.calendars import day_of
from domain.edits import Field
from domain.rosters import Group, Person, Role
from domain.signatures import Signature
from domain.visits import Outcome, Visit

OWN_GROUP = "只能签本组的记录。"
SIGN_WHAT = "请写签哪几条，例：签字 #12 #15；签字 今天；签字 第2轮报告"
NOT_SIGNED = "没有签。要签的只写编号、哪天或轮次报告，例：签字 #12 #15；签字 今天；签字 第2轮报告"
NOT_UNSIGNED = "没有动。请只写编号、哪天或轮次报告，例：撤销签字 #12；撤销签字 第2轮报告"
OTHER_DAY = "编号和日子对不上，没有签，请核对。"
WHICH_ROUND = "没有签。请写第几轮的报告，例：签字 第2轮报告"
CHANGED_MEANWHILE = "没有签。这些记录刚才有改动，请重新看过再签。"
_LISTED = 15  # visits; more are counted
_SIGNERS = {Role.LEADER: "组长", Role.LIAISON: "联络员"}

#: One of them, or (visit, the fields changed since it was signed: none for one that nobody has signed).
Unsigned = Sequence[tuple[Visit, Sequence[str]]]


def who_signs_text(roles: Collection[Role]) -> str:
    names = [name for role, name in _SIGNERS.items() if role in roles]
    return f"签字由{'、'.join(names)}办理，只签本组的。"


def signed_text(signed: Sequence[int], before: Mapping[int, Signature], late: Sequence[int], by: str) -> str:
    """已签字：#12、#15（罗青）。 `before` were signed already, `late` are those signed after their day."""
    told = []
    if signed:
        told.append(f"已签字：{_numbers(signed)}（{shorten(by, 16)}）。")
    if before:
        told.append(f"先前已签：{_numbers(before)}。")
    if late:
        told.append(f"过了当日时限：{_numbers(late)}。")
    return "".join(told)


def withdrawn_text(numbers: Sequence[int], round_number: int | None) -> str:
    """已撤销签字：#12。 A round's report where `round_number` is given; where nothing was signed, that."""
    if round_number is not None:
        return f"第{round_number}轮报告已撤销签字。" if numbers else f"第{round_number}轮报告没有签过字。"
    return f"已撤销签字：{_numbers(numbers)}。" if numbers else "这几条没有签过字。"


def report_meant_text(number: int) -> str:
    """A round is named without what of it is signed."""
    return f"没有签。是第{number}轮的报告吗？是的话请说：签字 第{number}轮报告"


def earlier_text(earlier: Sequence[tuple[str, date, int]]) -> str:
    """早先的：10月20日 2条. Of days before, (group, day, how many)."""
    return f"早先的：{_by_day(earlier)}"


def nothing_to_sign_text(day: date, outcomes: Collection[Outcome], *, had: bool) -> str:
    """`had`: there was something, and it is signed."""
    if had:
        return f"{day_name(day)}要签的都签过了。"
    told = "、".join(OUTCOMES[one] for one in sorted(outcomes, key=_gravest_first))
    return f"{day_name(day)}没有要签字的记录（{told}）。"


def round_signed_text(number: int, by: str, *, again: bool) -> str:
    return f"第{number}轮报告{'先前已签' if again else '已签字'}（{shorten(by, 16)}）。"


def no_such_round_text(number: int) -> str:
    return f"没有第{number}轮，或还没开始，请核对。"


def unsigned_text(
    groups: Sequence[tuple[Group, Unsigned]], earlier: Sequence[tuple[str, date, int]], day: date, at: datetime
) -> str:
    """The answer to 未签字: each record of one group, the numbers of several. `earlier` are (group, day, how many)."""
    several = len(groups) > 1
    which = "" if several else f"{group_name(groups[0][0])} "
    total = sum(len(unsigned) for _, unsigned in groups)
    head = f"{which}{day_name(day)}未签字 {total}条（截至{as_of_name(day, at)}）"
    lines = [head + ("：" if total else "。")]
    for group, unsigned in groups:
        if several and unsigned:
            lines.append(f"{group_name(group)} {len(unsigned)}条：{_numbers([one.number or 0 for one, _ in unsigned])}")
        elif not several:
            listed = sorted(unsigned, key=lambda one: _gravest_first(one[0].outcome))[:_LISTED]
            lines += [_unsigned_line(visit, changed) for visit, changed in listed]
            lines += [f"等{len(unsigned)}条"] if len(unsigned) > _LISTED else []
    if earlier:
        lines.append(earlier_text(earlier))
    return "\n".join(lines)


def signature_line(signature: Signature, changed: Sequence[str], people: Mapping[str, Person]) -> str:
    """签字：罗青 10月21日19:32；签字后有改动：结果. For 来源 and for papers."""
    who = one_line(people[signature.signer].name) if signature.signer in people else "名册外"
    when = f"{day_name(day_of(signature.at))}{clock_of(signature.at)}"
    told = f"签字：{shorten(who, 16)} {when}"
    if signature.taken_back_at is not None:
        gone = signature.taken_back_at
        return f"{told}；{day_name(day_of(gone))}{clock_of(gone)}已撤销"
    return told + (f"；{changed_text(changed)}" if changed else "")


def changed_text(changed: Sequence[str]) -> str:
    """签字后有改动：结果、问题."""
    return f"签字后有改动：{'、'.join(FIELDS.get(Field(name), '问题') for name in changed)}"


def _gravest_first(outcome: Outcome) -> tuple[bool, int]:
    """涉嫌违法 before all others, which stand in their order."""
    return outcome is not Outcome.VIOLATION, list(Outcome).index(outcome)


def _unsigned_line(visit: Visit, changed: Sequence[str]) -> str:
    mark = f"（{changed_text(changed)}）" if changed else ""
    return f"#{visit.number} {shorten(visit.place, 32)} {OUTCOMES[visit.outcome]}{mark}"


def _by_day(earlier: Sequence[tuple[str, date, int]]) -> str:
    days: dict[date, int] = {}
    for _, day, count in earlier:
        days[day] = days.get(day, 0) + count
    return "、".join(f"{day_name(day)} {count}条" for day, count in days.items())


def _numbers(numbers: Collection[int]) -> str:
    shown = [f"#{number}" for number in sorted(numbers)]
    return "、".join(shown[:_LISTED]) + (f"等{len(shown)}条" if len(shown) > _LISTED else "")
