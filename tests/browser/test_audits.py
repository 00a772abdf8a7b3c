"""审计, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.offices import Office


def test_the_log_is_checked_and_the_result_comes_without_a_reload(office: Office) -> None:
    office.chat.at("09:00")
    office.chat.shows("郝大川")
    office.chat.says("郝大川", "东泉区宏图砖厂，危废间未上锁")
    office.open("/visits/1", "罗青")
    page = office.open("/audit", "齐正")
    expect(page.get_by_text("还没有核对过")).to_be_visible()
    page.get_by_role("button", name="现在核对").click()
    expect(page.get_by_text("审计链完整")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="谁看过").click()
    row = page.get_by_role("row").filter(has_text="罗青")
    expect(row).to_contain_text("看过")
    office.check_access(page)
    office.shoot(page, "audit")
    phone = office.open("/audit", "齐正", phone=True, dark=True)
    office.check_access(phone)
    office.shoot(phone, "audit-phone")
    row.get_by_role("link", name="#1").click()
    expect(page.get_by_text("相符").first).to_be_visible()
    office.check_access(page)
    office.shoot(page, "trace")
