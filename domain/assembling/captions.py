"""Captions: words that say which picture is whose, and words that disown a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.assembling.amendments import by_number, ordinal, which
from domain.assembling.evidence import siblings_of
from domain.assembling.links import with_links, without_links
from domain.assembling.names import meant_of
from domain.assembling.pasts import Assembled
from domain.assembling.picks import PICK, chosen_by, picks
from domain.assembling.scenes import MEDIA, Scene, as_link, media_of, worded_at
from domain.messages import Kind
from domain.reading.lists import chinese_number
from domain.reading.manners import witnesses
from domain.reading.texts import canonical
from domain.readings import Reading
from domain.rosters import SPEAKING_ROLES
from domain.visits import Link, Part, Visit

_ALL = re.compile("以上|上面(?:都|全|几|这|那|的|\\d|[一二两三四五六])|都是|全是|均为|全部|这(?:几|些|组)")
_SOME = re.compile("这(?P<count>\\d|[一二两三四五六七八九])[张幅]")
_ONE = re.compile("(?:[这那]|上面?|[这那]一)张|这个(?:图|视频)|上图")
_AMENDS = re.compile("补")


def caption(scene: Scene, reading: Reading) -> Assembled:
    """A caption with its pictures in their visit; one without a visit yet waits with its pictures."""
    quoted = scene.past.visits_of(scene.message.quote) if scene.message.quote else ()
    own = [visit for visit in quoted if scene.may_add(visit)]
    if quoted and not own:
        return Assembled()
    if own:
        return _with_caption(which(own, scene), scene)
    visit = _of_last_picture(scene, "follow" if PICK.search(scene.message.text) else "caption")
    if visit is not None:
        siblings = siblings_of(visit, scene)
        if len(siblings) > 1:
            return _among(siblings, visit, scene)
        return _named_elsewhere(visit, scene) or _with_caption(visit, scene)
    return _before_words(scene)


def _named_elsewhere(visit: Visit, scene: Scene) -> Assembled | None:
    """A caption that names another visit than that of the last picture takes the picture there."""
    named = _named_today(scene)
    if named is None or named.number == visit.number:
        return None
    if meant_of(scene.message.text, [visit], scene.group) is not None:
        return None
    since = max(worded_at(visit), *(one.at for one in visit.links if one.part is Part.CAPTION), scene.since("caption"))
    moved = [one for one in media_of(visit) if one.sender == scene.sender.id and one.at > since]
    if not moved:
        return None
    moved = moved[-1:] if _ONE.search(scene.message.text) else moved
    left = without_links(visit, [one.message_id for one in moved])
    return Assembled(visits=(left, with_links(named, [*moved, scene.link(Part.CAPTION)])))


def _named_today(scene: Scene) -> Visit | None:
    """The team's visit of today that some words name."""
    today = [visit for visit in scene.today if scene.may_add(visit)]
    index = meant_of(scene.message.text, today, scene.group)
    return today[index] if index is not None else None


def names_pictures(scene: Scene) -> bool:
    """Whether words part the pictures of a list among its places, whatever else they speak of (第一张羊汤)."""
    if not PICK.search(scene.message.text):
        return False
    visit = _of_last_picture(scene, "follow")
    siblings = siblings_of(visit, scene) if visit else ()
    return len(siblings) > 1 and any(
        picks(scene.message.text, (), one.place, scene.group) is not None for one in siblings
    )


def _with_caption(visit: Visit, scene: Scene) -> Assembled:
    """The caption added to a visit, with the sender's pictures that still waited where it is of them."""
    newer = max((link.at for link in media_of(visit) if link.sender == scene.sender.id), default=None)
    waiting = [as_link(one) for one in scene.own_loose("caption") if newer is None or one.at > newer]
    visits = (with_links(visit, [*waiting, scene.link(Part.CAPTION)]),)
    return Assembled(visits=visits, settled=tuple(link.message_id for link in waiting))


def _of_last_picture(scene: Scene, span: str) -> Visit | None:
    """The visit of the last picture, if it was shown a moment ago: the sender's own, else his teammate's."""
    best: tuple[bool, Link, Visit] | None = None
    for visit in scene.visits:
        for link in media_of(visit):
            if scene.since(span) <= link.at <= scene.message.at:
                rank = (link.sender == scene.sender.id, link, visit)
                if best is None or (rank[0], link.at) > (best[0], best[1].at):
                    best = rank
    own_waits = bool(scene.own_loose(span))
    if best is None or (own_waits and not best[0]):
        return None
    latest_loose = max((one.at for one in scene.loose if one.sender == scene.sender.id), default=None)
    return None if latest_loose and latest_loose > best[1].at else best[2]


def _before_words(scene: Scene) -> Assembled:
    """A caption whose picture waits: to the visit it adds to (补一张), else it waits as well."""
    own = scene.own_loose("caption")
    near = [visit for visit in scene.visits if visit.last_at >= scene.since("addition") and scene.may_add(visit)]
    index = meant_of(scene.message.text, near, scene.group)
    if index is None and _AMENDS.search(scene.message.text):
        named = _named_today(scene)
        if named is not None:
            return _with_caption(named, scene)
    follows = own or scene.sender.role not in SPEAKING_ROLES
    if near and (index is not None or (follows and _AMENDS.search(scene.message.text))):
        return _with_caption(near[index or 0], scene)
    if own and near and near[0].urgent and _tells_of(near[0], scene):
        return _with_caption(near[0], scene)
    return Assembled(loose=(scene.waiting(),)) if own else Assembled()


