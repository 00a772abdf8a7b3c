"""文稿: files that are asked for at the console wait there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from sqlalchemy import select

from storage.tables import audit
from storage.work import UnitOfWork
from tests.console_desk import console
from tests.group_chat import GroupChat, group_chat

FORM = "a" * 32


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    """A morning: two groups have each told of a place without problems."""
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川")
        chat.says("郝大川", "东泉区宏图砖厂，未发现问题")
        chat.shows("范舟")
        chat.says("范舟", "南关区白云铸造厂，未发现问题")
        chat.heard()
        yield chat


def asked(chat: GroupChat, name: str, *commands: str) -> None:
    """Somebody asks for these at the console, and they are made."""
    with console(chat, name) as desk:
        assert [desk.says(command) for command in commands] == [""] * len(commands)
    chat.run(chat.app.settle())


def statuses(chat: GroupChat, name: str, *paths: str) -> list[int]:
    with console(chat, name) as desk:
        return [desk.fetches(path)[0] for path in paths]


def test_a_paper_asked_for_at_the_console_waits_there_and_is_sent_to_nobody(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        assert "您还没有要过文件" in desk.sees("/papers")
        desk.says("日报 Word")
        assert "正在做" in desk.sees("/papers")
        chat.run(chat.app.settle())
        assert "做好了" in desk.sees("/papers")
        status, headers, content = desk.fetches("/papers/asked/1")
        assert status == 200 and headers["Content-Type"].startswith("application/vnd.openxmlformats")
        assert headers["Content-Disposition"].startswith("attachment;")
        assert unquote(headers["Content-Disposition"]).endswith("日报-各组-1021.docx")
        docx.Document(io.BytesIO(content))
        assert desk.fetches("/papers/1")[2] == content
    assert chat.heard() == []


def test_a_picture_asked_for_at_the_console_waits_there_too(chat: GroupChat) -> None:
    asked(chat, "齐正", "上报情况图")
    with console(chat, "齐正") as desk:
        _, headers, content = desk.fetches("/papers/asked/1")
        assert headers["Content-Type"] == "image/png" and content.startswith(b"\x89PNG")
    assert chat.heard() == []


def test_a_form_that_is_sent_twice_asks_once(chat: GroupChat) -> None:
    with console(chat, "齐正") as desk:
        assert [desk.says("日报 Word", FORM) for _ in range(2)] == ["", ""]

    def count(work: UnitOfWork) -> int:
        return len(work.desk_requests.of("id-qi", ["qingshi", "baihe"]))

    assert chat.look(count) == 1


def test_what_one_asked_for_is_his_alone_and_a_paper_is_for_who_may_see_its_group(chat: GroupChat) -> None:
    asked(chat, "罗青", "日报 Word")
    for name, found in (("罗青", [200, 200]), ("温岚", [404, 200]), ("齐正", [404, 200]), ("杜衡", [404, 404])):
        assert statuses(chat, name, "/papers/asked/1", "/papers/1") == found, name
        with console(chat, name) as desk:
            assert ("日报-青石-1021.docx" in desk.sees("/papers")) == (found[1] == 200)


def test_a_paper_of_several_groups_or_for_dispatchers_is_not_there_for_others(chat: GroupChat) -> None:
    asked(chat, "齐正", "通报草稿", "日报 Word")
    asked(chat, "罗青", "第1轮核查报告")
    for name, found in (("苏禾", [200, 200, 200]), ("罗青", [404, 404, 200]), ("郝大川", [404, 404, 404])):
        assert statuses(chat, name, "/papers/1", "/papers/2", "/papers/3") == found, name


def test_what_somebody_asked_for_before_he_changed_groups_is_not_there_any_more(chat: GroupChat) -> None:
    asked(chat, "罗青", "日报 Word")

    def of(work: UnitOfWork) -> list[int]:
        return [len(work.desk_requests.of("id-luo", groups)) for groups in (["qingshi"], ["baihe"])]

    assert chat.look(of) == [1, 0]


def test_in_the_chat_a_paper_still_goes_to_who_asked(chat: GroupChat) -> None:
    chat.says("齐正", "日报 Word", room=None)
    (post,) = [sent.post for sent in chat.posts() if sent.post.file_names]
    assert (post.contact, post.file_names) == ("id-qi", ("日报-各组-1021.docx",))
    with console(chat, "齐正") as desk:
        page = desk.sees("/papers")
        assert "您还没有要过文件" in page and "日报-各组-1021.docx" in page


def test_every_download_is_on_record(chat: GroupChat) -> None:
    asked(chat, "齐正", "日报 Word")
    statuses(chat, "齐正", "/papers/asked/1", "/papers/1", "/papers/asked/2")
    taken = select(audit.c.actor, audit.c.subject).where(audit.c.action == "console.export").order_by(audit.c.seq)
    found = chat.look(lambda work: [tuple(row) for row in work.connection.execute(taken)])
    assert found == [("id-qi", "request 1"), ("id-qi", "paper 1")]


def test_a_file_that_the_policy_has_let_go_says_what_to_do(chat: GroupChat) -> None:
    asked(chat, "齐正", "日报 Word")
    for file in chat.media.rglob("*"):
        if file.is_file() and file.read_bytes()[:2] == b"PK":
            file.unlink()
    with console(chat, "齐正") as desk:
        status, text = desk.asks("/papers/asked/1")
        assert (status, "请再要一份" in text) == (404, True)
