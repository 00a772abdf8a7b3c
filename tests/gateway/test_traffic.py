"""Everything that people say and the bot answers, the same through the real gateway and through one of today's kind."""

from __future__ import annotations

import asyncio
import hashlib
import tracemalloc
from pathlib import Path

import pytest

from bot.transports import Arrival, Parcel, wechaty_files
from bot.transports.wechaty import WechatyTransport
from bot.transports.wechaty_files import NotAsSent
from bot.transports.wechaty_protocol import GRPCError
from domain.messages import BOT as THE_BOT
from domain.messages import Kind
from tests.cast import BAIHE, ID, QINGSHI
from tests.gateway.gathering import Gathering, connected
from tests.gateway.node_gateway import BOT, BOT_NAME, NodeGateway
from tests.gateway.played_chat import PlayedChat
from tests.gateway.test_wechaty import some_bytes

QUOTE = "「温岚：几家了」\n- - - - - - - - - - - - - - -\n三家"
PLACE = {"latitude": 34.75, "longitude": 113.625, "accuracy": 15, "name": "鑫源建材厂", "address": "东泉区一号路"}
PHOTOS = (3_000, 300_000, 5_000_000)
VIDEO = 20_000_000


Chat = NodeGateway | PlayedChat


async def words_in(chat: Chat, heard: Gathering) -> None:
    said = [
        chat.say("郝大川", "到达鑫源建材厂", at=1_605_268_799_999),
        chat.say("温岚", f"@{BOT_NAME}\u2005进度", mentions=[BOT]),
        chat.say("潘越", QUOTE),
        chat.say("潘越", "said-17", type="Recalled"),
        chat.locate("潘越", PLACE),
        chat.say("薛宁", "另一个群", room=BAIHE),
        chat.say("齐正", "帮助", room=None),
        chat.say(BOT, "可以这样说", room=None, listener=ID["齐正"]),
    ]
    words, asked, quoted, recalled, pin, other, private, own = [(await heard.of(each)).message for each in said]
    assert (words.kind, words.text, words.sender_name) == (Kind.TEXT, "到达鑫源建材厂", "郝大川")
    assert asked.mentions == (THE_BOT,)
    assert (quoted.kind, quoted.text) == (Kind.TEXT, QUOTE)
    assert (recalled.kind, recalled.target) == (Kind.RECALL, "said-17")
    assert (pin.kind, pin.location) == (Kind.LOCATION, (34.75, 113.625))
    assert (other.room, private.room, own.room) == (BAIHE, None, None)
    assert [(arrival.own, arrival.listener) for arrival in heard.arrivals if arrival.own] == [(True, ID["齐正"])]
    in_room = [message.id for message in heard.messages if message.room == QINGSHI]
    assert in_room == said[:5]


async def files_in(chat: Chat, heard: Gathering) -> None:
    for size in PHOTOS:
        shown = chat.file("郝大川", "现场.jpg", some_bytes(size))
        assert await heard.file_of(shown) == some_bytes(size)
        arrival = await heard.of(shown)
        assert arrival.rendition is not None
        assert (arrival.message.kind, arrival.rendition()) == (Kind.IMAGE, "original")
    video = some_bytes(VIDEO)
    digest = hashlib.sha256(await heard.file_of(chat.file("郝大川", "排口.mp4", video, type="Video"))).hexdigest()
    assert digest == hashlib.sha256(video).hexdigest()


async def fetched(arrival: Arrival) -> bytes:
    assert arrival.chunks is not None
    return b"".join([part async for part in arrival.chunks()])


async def posts_out(chat: Chat, transport: WechatyTransport, folder: Path) -> None:
    picture, paper = folder / "board.png", folder / "report.docx"
    picture.write_bytes(some_bytes(120_000))
    paper.write_bytes(some_bytes(6_000_000))
    ids = [
        await transport.send(Parcel(QINGSHI, None, text="今日已到 3 家")),
        await transport.send(Parcel(QINGSHI, None, text="请补齐", mentions=(ID["温岚"],))),
        await transport.send(Parcel(QINGSHI, None, file=picture, file_name="汇总.png")),
        await transport.send(Parcel(None, ID["齐正"], file=paper, file_name="报告.docx")),
    ]
    text, mention, shown, handed = chat.sent()
    assert [post["id"] for post in chat.sent()] == ids
    assert (text["text"], text["conversation"]) == ("今日已到 3 家", QINGSHI)
    assert (mention["text"], mention["mentions"]) == ("@温岚\u2005请补齐", [ID["温岚"]])
    assert (shown["name"], shown["sha256"]) == ("汇总.png", hashlib.sha256(picture.read_bytes()).hexdigest())
    assert (handed["conversation"], handed["size"]) == (ID["齐正"], 6_000_000)
    assert handed["sha256"] == hashlib.sha256(paper.read_bytes()).hexdigest()


