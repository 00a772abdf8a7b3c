"""点位, a record and 证据, as a clerk uses them."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import expect

from domain.messages import Kind
from tests.browser.offices import Office


def a_photo(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def reports(office: Office, place: str, shade: int) -> None:
    office.chat.shows("郝大川", a_photo(shade))
    office.chat.shows("郝大川", b"\0\0\0\x18ftypisom", Kind.VIDEO)
    office.chat.says("郝大川", f"东泉区{place}，原料堆未苫盖，已责令立行立改")


def test_a_record_is_found_corrected_and_its_history_seen(office: Office) -> None:
    reports(office, "宏图砖厂", 60)
    page = office.open("/visits", "温岚")
    page.get_by_role("searchbox", name="查找").fill("宏图")
    page.get_by_role("button", name="查找").click()
    office.check_access(page)
    page.get_by_role("link", name="宏图砖厂").click()
    expect(page.get_by_role("heading", name="宏图砖厂")).to_be_visible()
    expect(page.get_by_role("link", name="的照片，看原图").get_by_role("img")).to_be_visible()
    expect(page.locator("video")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "record")
    page.get_by_role("link", name="更正", exact=True).click()
    office.check_access(page)
    page.get_by_label("县区").select_option("云台县")
    page.get_by_label("原因").fill("与现场核对")
    page.get_by_role("button", name="更正").click()
    expect(page.get_by_role("status").filter(has_text="县区 东泉区→云台县")).to_be_visible()
    expect(page.get_by_text("原因：与现场核对")).to_be_visible()
    page.get_by_role("link", name="这家企业的全部记录").click()
    expect(page.get_by_text("云台县 · 查了 1 次，问题 1 个")).to_be_visible()
    office.check_access(page)
    page.goto("/visits/analysis")
    expect(page.get_by_role("heading", name="种类")).to_be_visible()
    office.check_access(page)
    office.faults[:] = [fault for fault in office.faults if "/media/" not in fault]  # no film that could be played


def test_a_new_record_comes_by_itself_and_only_where_it_was_asked_for(office: Office) -> None:
    page, other = office.open("/visits?q=金泰", "齐正"), office.open("/visits?q=银泰", "齐正", phone=True, dark=True)
    expect(page.get_by_text("没有这样的记录")).to_be_visible()
    office.chat.later(3600)
    office.chat.says("潘越", "西岭区金泰化工厂，未发现问题")
    expect(page.get_by_role("link", name="金泰化工厂")).to_be_visible()
    expect(other.get_by_text("没有这样的记录")).to_be_visible()
    office.check_access(other)


def test_two_pictures_are_picked_in_the_gallery_and_seen_side_by_side(office: Office) -> None:
    office.chat.later(3600)
    office.chat.shows("陶一帆", a_photo(30))
    office.chat.shows("陶一帆", a_photo(200))
    page = office.open("/evidence", "齐正")
    office.check_access(page)
    office.shoot(page, "evidence")
    for box in page.get_by_role("checkbox", name="选中 陶一帆").all()[:2]:
        box.check()
    page.get_by_role("button", name="并排看").click()
    expect(page.get_by_role("img")).to_have_count(2)
    sizes = page.locator("figure img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert sizes == [640, 640]
    office.check_access(page)
