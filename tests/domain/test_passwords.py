"""Which passwords are taken, and how long one waits after wrong ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.passwords import LIMITS, Fault, fault_of, is_login, login_of


@pytest.mark.parametrize(
    "password",
    [
        "河边柳树下的第三块石头",
        "correct horse battery",
        "k7#pX2!qLm",
        "8405917362",
        "2020年10月去青石",
        "passage to india",
    ],
)
def test_a_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert fault_of(password, "齐正", "qizheng") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", Fault.SHORT),
        ("k7#pX2!qL", Fault.SHORT),
        ("字" * 201, Fault.LONG),
        ("齐正20201021", Fault.NAMED),
        ("QiZheng12345!", Fault.NAMED),
        ("qizhengqizheng", Fault.NAMED),
        ("1234567890", Fault.OBVIOUS),
        ("aaaaaaaaaaaa", Fault.OBVIOUS),
        ("abababababab", Fault.OBVIOUS),
        ("13912345679", Fault.OBVIOUS),
        ("15840591736", Fault.OBVIOUS),
        ("Password2020!", Fault.OBVIOUS),
        ("qwertyuiop", Fault.OBVIOUS),
        ("poiuytrewq", Fault.OBVIOUS),
        ("lanshao@2020", Fault.OBVIOUS),
    ],
)
def test_one_that_is_tried_first_is_not(password: str, fault: Fault) -> None:
    assert fault_of(password, "齐正", "qizheng") is fault


def test_a_login_name_is_the_same_however_it_is_typed() -> None:
    assert login_of(" ＱiＺheng ") == "qizheng"
    assert is_login("qizheng") and is_login("齐正") and is_login("qi.zheng-2@x")
    assert not any(map(is_login, ("", "qi zheng", "<b>", "a" * 41, "a\n", "a/b")))


def test_pauses_grow_with_each_wrong_password_and_have_an_end() -> None:
    pauses = [LIMITS["pair"].pause(count) for count in range(1, 1_001)]
    assert pauses[:5] == [timedelta()] * 5
    assert pauses[5:8] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert set(pauses[10:]) == {timedelta(minutes=15)}


def test_what_others_can_run_up_keeps_nobody_waiting_for_long() -> None:
    assert max(LIMITS[kind].pause(10**6) for kind in ("address", "account")) <= timedelta(minutes=1)
