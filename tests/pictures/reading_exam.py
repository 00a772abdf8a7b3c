"""Photos with a print, of a seed nobody looked at, through the real reading: what is right, unread, wrong; its cost.

Wrong is what a person would be told wrongly: a value that is not the printed one, or one where nothing is printed.
"""

from __future__ import annotations

import io
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from rapidocr import RapidOCR

from bot.media.pictures import read_picture
from domain.watermarks import Watermark
from tests.pictures.costs import Costs
from tests.pictures.marks import FIELDS, Mark, Marked, marked
from tests.pictures.watermarks import Photo, watermark_photos

_BESIDE = 10  # of so many photos one is also read by rapidocr as it comes
NAMES = {"time": "时间", "day": "日期", "position": "经纬度", "address": "地址", "team": "小组"}


@dataclass(frozen=True)
class Answer:
    photo: Photo
    read: Watermark
    marked: Marked


def print_reading_exam(seed: int, count: int, keep: Path | None = None) -> None:
    """Draw, read and mark the photos, one process; with `keep`, leave there what was not read right."""
    costs, plain = Costs(), Costs()
    answers = list(answers_of(watermark_photos(seed, count), costs, plain))
    print(f"照片水印：种子 {seed}，{count} 张，{sum(one.photo.layout == 'none' for one in answers)} 张没有水印")
    for line in field_lines(answers):
        print(line)
    print_layouts(answers)
    print(f"  CPU 每张：{costs.line()}")
    beside = [spent for number, spent in enumerate(costs.each) if number % _BESIDE == 0]
    print(f"  rapidocr 照搬默认（其中 {plain.photos} 张）：{plain.line()}")
    print(f"  同样这些张，本读法的 CPU 是它的 {sum(beside) / plain.whole:.2f}")
    if keep:
        keep_failures(answers, keep)


def answers_of(photos: Iterable[Photo], costs: Costs | None = None, plain: Costs | None = None) -> Iterator[Answer]:
    """Read and mark them; `costs` are counted, and with `plain` also those of rapidocr's defaults, on one of ten."""
    costs, usual = costs or Costs(), None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        for number, photo in enumerate(photos):
            path.write_bytes(photo.data)
            if plain and not usual:
                usual = _warmed_up(path)
            with costs.photo():
                reading = read_picture(path)
            if plain and usual and number % _BESIDE == 0:
                with plain.photo():
                    usual(photo.data)
            read = reading.get("watermark") or Watermark()
            yield Answer(photo, read, marked(photo.truth, read))


def _warmed_up(path: Path) -> RapidOCR:
    """Both engines loaded, so that no photo pays for it."""
    usual = RapidOCR(params={"Global.log_level": "error"})
    read_picture(path)
    usual(path.read_bytes())
    return usual


def field_lines(answers: Sequence[Answer]) -> Iterable[str]:
    """A line for each value, then wrong values of all photos."""
    for name in FIELDS:
        yield f"  {NAMES[name]}：{_counted([one.marked.marks[name] for one in answers])}"
        if name == "address":
            shares = [one.marked.address for one in answers if one.marked.address is not None]
            read = [one.marked.address for one in answers if one.marked.address and one.read.address]
            exact = mean([float(share == 1) for share in shares])
            yield f"    按字：印出的平均 {mean(shares):.2%}，读出的平均 {mean(read):.2%}，一字不差 {exact:.1%}"
    marks = [mark for one in answers for mark in one.marked.marks.values()]
    wrong, given = marks.count(Mark.WRONG), marks.count(Mark.WRONG) + marks.count(Mark.RIGHT)
    photos = sum(Mark.WRONG in one.marked.marks.values() for one in answers)
    share, of_photos = wrong / max(1, given), photos / len(answers)
    yield f"  错值：读出的 {given} 个值里 {wrong} 个（{share:.2%}），在 {photos} 张照片上（{of_photos:.2%}）"


def _counted(marks: Sequence[Mark]) -> str:
    printed = [mark for mark in marks if mark is not Mark.NOTHING]
    right, unread, wrong = (marks.count(mark) for mark in (Mark.RIGHT, Mark.UNREAD, Mark.WRONG))
    there = len(printed)
    shares = [f"{count}（{count / max(1, there):.2%}）" for count in (right, unread, wrong)]
    return f"{there} 张，读对 {shares[0]}，未读 {shares[1]}，错 {shares[2]}"


def mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0


def print_layouts(answers: Sequence[Answer]) -> None:
    """Shares of what is printed, by layout and by what else makes photos hard."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        photo = one.photo
        groups[f"版式 {photo.layout}"].append(one)
        groups[f"字体 {photo.face}"].append(one)
        groups[f"短边 {min(photo.width, photo.height)}"].append(one)
        groups["倾斜" if photo.tilt else "不倾斜"].append(one)
        groups["加噪" if photo.noise else "不加噪"].append(one)
    print(f"  {'分类':<22}张数   时间  经纬度  地址按字  错值")
    for name, group in sorted(groups.items()):
        wrong = sum(mark is Mark.WRONG for one in group for mark in one.marked.marks.values())
        shares = [one.marked.address for one in group if one.marked.address is not None]
        cells = f"{_share(group, 'time')}  {_share(group, 'position')}  {mean(shares):7.1%}  {wrong:4d}"
        print(f"  {name:<22}{len(group):4d}  {cells}")


def _share(group: Sequence[Answer], name: str) -> str:
    marks = [one.marked.marks[name] for one in group if one.marked.marks[name] is not Mark.NOTHING]
    return f"{marks.count(Mark.RIGHT) / len(marks):6.1%}" if marks else "     -"


def keep_failures(answers: Sequence[Answer], folder: Path) -> None:
    """Each photo with a value unread or wrong, as PNG, with what was printed and what was read in `failures.txt`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "failures.txt").open("w", encoding="utf-8") as out:
        for number, one in enumerate(answers):
            marks = one.marked.marks
            bad = [f"{name} {mark}" for name, mark in marks.items() if mark in (Mark.UNREAD, Mark.WRONG)]
            if one.marked.address is not None and one.marked.address < 1:
                bad.append(f"address {one.marked.address:.2f}")
            if not bad:
                continue
            photo = one.photo
            Image.open(io.BytesIO(photo.data)).save(folder / f"{number:04d}.png")
            made = f"{photo.width}x{photo.height} tilt {photo.tilt} noise {photo.noise} {photo.face}"
            out.write(f"{number:04d} {made}: {', '.join(bad)}\n")
            out.writelines(
                f"   {name}: {_shown(mark, name)}\n" for name, mark in (("printed", photo.truth), ("read", one.read))
            )
            out.write(f"   print {' | '.join(photo.truth.lines)}\n   lines {' | '.join(one.read.lines)}\n")


def _shown(mark: Watermark, name: str) -> str:
    return f"{mark.time} {mark.day} {mark.latitude} {mark.longitude} {mark.address} {mark.team}"
