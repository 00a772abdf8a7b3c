"""`lanshao rooms`: which rooms there are, read from the database alone; the running bot keeps what is told there."""

from __future__ import annotations

from datetime import datetime

from bot.app import scene_in
from bot.config import Settings
from bot.minding import reading
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from documents.papers import group_name_of
from documents.rooms import RoomLine, rooms_text
from domain.bindings import UNBOUND
from storage.work import UnitOfWork


def rooms_command(settings: Settings) -> None:
    """List the rooms of the roster, then the others in which the bot sits. Raises NotReady without a roster."""
    with reading(settings) as connection:
        scene = scene_in(connection, WechatyTransport.namespace, live_now(), settings.campaigns)
        print(rooms_text(room_lines(scene.work(connection, live_now()))))


def room_lines(work: UnitOfWork) -> list[RoomLine]:
    """The rooms of the roster in its order, then the others in which the bot sits."""
    watched = {room.id: room for room in work.watched_rooms.all()}
    held, heard = work.held_posts.counts(), work.watched_rooms.heard_at()
    lines = []
    for room in work.roster.rooms:
        seen = watched.get(room.id)
        line = RoomLine(
            id=work.bindings.identities.platform_room(room.id) or room.id,
            topic=(seen.topic if seen is not None else "") or room.topic,
            kind=room.kind,
            group=group_name_of(room.group, work.roster) if room.group else "",
            members=seen.members if seen is not None else None,
            strangers=len(work.guards.strangers_in(room.id)),
            held=held.get(room.id, 0),
            heard_at=heard.get(room.id),
            is_in=seen.is_in if seen is not None else True if room.id in heard else None,
        )
        lines.append(line)
    unknown = {room.id for room in watched.values() if room.is_in} | set(heard)
    for room_id in sorted(unknown.difference(work.roster.room)):
        topic = watched[room_id].topic if room_id in watched else ""
        lines.append(_unknown(room_id, topic, heard.get(room_id)))
    return lines


def _unknown(room_id: str, topic: str, heard_at: datetime | None) -> RoomLine:
    return RoomLine(room_id.removeprefix(UNBOUND), topic, None, "", None, 0, 0, heard_at, is_in=True)
