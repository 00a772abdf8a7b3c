"""The Wechaty transport against the real Node gateway."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.transports import Parcel, SendRefused, SendUnknown
from bot.transports.wechaty import WechatyTransport
from domain.messages import BOT as THE_BOT
from domain.messages import EVERYONE, Kind
from tests.cast import ID, QINGSHI
from tests.gateway.gathering import QUICK, Gathering, connected, until
from tests.gateway.node_gateway import BOT, BOT_NAME, NodeGateway, free_port

pytestmark = pytest.mark.gateway


def some_bytes(size: int) -> bytes:
    """Bytes that look like a JPEG from outside and like nothing else inside."""
    return (b"\xff\xd8\xff\xe0" + hashlib.sha512(str(size).encode()).digest() * (size // 64 + 1))[:size]


def test_words_a_mention_and_a_photo_come_in_and_a_reply_and_a_picture_go_out(
    gateway: NodeGateway, tmp_path: Path
) -> None:
    photo, picture = some_bytes(300_000), tmp_path / "board.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + some_bytes(120_000))

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, heard):
            words = await heard.of(gateway.say("郝大川", "到达鑫源建材厂，正在检查", at=1_605_268_799_999))
            asked = await heard.of(gateway.say("温岚", f"@{BOT_NAME}\u2005进度", mentions=[BOT]))
            shown = gateway.file("郝大川", "现场.jpg", photo)

            assert words.message.text == "到达鑫源建材厂，正在检查"
            assert (words.message.room, words.message.sender) == (QINGSHI, ID["郝大川"])
            assert words.message.sender_name == "郝大川"
            assert words.message.at == datetime.fromisoformat("2020-11-13T19:59:59+08:00")
            assert not words.message.is_addressed
            assert asked.message.mentions == (THE_BOT,)
            assert await heard.file_of(shown) == photo
            assert heard.messages[-1].kind is Kind.IMAGE

            answer = await transport.send(Parcel(QINGSHI, None, text="今日已到 3 家", mentions=(ID["温岚"],)))
            await transport.send(Parcel(QINGSHI, None, file=picture, file_name="汇总.png"))
            said, shown_back = gateway.sent()
            assert said == {
                "id": answer,
                "kind": "text",
                "conversation": QINGSHI,
                "text": "@温岚\u2005今日已到 3 家",
                "mentions": [ID["温岚"]],
            }
            assert shown_back["sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
            assert (shown_back["conversation"], shown_back["name"]) == (QINGSHI, "汇总.png")

    asyncio.run(chat())


def test_a_private_message_comes_in_and_is_answered_in_private(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, heard):
            asked = (await heard.of(gateway.say("齐正", "帮助", room=None))).message
            await transport.send(Parcel(None, asked.sender, text="好的"))

            assert asked.room is None
            assert asked.is_addressed
            assert [post["conversation"] for post in gateway.sent()] == [ID["齐正"]]

    asyncio.run(chat())


def test_every_kind_comes_in_as_what_it_is_and_the_bots_own_words_marked_as_such(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            gateway.say(BOT, "我自己说的")
            gateway.order("error")
            assert (await heard.of(gateway.say("潘越", "?", type=4))).message.kind is Kind.FORWARD
            for number in (0, 3, 5, 9, 10, 11, 12, 14, 16, 21, 99):
                assert (await heard.of(gateway.say("潘越", "?", type=number))).message.kind is Kind.OTHER
            for name, kind in (("Audio", Kind.AUDIO), ("Video", Kind.VIDEO), ("Attachment", Kind.FILE)):
                sent = await heard.of(gateway.file("潘越", "问题交办单.docx", b"x", type=name))
                assert (sent.message.kind, sent.message.file_name) == (kind, "问题交办单.docx")
            recalled = await heard.of(gateway.say("潘越", "said-17", type="Recalled"))
            assert (recalled.message.kind, recalled.message.target) == (Kind.RECALL, "said-17")
            odd = await heard.of(gateway.say("潘越", "一\x00二\u2028三😀"))
            assert odd.message.text == "一\x00二\u2028三😀"
            assert json.loads(odd.raw.decode("ascii"))["text"] == "一\x00二\u2028三😀"
            everyone = await heard.of(gateway.say("温岚", "@所有人\u2005八点前报"))
            assert everyone.message.mentions == (EVERYONE,)
            assert [arrival.message.text for arrival in heard.arrivals if arrival.own] == ["我自己说的"]
            assert [arrival.message.sender for arrival in heard.arrivals if arrival.own] == [BOT]

    asyncio.run(chat())


def test_a_pin_brings_its_degrees_even_when_the_gateway_cannot_read_it(gateway: NodeGateway) -> None:
    place = {"latitude": 34.75, "longitude": 113.625, "accuracy": 15, "name": "鑫源建材厂", "address": "东泉区一号路"}

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            told = await heard.of(gateway.order("location", who=ID["潘越"], room=QINGSHI, place=place, text="<x/>"))
            xml = '<location x="34.5" y="113.25" poiname="砖厂" />'
            read = await heard.of(gateway.say("潘越", xml, type="Location"))

            assert (told.message.location, told.message.text) == ((34.75, 113.625), "鑫源建材厂 东泉区一号路")
            assert (read.message.location, read.message.text) == ((34.5, 113.25), "砖厂")

    asyncio.run(chat())


@pytest.mark.parametrize(("wrapping", "size"), [("buffer", 3_000), ("buffer", 5_000_000), ("base64", 30_000)])
def test_a_file_comes_in_however_the_gateway_wraps_it(gateway: NodeGateway, wrapping: str, size: int) -> None:
    data = some_bytes(size)

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            assert await heard.file_of(gateway.file("薛宁", "a.jpg", data, wrapping=wrapping)) == data
            clip = gateway.file("薛宁", "a.mp4", data, type="Video", wrapping=wrapping)
            assert await heard.file_of(clip) == data

    asyncio.run(chat())


def test_a_file_that_is_only_an_address_is_fetched_from_there(gateway: NodeGateway) -> None:
    data = some_bytes(200_000)

    async def serve(request: web.Request) -> web.Response:
        return web.Response(body=data)

    async def chat() -> None:
        site = web.Application()
        site.router.add_get("/photo.jpg", serve)
        runner, port = web.AppRunner(site), free_port()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
                here = f"http://127.0.0.1:{port}/photo.jpg"
                shown = await asyncio.to_thread(
                    gateway.file, "薛宁", "photo.jpg", b"", wrapping="url", url=here
                )  # in a thread: the gateway asks this very process for the file
                assert await heard.file_of(shown) == data
        finally:
            await runner.cleanup()

    asyncio.run(chat())


def test_a_large_file_goes_out_by_upload(gateway: NodeGateway, tmp_path: Path) -> None:
    paper = tmp_path / "report.docx"
    paper.write_bytes(some_bytes(6_000_000))

    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, _):
            await transport.send(Parcel(QINGSHI, None, file=paper, file_name="报告.docx"))
            (sent,) = gateway.sent()
            assert sent["sha256"] == hashlib.sha256(paper.read_bytes()).hexdigest()
            assert sent["name"] == "报告.docx"

    asyncio.run(chat())


def test_three_hundred_messages_at_once_keep_their_order(gateway: NodeGateway) -> None:
    async def chat() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (_, heard):
            said = [gateway.say(("郝大川", "潘越", "陶一帆")[i % 3], f"第 {i} 条") for i in range(300)]
            await until(lambda: len(heard.arrivals) >= 300)
            assert [message.id for message in heard.messages] == said

    asyncio.run(chat())


def test_a_send_that_fails_is_told_from_one_that_nobody_knows_of(gateway: NodeGateway) -> None:
    async def chat() -> None:
        timings = replace(QUICK, call=1.0)
        async with connected(gateway.host, gateway.port, gateway.token, timings) as (transport, heard):
            gateway.order("fail", mode="error", times=1)
            with pytest.raises(SendRefused):
                await transport.send(Parcel(QINGSHI, None, text="一"))
            gateway.order("fail", mode="hang", times=1)
            with pytest.raises(SendUnknown):
                await transport.send(Parcel(QINGSHI, None, text="二"))
            await transport.send(Parcel(QINGSHI, None, text="三"))
            await heard.of(gateway.say("薛宁", "还在吗"))
            assert [post["text"] for post in gateway.sent()] == ["三"]

    asyncio.run(chat())


def test_a_wrong_token_is_named_at_once(gateway: NodeGateway) -> None:
    transport = WechatyTransport(gateway.host, gateway.port, "wrong", timings=QUICK)
    with pytest.raises(ConnectionError, match="WECHATY_PUPPET_SERVICE_TOKEN"):
        asyncio.run(transport.start(Gathering().deliver))
