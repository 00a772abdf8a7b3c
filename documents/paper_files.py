"""Our own Word files, made from templates that users may replace. Runs in a worker process.

What people wrote is only ever a value: it is cleaned, escaped, and never looked at as a template. A template is not
trusted either: it is looked through before it is opened, and what it may say is confined by Jinja's sandbox.
(A Word file that a stranger hands in is read by documents/word_papers.py.)
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from docx.shared import Emu
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATES = Path(__file__).parent / "templates"
UNSEEN = "照片无法显示"

_LONGEST = 20_000  # characters of one value
_MOST_MEMBERS, _MOST_BYTES = 300, 20_000_000  # of a template, unpacked
_BOXES = {"picture": (2_700_000, 2_950_000), "large": (5_500_000, 6_600_000)}  # EMU: 7.5 × 8.2 cm, 15.3 × 18.3 cm
_PLAIN_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)?\s*(?:\\\*\s*MERGEFORMAT)?\s*")
_FORBIDDEN_PARTS = ("vbaproject", "activex", "embeddings", "afchunk", "webextension", "customui")
_FORBIDDEN_TAGS = frozenset({"object", "control", "altChunk", "attachedTemplate", "mailMerge", "subDoc"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


class BadTemplate(Exception):
    """A template that no paper can be made with; the text says in Chinese which and why."""


class _Picture:
    """What a template shows of a photo, and all that it can get at of it."""

    __slots__ = ("_drawn",)

    def __init__(self, drawn: Callable[[], str]) -> None:
        self._drawn = drawn

    def __html__(self) -> str:
        return self._drawn()


def write_paper(
    template: str, own: Path | None, fields: Mapping[str, Any], photos: Mapping[str, Any], as_of: datetime
) -> dict[str, Any]:
    """The paper as `file` (bytes), or a `fault`, in Chinese, of its template. Never raises for what people wrote.

    `template` is the name of a shipped template, without its ending; one of that name in the folder `own` goes before.
    `fields` are its values, text, numbers, lists and tables of them; one that has a `photo` (SHA-256) gets a `picture`
    and a `large` one. `photos` are path, width and height in px of the photos that can be shown. The day of `as_of` is
    noted as when the file was made, so that the same values give the same bytes.
    """
    try:
        source = template_file(template, own)
        return {"file": _sealed(_filled(source, fields, photos), as_of)}
    except BadTemplate as fault:
        return {"fault": str(fault)}


def template_file(name: str, own: Path | None) -> Path:
    """The template to be used: the user's own, if there is one."""
    mine = own / f"{name}.docx" if own is not None else None
    return mine if mine is not None and mine.is_file() else TEMPLATES / f"{name}.docx"


def _filled(source: Path, fields: Mapping[str, Any], photos: Mapping[str, Any]) -> DocxTemplate:
    _look_through(source)
    try:
        paper = DocxTemplate(source)
        environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        paper.render(_shown(fields, paper, photos), environment, autoescape=True)
    except TemplateSyntaxError as error:
        raise BadTemplate(f"模板 {source.name} 的写法有误：{error.message}") from error
    except UndefinedError as error:
        raise BadTemplate(f"模板 {source.name} 用了没有的项：{error.message}") from error
    except SecurityError as error:
        raise BadTemplate(f"模板 {source.name} 里有不允许的写法：{error.message}") from error
    except TemplateError as error:
        raise BadTemplate(f"模板 {source.name} 不能用：{error.message}") from error
    except MemoryError:
        raise BadTemplate(f"模板 {source.name} 填出来过大") from None
    except Exception as error:  # whatever else can be wrong with a file
        raise BadTemplate(
            f"模板 {source.name} 打不开或填不进去（{type(error).__name__}：{str(error)[:80]}）"
        ) from error
    return paper


