"""Logging in, in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.console.accounts import Accounts
from bot.passwords import Passwords
from tests.browser.offices import Building, Office, building
from tests.console.counter import PASSWORD, QUICK


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    passwords = Passwords(QUICK)
    door = Accounts(passwords)
    with building(tmp_path_factory.mktemp("office"), door=lambda chat: door) as made:
        made.chat.look(lambda work: work.accounts.add("qi", "id-qi", passwords.hash(PASSWORD), "operator"))
        yield made
    door.close()


def test_one_logs_in_is_led_to_where_one_wanted_and_leaves(office: Office) -> None:
    page = office.open("/audit?what=seen")
    expect(page.get_by_label("登录名")).to_be_focused()
    office.check_access(page)
    office.shoot(page, "login")
    page.get_by_label("登录名").fill("qi")
    page.get_by_label("密码").fill("不是这个密码吧")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("登录名或密码不对。")
    office.check_access(page)
    office.faults[:] = [fault for fault in office.faults if "403" not in fault]
    page.get_by_label("登录名").fill("QI")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="审计")).to_be_visible()
    assert page.url.endswith("/audit?what=seen")
    assert page.evaluate("document.cookie") == "", "no script can read it"
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录控制台")).to_be_visible()
    page.goto("/visits")
    expect(page.get_by_label("登录名")).to_be_visible()


def test_a_page_that_is_not_there_helps(office: Office) -> None:
    page = office.open("/login", phone=True, dark=True)
    page.get_by_label("登录名").fill("qi")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.goto("/visits/999999")
    expect(page.get_by_role("alert")).to_contain_text("没有")
    office.check_access(page)
    office.shoot(page, "mistake-phone")
    office.faults[:] = [fault for fault in office.faults if "404" not in fault]
    page.get_by_role("link", name="回到总览").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
