"""What went wrong, as a page: what happened, what to do, and of a fault of ours the mark that the log has too."""

from __future__ import annotations

import re

from aiohttp import web

from bot.console.desks import is_admitted
from bot.console.pages import bare_page, page

SAID = {
    400: "这个请求写得不对，没有照办。请回到上一页刷新后再试。",
    401: "登录已到期，请重新登录。",
    403: "这里不对您开放，或者页面过期了。请回到上一页刷新后再试。",
    404: "没有这一页，或者不是您能看的。",
    405: "这个地址不能这样用。",
    408: "发得太慢，没有收全。请检查网络后再试。",
    413: "文件太大，没有收下。",
    415: "这种文件不收。",
    429: "太频繁了，请稍等再试。",
    500: "蓝哨这里出错了，没有办成。请再试一次；还不行，把下面的编号告诉看管机器人的人。",
    503: "数据库暂时写不进去，没有办成。请过一分钟再试；还不行，告诉看管机器人的人。",
}
TITLES = {403: "不能看", 404: "没有找到", 413: "文件太大", 429: "请稍等", 500: "出错了", 503: "暂时办不成"}
_KEPT = ("Retry-After", "Allow")


def mistake_page(request: web.Request, status: int, told: str | None, mark: str) -> web.Response:
    """The page for this status; plain text for what is no page, like a picture. `told`: what the page's code says."""
    text = told or SAID.get(status) or SAID[500 if status >= 500 else 400]
    if not {"text/html", "*/*"} & set(re.split(r"[,;\s]+", request.headers.get("Accept", "*/*"))):
        return web.Response(text=text, status=status)
    values = {"title": TITLES.get(status, "没有办成"), "text": text, "mark": mark if status >= 500 else ""}
    if is_admitted(request):
        return page(request, "mistake.html", status, **values)
    return bare_page("mistake_outside.html", status, **values)


def mistake_of(request: web.Request, error: web.HTTPException, mark: str) -> web.Response:
    """The same for what a page refuses."""
    usual = f"{error.status}: {error.reason}"
    told = error.text if error.text and error.text != usual and error.status != 405 else None
    made = mistake_page(request, error.status, told, mark)
    made.headers.update({name: error.headers[name] for name in _KEPT if name in error.headers})
    return made
