"""核查清单: the list as the group gets it, how far it has come, what is left before a round ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from documents.lines import as_of_name, day_name, shorten
from documents.papers import group_name
from domain.calendars import day_of
from domain.checklists import MOST_ITEMS, Checklist, Item, Progress
from domain.rosters import Group

ONLY_DISPATCHERS = "核查清单由指挥调度组推送。"
NOT_HERE = "没有推送：请在指挥调度群或私聊里说。"
WHICH_GROUP = "没有推送：请写一个组，例：核查清单 青石：一行一处"
NO_LIST = "没有看到清单：请先发 Excel 或 CSV 文件，再说“核查清单 青石”；或在冒号后面一行一处。"
NOT_READ = "没有认出清单里的点位：表里要有“企业名称”（或点位、单位名称）一栏。"
NOT_YET = "文件还没有收全，请稍后再说一次。"
TOO_MANY = f"没有推送：超过{MOST_ITEMS}处，请分成几个清单。"
NOTHING_PUSHED = "没有推送过核查清单。"
MARK_HOW = "例：清单 L3 第7条 查过 #45；清单 L3 第7条 不查 已拆除"
_LISTED = 20  # places; more are counted
_NAMED = 40  # half-widths


def list_name(number: int) -> str:
    return f"L{number}"


def order_text(number: int, items: Sequence[Item]) -> str:
    """The instruction that carries a list: each place with its number."""
    head = f"核查清单 {list_name(number)}（{len(items)}处），请逐一核查，查到一处报一处，写明名称。"
    return "\n".join([head, *map(_item_line, items)])


_FILE_FAULTS = {
    "too_large": "表太大，应不超过2000行、5MB",
    "locked": "表有密码，请去掉密码重发",
    "not_read": "文件打不开，请另存为 xlsx 或 csv 重发",
}


def bad_file_text(fault: str) -> str:
    """Why a table was not read (storage.handed_tables.TableFault)."""
    return f"没有推送：{_FILE_FAULTS[fault]}。"


def progress_text(group: Group, told: Sequence[tuple[Checklist, Progress]], day: date, as_of: datetime) -> str:
    """How far each list of one group has come, with what is left by name."""
    lines = [f"{group_name(group)} 核查清单（截至{as_of_name(day, as_of)}，按群内报送统计）："]
    for pushed, progress in told:
        lines.append(_head(pushed, progress))
        lines += _left_lines(pushed, progress)
    return "\n".join(lines)


def progress_line(group: Group, told: Sequence[tuple[Checklist, Progress]]) -> str:
    """青石组 L3 47/50，剩3处."""
    return f"{group_name(group)} {'；'.join(_head(pushed, progress) for pushed, progress in told)}"


def waiting_line(pushed: Checklist) -> str:
    """Of a list that nobody has yet, for dispatchers."""
    return f"{list_name(pushed.number)} {len(pushed.items)}处，指令 {pushed.instruction} 还没发出"


def reminder_text(pushed: Checklist, progress: Progress, round_number: int, end: date) -> str:
    """To the group's own room: what is left of a list before a round ends."""
    names = [f"{item.number}. {shorten(item.name, _NAMED)}" for item in progress.left[:_LISTED]]
    more = f"等{len(progress.left)}处" if len(progress.left) > _LISTED else ""
    return (
        f"核查清单 {list_name(pushed.number)} 还有{len(progress.left)}处群内未见：{'、'.join(names)}{more}。"
        f"第{round_number}轮{day_name(end)}结束；查过的请说“{_mark_words(pushed.number, progress.left[0].number)}”。"
    )


def marked_text(number: int, item: Item, *, checked: bool, visit: int | None, reason: str) -> str:
    which = f"{list_name(number)} 第{item.number}条 {shorten(item.name, _NAMED)}"
    if checked:
        return f"{which} 记为已查{f'（#{visit}）' if visit else ''}。"
    return f"{which} 记为不查（{shorten(reason, _NAMED)}）。" if reason else f"{which} 恢复为没查。"


def no_such_item_text(number: int, item: int | None) -> str:
    which = list_name(number) + (f" 第{item}条" if item is not None else "")
    return f"没有 {which}，请核对。{MARK_HOW}"


def why_not_text(number: int, item: int) -> str:
    return f"请写明原因，例：清单 {list_name(number)} 第{item}条 不查 已拆除"


def no_such_visit_text(number: int) -> str:
    return f"没有改：#{number} 不是这个组的记录。"


def _item_line(item: Item) -> str:
    more = "，".join(part for part in (item.county, item.address, item.note) if part)
    return f"{item.number}. {item.name}" + (f"（{more}）" if more else "")


def _head(pushed: Checklist, progress: Progress) -> str:
    skipped = f"，不查{len(progress.skipped)}" if progress.skipped else ""
    left = f"，剩{len(progress.left)}处" if progress.left else ""
    pushed_on = day_name(day_of(pushed.pushed_at))
    return f"{list_name(pushed.number)}（{pushed_on}）已查{len(progress.done)}/{len(pushed.items)}{skipped}{left}"


def _left_lines(pushed: Checklist, progress: Progress) -> list[str]:
    plain = [item for item in progress.left if item.number not in progress.asked]
    doubtful = [item for item in progress.left if item.number in progress.asked]
    lines = []
    if plain:
        names = "、".join(f"{item.number}. {shorten(item.name, _NAMED)}" for item in plain[:_LISTED])
        lines.append(f"未见：{names}{f'等{len(plain)}处' if len(plain) > _LISTED else ''}")
    for item in doubtful[:_LISTED]:
        like = "、".join(f"#{one.number} {shorten(one.place, _NAMED)}" for one in progress.asked[item.number][:3])
        lines.append(f"请确认：{item.number}. {shorten(item.name, _NAMED)}，是不是 {like}？")
    if doubtful:
        first = doubtful[0].number
        lines.append(f"是的，说“{_mark_words(pushed.number, first, progress.asked[first][0].number)}”")
    return lines


def _mark_words(number: int, item: int, visit: int = 45) -> str:
    return f"清单 {list_name(number)} 第{item}条 查过 #{visit}"
