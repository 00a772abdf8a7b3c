"""总览, in a browser."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Page, Route, expect

from tests.browser.offices import Office


def test_the_page_follows_the_day_and_keeps_focus_and_what_is_open(office: Office) -> None:
    office.chat.at("09:00")
    page = office.open("/", "齐正")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    tile = page.locator("#tile-qingshi")
    expect(tile).to_contain_text("0/24 点位")
    hours = page.locator("#hours")
    hours.locator("summary").click()
    link = tile.get_by_role("link", name="青石市")
    link.focus()
    page.evaluate("window.scrollTo(0, 120)")
    office.chat.shows("郝大川")
    office.chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
    expect(tile).to_contain_text("1/24 点位")
    expect(link).to_be_focused()
    expect(hours).to_have_attribute("open", "")
    assert page.evaluate("window.scrollY") == 120
    office.check_access(page)
    office.shoot(page, "overview")


def test_by_keyboard_alone_what_cannot_wait_is_acknowledged(office: Office) -> None:
    page = office.open("/", "苏禾", phone=True)
    office.chat.shows("潘越")
    office.chat.says("潘越", "西岭区白鹭造纸厂，正在偷排黑色废水，涉嫌环境违法，紧急")
    button = page.get_by_role("button", name="已阅 #")
    expect(button).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    office.check_access(page)
    office.shoot(page, "overview-urgent")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已阅。")).to_be_visible()
    expect(button).to_have_count(0)


def test_the_menu_of_a_phone_opens_and_closes(office: Office) -> None:
    page = office.open("/", "齐正", phone=True)
    menu = page.get_by_role("navigation", name="菜单")
    expect(menu).not_to_be_visible()
    page.get_by_role("button", name="菜单").click()
    expect(menu.get_by_role("link", name="总览")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_be_visible()


def test_a_page_that_hears_nothing_more_says_so_and_goes_on_by_itself(office: Office) -> None:
    page = open_followed(office)
    stale = page.get_by_text("连接断了，正在重连")
    expect(stale).not_to_be_visible()
    page.route("**/overview/live*", lambda route: route.abort())
    ask_anew(office)
    expect(stale).to_be_visible()
    page.unroute("**/overview/live*")
    expect(stale).not_to_be_visible()
    office.faults.clear()


def test_a_live_part_that_could_not_begin_begins_later(office: Office) -> None:
    page = office.open("/", "齐正")
    page.clock.install()
    page.route("**/overview/live*", lambda route: route.fulfill(status=503))
    page.reload()
    stale = page.get_by_text("连接断了，正在重连")
    expect(stale).to_be_visible()
    expect(page.locator("#tile-qingshi")).to_be_visible()
    page.unroute("**/overview/live*")
    page.clock.fast_forward(6000)
    expect(stale).not_to_be_visible()
    office.faults.clear()


def test_a_live_part_begins_however_late_its_script_comes(office: Office) -> None:
    page = office.open("/", "齐正")
    late: list[Route] = []
    page.route("**/hx-sse*", lambda route: late.append(route))
    page.reload(wait_until="commit")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    page.evaluate("new Promise(done => setTimeout(() => setTimeout(done)))")  # what waited for its turn has had it
    with page.expect_response("**/overview/live*"):
        late[0].continue_()


def test_a_page_of_who_is_logged_out_leads_to_the_log_in(office: Office) -> None:
    page = open_followed(office)
    page.context.clear_cookies()
    ask_anew(office)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    office.faults.clear()


def open_followed(office: Office) -> Page:
    """The page with its live part begun: one that begins after the others were ended goes on."""
    page = office.open("/login", "齐正")
    with page.expect_response("**/overview/live*"):
        page.goto("/")
    return page


def ask_anew(office: Office) -> None:
    """All live parts end, as with a new roster, and their browsers come back."""
    in_force = office.chat.app.in_force
    in_force.scene = replace(in_force.scene, roster=replace(in_force.scene.roster))


def test_a_page_that_is_not_there_is_a_complaint_unless_it_is_meant(office: Office) -> None:
    page = office.open("/nowhere", "齐正")
    expect(page.locator("body")).to_contain_text("没有这一页")
    assert any("status 404" in fault for fault in office.faults)
    office.faults.clear()


def test_what_the_security_policy_refuses_is_a_complaint(office: Office) -> None:
    page = office.open("/", "齐正")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("document.querySelector('p[style]') !== null")
    assert any("Content Security Policy" in fault for fault in office.faults)
    office.faults.clear()
