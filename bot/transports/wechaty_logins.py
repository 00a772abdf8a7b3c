"""The code that logs an account in, as something a phone can scan off a terminal."""

from __future__ import annotations

import io

import segno


def login_notice(qr: str) -> str:
    """What to print for the operator: the code in block characters, for a terminal with dark or light ground.

    The code is made here: handing it to a web page that draws it would hand the account to that page.
    """
    drawing = io.StringIO()
    try:
        segno.make(qr, micro=False, error="l").terminal(drawing, border=2, compact=True)
    except segno.DataOverflowError:
        return f"微信号需要扫码登录，但这个码太长，画不出来。内容如下，请自行做成二维码：\n{qr}"
    return f"微信号需要登录。请用该号的手机微信扫下面的码（几分钟内有效，不要转给别人）：\n{drawing.getvalue()}"
