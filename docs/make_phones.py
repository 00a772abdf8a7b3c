"""Draw what the bot says as it looks on a phone: the pictures of the README, or every post of a recorded day.

PYTHONPATH=. .venv/bin/python docs/make_phones.py                      writes docs/phones/*.png
PYTHONPATH=. .venv/bin/python docs/make_phones.py DAY_FOLDER FOLDER    writes each room's posts of that day
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageDraw

from bot.logs import quiet_logs
from bot.playing import replay
from documents.drawing import INK, MUTED, PAPER, WIDTH, font, wrap
from documents.lines import clock_of
from domain.messages import EVERYONE, Kind
from storage.media import MediaStore
from storage.outbox import SentPost
from tests.cast import COMMAND, PEOPLE, QINGSHI
from tests.group_chat import GroupChat, group_chat

PHONES = Path(__file__).parent / "phones"
BACK, OWN, PHOTO = "#ededed", "#d5e8fb", "#c9d3dc"
BOT_NAME = "蓝哨"
_NAMES = {person.id: person.name for person in PEOPLE}
_SIZE, _LINE, _EDGE, _PAD, _FACE = 44, 64, 36, 26, 96
_MOST = WIDTH - 2 * (_EDGE + _FACE + 24)
_TALLEST = 12_000  # pixels of one page


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen; `picture` is a PNG, an empty one a photo that is only hinted at."""

    at: datetime
    name: str
    text: str = ""
    picture: bytes | None = None


def phone(title: str, bubbles: Iterable[Bubble]) -> Image.Image:
    """The room as a screen of 1080 pixels, as long as it takes."""
    sheet = Image.new("RGB", (WIDTH, _TALLEST), BACK)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, WIDTH, 128), fill="#f7f7f7")
    draw.text((WIDTH / 2, 64), title, fill=INK, font=font(46, True), anchor="mm")
    y, last = 160, ""
    for bubble in bubbles:
        clock = clock_of(bubble.at)
        if clock != last:
            draw.text((WIDTH / 2, y + 20), clock, fill=MUTED, font=font(34), anchor="mm")
            y, last = y + 62, clock
        y = _drawn(sheet, draw, bubble, y) + 34
    return sheet.crop((0, 0, WIDTH, min(y + 20, _TALLEST)))


def _drawn(sheet: Image.Image, draw: ImageDraw.ImageDraw, bubble: Bubble, y: int) -> int:
    """Draw one message; returns where it ends."""
    ours = bubble.name == BOT_NAME
    face = (_EDGE, y, _EDGE + _FACE, y + _FACE)
    draw.rounded_rectangle(face, 14, fill="#16395c" if ours else "#8aa0b4")
    draw.text((_EDGE + _FACE / 2, y + _FACE / 2), bubble.name[:1], fill=PAPER, font=font(46, True), anchor="mm")
    left = _EDGE + _FACE + 24
    draw.text((left, y - 4), bubble.name, fill=MUTED, font=font(32))
    y += 46
    if bubble.text:
        lines = [part for line in bubble.text.split("\n") for part in (wrap(line, _SIZE, _MOST - 2 * _PAD) or [""])]
        width = max(font(_SIZE).getlength(line) for line in lines) + 2 * _PAD
        height = len(lines) * _LINE + 2 * _PAD - 12
        draw.rounded_rectangle((left, y, left + width, y + height), 16, fill=OWN if ours else PAPER)
        for number, line in enumerate(lines):
            draw.text((left + _PAD, y + _PAD - 6 + number * _LINE), line, fill=INK, font=font(_SIZE))
        y += height + 14
    if bubble.picture is not None:
        y = _pictured(sheet, draw, bubble.picture, left, y)
    return y


def _pictured(sheet: Image.Image, draw: ImageDraw.ImageDraw, picture: bytes, left: int, y: int) -> int:
    if not picture:
        draw.rounded_rectangle((left, y, left + 330, y + 250), 16, fill=PHOTO)
        draw.text((left + 165, y + 125), "照片", fill=PAPER, font=font(46, True), anchor="mm")
        return y + 250
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown = shown.resize((_MOST, round(shown.height * _MOST / shown.width)), Image.Resampling.LANCZOS)
    sheet.paste(shown, (left, y))
    return y + shown.height


def _said_by_bot(sent: SentPost, media: MediaStore, names: Mapping[str, str]) -> list[Bubble]:
    """A post as its reader sees it: who is called, the words, then each picture; a file by its name."""
    calls = ["所有人" if who == EVERYONE else names.get(who, who) for who in sent.post.mentions]
    text = "".join(f"@{name} " for name in calls) + sent.post.text
    files = [f"［文件］{name}" for name in sent.post.file_names]
    pictures = () if files else sent.post.media
    told = [Bubble(sent.sent_at, BOT_NAME, "\n".join(filter(None, [text, *files])))]
    return told + [Bubble(sent.sent_at, BOT_NAME, picture=media.path(sha).read_bytes()) for sha in pictures]


