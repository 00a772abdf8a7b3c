"""The photos of a day's transcript through the real reading, beside what the day's right answer knows of them.

The right answer knows the day, the county and the place of the record that a photo belongs to, and when the photo was
sent; what is printed on it, it does not know. So a reading agrees when it could be of that visit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from bot.media.pictures import read_picture
from domain.watermarks import Watermark
from tests.pictures.marks import plain

#: A photo is not sent before it is taken (two clocks may differ by so much), nor later than so much after.
_EARLY, _LATE = timedelta(minutes=2), timedelta(hours=12)


@dataclass(frozen=True)
class DayPhoto:
    """A photo of a transcript, with what the right answer says of its record (None where it belongs to none)."""

    id: str
    path: Path
    sent: datetime
    record: Mapping[str, Any] | None
    read: Watermark


def print_day_exam(day: Path, keep: Path | None = None) -> None:
    photos = _photos(day)
    timed = [one for one in photos if one.read.time]
    placed = [
        one for one in photos if one.read.address and one.record and (one.record["county"] or one.record["place"])
    ]
    late = [one for one in timed if not agrees_in_time(one)]
    elsewhere = [one for one in placed if not agrees_in_place(one)]
    some = sum(bool(one.read.lines) for one in photos)
    print(f"{day.name}：照片 {len(photos)} 张，{some} 张读到字，{len(timed)} 张读出时间，")
    print(f"  时间与发送时间、检查日相合 {_share(timed, late)}")
    print(f"  地址含检查点位或县区 {_share(placed, elsewhere)}")
    unread = [one for one in photos if one.read.lines and not (one.read.time and one.read.address)]
    for title, group in (("时间不合", late), ("地点不合", elsewhere), ("读到字而时间或地址未读", unread)):
        for one in group:
            print(f"  {title}：{describe(one)}")
    if keep:
        _keep(late + elsewhere + unread, keep / day.name)


def _share(whole: Sequence[DayPhoto], other: Sequence[DayPhoto]) -> str:
    agreeing = len(whole) - len(other)
    return f"{agreeing} / {len(whole)}（{agreeing / max(1, len(whole)):.2%}）"


def _photos(day: Path) -> list[DayPhoto]:
    lines = (day / "messages.jsonl").read_text("utf-8").splitlines()
    sent = {message["id"]: message for message in reversed([json.loads(line) for line in lines])}
    gold = json.loads((day / "expected.json").read_text("utf-8"))["records"]
    records = {id_: record for record in gold for id_ in record["messages"]}
    photos = []
    for id_, message in sent.items():
        path = day / (message.get("media") or "")
        if message["kind"] == "image" and path.is_file():
            read = read_picture(path).get("watermark") or Watermark()
            photos.append(DayPhoto(id_, path, datetime.fromisoformat(message["at"]), records.get(id_), read))
    return sorted(photos, key=lambda photo: photo.id)


def agrees_in_time(photo: DayPhoto) -> bool:
    """Taken before it was sent, not long before, and on the day of its record."""
    taken = photo.read.time
    if taken is None:
        return False
    visited = date.fromisoformat(photo.record["date"]) if photo.record else taken.date()
    return -_EARLY <= photo.sent - taken <= _LATE and taken.date() == visited


def agrees_in_place(photo: DayPhoto) -> bool:
    """The place's name is in the address, or the county's."""
    if photo.record is None:
        return False
    address = plain(photo.read.address)
    return any(name and plain(name) in address for name in (photo.record["place"], photo.record["county"]))


def describe(one: DayPhoto) -> str:
    known = {key: one.record[key] for key in ("date", "county", "place")} if one.record else "不属于任何记录"
    read = f"读出 {one.read.time} {one.read.address}"
    return f"{one.id} 发送 {one.sent:%m-%d %H:%M}，{read}；{known}；{' | '.join(one.read.lines)}"


def _keep(photos: Sequence[DayPhoto], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in photos:
        with Image.open(one.path) as image:
            image.convert("RGB").save(folder / f"{one.id}.png")
