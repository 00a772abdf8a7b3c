"""Bygones: pictures sent long before their words, told by the clock, by their order or as 前面那两张."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from domain.assembling.scenes import MEDIA, PARTS, Scene, as_link, media_of
from domain.calendars import SHANGHAI
from domain.reading.lists import chinese_number
from domain.readings import Reading
from domain.visits import Link

_DIGITS = "一二三四五六七八九十"
_SHOWN = "(?:[张幅段]|照片|图|视频|组)"
_CLOCK = (
    rf"(?P<hour>\d{{1,2}}|[{_DIGITS}两]{{1,3}})"
    rf"(?:[点时](?:钟|(?P<half>半)|(?P<quarter>一刻)|(?P<late>三刻)|(?P<minute>\d{{1,2}}|[{_DIGITS}]{{1,3}})分?)?|:(?P<exact>\d\d))"
)
_UNTIL = r"(?:[-到至](?:\d{1,2}[点时:])?(?P<until>\d{1,2})分?)?"
#: 9点20那三张, 十点半的图, 9:02-9:03发的视频, 8点多那几张, 16点半的：…
_TIMED = re.compile(
    rf"{_CLOCK}{_UNTIL}(?P<about>多)?(?:[^，。；：\d\n]{{0,8}}?(?P<count>\d|[{_DIGITS}两])?{_SHOWN}|的：)"
)
#: 照片14:20, 图见9点05.
_SHOWN_AT = re.compile(rf"(?:照片|图|视频)(?:是|见|在|时间|：)?{_CLOCK}{_UNTIL}(?P<about>多)?(?P<count>(?!))?")
#: 半小时前那两张, 四十分钟前发的图.
_AGO = re.compile(
    rf"(?P<ago>半|\d{{1,2}}|[{_DIGITS}两]{{1,3}})(?:多|来)?个?(?P<unit>分钟|小时|钟头)(?:之|以)?前[^，。；：\n]{{0,6}}?{_SHOWN}"
)
_COUNTED = re.compile(rf"(?P<count>\d|[{_DIGITS}两])[张幅]")


def by_clock(words: str, scene: Scene, taken: Sequence[Link] = ()) -> list[Link]:
    """The team's waiting pictures of today that words tell by the time they were sent; [] where they tell none."""
    found: list[Link] = []
    for pattern in (_TIMED, _SHOWN_AT):
        for match in pattern.finditer(words):
            free = [link for link in _waiting(scene) if link not in found and link not in taken]
            found.extend(_sent_at(match, free, scene))
    ago = _AGO.search(words)
    return found if found or not ago else _sent_ago(ago, [one for one in _waiting(scene) if one not in taken], scene)


def _sent_ago(match: re.Match[str], links: Sequence[Link], scene: Scene) -> list[Link]:
    """The burst nearest to some minutes or hours ago, give or take a third."""
    count = 0.5 if match["ago"] == "半" else float(chinese_number(match["ago"]))
    ago = count * timedelta(minutes=1 if match["unit"] == "分钟" else 60)
    told = scene.message.at - ago
    bursts = list(_bursts(links, scene.span("keep_up")))
    nearest = min(bursts, key=lambda burst: abs(burst[0].at - told), default=[])
    return nearest if nearest and abs(nearest[0].at - told) <= ago / 3 + timedelta(minutes=1) else []


def in_order(scene: Scene, readings: Sequence[Reading]) -> list[list[Link]] | None:
    """The waiting pictures of the places of one list, where they came in as many bursts as it has places."""
    if len(scene.loose) == len(scene.today_waiting):
        return None  # nothing is older than a report's photos may be: they are shared out as they came
    bursts = list(_bursts(_waiting(scene), scene.span("cluster")))
    return bursts if len(bursts) == len(readings) else None


def pointed_back(words: str, scene: Scene) -> list[Link]:
    """The last burst that waits, where the words point back at pictures sent before; as many as they count."""
    if not (scene.lexicon.any_of("manners", "bygone").search(words) or _comes_late(scene)):
        return []
    bursts = list(_bursts(_waiting(scene), scene.span("cluster")))
    counted = _COUNTED.search(words)
    return bursts[-1][-chinese_number(counted["count"]) if counted else 0 :] if bursts else []


def _comes_late(scene: Scene) -> bool:
    """Whether the author's last visit was told long after its pictures, and later ones wait, none of them new."""
    if any(PARTS.get(one.kind) in MEDIA for one in scene.loose):
        return False
    before = next((visit for visit in scene.visits if visit.author == scene.sender.id and media_of(visit)), None)
    if before is None or not scene.today_waiting:
        return False
    shown = media_of(before)[-1].at
    return before.reported_at - shown >= scene.span("wait") and scene.today_waiting[-1].at > shown


def _waiting(scene: Scene) -> list[Link]:
    """What the team has shown today before these words and nobody has told of yet, oldest first."""
    links = [as_link(one) for one in scene.today_waiting]
    return sorted((one for one in links if one.part in MEDIA), key=lambda one: (one.at, one.message_id))


def _bursts(links: Sequence[Link], pause: timedelta) -> Iterator[list[Link]]:
    """Pictures parted where nothing came for longer than `pause`."""
    burst: list[Link] = []
    for link in links:
        if burst and link.at - burst[-1].at > pause:
            yield burst
            burst = []
        burst.append(link)
    if burst:
        yield burst


def _sent_at(match: re.Match[str], links: Sequence[Link], scene: Scene) -> list[Link]:
    """The burst nearest to a time that words tell; as many of it as they count."""
    near: list[tuple[timedelta, list[Link]]] = []
    for start, end in _meant(match, scene.message.at):
        within = [link for link in links if start <= link.at <= end]
        if (match["until"] or match["about"]) and within:
            return within
        for burst in _bursts(links, scene.span("keep_up")):
            away = min(abs(link.at - start) for link in burst)
            if away <= scene.span("clock"):
                near.append((away, burst))
    if not near:
        return []
    burst = min(near, key=lambda one: one[0])[1]
    return _counted(match["count"], burst, next(_meant(match, scene.message.at))[0])


def _counted(count: str | None, burst: list[Link], start: datetime) -> list[Link]:
    """As many pictures of a burst as are told of, those nearest to the time."""
    if not count:
        return burst
    nearest = sorted(burst, key=lambda link: abs(link.at - start))[: chinese_number(count)]
    return sorted(nearest, key=lambda link: (link.at, link.message_id))


def _meant(match: re.Match[str], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The moments of today before now that a clock may mean, latest first, each with the end of its range."""
    hour = chinese_number(match["hour"])
    told = match["minute"] or match["exact"]
    minute = 30 if match["half"] else 15 if match["quarter"] else 45 if match["late"] else chinese_number(told or "0")
    day = now.astimezone(SHANGHAI).date()
    for later in (hour + 12, hour) if hour < 12 else (hour,):
        if later > 23 or minute > 59:
            continue
        start = datetime.combine(day, time(later, minute), SHANGHAI)
        if start <= now:
            until = min(int(match["until"]), 59) if match["until"] else 59 if match["about"] else minute
            yield start, datetime.combine(day, time(later, until), SHANGHAI) + timedelta(seconds=59)


def shares_told(scene: Scene, readings: Sequence[Reading]) -> list[list[Link]] | None:
    """The pictures of each place of a list, where the words or the order say so; None where nothing does."""
    shares: list[list[Link]] = []
    for reading in readings:
        shares.append(by_clock(reading.words, scene, [link for share in shares for link in share]))
    return shares if any(shares) else in_order(scene, readings)
