"""What could not wait and was not acknowledged is said again, to who is on duty, leader and liaison (第二十六条)."""

from __future__ import annotations

from documents.alerts import again_text
from domain.alerts import REPEAT, Alert, in_charge, on_duty, repeat_slot
from domain.duty_channels import Address
from domain.posts import Once, Post, PostKind
from domain.scopes import whose
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def say_again(slot: Slot, work: UnitOfWork) -> None:
    """One post a listener for all that fell due together, at any hour; who has acknowledged hears nothing."""
    names = dict.fromkeys(each.subject for each in [slot, *work.timetable.claim_all(REPEAT)])
    waiting = [alert for alert in work.alerts.open() if alert.name in names]
    for (room, contact), alerts in _by_address(waiting, work).items():
        subject = f"{','.join(alert.name for alert in alerts)}/{room or contact}"
        once = Once(work.campaign.key, REPEAT, subject, slot.due_at.isoformat())
        about = whose(alerts)
        work.outbox.owe(Post(once, PostKind.URGENT_AGAIN, room, contact, again_text(alerts), urgent=True, about=about))
    for alert in waiting:
        following = repeat_slot(work.alerts.note_repeat(alert), work.now, work.campaign.urgent)
        if following is not None:
            work.timetable.plan(following)


def _by_address(alerts: list[Alert], work: UnitOfWork) -> dict[Address, list[Alert]]:
    """What each hears; those on duty come first."""
    closed = work.guards.guarded_command_rooms()
    told: dict[Address, list[Alert]] = {}
    for alert in alerts:
        for address in on_duty(work.roster, closed, alert.author):
            told.setdefault(address, []).append(alert)
    for alert in alerts:
        for address in in_charge(alert, work.roster):
            if not work.outbox.is_out_of_reach(address[1] or "", alert.at):  # of whom the duty channel has heard
                told.setdefault(address, []).append(alert)
    return told


RULE = Rule(REPEAT, say_again)