@pytest.mark.gateway
def test_everything_comes_in_and_goes_out_through_the_real_gateway(gateway: NodeGateway, tmp_path: Path) -> None:
    async def day() -> None:
        async with connected(gateway.host, gateway.port, gateway.token) as (transport, heard):
            await words_in(gateway, heard)
            await files_in(gateway, heard)
            await posts_out(gateway, transport, tmp_path)
            assert heard.lost_ids == []

    asyncio.run(day())


@pytest.mark.parametrize("wrapping", ["auto", "base64"])
def test_everything_comes_in_and_goes_out_through_a_gateway_without_stream_calls(wrapping: str, tmp_path: Path) -> None:
    async def day() -> None:
        async with (
            PlayedChat(wrapping).open() as chat,
            connected(chat.host, chat.port, chat.token) as (transport, heard),
        ):
            await words_in(chat, heard)
            await files_in(chat, heard)
            await posts_out(chat, transport, tmp_path)
            assert heard.lost_ids == []

    asyncio.run(day())


@pytest.mark.parametrize(("best", "name"), [(2, "normal"), (1, "thumbnail")])
def test_where_the_original_is_not_to_be_had_the_next_best_is_taken_and_said_to_be_so(
    best: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechaty_files, "RETRY_PAUSES", ())

    async def day() -> None:
        async with PlayedChat().open() as chat, connected(chat.host, chat.port, chat.token) as (transport, heard):
            chat.best_size = best
            shown = chat.file("郝大川", "现场.jpg", some_bytes(300_000))
            assert await heard.file_of(shown) == some_bytes(300_000)
            arrival = await heard.of(shown)
            assert arrival.rendition is not None
            assert arrival.rendition() == name
            assert chat.asked_sizes == list(range(3, best - 1, -1))
            with pytest.raises(GRPCError):
                await fetched(transport.again(arrival.message, as_sent=True))
            chat.best_size = 3
            assert await fetched(transport.again(arrival.message, as_sent=True)) == some_bytes(300_000)
            assert chat.asked_sizes[-2:] == [3, 3]

    asyncio.run(day())


def test_a_compressed_picture_handed_over_as_the_original_is_known_by_its_name() -> None:
    async def day() -> None:
        async with PlayedChat().open() as chat, connected(chat.host, chat.port, chat.token) as (transport, heard):
            shown = chat.file("郝大川", "message-1-image-normal.jpg", some_bytes(30_000))
            await heard.file_of(shown)
            arrival = await heard.of(shown)
            assert arrival.rendition is not None
            assert arrival.rendition() == "normal"
            with pytest.raises(NotAsSent):
                await fetched(transport.again(arrival.message, as_sent=True))
            assert chat.asked_sizes == [3, 3]

    asyncio.run(day())


def test_a_download_that_breaks_off_is_taken_up_where_it_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wechaty_files, "RETRY_PAUSES", (0.0, 0.0))

    async def day() -> None:
        async with PlayedChat().open() as chat, connected(chat.host, chat.port, chat.token) as (_, heard):
            chat.cuts = 2
            shown = chat.file("郝大川", "排口.mp4", some_bytes(1_000_000), type="Video")
            assert await heard.file_of(shown) == some_bytes(1_000_000)
            chat.cuts = 3
            with pytest.raises(wechaty_files.FileUnavailable):
                await heard.file_of(chat.file("郝大川", "排口.mp4", some_bytes(900_000), type="Video"))

    asyncio.run(day())


def test_a_large_file_inside_an_answer_is_never_decoded_as_a_whole() -> None:
    chat, video = PlayedChat("base64"), some_bytes(VIDEO)
    chat._files["m"] = ("a.mp4", video)
    expected = hashlib.sha256(video).hexdigest()

    async def taken(box: bytes) -> str:
        told, data = wechaty_files._opened(box)
        digest = hashlib.sha256()
        async for part in wechaty_files._decoded(data):
            assert len(part) <= wechaty_files.CHUNK_BYTES
            digest.update(part)
        assert told["name"] == "a.mp4"
        return digest.hexdigest()

    async def day() -> None:
        (answer,) = await chat._file(b"\x0a\x01m")
        box = answer[answer.index(b"{") :]
        tracemalloc.start()
        try:
            assert await taken(box) == expected
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()

    asyncio.run(day())
