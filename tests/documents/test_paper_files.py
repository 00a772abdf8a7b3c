"""Our own Word files: what people wrote is only a value, and a template is not trusted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from PIL import Image

from docs.make_templates import SHEETS, template
from documents.file_names import MOST_BYTES, file_name
from documents.paper_files import TEMPLATES, write_paper
from documents.sample_papers import AT, sample_fields, sample_photos
from domain.made_papers import PaperKind
from tests.house.sources import ROOT
from tests.reading_word import lively, pictures, words

FIELD = "</w:t></w:r><w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r>"
ENTITY = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;"

#: What somebody may write to make a document do something, or to break it; and what is left of it to read.
NASTY = {
    '=HYPERLINK("http://evil.example","x")': '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "＝1+1 ＋1 －1 ＠x": "＝1+1 ＋1 －1 ＠x",
    "{{ 7*7 }} {{ config }}": "{{ 7*7 }} {{ config }}",
    "{% for x in range(9) %}料堆{% endfor %}": "{% for x in range(9) %}料堆{% endfor %}",
    "{%tr for row in rows %}": "{%tr for row in rows %}",
    "{# 注 #} {{": "{# 注 #} {{",
    FIELD: FIELD,
    ENTITY: ENTITY,
    "&amp;&#x41;]]>": "&amp;&#x41;]]>",
    "甲\x00乙\x01丙\x0b丁\x1f戊": "甲乙丙丁戊",
    "半个\ud83d\udc00表情\ud800": "半个表情",
    "左\u202e右\u2066反\u200f了\u200b": "左右反了",
    "不是字\ufffe\uffff\ufdd0": "不是字",
    "\ufeff头": "头",
    "😀👨‍👩‍👧🇨🇳": "😀👨👩👧🇨🇳",
    "z" + "\u0301" * 50: "z",
    "厂" * 300: "厂" * 300,
    "𠮷野家": "𠮷野家",
    "'\"><script>alert(1)</script>": "'\"><script>alert(1)</script>",
    "CON": "CON",
    "../../etc/passwd": "../../etc/passwd",
}


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("picture") / "a.jpg"
    Image.new("RGB", (30, 40), "grey").save(path, "JPEG")
    return str(path)


def hostile(value: Any, text: str) -> Any:
    """The same fields with this text in each that is one; numbers and names of photos stay."""
    if isinstance(value, str):
        return text
    if isinstance(value, dict):
        return {key: each if key == "photo" else hostile(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [hostile(each, text) for each in value]
    return value


def folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", PaperKind)
def test_hostile_text_in_every_field_of_every_paper_is_dead_and_readable(kind: PaperKind, picture: str) -> None:
    text = "\n".join(NASTY)
    made = write_paper(kind.value, None, hostile(sample_fields(kind), text), sample_photos(picture), AT)
    content = made["file"]
    assert lively(content) == []
    said = folded("".join(words(content)))
    for left in NASTY.values():
        assert folded(left) in said, left
    assert "49" not in said and "料堆料堆" not in said


def test_each_nasty_text_alone_breaks_no_case(picture: str) -> None:
    for text in NASTY:
        fields = hostile(sample_fields(PaperKind.TYPICAL_CASE), text)
        content = write_paper("typical_case", None, fields, sample_photos(picture), AT)["file"]
        assert lively(content) == [] and len(pictures(content)) == 3, text


@pytest.mark.parametrize("kind", PaperKind)
def test_the_same_values_give_the_same_bytes_and_no_clock_is_in_them(kind: PaperKind, picture: str) -> None:
    first, second = (
        write_paper(kind.value, None, sample_fields(kind), sample_photos(picture), AT)["file"] for _ in range(2)
    )
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert all(re.fullmatch(r"word/media/image\d+\.jpg", name) for name in names)


@pytest.mark.parametrize("kind", PaperKind)
def test_the_shipped_templates_are_what_their_script_writes(kind: PaperKind) -> None:
    assert set(SHEETS) == set(PaperKind)
    assert _members(template(kind.value)) == _members((TEMPLATES / f"{kind.value}.docx").read_bytes())


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("`typical_case.docx`", PaperKind.TYPICAL_CASE),
        ("`handover_slip.docx`", PaperKind.HANDOVER_SLIP),
        ("`problem_list.docx`", PaperKind.PROBLEM_LIST),
        ("数出来的五种", PaperKind.ROUND_REPORT),
    ],
)
def test_the_page_tells_each_field_that_a_template_may_use_and_no_other(heading: str, kind: PaperKind) -> None:
    page = (ROOT / "docs" / "papers.md").read_text("utf-8")
    section = page.split(f"### {heading}\n")[1].split("\n#")[0]
    assert {name for name in re.findall(r"`([a-z_.]+)`", section) if not name.endswith(".docx")} == fields_in(
        sample_fields(kind)
    )


def test_the_counted_papers_have_the_same_fields() -> None:
    counted = [kind for kind in PaperKind if "ranking" in sample_fields(kind)]
    assert len(counted) == 5 and len({frozenset(sample_fields(kind)) for kind in counted}) == 1


def fields_in(value: dict[str, Any], under: str = "") -> set[str]:
    """Names of all fields: those of the rows of a table as `rows.place`."""
    found = set()
    for key, each in value.items():
        found.add(f"{under}{key}" if key != "photo" else f"{under}picture")
        found |= {f"{under}large"} if key == "photo" else set()
        inner = each[0] if isinstance(each, list) and each else each
        if isinstance(inner, dict):
            found |= fields_in(inner, f"{under}{key}.")
    return found


def own_template(folder: Path, change: Callable[[Any], None], name: str = "typical_case") -> Path:
    """A user's own template: the shipped one, changed."""
    folder.mkdir(exist_ok=True)
    paper = docx.Document(str(TEMPLATES / f"{name}.docx"))
    change(paper)
    paper.save(str(folder / f"{name}.docx"))
    return folder


