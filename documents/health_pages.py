"""The page on which an operator sees whether the bot is well, and the code to log its account in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

MANY_UNREAD = 1_000  # files that wait to be read by a machine; a few hours' work
_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>蓝哨值守</title></head>
<body><h1>蓝哨</h1>
{state}
{code}
</body></html>
"""


def unread_text(count: int) -> str:
    """So many files wait to be read by a machine."""
    return f"还有 {count} 个照片、视频、语音等着识别，新的先识别；不影响收消息和点名"


def health_page(troubles: Sequence[str], code: str | None, unread: int = 0) -> str:
    """An HTML page that renews itself. `code` is the QR code as SVG of our own, None when no login is asked for.

    `unread`: so many files wait to be read by a machine; many are told.
    """
    told = "".join(f"<li>{escape(text)}</li>" for text in troubles)
    state = f"<p>有问题：</p><ul>{told}</ul>" if told else "<p>正常值守。</p>"
    scan = f"<p>微信号需要登录。请用该号的手机微信扫码（几分钟内有效，不要转给别人）：</p>\n{code}" if code else ""
    if unread >= MANY_UNREAD:
        state += f"<p>{escape(unread_text(unread))}。</p>"
    return _PAGE.format(state=state, code=scan)
