"""Write the shipped templates of the papers; what each may show is told in docs/papers.md.

PYTHONPATH=. .venv/bin/python docs/make_templates.py documents/templates
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid", "Footer"})
WIDTH = 15.6  # cm between the margins of GB/T 9704


class Sheet:
    """A template that is being written: A4, official margins, page numbers."""

    def __init__(self, *, wide: bool = False) -> None:
        self.file = docx.Document()
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        if wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
            section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
            section.left_margin = section.right_margin = Cm(2.6)
        self._strip()
        normal = self.file.styles["Normal"]
        _face(normal.element.get_or_add_rPr(), BODY)
        normal.font.size = Pt(16)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        normal.paragraph_format.line_spacing = Pt(28)
        self._number_pages(section)

    def _strip(self) -> None:
        """Without the hundreds of styles, the picture and the spare parts of the library's own template."""
        styles = self.file.styles.element
        for style in list(styles):
            if style.get(qn("w:styleId")) not in _STYLES and not style.tag.endswith("docDefaults"):
                styles.remove(style)
        for holder in (self.file.part, self.file.part.package):
            for key, relation in list(holder.rels.items()):
                if relation.reltype.rsplit("/", 1)[-1] in ("stylesWithEffects", "customXml", "thumbnail", "numbering"):
                    del holder.rels[key]

    def line(self, text: str, face: str = BODY, size: float = 16, align: Any = None, *, indent: bool = False) -> Any:
        """One paragraph; a control line ({%p …) goes when the paper is made."""
        return _write(self.file.add_paragraph(), text, face, size, align, indent=indent)

    def title(self, text: str) -> None:
        paragraph = self.line(text, TITLE, 22, CENTRE)
        paragraph.paragraph_format.line_spacing = Pt(36)
        paragraph.paragraph_format.space_after = Pt(14)

    def heading(self, text: str) -> None:
        self.line(text, HEADING, indent=True).paragraph_format.keep_with_next = True

    def text(self, text: str) -> None:
        self.line(text, indent=True)

    def table(self, widths: list[float], *, borders: bool = True) -> Any:
        table = self.file.add_table(0, len(widths))
        if borders:
            table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        return table

    def photos(self) -> None:
        """Two photos a row with their captions below; a row is never parted, nor a photo from its caption."""
        table = self.table([WIDTH / 2] * 2, borders=False)
        _row(table, ["{%tr for row in photo_rows %}", ""], 10.5, [WIDTH / 2] * 2)
        picture = _row(table, ["{{ row.left.picture }}", _RIGHT_PICTURE], 10.5, [WIDTH / 2] * 2, align=CENTRE)
        caption = _row(table, ["{{ row.left.caption }}", _RIGHT_CAPTION], 10.5, [WIDTH / 2] * 2, align=CENTRE)
        _row(table, ["{%tr endfor %}", ""], 10.5, [WIDTH / 2] * 2)
        for cell in picture.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            cell.paragraphs[0].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            cell.paragraphs[0].paragraph_format.space_before = Pt(6)
        for cell in caption.cells:
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(16)

    def _number_pages(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        _write(paragraph, "— ", "宋体", 14, CENTRE)
        for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = paragraph.add_run()
            _style(run, "宋体", 14)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = code
            run._r.append(mark)
        _style(paragraph.add_run(" —"), "宋体", 14)


_RIGHT_PICTURE = "{% if row.right %}{{ row.right.picture }}{% endif %}"
_RIGHT_CAPTION = "{% if row.right %}{{ row.right.caption }}{% endif %}"


def _head(table: Any, texts: list[str], size: float, widths: list[float]) -> None:
    """The heading of a table, said again on each page."""
    row = _row(table, texts, size, widths, HEADING, CENTRE)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _row(
    table: Any,
    texts: list[str],
    size: float,
    widths: list[float],
    face: str = BODY,
    align: Any = LEFT,
) -> Any:
    """A row of a table, not parted between two pages."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Cm(width)
        paragraph = _write(cell.paragraphs[0], text, face, size, align)
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
    return row


def _write(paragraph: Any, text: str, face: str, size: float, align: Any, *, indent: bool = False) -> Any:
    _style(paragraph.add_run(text), face, size)
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    return paragraph


def _style(run: Any, face: str, size: float) -> None:
    run.font.size = Pt(size)
    _face(run._r.get_or_add_rPr(), face)


def _face(properties: Any, face: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script, name in (("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", face)):
        fonts.set(qn(f"w:{script}"), name)


def typical_case() -> Sheet:
    """附件3; its words are the scheme's."""
    sheet = Sheet()
    sheet.title("暗访核查典型案例")
    sheet.text(
        "{{ month }}月{{ day }}日，驻{{ city }}暗访核查组执法人员{{ officers }}，在执法检查时发现{{ company }}"
        "涉嫌存在{{ violation }}环境违法行为。"
    )
    sheet.heading("违法内容描述：")
    sheet.text("{%p for line in description %}")
    sheet.text("{{ line }}")
    sheet.text("{%p endfor %}")
    sheet.heading("现场图片：")
    sheet.photos()
    return sheet


def handover_slip() -> Sheet:
    """附件2 of one enterprise; the scheme gives no layout, this is ours."""
    sheet = Sheet()
    sheet.title("环境问题交办单")
    sheet.line("编号：{{ code }}", size=14, align=RIGHT)
    facts = sheet.table([2.6, 5.2, 2.6, 5.2])
    for labels in (
        ("交办单位", "{{ group }}", "接收单位", "{{ to }}"),
        ("检查对象", "{{ company }}", "县（区）", "{{ county }}"),
        ("检查时间", "{{ checked_at }}", "检查小组", "{{ team }}"),
    ):
        _row(facts, list(labels), 12, [2.6, 5.2, 2.6, 5.2])
    sheet.line("", size=6)
    widths = [1.4, 11.2, 3.0]
    problems = sheet.table(widths)
    _head(problems, ["序号", "发现的问题", "类别"], 12, widths)
    _row(problems, ["{%tr for problem in problems %}", "", ""], 12, widths)
    _row(problems, ["{{ problem.number }}", "{{ problem.text }}", "{{ problem.kind }}"], 12, widths)
    _row(problems, ["{%tr endfor %}", "", ""], 12, widths)
    sheet.line("", size=6)
    widths = [3.0, 12.6]
    ends = sheet.table(widths)
    for name, value in (
        ("核查组意见", "{{ handling }}"),
        ("整改要求", "{{ limit }}"),
        ("组长签字", "{{ signed }}"),
        ("省厅意见", "{{ approval }}"),
        ("属地签收", ""),
    ):
        _row(ends, [name, value], 12, widths)
    sheet.line("{%p if photo_rows %}")
    sheet.heading("现场照片：")
    sheet.photos()
    sheet.line("{%p endif %}")
    sheet.line("按群内报送整理，截至{{ as_of }}。", size=10.5)
    return sheet


def problem_list() -> Sheet:
    """附件2 of a day; the scheme gives no layout, this is ours."""
    sheet = Sheet(wide=True)
    sheet.title("暗访核查问题清单")
    sheet.line("{{ whose }}　{{ date }}", size=14, align=CENTRE)
    widths = [1.2, 2.6, 4.8, 2.4, 7.0, 2.8, 3.6]
    table = sheet.table(widths)
    _head(table, ["序号", "核查组", "检查对象", "县（区）", "发现的问题", "类别", "处理意见"], 11, widths)
    _row(table, ["{%tr for row in rows %}", *[""] * 6], 11, widths)
    cells = [
        "{{ row.number }}",
        "{{ row.group }}{{ row.team }}",
        "{{ row.place }}（#{{ row.record }}）",
        "{{ row.county }}",
    ]
    cells += ["{{ row.problems }}", "{{ row.kinds }}", "{{ row.handling }}"]
    _row(table, cells, 11, widths)
    _row(table, ["{%tr endfor %}", *[""] * 6], 11, widths)
    sheet.line(
        "共{{ places }}处，问题{{ problems }}个，其中涉嫌环境违法{{ violations }}处；"
        "另有立行立改{{ corrected }}处未列。{{ basis }}，截至{{ as_of }}。",
        size=10.5,
    )
    return sheet


#: Every shipped template, by its name.
SHEETS: dict[str, Callable[[], Sheet]] = {
    "typical_case": typical_case,
    "handover_slip": handover_slip,
    "problem_list": problem_list,
}


def template(name: str) -> bytes:
    """A template's file, the same bytes each time."""
    loose, out = BytesIO(), BytesIO()
    SHEETS[name]().file.save(loose)
    with zipfile.ZipFile(loose) as origin, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as sealed:
        for member in origin.infolist():
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            sealed.writestr(entry, origin.read(member))
    return out.getvalue()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        (folder / f"{name}.docx").write_bytes(template(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