def written(own: Path, picture: str) -> dict[str, Any]:
    fields = sample_fields(PaperKind.TYPICAL_CASE)
    return write_paper("typical_case", own, fields, sample_photos(picture), AT)


def test_a_users_own_template_goes_before_the_shipped_one(tmp_path: Path, picture: str) -> None:
    own = own_template(tmp_path, lambda paper: paper.add_paragraph("本厅版式 {{ company }} {{ photos[0].large }}"))
    content = written(own, picture)["file"]
    assert "本厅版式 示例1厂" in "".join(words(content)) and len(pictures(content)) == 4


def _paragraph(text: str) -> Callable[[Any], None]:
    return lambda paper: paper.add_paragraph(text)


def _linked(paper: Any) -> None:
    paper.part.relate_to("http://evil.example/a.dotm", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def _field(paper: Any) -> None:
    for piece in ("DDE", "AUTO c:\\windows\\system32\\cmd.exe"):
        element = OxmlElement("w:instrText")
        element.text = piece
        paper.add_paragraph().add_run()._r.append(element)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_paragraph("{{ compny }}"), "用了没有的项"),
        (_paragraph("{{ company"), "写法有误"),
        (_paragraph("{% for x in photos %}"), "写法有误"),
        (_paragraph("{{ ''.__class__.__mro__ }}"), "不允许的写法"),
        (_paragraph("{{ photos[0].picture._drawn.__globals__ }}"), "不允许的写法"),
        (_paragraph("{{ company.__init__.__globals__ }}"), "不允许的写法"),
        (_paragraph("{{ self._TemplateReference__context }}"), "不"),
        (_paragraph("{{ photos.append(1) }}"), "不允许的写法"),
        (_paragraph("{% include '/etc/passwd' %}"), "打不开"),
        (_paragraph("{{ 1/0 }}"), "打不开"),
        (_paragraph("{{ range(10**7) }}"), "打不开"),
        (_linked, "指向外部的链接"),
        (_field, "页码以外的域"),
    ],
)
def test_what_is_wrong_with_an_own_template_is_said_with_its_name(
    change: Callable[[Any], None], says: str, tmp_path: Path, picture: str
) -> None:
    made = written(own_template(tmp_path, change), picture)
    assert "file" not in made
    assert "typical_case.docx" in made["fault"] and says in made["fault"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_a_file_that_is_no_template_is_said_to_be_none(content: bytes, tmp_path: Path, picture: str) -> None:
    (tmp_path / "typical_case.docx").write_bytes(content)
    assert "typical_case.docx" in written(tmp_path, picture)["fault"]


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("word/vbaProject.bin", b"macro"),
        ("word/embeddings/oleObject1.bin", b"object"),
        ("word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        (
            "word/x.xml",
            '<?xml version="1.0" encoding="utf-16"?><a><instrText>DDEAUTO x</instrText></a>'.encode("utf-16"),
        ),
        ("word/x.xml", b"0" * 21_000_000),
    ],
)
def test_macros_objects_and_bombs_in_a_template_are_refused(
    member: str, content: bytes, tmp_path: Path, picture: str
) -> None:
    file = tmp_path / "typical_case.docx"
    file.write_bytes((TEMPLATES / "typical_case.docx").read_bytes())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    assert "typical_case.docx" in written(tmp_path, picture)["fault"]


@pytest.mark.parametrize("text", [*NASTY, 'a/b\\c:d*e?f"g<h>i|j', ".. .", "名" * 300, "x\n\ty"])
def test_a_file_name_is_safe_on_every_disk(text: str) -> None:
    name = file_name(f"典型案例-{text}", ".docx")
    assert len(name.encode()) <= MOST_BYTES and name.startswith("典型案例") and name.endswith(".docx")
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\u202e]', name)
