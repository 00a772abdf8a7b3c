"""指令, in a browser: a dispatcher sends one and sees the receipts come in."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.offices import Office

ORDER = "今晚20时起，对各县区砂石料场开展夜间暗查，重点看物料苫盖和喷淋。\n22:00前反馈查了几家、有什么问题。"


def test_a_dispatcher_sends_an_instruction_and_sees_receipts_come_in(office: Office) -> None:
    page = office.open("/instructions", "齐正")
    page.get_by_role("link", name="下指令").click()
    page.get_by_label("内容").fill(ORDER)
    page.get_by_label("全体").check()
    office.check_access(page)
    office.shoot(page, "instruction-form")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("反馈时限读作10月21日22:00")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "instruction-preview")
    page.get_by_role("button", name="发出").click()
    expect(page.get_by_text("已发青石组、白河组")).to_be_visible()
    office.settle()
    expect(page.get_by_text("未见回复")).to_have_count(2)
    listed = office.open("/instructions", "苏禾", dark=True)
    expect(listed.get_by_text("收到 0/2")).to_be_visible()
    office.chat.says("罗青", "收到")
    office.chat.says("范舟", "收到")
    office.chat.says("莫言秋", "反馈 1021-1：查了4家，宏图砂石料场物料没有苫盖，已拍照。")
    expect(page.get_by_text("罗青")).to_be_visible()
    expect(page.get_by_text("宏图砂石料场物料没有苫盖")).to_be_visible()
    expect(page.get_by_text("未见回复")).to_have_count(0)
    expect(listed.get_by_text("收到 2/2")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "instruction")
    office.check_access(listed)
    office.shoot(listed, "instructions-dark")
    office.shoot(office.open("/instructions/1021-1", "齐正", phone=True), "instruction-phone")


def test_a_sensitive_one_waits_for_the_second_and_appears_with_him_at_once(office: Office) -> None:
    second = office.open("/instructions", "苏禾", phone=True)
    first = office.open("/instructions/new", "齐正")
    first.get_by_label("内容").fill("核查清单另发，按清单逐家核，勿外传。")
    first.get_by_label("青石组").check()
    first.get_by_role("button", name="预览").click()
    expect(first.get_by_text("要第二位调度员同意才发")).to_be_visible()
    office.shoot(first, "instruction-sensitive")
    first.get_by_role("button", name="提交，等第二位同意").click()
    expect(first.get_by_text("自己下达的不能自己同意")).to_be_visible()
    expect(second.get_by_text("待同意")).to_be_visible()
    office.shoot(second, "instructions-phone")
    second.get_by_text("待同意").locator("..").get_by_role("link").click()
    expect(second.get_by_text("副本 01/01")).to_be_visible()
    office.check_access(second)
    second.get_by_role("button", name="同意，发出").click()
    expect(second.get_by_text("已发青石组")).to_be_visible()
    office.settle()
    office.chat.heard()
