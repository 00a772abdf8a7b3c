"""通报 and 文稿, in a browser: a bulletin is edited, approved and sent; Word and Excel files open."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

from tests.browser.offices import Office

expect.set_options(timeout=20_000)  # the machine may be busy, and a live part comes when it can


def saved(page: Page, link: str, folder: Path) -> Path:
    """The file that a link gives."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).first.click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def test_a_bulletin_is_looked_at_edited_approved_and_sent(office: Office) -> None:
    chat = office.chat
    chat.shows("郝大川")
    chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
    chat.shows("潘越")
    chat.says("潘越", "西岭区青山石料厂，物料堆场未苫盖，立行立改")
    page = office.open("/bulletins", "齐正")
    office.check_access(page)
    page.get_by_label("哪个组").first.select_option(label="青石组")
    office.shoot(page, "bulletins")
    page.get_by_role("button", name="看看").click()
    expect(page.get_by_text("【日报】10月21日")).to_be_visible()
    office.check_access(page)
    page.get_by_role("button", name="存成草稿").click()
    expect(page.get_by_role("button", name="核准")).to_be_visible()
    office.settle()  # its picture is drawn
    second = office.open("/bulletins", "苏禾", phone=True)
    expect(second.get_by_text("10月21日日报 青石组")).to_be_visible()
    page.get_by_text("修改", exact=True).click()
    words = page.get_by_label("文字（")
    words.fill(words.input_value() + "\n请各小组19:00前补齐照片。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("这些数字不是数据里的")).to_be_visible()
    expect(second.get_by_text("已改动")).to_be_visible()
    page.get_by_role("button", name="核准").click()
    page.get_by_label("驻青石市暗访核查工作群").check()
    page.get_by_label("图 截至").check()
    office.check_access(page)
    office.shoot(page, "bulletin")
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("待发")).to_be_visible()
    office.settle()
    expect(page.locator(".sent")).to_contain_text("✓ 10月21日 07:30 发出")
    expect(second.get_by_text("✓ 已发")).to_be_visible()
    office.shoot(second, "bulletins-phone")
    office.shoot(office.open("/bulletins/1", "苏禾", phone=True, dark=True), "bulletin-phone-dark")
    assert any("请各小组19:00前补齐照片。" in text for text in chat.heard())


def test_word_and_excel_asked_for_appear_without_a_reload_and_open(office: Office, tmp_path: Path) -> None:
    page = office.open("/bulletins", "齐正")
    for paper in ("阶段性报告（Word）", "人员贡献（Excel）"):
        page.get_by_label("什么").last.select_option(label=paper)
        page.get_by_role("button", name="做一份").click()
        expect(page.get_by_text("做好了列在这里")).to_be_visible()
        page.goto("/bulletins")
    page.goto("/papers")
    expect(page.get_by_text("正在做…")).to_have_count(2)
    office.settle()
    expect(page.get_by_text("正在做…")).to_have_count(0)
    office.check_access(page)
    office.shoot(page, "papers")
    assert docx.Document(str(saved(page, "阶段性报告", tmp_path))).paragraphs
    with zipfile.ZipFile(saved(page, "人员贡献", tmp_path)) as book:
        assert "xl/workbook.xml" in book.namelist()
    page.get_by_role("link", name="的文字").first.click()
    expect(page.get_by_role("heading", name="阶段性报告")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "paper-words")