def _shown(value: Any, paper: DocxTemplate, photos: Mapping[str, Any]) -> Any:
    """The values as a template gets them: texts cleaned, photos as pictures."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        shown = {key: _shown(each, paper, photos) for key, each in value.items()}
        return {**shown, **_pictures(value["photo"], paper, photos)} if "photo" in value else shown
    if isinstance(value, Sequence):
        return [_shown(each, paper, photos) for each in value]
    return value


def _pictures(sha256: str | None, paper: DocxTemplate, photos: Mapping[str, Any]) -> dict[str, Any]:
    photo = photos.get(sha256 or "")
    if photo is None:
        return dict.fromkeys(_BOXES, UNSEEN)
    return {name: _Picture(_drawing(paper, photo, box)) for name, box in _BOXES.items()}


def _drawing(paper: DocxTemplate, photo: Mapping[str, Any], box: tuple[int, int]) -> Callable[[], str]:
    scale = min(box[0] / photo["width"], box[1] / photo["height"])
    size = (Emu(int(photo["width"] * scale)), Emu(int(photo["height"] * scale)))

    def drawn() -> str:
        """From bytes, not from the path: so the file's name is not in the paper."""
        return str(InlineImage(paper, io.BytesIO(Path(photo["path"]).read_bytes()), *size))

    return drawn


def clean(text: str) -> str:
    """Text that a Word file can hold and shows as it reads: lines stay, control characters and direction marks go."""
    lines = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text[:_LONGEST])
    return "".join(c for c in lines.replace("\t", " ") if c == "\n" or unicodedata.category(c)[0] != "C")


def _look_through(source: Path) -> None:
    """Raises BadTemplate for a file that is no plain Word file: macros, objects, links to elsewhere, fields that do."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_BYTES:
                raise BadTemplate(f"模板 {source.name} 过大")
            for member in members:
                _look_at(source, member.filename.lower(), archive.read(member))
    except BadTemplate:
        raise
    except FileNotFoundError:
        raise BadTemplate(f"没有找到模板 {source.name}") from None
    except Exception as error:
        raise BadTemplate(f"模板 {source.name} 不是可用的 docx 文件") from error


def _look_at(source: Path, name: str, content: bytes) -> None:
    if any(word in name for word in _FORBIDDEN_PARTS):
        raise BadTemplate(f"模板 {source.name} 里有宏或嵌入的对象（{name}），请另存为不带宏的 docx")
    if not name.endswith((".rels", ".xml")):
        return
    for element in fromstring(content, forbid_dtd=True).iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag == "Relationship" and element.get("TargetMode", "").lower() == "external":
            raise BadTemplate(f"模板 {source.name} 里有指向外部的链接，请去掉：{element.get('Target', '')[:60]}")
        if tag in _FORBIDDEN_TAGS:
            raise BadTemplate(f"模板 {source.name} 里有嵌入的对象或控件（{name}），请去掉")
        code = element.text if tag == "instrText" else next(iter(_codes(element)), None)
        if code is not None and not _PLAIN_FIELD.fullmatch(code):
            raise BadTemplate(f"模板 {source.name} 里有页码以外的域（{code.strip()[:20]}），请去掉")


def _codes(element: Any) -> list[str]:
    """The code of a field that stands in an attribute."""
    return [value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "instr"]


def _sealed(paper: DocxTemplate, as_of: datetime) -> bytes:
    """The file's bytes, the same for the same values: no clock and no chance in it."""
    about = paper.docx.core_properties
    about.author = about.last_modified_by = "蓝哨"
    about.created = about.modified = datetime.combine(as_of.date(), time.min)
    loose, out = io.BytesIO(), io.BytesIO()
    paper.save(loose)
    with zipfile.ZipFile(loose) as origin, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as sealed:
        for member in origin.infolist():
            entry = zipfile.ZipInfo(member.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            sealed.writestr(entry, origin.read(member))
    return out.getvalue()


def not_made_text(title: str, fault: str = "") -> str:
    """What is said in place of a paper; a fault of its template is for whoever keeps the machine."""
    why = f"：{fault}。请告诉管理机器人的人" if fault else "，请稍后再要一次"
    return f"{title}没有做成{why}。"