class Screen:
    """Plays a scene in the room of a chat and keeps what was said there."""

    def __init__(self, chat: GroupChat, room: str | None, reader: str = "") -> None:
        self.chat, self.room, self.reader = chat, room, reader
        self._since = len(chat.posts())
        self._bubbles: list[Bubble] = []

    def says(self, name: str, text: str) -> None:
        self.chat.says(name, text, room=self.room)
        self._note(name, text)

    def asks(self, name: str, text: str) -> None:
        self.chat.asks(name, text, room=self.room)
        self._note(name, f"@{BOT_NAME} {text}")

    def shows(self, name: str, kind: Kind = Kind.IMAGE) -> None:
        self.chat.shows(name, kind=kind, room=self.room)
        self._bubbles.append(
            Bubble(self.chat.now, name, "［视频］" if kind is Kind.VIDEO else "", b"" if kind is Kind.IMAGE else None)
        )

    def _note(self, name: str, text: str) -> None:
        self._bubbles.append(Bubble(self.chat.now, name, text))

    def drawn(self, title: str, media: MediaStore) -> Image.Image:
        posts = [p for p in self.chat.posts()[self._since :] if p.post.lane == (self.room or self.reader)]
        told = [bubble for sent in posts for bubble in _said_by_bot(sent, media, _NAMES)]
        return phone(title, sorted([*self._bubbles, *told], key=lambda bubble: bubble.at))


def receipts_scene(chat: GroupChat) -> Screen:
    """A dispatcher gives an instruction and asks who has it."""
    chat.at("08:00")
    screen = Screen(chat, COMMAND)
    screen.asks("齐正", "指令 全体：今晚重污染橙色预警启动，夜间施工和渣土车为检查重点，18:00前反馈首批点位。")
    chat.at("08:06")
    chat.says("罗青", "收到")
    chat.says("莫言秋", "收到")
    chat.at("08:10")
    screen.asks("齐正", "指令情况")
    chat.later(5)
    return screen


def urgent_scene(chat: GroupChat) -> Screen:
    """What an inspector posts, and what the command room reads a moment later."""
    chat.at("10:30")
    screen = Screen(chat, COMMAND)
    chat.pins("潘越", "恒远路与化工街交叉口", 34.79281, 114.30742)
    chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，车间后墙一根暗管正往河里排红褐色废水，涉嫌偷排")
    chat.later(90)
    screen.says("齐正", "已阅 #1")
    chat.later(30)
    return screen


def group_scene(chat: GroupChat) -> Screen:
    """A visit in a group's room: what is still missing is said once, and how far the day is when asked."""
    chat.at("09:12")
    screen = Screen(chat, QINGSHI)
    screen.shows("郝大川")
    screen.says("金小满", "1组 东泉区 青石市永昌砖厂，脱硫设施未运行，烟气直接外排，涉嫌违法")
    chat.at("09:20")
    screen.shows("郝大川", Kind.VIDEO)
    chat.at("09:24")
    screen.asks("金小满", "我们组几家了")
    chat.later(30)
    return screen


SCENES: dict[str, tuple[str, Callable[[GroupChat], Screen]]] = {
    "group": ("驻青石市暗访核查工作群", group_scene),
    "urgent": ("暗访核查指挥调度群", urgent_scene),
    "receipts": ("暗访核查指挥调度群", receipts_scene),
}


def draw_scene(name: str) -> Image.Image:
    """The screen of a scene, played by the bot on an empty database, in few colours."""
    title, scene = SCENES[name]
    with tempfile.TemporaryDirectory() as folder, group_chat(Path(folder)) as chat:
        return scene(chat).drawn(title, MediaStore(Path(folder) / "media")).quantize(64)


def draw_scenes() -> None:
    PHONES.mkdir(exist_ok=True)
    for name in SCENES:
        draw_scene(name).save(PHONES / f"{name}.png", optimize=True)


def draw_day(day: Path, folder: Path) -> None:
    """Every post of a recorded day, a picture a room or person."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        played = replay(day, f"sqlite:///{home}/lanshao.db", Path(home) / "media", label=day.name)
        media, lanes = MediaStore(played.media), defaultdict[str, list[Bubble]](list)
        for sent in played.posts:
            lanes[sent.post.lane] += _said_by_bot(sent, media, {})
        for number, (lane, bubbles) in enumerate(lanes.items(), 1):
            phone(played.room_names.get(lane, "私聊"), bubbles).save(folder / f"{number:02d}.png")


def main(words: Sequence[str]) -> None:
    quiet_logs(level=30)
    if words:
        draw_day(Path(words[0]), Path(words[1]))
    else:
        draw_scenes()


if __name__ == "__main__":
    main(sys.argv[1:])
