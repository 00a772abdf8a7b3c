"""The local chat, tried as newcomers would."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, Page, WebSocketRoute, expect

from bot.playing import SAMPLES
from bot.transports import Arrival
from domain.messages import Kind, Message
from tests.browser.offices import Building, Office, building
from tests.cast import BAIHE, ID, QINGSHI
from tests.hostile.pictures import good

expect.set_options(timeout=20_000)  # for a busy machine; what is there is seen at once
GROUP = "驻青石市暗访核查工作群"
PHOTO = FilePayload(name="现场.jpg", mimeType="image/jpeg", buffer=good("JPEG"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    with building(tmp_path_factory.mktemp("chat"), local=True) as made:
        made.chat.says("薛宁", "早")  # the first words of a bot take it seconds on a busy machine
        yield made


def enters(office: Office, name: str, room: str = GROUP, phone: bool = False, dark: bool = False) -> Page:
    """Somebody opens the chat, chooses who he is, and goes into a room."""
    page = office.open("/chat/", phone=phone, dark=dark)
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name=room).click()
    expect(page.get_by_role("heading", name=room)).to_be_visible()
    return page


def says(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="消息").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#log .own").get_by_text(text)).to_be_visible()


def hears(page: Page) -> Locator:
    """What others have said in the open room."""
    return page.locator("#log .said:not(.own)")


def mine_saying(page: Page, text: str) -> Locator:
    return page.locator("#log .own", has_text=text)


class SlowLine:
    """A line on which answers (not what is heard) can be held back for a while."""

    def __init__(self) -> None:
        self.holds = False
        self._held: list[str] = []

    def join(self, line: WebSocketRoute) -> None:
        self._line = line
        line.connect_to_server().on_message(self._pass)

    def lets_go(self) -> None:
        for frame in self._held:
            self._line.send(frame)

    def _pass(self, frame: str | bytes) -> None:
        if self.holds and "nonce" in json.loads(frame):
            self._held.append(str(frame))
        else:
            self._line.send(frame)


def test_two_people_in_two_browsers_see_each_other_live(office: Office) -> None:
    hao, jin = enters(office, "郝大川"), enters(office, "金小满")
    says(hao, "小满，到哪儿了？")
    expect(hears(jin).get_by_text("小满，到哪儿了？")).to_be_visible()
    says(jin, "马上到")
    expect(hears(hao).get_by_text("马上到")).to_be_visible()
    office.check_access(hao)


def test_a_photo_and_words_are_recorded_and_found_on_the_console(office: Office) -> None:
    hao = enters(office, "郝大川")
    hao.set_input_files("#files", [PHOTO])
    says(hao, "东泉区宏图砖厂，未发现问题")
    expect(hao.locator(".own .photo img")).to_be_visible()
    office.settle()
    assert ["宏图砖厂" in visit.place for visit in office.chat.visits] == [True]
    expect(office.open("/visits", "温岚").get_by_text("宏图砖厂").first).to_be_visible()
    office.chat.shows("金小满", good("PNG"), room=QINGSHI)
    expect(hears(hao).locator(".photo img")).to_be_visible()


def test_a_reply_to_the_bots_own_post_reaches_it_and_shows_what_is_quoted(office: Office) -> None:
    wen = enters(office, "温岚")
    says(wen, "@蓝哨 进度")
    office.settle()
    answer = hears(wen).filter(has_text="【进度】").last
    answer.hover()
    answer.get_by_role("button", name="引用").click()
    says(wen, "这是怎么算的")
    expect(wen.locator("#log .own").last.locator(".quoted")).to_contain_text("蓝哨：【进度】")
    office.settle()
    wen.reload()
    expect(wen.locator("#log .own").last.locator(".quoted")).to_contain_text("蓝哨：【进度】")


def test_people_the_bot_and_everyone_are_called_from_a_list(office: Office) -> None:
    luo, jin = enters(office, "罗青"), enters(office, "金小满")
    words = luo.get_by_role("textbox", name="消息")
    words.press_sequentially("@小")
    luo.get_by_role("option", name="金小满").click()
    words.press_sequentially("@所")
    words.press("Enter")
    words.press_sequentially("请按时报送")
    words.press("Enter")
    expect(hears(jin).get_by_text("@金小满 @所有人 请按时报送")).to_be_visible()
    kept = office.chat.look(lambda work: work.inbox.all())
    assert kept[-1].message.mentions == ("all", "id-jin")


def test_ones_own_words_can_be_taken_back_for_two_minutes(office: Office) -> None:
    pan, xue = enters(office, "潘越"), enters(office, "薛宁")
    says(pan, "发错群了")
    mine = mine_saying(pan, "发错群了")
    mine.hover()
    mine.get_by_role("button", name="撤回").click()
    expect(pan.get_by_text("您撤回了一条消息")).to_be_visible()
    expect(xue.get_by_text("“潘越”撤回了一条消息")).to_be_visible()
    expect(xue.locator("#log").get_by_text("发错群了")).to_have_count(0)
    says(pan, "这条是对的")
    office.chat.later(121)
    office.chat.says("薛宁", "收到")
    expect(hears(pan).get_by_text("收到")).to_be_visible()
    expect(mine_saying(pan, "这条是对的").get_by_role("button", name="撤回")).to_have_count(1)
    pan.reload()
    expect(mine_saying(pan, "这条是对的")).to_be_visible()
    expect(mine_saying(pan, "这条是对的").get_by_role("button", name="撤回")).to_have_count(0)


GIVE = """([how, text]) => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], how + ".png", { type: "image/png" }));
  const [where, event] = how === "drop"
    ? ["talk", new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true })]
    : ["words", new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true })];
  document.getElementById(where).dispatchEvent(event);
}"""


def test_files_are_dropped_and_pasted_and_can_be_taken_off_again(office: Office) -> None:
    fan = enters(office, "范舟", "驻白河市暗访核查工作群")
    content = base64.b64encode(good("PNG")).decode()
    for how in ("drop", "paste"):
        fan.evaluate(GIVE, [how, content])
    expect(fan.locator("#tray li img")).to_have_count(2)
    fan.get_by_role("button", name="不发 drop.png").click()
    fan.get_by_role("button", name="发送", exact=True).click()
    expect(fan.locator("#log .own .photo img")).to_have_count(1)
    expect(fan.locator("#tray li")).to_have_count(0)


def test_what_cannot_be_sent_says_why_and_stays(office: Office) -> None:
    fan = enters(office, "雷声", "驻白河市暗访核查工作群")
    fan.set_input_files("#files", [FilePayload(name="病毒.exe", mimeType="application/x-dosexec", buffer=b"MZ")])
    fan.get_by_role("button", name="发送", exact=True).click()
    expect(fan.get_by_role("alert")).to_contain_text("只能发照片、视频、语音")
    expect(fan.locator("#tray")).to_contain_text("病毒.exe")
    office.faults[:] = [fault for fault in office.faults if "415" not in fault]


def test_unread_messages_are_counted_and_older_ones_come_as_one_scrolls_up(office: Office) -> None:
    local, at = office.chat.local, office.chat.now
    assert local is not None
    for number in range(45):
        said = Message(f"old-{number}", BAIHE, ID["莫言秋"], "莫言秋", at, Kind.TEXT, f"第 {number} 句")
        office.chat.run(local.bring(Arrival(said, b"{}")))
    ning = enters(office, "宁远", "驻白河市暗访核查工作群", phone=True)
    expect(hears(ning).get_by_text("第 44 句", exact=True)).to_be_visible()
    assert hears(ning).get_by_text("第 3 句", exact=True).count() == 0
    ning.locator("#scroller").evaluate("element => { element.scrollTop = 0 }")
    expect(hears(ning).get_by_text("第 3 句", exact=True)).to_be_attached()
    expect(hears(ning).get_by_text("第 5 句", exact=True)).to_be_in_viewport()
    office.check_access(ning)
    ning.get_by_role("button", name="回到聊天列表").click()
    office.chat.says("莫言秋", "还有一句")
    expect(ning.get_by_role("button", name="驻白河市")).to_contain_text("1 条未读")


def test_whatever_people_write_is_shown_as_text(office: Office) -> None:
    wild = (
        "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>'; DROP TABLE inbox;--"
    )
    office.chat.says("陶一帆", wild, sender_name="<b>陶</b>\u202e")
    yan = enters(office, "严松")
    expect(hears(yan).get_by_text(wild)).to_be_visible()
    expect(hears(yan).last.locator(".by bdi")).to_have_text("<b>陶</b>\u202e")
    assert "hacked" not in yan.title()


def test_a_person_who_is_not_on_the_roster_is_asked_again(office: Office) -> None:
    page = office.open("/chat/?as=%3Cscript%3E")
    expect(page.get_by_role("alert")).to_contain_text("请重新选择")
    office.check_access(page)


def test_the_keyboard_alone_is_enough_and_a_late_answer_takes_the_cursor_from_nobody(office: Office) -> None:
    line = SlowLine()
    ji = office.open("/chat/")
    ji.route_web_socket(re.compile("/chat/live"), line.join)
    ji.get_by_role("link", name="纪敏").click()
    ji.get_by_role("button", name="驻白河市暗访核查工作群").click()
    says(ji, "第一句")
    expect(ji.get_by_role("textbox", name="消息")).to_be_focused()
    ji.locator("#title").click()
    ji.keyboard.press("Tab")
    expect(ji.get_by_role("button", name="跳到输入框")).to_be_focused()
    ji.keyboard.press("Enter")
    expect(ji.get_by_role("textbox", name="消息")).to_be_focused()
    ji.keyboard.type("第二句")
    ji.keyboard.press("Shift+Enter")
    ji.keyboard.type("换一行")
    line.holds = True
    ji.keyboard.press("Enter")
    expect(mine_saying(ji, "第二句\n换一行")).to_be_visible()
    ji.keyboard.press("Shift+Tab")
    ji.keyboard.press("Shift+Tab")
    expect(ji.get_by_role("button", name="照片、视频、文件")).to_be_focused()
    line.lets_go()
    expect(ji.get_by_role("button", name="发送", exact=True)).to_be_enabled()
    expect(ji.get_by_role("button", name="照片、视频、文件")).to_be_focused()


def test_a_film_is_played_in_the_page(office: Office) -> None:
    film = next(SAMPLES.glob("*/media/*.mp4"))
    tao = enters(office, "陶一帆")
    tao.set_input_files("#files", film)
    tao.get_by_role("button", name="发送", exact=True).click()
    video = tao.locator("#log .own video")
    expect(video).to_be_visible()
    # asked for until it plays: a busy browser breaks off a film that nobody has touched
    plays = "film => { film.muted = true; film.play().catch(() => {}); return film.currentTime > 0 }"
    tao.wait_for_function(plays, arg=video.element_handle())


def test_a_line_that_broke_is_made_again_and_nothing_is_missed(office: Office) -> None:
    lines: list[WebSocketRoute] = []

    def join(line: WebSocketRoute) -> None:
        lines.append(line)
        line.connect_to_server()

    page = office.open("/chat/")
    page.route_web_socket(re.compile("/chat/live"), join)
    page.get_by_role("link", name="薛宁").click()
    page.get_by_role("button", name=GROUP).click()
    expect(page.locator("#log li").first).to_be_attached()
    lines[-1].close(code=1012, reason="")
    office.chat.says("潘越", "断线时说的")
    expect(hears(page).get_by_text("断线时说的")).to_be_visible()
    lines[-1].close(code=1008, reason="发得太快了，请歇一会儿再发。")
    expect(page.get_by_role("alert").filter(has_text="发得太快了")).to_be_visible()
    page.get_by_role("button", name="重新连接").click()
    office.chat.says("潘越", "又连上了")
    expect(hears(page).get_by_text("又连上了")).to_be_visible()
    expect(hears(page).get_by_text("断线时说的")).to_have_count(1)
