"""Pictures used again, of a seed nobody looked at: how many are found, by change; and false alarms among strangers.

A picture is found as the bot finds it: near by its hashes in the search of all pictures, then the same by its pixels.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from bot.media.comparing import are_same, views_of
from bot.media.hashes import hashes_of
from bot.media.likenesses import Likenesses
from domain.likenesses import Hashes, apart, are_near, distance
from tests.pictures.look_alikes import look_alikes
from tests.pictures.reuse import CHANGES, different_pictures, used_again
from tests.pictures.scenes import Scene
from tests.pictures.watermarks import as_jpeg

_PHOTOS = 120  # each used again in every way
_DIFFERENT = 5_000
_LOOK_ALIKES = 40  # pairs of every kind
_QUALITY = 65  # of the JPEG that a chat makes
_STEP = 16  # bits of a column of the histogram
_KINSHIPS = ("同一地点另一时刻", "同类另一地点", "别的")


@dataclass(frozen=True)
class Seen:
    """What is kept of a picture: its hashes (None where it shows too little), and its views, for the comparison."""

    hashes: Hashes | None
    views: Sequence[Any]


def seen(photo: Image.Image) -> Seen:
    data = as_jpeg(photo.convert("RGB"), _QUALITY)
    return Seen(hashes_of(Image.open(io.BytesIO(data))), views_of(Image.open(io.BytesIO(data))))


def are_one(one: Seen, other: Seen) -> bool:
    """By their pixels."""
    return any(are_same(a, b) for a in one.views for b in other.views)


def print_reuse_exam(seed: int, keep: Path | None = None, photos: int = _PHOTOS, different: int = _DIFFERENT) -> None:
    print(f"重复使用：种子 {seed}，{photos} 张，每张改 {len(CHANGES)} 种")
    print(f"  {'改动':<18}认出    哈希相近    上部差几位：中位、最大")
    pairs: dict[str, list[tuple[Seen, Seen]]] = defaultdict(list)
    before, first = None, None
    for twice in used_again(seed, photos):
        if first is None or twice.first is not before:
            before, first = twice.first, seen(twice.first)
        pairs[twice.change].append((first, seen(twice.again)))
    for change, found in pairs.items():
        hashed = [(one.hashes, other.hashes) for one, other in found if one.hashes and other.hashes]
        near = [bool(a.hashes and b.hashes and are_near(a.hashes, b.hashes)) for a, b in found]
        same = [is_near and are_one(a, b) for is_near, (a, b) in zip(near, found, strict=True)]
        bits = sorted(apart(one, other)[1] for one, other in hashed)
        print(f"  {change:<20}{_share(same)}  {_share(near)}  {bits[len(bits) // 2]:5d} {bits[-1]:5d}")
    print_look_alikes(seed)
    print_strangers(seed, different, keep)


def print_look_alikes(seed: int, count: int = _LOOK_ALIKES) -> None:
    """Pairs made to be hard to tell: how many hashes cannot tell, and how many pixels neither."""
    near, alarms = Counter[str](), Counter[str]()
    for kind, one, other in look_alikes(seed, count):
        first, second = seen(one), seen(other)
        is_near = bool(first.hashes and second.hashes and are_near(first.hashes, second.hashes))
        near[kind] += is_near
        alarms[kind] += is_near and are_one(first, second)
    print(f"难分的不同照片，每种 {count} 对：")
    for kind in near:
        print(f"  {kind}：哈希相近 {near[kind]} 对，误报 {alarms[kind]} 对")


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):8.2%}"


def print_strangers(seed: int, count: int, keep: Path | None = None) -> None:
    """Each picture looked for among all before it: who is near, and who is taken for the same, is a false alarm."""
    kept: list[tuple[Scene, Seen]] = []
    search, near, alarms = Likenesses(), Counter[str](), list[tuple[int, int]]()
    for number, different in enumerate(different_pictures(seed, count)):
        one = seen(different.photo)
        for candidate in search.near(one.hashes) if one.hashes else ():
            scene, other = kept[candidate.number - 1]
            near[_kinship(scene, different.scene)] += 1
            if are_one(other, one):
                alarms.append((candidate.number - 1, number))
        kept.append((different.scene, one))
        if one.hashes:
            search.add(number + 1, one.hashes)
    plain = sum(one.hashes is None for _, one in kept)
    print(f"不同的照片：{count} 张，{plain} 张看不出什么、不作哈希；每张与前面所有的比")
    kinds = Counter(_kinship(kept[earlier][0], kept[later][0]) for earlier, later in alarms)
    for kinship in _KINSHIPS:
        print(f"  {kinship}：哈希相近 {near[kinship]} 对，误报 {kinds[kinship]} 对")
    for earlier, later in alarms:
        print(f"    误报 {kept[earlier][0]} {kept[later][0]}")
    if keep and alarms:
        _keep(seed, count, alarms, keep)
    print_histogram(kept)


def _keep(seed: int, count: int, alarms: Sequence[tuple[int, int]], folder: Path) -> None:
    """The pairs of false alarms, side by side."""
    wanted = {number for pair in alarms for number in pair}
    drawn = enumerate(different_pictures(seed, count))
    photos = {number: different.photo for number, different in drawn if number in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    for earlier, later in alarms:
        one, other = photos[earlier], photos[later]
        both = Image.new("RGB", (one.width + other.width, max(one.height, other.height)))
        both.paste(one, (0, 0))
        both.paste(other, (one.width, 0))
        both.save(folder / f"{earlier:04d}-{later:04d}.png")


def _kinship(one: Scene, other: Scene) -> str:
    if one.kind != other.kind:
        return _KINSHIPS[2]
    return _KINSHIPS[0] if one.place == other.place else _KINSHIPS[1]


def print_histogram(kept: Sequence[tuple[Scene, Seen]]) -> None:
    """How many of the 256 bits of the top differ: for moments of one place, and for a thousandth of all other pairs."""
    alike, strangers = Counter[int](), Counter[int]()
    hashed = [(scene, one.hashes.top) for scene, one in kept if one.hashes]
    for number, (scene, top) in enumerate(hashed):
        for other, bits in hashed[max(0, number - 4) : number]:
            if other.place == scene.place:
                alike[distance(top, bits) // _STEP] += 1
        other, bits = hashed[(number * 7919 + 13) % len(hashed)]
        if other.place != scene.place:
            strangers[distance(top, bits) // _STEP] += 1
    print(f"  上部差几位（每格 {_STEP} 位）：" + " ".join(f"{step * _STEP:4d}" for step in range(12)))
    for title, bins in (("同一地点另一时刻", alike), ("不同地点（抽样）", strangers)):
        print(f"    {title}：        " + " ".join(f"{bins[step]:4d}" for step in range(12)))
