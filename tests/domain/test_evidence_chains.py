"""The chain of evidence: what is seen of it in the chat, by what people say and how files are called."""

from __future__ import annotations

import pytest

from documents.evidence_chains import chain_line, marks_of
from domain.evidence_chains import Element, chain_of, is_mentioned, is_of_place, kind_of_file
from storage.lexicons import load_lexicon

LEXICON = load_lexicon()


def mentioned(text: str) -> set[Element]:
    papers = (Element.MATERIALS, Element.INQUIRY, Element.INSPECTION)
    return {one for one in papers if is_mentioned(one, [text], LEXICON)}


SAID: tuple[tuple[str, set[Element]], ...] = (
    ("已对负责人制作询问笔录，现场勘验笔录也做了", {Element.INQUIRY, Element.INSPECTION}),
    ("询问及勘验笔录均已签字", {Element.INQUIRY, Element.INSPECTION}),
    ("刚做了笔录", {Element.INQUIRY}),
    ("现场检查（勘察）笔录一份", {Element.INSPECTION}),
    ("调取了危废台账和转移合同", {Element.MATERIALS}),
    ("检测报告已复印", {Element.MATERIALS}),
    ("笔录没做，负责人不在", set()),
    ("要求尽快制作询问笔录", set()),
    ("勘验笔录做了吗？", set()),
    ("危废台账未建立，无环评手续", set()),
    ("长到能写完一份笔录", set()),
    ("未能调取台账", set()),
)


@pytest.mark.parametrize(("text", "elements"), SAID)
def test_what_was_taken_is_known_by_what_people_say_of_it(text: str, elements: set[Element]) -> None:
    assert mentioned(text) == elements


def test_a_file_is_told_by_its_name_and_no_paper_that_is_handed_in_is_evidence() -> None:
    assert kind_of_file("宏图砖厂 询问笔录.pdf", LEXICON) is Element.INQUIRY
    assert kind_of_file("宏图砖厂现场勘察笔录.jpg.pdf", LEXICON) is Element.INSPECTION
    assert kind_of_file("宏图砖厂环评批复.pdf", LEXICON) is Element.MATERIALS
    assert kind_of_file("附件3 典型案例 宏图砖厂.docx", LEXICON) is None
    assert is_of_place("（宏图 砖厂）笔录.pdf", "宏图砖厂", LEXICON) and not is_of_place("砖厂.pdf", "砖厂", LEXICON)


def test_each_element_that_is_missing_is_named_and_none_is_called_undone() -> None:
    texts = ["东泉区宏图砖厂，偷排废水，已做询问笔录", " "]
    chain = chain_of(3, 0, texts, ["宏图砖厂合同.pdf", "典型案例.docx"], LEXICON)
    assert list(chain) == list(Element)
    assert chain_line(chain) == "证据：照片3、文字1、资料1、询问笔录（文字提到）；视频、勘验笔录群内未见"
    assert [one.name for one in marks_of(chain) if not one.is_seen] == ["视频", "勘验笔录"]
    whole = chain_of(1, 1, texts, ["宏图砖厂合同.pdf", "询问笔录.pdf", "勘验笔录.pdf"], LEXICON)
    assert "群内未见" not in chain_line(whole)
