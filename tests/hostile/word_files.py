"""Word files that nobody's Word made: bombs, loops, strangers in the XML, and names of members that lead out."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from random import Random

from tests.hostile.pictures import damaged, picture
from tests.paper_desk import case_file, case_text

_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BODY = "<w:document {w}><w:body>{body}</w:body></w:document>"


@cache
def _good(characters: int) -> bytes:
    return case_file(characters)


def _packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # without the time of day
    return buffer.getvalue()


def made(body: str, head: str = "", target: str = "word/document.xml", more: str = "") -> bytes:
    """A Word file with this XML as its body; `head` stands before the root, `more` among the body's relations."""
    main = _RELATIONS.format(f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{target}"/>')
    return _packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": main.encode(),
            "word/_rels/document.xml.rels": _RELATIONS.format(more).encode(),
            "word/document.xml": (head + _BODY.format(w=_W, body=body)).encode("utf-8", "surrogatepass"),
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _bodies(chance: Random) -> str:
    text = case_text(chance.randint(1, 300))
    depth = chance.choice((1_000, 10_000))
    return chance.choice(
        (
            paragraph(text.replace("\n", "&#11;")),
            paragraph(text + "&#0;"),
            paragraph(text) * 500,
            paragraph(text + "尘" * 300_000),
            "<w:tbl>" * depth + "</w:tbl>" * depth,
            "<w:tbl><w:tr>" + "<w:tc>" * 6_000 + paragraph("1") + "</w:tc>" * 6_000 + "</w:tr></w:tbl>",
            paragraph('{{ 7*7 }} {% for x in y %} ${jndi:ldap://x} =HYPERLINK("http://x") \u202e'),
            f'<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\cmd.exe">{paragraph("x")}</w:fldSimple></w:p>',
            "<w:p>" * 2 + text,
            "",
        )
    )


def _heads(chance: Random) -> str:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return chance.choice(
        (
            "",
            "",
            f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            "\ufeff\ufeff",
            "<?php ?>",
        )
    )


def _bomb() -> bytes:
    return _packed({"_rels/.rels": bytes(60_000_000), "word/document.xml": b"<a/>"})


def _members(chance: Random) -> bytes:
    """Odd members: names that lead out of the folder, the same twice, none at all."""
    names = (
        "../../../etc/cron.d/x",
        "/etc/passwd",
        "CON",
        "word/" + "长" * 200,
        "word/media/a.png",
        "\\\\server\\share",
        "a/" * 100,
    )
    members = {name: picture(chance) for name in chance.sample(names, 3)}
    return _packed({**members, "_rels/.rels": _RELATIONS.format("").encode()})


def word_file(chance: Random) -> bytes:
    """One hostile Word file."""
    way = chance.randint(0, 7)
    if way == 0:
        return _good(chance.choice((1, 160, 400)))
    if way == 1:
        return damaged(_good(160), chance)
    if way == 2:
        return chance.choice((_bomb(), _packed({}), b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), picture(chance)))
    if way == 3:
        return _members(chance)
    if way == 4:
        target = chance.choice(("/etc/passwd", "../../x", "word/workbook.xml", "http://x/y", "word/document.xml#", ""))
        return made(_bodies(chance), target=target)
    link = f'<Relationship Id="p1" Type="{_OFFICE}/image" Target="http://x/a.png" TargetMode="External"/>'
    return made(_bodies(chance), _heads(chance), more=chance.choice(("", link, link * 3_000)))
