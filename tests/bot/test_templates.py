"""`lanshao papers`: the user's own templates are tried out before anybody waits for a paper."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bot.__main__ import main
from documents.paper_files import TEMPLATES


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANSHAO_TEMPLATES", str(tmp_path / "own"))
    return tmp_path / "own"


def test_the_shipped_templates_are_copied_and_what_was_changed_stays(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.mkdir()
    (own / "bulletin.docx").write_bytes(b"mine")
    assert main(["papers", "copy", str(own)]) == 0
    assert "bulletin.docx 已有，没有动" in capsys.readouterr().out
    assert {file.name for file in own.iterdir()} == {file.name for file in TEMPLATES.glob("*.docx")}
    assert (own / "bulletin.docx").read_bytes() == b"mine"


def test_each_fault_is_told_with_the_name_of_its_file(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["papers", "check"]) == 0
    assert "都用自带的" in capsys.readouterr().out
    own.mkdir()
    (own / "典型案例.docx").write_bytes(b"")
    (own / "~$bulletin.docx").write_bytes(b"")
    paper = docx.Document(str(TEMPLATES / "typical_case.docx"))
    paper.add_paragraph("{{ nothing }}")
    paper.save(str(own / "typical_case.docx"))
    busy = docx.Document(str(TEMPLATES / "bulletin.docx"))
    busy.add_paragraph("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    busy.save(str(own / "bulletin.docx"))
    assert main(["papers", "check"]) == 1
    lines = capsys.readouterr().out.splitlines()[1:]
    assert len(lines) == 3
    assert lines[0] == "模板 bulletin.docx 填起来太费时，没有填完"
    assert lines[1].startswith("模板 typical_case.docx 用了没有的项")
    assert lines[2].startswith("模板 典型案例.docx 不会用到，名字应为 typical_case.docx、")
