"""通报: looked at, edited, approved, sent to rooms, from the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from domain.bulletins import Bulletin
from domain.posts import PostKind
from tests.cast import BAIHE, COMMAND, QINGSHI, ROSTER
from tests.console_desk import console, visible
from tests.group_chat import GroupChat, group_chat

FORM = "a" * 32


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    """A morning: two groups have each told of a place."""
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川")
        chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
        chat.shows("范舟")
        chat.says("范舟", "南关区白云铸造厂，未发现问题")
        chat.heard()
        yield chat


def drafted(chat: GroupChat, kind: str = "daily_report", **form: str) -> int:
    """A draft that 齐正 keeps; its number."""
    with console(chat, "齐正") as desk:
        status, html = desk.sends("/bulletins", kind=kind, **form)
        assert status == 200
        found = re.search(r"/bulletins/(\d+)/live", html)
        assert found is not None, visible(html)
        return int(found[1])


def does(chat: GroupChat, name: str, number: int, deed: str, seen: str | None = None, **form: str) -> str:
    """Somebody sends a form of the bulletin's page as he sees it now; what the next page says."""
    with console(chat, name) as desk:
        found = re.search(r'name="seen" value="([^"]+)"', desk.asks(f"/bulletins/{number}")[1])
        seen = seen or (unescape(found[1]) if found else "")
        status, html = desk.sends(f"/bulletins/{number}/{deed}", seen=seen, **form)
        assert status == 200, (status, html)
    chat.run(chat.app.settle())
    return visible(html)


def kept(chat: GroupChat, number: int) -> Bulletin:
    found = chat.look(lambda work: work.bulletins.get(number))
    assert isinstance(found, Bulletin)
    return found


