"""What a dispatcher dictates, in any punctuation."""

from __future__ import annotations

import pytest

from domain.orders import BadOrder, Order, OrderFault, number_in, order_of
from storage.lexicons import load_lexicon
from tests.cast import ROSTER

LEXICON = load_lexicon()
BOTH = ("qingshi", "baihe")


@pytest.mark.parametrize(
    ("said", "groups", "text"),
    [
        ("指令 全体：今晚加查工地", BOTH, "今晚加查工地"),
        ("指令 全体:今晚8点前：附件2发群里", BOTH, "今晚8点前：附件2发群里"),
        ("指令全体今晚加查工地", BOTH, "今晚加查工地"),
        ("指令：各组，注意安全", BOTH, "注意安全"),
        ("【指令】各驻市组 明早8点前出发", BOTH, "明早8点前出发"),
        ("指令 @所有人 今晚加查工地", BOTH, "今晚加查工地"),
        ("发指令，所有组：核查渣土车", BOTH, "核查渣土车"),
        ("指令 青石：去东泉区", ("qingshi",), "去东泉区"),
        ("指令 青石、白河：去县里", BOTH, "去县里"),
        ("指令 驻白河市暗访核查组和青石组 去县里", ("baihe", "qingshi"), "去县里"),
        ("指令 青石组今晚加查工地", ("qingshi",), "今晚加查工地"),
        ("指令：请驻青石、白河组今日重点核查工地", BOTH, "今日重点核查工地"),
        ("调度指令 baihe: 去县里", ("baihe",), "去县里"),
        ("指令 轻石：去县里", ("qingshi",), "去县里"),  # a homophone
        ("指令 青石、青石：去县里", ("qingshi",), "去县里"),
        ("指令 青石\n一、查工地\n二、查车辆", ("qingshi",), "一、查工地\n二、查车辆"),
        ("指令 青石，下午3点：县里集合", ("qingshi",), "下午3点：县里集合"),
        ("指令 全体，注意：今晚有雨", BOTH, "注意：今晚有雨"),
    ],
)
def test_groups_and_text_are_told_apart(said: str, groups: tuple[str, ...], text: str) -> None:
    assert order_of(said, ROSTER, LEXICON) == Order(groups, text)


@pytest.mark.parametrize(
    ("said", "fault", "word"),
    [
        ("指令", OrderFault.NO_TARGET, ""),
        ("指令 全体：", OrderFault.EMPTY, ""),
        ("指令 全体", OrderFault.EMPTY, ""),
        ("指令 全体：" + "查" * 1_500, OrderFault.TOO_LONG, ""),
        ("指令 今晚加查工地和道路", OrderFault.NO_TARGET, ""),
        ("指令 黑山：去县里", OrderFault.UNKNOWN_GROUP, "黑山"),
        ("指令 青石、黑山组：去县里", OrderFault.UNKNOWN_GROUP, "黑山组"),
    ],
)
def test_a_faulty_order_says_what_is_wrong(said: str, fault: OrderFault, word: str) -> None:
    assert order_of(said, ROSTER, LEXICON) == BadOrder(fault, word)


def test_who_at_mentions_all_need_not_name_them() -> None:
    assert order_of("指令 今晚加查工地", ROSTER, LEXICON, everyone=True) == Order(BOTH, "今晚加查工地")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("指令 1020-1", "1020-1"),
        ("1020－02 谁没回", "1020-2"),
        ("指令1107—3情况", "1107-3"),
        ("指令情况", None),
        ("110720-1", None),
    ],
)
def test_the_number_of_an_instruction_is_found(said: str, number: str | None) -> None:
    assert number_in(said) == number
