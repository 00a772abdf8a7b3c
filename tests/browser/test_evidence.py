"""证据 with what a machine read, as a dispatcher and a liaison look at it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from bot.executor import Unit
from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.likenesses import Hashes, Likeness
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.browser.offices import Office

TAKEN = datetime(2020, 10, 21, 9, 57, tzinfo=SHANGHAI)
MARK = Watermark(
    TAKEN, TAKEN.date(), "青石市东泉区 宏图砖厂", 34.79584, 113.27898, "1组", ("09:57", "2020-10-21 星期三")
)


def a_photo(shade: int) -> bytes:
    out, image = io.BytesIO(), Image.new("RGB", (640, 480), (shade, 120, 90))
    ImageDraw.Draw(image).rectangle((40, 300, 320, 440), (20, 20, 20))
    image.save(out, "JPEG")
    return out.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def reads(office: Office, *found: FileReading, like: Likeness | None = None) -> None:
    """A machine has read these files, and found two of them alike."""

    def add(work: UnitOfWork) -> None:
        for one in found:
            work.file_readings.add(one)
        work.file_readings.note_likenesses([like] if like is not None else [])

    office.chat.run(office.chat.app.executor.run(Unit("read", office.chat.now, add)))


def test_what_was_read_stands_beside_photos_films_and_voices(office: Office) -> None:
    chat, media, film, voice = office.chat, MediaStore(office.chat.media), b"\0\0\0\x18ftypisom", b"\x02#!SILK_V3"
    chat.at("10:49")
    for data in (a_photo(60), a_photo(90), b"\xff\xd8\xff broken"):
        chat.shows("郝大川", data)
    chat.shows("郝大川", film, Kind.VIDEO)
    chat.shows("郝大川", voice, Kind.AUDIO)
    chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法，已做询问笔录")
    reads(
        office,
        FileReading(sha(a_photo(60)), Kind.IMAGE, MARK, Hashes(5, 6), 41.5, 640, 480, engine="an engine 1.0"),
        FileReading(sha(a_photo(90)), Kind.IMAGE),
        FileReading(sha(b"\xff\xd8\xff broken"), Kind.IMAGE, fault=FileFault.BROKEN),
        FileReading(sha(film), Kind.VIDEO, duration=12.5, codec="h264", sheet=media.put([a_photo(200)]).sha256),
        FileReading(sha(voice), Kind.AUDIO, duration=65, playable=media.put([b"RIFF\0\0\0\0WAVE"]).sha256),
    )
    page = office.open("/evidence", "温岚")
    photo = page.get_by_role("listitem").filter(has_text="拍摄 09:57（机器读出）")
    expect(photo).to_contain_text("青石市东泉区 宏图砖厂")
    expect(page.get_by_role("listitem").filter(has_text="文件损坏，打不开")).to_be_visible()
    expect(page.get_by_role("img", name="的视频画面，看视频")).to_be_visible()
    expect(page.locator("audio")).to_have_attribute("src", f"/media/{sha(voice)}/playable")
    office.check_access(page)
    office.shoot(page, "gallery")
    phone = office.open("/evidence", "温岚", phone=True, dark=True)
    expect(phone.get_by_text("1分05秒")).to_be_visible()
    office.check_access(phone)
    office.shoot(phone, "gallery-phone")
    page.get_by_label("没读出拍摄时间的照片").check()
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("未识别")).to_be_visible()
    expect(page.get_by_text("拍摄 09:57")).to_have_count(0)


def test_a_record_shows_its_chain_of_evidence_and_all_that_was_read(office: Office) -> None:
    page = office.open("/visits/1", "温岚")
    chain = page.get_by_role("region", name="证据链")
    expect(chain.get_by_role("listitem")).to_have_count(6)
    expect(chain).to_contain_text("勘验笔录 群内未见")
    page.locator("li").filter(has_text="拍摄 09:57").get_by_text("读出的内容").click()
    expect(page.get_by_text("2020-10-21 星期三")).to_be_visible()
    expect(page.get_by_text("机器读出，以照片为准").first).to_be_visible()
    office.check_access(page)
    office.shoot(page, "record")
    phone = office.open("/visits/1", "温岚", phone=True, dark=True)
    expect(phone.get_by_role("region", name="证据链")).to_be_visible()
    office.check_access(phone)
    office.shoot(phone, "record-phone")
    office.faults[:] = [fault for fault in office.faults if "/media/" not in fault]  # no film that could be played


def test_a_dispatcher_looks_into_two_pictures_and_answers_and_the_list_changes_by_itself(office: Office) -> None:
    chat = office.chat
    chat.at("11:20")
    chat.shows("潘越", a_photo(120))
    chat.says("潘越", "西岭区大禹建材厂，未发现问题")
    chat.later(600)
    chat.shows("范舟", a_photo(121))
    chat.says("范舟", "望山县绿野砂场，未发现问题")
    early = replace(MARK, time=TAKEN - timedelta(days=1), day=TAKEN.date() - timedelta(days=1))
    reads(
        office,
        FileReading(sha(a_photo(120)), Kind.IMAGE, early, Hashes(1, 2), 40.0, 640, 480),
        FileReading(sha(a_photo(121)), Kind.IMAGE, None, Hashes(3, 2), 40.0, 640, 480),
        like=Likeness(sha(a_photo(120)), sha(a_photo(121)), 1, 0),
    )
    chat.at("12:30")
    watching = office.open("/pictures", "苏禾", phone=True, dark=True)
    expect(watching.get_by_role("link", name="核实 疑1")).to_be_visible()
    office.check_access(watching)
    office.shoot(watching, "pictures-phone")
    page = office.open("/evidence?hinted=any", "齐正")
    expect(page.get_by_text("的照片相似").first).to_be_visible()
    expect(page.get_by_text("水印日期 10月20日")).to_be_visible()
    office.check_access(page)
    office.shoot(page, "gallery-hints")
    page.get_by_role("link", name="照片疑问", exact=True).click()
    office.shoot(page, "pictures")
    page.get_by_role("link", name="核实 疑1").click()
    expect(page.get_by_role("figure")).to_have_count(2)
    expect(page.get_by_text("看上去相同", exact=True)).to_be_visible()
    office.check_access(page)
    office.shoot(page, "question")
    page.get_by_label("说明").fill("两个院子，已现场复核")
    page.get_by_role("button", name="不是同一张").click()
    expect(page.get_by_role("status").filter(has_text="已记：疑1 不是同一张")).to_be_visible()
    expect(watching.get_by_text("最近核实的 1 条")).to_be_visible()
    page.get_by_text("最近核实的 1 条").click()
    page.get_by_role("link", name="看 疑1").click()
    expect(page.get_by_text("两个院子，已现场复核")).to_be_visible()
    office.check_access(page)
    leader = office.open("/evidence", "罗青")
    expect(leader.get_by_text("拍摄 10月20日 09:57")).to_be_visible()
    expect(leader.get_by_text("水印日期")).to_have_count(0)
    expect(leader.get_by_role("link", name="照片疑问")).to_have_count(0)
