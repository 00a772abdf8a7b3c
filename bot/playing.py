"""Playing a recorded day to its end: `lanshao replay` and `lanshao demo --text`."""

from __future__ import annotations

import asyncio
import errno
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from tqdm import tqdm

from bot.app import NotReady, Scene, assemble_app, prepare
from bot.config import Settings
from bot.media import NOT_INSTALLED, is_available
from bot.replaying import no_pause, play
from bot.transports.replay import ReplayTransport, VirtualClock
from bot.transports.transcripts import TranscriptError, read_transcript
from documents.records import post_line, predicted_json, record_of
from domain.calendars import SHANGHAI
from domain.purposes import Purpose
from domain.roster_files import parse_roster
from storage.media import MediaStore
from storage.outbox import SentPost
from storage.owners import own

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay left behind."""

    posts: tuple[SentPost, ...]
    predicted: str
    database_url: str
    media: Path
    warning: str | None
    room_names: dict[str, str]


def replay(
    folder: Path, database_url: str, media: Path, *, label: str, campaigns: Path | None = None, pictures: bool = False
) -> Played:
    """Play the transcript in `folder` into a database, with a progress bar; goes on where one was stopped.

    `pictures`: the photos, films and voices of the day are read too.
    """
    transcript = read_transcript(folder)
    if not transcript.arrivals:
        raise TranscriptError(f"{folder} 里没有消息，没有可以播放的")
    roster = parse_roster(transcript.roster)
    clock = VirtualClock(transcript.arrivals[0].message.at.astimezone(SHANGHAI))
    with own(database_url):
        engine, scene, warning = prepare(database_url, roster, ReplayTransport.namespace, clock(), campaigns)
        app = assemble_app(engine, scene, media, ReplayTransport(), clock, no_pause, compares=pictures)
        try:
            with tqdm(total=len(transcript.arrivals), desc=label, unit="条", leave=False) as bar:
                asyncio.run(play(transcript, app, clock, lambda n: _advance(bar, n, clock), pictures=pictures))
        finally:
            app.close()
        try:
            return _played(engine, scene, clock, database_url, media, warning)
        finally:
            engine.dispose()


def _advance(bar: tqdm[None], count: int, clock: VirtualClock) -> None:
    bar.set_postfix_str(clock().strftime("%m-%d %H:%M"), refresh=False)
    bar.update(count)


def _played(
    engine: Engine, scene: Scene, clock: VirtualClock, database_url: str, media: Path, warning: str | None
) -> Played:
    with engine.connect() as connection:
        work = scene.work(connection, clock())
        kept = work.inbox.all()
        order = {row.message.id: row.seq for row in kept}
        visits = work.visits.all()
        evidence = work.visits.evidence_of([visit.number for visit in visits if visit.number is not None])
        records = [
            record_of(visit, evidence[visit.number].photos, evidence[visit.number].videos, order)
            for visit in visits
            if visit.number is not None
        ]
        said = [(row.message, row.purpose or Purpose.CHATTER, row.recalled) for row in kept]
        predicted = predicted_json(records, said, work.submissions.all())
        posts = sorted(work.outbox.all_sent(), key=lambda sent: (sent.sent_at, str(sent.post.once)))
    rooms = {room.id: room.topic for room in scene.roster.rooms}
    return Played(tuple(posts), predicted, database_url, media, warning, rooms)


def replay_command(
    folder: Path,
    database: str | None,
    predicted: Path | None,
    posts: Path | None,
    settings: Settings,
    *,
    pictures: bool = False,
) -> None:
    """`lanshao replay DAY`: without --database everything goes to a temporary folder that is told."""
    if pictures and not is_available():
        raise NotReady(NOT_INSTALLED)
    for path in (predicted, posts):
        if path is not None and not path.absolute().parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "no such folder", str(path.absolute().parent))
    if database is None:
        home = Path(tempfile.mkdtemp(prefix="lanshao-replay-"))
        database = f"sqlite:///{home / 'lanshao.db'}"
        media = home / "media"
    else:
        media = media_beside(database, settings)
    played = replay(folder, database, media, label=folder.name, campaigns=settings.campaigns, pictures=pictures)
    if predicted is not None:
        predicted.write_text(played.predicted, "utf-8")
    if posts is not None:
        posts.write_text("".join(post_line(s.post, s.sent_at) + "\n" for s in played.posts), "utf-8")
    if played.warning:
        print(f"提示：{played.warning}")
    print(f"播放完毕：机器人发出 {len(played.posts)} 条。数据库 {played.database_url}，证据 {played.media}")


def media_beside(database_url: str, settings: Settings) -> Path:
    """Where a named database keeps its evidence: beside an SQLite file, else in the data folder."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        path = Path(url.database)
        return path.with_name(f"{path.stem}-media")
    return settings.media


def sample_day() -> Path:
    """The folder of the shipped day. Raises TranscriptError where the program came without it."""
    days = sorted(path for path in SAMPLES.glob("*/messages.jsonl")) if SAMPLES.is_dir() else []
    if not days:
        raise TranscriptError("没有找到示例（samples 文件夹），请在源码目录里运行")
    return days[0].parent


def text_demo(settings: Settings) -> None:
    """`lanshao demo --text`: the sample day, played afresh; prints what the bot said and where things are."""
    day = sample_day()
    home = settings.data / "demo-text"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    database = home / "lanshao.db"
    played = replay(day, f"sqlite:///{database}", home / "media", label="播放示例日")
    for line in said_lines(played.posts, played.room_names):
        print(line)
    pictures = save_pictures(played.posts, MediaStore(played.media), home / "pictures")
    print(f"\n以上共 {len(played.posts)} 条，一天一夜的群聊就这些话。")
    print(f"数据库：{database}\n统计图：{'、'.join(str(p) for p in pictures) or '无'}\n证据原件：{played.media}")
    print(f"看一条记录凭什么这样记：LANSHAO_DATABASE_URL=sqlite:///{database} lanshao explain 12")


def said_lines(posts: Sequence[SentPost], room_names: dict[str, str]) -> list[str]:
    """What the bot said, one block a post, as one would read it in the rooms."""
    lines = []
    for sent in posts:
        to = room_names.get(sent.post.room or "", "私信") if sent.post.room else "私信"
        picture = "  [文件]" if sent.post.file_names else "  [图]" if sent.post.media else ""
        lines.append(f"\n{sent.sent_at.astimezone(SHANGHAI):%H:%M} → {to}{picture}")
        lines.extend(f"    {line}" for line in sent.post.text.splitlines())
    return lines


def save_pictures(posts: Sequence[SentPost], media: MediaStore, folder: Path) -> list[Path]:
    """Copies of the pictures that were posted, under names a person can read."""
    paths: list[Path] = []
    for sent in posts:
        for part, sha256 in enumerate(sent.post.media, 1):
            folder.mkdir(exist_ok=True)
            ending = Path(sent.post.file_names[part - 1]).suffix if sent.post.file_names else ".png"
            path = folder / f"{sent.sent_at.astimezone(SHANGHAI):%m%d-%H%M}-{len(paths) + 1}-{part}{ending}"
            shutil.copyfile(media.path(sha256), path)
            paths.append(path)
    return paths
