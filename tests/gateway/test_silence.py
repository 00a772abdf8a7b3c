"""Connections that stand and yet lead nowhere; what was announced and never came; who may be thrown out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.transports import Parcel, wechaty
from bot.transports.wechaty import WechatyTransport
from bot.transports.wechaty_canary import CALL, Canary
from tests.cast import QINGSHI
from tests.gateway.gathering import QUICK, Gathering, connected, until
from tests.gateway.node_gateway import NodeGateway
from tests.gateway.played_chat import PlayedChat
from tests.gateway.played_gateway import PlayedGateway, playing

HERE = "127.0.0.1"
BRISK = replace(QUICK, probe=0.1, answer=0.2, greeting=0.2)


def sessions(played: PlayedGateway) -> int:
    return played.calls.count("Event")


def test_a_stream_gone_silent_is_left_for_a_new_one_and_the_absence_told() -> None:
    async def chat() -> None:
        async with playing() as (played, port), connected(HERE, port, "t", BRISK) as (_, heard):
            await until(lambda: played.calls.count("Ding") >= 3)
            assert sessions(played) == 1
            played.answers_dings = False
            await until(lambda: sessions(played) >= 2)
            await until(lambda: bool(heard.aways))

    asyncio.run(chat())


def test_a_gateway_that_never_answers_dings_with_an_event_is_not_blamed_for_it() -> None:
    async def chat() -> None:
        async with playing() as (played, port):
            played.answers_dings = False
            async with connected(HERE, port, "t", BRISK) as (_, heard):
                await until(lambda: played.calls.count("Ding") >= 4)
                assert sessions(played) == 1
                assert heard.aways == []

    asyncio.run(chat())


def test_a_message_whose_words_never_come_is_named_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wechaty, "PULL_PAUSES", (0.0, 0.0))

    async def refuse(asked: bytes) -> list[bytes]:
        raise GRPCError(Status.NOT_FOUND)

    async def chat() -> None:
        async with playing(MessagePayload=refuse) as (played, port), connected(HERE, port, "t") as (_, heard):
            played.announce("m-1")
            played.announce("m-2")
            await until(lambda: len(heard.lost_ids) == 2)
            assert sorted(heard.lost_ids) == ["m-1", "m-2"]

    asyncio.run(chat())


def test_what_was_announced_but_not_handed_over_when_the_transport_stops_is_named_as_lost() -> None:
    async def hang(asked: bytes) -> list[bytes]:
        await asyncio.Event().wait()
        return []

    async def chat() -> None:
        async with playing(MessagePayload=hang) as (played, port):
            async with connected(HERE, port, "t", replace(QUICK, drain=0.2)) as (_, heard):
                played.announce("m-1")
                await until(lambda: "MessagePayload" in played.calls)
            assert heard.lost_ids == ["m-1"]

    asyncio.run(chat())


def test_a_gateway_held_by_another_client_at_the_start_is_taken_only_after_twice_the_patience() -> None:
    async def busy(asked: bytes) -> list[bytes]:
        raise GRPCError(Status.ALREADY_EXISTS)

    async def chat() -> None:
        async with playing(Event=busy) as (played, port):
            transport = WechatyTransport(HERE, port, "t", timings=replace(BRISK, connect=2.0, last_retry=0.1))
            with pytest.raises(ConnectionError, match="占用"):
                await transport.start(Gathering().deliver)
            first = played.calls.index("Stop")
            assert played.calls[:first].count("Event") == 2 * QUICK.refusals

    asyncio.run(chat())


def test_a_burst_of_ten_seconds_is_pulled_before_the_gateway_forgets_it() -> None:
    """162 messages a second, 50 ms for each pull: the gateway remembers 1,000 ids, the promise is 250."""
    backlog: list[int] = []

    async def chat() -> None:
        chat = PlayedChat()
        told = chat._payload

        async def slow(asked: bytes) -> list[bytes]:
            await asyncio.sleep(0.05)
            return await told(asked)

        chat._payload = slow  # type: ignore[method-assign]
        async with chat.open(), connected(chat.host, chat.port, chat.token) as (_, heard):
            for number in range(486):  # three seconds of it
                chat.say("郝大川", f"第 {number} 条")
                backlog.append(number + 1 - len(heard.messages))
                await asyncio.sleep(0.0055)
            await until(lambda: len(heard.messages) == 486)
            assert [message.text for message in heard.messages] == [f"第 {number} 条" for number in range(486)]
            assert heard.lost_ids == []

    asyncio.run(chat())
    assert max(backlog) < 250


class Broken(Gathering):
    """A listener with a defect."""

    def login(self, account: str) -> None:
        raise RuntimeError("as the test asked")

    def away(self, since: datetime) -> None:
        raise RuntimeError("as the test asked")

    def back(self, since: datetime, until: datetime) -> None:
        raise RuntimeError("as the test asked")


def test_a_listener_that_fails_costs_neither_the_connection_nor_a_message() -> None:
    async def chat() -> None:
        async with PlayedChat().open() as chat:
            transport, heard = WechatyTransport(chat.host, chat.port, chat.token, timings=BRISK), Broken()
            transport.listener = heard
            await transport.start(heard.deliver)
            await heard.of(chat.say("郝大川", "一"))
            assert chat._played is not None
            chat._played.answers_dings = True
            await until(lambda: chat._played is not None and chat._played.calls.count("Ding") >= 3)
            chat._played.answers_dings = False
            await until(lambda: chat._played is not None and sessions(chat._played) >= 2)
            chat._played.answers_dings = True
            chat._played.log_in()
            await heard.of(chat.say("郝大川", "二"))
            await transport.stop()
            assert [message.text for message in heard.messages] == ["一", "二"]

    asyncio.run(chat())


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_missing_echo_counts_only_where_echoes_have_come_before_and_is_told_once() -> None:
    clock = Watch()
    canary = Canary("", echo=30, idle=300, clock=clock)
    canary.sent("a")
    clock.now = 31
    assert canary.overdue() is None  # this gateway may never echo
    canary.came("b", "早")  # came before the send returned
    canary.sent("b")
    canary.sent("c")
    clock.now = 60
    assert canary.overdue() is None
    clock.now = 62
    assert canary.overdue() == 31
    canary.sent("d")
    clock.now = 100
    assert canary.overdue() is None


def test_the_canary_sings_only_after_silence_and_only_where_it_may() -> None:
    clock = Watch()
    quiet, loud = Canary("", echo=30, idle=300, clock=clock), Canary("filehelper", echo=30, idle=300, clock=clock)
    clock.now = 301
    assert (quiet.is_time_to_sing(), loud.is_time_to_sing()) == (False, True)
    loud.heard()
    assert not loud.is_time_to_sing()
    assert loud.came("x", CALL)
    assert not loud.came("y", "别的话")


@pytest.mark.gateway
def test_own_messages_that_stop_coming_back_make_the_bot_connect_again(gateway: NodeGateway) -> None:
    timings = replace(QUICK, echo=1.0, idle=2.0)

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token, timings, canary="filehelper") as (
            transport,
            heard,
        ):
            gateway.order("echo", on=True)
            await transport.send(Parcel(QINGSHI, None, text="今日已到 3 家"))
            await until(lambda: [arrival.own for arrival in heard.arrivals] == [True])
            await until(lambda: any(post["text"] == CALL for post in gateway.sent()))
            assert heard.aways == []
            gateway.order("echo", on=False)
            await until(lambda: bool(heard.backs))
            assert len(heard.arrivals) == 1  # its songs concern nobody

    asyncio.run(chat())
