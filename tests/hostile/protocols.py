"""What a gateway may tell: fields missing or mad, times of other centuries, ids used twice, rooms nobody knows."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bot.transports.wechaty_protocol import Payload, Place, WireType
from tests.cast import HOME, ID, QINGSHI
from tests.hostile.cases import EVERYBODY, ROOMS, Case, Step, anything
from tests.hostile.unicode_texts import twisted

ME = "bot-wxid"
_SECOND = 1_603_238_400  # 2020-10-21 08:00 in Shanghai
_TIMES = (
    0,
    1,
    _SECOND,
    _SECOND * 1000,
    _SECOND * 1_000_000,
    4_070_908_800,
    4_070_908_800_000,
    2**31 - 1,
    2**31,
    2**32,
    2**63 - 1,
    2**64 - 1,
    10**11 - 1,
    10**11,
    253_402_300_799,
    253_402_300_800_000,
)
_PLACES = (
    Place(float("nan"), 1.0),
    Place(float("inf"), 0.0),
    Place(91.0, 181.0),
    Place(-90.0, -180.0, "北极" * 500, "\0"),
    Place(0.0, 0.0),
    Place(1e308, -1e308, "=1+1"),
)
_PINS = (
    '<location x="34.1" y="113.2" poiname="a"/>',
    '<location x="999" y="1e9"/>',
    "<a>" * 10_000 + "</a>" * 10_000,
    '<location x="' + "1" * 5_000 + '"',
    'x="1" ' * 3_000,
    '<!DOCTYPE x [<!ENTITY a "b">]>&a;',
)


def _payload(chance: Random, message_id: str) -> Payload:
    """A payload as it should be."""
    who = chance.choice(EVERYBODY)
    seconds = _SECOND + chance.randint(0, 40_000)
    return Payload(
        message_id,
        WireType.TEXT,
        anything(chance),
        "",
        seconds * 1000,
        ID[who],
        chance.choice(list(HOME.values())),
        "",
        (),
    )


def _mad(payload: Payload, chance: Random) -> Payload:
    """One to three fields gone or mad."""
    for _ in range(chance.randint(1, 3)):
        field, value = chance.choice(
            (
                ("type", chance.choice((*WireType, -1, 99, 2**31 - 1))),
                ("text", chance.choice(("", twisted(payload.text, chance), *_PINS))),
                ("file_name", chance.choice(("", "附件3.docx", "../x", "\udcff" * 300))),
                ("timestamp", chance.choice(_TIMES)),
                ("talker", chance.choice(("", ME, "wxid_nobody", "\0", "x" * 5_000, twisted("id-hao", chance)))),
                ("room", chance.choice((*(room or "" for room in ROOMS), "x" * 5_000, "\0"))),
                ("listener", chance.choice(("", ME, payload.talker))),
                ("mentions", chance.choice(((ME,), ("",) * 50, (ME, ME, "all"), tuple(f"w{n}" for n in range(5_000))))),
            )
        )
        payload = replace(payload, **{field: value})  # type: ignore[arg-type]
    return payload


def case(chance: Random, name: str) -> Case:
    good = _payload(chance, f"{name}.1")
    way = chance.randint(0, 6)
    if way == 0:  # an id used again for something else
        other = replace(_payload(chance, f"{name}.1"), talker=chance.choice((good.talker, "id-qi")))
        return (_told(good), _told(_mad(other, chance)))
    if way == 1:  # the same under a new id
        return (_told(good), _told(replace(good, id=f"{name}.2")))
    if way == 2:  # recalled: something unknown, itself, something mad, something of others, before it came
        target = chance.choice(
            ("unknown-id", f"{name}.1", f"{name}.2", "", " ", "<sysmsg>", "x" * 300, "\0", "protocols-00001.1")
        )
        recall = replace(_payload(chance, f"{name}.2"), type=int(WireType.RECALLED), text=target)
        recall = replace(
            recall, talker=chance.choice((good.talker, recall.talker)), room=chance.choice((good.room, QINGSHI))
        )
        return (_told(good), _told(recall)) if chance.random() < 0.7 else (_told(recall), _told(good))
    if way == 3:  # out of order
        later = replace(_payload(chance, f"{name}.2"), timestamp=good.timestamp - chance.choice((1, 10**6, 10**8)))
        return (_told(good), _told(replace(later, talker=good.talker, room=good.room)))
    if way == 4:
        pin = replace(good, type=int(WireType.LOCATION), text=chance.choice(_PINS))
        return (_told(pin, chance.choice((None, *_PLACES))),)
    ids = chance.choice(
        (f"{name}.1", f"{name}.1", f"{name}.{'9' * 2_000}", f"{name}.\0", f"{name}.\ud800", f"{name}. ")
    )
    return (_told(_mad(replace(good, id=ids), chance)),)


def _told(payload: Payload, place: Place | None = None) -> Step:
    return Step(payload.id, payload.talker, payload=payload, place=place, after=10)
