"""All papers of a full provincial day: how long they take, and whether anything urgent waits behind them.

`python -m scripts.benches.papers`: 18 groups, 952 visits, three photos each, their smaller copies at hand.
"""

from __future__ import annotations

import asyncio
import io
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PIL import Image

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.logs import quiet_logs
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport, arrival_of
from domain.assemblies import Assembled
from domain.calendars import SHANGHAI
from domain.messages import BOT, Kind, Message
from domain.visits import Finding, Link, Outcome, Part, Visit
from storage.media import MediaStore, Stored
from storage.work import UnitOfWork
from tests.cast import COMMAND
from tests.eighteen import CITIES, GROUPS, ROSTER, leader, room_of

VISITS, PHOTOS = 952, 3
GOAL, LATE = 20.0, 0.1  # s for all papers, s that an urgent unit may wait
AT = datetime(2020, 11, 10, 19, 0, tzinfo=SHANGHAI)
OUTCOMES = (Outcome.VIOLATION, Outcome.HANDOVER, Outcome.CORRECTED, Outcome.CLEAN, Outcome.CLEAN)
WORDS = "隧道窑脱硫塔停运，循环泵断电，窑内正在烧砖，烟囱冒白烟，现场有刺鼻气味；料堆约2000平方米露天堆放未苫盖。" * 3


def print_papers() -> None:
    """Ask for each group's case, list, 日报 and board, and for the province's with its ledger and reports; wait."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        transport = MemoryTransport()
        engine, scene, _ = prepare(f"sqlite:///{folder}/lanshao.db", ROSTER, transport.namespace, AT)
        app = assemble_app(engine, scene, folder / "media", transport, lambda: AT, no_pause)
        try:
            asyncio.run(_measured(app, MediaStore(folder / "media")))
        finally:
            app.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  工作进程共用 CPU {used.ru_utime + used.ru_stime:.1f} 秒（含小图）")


async def _measured(app: App, media: MediaStore) -> None:
    files = [media.put([_jpeg(n)]) for n in range(60)]
    visits = list(_visits())
    for start in range(0, len(visits), 20):
        await app.executor.run(Unit("day", AT, partial(_keep, visits[start : start + 20], files)))
    app.executor.vitals.files_kept = len(files)
    began = time.perf_counter()
    made = await app.jobs.make_renditions(lambda: AT)
    copies = time.perf_counter() - began
    for message in _requests(visits):
        await app.receiver.receive(arrival_of(message, None))
    waits: list[float] = []
    watching = asyncio.create_task(_watch(app, waits))
    began = time.perf_counter()
    papers = await app.jobs.run_waiting(lambda: AT)
    seconds = time.perf_counter() - began
    watching.cancel()
    print(f"全省一天的文书：{len(visits)} 个点位、{len(GROUPS)} 个组，{papers} 份 {seconds:.1f} 秒，目标 {GOAL:.0f} 秒")
    print(f"  其间紧急的一件事最多等 {max(waits) * 1000:.0f} 毫秒（{len(waits)} 次），目标 {LATE * 1000:.0f} 毫秒")
    print(f"  小图事先做好：{made} 张 {copies:.1f} 秒")


async def _watch(app: App, waits: list[float]) -> None:
    """What an urgent unit would wait, twenty times a second."""
    while True:
        began = time.perf_counter()
        await app.executor.run(Unit("urgent", AT, lambda work: work.outbox.due(limit=1)))
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.05)


def _jpeg(number: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((960, 1280), 60 + number).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def _visits() -> Iterator[Visit]:
    for number in range(VISITS):
        group = GROUPS[number % len(GROUPS)]
        outcome, team = OUTCOMES[number % len(OUTCOMES)], 1 + number % len(group.teams)
        at, author = AT - timedelta(hours=8, seconds=-number), f"{group.key}-{team}-0"
        findings = (Finding("料堆约2000平方米未苫盖", "dust"), Finding("脱硫塔停运", "facility"))
        links = [Link(f"v{number}", at, author, Kind.TEXT, Part.WORDS)]
        links += [Link(f"v{number}-{n}", at, author, Kind.IMAGE, Part.PHOTO) for n in range(PHOTOS)]
        yield Visit(
            number=None,
            group=group.key,
            team=team,
            day=AT.date(),
            place=f"{group.city}第{number}砖厂",
            county=group.counties[0],
            industrial=True,
            lookback=False,
            outcome=outcome,
            urgent=False,
            categories=frozenset({"dust"}) if outcome is not Outcome.CLEAN else frozenset(),
            findings=findings if outcome is not Outcome.CLEAN else (),
            room=room_of(CITIES[number % len(GROUPS)]),
            author=author,
            reported_at=at,
            last_at=at,
            links=tuple(links),
        )


def _keep(visits: list[Visit], files: list[Stored], work: UnitOfWork) -> None:
    for visit in visits:
        for place, link in enumerate(visit.links):
            text = WORDS if link.kind is Kind.TEXT else ""
            message = Message(link.message_id, visit.room, visit.author, "", link.at, link.kind, text)
            work.inbox.keep(message, b"raw")
            if link.kind is Kind.IMAGE:
                stored = files[(int(visit.place.split("第")[1][:-2]) * PHOTOS + place) % len(files)]
                work.inbox.attach(link.message_id, stored.sha256, stored.size)
    work.visits.apply(Assembled(visits=tuple(visits)))


def _requests(visits: list[Visit]) -> Iterator[Message]:
    ids = {person.name: person.id for person in ROSTER.people}
    said = []
    for group, city in zip(GROUPS, CITIES, strict=True):
        first = next(n for n, visit in enumerate(visits, 1) if visit.group == group.key and visit.findings)
        papers = (f"典型案例 #{first}", "附件2 Word", "日报 Word", "进度 列个表")
        said += [(leader(city), room_of(city), text) for text in papers]
    whole = ("日报 Word", "通报草稿", "第2轮阶段性报告", "附件2 Word", "台账 今天", "进度 列个表")
    said += [("齐正", COMMAND, text) for text in whole]
    for number, (name, room, text) in enumerate(said):
        yield Message(f"r{number}", room, ids[name], name, AT, Kind.TEXT, f"@蓝哨 {text}", mentions=(BOT,))


if __name__ == "__main__":
    quiet_logs(level=50)
    print_papers()
