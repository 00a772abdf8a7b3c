"""The live pace on a virtual clock: broadcasts as fast as the ceilings allow, and never faster, across restarts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.executor import Unit
from bot.transports import SendAway, SendRefused
from domain.posts import Post
from storage.outbox import Outbox, Owed
from storage.work import UnitOfWork
from tests.broadcasts import (
    Platform,
    VirtualTime,
    a_post,
    broadcast,
    instruction_to,
    owe,
    run,
    start_bot,
    windows_broken,
)


def _play(
    folder: Path, platform: Platform, posts: Sequence[Post], *, seconds: float = 3_600, said: int | None = None
) -> None:
    """One run of the bot: it ends after so many seconds or posts, as abruptly as in a crash."""
    app = start_bot(folder, platform.time, platform)
    try:
        asyncio.run(_run(app, platform, posts, seconds, said))
    finally:
        app.close()


async def _run(app: App, platform: Platform, posts: Sequence[Post], seconds: float, said: int | None) -> None:
    await app.sender.resume(platform.time.now(), resend=False)
    owe(app, platform.time, posts)
    await run(app, platform, seconds=seconds, posts=said)


def _texts(platform: Platform) -> list[str]:
    return [parcel.text for parcel in platform.said]


def _known_posts(work: UnitOfWork) -> list[str]:
    """The texts of the posts that the platform knows as the first three that it took."""
    return [post.text for n in (1, 2, 3) if (post := work.outbox.by_platform_id(f"id-{n}"))]


def test_a_broadcast_takes_no_longer_than_the_ceilings_make_it(tmp_path: Path) -> None:
    played = broadcast(tmp_path, 45)
    assert played.broken == 0
    assert played.ratio <= 1.03


def test_sends_that_fail_now_and_then_cost_little_and_nobody_is_told_twice(tmp_path: Path) -> None:
    ratios = []
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        played = broadcast(folder, 45, failing=0.05, seed=seed)
        assert played.broken == 0
        ratios.append(played.ratio)
    assert sum(ratios) / len(ratios) <= 1.10


@pytest.mark.parametrize("seed", range(5))
def test_whatever_comes_no_ceiling_is_broken_nor_anything_said_twice_across_restarts(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    time = VirtualTime()
    platform = Platform(time, latency=dice.choice((0.05, 0.7, 4.0)), failing=dice.choice((0.0, 0.1)), seed=seed)
    rooms = [f"room-{number}" for number in range(dice.choice((1, 4, 30)))]
    for life in range(4):
        posts = [
            a_post(dice.choice(rooms), f"{life}-{number}", urgent=dice.random() < 0.15)
            for number in range(dice.randrange(60))
        ]
        _play(tmp_path, platform, posts, seconds=dice.uniform(0.5, 70))
        time.seconds += dice.choice((0.0, 0.3, 5.0))
    assert windows_broken(platform.calls) == []
    assert len(platform.calls) > 10
    assert len(set(_texts(platform))) == len(_texts(platform))


def test_an_urgent_post_goes_at_once_when_the_minute_is_full(tmp_path: Path) -> None:
    time = VirtualTime()
    platform = Platform(time)
    _play(tmp_path, platform, instruction_to(60), seconds=45)
    assert len(platform.calls) == 35
    asked_at = time.seconds
    _play(tmp_path, platform, [a_post("room-1", "有群众反映正在偷排，请立即前往", urgent=True)], seconds=5)
    (urgent,) = [call for call in platform.calls if call.urgent]
    assert urgent.at - asked_at <= 1
    assert windows_broken(platform.calls) == []


def test_a_slow_upload_to_one_room_holds_up_no_other(tmp_path: Path) -> None:
    time = VirtualTime()
    platform = Platform(time, slow={"room-1": 50.0})
    _play(tmp_path, platform, [*instruction_to(10), a_post("room-1", "第二条")], seconds=100, said=11)
    at = {call.text: call.at for call in platform.calls}
    assert max(at[post.text] for post in instruction_to(10)) <= 9.1
    assert at["第二条"] >= 50, "a room keeps its order"


@pytest.mark.parametrize("error", [SendRefused("no"), SendAway("no road"), SendRefused("发送消息过于频繁，请稍后再试")])
def test_a_room_keeps_its_order_when_a_post_is_refused(error: Exception, tmp_path: Path) -> None:
    platform = Platform(VirtualTime(), errors={1: error})
    _play(tmp_path, platform, [a_post("room-1", "甲"), a_post("room-1", "乙"), a_post("room-2", "丙")], said=3)
    assert [text for text in _texts(platform) if text != "丙"] == ["甲", "乙"]


def test_a_post_that_is_refused_holds_up_its_own_room_only(tmp_path: Path) -> None:
    platform = Platform(VirtualTime(), errors={1: SendRefused("no"), 2: SendRefused("no")})
    _play(tmp_path, platform, [a_post("room-1", "甲"), a_post("room-1", "乙"), a_post("room-2", "丙")], said=3)
    assert _texts(platform) == ["丙", "甲", "乙"]


class RunningTime(VirtualTime):
    """Goes on while the bot looks at it."""

    def steady(self) -> float:
        self.seconds += 0.04
        return self.seconds


def test_a_room_keeps_its_order_when_its_turn_comes_while_the_bot_looks_at_what_is_owed(tmp_path: Path) -> None:
    platform = Platform(RunningTime(), latency=0.01)
    posts = [a_post("room-1", f"第{number}条") for number in range(15)]
    _play(tmp_path, platform, posts, seconds=100, said=15)
    assert _texts(platform) == [post.text for post in posts]


def test_nothing_owed_is_looked_at_before_the_account_may_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, due = [], Outbox.due

    def look(outbox: Outbox, limit: int, passing_over: Collection[str]) -> list[Owed]:
        looks.append(len(passing_over))
        return due(outbox, limit, passing_over)

    monkeypatch.setattr(Outbox, "due", look)
    platform = Platform(RunningTime(), latency=0.01)
    posts = [a_post(f"room-{room}", f"第{number}条") for room in range(8) for number in range(30)]
    _play(tmp_path, platform, posts, seconds=15)
    assert len(platform.said) >= 10
    assert len(looks) <= 2 * len(platform.said)


@pytest.mark.parametrize("restart", [False, True])
def test_after_too_often_the_bot_is_silent_for_ten_minutes_and_says_so_in_its_log(
    restart: bool, tmp_path: Path
) -> None:
    time = VirtualTime()
    platform = Platform(time, errors={3: SendRefused("INTERNAL 发送消息过于频繁，请稍后再试")})
    with capture_logs() as logs:
        _play(tmp_path, platform, instruction_to(5), seconds=30)
        if restart:
            _play(tmp_path, platform, [a_post("room-9", "急事", urgent=True)], seconds=500)
        _play(tmp_path, platform, [], said=2)
        _play(tmp_path, platform, [], seconds=60)
    refused_at = platform.calls[2].at
    assert [call.at - refused_at >= 600 for call in platform.calls[3:]] == [True] * (3 + restart)
    assert [line["silent_for_seconds"] for line in logs if "too often" in line["event"]] == [600]
    assert len(platform.said) == 5 + restart


def test_who_is_told_to_stop_finishes_what_is_on_its_way(tmp_path: Path) -> None:
    platform = Platform(VirtualTime(), latency=0.0)
    app = start_bot(tmp_path, platform.time, platform)
    owe(app, platform.time, instruction_to(3))

    async def stop_at_once() -> None:
        sending = asyncio.create_task(app.sender.flush(platform.time.now()))
        await asyncio.sleep(0)
        sending.cancel()
        platform.time.sleep = _no_sleep  # type: ignore[method-assign]
        await app.sender.drain(5)

    try:
        asyncio.run(stop_at_once())
        claimed = app.executor.submit(
            Unit("look", platform.time.now(), lambda work: len(work.outbox.interrupted()))
        ).result()
    finally:
        app.close()
    assert (len(platform.said), claimed) == (1, 0)


async def _no_sleep(seconds: float) -> None: ...


def test_while_there_is_no_road_nothing_is_given_up(tmp_path: Path) -> None:
    platform = Platform(VirtualTime(), errors={number: SendAway("no connection") for number in range(1, 2_000)})
    _play(tmp_path, platform, [a_post("room-1", "甲"), a_post("room-2", "乙")], seconds=150)
    assert platform.said == [] and len(platform.calls) > 40
    platform.errors.clear()
    _play(tmp_path, platform, [], said=2)
    assert sorted(_texts(platform)) == ["乙", "甲"]


def test_a_crash_between_the_parts_of_a_long_text_sends_only_what_was_not_sent(tmp_path: Path) -> None:
    platform = Platform(VirtualTime())
    text = "".join(f"第{number}条：请各组核对点位。" for number in range(150))
    _play(tmp_path, platform, [a_post("room-1", text)], said=1)
    assert [part[:5] for part in _texts(platform)] == ["（1/3）"]
    _play(tmp_path, platform, [], said=2)
    assert [part[:5] for part in _texts(platform)] == ["（1/3）", "（2/3）", "（3/3）"]
    assert "".join(part[5:] for part in _texts(platform)) == text
    app = start_bot(tmp_path, platform.time, platform)
    try:
        posts = app.executor.submit(Unit("look", platform.time.now(), _known_posts)).result()
    finally:
        app.close()
    assert posts == [text] * 3
