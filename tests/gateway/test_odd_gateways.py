"""The Wechaty transport against gateways as odd as real ones can be; they are played in the test, without Node."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from grpclib.const import Status
from grpclib.exceptions import GRPCError
from structlog.testing import capture_logs

from bot.transports import Arrival, Parcel, SendRefused, SendUnknown, wechaty_files
from bot.transports.wechaty import WechatyTransport
from bot.transports.wechaty_files import FileUnavailable
from domain.messages import Kind, storable
from tests.cast import QINGSHI
from tests.gateway.gathering import QUICK, Gathering, connected, until
from tests.gateway.node_gateway import free_port
from tests.gateway.played_gateway import Answer, field_of, fields, playing

HERE = "127.0.0.1"


def always(*answers: bytes) -> Answer:
    async def answer(asked: bytes) -> list[bytes]:
        return list(answers)

    return answer


def payload(number: int, text: bytes) -> Answer:
    """Whatever message is asked for, it is of this kind and says this."""

    async def answer(asked: bytes) -> list[bytes]:
        said = (3, text), (4, 1_605_268_799_999), (5, number), (6, "id-hao"), (7, QINGSHI)
        return [fields((1, field_of(asked, 1)), *said)]

    return answer


def refusing(status: Status, message: str = "") -> Answer:
    async def answer(asked: bytes) -> list[bytes]:
        raise GRPCError(status, message)

    return answer


async def hanging(asked: bytes) -> list[bytes]:
    await asyncio.Event().wait()
    return []


def test_events_are_asked_for_before_the_account_is_started_and_nobody_is_ever_stopped() -> None:
    async def chat() -> None:
        async with playing() as (played, port), connected(HERE, port, "t"):
            await until(lambda: "Start" in played.calls)
        assert played.calls[:2] == ["Event", "Start"]
        assert "Stop" not in played.calls

    asyncio.run(chat())


def test_bytes_that_are_no_text_come_in_and_what_they_were_stays_in_the_raw_words() -> None:
    half, broken = "一\ud83d二".encode("utf-8", "surrogatepass"), b"\xe4\xb8\x80\xff"

    async def chat() -> None:
        for data, text in ((half, "一\ufffd二"), (broken, "一\ufffd")):
            async with (
                playing(MessagePayload=payload(7, data)) as (played, port),
                connected(HERE, port, "t") as (_, heard),
            ):
                played.announce("m-1")
                arrival = await heard.of("m-1")
                assert storable(arrival.message.text) == text
                assert (
                    json.loads(arrival.raw)["text"].encode(
                        "utf-8", "surrogateescape" if data is broken else "surrogatepass"
                    )
                    == data
                )

    asyncio.run(chat())


def test_a_name_that_fails_hangs_or_is_no_text_neither_loses_a_message_nor_holds_it_up() -> None:
    async def chat(name: Answer) -> None:
        answers = {"RoomMemberPayload": name, "ContactPayload": name, "MessagePayload": payload(7, b"x")}
        async with playing(**answers) as (played, port), connected(HERE, port, "t") as (_, heard):
            for number in range(20):
                played.announce(f"m-{number}")
            last = await heard.of("m-19")
            assert last.message.sender_name == ""
            assert [message.id for message in heard.messages] == [f"m-{number}" for number in range(20)]

    for name in (refusing(Status.INTERNAL), hanging, always(fields((5, b"\xff"), (4, b"\xff")))):
        asyncio.run(chat(name))


def test_a_payload_that_comes_at_the_third_asking_is_not_lost_and_one_that_never_comes_costs_only_itself() -> None:
    tries: dict[bytes, int] = {}

    async def answer(asked: bytes) -> list[bytes]:
        message_id = field_of(asked, 1)
        tries[message_id] = tries.get(message_id, 0) + 1
        if message_id == b"m-never" or (message_id == b"m-late" and tries[message_id] < 3):
            raise GRPCError(Status.INTERNAL, "机密的话")
        return await payload(7, "机密的话".encode())(asked)

    async def chat() -> None:
        async with playing(MessagePayload=answer) as (played, port), connected(HERE, port, "t") as (_, heard):
            for message_id in ("m-late", "m-never", "m-last"):
                played.announce(message_id)
            await heard.of("m-last")
            assert [message.id for message in heard.messages] == ["m-late", "m-last"]

    with capture_logs() as told:
        asyncio.run(chat())
    assert "m-never" in str(told)
    assert "机密" not in str(told)


def test_events_that_make_no_sense_are_passed_over() -> None:
    async def chat() -> None:
        async with (
            playing(MessagePayload=payload(7, b"x")) as (played, port),
            connected(HERE, port, "t") as (_, heard),
        ):
            for body in ("", "[]", "null", "{", '{"a":1}'):
                played.babble(fields((1, 2), (2, body)))
            played.babble(fields((1, 2), (2, b"\xff")))
            played.babble(fields((1, 31), (2, "{}")))
            played.announce("m-1")
            assert (await heard.of("m-1")).message.text == "x"

    asyncio.run(chat())


def test_a_file_cut_short_empty_or_in_an_unknown_wrapping_is_not_taken_for_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wechaty_files, "RETRY_PAUSES", (0.0,))
    boxes: list[dict[str, object]] = [
        {"boxType": 7, "uuid": "u", "size": 5},
        {"boxType": 1, "base64": ""},
        {"boxType": 1, "base64": "a"},
        {"boxType": 2, "url": "file:///etc/hostname"},
        {"boxType": 99},
    ]

    async def chat(box: dict[str, object]) -> None:
        answers = {
            "MessagePayload": payload(6, b""),
            "MessageImage": always(fields((1, json.dumps(box)))),
            "Download": always(fields((1, b"ab"))),
        }
        async with playing(**answers) as (played, port), connected(HERE, port, "t") as (_, heard):
            played.announce("m-1")
            assert (await heard.of("m-1")).message.kind is Kind.IMAGE
            with pytest.raises(FileUnavailable):
                await heard.file_of("m-1")

    for box in boxes:
        asyncio.run(chat(box))


def test_a_file_kept_by_the_gateway_is_downloaded_where_it_has_no_streams_to_offer() -> None:
    async def chat() -> None:
        answers = {
            "MessagePayload": payload(15, b""),
            "MessageFile": always(fields((1, json.dumps({"type": 7, "uuid": "u", "size": 4})))),
            "Download": always(fields((1, b"ab")), fields((1, b"cd"))),
        }
        async with playing(**answers) as (played, port), connected(HERE, port, "t") as (_, heard):
            played.announce("m-1")
            assert await heard.file_of("m-1") == b"abcd"

    asyncio.run(chat())


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (refusing(Status.INTERNAL), SendRefused),
        (refusing(Status.DEADLINE_EXCEEDED), SendUnknown),
        (hanging, SendUnknown),
    ],
)
def test_a_send_is_refused_only_when_the_gateway_says_so(answer: Answer, outcome: type[Exception]) -> None:
    async def chat() -> None:
        timings = replace(QUICK, call=0.3)
        async with playing(MessageSendText=answer) as (_, port), connected(HERE, port, "t", timings) as (transport, _h):
            with pytest.raises(outcome):
                await transport.send(Parcel(QINGSHI, None, text="一"))

    asyncio.run(chat())


def test_a_send_gives_the_id_it_was_given_or_none() -> None:
    async def chat() -> None:
        for answer, given in ((fields((2, "sent-1")), "sent-1"), (b"", "")):
            async with (
                playing(MessageSendText=always(answer)) as (_, port),
                connected(HERE, port, "t") as (transport, _h),
            ):
                assert await transport.send(Parcel(QINGSHI, None, text="一")) == given

    asyncio.run(chat())


def test_a_picture_that_cannot_be_left_with_the_gateway_was_not_sent(tmp_path: Path) -> None:
    paper = tmp_path / "a.docx"
    paper.write_bytes(hashlib.sha512(b"a").digest() * 50_000)  # 3.2 MB: must be uploaded first

    async def chat() -> None:
        async with playing() as (played, port), connected(HERE, port, "t") as (transport, _):
            with pytest.raises(SendRefused):
                await transport.send(Parcel(QINGSHI, None, file=paper))
            assert "MessageSendFile" not in played.calls

    asyncio.run(chat())


def test_without_a_gateway_start_says_what_to_check() -> None:
    transport = WechatyTransport(HERE, free_port(), "t", timings=replace(QUICK, connect=0.5))
    with pytest.raises(ConnectionError, match="WECHATY_PUPPET_SERVICE_ENDPOINT"):
        asyncio.run(transport.start(Gathering().deliver))


def test_an_account_that_has_not_logged_in_is_said_to_be_so() -> None:
    async def chat() -> None:
        async with playing("") as (_, port):
            transport = WechatyTransport(HERE, port, "t", timings=replace(QUICK, connect=0.5))
            with pytest.raises(ConnectionError, match="扫码"):
                await transport.start(Gathering().deliver)

    asyncio.run(chat())


def test_a_delivery_that_fails_does_not_keep_the_next_message_from_being_delivered() -> None:
    gathering = Gathering()

    async def deliver(arrival: Arrival) -> None:
        if arrival.message.id == "m-1":
            raise RuntimeError("as the test asked")
        await gathering.deliver(arrival)

    async def chat() -> None:
        async with playing(MessagePayload=payload(7, b"x")) as (played, port):
            transport = WechatyTransport(HERE, port, "t", timings=QUICK)
            await transport.start(deliver)
            played.announce("m-1")
            played.announce("m-2")
            await gathering.of("m-2")
            await transport.stop()

    asyncio.run(chat())
    assert [message.id for message in gathering.messages] == ["m-2"]


def test_what_was_pulled_is_still_handed_over_when_the_transport_stops() -> None:
    gathering, gate = Gathering(), asyncio.Event()

    async def deliver(arrival: Arrival) -> None:
        await gate.wait()
        await gathering.deliver(arrival)

    async def chat() -> None:
        async with playing(MessagePayload=payload(7, b"x")) as (played, port):
            transport = WechatyTransport(HERE, port, "t", timings=QUICK)
            await transport.start(deliver)
            for number in range(5):
                played.announce(f"m-{number}")
            await until(lambda: played.calls.count("MessagePayload") == 5)
            stopping = asyncio.create_task(transport.stop())
            gate.set()
            await stopping

    asyncio.run(chat())
    assert len(gathering.messages) == 5
