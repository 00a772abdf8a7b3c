"""What is open of a group, by what is on record: rows are read here and judged in domain/round_handovers.py."""

from __future__ import annotations

from datetime import timedelta

from domain.calendars import day_of
from domain.instruction_tallies import instruction_tally
from domain.rosters import Round
from domain.round_handovers import RoundHandover, not_looked_at_again, open_instructions
from storage.work import UnitOfWork

_DAY = timedelta(days=1)


def round_handover(group: str, about: Round | None, work: UnitOfWork) -> RoundHandover:
    """What a round leaves of a group so far; of all days, where there is no round."""
    today = day_of(work.now)
    first = about.start if about else min((r.start for r in work.roster.rounds), default=today)
    last = min(about.end, today) if about else today
    visits = work.visits.to_look_at_again(group, first, today)
    found = tuple(visit for visit in not_looked_at_again(visits) if visit.day <= last)
    instructions = work.instructions.open_in(group, work.now)
    numbers = [one.number for one in instructions]
    receipts, feedbacks = work.instructions.receipts_of(*numbers), work.feedbacks.of(*numbers)
    tallies = [instruction_tally(one, receipts, feedbacks, work.roster) for one in instructions]
    silent, untold = open_instructions(group, tallies)
    unsigned = work.signatures.unsigned_before(last + _DAY, [group], work.campaign.signing.outcomes)
    return RoundHandover(group, found, silent, untold, tuple((day, n) for _, day, n in unsigned if day >= first))
