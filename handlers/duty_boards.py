"""上报情况: all that is owed and how each group stands, in one answer; of many groups with a picture."""

from __future__ import annotations

from datetime import date

from documents.duty_boards import duty_board_payload, duty_board_text, nothing_owed_text, shown
from documents.instruction_boards import MOST
from domain.messages import Message
from domain.obligations import Duty, day_duties, duties_of, is_campaign_day
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED, Group
from domain.scopes import Refused
from handlers.asking import answer, asks_for, mentions, scope_in, turn_down
from handlers.made_answers import have_made
from handlers.routing import Router
from storage.standings import Board, board_of, still_open
from storage.work import UnitOfWork

router = Router()

JOB = "draw_instructions"  # one craft draws every board of groups
HANDFUL = 5  # groups that are read as well in words


@router.on(Purpose.COMMAND, when=asks_for("duty_board"), roles=SERVED, serves=("duty_board",))
def show_duties(message: Message, work: UnitOfWork) -> Reply | None:
    """The day's papers, and what of rounds and quarters is over and still open for somebody."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    groups = [work.roster.group[key] for key in scope.groups]
    board = _board(scope.day, groups, work)
    if not board[0][1]:
        return answer(nothing_owed_text(scope.day), message, work, about=NOBODYS)
    text = duty_board_text(board, scope.day, work.now)
    if len(groups) > HANDFUL or mentions(message, work, "as_board"):
        have_made(JOB, text, duty_board_payload(board, scope.day, work.now), message, work, about=scope.groups)
        return None
    return answer(text, message, work, about=scope.groups)


def _board(day: date, groups: list[Group], work: UnitOfWork) -> Board:
    daily = day_duties(day, work.campaign) if is_campaign_day(day, work.campaign, work.roster) else ()
    return board_of(shown([*daily, *_still_open(day, groups, work)], MOST), work.now, work, groups)


def _still_open(day: date, groups: list[Group], work: UnitOfWork) -> list[Duty]:
    rules = [rule for rule in work.campaign.group_papers if not rule.is_daily]
    over = [d for rule in rules for d in duties_of(rule, work.campaign, work.roster) if d.period.last <= day]
    return still_open(over, work.now, work, groups)
