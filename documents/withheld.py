"""What the duty officer hears of a post that was not sent."""

from __future__ import annotations

WITHHELD = "【提示】有消息写给了不该看到其中内容的群或人，已拦下，没有发出。请联系维护人员查看。"
