"""A post was made for somebody who may not hear what is in it: whoever is on duty hears that, and nothing of it."""

from __future__ import annotations

from documents.withheld import WITHHELD as TEXT
from domain.duty_channels import duty_channel
from domain.posts import NOBODYS, Once, Post, PostKind
from domain.slots import Slot
from domain.withheld import WITHHELD
from schedules.timing import Rule
from storage.work import UnitOfWork


def tell_withheld(slot: Slot, work: UnitOfWork) -> None:
    for room, contact in duty_channel(work.roster, work.guards.closed_to(())):
        once = Once(work.campaign.key, WITHHELD, str(room or contact), slot.due_at.isoformat())
        work.outbox.owe(Post(once, PostKind.TROUBLE, room, contact, TEXT, about=NOBODYS))


RULE = Rule(WITHHELD, tell_withheld)
