"""Corrections of a visit by hand: what was and what holds now, in a line; refusals that say what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from documents.lines import OUTCOMES, clock_of, day_name, one_line, shorten
from domain.calendars import day_of
from domain.edit_orders import LONGEST_NAME, LONGEST_PROBLEM, BadEdit
from domain.edits import NO, YES, Act, Change, Denial, Edit, EditFault, Field
from domain.rosters import Group, Person
from domain.visits import WITH_FINDING, Outcome, Visit

SAY_THE_NUMBER = "请写编号，例：更正 #12 县区 云台"
MERGE_HOW = "请写两个编号，例：合并 #12 #15"
SPLIT_HOW = "请写编号和拆成的几处，例：拆分 #12：甲厂；乙厂，立行立改"
NOT_TOGETHER = "不是同一个组同一天的记录，不能合并。"
ALREADY_ONE = "已经是同一条了。"
_PLACE = 32  # half-widths
_WORDS = 40

FIELDS = {
    Field.PLACE: "名称",
    Field.COUNTY: "县区",
    Field.TEAM: "小组",
    Field.INDUSTRIAL: "工业企业",
    Field.LOOKBACK: "回头看",
    Field.OUTCOME: "结果",
    Field.CATEGORIES: "类别",
}
_DENIALS = {
    Denial.OTHER_GROUP: "只能改本组的记录；其他组请找指挥调度组。",
    Denial.OTHER_TEAM: "这条是别的小组的，请本小组、组长或联络员来改。",
    Denial.PAST_DAY: "这条不是今天的，请组长、联络员或指挥调度组来改。",
}


def too_many_text(most: int) -> str:
    return f"没有办：一次最多{most}条，请分几次说。"


def denial_text(denial: Denial) -> str:
    return _DENIALS[denial]


def bad_edit_text(bad: BadEdit, group: Group, categories: Mapping[str, str]) -> str:
    """What was not understood, and what can be said instead."""
    word = shorten(bad.word, 24)
    return (
        "没有改。"
        + {
            EditFault.NO_NUMBER: SAY_THE_NUMBER,
            EditFault.NOTHING: "请写明改什么，例：更正 #12 县区 云台，结果 立行立改",
            EditFault.NOT_UNDERSTOOD: f"没看懂“{word}”，例：更正 #12 名称 某某厂，问题2：新的文字",
            EditFault.UNKNOWN_COUNTY: f"本组没有“{word}”，有：{'、'.join(group.counties)}",
            EditFault.UNKNOWN_TEAM: f"本组没有“{word}”，有：{'、'.join(f'{team}组' for team in group.teams)}",
            EditFault.UNKNOWN_CATEGORY: f"没有“{word}”这一类，有：{'、'.join(categories.values())}",
            EditFault.UNKNOWN_OUTCOME: f"结果没有“{word}”，有：{'、'.join(OUTCOMES.values())}",
            EditFault.TOO_LONG: f"名称最多{LONGEST_NAME}字，一个问题最多{LONGEST_PROBLEM}字。",
            EditFault.NO_SUCH_PROBLEM: "没有这一个问题；加一个请写：加问题：文字",
            EditFault.NEEDS_OUTCOME: "有问题就要写结果，例：更正 #12 结果 立行立改，加问题：文字",
        }[bad.fault]
    )


def changed_text(visit: Visit, changes: Sequence[tuple[Change, str]], categories: Mapping[str, str]) -> str:
    """#12 某厂 已更正：县区 东泉区→云台县. `changes` come with the values before."""
    told = [change_line(change, was, categories) for change, was in changes]
    if visit.outcome in WITH_FINDING and not visit.findings:
        told.append(f"没有问题条目了，结果仍是{OUTCOMES[visit.outcome]}")
    return f"{_name(visit)} 已更正：{'；'.join(told)}"


def change_line(change: Change, was: str, categories: Mapping[str, str]) -> str:
    """One change, what was before it and what is now: 县区 东泉区→云台县."""
    if change.field is Field.PROBLEM:
        if not change.problem:
            return f"加问题 {shorten(change.value, _WORDS)}"
        now = shorten(change.value, _WORDS) if change.value else "已删"
        return f"问题{change.problem} {shorten(was, _WORDS)}→{now}"
    before, now = (_shown(change.field, value, categories) for value in (was, change.value))
    return f"{FIELDS[change.field]} {now}（未变）" if before == now else f"{FIELDS[change.field]} {before}→{now}"


def _shown(field: Field, value: str, categories: Mapping[str, str]) -> str:
    match field:
        case Field.OUTCOME:
            return OUTCOMES[Outcome(value)]
        case Field.INDUSTRIAL | Field.LOOKBACK:
            return {YES: "是", NO: "否"}[value]
        case Field.CATEGORIES:
            return "、".join(categories.get(key, key) for key in value.split(",") if key) or "无"
        case Field.TEAM:
            return f"{value}组" if value else "未分组"
        case _:
            return shorten(value, _WORDS) or "无"


def overruled_text(number: int, told: Sequence[Change], categories: Mapping[str, str]) -> str:
    """To who has corrected in the room what a hand had set: that it stands, and how it is changed."""
    names = "、".join(FIELDS[change.field] for change in told)
    return f"#{number} 的{names}是手工改定的，没有动；要改请说：{_order(number, told, categories)}"


