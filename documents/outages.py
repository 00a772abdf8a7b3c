"""What is said to the duty officer when the disk or the database kept the bot from its work."""

from __future__ import annotations

from datetime import datetime

from documents.lines import clock_of

NO_ROOM = "【提示】磁盘快满了：文字照收，照片、视频和文件先不存，清出空间后自动补取。请尽快清理。"
ROOM_AGAIN = "【提示】磁盘有空间了，照片、视频和文件照常保存。"


def outage_text(since: datetime, until: datetime) -> str:
    """The database took nothing from `since` to `until`; what came meanwhile is written by now."""
    when = f"{clock_of(since)}至{clock_of(until)}"
    return f"【提示】{when}数据库写不进去，其间收到的消息已补存。请检查磁盘和数据库。"
