"""A Word template that is being written: A4, official margins and type, tables, photos, page numbers."""

from __future__ import annotations

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
        paragraph = _write(self.file.add_paragraph(), text, face, size, align, indent=indent)
        if size < 12:
            paragraph.paragraph_format.line_spacing = Pt(size * 1.6)
        return paragraph

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
        row(table, ["{%tr for row in photo_rows %}", ""], 10.5, [WIDTH / 2] * 2)
        picture = row(table, ["{{ row.left.picture }}", _RIGHT_PICTURE], 10.5, [WIDTH / 2] * 2, align=CENTRE)
        caption = row(table, ["{{ row.left.caption }}", _RIGHT_CAPTION], 10.5, [WIDTH / 2] * 2, align=CENTRE)
        row(table, ["{%tr endfor %}", ""], 10.5, [WIDTH / 2] * 2)
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


def head(table: Any, texts: list[str], size: float, widths: list[float]) -> None:
    """The heading of a table, said again on each page."""
    first = row(table, texts, size, widths, HEADING, CENTRE)
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def row(
    table: Any,
    texts: list[str],
    size: float,
    widths: list[float],
    face: str = BODY,
    align: Any = LEFT,
) -> Any:
    """A row of a table, not parted between two pages."""
    made = table.add_row()
    made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(made.cells, texts, widths, strict=True):
        cell.width = Cm(width)
        paragraph = _write(cell.paragraphs[0], text, face, size, align)
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
    return made


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
