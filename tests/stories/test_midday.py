"""At midday of the sample day every contact id changes: no right gained, nothing lost, and all is as on a quiet day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.hearing import note_login
from bot.replaying import no_pause, run_to
from bot.ticker import tick
from bot.transports import Arrival
from bot.transports.memory import MemoryTransport, arrival_of
from bot.transports.replay import VirtualClock
from bot.transports.transcripts import read_transcript
from domain.calendars import at_time, day_of
from domain.messages import BOT, EVERYONE, Kind, Message
from domain.posts import PostKind
from domain.roster_files import parse_roster
from domain.rosters import RoomKind, Roster
from handlers.bindings import bind_stranger
from storage.work import UnitOfWork
from tests.databases import file_database

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "kaifeng-20201020"
NOON, CONFIRMED, END = time(12), time(15, 45), time(23, 50)
KNOWN = {BOT, EVERYONE}


@dataclass
class Played:
    """The sample day in a bot of its own; `seen` is what was true just before anybody was confirmed."""

    app: App
    transport: MemoryTransport
    clock: VirtualClock
    roster: Roster
    seen: dict[str, Any]

    async def ask(self, read: Callable[[UnitOfWork], Any]) -> Any:
        return await self.app.executor.run(Unit("look", self.clock(), read))

    async def bring(self, arrival: Arrival) -> None:
        self.clock.advance(arrival.message.at)
        await run_to(self.app, self.clock, self.clock())
        await self.app.receiver.receive(arrival)
        await self.app.settle()

    async def pass_time(self, seconds: int) -> None:
        moment = self.clock() + timedelta(seconds=seconds)
        await run_to(self.app, self.clock, moment)
        self.clock.advance(moment)
        await tick(self.app.executor, moment)
        await self.app.settle()

    async def says(self, sender: str, name: str, room: str | None, text: str) -> None:
        at = self.clock() + timedelta(seconds=5)
        message = Message(f"x{at.timestamp()}", room, sender, name, at, Kind.TEXT, f"@蓝哨 {text}", mentions=(BOT,))
        await self.bring(arrival_of(message, None))


Disturb = Callable[[Arrival], Arrival]


def _renumbered(arrival: Arrival, *, rooms: bool) -> Arrival:
    """The same message as another account, or another gateway, would tell it."""
    message = arrival.message
    room = f"new-{message.room}" if rooms and message.room is not None else message.room
    mentions = tuple(name if name in KNOWN else f"new-{name}" for name in message.mentions)
    return replace(arrival, message=replace(message, room=room, sender=f"new-{message.sender}", mentions=mentions))


def _play(folder: Path, disturbance: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Play the day; its records, and what was seen before the confirmation."""
    transcript = read_transcript(SAMPLE)
    roster = parse_roster(transcript.roster)
    clock = VirtualClock(transcript.arrivals[0].message.at)
    transport = MemoryTransport()
    engine, scene, _ = prepare(file_database(folder / "day.db"), roster, transport.namespace, clock())
    played = Played(
        assemble_app(engine, scene, folder / "media", transport, clock, no_pause), transport, clock, roster, {}
    )
    try:
        return asyncio.run(_day(played, transcript.arrivals, disturbance)), played.seen
    finally:
        played.app.close()


async def _day(played: Played, arrivals: tuple[Arrival, ...], disturbance: str) -> dict[str, Any]:
    day = day_of(arrivals[0].message.at)
    noon, confirmed = at_time(day, NOON), at_time(day, CONFIRMED)
    rooms = disturbance == "account"
    await played.ask(lambda work: note_login("bot-1", work))
    for arrival in (a for a in arrivals if a.message.at < noon):
        await played.bring(arrival)
    if rooms:
        await played.ask(lambda work: note_login("bot-2", work))
    later = [a if disturbance == "none" else _renumbered(a, rooms=rooms) for a in arrivals if a.message.at >= noon]
    for arrival in (a for a in later if a.message.at < confirmed):
        await played.bring(arrival)
    played.clock.advance(confirmed)
    if disturbance != "none":
        await _confirm_all(played, rooms=rooms)
    for arrival in (a for a in later if a.message.at >= confirmed):
        await played.bring(arrival)
    await played.pass_time(int((at_time(day, END) - played.clock()).total_seconds()))
    return dict(await played.ask(_records))


