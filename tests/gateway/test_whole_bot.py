"""The whole bot on the real Node gateway: what people say comes in, answers and pictures go out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.executor import Unit
from domain.calendars import SHANGHAI
from domain.slots import Slot
from schedules.tallies import post_tally
from storage.work import UnitOfWork
from tests.cast import COMMAND, ID, QINGSHI
from tests.gateway.gathering import until
from tests.gateway.node_gateway import BOT, BOT_NAME, STRANGER, NodeGateway
from tests.gateway.test_wechaty import some_bytes
from tests.gateway.whole_bot import run_whole_bot

pytestmark = pytest.mark.gateway

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)  # the bot's clock stands still: nothing of the evening falls due
SENT_AT = int(NOW.timestamp() * 1000)


def _sent(gateway: NodeGateway, kind: str, where: str = QINGSHI) -> list[dict[str, object]]:
    return [post for post in gateway.sent() if post["kind"] == kind and post["conversation"] == where]


async def _photo_is_kept(app: App, sha256: str) -> bool:
    def look(work: UnitOfWork) -> bool:
        return sha256 in {kept.sha256 for kept in work.inbox.all()}

    return bool(await app.executor.run(Unit("look", NOW, look)))


@pytest.fixture
def homely(gateway: NodeGateway) -> Iterator[NodeGateway]:
    """The gateway, with no stranger in the two rooms of the tests."""
    for room in (QINGSHI, COMMAND):
        gateway.order("leave", room=room, who=STRANGER, by=ID["温岚"])
    yield gateway
    for room in (QINGSHI, COMMAND):
        gateway.order("join", room=room, who=STRANGER, by=ID["温岚"])


def test_a_report_a_question_and_a_photo_are_taken_and_answered_with_words_and_a_picture(
    homely: NodeGateway, tmp_path: Path
) -> None:
    gateway = homely
    photo = some_bytes(300_000)

    async def day(app: App) -> None:
        gateway.say("郝大川", "1组，东泉区，青石市锦川铸造有限公司，工业，除尘正常，未发现问题", at=SENT_AT)
        gateway.file("郝大川", "现场.jpg", photo)
        gateway.say("罗青", f"@{BOT_NAME}\u2005现在各小组报了几家", mentions=[BOT], at=SENT_AT)
        await until(lambda: bool(_sent(gateway, "text")))
        async with asyncio.timeout(20):
            while not await _photo_is_kept(app, hashlib.sha256(photo).hexdigest()):
                await asyncio.sleep(0.05)
        slot = Slot("tally", "", NOW, NOW)
        await app.executor.run(Unit("tally", NOW, lambda work: post_tally(slot, work)))
        await until(lambda: bool(_sent(gateway, "file")))

    run_whole_bot(gateway, tmp_path, lambda: NOW, day)
    assert "1组 点位1/8" in str(_sent(gateway, "text")[0]["text"])
    (picture,) = _sent(gateway, "file")
    drawn = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert picture["sha256"] in {hashlib.sha256(path.read_bytes()).hexdigest() for path in drawn}


def test_of_a_newcomer_the_command_room_hears_and_his_room_is_given_figures_when_a_dispatcher_says_so(
    homely: NodeGateway, tmp_path: Path
) -> None:
    gateway, times = homely, [NOW]

    async def day(app: App) -> None:
        gateway.order("join", room=QINGSHI, who=STRANGER, by=ID["温岚"])
        async with asyncio.timeout(20):
            while not await app.executor.run(Unit("look", NOW, lambda work: work.guards.is_guarded(QINGSHI))):
                await asyncio.sleep(0.05)
        gateway.say("齐正", "指令 青石：明早先查喷涂企业", room=None, at=SENT_AT)
        times.append(NOW + timedelta(minutes=1))
        await until(lambda: "名册外成员：路人" in str(_sent(gateway, "text", COMMAND)))
        assert _sent(gateway, "text") == []
        gateway.say("齐正", "放行 青石", room=None, at=SENT_AT + 60_000)
        await until(lambda: "【指令 1021-1】" in str(_sent(gateway, "text")))

    run_whole_bot(gateway, tmp_path, lambda: times[-1], day)
    assert "路人" not in str(_sent(gateway, "text"))
