"""Reading beside the bot: what a day with all its pictures holds, and how soon a rush of photos is read.

`python -m scripts.benches.pictures [DAY [PHOTOS]]`: the day is performed at its fastest, messages, small copies,
pages and all; then so many photos wait at once, made of the day's: each with another scene above its print.
"""

from __future__ import annotations

import asyncio
import io
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import quantiles

from PIL import Image

from bot.app import App, assemble_app, prepare
from bot.demonstrations import playing, set_up
from bot.executor import Unit
from bot.logs import quiet_logs
from bot.paced_clocks import FASTEST
from bot.playing import sample_day
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport
from bot.transports.transcripts import read_transcript
from domain.messages import Kind
from domain.roster_files import parse_roster
from storage.media import MediaStore
from storage.work import UnitOfWork

PHOTOS = 2_000
MOST_MAIN, MOST_WORKER, MOST_LAG, MOST_MINUTES = 400, 800, 100, 15  # MB, MB, ms, min for so many photos
BEAT = 0.01  # s
LOOK = 0.2
PRINT = 0.45  # of a photo's height, below


@dataclass
class Watch:
    """What the processes hold at most (MB), and how late the loop was (ms)."""

    main: float = 0.0
    worker: float = 0.0
    lags: list[float] = field(default_factory=list)

    def tell(self) -> None:
        late = quantiles(self.lags, n=100)
        main, worker = f"{self.main:.0f} MB，目标 {MOST_MAIN}", f"{self.worker:.0f} MB，目标 {MOST_WORKER}"
        print(f"  内存最多：主进程 {main}；识别进程 {worker}")
        said = f"中位 {late[49]:.1f}，p99 {late[98]:.1f}，最多 {max(self.lags):.0f}，目标 p99 {MOST_LAG}"
        print(f"  事件循环迟到（毫秒）：{said}")


def print_pictures(day: Path, photos: int = PHOTOS) -> None:
    print(f"机器的负荷 {os.getloadavg()[0]:.1f}，处理器 {os.cpu_count()} 个")
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(_day(day, Path(home)))
    with tempfile.TemporaryDirectory() as home:
        _rush(day, Path(home), photos)


async def _day(day: Path, home: Path) -> None:
    stage = set_up(read_transcript(day), home, f"sqlite:///{home / 'lanshao.db'}", "蓝哨")
    stage.clock.pace(FASTEST, paused=False)
    stopping, began, cpu = asyncio.Event(), time.perf_counter(), _cpu()
    try:
        async with _watching() as watch, playing(stage, stopping):
            while not stage.player.is_over or await _left(stage.app):
                await asyncio.sleep(LOOK)
        stage.app.media_readers.close()  # what they used is counted when they have ended
        took, read = time.perf_counter() - began, _cpu() - cpu
        print(f"{day.name}：{stage.player.count} 条消息，文件全部识别，{took:.0f} 秒，共用 CPU {read:.0f} 秒")
        watch.tell()
    finally:
        stage.app.close()


def _rush(day: Path, home: Path, photos: int) -> None:
    transcript, transport = read_transcript(day), MemoryTransport()
    at = transcript.arrivals[0].message.at
    engine, scene, _ = prepare(f"sqlite:///{home / 'l.db'}", parse_roster(transcript.roster), transport.namespace, at)
    media = MediaStore(home / "media")
    files = [media.put([data]).sha256 for data in _made_up(day, photos)]
    app = assemble_app(engine, scene, home / "media", transport, lambda: at, no_pause)
    try:
        asyncio.run(_drained(app, files, at))
    finally:
        app.close()
        engine.dispose()


async def _drained(app: App, files: list[str], at: datetime) -> None:
    def ask(work: UnitOfWork) -> None:
        for n, sha256 in enumerate(files):
            work.reading_jobs.ask(f"m{n}", sha256, Kind.IMAGE)

    await app.executor.run(Unit("rush", at, ask))
    await app.jobs.make_renditions(app.clock)
    began, before, own = time.perf_counter(), _cpu(), time.process_time()
    async with _watching() as watch:
        while await _left(app):
            await app.media_readers.read_waiting(app.clock)
    minutes, own = (time.perf_counter() - began) / 60, (time.process_time() - own) * 1000 / len(files)
    app.media_readers.close()
    each = (_cpu() - before) * 1000 / len(files)
    known = await app.executor.run(Unit("known", at, lambda work: work.file_readings.known(files))) or {}
    prints = sum(one.watermark is not None and one.watermark.time is not None for one in known.values())
    rate, goal = len(files) / minutes, PHOTOS / MOST_MINUTES
    print(f"{len(files)} 张照片同时来：{minutes:.1f} 分钟读完，每分钟 {rate:.0f} 张，目标 {goal:.0f}")
    print(f"  每张 CPU {each:.0f} 毫秒，其中主进程（连同这里的观察）{own:.0f}；{prints} 张读到时间")
    watch.tell()


async def _left(app: App) -> int:
    return await app.executor.run(Unit("left", app.clock(), lambda work: work.reading_jobs.count())) or 0


def _made_up(day: Path, count: int) -> Iterator[bytes]:
    """Photos of the day, each with a part of another one above its own print: no two look the same."""
    chance = random.Random(1)
    paths = sorted((day / "media").glob("*.jpg"))
    for _ in range(count):
        photo, other = (Image.open(path).convert("RGB") for path in chance.sample(paths, 2))
        cut = round(photo.height * (1 - PRINT))
        left, top = (chance.uniform(0, 0.4) * side for side in other.size)
        width, height = (chance.uniform(0.3, 0.6) * side for side in other.size)
        scene = other.resize((photo.width, cut), box=(left, top, left + width, top + height))
        turned = scene.transpose(chance.choice(list(Image.Transpose)[:2])) if chance.random() < 0.7 else scene
        photo.paste(turned, (0, 0))
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=chance.randint(60, 85))
        yield out.getvalue()


@asynccontextmanager
async def _watching() -> AsyncIterator[Watch]:
    watch = Watch()
    tasks = [asyncio.create_task(_beat(watch)), asyncio.create_task(_look(watch))]
    try:
        yield watch
    finally:
        for task in tasks:
            task.cancel()


async def _beat(watch: Watch) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(BEAT)
        watch.lags.append((time.perf_counter() - began - BEAT) * 1000)


async def _look(watch: Watch) -> None:
    while True:
        watch.main = max(watch.main, _megabytes("self", "VmRSS"))
        workers = await asyncio.to_thread(_workers)
        watch.worker = max([watch.worker, *(_megabytes(pid, "VmHWM") for pid in workers)])
        await asyncio.sleep(LOOK)


def _workers() -> list[str]:
    children = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    return [pid for pid in children if b"bot.media.serving" in (Path("/proc") / pid / "cmdline").read_bytes()]


def _megabytes(pid: str, what: str) -> float:
    try:
        lines = (Path("/proc") / pid / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


def _cpu() -> float:
    """Seconds, of this process and of those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    quiet_logs(level=40)
    print_pictures(
        Path(sys.argv[1]) if len(sys.argv) > 1 else sample_day(), int(sys.argv[2]) if len(sys.argv) > 2 else PHOTOS
    )
