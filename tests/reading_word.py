"""A Word file as a reader sees it: its words, its pictures, and nothing in it that does something."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

import docx
from defusedxml.ElementTree import fromstring

#: What a Word file must not have in it: fields other than page numbers, objects, controls, links elsewhere.
LIVELY = frozenset({"object", "control", "altChunk", "OLEObject", "hyperlink", "script", "ins", "del", "sdt"})


def words(content: bytes) -> list[str]:
    """Paragraphs and cells of the body in order, without empty ones."""
    body: Any = docx.Document(io.BytesIO(content)).element.body
    texts = ["".join(_text(each) for each in paragraph.iter()) for paragraph in body.iter(_w("p"))]
    return [text for text in texts if text.strip()]


def pictures(content: bytes) -> list[bytes]:
    """The pictures that the body shows, in order: one that is shown twice comes twice."""
    paper = docx.Document(io.BytesIO(content))
    body: Any = paper.element.body
    blips = [blip for blip in body.iter() if isinstance(blip.tag, str) and blip.tag.endswith("}blip")]
    keys = [value for blip in blips for key, value in blip.attrib.items() if key.endswith("}embed")]
    return [paper.part.related_parts[key].blob for key in keys]


def tables(content: bytes) -> list[list[list[str]]]:
    paper = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]


def lively(content: bytes) -> list[str]:
    """What of the file is not dead paper; empty for a good one. Raises for a broken one."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for member in archive.namelist():
            if not member.endswith((".xml", ".rels", ".jpeg", ".jpg")):
                found.append(member)
            if member.endswith((".xml", ".rels")):
                found += [f"{member}: {what}" for what in _lively_in(fromstring(archive.read(member)))]
    return found


def _lively_in(root: Element) -> list[str]:
    found = []
    for element in root.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag in LIVELY or element.get("TargetMode", "").lower() == "external":
            found.append(tag)
        if tag == "instrText" and (element.text or "").strip() not in ("PAGE", "NUMPAGES"):
            found.append(f"field {element.text}")
        if tag == "fldSimple":
            found.append("field")
    return found


def _text(element: Any) -> str:
    if element.tag == _w("t"):
        return str(element.text or "")
    return "\n" if element.tag == _w("br") else ""


def _w(tag: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + tag
