"""`lanshao demo`, tried as a newcomer would: look, come in, take part in the day, see what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from bot.playing import sample_day
from tests.browser.demonstrations import Demonstration, demonstration
from tests.browser.offices import Building, Office

GROUP = "驻开封市暗访核查工作群"
FIRST = 12  # messages of the sample's day
SITE = "龙亭区宏图砖厂"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(tmp_path_factory.mktemp("demo"), FIRST) as made:
        yield made


@pytest.fixture(scope="module")
def running(demo: Demonstration) -> Building:
    """The demo has no chat that a test drives."""
    return Building(cast(Any, None), demo.address)


def at_the_console(office: Office, name: str) -> Page:
    page = office.open("/")
    page.get_by_role("button", name=f"以{name}的身份进入控制台").click()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    return page


def in_the_chat(office: Office, name: str, *, phone: bool = False) -> Page:
    page = office.open("/login", phone=phone)
    page.get_by_role("link", name=f"以{name}的身份进入群聊").click()
    page.get_by_role("button", name=GROUP).click()
    expect(page.get_by_role("heading", name=GROUP)).to_be_visible()
    return page


def test_a_newcomer_is_told_what_to_look_at_and_what_to_try(office: Office) -> None:
    page = office.open("/")
    expect(page.get_by_role("listitem").filter(has_text="看：")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="试：")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "demo-people")


def test_who_posts_a_photo_and_words_sees_the_record_appear_on_a_console_that_is_open(office: Office) -> None:
    console = at_the_console(office, "方启明")
    before = console.url
    console.evaluate("window.never_reloaded = true")
    tile = console.get_by_role("row", name="1组")
    expect(tile).to_contain_text("0/8")
    chat = in_the_chat(office, "苗志强")
    photo = next(sample_day().glob("media/*.jpg"))
    chat.set_input_files("#files", [photo])
    chat.get_by_role("textbox", name="消息").fill(f"{SITE}，未发现问题")
    chat.get_by_role("button", name="发送", exact=True).click()
    expect(chat.locator("#log .own").get_by_text(SITE)).to_be_visible()
    expect(tile).to_contain_text("1/8")
    assert console.url == before and console.evaluate("window.never_reloaded")
    console.get_by_role("link", name="点位").first.click()
    expect(console.get_by_text("宏图砖厂").first).to_be_visible()
    office.shoot(console, "demo-visits")


def test_the_day_goes_on_in_the_rooms_as_its_time_passes(office: Office, demo: Demonstration) -> None:
    chat = in_the_chat(office, "卫东升", phone=True)
    played = demo.stage.player.played
    while demo.stage.player.played < FIRST:
        demo.steady.at += 1
        chat.wait_for_timeout(50)
    assert played < FIRST
    expect(chat.locator("#log .said")).not_to_have_count(0)
    expect(chat.locator(".demo-time")).to_contain_text("演完")
    expect(chat.locator(".demo-strip output")).to_have_text("1×")
    office.shoot(chat, "demo-chat-phone")


def test_the_day_is_slowed_hurried_and_stopped_by_keyboard(office: Office, demo: Demonstration) -> None:
    page = at_the_console(office, "陶然")
    strip, clock = page.get_by_role("complementary", name="演示"), demo.stage.clock
    strip.get_by_role("slider", name="快慢").focus()
    page.keyboard.press("End")
    expect(strip.locator("output")).to_have_text("600×")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(strip.get_by_role("button", name="继续")).to_be_visible()
    assert (clock.speed, clock.paused) == (600, True)
    strip.get_by_role("button", name="继续").click()
    expect(strip.get_by_role("button", name="暂停")).to_be_visible()
    page.reload()
    expect(strip.get_by_role("slider")).to_have_attribute("aria-valuetext", "600 倍")


def test_one_becomes_another_by_a_click(office: Office) -> None:
    page = at_the_console(office, "陶然")
    page.get_by_role("link", name="换人").click()
    page.get_by_role("button", name="以沈亦凡的身份进入控制台").click()
    expect(page.get_by_role("banner")).to_contain_text("沈亦凡")
    expect(page.get_by_role("navigation", name="菜单").get_by_role("link", name="审计")).to_have_count(0)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="蓝哨演示")).to_be_visible()
