"""Pushed lists: a place that is given only by its number on a list sent to the room before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from domain.assembling.scenes import Scene
from domain.reading.lists import numbered
from domain.reading.manners import Manner
from domain.reading.texts import canonical
from domain.readings import Reading, place_in

_CODE = re.compile(r"(?:^|[^A-Za-z])(?P<code>[A-Za-z]{1,4}-\d{1,3})(?!\d)")
_NUMBER = re.compile(
    r"(?:清单|编号|序号)(?:上|里|编号|序号|第|的|：|:){0,6}(?P<number>\d{1,3})(?:号|家|个|项|条)?(?!\d)"
)
_KEPT = timedelta(days=3)  # how long a pushed list is in use


def listed(scene: Scene, reading: Reading) -> Reading:
    """The reading with the name and county that stand on the list, where the words give only a number."""
    if reading.outcome is None or scene.message.room is None:
        return reading
    words = canonical(scene.message.text)
    code, number = _CODE.search(words), _NUMBER.search(words)
    if reading.place and reading.sureness >= 7:
        return _of_complaint(reading, code["code"], scene) if code and reading.categories else reading
    text = _by_code(code["code"], scene) if code else _by_number(int(number["number"]), scene) if number else ""
    name, county, industrial = place_in(text, scene.group, scene.lexicon) if text else ("", None, False)
    if not name:
        return reading
    return replace(
        reading,
        manner=Manner.REPORT,
        place=name,
        sureness=10.0,
        county=reading.county or county,
        industrial=industrial,
    )


def _of_complaint(reading: Reading, code: str, scene: Scene) -> Reading:
    """The reading as of a complaint, where the list that holds its code is one of complaints."""
    complaint = scene.lexicon.any_of("defects", "labels", "complaint")
    for message in scene.past.holding(scene.message.room or "", code, scene.message.at - _KEPT):
        text = canonical(message.text)
        if message.id != scene.message.id and len(_CODE.findall(text)) >= 2 and complaint.search(text):
            return replace(reading, categories=reading.categories | {"complaint"})
    return reading


def _by_code(code: str, scene: Scene) -> str:
    """What a list says behind a code such as QS-02."""
    for message in scene.past.holding(scene.message.room or "", code, scene.message.at - _KEPT):
        text = canonical(message.text)
        at = text.find(code)
        if at >= 0 and message.id != scene.message.id and len(_CODE.findall(text)) >= 2:
            after = text[at + len(code) :]
            following = _CODE.search(after)
            return re.split("[；\n。]", after[: following.start() if following else 80].strip(" ：、，."))[0]
    return ""


def _by_number(number: int, scene: Scene) -> str:
    """What the newest numbered list says at a number."""
    for message in scene.past.holding(scene.message.room or "", "清单", scene.message.at - _KEPT):
        listing = numbered(canonical(message.text))
        if listing and message.id != scene.message.id:
            for item in listing.items:
                if item.number == number:
                    return item.text
    return ""
