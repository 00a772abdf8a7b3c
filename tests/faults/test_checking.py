"""The checker finds what is wrong in histories that were made wrong; in a right one it finds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.calendars import SHANGHAI
from tests.cast import BAIHE, QINGSHI
from tests.faults.checking import CHECKS, findings
from tests.faults.histories import History, Kept, Owed, Said, Seen, Visit

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)


def _said(number: int, **more: object) -> Said:
    told = {"room": QINGSHI, "who": "id-hao", "kind": "Text", "announced": (number,)} | more
    return Said(f"m{number}", NOW + timedelta(minutes=number), **told)  # type: ignore[arg-type]


RIGHT = History(
    said=(
        _said(1, place="锦川"),
        _said(2, kind="Image", sha256="aa"),
        _said(3),
        replace(_said(4, announced=(4, 5)), of="m1", at=NOW + timedelta(minutes=1)),
        _said(9, announced=()),
    ),
    seen=(Seen("s1", QINGSHI, "回一"), Seen("s2", QINGSHI, "@郝大川\u2005回二"), Seen("s3", QINGSHI, sha256="bb")),
    kept=(
        Kept("m1", 1, "handled"),
        Kept("m2", 2, "handled", "kept", "aa"),
        Kept("m3", 3, "handled"),
        Kept("m4", 4, "repeat", repeat_of="m1"),
    ),
    windows=((NOW + timedelta(minutes=8), NOW + timedelta(minutes=10)),),
    acknowledged=frozenset({"m1", "m2", "m3"}),
    heard=((NOW.timestamp(), (NOW + timedelta(minutes=8, seconds=10)).timestamp()),),
    scolded_at=(NOW.timestamp() - 3_600,),
    owed=(
        Owed(1, "k1", "answer", QINGSHI, "回一"),
        Owed(2, "k2", "tally", QINGSHI, "回二", ("bb",)),
        Owed(3, "k3", "answer", BAIHE, "没人见过的回答", state="failed", reason="unknown: dropped"),
    ),
    visits=(Visit(1, "锦川", ("m1", "m2")),),
    numbers={"visit": (1, 1)},
)

#: Its third message is a command, an instruction for one room.
COMMANDED = replace(
    RIGHT,
    said=tuple(replace(s, calls=True, order="查工地", for_rooms=(BAIHE,)) if s.id == "m3" else s for s in RIGHT.said),
    seen=(*RIGHT.seen, Seen("s4", QINGSHI, "回三"), Seen("s5", BAIHE, "【指令 1】查工地")),
    owed=(
        *RIGHT.owed,
        Owed(4, "k4", "acknowledgement", QINGSHI, "回三", answers="m3"),
        Owed(5, "k5", "instruction", BAIHE, "【指令 1】查工地"),
    ),
)

#: One of its posts was too long for one message.
LONG = replace(
    RIGHT,
    seen=(
        *RIGHT.seen,
        Seen("s4", QINGSHI, "@郝大川\u2005@潘越\u2005（1/2）已记录两处\n#1 锦川\n"),
        Seen("s5", QINGSHI, "（2/2）#2 另一家"),
    ),
    owed=(*RIGHT.owed, Owed(4, "k4", "acknowledgement", QINGSHI, "已记录两处\n#1 锦川\n#2 另一家")),
)

WRONG = {
    "a part twice": ("double posts", replace(LONG, seen=(*LONG.seen, Seen("s6", QINGSHI, "（2/2）#2 另一家")))),
    "a part of another text": ("double posts", replace(LONG, seen=(*LONG.seen, Seen("s6", QINGSHI, "（2/2）#3 谁家")))),
    "a part never seen": ("lost posts", replace(LONG, seen=LONG.seen[:-1])),
    "a message is lost outside every window": ("lost messages", replace(RIGHT, kept=RIGHT.kept[:2])),
    "the window is elsewhere": ("lost messages", replace(RIGHT, windows=((NOW, NOW + timedelta(minutes=5)),))),
    "a message is lost after its commit": (
        "lost after the commit",
        replace(RIGHT, acknowledged=frozenset({"m1", "m9"})),
    ),
    "a window over everything": ("needless windows", replace(RIGHT, windows=((NOW, NOW + timedelta(minutes=10)),))),
    "a window that never ends": ("needless windows", replace(RIGHT, windows=((NOW, None),))),
    "a message is kept twice": ("invented messages", replace(RIGHT, kept=(*RIGHT.kept, Kept("m3", 5, "handled")))),
    "a message that nobody said": ("invented messages", replace(RIGHT, kept=(*RIGHT.kept, Kept("x", 5, "handled")))),
    "a message without effect": (
        "unhandled messages and files",
        replace(RIGHT, kept=(*RIGHT.kept[:2], Kept("m3", 3, "kept"))),
    ),
    "a file that never came": (
        "unhandled messages and files",
        replace(RIGHT, kept=(RIGHT.kept[0], Kept("m2", 2, "handled", "awaited"), RIGHT.kept[2])),
    ),
    "another file": (
        "unhandled messages and files",
        replace(RIGHT, kept=(RIGHT.kept[0], Kept("m2", 2, "handled", "kept", "cc"), RIGHT.kept[2])),
    ),
    "a repeat that counts": ("double effects", replace(RIGHT, kept=(*RIGHT.kept[:3], Kept("m4", 4, "handled")))),
    "a report in no visit": ("wrong visits", replace(RIGHT, visits=())),
    "a report in two visits": ("wrong visits", replace(RIGHT, visits=(*RIGHT.visits, Visit(2, "另一家", ("m1",))))),
    "a place twice": ("wrong visits", replace(RIGHT, visits=(*RIGHT.visits, Visit(2, "锦川", ("m3",))))),
    "a visit out of nothing": ("wrong visits", replace(RIGHT, visits=(*RIGHT.visits, Visit(2, "无中生有", ("m3",))))),
    "a command without an answer": ("wrong answers", replace(COMMANDED, owed=COMMANDED.owed[:-2])),
    "a command answered twice": (
        "wrong answers",
        replace(COMMANDED, owed=(*COMMANDED.owed, Owed(9, "k9", "answer", QINGSHI, "再回三", answers="m3"))),
    ),
    "an instruction given twice": (
        "wrong answers",
        replace(COMMANDED, owed=(*COMMANDED.owed, Owed(9, "k9", "instruction", BAIHE, "【指令 2】查工地"))),
    ),
    "an instruction not given": ("wrong answers", replace(COMMANDED, owed=COMMANDED.owed[:-1])),
    "a text twice": ("double posts", replace(RIGHT, seen=(*RIGHT.seen, Seen("s4", QINGSHI, "回一")))),
    "a text with a name twice": ("double posts", replace(RIGHT, seen=(*RIGHT.seen, RIGHT.seen[1]))),
    "a picture twice": ("double posts", replace(RIGHT, seen=(*RIGHT.seen, Seen("s4", QINGSHI, sha256="bb")))),
    "a text in the wrong room": ("double posts", replace(RIGHT, seen=(*RIGHT.seen, Seen("s4", BAIHE, "回一")))),
    "again without a mark": (
        "double posts",
        replace(
            RIGHT,
            seen=(Seen("s1", QINGSHI, "回一"), Seen("s2", QINGSHI, "回一"), *RIGHT.seen[1:]),
            owed=(Owed(1, "k1", "tally", QINGSHI, "（重发）回一"), *RIGHT.owed[1:]),
        ),
    ),
    "held sent and never seen": ("lost posts", replace(RIGHT, seen=RIGHT.seen[1:])),
    "a picture never seen": ("lost posts", replace(RIGHT, seen=RIGHT.seen[:2])),
    "still owed": ("lost posts", replace(RIGHT, owed=(*RIGHT.owed, Owed(4, "k4", "answer", BAIHE, "x", state="owed")))),
    "an instruction dropped": (
        "lost posts",
        replace(RIGHT, owed=(*RIGHT.owed, Owed(4, "k4", "instruction", BAIHE, "x", state="failed"))),
    ),
    "kept in another order": (
        "wrong order in",
        replace(
            RIGHT, kept=(Kept("m3", 1, "handled"), Kept("m1", 2, "handled"), Kept("m2", 3, "handled", "kept", "aa"))
        ),
    ),
    "seen in another order": (
        "wrong order out",
        replace(
            RIGHT,
            seen=(Seen("s1", BAIHE, "后"), Seen("s2", BAIHE, "先")),
            owed=(Owed(1, "k1", "answer", BAIHE, "先"), Owed(2, "k2", "answer", BAIHE, "后")),
        ),
    ),
    "a broken chain": ("broken records", replace(RIGHT, chain_faults=("第3条被改动",))),
    "a counter that is ahead": ("broken records", replace(RIGHT, numbers={"visit": (2, 1)})),
    "no rest after 频繁": (
        "too fast",
        replace(RIGHT, scolded_at=(30.0,), seen=(*RIGHT.seen, Seen("s4", QINGSHI, "回三", at=60.0))),
    ),
    "a flood": (
        "too fast",
        replace(RIGHT, seen=tuple(Seen(f"s{n}", QINGSHI, f"{n}", at=float(n)) for n in range(41))),
    ),
}


@pytest.mark.parametrize("right", [RIGHT, COMMANDED, LONG])
def test_a_right_history_has_no_findings(right: History) -> None:
    assert findings(right) == {name: [] for name in CHECKS}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_found_by_the_check_for_it(what: str) -> None:
    name, history = WRONG[what]
    assert findings(history)[name] != []


def test_every_check_was_shown_something_wrong() -> None:
    assert {name for name, _ in WRONG.values()} == set(CHECKS)


def test_a_post_said_again_with_its_mark_is_no_double() -> None:
    again = replace(
        RIGHT,
        seen=(*RIGHT.seen, Seen("s9", QINGSHI, "（重发）回二")),
        owed=(RIGHT.owed[0], Owed(2, "k2", "tally", QINGSHI, "（重发）回二", ("bb",)), RIGHT.owed[2]),
    )
    assert findings(again)["double posts"] == []


def test_a_post_of_which_only_the_second_saying_was_seen_is_not_lost_and_not_late() -> None:
    later = Owed(4, "k4", "answer", BAIHE, "后")
    again = replace(
        RIGHT,
        seen=(*RIGHT.seen, Seen("s8", BAIHE, "后"), Seen("s9", BAIHE, "（重发）先")),
        owed=(*RIGHT.owed, Owed(5, "k5", "roll_call", BAIHE, "（重发）先"), replace(later, id=6)),
    )
    assert findings(again) == {name: [] for name in CHECKS}
