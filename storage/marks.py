"""What is told beside visits without being theirs: the control period and the kind of check they were made for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.checks import checks_of
from domain.controls import controls_of
from domain.messages import Kind
from domain.problem_lists import Marks
from domain.visits import Visit
from storage.work import UnitOfWork


def marks_of(visits: Sequence[Visit], day: date, work: UnitOfWork) -> Marks:
    """The marks of visits of one day."""
    return Marks(_controls_of(visits, work), _checks_of(visits, day, work))


def _controls_of(visits: Sequence[Visit], work: UnitOfWork) -> Mapping[int, str]:
    """The names of the control levels under which visits were made, by their numbers."""
    levels = work.campaign.control.levels
    found = controls_of(visits, work.roster, work.controls.all())
    return {number: levels[key].name if key in levels else key for number, key in found.items()}


def _checks_of(visits: Sequence[Visit], day: date, work: UnitOfWork) -> Mapping[int, str]:
    """The kinds of check that visits of that day were made for; their words are read only where one was asked for."""
    days = work.campaign.check_days
    given = [one for back in range(days) for one in work.instructions.of_day(day - timedelta(days=back)) if one.kind]

    def said(visit: Visit) -> str:
        messages = (work.inbox.message(link.message_id) for link in visit.links if link.kind is Kind.TEXT)
        return "\n".join(message.text for message in messages if message is not None)

    return checks_of(visits, said, given, days, work.lexicon)
