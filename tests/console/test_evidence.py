"""证据 and 企业: files and findings of the viewer's groups, and nothing of others'."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from domain.messages import Kind
from storage import galleries
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import COMMAND
from tests.console_desk import ConsoleDesk, console
from tests.group_chat import GroupChat, group_chat


def sha(data: str) -> str:
    return hashlib.sha256(data.encode()).hexdigest()


@contextmanager
def looking(folder: Path, name: str) -> Iterator[tuple[GroupChat, ConsoleDesk]]:
    with group_chat(folder) as chat, console(chat, name) as desk:
        chat.at("09:00")
        chat.shows("郝大川", "ours")
        chat.says("郝大川", "东泉区宏图砖厂，原料堆未苫盖，已责令立行立改")
        chat.at("09:40")
        chat.shows("潘越", "clip", Kind.VIDEO)
        chat.shows("范舟", "theirs")
        chat.says("范舟", "望山县绿野砂场，未发现问题")
        chat.shows("范舟", "theirs alone", room=None)
        chat.shows("齐正", "plan", Kind.FILE, room=COMMAND, file_name="方案.docx")
        yield chat, desk


def shown(desk: ConsoleDesk, path: str) -> list[str]:
    status, text = desk.asks(path)
    assert status == 200
    names = {sha(name): name for name in ("ours", "clip", "theirs", "theirs alone", "plan")}
    return [names[found] for found in re.findall(r'title="SHA-256 ([0-9a-f]{64})"', text)]


ASKED: tuple[tuple[str, list[str]], ...] = (
    ("", ["plan", "theirs alone", "theirs", "clip", "ours"]),
    ("?kind=video", ["clip"]),
    ("?kind=file", ["plan"]),
    ("?group=qingshi", ["clip", "ours"]),
    ("?group=qingshi&team=1", ["ours"]),
    ("?loose=1", ["plan", "theirs alone", "clip"]),
    ("?from=2020-10-22", []),
    ("?from=2020-10-21&to=2020-10-21&kind=image", ["theirs alone", "theirs", "ours"]),
    ("?rendition=thumbnail", []),
    ("?kind=nonsense&before=x", ["plan", "theirs alone", "theirs", "clip", "ours"]),
)


def test_files_are_found_by_what_is_asked(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (_, desk):
        for query, found in ASKED:
            assert shown(desk, f"/evidence{query}") == found, query


def test_each_sees_the_files_of_his_groups_with_their_records(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        assert shown(desk, "/evidence") == ["clip", "ours"]
        assert 'href="/visits/1"' in desk.asks("/evidence")[1] and "郝大川 10月21日 09:00" in desk.sees("/evidence")
        assert desk.asks("/evidence?group=baihe")[0] == desk.asks("/evidence/live?group=baihe")[0] == 404
        with console(chat, "纪敏") as other:
            assert shown(other, "/evidence")[-1:] == ["theirs"] and "ours" not in shown(other, "/evidence")


def test_pages_go_on_where_the_last_one_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galleries, "PAGE", 2)
    with looking(tmp_path, "齐正") as (_, desk):
        found, path = [], "/evidence"
        while True:
            found += shown(desk, path)
            older = re.search(r'rel="next" href="([^"]+)"', desk.asks(path)[1])
            if older is None:
                break
            path = older[1].replace("&amp;", "&")
        assert found == ASKED[0][1]


def test_a_look_that_would_go_too_far_says_so_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galleries, "_STEPS", (1, 2))
    with looking(tmp_path, "齐正") as (_, desk):
        text = desk.asks("/evidence?group=qingshi")[1]
        assert "接着往前找" in text and shown(desk, "/evidence?group=qingshi") == []
        path = re.findall(r'rel="next" href="([^"]+)"', text)[0].replace("&amp;", "&")
        assert shown(desk, path) == ["clip"]


def test_what_the_platform_gave_instead_of_the_original_is_marked(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        id_of = chat.shows("郝大川", "later")

        def mark(work: UnitOfWork) -> None:
            work.connection.exec_driver_sql("UPDATE inbox SET rendition = 'normal' WHERE message_id = ?", (id_of,))

        def have(work: UnitOfWork) -> None:
            work.originals.ask(id_of)
            work.originals.keep(id_of, MediaStore(chat.media).put([b"as it was sent"]).sha256, 14)

        chat.look(mark)
        assert "压缩图" in desk.sees("/evidence?rendition=normal") and sha("later") in desk.asks("/evidence")[1]
        link = f"/media/{sha('as it was sent')}"
        assert link not in desk.asks("/evidence")[1] and desk.asks(link)[0] == 404
        chat.look(have)
        assert link in desk.asks("/evidence")[1] and desk.asks(link)[0] == 200


def test_two_pictures_are_seen_side_by_side_by_who_may_see_both(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        later = chat.shows("郝大川", "other")
        assert later
        both = desk.asks(f"/evidence/compare?pick={sha('ours')}&pick={sha('other')}")[1]
        assert both.count("<img") == 2 and sha("ours") in both and sha("other") in both
        nothing = desk.asks(f"/evidence/compare?pick={sha('ours')}&pick={'0' * 64}")
        assert nothing[0] == 404
        assert desk.asks(f"/evidence/compare?pick={sha('ours')}&pick={sha('theirs')}") == nothing
        assert "选两张照片" in desk.sees(f"/evidence/compare?pick={sha('ours')}&pick=../x")


def test_an_enterprise_has_one_page_of_all_that_was_found_there(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        chat.at("14:00")
        chat.says("潘越", "东泉区宏图砖厂，厂区道路积尘，已责令立行立改")
        text = desk.sees(f"/visits/places/{quote('宏图砖厂')}")
        assert "查了 2 次，问题 2 个" in text and text.index("道路积尘") < text.index("料堆未苫盖")
        assert f"/visits/places/{quote('宏图砖厂')}" in desk.asks("/visits/1")[1]
        nothing = desk.asks(f"/visits/places/{quote('没有的厂')}")
        assert nothing[0] == 404 and desk.asks(f"/visits/places/{quote('绿野砂场')}") == nothing
        with console(chat, "齐正") as command:
            assert "绿野砂场" in command.sees(f"/visits/places/{quote('绿野砂场')}")
