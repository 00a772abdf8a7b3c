"""名册, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.offices import Office
from tests.console.test_rosters import new_book


def test_a_dispatcher_imports_a_roster_after_seeing_what_it_changes(office: Office, tmp_path: Path) -> None:
    book = tmp_path / "名册.xlsx"
    book.write_bytes(new_book())
    page = office.open("/roster", "齐正")
    page.get_by_text("青石组").click()
    expect(page.get_by_role("link", name="郝大川")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "roster")
    page.get_by_role("link", name="导入名册").click()
    page.set_default_timeout(60_000)  # the file is read in a process of its own, which starts first
    page.get_by_label("名册文件").set_input_files(book)
    page.get_by_role("button", name="读取").click()
    expect(page.get_by_text("来：贺平（青石1组组员）")).to_be_visible()
    expect(page.get_by_text("走：郝大川（青石1组组员）")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "roster-import")
    page.get_by_role("button", name="看过了，导入").click()
    expect(page.get_by_role("status").first).to_contain_text("名册已导入")
    page.get_by_text("青石组").click()
    page.get_by_role("link", name="贺平").click()
    office.check_access(page)
    office.shoot(page, "roster-person")
    page.get_by_label("换成谁").fill("郝大川")
    page.locator("form", has_text="换成谁").get_by_label("原因").fill("试完换回来")
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_role("status").first).to_contain_text("贺平 换 郝大川")
    office.shoot(office.open("/roster", "齐正", phone=True, dark=True), "roster-phone")


def test_what_is_no_roster_is_refused_in_words(office: Office, tmp_path: Path) -> None:
    picture = tmp_path / "照片.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    page = office.open("/roster/import", "苏禾")
    page.get_by_label("名册文件").set_input_files(picture)
    page.get_by_role("button", name="读取").click()
    expect(page.get_by_role("alert")).to_contain_text("只收 Excel 工作簿")
    office.check_access(page)
    office.faults.clear()  # 422, as it should be


def test_a_liaison_sees_the_own_people_and_the_accounts_to_confirm(office: Office) -> None:
    page = office.open("/roster", "温岚")
    expect(page.get_by_role("cell", name="金小满")).to_be_visible()
    expect(page.get_by_text("白河")).to_have_count(0)
    page.get_by_role("link", name="绑定").click()
    expect(page.get_by_role("heading", name="待确认")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "bindings")
