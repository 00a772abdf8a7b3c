"""Evidence: which visit a photo, a video or a pin belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.assembling.links import with_links, without_links
from domain.assembling.names import meant_of
from domain.assembling.pasts import Assembled
from domain.assembling.pieces import opening
from domain.assembling.scenes import PARTS, Scene, media_of, worded_at
from domain.assembling.shares import is_fixed, share_out
from domain.gazetteers import find_county, of_group
from domain.messages import Kind
from domain.visits import Link, Part, Visit


def place_evidence(scene: Scene) -> Assembled:
    """Add a photo, video or pin to the visit it belongs to, or let it wait for words."""
    link = scene.link(PARTS[scene.message.kind])
    quoted = scene.past.visits_of(scene.message.quote) if scene.message.quote else ()
    own = [visit for visit in quoted if scene.may_add(visit)]
    if own:
        return _added(scene, link, own[0] if len(own) == 1 else None, own)
    if scene.message.quote and not quoted:
        return Assembled(loose=(scene.waiting(),))
    target = _labelled(scene) or _promised(scene) or _latest_fit(scene)
    if target is None or opening(scene) is not None:
        return Assembled(loose=(scene.waiting(),))
    siblings = siblings_of(target, scene)
    return _added(scene, link, target if len(siblings) < 2 else None, siblings)


def _added(scene: Scene, link: Link, target: Visit | None, siblings: Sequence[Visit]) -> Assembled:
    """The evidence added to its visit, or shared out among the places of one list."""
    if target is None:
        return Assembled(visits=_shared(scene, link, siblings))
    visit = with_links(target, [link])
    return Assembled(visits=(located(visit, scene),))


def located(visit: Visit, scene: Scene) -> Visit:
    """A visit without a county takes that of the pin."""
    if scene.message.kind is not Kind.LOCATION or visit.county:
        return visit
    return replace(visit, county=find_county(scene.message.text, of_group(scene.group)))


def _shared(scene: Scene, link: Link, siblings: Sequence[Visit]) -> tuple[Visit, ...]:
    """The places of one list with a further photo: in order, those a caption has settled left alone."""
    if link.part is Part.PIN:
        return (with_links(siblings[0], [link]),)
    free = [one for visit in siblings for one in media_of(visit) if not is_fixed(one, visit)]
    wanting = [visit for visit in siblings if not any(is_fixed(one, visit) for one in media_of(visit))]
    if not wanting:
        latest = max(siblings, key=lambda visit: max((one.at for one in media_of(visit)), default=visit.reported_at))
        return (with_links(latest, [link]),)
    free = sorted([*free, link], key=lambda one: (one.at, one.message_id))
    shares = share_out(free, len(wanting))
    moved = {one.message_id for one in free}
    result = []
    for visit, share in zip(wanting, shares, strict=True):
        new = with_links(without_links(visit, moved), share)
        if new.links != visit.links:
            result.append(new)
    return tuple(result)


def siblings_of(visit: Visit, scene: Scene) -> tuple[Visit, ...]:
    """The visits reported by the same words, in the order of the list."""
    words = [link for link in visit.links if link.part is Part.WORDS]
    if not words or visit.hand.parted:
        return (visit,)  # what a hand has parted is not shared out again
    found = [one for one in scene.past.visits_of(words[-1].message_id) if not one.hand.parted]
    return tuple(sorted(found, key=lambda one: one.number or 0)) if len(found) > 1 else (visit,)


def _labelled(scene: Scene) -> Visit | None:
    """The team's visit of today that the label of a pin names."""
    if scene.message.kind is not Kind.LOCATION:
        return None
    today = [visit for visit in scene.today if scene.may_add(visit)]
    index = meant_of(scene.message.text, today, scene.group, by_head=True)
    return today[index] if index is not None else None


def _promised(scene: Scene) -> Visit | None:
    """The visit for which the sender has just announced pictures (照片补上)."""
    best: tuple[datetime, Visit] | None = None
    for visit in scene.visits:
        for link in visit.links:
            told = link.part in (Part.CAPTION, Part.ADDITION) and link.sender == scene.sender.id
            if told and link.at >= scene.since("caption") and (best is None or link.at > best[0]):
                message = scene.past.message(link.message_id)
                announced = message and scene.lexicon.any_of("manners", "announcing").search(message.text)
                if announced or (link.part is Part.ADDITION and link.at >= scene.since("burst")):
                    best = (link.at, visit)
    if best is None or any(worded_at(visit) > best[0] for visit in scene.visits):
        return None
    return best[1]


def _latest_fit(scene: Scene) -> Visit | None:
    """The visit that a photo without a quote belongs to, if it comes soon enough after it."""
    fits = [visit for visit in scene.visits if _in_time(visit, scene)]
    if not fits:
        return None
    going_on = [visit for visit in fits if _is_going_on(visit, scene)]
    if going_on:
        return going_on[0]
    latest = fits[0]
    if latest.author != scene.sender.id:
        bare = [v for v in fits if v.author == scene.sender.id and not media_of(v) and len(siblings_of(v, scene)) == 1]
        if bare:
            return bare[0]
    return latest


def _in_time(visit: Visit, scene: Scene) -> bool:
    """Whether evidence sent now can still follow a visit's words or its last evidence."""
    now = scene.message.at
    if visit.reported_at > now:
        return False
    media = [link for link in visit.links if link.part is not Part.WORDS and link.at <= now]
    newest = visit is scene.visits[0]
    bare = not media_of(visit) and newest
    reach = "follow_bare" if bare else "follow"
    if now - worded_at(visit) <= scene.span("wait" if bare and _told_by_others(visit, scene) else reach):
        return True
    return bool(media) and now - max(link.at for link in media) <= scene.span("keep_up")


def _told_by_others(visit: Visit, scene: Scene) -> bool:
    """Whether somebody has posted an urgent visit for the sender's team, which shows it when it can."""
    return visit.team == scene.team and visit.urgent and visit.author != scene.sender.id


def _is_going_on(visit: Visit, scene: Scene) -> bool:
    """Whether the sender is in the middle of a burst for this visit."""
    own = [link for link in media_of(visit) if link.sender == scene.sender.id]
    if not own or scene.message.at - own[-1].at > scene.span("burst") * 0.6:
        return False
    last = scene.past.message(own[-1].message_id)
    return last is None or not last.quote  # one sent in a quote to an earlier visit begins no burst there