def undo_text(edits: Sequence[Edit], categories: Mapping[str, str]) -> str:
    """To who has taken back the words that asked for these edits: that they stand, and how they are undone."""
    numbers = " ".join(dict.fromkeys(f"#{edit.number}" for edit in edits))
    return f"话撤回了，{numbers} 没有改回；要改回请说：{_undoing(edits, numbers, categories)}"


def _undoing(edits: Sequence[Edit], numbers: str, categories: Mapping[str, str]) -> str:
    """The words that undo these edits, all of one act."""
    match edits[0].act:
        case Act.WITHDRAW:
            return f"恢复 {numbers}"
        case Act.RESTORE:
            return f"撤销 {numbers}"
        case Act.MERGE:
            return f"拆分 #{edits[0].other}：甲厂；乙厂"
        case Act.SPLIT:
            return f"合并 {numbers} {' '.join(f'#{edit.other}' for edit in edits)}"
        case Act.CHANGE:
            was = [replace(edit.change, value=edit.was) for edit in edits if edit.change and edit.was]
            return _order(edits[0].number, was, categories) if was else f"更正 {numbers} 问题几 删除"
        case Act.MARK:
            return f"取消紧急 {numbers}"
        case Act.UNMARK:
            return f"标紧急 {numbers}"


def _order(number: int, changes: Sequence[Change], categories: Mapping[str, str]) -> str:
    """The words that ask for changes."""
    said = []
    for change in changes:
        value = shorten(change.value, 2 * LONGEST_PROBLEM)
        if change.field is Field.PROBLEM:
            said.append(f"问题{change.problem}：{value}")
        else:
            said.append(f"{FIELDS[change.field]} {_shown(change.field, change.value, categories)}")
    return f"更正 #{number} {'；'.join(said)}"


def withdrawn_text(visits: Sequence[Visit]) -> str:
    numbers = " ".join(f"#{visit.number}" for visit in visits)
    return f"{'、'.join(map(_name, visits))} 已撤销，不再计入。要恢复请说：恢复 {numbers}"


def restored_text(visit: Visit) -> str:
    return f"{_name(visit)} 已恢复：{_facts(visit)}"


def not_restored_text(visit: Visit) -> str:
    """Why nothing is restored: it stands, it was merged, or its messages are gone."""
    if visit.hand.into is not None:
        return f"#{visit.number} 已并入 #{visit.hand.into}；要分开请说：拆分 #{visit.hand.into}：甲厂；乙厂"
    if visit.links:
        return f"{_name(visit)} 没有撤销，不用恢复。"
    return f"#{visit.number} 的消息已撤回，恢复不了，请重新发一遍。"


def not_standing_text(visit: Visit) -> str:
    """A withdrawn visit is not changed before it is restored."""
    if visit.hand.shelved:
        return f"#{visit.number} 已撤销；要改请先说：恢复 #{visit.number}"
    return f"#{visit.number} 的消息已撤回，不再计入。"


def merged_text(visit: Visit, others: Sequence[int]) -> str:
    return f"{'、'.join(f'#{number}' for number in others)} 已并入 {_name(visit)}：{_facts(visit)}"


def split_text(visits: Sequence[Visit], photo_moved: bool) -> str:
    """What became of one visit; the pictures stay with the first."""
    first, second, *_ = visits
    told = "；".join(f"{_name(visit)} {_facts(visit)}" for visit in visits)
    moved = f"，引用的那张归 #{second.number}" if photo_moved else ""
    return f"#{first.number} 已拆成：{told}。照片、视频留在 #{first.number}{moved}。"


def _name(visit: Visit) -> str:
    return f"#{visit.number} {shorten(visit.place, _PLACE)}"


def _facts(visit: Visit) -> str:
    return OUTCOMES[visit.outcome] + (f"，问题{len(visit.findings)}" if visit.findings else "")


def history_lines(
    number: int, edits: Sequence[Edit], people: Mapping[str, Person], categories: Mapping[str, str]
) -> list[str]:
    """What was done to a visit by hand: who, when, what."""
    return [
        f"{day_name(day_of(edit.at))}{clock_of(edit.at)} {_who(edit, people)} {_deed(number, edit, categories)}"
        for edit in edits
    ]


def _who(edit: Edit, people: Mapping[str, Person]) -> str:
    return shorten(one_line(people[edit.by].name), 16) if edit.by in people else "名册外"


def _deed(number: int, edit: Edit, categories: Mapping[str, str]) -> str:
    return deed_name(number, edit, categories) + (f"（{shorten(edit.reason, _WORDS)}）" if edit.reason else "")


def deed_name(number: int, edit: Edit, categories: Mapping[str, str]) -> str:
    """What an edit did to the visit of this number."""
    other = edit.other if edit.number == number else edit.number
    match edit.act:
        case Act.CHANGE:
            return change_line(edit.change, edit.was, categories) if edit.change else ""
        case Act.WITHDRAW:
            return "撤销"
        case Act.RESTORE:
            return "恢复"
        case Act.MERGE:
            return f"并入 #{other}" if edit.number == number else f"#{other} 并入"
        case Act.SPLIT:
            return f"拆出 #{other}" if edit.number == number else f"从 #{other} 拆出"
        case Act.MARK:
            return "标紧急"
        case Act.UNMARK:
            return "取消紧急"
