"""上报, in a browser."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from playwright.sync_api import expect

from domain.messages import Kind
from tests.browser.offices import Office
from tests.paper_desk import case_file

BOARD = "/submissions?day=2020-10-21"


def test_a_dispatcher_looks_why_and_excuses_with_a_reason(office: Office) -> None:
    page = office.open(BOARD, "齐正")
    page.get_by_role("row", name="白河组").get_by_role("link").nth(1).click()
    expect(page.get_by_text("群内没有见到报来的。").first).to_be_visible()
    page.get_by_label("免交原因").fill("全市封控")
    page.get_by_role("button", name="免交").click()
    expect(page.get_by_role("status")).to_contain_text("免交（全市封控）")
    office.check_access(page)
    office.shoot(page, "duty")
    page.get_by_role("button", name="恢复报送").click()
    expect(page.get_by_role("status")).to_contain_text("恢复报送")


def test_the_board_changes_by_itself_and_its_file_can_be_opened(office: Office) -> None:
    page = office.open(BOARD, "齐正")
    cell = page.get_by_role("row", name="青石组").get_by_role("link").nth(1)
    expect(cell).to_contain_text("未到时限")
    office.chat.shows("温岚", case_file(), Kind.FILE, file_name="附件3 典型案例.docx")
    office.chat.at("18:40")
    expect(cell).to_contain_text("已见")
    office.check_access(page)
    office.shoot(page, "submissions")
    office.shoot(office.open(BOARD, "齐正", phone=True, dark=True), "submissions-phone")
    cell.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="附件3 典型案例.docx").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    office.shoot(office.open(page.url, "齐正", phone=True), "duty-phone")


def test_a_liaison_sees_the_own_group_alone(office: Office) -> None:
    page = office.open(BOARD, "温岚")
    expect(page.get_by_role("row", name="青石组")).to_be_visible()
    expect(page.get_by_text("白河")).to_have_count(0)
    office.check_access(page)


def test_an_excel_file_is_asked_for_and_opens(office: Office) -> None:
    office.chat.shows("郝大川")
    office.chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法")
    page = office.open("/submissions/ledgers", "齐正")
    office.check_access(page)
    office.shoot(page, "ledgers")
    page.get_by_role("button", name="第1轮台账").click()
    expect(page.get_by_role("heading", name="文稿", exact=True)).to_be_visible()
    page.set_default_timeout(60_000)  # the file is made in a process of its own
    office.settle()
    with page.expect_download() as download:
        page.get_by_role("link", name="台账").first.click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    assert any("宏图砖厂" in str(cell.value) for sheet in book for row in sheet for cell in row)
    office.shoot(office.open("/submissions/ledgers", "温岚", phone=True, dark=True), "ledgers-phone")
