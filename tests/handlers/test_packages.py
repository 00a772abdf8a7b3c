"""打包: what goes into an archive, where it goes, what is missing; that the same files give the same bytes."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.packing import pack
from documents.packages import MANIFEST
from domain.made_papers import MadePaper, PaperKind
from domain.messages import Kind
from domain.packages import safe_name
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import DAY, GroupChat, group_chat
from tests.paper_desk import case_text, photo

JPEG = b"\xff\xd8\xff a picture"


def hands_in(chat: GroupChat) -> None:
    chat.at("18:00")
    chat.shows("温岚", b"PK form", kind=Kind.FILE, file_name="../../附件2 =cmd.docx")
    chat.says("罗青", case_text(160))
    for seed in range(2):
        chat.shows("罗青", photo(seed))
    chat.shows("罗青", JPEG)
    chat.at("18:30")
    chat.heard()


def archive_in(folder: Path) -> zipfile.ZipFile:
    (found,) = folder.glob("packages/*/*.zip")
    return zipfile.ZipFile(found)


def test_the_archive_has_the_files_and_photos_that_passed_under_names_of_our_own(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        hands_in(chat)
        chat.asks("罗青", "打包")
        post = chat.posts()[-1].post
        assert (post.room, post.contact) == (None, "id-luo")
        assert post.text == (
            "青石组 10月21日 已打包：5个文件，0.1MB（packages/20201021/青石_20201021_上报材料_1.zip）。"
        )
        assert post.file_names == ("青石_20201021_上报材料_1.zip",)
        stored = MediaStore(tmp_path / "media").path(post.media[0]).read_bytes()
        with archive_in(tmp_path) as archive:
            assert Path(str(archive.filename)).read_bytes() == stored
            assert archive.namelist() == [
                "青石_20201021_附件2_1.docx",
                "青石_20201021_附件3_1.txt",
                "青石_20201021_附件3_照片_1.png",
                "青石_20201021_附件3_照片_2.png",
                "青石_20201021_附件3_照片_3.jpg",
                MANIFEST,
            ]
            assert archive.read("青石_20201021_附件3_照片_3.jpg") == JPEG
            assert archive.read("青石_20201021_附件3_1.txt").decode("utf-8-sig") == case_text(160)


def test_what_is_missing_is_named_and_where_nothing_is_there_no_archive_is_made(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("18:00")
        chat.shows("温岚", b"PK form", kind=Kind.FILE, file_name="附件2.docx")
        chat.heard()
        chat.asks("齐正", "打包 青石")
        (told,) = chat.heard(COMMAND)
        assert told.endswith("。缺：附件3（群内未见）。")
        chat.asks("齐正", "打包 白河 10月20日")
        (told,) = chat.heard(COMMAND)
        assert told.startswith("白河组 10月20日 群内没有收到文件，没有可打包的。")
        chat.asks("齐正", "打包 今天")
        (told,) = chat.heard()
        assert told == (
            "10月21日 正在打包1个组，放在 packages/20201021。\n青石组 缺：附件3（群内未见）。\n"
            "群内没有收到文件，没有打包：白河组"
        )
        assert len(list((tmp_path / "packages" / "20201021").glob("*.zip"))) == 2


@pytest.mark.parametrize(("who", "words"), [("郝大川", "打包"), ("罗青", "打包 白河"), ("杜衡", "发送邮件 青石")])
def test_nobody_packs_or_mails_what_is_not_his(tmp_path: Path, who: str, words: str) -> None:
    with group_chat(tmp_path) as chat:
        hands_in(chat)
        chat.asks(who, words)
        assert not (tmp_path / "packages").exists()
        home = BAIHE if who == "杜衡" else QINGSHI
        assert "青石_" not in "".join(chat.heard(home))


def job(members: list[dict[str, Any]]) -> dict[str, Any]:
    return {"folder": "20201021", "file_name": "x.zip", "head": "青石组", "members": members}


def member(name: str, sha256: str, ending: str = "") -> dict[str, Any]:
    return {"name": name, "ending": ending, "at": "2020-10-21 18:00:00", "sha256": sha256, "text": ""}


def test_the_same_files_give_the_same_bytes_and_a_damaged_one_is_left_out_and_named(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    whole, broken = store.put([JPEG]).sha256, store.put([b"another"]).sha256
    store.path(broken).chmod(0o600)
    store.path(broken).write_bytes(b"changed")
    payload = job([member("a", whole), member("b", broken), member("c", "0" * 64, ".docx")])
    first = pack(payload, store.root, tmp_path / "packages")
    second = pack(payload, store.root, tmp_path / "others")
    assert first == second and first["lost"] == ["b", "c"]
    assert [name for name, _, _ in first["files"]] == ["a.jpg"]
    with archive_in(tmp_path) as archive:
        told = archive.read(MANIFEST).decode("utf-8-sig")
    assert told.count("原件已不在") == 2 and whole in told


@pytest.mark.parametrize("words", ["../../etc", "a\x00b\r\nBcc: x", "城\u202e市/..\\", "\ud800", "CON", "市" * 300, ""])
def test_names_are_letters_and_digits_only(words: str) -> None:
    name = safe_name(words)
    assert name.isalnum() and 0 < len(name.encode()) <= 60


def made(chat: GroupChat, *papers: MadePaper) -> None:
    def keep(work: UnitOfWork) -> None:
        for paper in papers:
            work.papers.add(paper)

    chat.look(keep)


def paper(chat: GroupChat, kind: PaperKind, data: bytes, visits: tuple[int, ...] = (), **more: Any) -> MadePaper:
    """A paper of 青石 that the bot has made of its 21 October, or as `more` says."""
    sha256 = chat.app.jobs._media.put([data]).sha256
    of: dict[str, Any] = {"day": DAY, "round": None, **more}
    return MadePaper(None, kind, "qingshi", of["day"], of["round"], visits, sha256, "x", chat.now, chat.now, "id-luo")


def test_a_draft_of_the_bots_stands_in_for_what_nobody_has_handed_in_and_is_called_one(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("18:00")
        chat.shows("温岚", b"PK form", kind=Kind.FILE, file_name="附件2.docx")
        old, new = (paper(chat, PaperKind.TYPICAL_CASE, data, (1,)) for data in (b"old case", b"new case"))
        made(chat, old, new, paper(chat, PaperKind.PROBLEM_LIST, b"a list"), paper(chat, PaperKind.BULLETIN, b"none"))
        chat.heard()
        chat.asks("罗青", "打包")
        assert chat.heard()[-1].endswith("其中蓝哨生成的稿 1个，请核对。缺：附件3（群内未见）。")
        with archive_in(tmp_path) as archive:
            assert archive.namelist() == ["青石_20201021_附件2_1.docx", "青石_20201021_附件3稿_1.docx", MANIFEST]
            assert archive.read("青石_20201021_附件3稿_1.docx") == b"new case"
            assert "18:00:01蓝哨生成" in archive.read(MANIFEST).decode("utf-8-sig")


def test_a_rounds_report_is_packed_by_the_number_of_the_round(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 6)) as chat:
        chat.at("09:00")
        chat.asks("罗青", "打包 第1轮报告")
        assert chat.heard()[-1].startswith("青石组 第1轮 群内没有收到文件，没有可打包的。缺：核查报告（")
        made(chat, paper(chat, PaperKind.ROUND_REPORT, b"a report", day=None, round=1))
        chat.asks("罗青", "打包 第1轮报告")
        (told,) = chat.heard()
        assert "青石组 第1轮 已打包：1个文件" in told and told.endswith("组长还没有签字。")
        chat.asks("罗青", "签字 第1轮报告")
        chat.asks("罗青", "打包 第1轮报告")
        assert "签字。" not in chat.heard()[-1]
        with zipfile.ZipFile(tmp_path / "packages" / "第1轮" / "青石_第1轮_上报材料_1.zip") as archive:
            assert archive.namelist() == ["青石_第1轮_核查报告稿_1.docx", MANIFEST]


PACKING = (
    "青石打包",
    "青石组材料打个包",
    "青石附件打包",
    "上报材料打包 青石",
    "打包 青石的附件和照片",
    "打包 青石 10月21日",
)
NOT_PACKING = (
    "打包 上周",
    "打包 青石 10月19日至20日",
    "打包 青石 附件3",
    "打包 青石 除了照片的材料",
    "打包 青石 今天和昨天",
)


def archives(chat: GroupChat, folder: Path) -> int:
    return len(list(folder.glob("packages/*/*.zip")))


def test_one_packs_in_many_words_and_what_is_not_understood_packs_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("18:00")
        chat.shows("温岚", b"PK form", kind=Kind.FILE, file_name="附件2.docx")
        chat.heard()
        for count, words in enumerate(PACKING, 1):
            chat.asks("齐正", words)
            assert chat.heard(COMMAND)[-1].startswith("青石组 10月21日 已打包："), words
            assert archives(chat, tmp_path) == count
        for words in NOT_PACKING:
            chat.asks("齐正", words)
            assert chat.heard(COMMAND)[-1].startswith("没有打包。"), words
        chat.asks("齐正", "把今天各组的材料打包发我")
        assert "正在打包1个组" in chat.heard()[-1]
        chat.asks("齐正", "打包 昨天")
        assert chat.heard()[-1].startswith("10月20日 没有可打包的。")
        before = archives(chat, tmp_path)
        for words in ("把剩饭打包", "垃圾打包带走", "今天的照片能打包下载吗", "废塑料打包", "打包站门口有积水"):
            chat.asks("罗青", words)
        assert archives(chat, tmp_path) == before and not any("没有打包。" in told for told in chat.heard(QINGSHI))


MAILING = (
    "发邮件 青石",
    "青石发邮件",
    "邮件发送 青石",
    "把青石的材料发邮箱",
    "发到邮箱 青石",
    "邮件重发 青石",
    "发送邮件 青石",
)


def test_no_order_to_mail_and_no_question_about_a_mail_is_met_with_silence(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("18:00")
        chat.shows("温岚", b"PK form", kind=Kind.FILE, file_name="附件2.docx")
        chat.heard()
        for words in ("邮件发了吗", "青石邮件发了没", "邮件情况"):
            chat.asks("齐正", words)
            assert "蓝哨没有代发过邮件：" in chat.heard(COMMAND)[-1], words
        for words in MAILING:
            chat.asks("齐正", words)
            assert "没有设置发信邮箱" in chat.heard(COMMAND)[-1], words
        chat.asks("齐正", "青石邮件发了没")
        assert chat.heard(COMMAND)[-1].startswith("青石组 10月21日 邮件没有发出：没有设置发信邮箱")
        chat.asks("齐正", "发邮件")
        assert chat.heard(COMMAND)[-1] == "请写哪个组，例：发送邮件 青石"
        for words in ("发邮件 青石 上周的", "把青石的材料发我邮箱", "发邮件给老王 青石"):
            chat.asks("齐正", words)
            assert chat.heard(COMMAND)[-1].startswith("没有发邮件。"), words
        chat.asks("齐正", "发邮件 白河")
        assert chat.heard(COMMAND)[-1].startswith("没有发邮件。白河组 10月21日 群内没有收到文件")


@pytest.mark.parametrize(
    "words", ["我的邮箱是多少来着", "邮箱满了", "发邮件的时候写清楚主题", "老板说发邮件了没用", "记得把材料发邮箱"]
)
def test_small_talk_about_mail_sends_none_and_is_no_question(tmp_path: Path, words: str) -> None:
    with group_chat(tmp_path) as chat:
        hands_in(chat)
        chat.says("罗青", words)
        chat.asks("罗青", words)
        assert not (tmp_path / "packages").exists()
        assert not any("代发" in told or "没有发邮件" in told for told in chat.heard(QINGSHI))
