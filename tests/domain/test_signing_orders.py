"""What signs and what does not: a signature is never read out of words that say anything besides."""

from __future__ import annotations

import time

import pytest

from domain.commands import plain_request
from domain.rosters import Role
from domain.signing_orders import SigningOrder, signing_order, unsigning_order
from tests.cast import GROUPS
from tests.paper_desk import LEXICON


def read(text: str, role: Role = Role.LEADER) -> SigningOrder | None:
    return signing_order(plain_request(text), role, GROUPS, LEXICON)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("签字 #12 #15-#18", SigningOrder((12,), ((15, 18),))),
        ("签字 #15-18", SigningOrder((), ((15, 18),))),
        ("签字 1-2", SigningOrder((), ((1, 2),))),
        ("签字 #1至#2", SigningOrder((), ((1, 2),))),
        ("签字 12", SigningOrder((12,))),
        ("签字 #1、2、3", SigningOrder((1, 2, 3))),
        ("签字：#12，#13。", SigningOrder((12, 13))),
        ("#1 #3 同意签字", SigningOrder((1, 3))),
        ("签名 #1", SigningOrder((1,))),
        ("组长签字 #1", SigningOrder((1,))),
        ("#1已签", SigningOrder((1,))),
        ("我签了 #1", SigningOrder((1,))),
        ("青石组 签字 #1", SigningOrder((1,))),
        ("签字 编号12", SigningOrder((12,))),
        ("签字 第2轮报告", SigningOrder(round=2, report=True)),
        ("签字 第三轮次暗访核查报告", SigningOrder(round=3, report=True)),
        ("第1轮报告签字", SigningOrder(round=1, report=True)),
        ("本轮报告签字", SigningOrder(report=True)),
        ("核查报告签字", SigningOrder(report=True)),
        ("签字 第1轮", SigningOrder(round=1)),
        ("签字 11月7日", SigningOrder(dated=True)),
        ("签字 11月7日 #3", SigningOrder((3,), dated=True)),
        ("今天签字", SigningOrder(dated=True)),
        ("今天的都签字", SigningOrder(dated=True)),
        ("全部签字", SigningOrder(everything=True)),
        ("都签了", SigningOrder(everything=True)),
        ("签字 本组", SigningOrder(everything=True)),
        ("签字", SigningOrder()),
    ],
)
def test_numbers_ranges_days_and_rounds_are_read(text: str, order: SigningOrder) -> None:
    assert read(text) == order


@pytest.mark.parametrize(
    "text",
    [
        "#1暂不签字",
        "#1不能签字",
        "#1先不签字",
        "#1不同意签字",
        "#1 拒绝签字",
        "#1 等复核后再签字",
        "#1谁来签字",
        "#1 请温岚签字",
        "请组长签字 #1",
        "组长请签字 #1",
        "签字 #1 有误，退回",
        "#1 老板拒绝签字",
        "#1 法人不肯签字",
        "#1 厂长已签字",
        "签字 #1 先别签",
        "签字 #1 不行，重查",
        "签字 今天 除了#1",
        "签字 今天，#2除外",
        "签字 #1？",
        "签字 #1 行吗",
        "签字 #1 明天",
        "签字 今天和昨天",
        "签字 #1 第1轮报告",
        "签字 1020-2",
        "签字 #5-#3",
        "签字 #1234567",
        "联络员签字 #1",
        "代签 #1",
        "签收 #1",
        "东山组签字 #1",
        "#1 #2",
        "",
    ],
)
def test_whatever_says_more_signs_nothing(text: str) -> None:
    assert read(text) is None


def test_the_liaison_may_say_it_of_himself_where_he_may_sign() -> None:
    assert read("联络员签字 #1", Role.LIAISON) == SigningOrder((1,))
    assert read("组长签字 #1", Role.LIAISON) is None


def test_what_is_taken_back_is_read_in_the_same_way() -> None:
    def read_back(text: str) -> SigningOrder | None:
        return unsigning_order(plain_request(text), Role.LEADER, GROUPS, LEXICON)

    assert read_back("撤销签字 #1 #2") == read_back("取消 #1、#2 的签字") == SigningOrder((1, 2))
    assert read_back("撤销签字 第1轮报告") == SigningOrder(round=1, report=True)
    assert read_back("别撤销签字 #1") is None and read_back("签字 #1") is None


def test_a_long_text_takes_no_time() -> None:
    began = time.thread_time()
    for text in ("签字" * 200, "#" * 400, "1-" * 200, "签字 " + "第1轮" * 130, "的" * 390 + "签字"):
        read(text)
    assert time.thread_time() - began < 0.2
