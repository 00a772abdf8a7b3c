"""Which instructions want a second pair of eyes."""

from __future__ import annotations

import pytest

from domain.cautions import cautions_in
from storage.lexicons import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("今晚按附后清单核查", ("清单",)),
        ("点位名单如下：宏图砖厂、远大石料", ("名单",)),
        ("今晚目标：东泉区三家砖厂", ("目标",)),
        ("接到线索，去云台县查三家涂装厂", ("线索",)),
        ("不得外传：23点突击", ("不得外传",)),
        ("暗查路线：东泉区到西岭区", ("暗查路线",)),
    ],
)
def test_targets_and_lists_are_sensitive(text: str, words: tuple[str, ...]) -> None:
    assert cautions_in(text, LEXICON).sensitive == words


@pytest.mark.parametrize(
    "text",
    [
        "今晚8点前把问题清单发群里",
        "各组报一下出勤名单",
        "完成今日工作目标，每个小组8家",
        "对照整改清单回头看",
        "投诉线索核实情况明天报",
        "今晚加查工地和渣土车",
    ],
)
def test_everyday_words_are_not(text: str) -> None:
    assert not cautions_in(text, LEXICON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("辖区砖厂一律停产", ("停产",)),
        ("对散乱污企业一刀切", ("一刀切",)),
        ("发现问题的立即关停", ("关停",)),
        ("对拒不整改的拉闸断电", ("拉闸", "断电")),
    ],
)
def test_closing_firms_outright_is_drastic(text: str, words: tuple[str, ...]) -> None:
    assert cautions_in(text, LEXICON).drastic == words


@pytest.mark.parametrize(
    "text",
    [
        "严禁以停代查，严禁采取“一刀切”的方式关停企业",
        "管控期间核查停产企业是否落实",
        "重点看错峰停产措施",
        "不得一刀切",
        "查看关闭阀门情况",
    ],
)
def test_forbidding_it_and_checking_it_is_not(text: str) -> None:
    assert cautions_in(text, LEXICON).drastic == ()


@pytest.mark.parametrize(
    "hidden",
    [
        "关\u200b停",
        "关 停",
        "关　停",
        "关\u2060\ufeff停",
        "关·停",
        "关、停",
        "关~停",
        "关\ufe0f停",
        "关\ue000停",
        "關停",
        "關\u200b 停",
        "關\n停",
    ],
)
def test_signs_between_and_traditional_characters_hide_no_word(hidden: str) -> None:
    assert cautions_in(f"辖区砖厂一律{hidden}", LEXICON).drastic == ("关停",)
    assert cautions_in(f"严禁扰民。砖厂一律{hidden}", LEXICON).drastic == ("关停",)


@pytest.mark.parametrize("text", ["點位名單如下", "点位名-单如下", "点位 名 单 如下"])
def test_nor_words_of_targets(text: str) -> None:
    assert cautions_in(text, LEXICON).sensitive == ("名单",)


@pytest.mark.parametrize(
    "text",
    ["报联系人姓名、单位、电话", "姓名 单位", "姓名\n单位", "嚴禁以停代查、關停企業", "核查人员2名，单位3家"],
)
def test_everyday_words_that_meet_across_a_sign_are_not_taken_for_one(text: str) -> None:
    assert not cautions_in(text, LEXICON)
