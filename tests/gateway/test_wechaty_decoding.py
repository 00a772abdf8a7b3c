"""Payloads as gateways tell them, read as our own messages; no gateway is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transports.wechaty_decoding import Account, decode, raw_of
from bot.transports.wechaty_protocol import Payload, Place, WireType
from domain.messages import BOT, EVERYONE, Kind, Message, storable

ME = Account("bot-wxid", ("蓝哨", "小蓝"))
SEEN = datetime(2020, 11, 13, 12, 0, 0, 250_000, tzinfo=UTC)
SAID = Payload("m-1", WireType.TEXT, "到达砖厂", "", 1_605_268_799_999, "id-hao", "r@chatroom", "", ())


def read(**changes: object) -> Message:
    return decode(replace(SAID, **changes), ME, SEEN)  # type: ignore[arg-type]


def test_a_text_is_read_with_its_own_time_to_the_second() -> None:
    message = read()
    assert message.at == datetime.fromisoformat("2020-11-13T19:59:59+08:00")
    assert message.at.microsecond == 0
    assert (message.id, message.room, message.sender, message.text) == ("m-1", "r@chatroom", "id-hao", "到达砖厂")


def test_a_timestamp_in_seconds_is_understood_and_a_missing_or_mad_one_is_when_it_was_seen() -> None:
    assert read(timestamp=1_605_268_799).at == datetime.fromisoformat("2020-11-13T19:59:59+08:00")
    assert read(timestamp=0).at == datetime.fromisoformat("2020-11-13T20:00:00+08:00")
    for mad in (2**64 - 1, 253_402_214_400_000, 4_102_444_800):  # the last day but one of 9999; 2100
        assert read(timestamp=mad).at == datetime.fromisoformat("2020-11-13T20:00:00+08:00")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, Kind.OTHER),
        (1, Kind.FILE),
        (2, Kind.AUDIO),
        (5, Kind.OTHER),
        (6, Kind.IMAGE),
        (7, Kind.TEXT),
        (8, Kind.LOCATION),
        (13, Kind.RECALL),
        (14, Kind.OTHER),
        (15, Kind.VIDEO),
        (16, Kind.OTHER),
        (21, Kind.OTHER),
        (-1, Kind.OTHER),
    ],
)
def test_each_number_on_the_wire_has_its_kind_and_unknown_ones_are_kept_as_other(number: int, kind: Kind) -> None:
    assert read(type=number).kind is kind


@pytest.mark.parametrize(
    ("text", "listed", "mentions"),
    [
        ("@蓝哨\u2005进度", ("bot-wxid",), (BOT,)),
        ("@蓝哨\u2005进度", (), (BOT,)),
        ("@小蓝 进度", (), (BOT,)),
        ("@小蓝，进度", (), (BOT,)),
        ("进度 @蓝哨", (), (BOT,)),
        ("@蓝哨二号 进度", (), ()),
        ("@蓝哨二号 @蓝哨", (), (BOT,)),
        ("@陶一帆\u2005@蓝哨\u2005来", ("id-tao", "bot-wxid"), ("id-tao", BOT)),
        ("@所有人\u2005八点前报", (), (EVERYONE,)),
        ("「温岚：@蓝哨 @所有人 进度」\n- - - - - - - - - - - - - - -\n知道了", (), ()),
        ("「温岚：几家了」\n- - - - - - - - - - - - - - -\n@蓝哨 进度", (), (BOT,)),
        ("蓝哨好用吗", (), ()),
    ],
)
def test_who_is_called_comes_from_the_list_or_else_from_what_was_said_outside_of_quotes(
    text: str, listed: tuple[str, ...], mentions: tuple[str, ...]
) -> None:
    assert read(text=text, mentions=listed).mentions == mentions


def test_a_name_that_is_a_pattern_is_only_a_name() -> None:
    message = decode(replace(SAID, text="@a(b .* 进度"), Account("bot-wxid", ("a(b", ".*c")), SEEN)
    assert message.mentions == (BOT,)


def test_a_recall_names_what_was_taken_back_or_nothing() -> None:
    assert read(type=WireType.RECALLED, text=" m-0 ").target == "m-0"
    assert read(type=WireType.RECALLED, text="撤回了 一条消息").target is None
    assert read(type=WireType.RECALLED, text="<sysmsg/>").target is None


def test_a_pin_is_kept_only_where_it_is_on_earth() -> None:
    def pinned(place: Place | None, text: str = "") -> Message:
        return decode(replace(SAID, type=WireType.LOCATION, text=text), ME, SEEN, place)

    assert pinned(Place(34.5, 113.25, "砖厂", "一号路")).location == (34.5, 113.25)
    assert pinned(Place(34.5, 113.25, "砖厂", "一号路")).text == "砖厂 一号路"
    assert pinned(None, '<location x="34.5" y="113.25" label="一号路"/>').location == (34.5, 113.25)
    assert pinned(Place(float("nan"), 113.25)).location is None
    assert pinned(Place(91.0, 113.25)).location is None
    assert pinned(None, "砖厂").location is None
    assert pinned(None, "砖厂").text == "砖厂"


def test_half_an_emoji_and_a_nul_stay_in_the_raw_words_and_can_be_stored() -> None:
    payload = replace(SAID, text="一\x00二\ud83d三")
    assert json.loads(raw_of(payload).decode("ascii"))["text"] == "一\x00二\ud83d三"
    assert storable(decode(payload, ME, SEEN).text) == "一\ufffd二\ufffd三"


@given(st.integers(-10, 100), st.text(st.characters(codec=None), max_size=200), st.integers(0, 2**64 - 1))
def test_nothing_that_a_gateway_can_say_is_too_odd_to_be_kept(number: int, text: str, timestamp: int) -> None:
    payload = replace(SAID, type=number, text=text, timestamp=timestamp)
    assert decode(payload, ME, SEEN).at.tzinfo is not None
    assert json.loads(raw_of(payload).decode("ascii"))["text"] == json.loads(json.dumps(text))
