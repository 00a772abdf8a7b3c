"""Take the README's pictures of the living demo: PYTHONPATH=. .venv/bin/python docs/make_screenshots.py

Needs Chromium and Chinese fonts. Plays the sample day into the afternoon, has its pictures read where the extra
`vision` is installed (minutes), and looks at the pages; writes docs/screens/*.webp. With names (overview chat …) only
these.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.logs import quiet_logs
from domain.calendars import SHANGHAI, at_time
from tests.browser.demonstrations import Demonstration, demonstration
from tests.browser.offices import DESKTOP, FLAGS, PHONE, chromium

SCREENS = Path(__file__).parent / "screens"
ALARM, ANSWER = time(16, 17), time(16, 42)  # something cannot wait; the bot has answered in the group
DISPATCHER, LEADER = "方启明", "卫东升"
GROUP = "驻开封市暗访核查工作群"
QUALITY = 80
CHINESE: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture: who looks at which page, and what he does there first."""

    name: str
    path: str
    at: time = ALARM
    who: str = DISPATCHER
    phone: bool = False
    dark: bool = False
    first: Callable[[Page], None] | None = None


def into_the_group(page: Page) -> None:
    page.get_by_role("button", name=GROUP).click()
    page.get_by_role("heading", name=GROUP).wait_for()


def to_a_record(page: Page) -> None:
    """One that tells of a problem, with a film."""
    page.get_by_role("link", name="芃达纸业").first.click()


def to_an_instruction(page: Page) -> None:
    page.get_by_role("link", name="1020-1").click()


SCREENS_WANTED = (
    Screen("overview", "/"),
    Screen("overview-dark", "/", dark=True),
    Screen("overview-phone", "/", phone=True),
    Screen("record", "/visits", first=to_a_record),
    Screen("evidence", "/evidence"),
    Screen("instruction", "/instructions", first=to_an_instruction),
    Screen("chat", "/chat/", ANSWER, who=LEADER, first=into_the_group),
    Screen("chat-phone-dark", "/chat/", ANSWER, who=LEADER, phone=True, dark=True, first=into_the_group),
)


def take(screen: Screen, browser: Browser, address: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport=PHONE if screen.phone else DESKTOP,
        is_mobile=screen.phone,
        device_scale_factor=2 if screen.phone else 1.5,
        color_scheme="dark" if screen.dark else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto("/login")
    enter = page.get_by_role("button", name=f"以{screen.who}的身份进入控制台")
    if screen.path.startswith("/chat"):
        page.get_by_role("link", name=f"以{screen.who}的身份进入群聊").click()
    else:
        enter.click()
        page.goto(screen.path)
    if screen.first is not None:
        screen.first(page)
    page.wait_for_timeout(1500)  # pictures that come when they are in sight
    SCREENS.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(SCREENS / f"{screen.name}.webp", quality=QUALITY, method=6)
    context.close()


def main() -> int:
    quiet_logs(level=40)
    found = chromium()
    if found is None:
        print("没有找到 Chromium。Debian：apt install chromium fonts-noto-cjk fonts-noto-color-emoji", file=sys.stderr)
        return 1
    wanted = [screen for screen in SCREENS_WANTED if screen.name in sys.argv[1:] or len(sys.argv) == 1]
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration(Path(folder)) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, "--lang=zh-CN"], env=CHINESE)
        for screen in wanted:
            play_to(screen.at, demo)
            take(screen, browser, demo.address)
            print(SCREENS / f"{screen.name}.webp")
        browser.close()
    return 0


def play_to(at: time, demo: Demonstration) -> None:
    demo.play_to(at_time(demo.stage.clock().astimezone(SHANGHAI).date(), at))
    demo.wait_for_small_copies()
    demo.wait_for_readings()


if __name__ == "__main__":
    sys.exit(main())