def test_the_words_are_those_that_the_chat_gives(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        for kind, command in (("daily_report", "日报，各组分开"), ("progress", "进度"), ("ranking", "评比 10月21日")):
            status, html = desk.asks(f"/bulletins/preview?kind={kind}&first=2020-10-21&last=2020-10-21")
            (words,) = re.findall(r'<p class="bubble">(.*?)</p>', html, re.S)
            assert status == 200 and unescape(words) == desk.says(command), kind
    assert chat.heard() == []


def test_a_bulletin_is_approved_and_sent_once_to_the_rooms_ticked(chat: GroupChat) -> None:
    number = drafted(chat, group="qingshi")
    assert "先核准" in does(chat, "齐正", number, "send", room=QINGSHI)
    assert "已核准" in does(chat, "苏禾", number, "approve")
    assert "已发" in does(chat, "齐正", number, "send", room=QINGSHI)
    (sent,) = [one.post for one in chat.posts() if one.post.kind is PostKind.BULLETIN]
    assert (sent.room, sent.text, sent.about) == (QINGSHI, kept(chat, number).computed, frozenset({"qingshi"}))
    assert "先前已发过" in does(chat, "苏禾", number, "send", room=QINGSHI)
    assert len([one for one in chat.posts() if one.post.kind is PostKind.BULLETIN]) == 1
    with console(chat, "苏禾") as desk:
        page = desk.sees("/bulletins")
        assert "10月21日日报 青石组" in page and "✓ 已发" in page and "驻青石市暗访核查工作群" in page
        assert "10月21日 09:00 发出 （齐正）" in desk.sees(f"/bulletins/{number}")


def test_nothing_of_another_group_goes_to_a_groups_room(chat: GroupChat) -> None:
    number = drafted(chat)
    does(chat, "齐正", number, "approve")
    with console(chat, "齐正") as desk:
        assert QINGSHI not in desk.asks(f"/bulletins/{number}")[1]
    assert "不能看别组的数" in does(chat, "齐正", number, "send", room=BAIHE)
    assert chat.heard() == []
    assert "已发" in does(chat, "齐正", number, "send", room=COMMAND)
    assert {one.post.room for one in chat.posts()} == {COMMAND}


def test_what_somebody_changes_is_marked_and_must_be_approved_again(chat: GroupChat) -> None:
    number = drafted(chat, "progress", group="qingshi")
    does(chat, "齐正", number, "approve")
    text = kept(chat, number).text.replace("1", "9", 1) + "\n请各小组抓紧。"
    assert "已保存" in does(chat, "苏禾", number, "edit", text=text)
    found = kept(chat, number)
    assert (found.state, found.edited_by, found.approved_by) == ("draft", "id-su", None)
    with console(chat, "齐正") as desk:
        page = desk.sees(f"/bulletins/{number}")
        assert "已改动" in page and "苏禾 10月21日 09:00 改" in page and "＋ 请各小组抓紧。" in page
        assert "这些数字不是数据里的" in page
    assert "先核准" in does(chat, "齐正", number, "send", room=QINGSHI)
    does(chat, "齐正", number, "approve")
    does(chat, "齐正", number, "send", room=QINGSHI)
    assert [one.post.text for one in chat.posts()] == [text]
    assert "已经发过" in does(chat, "齐正", number, "edit", text="另一份")


def test_who_has_not_seen_the_last_change_changes_and_approves_nothing(chat: GroupChat) -> None:
    number = drafted(chat, group="qingshi")
    seen = kept(chat, number).as_of.isoformat()
    chat.later(60)
    does(chat, "苏禾", number, "edit", text="改过的")
    for deed, form in (("edit", {"text": "又一样"}), ("approve", {}), ("drop", {})):
        assert "别人刚改过" in does(chat, "齐正", number, deed, seen=seen, **form)
    assert (kept(chat, number).text, kept(chat, number).state) == ("改过的", "draft")


def test_where_the_profile_asks_for_it_a_second_person_approves(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    own = 'key = "own"\nextends = "anfang-2020"\nplan = "本市的方案"\n[bulletins]\nsecond_person = true\n'
    (tmp_path / "own" / "own.toml").write_text(own, "utf-8")
    with group_chat(tmp_path, replace(ROSTER, campaign="own"), campaigns=tmp_path / "own") as chat:
        chat.at("09:00")
        number = drafted(chat, group="qingshi")
        assert "不能自己核准" in does(chat, "齐正", number, "approve")
        assert "已核准" in does(chat, "苏禾", number, "approve")
        does(chat, "苏禾", number, "edit", text="改过的")
        assert "不能自己核准" in does(chat, "苏禾", number, "approve")
        assert "已核准" in does(chat, "齐正", number, "approve")


def test_its_picture_and_a_word_paper_of_the_same_day_may_go_with_it(chat: GroupChat) -> None:
    number = drafted(chat, "progress", group="qingshi")
    with console(chat, "齐正") as desk:
        assert desk.sends("/bulletins/papers", paper="daily_report", group="qingshi")[0] == 200
        assert desk.sends("/bulletins/papers", paper="daily_report")[0] == 200
        chat.run(chat.app.settle())
        assert desk.fetches(f"/bulletins/{number}/picture")[2].startswith(b"\x89PNG")
        does(chat, "齐正", number, "approve")
        page = desk.sees(f"/bulletins/{number}")
        assert "日报-青石-1021.docx" in page and "日报-各组" not in page
        _, words = desk.asks("/papers/1/words")
        assert "青石" in visible(words) and "日报" in visible(words)
    does(chat, "齐正", number, "send", room=QINGSHI, file="paper-1")
    first, second = [one.post for one in chat.posts()]
    assert (first.text, first.media) == (kept(chat, number).text, ())
    assert (second.text, second.file_names, second.room) == ("", ("日报-青石-1021.docx",), QINGSHI)


def test_what_the_data_say_now_is_told_when_it_has_changed(chat: GroupChat) -> None:
    number = drafted(chat, group="qingshi")
    chat.later(60)
    with console(chat, "齐正") as desk:
        assert "数据变了" not in desk.sees(f"/bulletins/{number}")
        chat.shows("潘越")
        chat.says("潘越", "东泉区白云铸造厂，未发现问题")
        assert "数据变了" in desk.sees(f"/bulletins/{number}")


def test_a_form_that_is_sent_twice_makes_one_draft(chat: GroupChat) -> None:
    assert drafted(chat, token=FORM) == drafted(chat, token=FORM) == 1
    assert chat.look(lambda work: len(work.bulletins.latest(9))) == 1


def test_a_group_looks_at_its_own_words_and_papers_and_at_no_draft(chat: GroupChat) -> None:
    number = drafted(chat, group="qingshi")
    for name in ("罗青", "郝大川"):
        with console(chat, name) as desk:
            assert "白河" not in desk.sees("/bulletins") + desk.sees("/bulletins/preview?kind=daily_report")
            assert "合计 点位1 工业1" in desk.sees("/bulletins/preview?kind=daily_report&group=qingshi")
            assert desk.asks("/bulletins/preview?kind=daily_report&group=baihe")[0] == 404
            assert desk.asks("/bulletins/preview?kind=ranking")[0] == 403
            for path in ("", "/live", "/picture"):
                assert desk.asks(f"/bulletins/{number}{path}")[0] == 404
            for deed in ("edit", "approve", "drop", "send"):
                assert desk.sends(f"/bulletins/{number}/{deed}", text="x", room=QINGSHI, seen="x")[0] == 404
            assert desk.sends("/bulletins", kind="daily_report")[0] == 403
            assert desk.sends("/bulletins/papers", paper="daily_report", group="baihe")[0] == 404
            assert desk.sends("/bulletins/papers", paper="bulletin")[0] == 403
            assert desk.sends("/bulletins/papers", paper="public_copy")[0] == 403
    assert kept(chat, number).state == "draft"


def test_every_paper_of_the_form_is_made(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        for paper, more in (
            ("daily_report", {}),
            ("stage_report", {"first": "2020-10-20", "last": "2020-10-21"}),
            ("round_report", {"round": "1", "group": "baihe"}),
            ("bulletin", {}),
            ("thematic_report", {}),
            ("board", {}),
            ("public_copy", {"round": "1"}),
            ("contributions", {"first": "2020-10-20", "last": "2020-10-21"}),
        ):
            status, html = desk.sends("/bulletins/papers", paper=paper, **more)
            assert (status, "做好了列在这里" in visible(html)) == (200, True), (paper, visible(html))
        chat.run(chat.app.settle())
        page = desk.sees("/papers")
        assert page.count("✓ 做好了") == 8 and "没做成" not in page
        assert "核查报告一组一份" in visible(desk.sends("/bulletins/papers", paper="round_report")[1])
        assert "日子不对" in visible(desk.sends("/bulletins/papers", paper="stage_report", first="2020-10-22")[1])
        assert "日子不对" in visible(desk.asks("/bulletins/preview?kind=daily_report&first=nonsense")[1])
        for first in ("0020-10-21", "2000-01-01"):  # a slip of the finger is not counted through for minutes
            status, _ = desk.asks(f"/bulletins/preview?kind=ranking&first={first}&last=2020-10-21")
            assert status == 422, first


def test_what_people_wrote_is_never_markup(chat: GroupChat) -> None:
    nasty = "<script>alert(1)</script>{{ 7*7 }}\"'"
    chat.shows("潘越")
    chat.says("潘越", f"东泉区{nasty}厂，未发现问题")
    number = drafted(chat, group="qingshi")
    does(chat, "齐正", number, "edit", text=nasty)
    with console(chat, "齐正") as desk:
        for path in ("/bulletins", f"/bulletins/{number}", "/bulletins/preview?kind=daily_report"):
            html = desk.asks(path)[1]
            assert "<script>alert" not in html
        assert "{{ 7*7 }}" in desk.asks(f"/bulletins/{number}")[1]
