"""What the duty officer is told of a private post that could not be delivered: whose, and of what kind."""

from __future__ import annotations

from documents.lines import shorten
from domain.posts import PostKind

_KINDS = {
    PostKind.ANSWER: "答复",
    PostKind.PAPER_ANSWER: "材料核对结果",
    PostKind.ACKNOWLEDGEMENT: "点位记录回执",
    PostKind.CORRECTION: "点位记录更正",
    PostKind.INTEGRITY: "材料提醒",
    PostKind.TIP: "线索",
}
_NAME = 24
_TITLE = 80


def undelivered_text(group: str, name: str, kind: PostKind) -> str:
    """`group` is '' for somebody of none."""
    whom = f"{group}{shorten(name, _NAME)}"
    what = _KINDS.get(kind, "消息")
    return f"【私信未达】给{whom}的{what}没有送到，可能还没加蓝哨好友。请联系本人加好友后再问一次。"


def passed_on_text(name: str, text: str) -> str:
    """An urgent note for a dispatcher who cannot be reached, to whoever else is on duty."""
    return f"【代转】{shorten(name, _NAME)}的私信未达：\n{text}"


def not_reached_text(group: str, name: str, text: str) -> str:
    """Leader or liaison cannot be reached with an alert, of which the first line is said again."""
    title = shorten(text.partition("\n")[0], _TITLE)
    return f"【私信未达】{group}{shorten(name, _NAME)}收不到私信，请打电话告知：{title}"
