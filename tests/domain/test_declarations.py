from __future__ import annotations

import time

import pytest

from domain.declarations import mailed_papers
from domain.submissions import Paper
from storage.lexicons import load_lexicon
from tests.paper_desk import LEXICON

FORM, CASE = Paper.HANDOVER_FORM, Paper.TYPICAL_CASE
BOTH = (FORM, CASE)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("已邮", BOTH),
        ("@蓝哨\u2005已邮", BOTH),
        ("已邮[OK]", BOTH),
        ("收到，已邮！", BOTH),
        ("邮件已发", BOTH),
        ("已发邮箱", BOTH),
        ("已发至指定邮箱，请查收", BOTH),
        ("已邮省厅指定邮箱请查收", BOTH),
        ("青石组邮件已发，群里文件太大传不上来", BOTH),
        ("附件2、附件3都邮了，请查收", BOTH),
        ("附件2 附件3 都邮了", BOTH),
        ("今天的材料已经邮过去了", BOTH),
        ("附件3已邮", (CASE,)),
        ("附 件 3 已邮", (CASE,)),
        ("已邮：附件3", (CASE,)),
        ("附件2已邮、请查收", (FORM,)),
        ("典型案例已发邮箱19:50", (CASE,)),
        ("附件3已邮，附件2没写完", (CASE,)),
        ("附件3没写完，已邮", (FORM,)),
        ("附件3太大，已邮", (CASE,)),
        ("附件2已邮，附件3马上", (FORM,)),
        ("「苏禾：各组邮了吗」\n- - - - - - - - -\n已邮", BOTH),
    ],
)
def test_what_went_by_mail_is_told_clause_by_clause(text: str, papers: tuple[Paper, ...]) -> None:
    assert mailed_papers(text, LEXICON) == papers


@pytest.mark.parametrize(
    "text",
    [
        *(
            "照片已邮",
            "视频都邮了",
            "附件9已邮",
            "照片太大，已邮",
            "工作总结已发邮箱",
            "今天的照片已发邮箱",
            "表乙已邮",
        ),
        "名单已邮，请查收",
    ],
)
def test_something_else_that_went_by_mail_is_no_paper(text: str) -> None:
    assert mailed_papers(text, LEXICON) == ()


@pytest.mark.parametrize("text", ["样品已邮", "快递已邮", "发票邮了"])
def test_parcels_are_no_word_about_papers(text: str) -> None:
    assert mailed_papers(text, LEXICON) is None


@pytest.mark.parametrize(
    "text",
    [
        "10月21日已邮",
        "青石已邮",
        "青石组的材料已邮",
        "两件都邮了",
        "今天两份附件都邮了",
        "好的，已邮",
        "19:50已邮",
        "我们已邮",
        "全部已邮",
    ],
)
def test_all_papers_are_meant_where_nothing_else_is_named(text: str) -> None:
    assert mailed_papers(text, LEXICON, ["青石"]) == BOTH


def test_under_other_names_the_default_ones_name_no_paper() -> None:
    names = (("handover_form", "表甲", "表甲 交办表"), ("typical_case", "表乙", "表乙 案例"))
    lexicon = load_lexicon(names)
    assert mailed_papers("附件3已邮", lexicon) == () and mailed_papers("表乙已邮", lexicon) == (CASE,)
    assert mailed_papers("已邮", lexicon) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "「蓝哨：请已邮的组说一声」\n- - - -\n好",
        "已邮的请举手",
        "收到已邮的通知了",
        "请大家已邮后说一声",
        "他们已邮了",
        "已邮错了，要重来",
        "等组长签字，已邮草稿",
        "邮件发了空的，重发",
        "邮件发了三次都不行",
        "都邮了没",
        "都邮了 没",
        "已邮寄样品",
        "已邮？",
        "邮了吗",
        "谁已邮",
        "还没邮",
        "1组交办材料已发联络员邮箱",
        "如已邮件报送，请回复",
        "记得发邮箱",
        "已发我邮箱",
        "邮件明天发",
        "听说白河组已邮",
        "收到",
        "",
        "已邮" * 200_000,
    ],
)
def test_wishes_doubts_hearsay_and_other_mail_are_no_declaration(text: str) -> None:
    assert mailed_papers(text, LEXICON) is None


def test_a_word_said_over_and_over_takes_no_time() -> None:
    began = time.thread_time()
    mailed_papers(f"已邮{'省厅' * 18}嗯", LEXICON)
    assert time.thread_time() - began < 0.1