async def _confirm_all(played: Played, *, rooms: bool) -> None:
    """The operator binds one dispatcher at the machine; he binds the rooms and confirms the others."""
    played.seen.update(await played.ask(_seen))
    chief = next(person for person in played.roster.people if person.name == "方启明")
    contact = f"new-{chief.id}"
    await played.ask(lambda work: bind_stranger(contact, chief, "operator", work))
    if rooms:
        for room in played.roster.rooms:
            what = "开封" if room.kind is RoomKind.GROUP else "指挥"
            await played.says(contact, chief.name, f"new-{room.id}", f"绑定本群 {what}")
        await played.pass_time(90)  # what was said in the rooms is read, and so who spoke there is seen
    played.seen["proposed"] = await played.ask(lambda work: {(p.contact, p.subject) for p in work.proposals.open()})
    played.seen["list"] = await played.ask(lambda work: work.trust.outstanding())
    await played.says(contact, chief.name, None, "确认绑定 1-99")
    played.seen["at"] = played.clock()
    await played.pass_time(120)
    played.seen["left"] = await played.ask(lambda work: work.trust.outstanding())
    await played.pass_time(1860)
    played.seen["lists after"] = await played.ask(_lists)


def _seen(work: UnitOfWork) -> dict[str, Any]:
    noon = at_time(day_of(work.now), NOON)
    late = [kept.message for kept in work.inbox.all() if kept.message.at >= noon]
    return {
        "known": [message.id for message in late if message.sender in work.roster.person],
        "visits": [visit for visit in work.visits.all() if visit.reported_at >= noon],
        "answers": [s for s in work.outbox.all_sent() if s.post.kind is PostKind.ANSWER and s.sent_at >= noon],
        "is_lost": work.trust.is_lost(),
        "alarms": _alarms_after_the_list(work),
        "lists": _lists(work),
    }


def _lists(work: UnitOfWork) -> list[str]:
    return [sent.post.text for sent in work.outbox.all_sent() if sent.post.kind is PostKind.BINDING_LIST]


def _alarms_after_the_list(work: UnitOfWork) -> list[str]:
    kinds = [(sent.post.kind, sent.post.text) for sent in work.outbox.all_sent()]
    first = next((at for at, (kind, _) in enumerate(kinds) if kind is PostKind.BINDING_LIST), len(kinds))
    return [text for kind, text in kinds[first:] if kind is PostKind.ROOM_ALARM]


def _records(work: UnitOfWork) -> dict[str, Any]:
    """Visits and papers without their numbers: what was taken back before it was read never had one."""
    visits = [
        (v.author, v.team, v.place, v.county, v.outcome, v.room, v.reported_at, v.message_ids, v.findings)
        for v in work.visits.all()
        if v.links
    ]
    papers = [replace(paper, number=None) for paper in work.submissions.all()]
    return {"visits": visits, "papers": papers}


@pytest.fixture(scope="module")
def quiet_day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    records, _ = _play(tmp_path_factory.mktemp("quiet"), "none")
    return records


@pytest.mark.parametrize("disturbance", ["account", "contacts"])
def test_all_contact_ids_change_at_midday_and_after_confirmation_the_records_are_those_of_a_quiet_day(
    quiet_day: dict[str, Any], tmp_path: Path, disturbance: str
) -> None:
    records, seen = _play(tmp_path, disturbance)
    # no right gained
    assert (seen["known"], seen["visits"], seen["answers"], seen["is_lost"]) == ([], [], [], True)
    # the list is complete
    assert not any("与名册中某人同名或近似" in text for text in seen["alarms"])  # whom it names needs no alarm
    spoke = _speakers(seen["at"])
    assert seen["proposed"] >= {(f"new-{contact}", contact) for contact in spoke - {"wxid_fangqm"}}
    missing = {person.id for person in seen["list"].people}
    assert missing >= spoke - {"wxid_fangqm"}
    if disturbance == "account":
        assert len(missing) == 19
    assert not seen["left"].is_lost
    assert all(len(seen[lists]) <= 8 for lists in ("lists", "lists after"))  # never more than one in half an hour
    if disturbance == "contacts":  # another account knows no room and no dispatcher: there the operator sees it
        names = {person.id: person.name for person in seen["list"].people}
        assert all(name in seen["lists"][-1] for name in names.values())
    assert len(seen["lists after"]) > len(seen["lists"]) or disturbance == "contacts"
    # nothing lost
    assert len(quiet_day["visits"]) > 30
    assert records["papers"] == quiet_day["papers"]
    assert records["visits"] == quiet_day["visits"]


def _speakers(until: datetime) -> set[str]:
    """Who of the roster spoke in a room between noon and then."""
    transcript = read_transcript(SAMPLE)
    roster = parse_roster(transcript.roster)
    noon = at_time(day_of(until), NOON)
    said = (a.message for a in transcript.arrivals if noon <= a.message.at < until - timedelta(minutes=5))
    return {message.sender for message in said if message.room is not None and message.sender in roster.person}
