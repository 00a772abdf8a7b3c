"""总览, in a browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.offices import Office


def test_a_dispatcher_sees_what_was_posted_and_nothing_on_the_page_is_amiss(office: Office) -> None:
    office.chat.shows("郝大川")
    office.chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
    page = office.open("/", "齐正")
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    expect(page.get_by_text("今天 1 家")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "overview")


def test_a_page_that_is_not_there_is_a_complaint_unless_it_is_meant(office: Office) -> None:
    page = office.open("/nowhere", "齐正")
    expect(page.locator("body")).to_contain_text("404")
    assert any("status 404" in fault for fault in office.faults)
    office.faults.clear()


def test_what_the_security_policy_refuses_is_a_complaint(office: Office) -> None:
    page = office.open("/", "齐正")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("document.querySelector('p[style]') !== null")
    assert any("Content Security Policy" in fault for fault in office.faults)
    office.faults.clear()
