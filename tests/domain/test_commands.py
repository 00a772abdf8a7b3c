"""What people say to the bot, in many habits, and what it is taken for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from domain import lexicons
from domain.commands import intent_of
from domain.lexicons import Lexicon

FILE = Path(__file__).parents[2] / "domain" / "lexicons" / "commands.toml"
LEXICON: Lexicon = lexicons.parse({"commands": tomllib.loads(FILE.read_text("utf-8"))})

SAID = [
    # help
    ("帮助", "help"),
    ("？", "help"),
    ("help", "help"),
    ("小助手你都会干啥", "help"),
    ("这个咋用啊", "help"),
    ("使用说明发我看看", "help"),
    ("有哪些功能", "help"),
    ("菜单", "help"),
    ("帮住", "help"),
    ("指令怎么发", "help"),
    # progress: counting questions
    ("进度", "progress"),
    ("进渡", "progress"),
    ("报下进度", "progress"),
    ("今儿俺组跑了几家了", "progress"),
    ("三组现在几家啦", "progress"),
    ("我们组还差多少家", "progress"),
    ("还差几个点位", "progress"),
    ("截至现在各组点位汇总一下", "progress"),
    ("谁还不够8家", "progress"),
    ("哪个组最少", "progress"),
    ("今天到现在全省一共多少家，问题多少个", "progress"),
    ("12点了，报一下各组点位数、问题数、发现率", "progress"),
    ("涉嫌违法的有几个", "progress"),
    ("昨天我们组多少家", "progress"),
    ("10月22日各小组点位数", "progress"),
    ("今天出勤情况", "progress"),
    ("各组实到多少小组", "progress"),
    ("各县区分别查了几家", "progress"),
    ("列个表：小组、点位、工业企业、问题", "progress"),
    ("看一下2组今天的情况", "progress"),
    ("今天怎么样了", "progress"),
    ("排个名", "progress"),
    ("问题发现率多少", "progress"),
    ("5组够8家了没", "progress"),
    ("工业企业不够5家的有谁", "progress"),
    ("第６小组今天查了多少", "progress"),
    ("17:00快报 点位数 企业数 违法数", "progress"),
    ("统计一下今天全省的问题数", "progress"),
    ("谢谢，再问一下1组几家了", "progress"),
    ("合计几家", "progress"),
    ("目前哪个小组还没开张", "progress"),
    # missing
    ("未报", "missing"),
    ("谁没交", "missing"),
    ("还有谁没报附件", "missing"),
    ("附件2都齐了吗", "missing"),
    ("哪些组交办单还没发", "missing"),
    ("典型案例谁还没报", "missing"),
    ("材料交齐了没", "missing"),
    ("看看今晚没报的有哪些组", "missing"),
    ("我们组的附件3收到没有", "missing"),
    ("八点了，没报的列一下", "missing"),
    ("各组报送情况", "missing"),
    ("我们交的交办单合格不", "missing"),
    ("有没有漏报的组", "missing"),
    ("帮我看看谁还没发邮箱", "missing"),
    # daily report
    ("日报", "daily_report"),
    ("来份日报", "daily_report"),
    ("出一下今天的日报", "daily_report"),
    ("昨天日报再发一遍", "daily_report"),
    ("把10月22号的日报给我", "daily_report"),
    ("日抱", "daily_report"),
    ("今日小结出一个", "daily_report"),
    # instructions and who answered
    ("指令 全体：今晚加查工地", "instruction"),
    ("发指令，各组：注意安全", "instruction"),
    ("【指令】全体 明早8点前出发", "instruction"),
    ("指令 1020-1", "receipts"),
    ("指令情况", "receipts"),
    ("1020-1 谁还没回", "receipts"),
    ("哪几个组没回收到", "receipts"),
    # understood, not served yet
    ("3组那家砂场标紧急", "unknown"),
    ("把刚才这条列为紧急，报值班领导", "unknown"),
    ("导出今天的问题清单", "unknown"),
    ("台账发我一份excel", "unknown"),
    ("交办单模板有没有", "unknown"),
    ("附件3怎么填", "unknown"),
    ("起草一个阶段性报告", "unknown"),
    ("明天8点把日报推给我", "unknown"),
    ("日报里把第二条删掉", "unknown"),
    ("刚才那条作废", "unknown"),
    ("这家之前查过没有", "unknown"),
    ("催一下没交的组", "missing"),
    ("提醒各组注意防滑", "unknown"),
    ("把今天所有照片打包发我", "unknown"),
    # questions of the trade
    ("请教一下，汽修店在露天喷漆按大气法哪条处理", "question"),
    ("请问专家，危废间没有导流沟算不算违法", "question"),
    ("排污许可证过期两天还在生产，咋定性", "question"),
    ("活性炭半年没换能不能立案？", "question"),
    ("雨水口有黄水，采样要不要封签？", "question"),
    ("台账造假属于逃避监管吗", "question"),
    ("喷淋塔没加药，算不正常运行不", "question"),
    ("咨询：洗车废水进雨水管网怎么处罚", "question"),
    ("想问下老师，油烟净化器清洗记录多久一次才算合规？", "question"),
    # neither: reports in private, statements, thanks, small talk
    ("2组，青禾市长河铸造有限公司，电炉1台，布袋除尘正常运行，未发现问题", None),
    ("刚才群里卡，再补一家：云台路加油站，三次油气回收都正常", None),
    ("补充：上一家的法人姓周", None),
    ("今天共查8家，问题3个", None),
    ("我们点位数8，工业5", None),
    ("你好", None),
    ("小助手在吗", None),
    ("谢谢小助手", None),
    ("收到", None),
    ("辛苦了[玫瑰]", None),
    ("哈哈挺好用", None),
    ("附件2已发邮箱", None),
    ("日报收到了，谢谢", None),
    ("发错了，不好意思", None),
    ("好的，马上去办", None),
    ("更正：不是北关区，是东关区", None),
    ("今天天气怎么样", None),
    ("吃饭了吗", None),
    ("已交附件3，请查收", None),
    ("进度有点慢，大家加把劲", None),
    ("请求帮助，我们被围住了", None),
    ("", None),
]


@pytest.mark.parametrize(("said", "wanted"), SAID, ids=[said or "nothing" for said, _ in SAID])
def test_what_is_said_to_the_bot_is_taken_for_what_is_meant(said: str, wanted: str | None) -> None:
    intent = intent_of(said, LEXICON, addressed=True)
    assert (intent.name if intent else None) == wanted