def _tells_of(visit: Visit, scene: Scene) -> bool:
    """Whether words speak of people and papers of a check, or of a thing that the visit's own words speak of."""
    words = canonical(scene.message.text)
    if witnesses(words, scene.lexicon):
        return True
    things = {match.group() for match in scene.lexicon.things.finditer(words)}
    told = [scene.past.message(link.message_id) for link in visit.links if link.kind is Kind.TEXT]
    return any(thing in message.text for thing in things if len(thing) > 1 for message in told if message)


def _among(siblings: Sequence[Visit], last: Visit, scene: Scene) -> Assembled:
    """A caption among the places of one list: its pictures go to the place it means."""
    text = scene.message.text
    shown = [link for visit in siblings for link in media_of(visit)]
    media = sorted(shown, key=lambda link: (link.at, link.message_id))
    moves = _picks(text, media, siblings, scene)
    if not moves:
        target = _target(text, siblings, scene)
        index = target if target is not None else next(i for i, v in enumerate(siblings) if v.number == last.number)
        moves = {link.message_id: index for link in _pointed(text, media, siblings, scene)}
        return Assembled(visits=_moved(siblings, media, moves, {index}, scene))
    return Assembled(visits=_moved(siblings, media, moves, set(moves.values()), scene))


def _moved(
    siblings: Sequence[Visit], media: Sequence[Link], moves: dict[str, int], captioned: set[int], scene: Scene
) -> tuple[Visit, ...]:
    """The visits of a list after pictures were moved among them, the caption with those it speaks of."""
    result = []
    for index, visit in enumerate(siblings):
        lost = [name for name, target in moves.items() if target != index]
        gained = [link for link in media if moves.get(link.message_id) == index]
        new = with_links(without_links(visit, lost), gained)
        new = with_links(new, [scene.link(Part.CAPTION)]) if index in captioned else new
        if new.links != visit.links:
            result.append(new)
    return tuple(result)


def _target(text: str, siblings: Sequence[Visit], scene: Scene) -> int | None:
    """The place of a list that some words mean, by name or by number."""
    named = meant_of(text, siblings, scene.group)
    if named is not None:
        return named
    match = re.search("第(?P<n>\\d{1,2}|[一二两三四五六七八九十]{1,2})[家个处]|[①-⑳]", text)
    return by_number(ordinal(match), siblings, scene) if match else None


def _pointed(text: str, media: Sequence[Link], siblings: Sequence[Visit], scene: Scene) -> list[Link]:
    """The pictures that a caption without numbers points at: all since the last caption, the last few, the last one."""
    captions = [link.at for visit in siblings for link in visit.links if link.part is Part.CAPTION]
    since = max(captions, default=None)
    fresh = [link for link in media if since is None or link.at > since]
    own = [link for link in fresh if link.sender == scene.sender.id] or fresh
    if _ALL.search(text):
        return own
    some = _SOME.search(text)
    return own[-chinese_number(some.group("count")) :] if some else own[-1:]


def _picks(text: str, media: Sequence[Link], siblings: Sequence[Visit], scene: Scene) -> dict[str, int]:
    """Pictures by number (图1是…, 前两张…后一张…): message id -> position of the place."""
    matches = list(PICK.finditer(text))
    moves: dict[str, int] = {}
    middle = 0
    for position, match in enumerate(matches):
        end = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        target = _target(text[match.end() : end], siblings, scene)
        if target is None:
            continue
        chosen, middle = chosen_by(match, media, middle)
        moves.update({link.message_id: target for link in chosen})
    return moves


def disown(scene: Scene, *, plainly: bool) -> Assembled:
    """Take back the sender's last pictures when he calls them a mistake, a meal or a view.

    `plainly`: the words say so; otherwise only a single picture that waits is let go.
    """
    waiting = scene.own_loose("disown")
    media = [one for one in waiting if as_link(one).part in MEDIA]
    if media:
        return Assembled(settled=tuple(one.message_id for one in media)) if plainly or len(media) == 1 else Assembled()
    if not plainly:
        return Assembled()
    for visit in scene.visits:
        stray = _stray(visit, scene)
        if stray:
            return Assembled(visits=(without_links(visit, [link.message_id for link in stray]),))
    return Assembled()


def _stray(visit: Visit, scene: Scene) -> list[Link]:
    """The sender's last pictures in a visit, if they came a good while after its words or are said to be wrong."""
    own = [link for link in media_of(visit) if link.sender == scene.sender.id and link.at >= scene.since("disown")]
    if not own:
        return []
    before = [link.at for link in visit.links if link.at < own[0].at]
    wrong = scene.lexicon.any_of("manners", "mistaken").search(scene.message.text)
    own = own[-1:] if wrong and _ONE.search(scene.message.text) else own
    late = before and own[0].at - max(before) >= scene.span("steal_gap")
    return own if wrong or late else []
