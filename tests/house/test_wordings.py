"""What the bot may never say: advice to close, a verdict, a penalty (seed 002, 五(二) and (四); 003, 五(三))."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.house.sources import ROOT, Source, product

#: What it is, and how it begins to be said. Evidence in people's own words passes through and is none of ours.
NEVER = {
    "advice to close": re.compile("停产|停业|停工|关停|关闭企业|取缔|拉闸|一刀切|一律关|以停代查"),
    "a verdict on people": re.compile("违纪|失职|渎职|漏报|瞒报|谎报|懈怠|不作为|未完成|不合格|追责|问责|通报批评"),
    "a penalty": re.compile("罚款|处罚|拘留|移送公安|立案|查封企业|没收(?!到)|吊销"),
    "a verdict on a firm": re.compile("违法(?=属实|成立|企业)|排污属实|造假(?=属实|企业)"),
}
#: Rooms whose texts are read by people; the others hold none (test_purity).
SPEAKING = ("documents", "bot")


def sentences(file: Source) -> Iterator[str]:
    """Every text of a module but its docstrings, the pieces of an f-string put together."""
    docstrings = {id(node.value) for node in ast.walk(file.tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(file.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | inside:
            yield node.value


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a profile, at any depth: templates, names, reasons."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in texts_of(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts_of(one))


def wrong(texts: Iterator[str]) -> list[tuple[str, str]]:
    return [(what, text) for text in texts for what, never in NEVER.items() if never.search(text)]


@pytest.mark.parametrize("file", [f for f in product() if f.room in SPEAKING], ids=lambda file: file.path)
def test_no_sentence_of_ours_advises_judges_or_punishes(file: Source) -> None:
    assert wrong(sentences(file)) == []


@pytest.mark.parametrize("profile", sorted(ROOT.glob("domain/profiles/*.toml")), ids=lambda path: path.stem)
def test_no_template_of_a_campaign_does(profile: Any) -> None:
    assert wrong(texts_of(tomllib.loads(profile.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("advice to close", "建议对该企业停产整治"),
        ("advice to close", "请立即关停"),
        ("a verdict on people", "2组没有及时发布，属违纪"),
        ("a verdict on people", "附件2漏报"),
        ("a penalty", "拟处罚款5万元"),
        ("a verdict on a firm", "该厂违法属实"),
    ],
)
def test_each_rule_finds_what_it_is_for(what: str, said: str) -> None:
    plain = Source("documents/planted.py", f"TEXT = {said!r}\n")
    pieces = Source("documents/planted.py", f"def text(n: int) -> str:\n    return f'{{n}}组：{said}'\n")
    for planted in (plain, pieces):
        assert [name for name, _ in wrong(sentences(planted))] == [what]


def test_a_docstring_may_name_what_is_forbidden() -> None:
    assert wrong(sentences(Source("documents/planted.py", '"""Never 停产整治, never 违纪."""\n'))) == []
