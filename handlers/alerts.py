"""已阅: whoever is on duty, or leads the group, has read what could not wait; and what is still unread."""

from __future__ import annotations

from collections.abc import Sequence

from documents.alerts import NOT_YOURS, how_to_read, open_text, read_text, what_to_do
from domain.alerts import Alert, in_charge, may_see, names_in, names_told, on_duty, repeat_slot
from domain.commands import intent_of, plain_request
from domain.messages import Kind, Message
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.receipts import assents, is_acknowledgement
from domain.rosters import SPEAKING_ROLES, Role, RoomKind
from domain.scopes import whose
from handlers.asking import answer, asks_for, refuse, speaker_and_room
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

COMMAND = "alert_read"
READERS = SPEAKING_ROLES | {Role.DISPATCHER}
_SHORT = 80  # characters; who acknowledges says no more, calls included


def ring(alert: Alert, rule: str, text: str, work: UnitOfWork) -> None:
    """Tell whoever is on duty, then leader and liaison in private; it is said again until it is acknowledged."""
    duty, others = (
        on_duty(work.roster, work.guards.guarded_command_rooms(), alert.author),
        in_charge(alert, work.roster),
    )
    for (room, contact), hint in (
        *((address, what_to_do(alert)) for address in duty),
        *((address, how_to_read([alert])) for address in others),
    ):
        once = Once(work.campaign.key, rule, f"{alert.name.strip('#')}/{room or contact}", alert.at.isoformat())
        post = Post(once, PostKind.URGENT, room, contact, f"{text}\n{hint}", urgent=True, about=whose([alert]))
        work.outbox.owe(post)
    work.alerts.begin(alert)
    if slot := repeat_slot(alert, work.now, work.campaign.urgent):
        work.timetable.plan(slot)


def reads_alert(message: Message, work: UnitOfWork) -> bool:
    """已阅 in the command room or in private, 收到 in answer to an alert there; elsewhere with the bot @-ed."""
    if message.kind is not Kind.TEXT or len(message.text) > _SHORT:
        return False
    room = work.roster.room.get(message.room or "")
    if not message.is_addressed and (room is None or room.kind is not RoomKind.COMMAND):
        return False
    if _says_read(message, work):
        return message.is_addressed or bool(_waiting_for(message, work))
    if message.quote is not None:
        return assents(message.text, work.lexicon) and bool(alerts_quoted(message, work))
    speaker, _ = speaker_and_room(message, work)
    names = (speaker.name, *speaker.alias.values())
    agrees = message.room is None and is_acknowledgement(message.text, work.lexicon, names=names)
    return agrees and bool(_waiting_for(message, work))


@router.on(Purpose.COMMAND, when=reads_alert, roles=READERS, serves=(COMMAND,))
def note_read(message: Message, work: UnitOfWork) -> Reply | None:
    """A dispatcher's word is for whoever is on duty, a leader's or liaison's for himself. Said to the bot, answered."""
    waiting = _waiting_for(message, work)
    meant, strange = _meant(message, waiting, work)
    on_duty = work.roster.person[message.sender].role is Role.DISPATCHER
    for alert in meant:
        if on_duty:
            work.alerts.read_on_duty(alert.name, message.sender, message.id)
        else:
            work.alerts.read(alert.name, message.sender, message.id)
    if not message.is_addressed:
        return None
    return answer(read_text(meant, strange), message, work, about=whose(meant))


@router.on(Purpose.COMMAND, when=asks_for(COMMAND))
def leave_reading_to_others(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work)


@router.on(Purpose.COMMAND, when=asks_for("alerts_open"), roles=READERS, serves=("alerts_open",))
def list_open(message: Message, work: UnitOfWork) -> Reply | None:
    """未阅, 紧急情况: all of them for a dispatcher, those of the group for its leader and liaison."""
    speaker, _ = speaker_and_room(message, work)
    seen = [alert for alert in work.alerts.open() if may_see(alert, speaker.role, speaker.group)]
    return answer(open_text(seen), message, work, about=whose(seen))


@router.on(Purpose.COMMAND, when=asks_for("alerts_open"))
def leave_list_to_others(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work)


def _says_read(message: Message, work: UnitOfWork) -> bool:
    if "阅" not in message.text:
        return False
    intent = intent_of(message.text, work.lexicon, addressed=True)
    return intent is not None and intent.name == COMMAND


def _waiting_for(message: Message, work: UnitOfWork) -> list[Alert]:
    """What the speaker may acknowledge and has not."""
    speaker = work.roster.person[message.sender]
    seen = (alert for alert in work.alerts.open() if may_see(alert, speaker.role, speaker.group))
    return [alert for alert in seen if speaker.id not in alert.readers]


def alerts_quoted(message: Message, work: UnitOfWork) -> tuple[str, ...]:
    """The names of the alerts that the quoted post told."""
    post = work.outbox.by_platform_id(message.quote or "")
    names = names_told(post) if post is not None else ()
    return tuple(name for name in names if work.alerts.get(name) is not None)


def _meant(message: Message, waiting: Sequence[Alert], work: UnitOfWork) -> tuple[list[Alert], tuple[str, ...]]:
    """By number, else by the post that is quoted, else everything that waits; and numbers that mean nothing."""
    known = {alert.name: alert for alert in waiting}
    named, strange = names_in(plain_request(message.text), known)
    if named or strange:
        return [known[name] for name in named], strange
    if quoted := alerts_quoted(message, work):
        return [known[name] for name in quoted if name in known], ()
    return list(waiting), ()
