"""中止 2组, 恢复检查: a team's check is broken off and goes on, by word of dispatchers, leaders and the team itself."""

from __future__ import annotations

from documents.papers import group_name_of
from documents.stops import CALL_FOR_HELP, WHICH_TEAM, WHICH_TEAM_GOES_ON, resumed_text, resumption_text, stopped_text
from domain.calendars import day_of
from domain.commands import intent_of, plain_request, said_to_bot
from domain.duty_channels import duty_channel
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.quiet_hours import quiet_end
from domain.rosters import FIELD_ROLES, SERVED, SPEAKING_ROLES, Role, RoomKind
from domain.scopes import Refused, Scope, scope_of
from domain.stops import Stop
from domain.targets import targets_of
from handlers.asking import answer, asks_for, refuse, scope_in, speaker_and_room, turn_down
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

STOP, RESUME = "stop_team", "resume_team"
_MAY_STOP = SPEAKING_ROLES | {Role.DISPATCHER}
_SHORT = 40


@router.on(Purpose.COMMAND, when=asks_for(STOP), roles=_MAY_STOP, serves=(STOP,))
def stop_teams(message: Message, work: UnitOfWork) -> Reply | None:
    """The teams named, of one group."""
    scope = scope_in(message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    if len(scope.groups) != 1 or not scope.teams:
        return answer(WHICH_TEAM, message, work, about=NOBODYS)
    (group,) = scope.groups
    stops = [Stop(group, team, message.at, message.sender) for team in scope.teams]
    begun = [stop.team for stop in stops if work.stops.begin(stop, message.id)]
    text = stopped_text(begun, [stop.team for stop in stops if stop.team not in begun])
    return answer(text, message, work, about=scope.groups)


@router.on(Purpose.COMMAND, when=asks_for(STOP))
def say_how_to_call(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(CALL_FOR_HELP, message, work)


def resumes(message: Message, work: UnitOfWork) -> bool:
    """Said to the bot, or in the group's own room while one of its teams is broken off."""
    if message.kind is not Kind.TEXT or len(message.text) > _SHORT:
        return False
    if "恢复" not in message.text:
        return _is_over(message, work)
    intent = intent_of(message.text, work.lexicon, addressed=True)
    if intent is None or intent.name != RESUME:
        return False
    speaker, room = speaker_and_room(message, work)
    if message.is_addressed:
        return True
    own = room is not None and room.kind is RoomKind.GROUP and room.group == speaker.group
    return own and any(stop.group == speaker.group for stop in work.stops.open())


def _is_over(message: Message, work: UnitOfWork) -> bool:
    """没事了，出来了: said of a team that is broken off, by itself, or by its leader or a dispatcher who names it."""
    said = plain_request(said_to_bot(message.text, work.lexicon))
    if not work.lexicon.any_of("emergencies", "over").fullmatch(said):
        return False
    speaker, room = speaker_and_room(message, work)
    scope = _scope(message, work)
    own = room is not None and room.kind is RoomKind.GROUP and room.group == speaker.group
    if isinstance(scope, Refused) or not (own or message.is_addressed):
        return False
    teams = set(scope.teams or (speaker.team,))
    if speaker.role not in _MAY_STOP:
        teams &= {speaker.team}
    return any(stop.group in scope.groups and stop.team in teams for stop in work.stops.open())


def _scope(message: Message, work: UnitOfWork) -> Scope | Refused:
    """Whom it is about; perhaps it was not said to the bot."""
    said, day = plain_request(said_to_bot(message.text, work.lexicon)), day_of(message.at)
    targets = targets_of(said, work.roster, day, work.lexicon)
    return scope_of(*speaker_and_room(message, work), targets, work.roster, day)


@router.on(Purpose.COMMAND, when=resumes, roles=SERVED, serves=(RESUME,))
def resume_teams(message: Message, work: UnitOfWork) -> Reply | None:
    """An inspector speaks for his own team, leader and liaison for their group, a dispatcher for all."""
    speaker, scope = work.roster.person[message.sender], _scope(message, work)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    stopped = [stop for stop in work.stops.open() if stop.group in scope.groups]
    teams = scope.teams or tuple(stop.team for stop in stopped if speaker.team in (None, stop.team))
    if speaker.role not in _MAY_STOP:
        teams = tuple(team for team in teams if team == speaker.team)
    if not teams or (len(scope.groups) > 1 and len({stop.group for stop in stopped}) > 1):
        return answer(WHICH_TEAM_GOES_ON, message, work, about=NOBODYS)
    group = stopped[0].group if stopped else scope.groups[0]
    ended = [team for team in teams if work.stops.end(group, team, message.sender, message.id)]
    if ended and speaker.role in FIELD_ROLES:
        _tell_on_duty(group, ended, message, work)
    text = resumed_text(ended, [team for team in teams if team not in ended])
    return answer(text, message, work, about=(group,))


def _tell_on_duty(group: str, teams: list[int], message: Message, work: UnitOfWork) -> None:
    name = work.roster.person[message.sender].name
    text = resumption_text(group_name_of(group, work.roster), teams, name, message)
    for room, contact in duty_channel(work.roster, work.guards.guarded_command_rooms()):
        once = Once(work.campaign.key, RESUME, f"{group}/{room or contact}", message.id)
        waits = quiet_end(work.now, work.campaign)
        about = frozenset({group})
        work.outbox.owe(Post(once, PostKind.TEAM_STATE, room, contact, text, not_before=waits, about=about))
