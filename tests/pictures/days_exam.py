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

#: A photo is not sent before it is taken; two clocks may differ by so much.
_EARLY = timedelta(minutes=2)


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
    marked = [one for one in photos if one.read.lines]
    known = [one for one in marked if one.record]
    times = [one for one in marked if not agrees_in_time(one)]
    places = [one for one in known if not agrees_in_place(one)]
    print(f"{day.name}：照片 {len(photos)} 张，{len(marked)} 张读到水印，其中 {len(known)} 张属于某条记录")
    otherwise = sum(bool(one.read.time) for one in times), sum(bool(one.read.address) for one in places)
    print(f"  时间读出、不晚于发送、与检查日相合 {_share(marked, times)}；读出而不合 {otherwise[0]} 张")
    print(f"  地址含检查点位或县区 {_share(known, places)}；读出而不合 {otherwise[1]} 张")
    for title, group in (("时间", times), ("地点", places)):
        for one in group:
            print(f"    {title}：{describe(one)}")
    if keep:
        _keep(times + places, keep / day.name)


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
    """Taken before it was sent, on the day of its record, or of the sending where it belongs to none."""
    taken = photo.read.time
    if taken is None:
        return False
    visited = date.fromisoformat(photo.record["date"]) if photo.record else photo.sent.date()
    return taken.date() == visited and taken <= photo.sent + _EARLY


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
