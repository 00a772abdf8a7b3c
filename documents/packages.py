"""打包 and 发送邮件: what is in a package, what is missing, what became of a mail; the manifest in the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from documents.lines import as_of_name, clock_of, counted, day_name, one_line
from documents.papers import STATES, group_name
from domain.calendars import SHANGHAI, day_of
from domain.packages import Mail, MailFault, MailState, Member, Occasion, Package, safe_name
from domain.papers import short_city
from domain.rosters import Group
from domain.verdicts import Standing

MANIFEST = "清单.txt"
NOT_SIGNED = "组长还没有签字。"
NOT_MAILED = "没有发邮件：有的原件已不在了，请重新收齐。"
MAILING = "已打包，邮件正在发。发出没有，在“上报”里看。"
NOT_MADE = "没有打包成，请稍后再说一次。"
HOW_TO_PACK = "没有打包。只写组和哪天、第几轮，例：打包 青石；打包 青石 11月7日；打包 第2轮报告"
HOW_TO_MAIL = "没有发邮件。只写组和哪天，发到设置好的邮箱，例：发送邮件 青石；发送邮件 青石 11月7日"
NOTHING_MAILED = "没有发邮件。"
WHICH_GROUP = "请写哪个组，例：发送邮件 青石"

_FAULTS = {
    MailFault.UNSET: "没有设置发信邮箱（LANSHAO_MAIL_SMTP、LANSHAO_MAIL_TO）",
    MailFault.UNREACHABLE: "连不上发信服务器",
    MailFault.LOGIN: "发信服务器不认用户名、密码",
    MailFault.REFUSED: "对方服务器不收",
    MailFault.TOO_LARGE: "附件太大，请分开发送",
    MailFault.NO_FILE: "打好的包不在了，请重新打包",
    MailFault.CUT_OFF: "交出以后线路断了",
    MailFault.STOPPED: "发送途中停过机",
}


def package_name(group: Group, occasion: Occasion, number: int) -> str:
    """青石_20201020_上报材料_3.zip: of our own words and the roster's city, well below 200 bytes."""
    return f"{safe_name(short_city(group))}_{occasion.mark}_上报材料_{number}.zip"


def manifest_text(head: str, files: Sequence[tuple[str, str, int, str]], lost: Sequence[str]) -> str:
    """The manifest that lies in the archive; `files` are (name, SHA-256, bytes, when it was sent)."""
    lines = [head, ""]
    lines += [f"{name}　{size}字节　{at}\nSHA-256 {sha256}" for name, sha256, size, at in files]
    lines += [f"原件已不在：{name}" for name in lost]
    return "\r\n".join("\n".join(lines).split("\n")) + "\r\n"


def manifest_head(group: Group, occasion: Occasion, as_of: datetime) -> str:
    year = f"{occasion.day.year}年" if occasion.day is not None else ""
    shown = as_of.astimezone(SHANGHAI)
    return f"{one_line(group.name)} {year}{occasion_name(occasion)}上报材料，截至{shown:%Y-%m-%d %H:%M:%S}"


def came_text(member: Member) -> str:
    """When a file was sent, or a draft made, for the manifest."""
    return f"{member.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}{'蓝哨生成' if member.draft else '发'}"


def occasion_name(occasion: Occasion) -> str:
    """10月20日, 第2轮."""
    return day_name(occasion.day) if occasion.day is not None else f"第{occasion.round}轮"


def packed_text(package: Package, group: Group, missing: str, drafts: int = 0) -> str:
    """青石组 10月20日 已打包：4个文件，1.2MB（packages/…/青石_20201020_上报材料_3.zip）。"""
    what = f"{len(package.files)}个文件，{megabytes(package.size)}"
    text = f"{group_name(group)} {_of(package)} 已打包：{what}（packages/{package.file_name}）。"
    if package.lost:
        text += f"原件已不在 {len(package.lost)}个。"
    if drafts:
        text += f"其中蓝哨生成的稿 {drafts}个，请核对。"
    return text + missing


def packing_text(groups: Sequence[tuple[Group, str]], without: Sequence[Group], occasion: Occasion) -> str:
    """Of several groups at once: how many are being packed, and what each lacks."""
    told = f"正在打包{len(groups)}个组，放在 packages/{occasion.mark}。" if groups else "没有可打包的。"
    lines = [f"{occasion_name(occasion)} {told}"]
    lines += [f"{group_name(group)} {missing}" for group, missing in groups if missing]
    if without:
        lines.append(f"群内没有收到文件，没有打包：{counted([group_name(group) for group in without])}")
    return "\n".join(lines)


def nothing_to_pack_text(group: Group, occasion: Occasion, missing: str) -> str:
    return f"{group_name(group)} {occasion_name(occasion)} 群内没有收到文件，没有可打包的。{missing}"


