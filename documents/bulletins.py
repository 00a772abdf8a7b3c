"""What a dispatcher is told of a bulletin that he makes, approves or sends at the console."""

from __future__ import annotations

from collections.abc import Sequence

from documents.ledgers import period_name
from documents.lines import counted
from documents.papers import group_name_of
from domain.bulletins import LONGEST_BULLETIN, Bulletin, BulletinKind
from domain.report_periods import Period
from domain.rosters import Roster

KINDS = {BulletinKind.DAILY_REPORT: "日报", BulletinKind.PROGRESS: "进度", BulletinKind.RANKING: "评比"}
NO_WORDS = "没有保存：通报不能空着。"
TOO_LONG = f"没有保存：超过{LONGEST_BULLETIN}字，请缩短。"
SAME = "文字没有变。"
SAVED = "已保存，改动记在您名下。要重新核准才能发。"
STANDS = "已经发过，文字不再改；要改请另做一份。"
ENDED = "这份通报不发了。"
NOT_APPROVED = "没有发：先核准。"
APPROVED = "已核准，可以发。"
ANOTHER_PERSON = "最后改的、做的人不能自己核准，请另一位调度员核准。"
NOT_INDEPENDENT = "您与最后改的人的绑定是互相确认的，请另一位调度员核准。"
NO_ROOM = "没有发：请勾选发到哪些群。"
DROPPED = "不发了，留在记录里。"


def bulletin_title(bulletin: Bulletin, roster: Roster) -> str:
    """10月21日日报 青石组."""
    days = Period(bulletin.first, bulletin.last, bulletin.round)
    whose = group_name_of(bulletin.groups[0], roster) if len(bulletin.groups) == 1 else "各组"
    return f"{period_name(days)}{KINDS[bulletin.kind]} {whose}"


def sent_text(sent: Sequence[str], before: Sequence[str], refused: Sequence[str]) -> str:
    """Into which rooms it goes, which have had it before, and which may not read it."""
    parts = [f"已发{counted(sent)}。"] * bool(sent) + [f"先前已发过{counted(before)}，不重发。"] * bool(before)
    return "".join(parts + [f"{counted(refused)}不能看别组的数，没有发。"] * bool(refused))
