"""Papers that the bot makes, from a chat in the rooms to the Word file that somebody opens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from domain.made_papers import PaperKind
from domain.posts import Post
from storage.work import UnitOfWork
from tests.cast import COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.reading_word import lively, pictures, words

WORDS = (
    "1组 云台县宏图砖厂，涉嫌违法。隧道窑脱硫塔停运，循环泵断电，塔体冷却，窑内正在烧砖，烟囱冒白烟，"
    "现场闻到明显刺鼻气味；"
    "脱硫剂料仓见底，近三日加药记录空白，厂方称循环泵十月十八日损坏后没有报修也没有停窑；"
    "在线监测小屋门锁锈死，数据停在十月十六日；原料堆场约2000平方米煤矸石露天堆放，无苫盖无围挡，"
    "出厂道路积尘约3厘米，车辆过处扬尘明显，已录像取证。"
)


def photo(colour: str, size: tuple[int, int] = (1200, 1600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", WORDS)
        for colour in ("red", "green", "red", "blue"):  # the red one twice
            chat.shows("金小满", photo(colour))
        chat.heard()
        yield chat


def papers(chat: GroupChat) -> list[Post]:
    return [sent.post for sent in chat.posts() if sent.post.file_names and sent.post.file_names[0].endswith(".docx")]


def file_of(post: Post, folder: Path) -> bytes:
    (sha256,) = post.media
    return (folder / "media" / sha256[:2] / sha256[2:]).read_bytes()


def test_a_case_is_made_of_a_visit_and_says_what_it_lacks(chat: GroupChat, tmp_path: Path) -> None:
    chat.at("18:00")
    chat.asks("罗青", "典型案例 #1")
    (post,) = papers(chat)
    assert post.room == QINGSHI
    assert post.text == "典型案例 #1 宏图砖厂，描述154字，照片3张。请核对后上报。"
    assert post.file_names == ("附件3典型案例-青石1021-1-宏图砖厂.docx",)
    content = file_of(post, tmp_path)
    said = words(content)
    assert said[:4] == [
        "暗访核查典型案例",
        "10月21日，驻青石市暗访核查组执法人员郝大川、金小满，在执法检查时发现宏图砖厂"
        "涉嫌存在扬尘治理、治污设施、台账在线方面环境违法行为。",
        "违法内容描述：",
        WORDS,
    ]
    assert said[4] == "现场图片：" and said[5].startswith("照片1　10月21日09:00\n宏图砖厂（云台县）")
    shown = [Image.open(io.BytesIO(picture)) for picture in pictures(content)]
    assert [picture.size for picture in shown] == [(810, 1080)] * 3 and lively(content) == []

    def on_record(work: UnitOfWork) -> object:
        (paper,) = work.papers.of_day(chat.now.date(), "qingshi")
        return paper.kind, paper.visits, paper.sha256, paper.asked_by, paper.round

    assert chat.look(on_record) == (PaperKind.TYPICAL_CASE, (1,), post.media[0], "id-luo", None)
    chat.asks("罗青", "典型案例 #1")
    assert papers(chat)[1].media == post.media, "asked at another second: the same words give the same bytes"


def test_a_photo_that_cannot_be_shown_is_said_and_kept(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组 云台县宏图砖厂，料堆露天未苫盖，涉嫌违法")
        chat.shows("金小满", photo("red"))
        chat.shows("金小满", b"not a picture")
        chat.asks("齐正", "典型案例 #1", room=COMMAND)
        (post,) = papers(chat)
        assert post.room == COMMAND
        assert "违法内容描述22字，至少150字；照片1张，至少3张，另1张无法显示" in post.text
        said = words(file_of(post, tmp_path))
        assert said.count("照片无法显示") == 1 and len(pictures(file_of(post, tmp_path))) == 1
        assert any((path.read_bytes() == b"not a picture") for path in (tmp_path / "media").glob("??/*"))


def test_what_came_lately_is_made_small_before_any_paper_wants_it(chat: GroupChat) -> None:
    assert chat.look(lambda work: work.renditions.lacking(most=10)) != []
    assert chat.run(chat.app.jobs.make_renditions(chat.app.clock)) == 3
    assert chat.look(lambda work: work.renditions.lacking(most=10)) == []
    assert chat.run(chat.app.jobs.make_renditions(chat.app.clock)) == 0
