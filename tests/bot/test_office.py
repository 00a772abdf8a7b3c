"""Each paper of a replayed sample day, opened in LibreOffice and printed: its words, its numbers, its pictures.

Where there is no LibreOffice this is skipped; `.ci/run` installs it (LANSHAO_REQUIRE_OFFICE). A replay of a day and one
start of LibreOffice take some ten seconds.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from documents.paper_files import write_paper
from documents.sample_papers import AT, sample_fields
from domain.made_papers import PaperKind
from tests.documents.test_paper_files import NASTY, folded, hostile
from tests.house.sources import ROOT
from tests.reading_word import lively, pictures
from tests.sample_day import COMMAND, DISPATCHER, GROUP, LEADER, papers_of, played_with

REQUESTS = (
    (LEADER, GROUP, "典型案例 #3 #41"),
    (LEADER, GROUP, "交办单 #3"),
    (LEADER, GROUP, "附件2 Word"),
    (LEADER, GROUP, "工作建议 第1轮：一是加大夜查。"),
    (LEADER, GROUP, "签字 第1轮报告"),
    (LEADER, GROUP, "第1轮核查报告"),
    (DISPATCHER, COMMAND, "日报 Word"),
    (DISPATCHER, COMMAND, "阶段性报告 10月19日至10月20日"),
    (DISPATCHER, COMMAND, "通报草稿"),
    (DISPATCHER, COMMAND, "专题报告"),
)
FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{}</dir></fontconfig>'


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as it is printed, what was said with it, and the Word file."""

    text: str
    pages: int
    said: str
    content: bytes


def office() -> str | None:
    """LibreOffice, or None; where it is required its lack is an error."""
    found = shutil.which("soffice") if shutil.which("pdftotext") else None
    if found is None and os.environ.get("LANSHAO_REQUIRE_OFFICE"):
        raise RuntimeError("soffice and pdftotext are required and not there")
    return found


def printed(folder: Path, papers: Mapping[str, bytes]) -> dict[str, tuple[str, int]]:
    """Text and number of pages of each paper as LibreOffice prints it, by the name given; one start for all."""
    program = office()
    assert program is not None
    for number, content in enumerate(papers.values()):
        (folder / f"p{number}.docx").write_bytes(content)
    (folder / "fonts.conf").write_text(FONTS.format(ROOT / "documents" / "fonts"), "utf-8")
    own = {"HOME": str(folder), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    sources = [str(folder / f"p{number}.docx") for number in range(len(papers))]
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(folder), *sources], env={**os.environ, **own}, capture_output=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return {name: _text_of(folder / f"p{number}.pdf") for number, name in enumerate(papers)}


def _text_of(pdf: Path) -> tuple[str, int]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    return folded(text.replace("\f", "\n")), text.count("\f")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    if office() is None:
        pytest.skip("LibreOffice (soffice) or poppler (pdftotext) is not installed")
    folder = tmp_path_factory.mktemp("office")
    papers = papers_of(played_with(folder, REQUESTS))
    pages = printed(folder, {name: content for name, (content, _) in papers.items()})
    return {name: Printed(*pages[name], said, content) for name, (content, said) in papers.items()}


def one(day: Mapping[str, Printed], start: str) -> Printed:
    (found,) = [paper for name, paper in day.items() if name.startswith(start)]
    return found


def test_every_paper_asked_for_is_there_and_dead(day: dict[str, Printed]) -> None:
    assert len(day) == 9
    for name, paper in day.items():
        assert lively(paper.content) == [] and paper.pages >= 1 and "没有做成" not in paper.said, name
        assert len(name.encode()) <= 200


def test_a_case_is_printed_with_its_sentence_its_words_and_its_photos(day: dict[str, Printed]) -> None:
    case = one(day, "附件3典型案例-开封1020-3-")
    assert case.text.startswith(
        "暗访核查典型案例10月20日，驻开封市暗访核查组执法人员苗志强、赵晨阳，在执法检查时发现开封珩泰新型建材有限公司"
        "涉嫌存在扬尘治理、治污设施方面环境违法行为。违法内容描述：正在生产。破碎机进料口集气罩破损，"
    )
    assert [case.text.count(f"照片{n}10月20日") for n in (1, 2, 3, 4, 5)] == [1, 1, 1, 1, 0]
    assert len(pictures(case.content)) == 4 and "至少150字" in case.said


def test_a_slip_and_the_list_tell_of_the_same_problems(day: dict[str, Printed]) -> None:
    slip, listed = one(day, "附件2环境问题交办单"), one(day, "附件2问题清单")
    for problem in ("破碎机进料口集气罩破损", "配套布袋除尘器脉冲喷吹阀损坏", "院内机制砂约400㎡露天堆放未苫盖"):
        assert problem in slip.text and problem[:9] in listed.text
    assert "接收单位" in slip.text and "【待填：省厅意见】" in slip.text and len(pictures(slip.content)) == 4
    assert "共24处，问题45个，其中涉嫌环境违法12处；另有立行立改12处未列。" in listed.text
    assert listed.pages == listed.text.count("序号核查组检查对象"), "the heading stands on each page"


def test_the_numbers_of_the_reports_are_those_of_the_day(day: dict[str, Printed]) -> None:
    daily, stage, report = one(day, "日报"), one(day, "阶段性报告"), one(day, "核查报告")
    four = re.compile(r"共检查点位(\d+)个，问题点位(\d+)个，存在问题(\d+)个，建议移交立案处罚(\d+)个")
    assert [four.findall(paper.text) for paper in (daily, stage, report)] == [
        [("55", "36", "60", "12")],
        [("56", "36", "60", "12")],
        [("56", "36", "60", "12")],
    ]
    assert "10月19日110000" not in stage.text and "10月20日5541366012" in stage.text
    assert "一是加大夜查。" in report.text and "核查组组长签字：卫东升10月20日21:3" in report.text
    assert "截至10月20日21:3" in report.text and "工作建议待" not in report.said
    bulletin = one(day, "通报")
    assert "开封组55165%36/55194%1" in bulletin.text
    assert one(day, "专题报告").text.startswith("暗访核查专题报告（草稿）")


def test_hostile_text_is_printed_as_it_reads(tmp_path: Path) -> None:
    if office() is None:
        pytest.skip("LibreOffice (soffice) or poppler (pdftotext) is not installed")
    text = "\n".join(NASTY)
    papers = {
        kind.value: write_paper(kind.value, None, hostile(sample_fields(kind), text), {}, AT)["file"]
        for kind in (PaperKind.HANDOVER_SLIP, PaperKind.BULLETIN)
    }
    for name, (said, pages) in printed(tmp_path, papers).items():
        assert pages >= 1, name
        for left in ("{{7*7}}{{config}}", "=cmd|'/Ccalc'!A0", "&amp;&#x41;]]>", "甲乙丙丁戊", "半个表情"):
            assert left in said, (name, left)
