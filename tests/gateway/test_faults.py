"""The live road when the gateway dies, freezes, complains, is taken over or changes its token: back by itself."""

from __future__ import annotations

import asyncio
import signal
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.transports import Parcel, SendUnknown
from bot.transports.wechaty import GatewayAway, Timings, WechatyTransport
from bot.transports.wechaty_protocol import BROKEN, Gateway, GRPCError
from tests.cast import BAIHE, QINGSHI
from tests.gateway.gathering import PATIENCE, QUICK, Gathering, connected, until
from tests.gateway.node_gateway import NodeGateway

pytestmark = pytest.mark.gateway

SOON = timedelta(seconds=20)


def said_before_and_after(heard: Gathering, room: str) -> list[str]:
    return [message.text for message in heard.messages if message.room == room]


def recorded(heard: Gathering, broke_at: datetime) -> None:
    """The absence is on record to within 20 s, and ended."""
    assert heard.aways[0] == heard.backs[0][0]
    assert abs(heard.aways[0] - broke_at) <= SOON
    assert heard.backs[-1][1] >= heard.backs[-1][0]
    assert len(heard.aways) == len(heard.backs)


async def sent_at_last(transport: WechatyTransport, parcel: Parcel) -> str:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(GatewayAway):
                return await transport.send(parcel)


def test_a_gateway_that_died_and_then_refused_the_token_is_heard_again_in_order_when_it_is_back(
    own_gateway: NodeGateway,
) -> None:
    async def chat() -> None:
        timings = replace(QUICK, call=1.0)
        async with connected(own_gateway.host, own_gateway.port, own_gateway.token, timings) as (transport, heard):
            before = [own_gateway.say("薛宁", f"之前 {i}", room=(QINGSHI, BAIHE)[i % 2]) for i in range(20)]
            await heard.of(before[-1])
            broke_at = datetime.now(UTC)
            own_gateway.stop()
            with pytest.raises(GatewayAway):
                while True:  # what is on its way when the connection breaks is unknown
                    with suppress(SendUnknown):
                        await transport.send(Parcel(QINGSHI, None, text="有人吗"))
            right = own_gateway.token
            own_gateway.token = "insecure_99999999-0000-4000-8000-000000000000"
            await asyncio.to_thread(own_gateway.start)
            await asyncio.sleep(1.0)  # it refuses the bot a few times
            assert heard.backs == []
            own_gateway.stop()
            own_gateway.token = right
            await asyncio.to_thread(own_gateway.start)
            started_at = datetime.now(UTC)
            assert await sent_at_last(transport, Parcel(QINGSHI, None, text="我在"))
            assert datetime.now(UTC) - started_at <= SOON
            after = [own_gateway.say("薛宁", f"之后 {i}", room=(QINGSHI, BAIHE)[i % 2]) for i in range(20)]
            await heard.of(after[-1])
            await until(lambda: len(heard.messages) == 40)
            for room, odd in ((QINGSHI, 0), (BAIHE, 1)):
                expected = [f"{when} {i}" for when in ("之前", "之后") for i in range(odd, 20, 2)]
                assert said_before_and_after(heard, room) == expected
            recorded(heard, broke_at)
            assert len(heard.logins) >= 2

    asyncio.run(chat())


def test_a_frozen_gateway_is_noticed_within_twenty_seconds_and_heard_again_when_it_thaws(
    gateway: NodeGateway,
) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token, Timings()) as (_, heard):
            await heard.of(gateway.say("薛宁", "之前"))
            broke_at = datetime.now(UTC)
            gateway.signal(signal.SIGSTOP)
            try:
                await until(lambda: bool(heard.aways))
                assert datetime.now(UTC) - broke_at <= SOON
            finally:
                gateway.signal(signal.SIGCONT)
            thawed_at = datetime.now(UTC)
            await until(lambda: bool(heard.backs))
            assert datetime.now(UTC) - thawed_at <= SOON
            await heard.of(gateway.say("薛宁", "之后"))
            assert said_before_and_after(heard, QINGSHI) == ["之前", "之后"]
            recorded(heard, broke_at)

    asyncio.run(chat())


def test_an_error_event_is_only_an_event(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            gateway.say("薛宁", "之前")
            gateway.order("error")
            await heard.of(gateway.say("薛宁", "之后"))
            assert said_before_and_after(heard, QINGSHI) == ["之前", "之后"]
            assert heard.aways == []

    asyncio.run(chat())


async def usurp(gateway: NodeGateway, seconds: float) -> None:
    """Another client does what some do at every start: stop the account, then listen in our place."""
    other = Gateway(gateway.host, gateway.port, gateway.token, seconds, seconds)
    try:
        await other.stop()
        async with aclosing(other.events()) as events:
            await other.start()
            async for _ in events:
                pass
    except (GRPCError, *BROKEN):
        pass
    finally:
        other.close()


def test_another_client_that_takes_the_gateway_is_thrown_out_again(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            await heard.of(gateway.say("薛宁", "之前"))
            broke_at = datetime.now(UTC)
            other = asyncio.create_task(usurp(gateway, 20.0))
            await until(lambda: bool(heard.aways))
            await until(lambda: len(heard.backs) == len(heard.aways))
            async with asyncio.timeout(SOON.total_seconds()):
                while True:
                    said = gateway.say("薛宁", "之后")
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.5):
                            await heard.of(said)
                            break
            assert datetime.now(UTC) - broke_at <= SOON
            assert abs(heard.aways[0] - broke_at) <= SOON
            await until(other.done)  # its stream was ended, too

    asyncio.run(chat())


def test_while_nobody_is_logged_in_the_bot_counts_as_away_and_the_code_is_shown_once(gateway: NodeGateway) -> None:
    shown: list[str] = []

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token, show_login=shown.append) as (
            _,
            heard,
        ):
            gateway.order("logout")
            gateway.order("scan", text="https://login.example/a")
            gateway.order("scan", text="https://login.example/a")
            await until(lambda: bool(heard.codes) and bool(heard.aways))
            assert heard.backs == []
            gateway.order("login")
            await until(lambda: bool(heard.backs))
            assert shown == heard.codes == ["https://login.example/a"]
            assert len(heard.aways) == len(heard.backs) == 1

    asyncio.run(chat())
