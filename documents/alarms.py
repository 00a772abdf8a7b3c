"""What is said on the second channel when the bot itself is in trouble: no evidence, no names of people."""

from __future__ import annotations

from datetime import datetime

from domain.calendars import SHANGHAI

#: By kind of trouble: what is wrong and what to do.
TROUBLES = {
    "loop": "程序卡住了，消息收不进来。看护程序应会重启它；没有重启就请手动重启。",
    "writer": "数据库写不动，消息存不下来。请查看数据库和磁盘。",
    "database": "数据库写不进去，消息存不下来。请查看磁盘是否已满、数据库是否在运行。",
    "clock": "定时的事停了（点名、提示、统计）。请重启程序。",
    "login": "微信号没有登录，群里的话都收不到。请扫码登录，二维码在值守页面和终端上。",
    "deaf": "收不到微信消息。请查看网关是否在运行；正在自己重连。",
    "disk": "磁盘快满了，照片和视频可能存不下来。请清理或扩容。",
}


def alarm_text(text: str, began_at: datetime, *, over: bool) -> str:
    """One notice: that something is wrong since then, or (`over`) no longer is."""
    clock = f"{began_at.astimezone(SHANGHAI):%m-%d %H:%M}"
    return f"【蓝哨】已解除（{clock} 起）：{text}" if over else f"【蓝哨】{clock} 起：{text}"
