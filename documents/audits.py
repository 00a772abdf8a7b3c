"""The audit log in plain words: who did what to which thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.rosters import Roster

#: Every action that is ever entered; one with a point at the end stands for all that begin so.
ACTIONS = {
    "account.add": "开账号",
    "account.login": "登录微信号",
    "account.password": "改密码",
    "account.remove": "删账号",
    "alert.begin": "发紧急告知",
    "alert.elsewhere": "转别的渠道告知",
    "alert.read": "回已阅",
    "alert.read_own": "回已阅（本人）",
    "audit.verify": "核对审计链",
    "binding.close": "解除绑定",
    "binding.confirm": "确认绑定",
    "binding.propose": "请人确认绑定",
    "bulletin.": "改通报",
    "bulletin.approve": "批通报",
    "bulletin.drop": "不发通报",
    "bulletin.edit": "改通报",
    "bulletin.make": "拟通报",
    "bulletin.send": "发通报",
    "chatter": "闲谈，不处理",
    "checklist.mark": "改核查清单",
    "checklist.push": "发核查清单",
    "command": "下命令",
    "command.pause": "认不出人，暂停命令",
    "command.refuse": "拒绝命令",
    "console.export": "带走文件",
    "console.log_in": "登录控制台",
    "console.log_out": "退出控制台",
    "console.pause": "密码错得多，暂停登录",
    "console.see": "看过",
    "contributions.export": "要人员贡献",
    "control.end": "结束管控期",
    "control.open": "开始管控期",
    "declaration": "说已邮、已交",
    "declare_paper": "说已邮、已交",
    "evidence": "发检查材料",
    "excuse.give": "免交",
    "excuse.take_back": "恢复报送",
    "feedback": "反馈",
    "file.erase": "按期限删原件",
    "file.keep": "存下文件",
    "file.lose": "没取到文件",
    "file.rendition": "存下压缩过的图",
    "original.erase": "按期限删原图",
    "original.keep": "存下后来取到的原图",
    "friend.accept": "通过好友",
    "host_contact.give": "给应急联系人",
    "instruction": "下指令",
    "instruction.agree": "同意指令",
    "instruction.drop": "不发指令",
    "instruction.hold": "指令待同意",
    "instruction.lapse": "指令没人同意，作罢",
    "instruction.track": "跟踪手发指令",
    "instruction.void": "作废指令",
    "ledger.export": "要台账",
    "locality.tell": "通知属地",
    "mail": "发邮件",
    "message.erase": "按期限删原话",
    "message.keep": "收下消息",
    "message.recall": "撤回消息",
    "message.repeat": "认出重复消息",
    "package": "打好包",
    "package.ask": "要打包",
    "paper.make": "做文书",
    "picture.answer": "照片核实了",
    "picture.ask": "请核实照片",
    "post.send": "发言",
    "post.withhold": "扣下不该发的话",
    "public_copy.export": "要公示稿",
    "question": "提问",
    "recall": "撤回",
    "receipt": "回收到",
    "room.bind": "认出群",
    "room.confirm": "放行群",
    "round.": "调整轮次",
    "round.advise": "写工作建议",
    "rosters.": "改名册",
    "rosters.import": "导入名册",
    "rosters.in_force": "名册启用",
    "rosters.upload": "上传名册",
    "rosters.wait": "名册待启用",
    "sign.round": "签轮次报告",
    "sign.take_back": "签字随撤回收回",
    "sign.visits": "签字",
    "sign.withdraw": "撤销签字",
    "submission": "报材料",
    "team.resume": "恢复检查",
    "team.stop": "中断检查",
    "trust.doubt": "认不出微信号",
    "trust.regain": "又认得出微信号",
    "trust.vouch": "担保近来发言的人",
    "visits.assemble": "归成记录",
    "visits.change": "更正记录",
    "visits.export": "要问题清单",
    "visits.mark": "标记录",
    "visits.merge": "合并记录",
    "visits.restore": "恢复记录",
    "visits.split": "拆分记录",
    "visits.unmark": "取消标紧急",
    "visits.withdraw": "撤销记录",
}
#: What people look for, and the actions that it is.
KINDS = {
    "seen": ("看过", ("console.see",)),
    "exported": (
        "导出",
        (
            *("console.export", "ledger.export", "visits.export", "public_copy.export", "contributions.export"),
            *("host_contact.give", "package", "package.ask", "paper.make", "mail"),
        ),
    ),
    "accounts": ("账号和登录", ("account.", "console.log_in", "console.log_out", "console.pause")),
    "visits": ("记录、管控期", ("visits.", "locality.", "control.")),
    "signs": ("签字", ("sign.",)),
    "instructions": ("指令、通报、清单", ("instruction", "instruction.", "bulletin.", "checklist.")),
    "rosters": ("名册、绑定、群", ("rosters.", "round.", "binding.", "room.", "trust.", "friend.")),
    "duties": ("报送、免交", ("submission", "declaration", "declare_paper", "excuse.")),
    "pictures": ("照片疑问", ("picture.",)),
    "alerts": ("紧急", ("alert.", "team.")),
    "commands": ("命令", ("command", "command.")),
    "messages": ("收下的消息和文件", ("message.", "file.", "original.", "evidence", "receipt", "feedback", "recall")),
    "posts": ("发出的话", ("post.",)),
    "checks": ("核对审计链", ("audit.verify",)),
}
_OWN = {"audit": "整条日志", "bot": "蓝哨", "operator": "看管机器的人", "roster": "名册"}
_THINGS = {"visit": "记录 #", "file": "文件 ", "person": "", "paper": "文书 ", "room": "群 "}
_DETAILS = {
    "message": "消息",
    "groups": "组",
    "group": "组",
    "sha256": "文件",
    "raw": "原文",
    "visits": "记录",
    "handler": "办理",
    "entries": "条数",
    "faults": "对不上",
    "fields": "改了",
    "others": "另有",
    "loose": "未归",
    "settled": "已定",
    "count": "处数",
    "bound": "已绑定",
    "closed": "已解除",
    "people": "人数",
    "turn": "第几份",
    "kind": "种类",
    "known_as": "平台编号",
    "namespace": "账号",
    "reason": "原因",
    "size": "字节",
    "command": "命令",
    "of": "原消息",
}


def action_text(action: str) -> str:
    """What was done; the action's own name where it has none."""
    return ACTIONS.get(action) or ACTIONS.get(f"{action.partition('.')[0]}.", action)


def actor_text(actor: str, roster: Roster) -> str:
    known = roster.known.get(actor)
    return known.name if known is not None else _OWN.get(actor, actor)


def subject_text(subject: str, roster: Roster) -> str:
    """To what: `visit 12` is 记录 #12, a person has his name."""
    kind, _, name = subject.partition(" ")
    if kind in _THINGS and name:
        return _THINGS[kind] + actor_text(name, roster)
    return actor_text(subject, roster)


def detail_text(detail: Mapping[str, Any]) -> str:
    told = {key: value for key, value in detail.items() if value not in ("", [], {}, None)}
    return "；".join(f"{_DETAILS.get(key, key)}：{_value_text(value)}" for key, value in told.items())


def _value_text(value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(value)
    if isinstance(value, list):
        return "、".join(map(_value_text, value))
    return str(value) if not isinstance(value, bool) else "是" if value else "否"
