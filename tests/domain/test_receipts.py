"""收到: what is one, what only sounds like one, and who asks for it."""

from __future__ import annotations

import pytest

from domain.receipts import asks_receipt, assents, is_acknowledgement
from storage.lexicons import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    "said",
    [
        "收到",
        "收道",
        "收到。",
        "收到[抱拳]",
        "收到🌙",
        "1组收到",
        "３组收到",
        "第二小组收到",
        "7收到",
        "#3组# 收到",
        "已收到",
        "收到收到",
        "明白收到",
        "好的，收到！",
        "报告组长，4组收到",
        "青石组收到",
        "驻青石组收到🫡",
        "我们组收到",
        "收到，马上落实",
        "收到，已转各小组",
        "郝大川收到",
        "1组郝大川 收到",
        "@罗青 收到",
        "全组已收到",
        "收到，谢谢组长",
    ],
)
def test_an_acknowledgement_is_taken_for_one(said: str) -> None:
    assert is_acknowledgement(said, LEXICON, names=("郝大川",))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "好的",
        "明白",
        "模板收到",
        "邮件收到了吗",
        "收到请回复",
        "没收到",
        "收到照片了",
        "请教老师",
        "欢迎欢迎 收到",
        "收到一封举报信",
        "1组",
        "收到附件2",
        "照片还没收到",
        "收到2组的材料",
        "？",
    ],
)
def test_what_only_contains_the_words_is_none(said: str) -> None:
    assert not is_acknowledgement(said, LEXICON)


@pytest.mark.parametrize("said", ["收到", "明白", "好的", "马上安排", "中", "收到，明天争取10家", "OK"])
def test_whoever_quotes_the_instruction_may_assent_in_his_own_words(said: str) -> None:
    assert assents(said, LEXICON)


@pytest.mark.parametrize("said", ["几点？", "这是哪个清单", "", "2组去不了"])
def test_a_question_about_the_instruction_is_no_assent(said: str) -> None:
    assert not assents(said, LEXICON)


@pytest.mark.parametrize(
    "said",
    [
        "收到请回复",
        "今晚加查工地。收到请回复。",
        "@所有人 收到回复",
        "收到请回",
        "各组回复收到",
        "请回复“收到”",
        "收到扣1",
        "知悉请回复",
        "看到请回",
        "收到后请各组回复",
        "收到回",
        "请大家收到回复一下",
    ],
)
def test_a_request_for_receipt_is_noticed(said: str) -> None:
    assert asks_receipt(said, LEXICON)


def test_the_request_at_the_end_of_a_long_notice_is_noticed() -> None:
    assert asks_receipt("加强巡查。" * 2000 + "收到请回复。", LEXICON)


@pytest.mark.parametrize(
    "said",
    [
        "收到",
        "1组收到",
        "收到，马上去",
        "收到附件2",
        "已收到材料，请放心",
        "回复一下县区",
        "收到，回来再说",
        "等收到再说",
    ],
)
def test_other_words_ask_for_nothing(said: str) -> None:
    assert not asks_receipt(said, LEXICON)


@pytest.mark.parametrize(
    "said", ["1" * 40, "组" * 40, "收到" * 20, "一" * 39 + "组", "报告组长" * 9, "是" * 40, "收到了" * 300]
)
def test_a_hostile_text_costs_nothing(said: str) -> None:
    is_acknowledgement(said, LEXICON)
    asks_receipt(said * 100, LEXICON)
