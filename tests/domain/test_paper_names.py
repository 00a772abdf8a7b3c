from __future__ import annotations

import re

import pytest

from domain.commands import intent_of
from domain.declarations import mailed_papers
from domain.lexicons import Lexicon
from domain.paper_names import PaperNames, short_pattern
from domain.papers import named_papers
from domain.submissions import Paper
from storage.lexicons import load_lexicon

FORM, CASE = Paper.HANDOVER_FORM, Paper.TYPICAL_CASE
NAMES: PaperNames = (("handover_form", "附表1", "附表1 问题移交表"), ("typical_case", "附表12", "附表12 示范案例"))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(NAMES)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("附表1", (FORM,)),
        ("附表一没写完", (FORM,)),
        ("附表12（青石）", (CASE,)),
        ("附表1、12", (FORM, CASE)),
        ("附表12和附表1", (FORM, CASE)),
        ("附件2", ()),
        ("附件3、附件2", ()),
        ("交办单", (FORM,)),
        ("典型案例", (CASE,)),
    ],
)
def test_papers_are_known_by_the_names_of_the_profile(text: str, papers: tuple[Paper, ...], lexicon: Lexicon) -> None:
    assert named_papers(text, lexicon) == papers


def test_what_went_by_mail_is_named_as_the_profile_names_it(lexicon: Lexicon) -> None:
    assert mailed_papers("附表12已发邮箱", lexicon) == (CASE,)
    assert mailed_papers("附表1、12已邮", lexicon) == (FORM, CASE)


def test_names_with_signs_of_patterns_are_words() -> None:
    assert re.fullmatch(short_pattern("表(2)+"), "表(2)+") and not re.fullmatch(short_pattern("表(2)+"), "表2")
    lexicon = load_lexicon((("handover_form", "(.*", "(.*"), ("typical_case", "[案", "[案")))
    assert named_papers("今天天气好", lexicon) == ()
    assert named_papers("(.*和[案", lexicon) == (FORM, CASE)


def test_a_profile_without_a_paper_never_hears_its_number() -> None:
    assert named_papers("附件2、附件3", load_lexicon(())) == ()


@pytest.mark.parametrize(
    "words",
    [
        "恢复 沙洲 10月20日 {}1",
        "免交 沙洲 {}1 驻地今日封控",
        "为什么 青石 {}12",
        "{}1怎么填",
        "{}12模板",
        "谁还没报{}1",
        "欠{}12的组",
        "{}1 #12",
        "{}12 #12",
        "{}1 Word",
    ],
)
def test_commands_name_papers_as_the_profile_does(words: str, lexicon: Lexicon) -> None:
    usual = words.replace("{}12", "{}3") if "{}12" in words else words.replace("{}1", "{}2")
    meant = intent_of(usual.format("附件"), load_lexicon(), addressed=True)
    said = intent_of(words.format("附表"), lexicon, addressed=True)
    assert meant is not None and said is not None and said.name == meant.name
