"""Whoever is on duty hears who has asked for what is not his: one line for all of them, seldom."""

from __future__ import annotations

from documents.papers import group_name_of
from documents.refusals import refusals_text
from domain.duty_channels import duty_channel
from domain.posts import Once, Post, PostKind
from domain.refusals import REFUSALS
from domain.scopes import whose
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def tell_refusals(slot: Slot, work: UnitOfWork) -> None:
    """Never where one of them who is on no roster would read it."""
    slots = sorted([slot, *work.timetable.claim_all(REFUSALS)], key=lambda each: (each.due_at, each.subject))
    subjects = dict.fromkeys(each.subject for each in slots)
    people = [work.roster.person[subject] for subject in subjects if subject in work.roster.person]
    others = [subject for subject in subjects if subject not in work.roster.person]
    names = [(group_name_of(p.group, work.roster) if p.group else "") + p.name for p in people]
    text = refusals_text(min(each.due_at for each in slots), names, len(others))
    for room, contact in duty_channel(work.roster, work.guards.closed_to(others)):
        once = Once(work.campaign.key, REFUSALS, f"{slot.subject}/{room or contact}", slot.due_at.isoformat())
        work.outbox.owe(Post(once, PostKind.REFUSAL, room, contact, text, about=whose(people)))


RULE = Rule(REFUSALS, tell_refusals, by_day=True)
