"""An act as the messages that people would write: words, file names, photos."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.campaigns import Campaign
from domain.messages import BOT, Kind, Message
from domain.rosters import Group, RoomKind, Roster
from domain.simulations import Act, Deed, Form, Heard
from domain.simulations.casts import COMMAND, room_of
from domain.submissions import Paper

_FACTS = (
    "该企业生产车间物料露天堆放，未采取覆盖措施，破碎工序集气罩破损，粉尘收集不全，厂区道路积尘较厚，车辆进出未冲洗，",
    "喷漆工段密闭不严，废气处理设备的活性炭长期没有更换，运行记录缺少最近一周的内容，危废间标识不全，",
    "锅炉在线监测数据与现场仪表读数不一致，氨水用量台账不完整，除尘器压差表损坏，",
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


_ASKED = (Deed.EXCUSE, Deed.RESTORE)
_TO_BOT = (*_ASKED, Deed.MOVE_ROUND, Deed.CONFIRM_ROUND)  # commands


@dataclass(frozen=True, slots=True)
class Arriving:
    """One message as it reaches the bot, with its file."""

    at: datetime
    message: Message
    file: bytes | None = None


def messages_of(acts: Sequence[Act], campaign: Campaign, roster: Roster) -> list[Arriving]:
    """All messages of the acts that ever reach the bot, in that order."""
    found = []
    for act in acts:
        for arriving in _messages(act, acts, campaign, roster):
            found += [arriving, arriving] if act.again else [arriving]
    return sorted(found, key=lambda arriving: (arriving.at, arriving.message.at))


def _messages(act: Act, acts: Sequence[Act], campaign: Campaign, roster: Roster) -> Iterator[Arriving]:
    words, group = act.words, roster.group[act.group]
    if words.heard_at is not None:
        yield Arriving(words.heard_at, *_first(act, acts, group, campaign, roster))
    for n, (photo, face) in enumerate(zip(act.photos, act.faces, strict=False), 1):
        if photo.heard_at is not None:
            yield Arriving(photo.heard_at, _message(act, n, photo, Kind.IMAGE, "", roster), picture(face))


def _first(
    act: Act, acts: Sequence[Act], group: Group, campaign: Campaign, roster: Roster
) -> tuple[Message, bytes | None]:
    if act.deed is Deed.TAKE_BACK:
        target = f"sim-{act.takes_back}-0"
        return replace(_message(act, 0, act.words, Kind.RECALL, "撤回了一条消息", roster), target=target), None
    if act.deed is Deed.HAND_IN and act.form is not Form.WORDS:
        message = _message(act, 0, act.words, Kind.FILE, "", roster)
        return replace(message, file_name=_file_name(act, group, campaign)), word_file(
            _text(act, group, campaign, roster).split("\n"), act.faces
        )
    if act.deed is Deed.HAND_IN:
        return _message(act, 0, act.words, Kind.TEXT, _text(act, group, campaign, roster), roster), None
    message = _message(act, 0, act.words, Kind.TEXT, _said(act, group, campaign), roster)
    return replace(message, mentions=(BOT,) if act.deed in _TO_BOT else ()), None


def _message(act: Act, n: int, heard: Heard, kind: Kind, text: str, roster: Roster) -> Message:
    room = {None: None, RoomKind.COMMAND: COMMAND}.get(act.room, room_of(act.group))
    name = roster.person[act.by].name
    return Message(f"sim-{act.number}-{n}", room, act.by, name, heard.sent_at, kind, text)


def _said(act: Act, group: Group, campaign: Campaign) -> str:
    """What is declared: of all papers or of one, by the name that the scheme gives it."""
    shorts = [rule.short for rule in campaign.papers if rule.key in act.papers]
    which = "、".join(shorts) if len(act.papers) < len(campaign.papers) else ""
    if act.deed is Deed.CONFIRM_ROUND:
        return "@蓝哨 确认调整轮次"
    if act.deed is Deed.MOVE_ROUND and act.day is not None:
        return f"@蓝哨 调整轮次 第2轮 结束 {_day_name(act.day)} 原因 扩散条件不利"
    if act.deed is Deed.SIGN:
        return f"签字 {_round_name(act)}报告"
    if act.deed is Deed.TELL_MAILED and act.day is None:
        return f"{_round_name(act)}核查报告已邮"
    if act.deed is Deed.TELL_MAILED:
        day = "" if act.day is None or act.day == act.words.sent_at.date() else _day_name(act.day)
        return f"{day}{which}已邮"
    if act.deed is Deed.RECORD_DELIVERED:
        return f"已交 {group.city.removesuffix('市')}组 {which}"
    if act.deed in _ASKED:
        verb = "免交" if act.deed is Deed.EXCUSE else "恢复"
        why = " 驻地今日封控" if act.deed is Deed.EXCUSE else ""
        assert act.day is not None
        return f"@蓝哨 {verb} {group.city.removesuffix('市')} {_day_name(act.day)} {'、'.join(shorts)}{why}"
    if act.deed is Deed.ANSWER:
        return f"{which}已交"
    return f"收到，{act.number % 12 + 8}点在{group.counties[0]}集合"


def _day_name(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _file_name(act: Act, group: Group, campaign: Campaign) -> str:
    if act.day is None:
        return f"{group.city}{_round_name(act)}暗访核查报告.docx"
    if act.form is Form.PLAIN_FILE:
        return "新建 Microsoft Word 文档.docx"
    paper = Paper.HANDOVER_FORM if Paper.HANDOVER_FORM in act.papers else Paper.TYPICAL_CASE
    name = "".join(campaign.rule_of(paper).name.split())
    return f"{name}{act.day.month}.{act.day.day}（{group.city}）.docx"


def _round_name(act: Act) -> str:
    return f"第{act.period.removeprefix('round-')}轮"


def _text(act: Act, group: Group, campaign: Campaign, roster: Roster) -> str:
    if act.day is None:
        return f"{group.city}{_round_name(act)}暗访核查报告\n一、基本情况\n本轮核查按方案完成。"
    if act.is_nil:
        return f"{campaign.rule_of(Paper.HANDOVER_FORM).short}：今日无"
    if Paper.TYPICAL_CASE not in act.papers:
        entry = f"1. {group.counties[act.number % len(group.counties)]}一工地：裸土没有覆盖；请督促覆盖"
        return f"{campaign.rule_of(Paper.HANDOVER_FORM).name}（{group.city}，{_day_name(act.day)}）\n{entry}"
    people = "、".join(p.name for p in roster.members(group.key, group.teams[act.number % len(group.teams)]))
    sentence = (
        f"{_day_name(act.day)}，驻{group.city}暗访核查组执法人员{people}，在执法检查时发现"
        f"{group.city}第{act.number % 97 + 1}建材公司涉嫌存在粉尘无组织排放环境违法行为。"
    )
    return f"{sentence}\n违法内容描述：{facts(act.characters, act.number)}"


def facts(characters: int, variant: int) -> str:
    """Words of exactly so many characters."""
    return ("".join(_FACTS[(variant + n) % len(_FACTS)] for n in range(3)) * (characters // 60 + 1))[:characters]


def picture(face: int) -> bytes:
    """A small PNG; another face is another picture."""
    color = hashlib.sha256(str(face).encode("ascii")).digest()
    line = b"\0" + color[:24]
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(line * 8)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def word_file(lines: Sequence[str], faces: Sequence[int]) -> bytes:
    """A Word file of these lines and pictures, as small as one can be."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    shown = "".join(f'<w:drawing><a:blip r:embed="p{n}"/></w:drawing>' for n in range(len(faces)))
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{_RELATION}"><w:body>{paragraphs}<w:p><w:r>{shown}</w:r></w:p></w:body></w:document>'
    )
    members = {
        "_rels/.rels": _relations([("d", "officeDocument", "word/document.xml")]),
        "word/document.xml": body.encode("utf-8"),
        "word/_rels/document.xml.rels": _relations([(f"p{n}", "image", f"media/{n}.png") for n in range(len(faces))]),
        **{f"word/media/{n}.png": picture(face) for n, face in enumerate(faces)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def _relations(entries: Sequence[tuple[str, str, str]]) -> bytes:
    inner = "".join(f'<Relationship Id="{i}" Type="{_RELATION}/{kind}" Target="{to}"/>' for i, kind, to in entries)
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f"{head}{inner}</Relationships>".encode()
