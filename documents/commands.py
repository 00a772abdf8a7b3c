"""What can be said to the bot: one entry a command, for docs/commands.md and for whoever was not understood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from documents.lines import shorten
from documents.package_commands import PACKAGE_COMMANDS
from documents.period_commands import PERIOD_COMMANDS
from documents.roster_commands import ROSTER_COMMANDS
from domain.rosters import FIELD_ROLES, SERVED, SPEAKING_ROLES, Role, RoomKind

ROLE_NAMES = {
    frozenset(Role): "都可以",
    SERVED: "核查组、调度组",
    FIELD_ROLES: "核查组",
    SPEAKING_ROLES: "组长、联络员",
    frozenset({Role.LEADER}): "组长",
    frozenset({Role.DISPATCHER}): "调度组",
    frozenset({Role.DISPATCHER, Role.LIAISON}): "调度组、联络员",
    SPEAKING_ROLES | {Role.DISPATCHER}: "调度组、组长、联络员",
}
ROOM_NAMES: dict[RoomKind | None, str] = {
    RoomKind.GROUP: "组群",
    RoomKind.COMMAND: "指挥调度群",
    RoomKind.LOCAL: "属地群",
    RoomKind.EXPERT: "专家群",
    None: "私聊",
}


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is what a route serves; `figure` tells which of the figures of that name is meant (commands.toml).

    The first of `said` is how it is named in a line; all of them are understood.
    """

    name: str
    title: str
    said: tuple[str, ...]
    answer: str
    figure: str = ""


