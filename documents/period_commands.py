"""What can be asked of the figures of a period, for the list of commands: (name, title, wordings, what comes of it)."""

from __future__ import annotations

PERIOD_COMMANDS = (
    (
        "ledger",
        "台账",
        ("台账 第2轮", "台账 11月6日至11月20日", "台账"),
        "一个问题一行的Excel，带照片样张、合计和各项怎么数，私信给他；不写哪几天的，是本轮；组长、联络员、组员只有本组的",
    ),
    (
        "ranking",
        "评比",
        ("评比 第2轮", "排名 11月6日至11月20日"),
        "按检查数、发现率、完成率三项排；不写哪几天的，是本轮；组长、联络员、组员只有本组的数，没有名次",
    ),
    (
        "public_copy",
        "公示稿",
        ("公示稿 第2轮",),
        "给指挥调度组的草稿：按城市排的发现率、问题种类，没有人名、电话和企业名；机器人不对外发布",
    ),
    (
        "contributions",
        "人员贡献",
        ("人员贡献 第2轮",),
        "各人报的记录、问题、涉嫌违法、大案要案（标紧急的涉嫌违法），做成表，只私信给要的调度员",
    ),
)