def missing_text(standings: Sequence[Standing], had: Sequence[str]) -> str:
    """缺：附件3（群内未见）。 `had` are the short names of the papers of which there are files."""
    lacking = [f"{s.rule.short}（{STATES[s.state]}）" for s in standings if s.rule.short not in had]
    return f"缺：{'、'.join(lacking)}。" if lacking else ""


def megabytes(size: int) -> str:
    return f"{max(size, 100_000) / 1_000_000:.1f}MB"


def subject_text(campaign: str, group: Group, package: Package) -> str:
    """The subject of a mail: fixed words, the roster's city, the day."""
    return f"{safe_name(campaign)} 驻{safe_name(short_city(group))} {_of(package)}上报材料"


def body_text(group: Group, package: Package) -> str:
    return (
        f"{one_line(group.name)}{_of(package)}上报材料，共{len(package.files)}个文件，清单见压缩包内“{MANIFEST}”。\n"
        f"压缩包 SHA-256：{package.sha256}\n"
    )


def mail_sent_text(mail: Mail, package: Package, group: Group) -> str:
    sent = clock_of(mail.sent_at) if mail.sent_at else ""
    return (
        f"{group_name(group)} {_of(package)}上报材料，邮件已发出（{sent}，{len(package.files)}个文件，"
        f"{megabytes(package.size)}，SHA-256 {package.sha256[:12]}…）。"
    )


def mail_failed_text(mail: Mail, package: Package, group: Group) -> str:
    """That it did not go, why, and where the package lies."""
    why = _FAULTS[mail.fault] if mail.fault else ""
    return f"{group_name(group)} {_of(package)}上报材料，邮件没有发出：{why}。打好的包：packages/{package.file_name}。"


def mail_unknown_text(mail: Mail, package: Package, group: Group) -> str:
    """That nobody knows whether it went, and what to do."""
    why = _FAULTS[mail.fault] if mail.fault else ""
    return (
        f"{group_name(group)} {_of(package)}上报材料，邮件不知发出没有：{why}。请先到收件邮箱核对；"
        f"没有的，说“重发邮件 {safe_name(short_city(group))}”。"
    )


def sent_before_text(mail: Mail, group: Group) -> str:
    """Of the same files there is a mail already."""
    city = safe_name(short_city(group))
    if mail.state is MailState.SENT and mail.sent_at is not None:
        when = f"{day_name(day_of(mail.sent_at))}{clock_of(mail.sent_at)}"
        return f"{group_name(group)}同样的材料 {when} 已由蓝哨代发，没有再发；要再发请说“重发邮件 {city}”。"
    if mail.state is MailState.UNKNOWN:
        return f"{group_name(group)}同样的材料发过一次，不知发出没有，请先核对；要再发请说“重发邮件 {city}”。"
    return f"{group_name(group)}同样的材料正在发。"


def mail_states_text(latest: Sequence[tuple[Group, Mail | None]], day: date) -> str:
    """How the mails of a day stand, a line a group; groups without one together."""
    told = [(group, mail) for group, mail in latest if mail is not None]
    lines = [f"{group_name(group)} {day_name(day)} {mail_state_text(mail)}" for group, mail in told]
    without = [group_name(group) for group, mail in latest if mail is None]
    if without:
        lines.append(f"{day_name(day)} 蓝哨没有代发过邮件：{counted(without)}。要发请说“发送邮件 组名”。")
    return "\n".join(lines)


def mail_state_text(mail: Mail) -> str:
    """What became of a mail."""
    why = f"：{_FAULTS[mail.fault]}" if mail.fault else ""
    match mail.state:
        case MailState.SENT:
            when = f"{day_name(day_of(mail.sent_at))}{clock_of(mail.sent_at)}" if mail.sent_at else ""
            return f"邮件已发出（{when}）。"
        case MailState.FAILED:
            return f"邮件没有发出{why}。"
        case MailState.UNKNOWN:
            return f"邮件不知发出没有{why}，请到收件邮箱核对。"
        case _:
            return f"邮件正在发，还没有发出{why}。"


def mailed_lines(sent: Mapping[str, datetime], groups: Sequence[Group], day: date) -> list[str]:
    """已由蓝哨代发邮件 20:03; with more groups than one, which."""
    told = [(group, sent[group.key]) for group in groups if group.key in sent]
    if len(groups) == 1:
        return [f"已由蓝哨代发邮件 {as_of_name(day, at)}" for _, at in told]
    return (
        [f"已由蓝哨代发邮件：{'、'.join(f'{group_name(g)} {as_of_name(day, at)}' for g, at in told)}"] if told else []
    )


def _of(package: Package) -> str:
    return occasion_name(Occasion(package.day, package.round))