COMMANDS = (
    Command("help", "看怎么用", ("帮助", "怎么用", "菜单", "？"), "按身份给的说明，一屏"),
    Command(
        "progress",
        "点位进度",
        ("进度", "2组今天几家", "还差几家", "谁不够8家", "17点进度：各小组点位数、工业企业数"),
        "当时的点位、工业、问题、涉嫌违法数，还差多少",
    ),
    Command(
        "progress",
        "按县区",
        ("各县区问题数", "到现在几家，列出县区"),
        "各县区点位、工业、问题",
        figure="by_county",
    ),
    Command(
        "progress",
        "出勤",
        ("今天出勤", "应到小组数、实到小组数", "出勤人员名单"),
        "应到、实到小组（以当天报过点位为实到），要名单时附人名",
        figure="attendance",
    ),
    Command(
        "missing",
        "附件报送",
        ("未报", "谁还没报附件2", "没交齐的组发我"),
        "附件2、附件3 群内见到没有",
    ),
    Command(
        "daily_report",
        "日报",
        ("日报", "生成10月20日日报", "日报，各组分开", "日报里宏图砖厂放第一条", "日报把#12置顶"),
        "当天日报；“分开”时一组一份，点名的那一条排在最前",
    ),
    Command(
        "daily_report_later",
        "约时间再发日报",
        ("明早7点再发日报", "明天早上7点把日报再推送一遍"),
        "记下；到时按那时的身份和数据发，撤回这句话就不发了",
    ),
    Command(
        "problem_list",
        "清单",
        ("问题清单", "今天问题清单，按县区排", "违法清单", "管控期间问题清单", "集中检查清单", "1组清单导出"),
        "逐条列出；说“导出”“excel”的，做成表私信给他",
    ),
    *(Command(*row) for row in PERIOD_COMMANDS),
    Command(
        "urgent",
        "紧急",
        ("#12标紧急", "宏图砖厂标紧急，通知值班领导", "#12取消紧急", "把#12和#15合成一份紧急专报草稿"),
        "标上并说明标的是哪条；名册 `title` 带“值班”的调度员收到私信；草稿只用组员原话",
    ),
    Command(
        "call_for_help",
        "遇险求助",
        ("SOS", "求助 车坏在半路了"),
        "马上转告指挥调度组、组长、联络员，带小组、最近点位、最后定位；回一句转告了谁。"
        "被围、受伤、车祸、晕倒这类话不用叫我，群里说了就转",
    ),
    Command(
        "local_notice",
        "通知属地",
        ("通知属地 #12", "#12通知属地"),
        "只把那一条的地点和问题发到该市的属地群，不带检查人员；只有列为紧急的才发，一条只发一次",
    ),
    Command("stop_team", "小组中止检查", ("中止 2组", "中止青石2组"), "不再算它差几家；求助遇险、受阻的自动记中止"),
    Command("resume_team", "小组恢复检查", ("恢复检查", "恢复 2组"), "一句话；告诉指挥调度组"),
    Command(
        "alert_read",
        "紧急情况看到了",
        ("已阅", "已阅 #12"),
        "记下是谁、几点；调度组回了就不再重复，组长、联络员回的只免自己那份。引用那条回“收到”也行",
    ),
    Command("alerts_open", "还没人回已阅的", ("未阅", "紧急情况"), "逐条一行；组长、联络员只看本组"),
    Command(
        "explain",
        "为什么这样记",
        ("来源 #12", "#12是谁报的"),
        "由哪些消息组成，各项凭哪句话；在终端是 `lanshao explain 12`",
    ),
    Command(
        "amend_visit",
        "更正一条记录",
        (
            "更正 #12 县区 云台",
            "更正 #12 名称 宏图砖厂，结果 立行立改",
            "更正 #12 问题2：料堆未苫盖",
            "#12县区改为云台",
        ),
        "原来是什么、现在是什么；之后群里再说也不改回去。组员改本小组当天的，组长、联络员改本组的",
    ),
    Command("withdraw_visit", "撤销一条记录", ("撤销 #12（重复）", "#12不算"), "不再计入；原话和照片都留着"),
    Command("restore_visit", "恢复撤销的", ("恢复 #12",), "重新计入"),
    Command("merge_visits", "合并记录", ("合并 #12 #15", "#12和#15是一家"), "并到小号；以后说 #15 就是 #12"),
    Command(
        "split_visit",
        "拆分记录",
        ("拆分 #12：甲厂；乙厂", "拆分 #12：甲厂，立行立改；乙厂，未发现问题"),
        "拆成几条；照片、视频留在第一条，引用着一张说的，那张归第二条",
    ),
    Command(
        "sign",
        "组长签字",
        ("签字 #12", "签字 #12 #15-#18", "签字 今天", "签字 第2轮报告", "今天的都签字"),
        "记下谁、几点签的；“今天”签的是当天涉嫌违法、需整改交办的。谁可以签、到几点算当日由行动档案定；话里有别的（先别签、除了、请谁签）就不签；签后再改的，写明签字后有改动",
    ),
    Command(
        "unsign",
        "撤销签字",
        ("撤销签字 #12", "撤销签字 第2轮报告"),
        "那几条算没签；留着谁签过、几点撤销的，“来源”里看得到",
    ),
    Command(
        "unsigned",
        "看还没签字的",
        ("未签字", "青石未签字", "还差几条签字"),
        "要签没签的、签后改过的；组长、联络员只看本组",
    ),
    Command(
        "typical_case",
        "典型案例",
        ("典型案例 #12", "典型案例 #12 #15", "附件3 #12"),
        "附件3 的 Word 稿，一条记录一份：固定句、组员原话、照片都填好，回话里写明还差什么。"
        "组员要本小组的，组长、联络员要本组的",
    ),
    Command(
        "checklist",
        "推送核查清单",
        ("核查清单 青石：宏图砖厂", "核查清单 青石"),
        "一行一处（名称、县区、地址、备注），或先发 Excel、CSV 文件再说；编号 L3，作为敏感指令给组群：另一位同意才发",
    ),
    Command(
        "checklist_state",
        "看清单查了多少",
        ("清单情况", "清单情况 青石"),
        "已查几处、剩哪些；名称一样或包含的自动算查过，像的请人确认。轮次结束前一天在组群里说剩哪些；组里只看本组",
    ),
    Command(
        "checklist_mark",
        "清单里一条记为查过、不查",
        ("清单 L3 第7条 查过 #12", "清单 L3 第7条 不查 已拆除", "清单 L3 第7条 没查"),
        "一句话；不查要写原因，组长、联络员只改本组的",
    ),
    *(Command(*row) for row in PACKAGE_COMMANDS),
    Command(
        "handover_slip",
        "环境问题交办单",
        ("交办单 #12", "交办单 #12 #15", "附件2 #12"),
        "附件2 的 Word 稿，一家一份：几个编号是同一家的合在一份里，附照片和组长签字情况；整改要求、省厅意见留空",
    ),
    Command(
        "handover_list",
        "当天的附件2",
        ("问题清单 Word", "附件2 Word", "10月20日附件2 Word"),
        "当天交办的（涉嫌违法、需持续整改）列成 Word 表；立行立改的只写几处",
    ),
    Command(
        "round_report",
        "暗访核查报告",
        ("第2轮核查报告", "第2轮核查报告 青石", "核查报告"),
        "附件4 的 Word 稿，一组一份：四个数、分类列举、工作建议、组长签字情况；不写轮次的是当前这一轮",
    ),
    Command(
        "round_advice",
        "报告里的工作建议",
        ("工作建议 第2轮：建议……", "工作建议：建议……"),
        "组长说的，写进那一轮的核查报告；再说一次就换成新的，撤回就没有了",
    ),
    Command(
        "stage_report",
        "阶段性报告",
        ("阶段性报告 10月19日至10月20日", "第1轮阶段性报告", "阶段性报告 10月19日至10月20日 青石"),
        "任意一段日子或一轮的 Word 稿：合计、分组、分类、逐日；每个数都是各天日报的和",
    ),
    Command(
        "bulletin",
        "评比通报草稿",
        ("通报草稿", "10月20日通报"),
        "当天各组三项评比的 Word 稿：怎么算的、并列、样本少的都注明",
    ),
    Command("thematic_report", "专题报告草稿", ("专题报告",), "整个行动到现在为止的 Word 稿"),
    Command("daily_report_paper", "日报 Word", ("日报 Word", "10月20日日报 Word"), "当天日报的 Word 稿"),
    Command(
        "template",
        "附件模板",
        ("典型案例模板", "附件3模板", "附件2模板发我", "附件3怎么填"),
        "可以直接照抄的文字，注明最少多少字、几张照片",
    ),
    Command(
        "instruction",
        "下指令",
        ("指令 全体：内容", "指令 青石、白河：内容", "指令 @所有人 内容", "敏感指令 全体：内容"),
        "编号，发到各组工作群，回一句发给了哪些组；敏感的、要停要关的先给预览，另一位调度员同意才发，敏感的各群副本编号",
    ),
    Command(
        "instruction",
        "分发清单",
        ("分发清单 青石：内容", "下发问题清单给青石：内容"),
        "就是一条敏感指令：先给预览，另一位同意才发，各群副本编号，按小组记谁回了收到。"
        "引用一条清单说“分发清单 青石”也行；引用我列的，只能发给那一组",
        figure="list_out",
    ),
    Command(
        "order_template",
        "指令模板",
        ("指令模板 集中检查", "重点检查指令模板"),
        "可以照抄的文字，〔〕里的改好再发；这样的指令按集中检查、重点检查记",
    ),
    Command(
        "track",
        "跟踪自己发的指令",
        ("跟踪",),
        "在组群里手发【调度指令】后私聊问一次；说了就编号，记谁回了收到，先前回的也算",
    ),
    Command("preview", "看看再发", ("预览 指令 全体：内容", "预览 1020-3"), "私聊给他：发给谁、几个群、内容；不发"),
    Command("agree", "同意发出", ("同意 1020-3",), "别的调度员等着同意的那条，发到各组工作群；自己下达的不能自己同意"),
    Command("drop", "不发了", ("不发 1020-3", "撤回 1020-3"), "等着同意的那条作罢"),
    Command("copies", "查副本号", ("副本 1020-3",), "敏感指令哪个组拿的是第几号副本"),
    Command(
        "feedback",
        "反馈指令",
        ("反馈 1020-2：已查12家，发现3个问题",),
        "记下；引用那条指令说办得怎样也算。指令写了“18:00前反馈”的，到时没见的组群里提醒一次，指挥调度群点名一次",
    ),
    Command(
        "void",
        "作废指令",
        ("作废 1020-2 原因",),
        "原来收到的各组工作群告知作废，还没发到的不再发；不再催；哪位调度员都可以，告诉下达的人",
    ),
    Command(
        "correct",
        "更正指令",
        ("更正 1020-2：新内容",),
        "给同样的组发一条新编号的，写明更正哪条，重新回“收到”",
    ),
    Command(
        "receipts",
        "看谁回了收到",
        ("指令情况", "指令 1020-1", "哪几个组没回收到", "反馈情况 1020-1", "指令情况图", "集中检查指令情况"),
        "已回的组和小组、未见回复的组、反馈了什么；组多的附图，没回的排在前面。组员和组群里只看本组，按小组列",
    ),
    Command(
        "control_start",
        "启动管控期",
        ("预警启动 青石 橙色 11月20日12时至23日24时", "管控 青石、白河 黄色 今天18时起"),
        "记下城市、级别、起止，按档案里的文字给这些组下一条指令；其间的点位标管控期间，补记的也标",
    ),
    Command("control_end", "解除管控期", ("预警解除 青石", "解除青石预警"), "从那时起不再算；给这些组下一条指令"),
    Command("controls", "看管控情况", ("哪些市在管控", "管控期有哪些"), "正在管控和还没开始的；组里只说本组的城市"),
    Command(
        "bindings",
        "看谁还没认出",
        ("绑定情况",),
        "待确认的人（带序号）、还没认出的人、没绑定的群；联络员只看本组",
    ),
    Command(
        "picture_questions",
        "核实照片",
        ("照片疑问", "照片疑问 疑3 同一张，已现场核实", "照片疑问 疑3 不是", "照片疑问 疑3 不再问"),
        "哪些点位的照片看上去相同；核实了记下谁、何时、什么结果，只回调度员本人",
    ),
    Command(
        "confirm_binding",
        "确认是本人",
        ("确认绑定 3", "确认绑定 2 5-9", "确认绑定 郝大川"),
        "绑定好的名字；先前发的证据、附件随后补记",
    ),
    Command("unbind", "不再算他", ("解除绑定 郝大川",), "一句话"),
    Command("bind_room", "群是哪个组的", ("绑定本群 青石",), "一句话；先前在那里发的随后补记"),
    Command("confirm_room", "群没有问题", ("确认本群 青石",), "存着的统计、指令放行"),
    Command(
        "integrity_paper",
        "廉洁材料签了、交了",
        ("承诺书已签", "自查表已交", "第2轮承诺书已签", "行前教育已参加", "提醒谈话已谈"),
        "记在本人名下；轮次开始前、结束后还没说的，只私信本人提醒一次",
    ),
    Command(
        "integrity_papers",
        "看廉洁材料",
        ("廉洁材料情况", "谁没签承诺书"),
        "各组还没见到的人，只在指挥调度群或私聊里说；联络员只看本组，私聊给他",
    ),
    Command(
        "excuse",
        "免交",
        ("免交 青石 典型案例 今日封控", "免交 青石 附件3 今日封控", "青石附件3免交，原因：封控"),
        "要写原因；那一组那天的那件不再提示、不再点名，告知该组工作群。已收到的不用免",
    ),
    *(Command(*row) for row in ROSTER_COMMANDS),
    Command(
        "unexcuse",
        "恢复报送",
        ("恢复 青石 典型案例", "恢复 青石 附件3", "取消免交 青石 附件3"),
        "免交的收回，告知该组工作群",
    ),
    Command(
        "duty_board",
        "上报情况",
        ("上报情况", "上报情况图", "青石上报情况"),
        "各组当天各件和还没报齐的轮次报告；组多的附图，没见到的排在前面；组里只看本组",
    ),
    Command(
        "explain_duty",
        "为什么这样算",
        ("为什么 青石 典型案例", "为什么 青石 附件3", "依据 青石 附件3 10月20日", "为什么 青石 核查报告"),
        "凭方案哪条、时限、报过几次各是几点几字几张、免交、离线、几点提示过谁；组里只问本组，不用写组名",
    ),
    Command(
        "move_round",
        "调整轮次",
        ("调整轮次 第2轮 结束 11月2日 原因 空气质量转差",),
        "下一轮次从第二天开始，没过的时限跟着变，过了的不动；告知各组工作群。动得多、离得近的、最后一轮次的先给预览，另一位调度员确认才改",
    ),
    Command("agree_round", "确认调整轮次", ("确认调整轮次",), "等着确认的那次照办；自己提的不能自己确认"),
    Command("drop_round", "不调整轮次", ("不调整轮次",), "等着确认的那次作罢"),
    Command("mailed", "材料已发邮箱", ("已邮", "附件3已邮"), "记下是谁、几点说的"),
    Command("delivered", "材料已另外收到", ("已交 青石",), "记下；不再催那个组"),
    Command(
        "tip",
        "反映纪律问题",
        ("纪律线索：哪个人什么事",),
        "私聊说，只私信巡查组，附反映人姓名；巡查组联系不上的私信指挥调度组，不附姓名。群里说的，单独请他私聊",
    ),
    Command(
        "question",
        "问业务",
        ("请教老师，危废怎么认定", "散煤算不算违法", "无证排污怎么认定"),
        "转到专家群（不带提问人），给一个编号；专家引用那条或以`咨询3`开头答复，带编号转回。"
        "专家群里自己人的提问只记录，不插话；问过的先给先前的答复或说明已在问",
    ),
    Command("ask_again", "还是要问专家", ("再问",), "给了先前的答复、说已在问的那个问题，照样转专家群"),
)


def not_understood_text(nearest: Sequence[str]) -> str:
    """One line for a request that nothing serves; `nearest` are wordings of this speaker's commands."""
    return f"没听懂，可以说：{'、'.join(shorten(words, 24) for words in nearest)}。"


def not_yours_text(roles: Collection[Role], rooms: Collection[RoomKind | None], role: Role) -> str:
    """One line for a command that this role does not have, or not in this place: who has it, or where."""
    if role not in roles:
        return f"这件事由{ROLE_NAMES.get(frozenset(roles), '指挥调度组')}办理。"
    return f"这件事请在{'、'.join(name for room, name in ROOM_NAMES.items() if room in rooms)}里说。"
