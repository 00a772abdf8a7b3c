"""Papers handed in (上报): what counts as one, and whether it passes (seed 002, 五(三), 附件3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.calendars import day_of
from domain.messages import Message


class Paper(StrEnum):
    """The papers that are read in a way of their own; what else a profile asks for is known by its names alone."""

    HANDOVER_FORM = "handover_form"  # 附件2 环境问题交办单
    TYPICAL_CASE = "typical_case"  # 附件3 典型案例
    ROUND_REPORT = "round_report"  # 附件4 暗访核查报告


#: Those of every day, which are meant where none is named.
DAY_PAPERS = (Paper.HANDOVER_FORM, Paper.TYPICAL_CASE)


class Channel(StrEnum):
    CHAT = "chat"  # seen in a group
    NIL = "nil"  # seen in a group: words that say that there is none (附件2：今日无)
    MAIL = "mail"  # declared by a leader or liaison: 已邮
    DISPATCHER = "dispatcher"  # declared by a dispatcher: 已交 <组>
    ANSWER = "answer"  # declared by a leader or liaison when asked after a blind window: 已交


@dataclass(frozen=True, slots=True)
class Submission:
    """One attempt to hand a paper in; every attempt is kept.

    `characters` counts every character but white space of the 违法内容描述; `photos` the pictures in
    the file or posted with the text; both None where nothing had to be counted. `faults` say what to
    mend, empty when accepted. `minutes_late` is 0 when in time. `number` is None until stored. `paper` is the key of
    its rule; `period` that of the period it is for, "" where that is its `day`.
    """

    number: int | None
    group: str
    paper: str
    day: date
    channel: Channel
    sender: str
    room: str | None
    at: datetime
    message_ids: tuple[str, ...]
    characters: int | None
    photos: int | None
    accepted: bool
    faults: tuple[str, ...]
    minutes_late: int
    period: str = ""

    @property
    def is_for(self) -> str:
        """The key of its period."""
        return self.period or self.day.isoformat()


def attempt_of(
    message: Message, group: str, paper: str, channel: Channel, *, minutes_late: int = 0, accepted: bool = False
) -> Submission:
    """The attempt that a message begins, nothing of it measured yet. Its day is the day on which it was sent."""
    return Submission(
        number=None,
        group=group,
        paper=paper,
        day=day_of(message.at),
        channel=channel,
        sender=message.sender,
        room=message.room,
        at=message.at,
        message_ids=(message.id,),
        characters=None,
        photos=None,
        accepted=accepted,
        faults=(),
        minutes_late=minutes_late,
    )
