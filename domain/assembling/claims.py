"""Claims: which photos, sent before the words, a new report takes to itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from domain.assembling.bygones import by_clock, pointed_back
from domain.assembling.links import without_links
from domain.assembling.names import meant
from domain.assembling.picks import picks
from domain.assembling.scenes import MEDIA, Scene, as_link, media_of, worded_at
from domain.messages import Kind
from domain.reading.manners import points
from domain.reading.texts import canonical
from domain.visits import Link, Part, Visit


@dataclass(frozen=True, slots=True)
class Claim:
    """What a report takes: messages, and the visits that lose some of theirs by it."""

    links: tuple[Link, ...] = ()
    robbed: tuple[Visit, ...] = ()
    kept: frozenset[str] = frozenset()  # of the links, those that go on waiting for another report too


def claim_evidence(scene: Scene, place: str) -> Claim:
    """The evidence for a report of `place`: what it quotes or points back at, what a caption gives it, the last."""
    quoted = _quoted(scene)
    if quoted is not None:
        return quoted
    words = canonical(scene.message.text)
    told = by_clock(words, scene) or pointed_back(words, scene)
    if told:
        return Claim(tuple(told))
    assigned = _assigned(scene, place)
    if assigned is not None:
        return assigned
    waiting = _last_cluster([as_link(one) for one in scene.loose], scene)
    if any(link.part in MEDIA for link in waiting):
        return Claim(tuple(waiting))
    if scene.later:
        return Claim((*waiting, *(as_link(one) for one in scene.later)))
    stolen = _last_burst(scene) or _stolen(scene)
    return Claim((*waiting, *stolen.links), stolen.robbed)


def _captioned(scene: Scene, place: str) -> Claim | None:
    """The photos right before a caption that waits and names this place (这是隔壁饲料厂), where others name others."""
    claimed: list[Link] = []
    fresh: list[Link] = []
    captions = 0
    for link in (as_link(one) for one in scene.loose):
        if link.part in MEDIA:
            fresh.append(link)
            continue
        message = scene.past.message(link.message_id) if link.kind is Kind.TEXT else None
        if message is None or not points(canonical(message.text), scene.lexicon):
            continue
        captions += 1
        if meant(message.text, [place], scene.group) is not None:
            claimed.extend([*(one for one in fresh if one.sender == link.sender), link])
        fresh = []
    return Claim(tuple(claimed)) if claimed and captions > 1 else None


def _assigned(scene: Scene, place: str) -> Claim | None:
    """The photos that a caption ahead of its reports gives to this place (前两张是…，后一张是…)."""
    captioned = _captioned(scene, place)
    if captioned is not None:
        return captioned
    waiting = [as_link(one) for one in scene.loose]
    for link in reversed([one for one in waiting if one.kind is Kind.TEXT]):
        message = scene.past.message(link.message_id)
        shown = [one for one in waiting if one.part in MEDIA and one.sender == link.sender and one.at <= link.at]
        picked = picks(canonical(message.text), shown, place, scene.group) if message and shown else None
        if picked is not None:
            left = [one for one in shown if one not in picked]
            return Claim((*picked, link), kept=frozenset([link.message_id] if left else ()))
    return None


def _last_burst(scene: Scene) -> Claim | None:
    """The later of two bursts that both came before the words of the visit before this: it is this one's."""
    before = next(iter(scene.visits), None)
    if before is None or before.author != scene.sender.id or before.team != scene.team:
        return None
    media = media_of(before)
    said = worded_at(before)
    if len(media) < 2 or media[-1].at > said or scene.message.at - said > scene.span("follow"):
        return None
    burst = _trailing(media, scene.span("burst"))
    pause = burst[0].at - media[-len(burst) - 1].at if len(burst) < len(media) else timedelta(0)
    if pause <= scene.span("burst") or any(link.part is Part.CAPTION for link in before.links):
        return None
    within = [b.at - a.at for a, b in pairwise(media[: -len(burst)])] + [b.at - a.at for a, b in pairwise(burst)]
    if pause < 3 * max(within, default=timedelta(seconds=5)):
        return None
    return Claim(tuple(burst), (without_links(before, [link.message_id for link in burst]),))


def _quoted(scene: Scene) -> Claim | None:
    """The burst around a quoted photo; None when no photo is quoted."""
    if not scene.message.quote:
        return None
    waiting = [as_link(one) for one in scene.loose]
    if any(link.message_id == scene.message.quote for link in waiting):
        return Claim(tuple(_burst(waiting, scene.message.quote, scene.span("burst"))))
    for visit in scene.past.visits_of(scene.message.quote):
        media = media_of(visit)
        if scene.may_add(visit) and any(link.message_id == scene.message.quote for link in media):
            links = _burst(media, scene.message.quote, scene.span("burst"))
            return Claim(tuple(links), (without_links(visit, [link.message_id for link in links]),))
    return None


def _burst(links: Sequence[Link], quote: str, pause: timedelta) -> list[Link]:
    """The quoted photo, what its sender shot just before it, and all that came after it."""
    ordered = sorted(links, key=lambda link: link.at)
    position = next(index for index, link in enumerate(ordered) if link.message_id == quote)
    start = position
    while start and ordered[start].at - ordered[start - 1].at <= pause and ordered[start - 1].kind is not Kind.TEXT:
        start -= 1
    return ordered[start:]


def _last_cluster(links: Sequence[Link], scene: Scene) -> list[Link]:
    """The waiting messages that belong together, counted back from the words."""
    ordered = sorted(links, key=lambda link: link.at)
    kept: list[Link] = []
    for link in reversed(ordered):
        if kept and kept[-1].at - link.at > scene.span("cluster"):
            break
        kept.append(link)
    return kept[::-1]


def _stolen(scene: Scene) -> Claim:
    """A late burst of the visit before, shot just before these words: it is theirs."""
    before = next(iter(scene.visits), None)
    if before is None or before.team != scene.team:
        return Claim()
    media = media_of(before)
    if not media:
        return Claim()
    burst = _trailing(media, scene.span("burst") * 2)
    held = [link for link in before.links if link.at < burst[0].at]
    if not held or any(link.part is Part.CAPTION and link.at >= burst[0].at for link in before.links):
        return Claim()
    pause = burst[0].at - max(link.at for link in held)
    wait = scene.message.at - burst[-1].at
    others = any(link.part in MEDIA for link in held)
    least = scene.span("steal_gap") * (1 if others else 2)
    if _shows_after(scene):
        least = least * 2.5
    if pause < least or wait > scene.span("steal_text") or wait >= pause or burst[0].at < worded_at(before):
        return Claim()
    if any((one := scene.past.message(link.message_id)) and one.quote for link in burst):
        return Claim()
    return Claim(tuple(burst), (without_links(before, [link.message_id for link in burst]),))


def _trailing(media: Sequence[Link], pause: timedelta) -> list[Link]:
    """The last burst of a visit's photos, no two further apart than `pause`."""
    burst = [media[-1]]
    for link in reversed(media[:-1]):
        if burst[-1].at - link.at > pause:
            break
        burst.append(link)
    return burst[::-1]


def _shows_after(scene: Scene) -> bool:
    """Whether this author's habit is words first, photos after them."""
    own = [visit for visit in scene.visits if visit.author == scene.sender.id and media_of(visit)]
    first = [media_of(visit)[0].at < visit.reported_at for visit in own]
    return len(first) >= 2 and not any(first)
