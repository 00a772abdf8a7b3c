"""台账: what a group gets, what a dispatcher gets, and what the file says."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from domain.posts import Post
from tests.cast import BAIHE, COMMAND
from tests.documents.test_workbooks import NASTY, cells
from tests.group_chat import GroupChat, group_chat

HEADS = (
    "编号 日期 轮次 核查组 小组 点位 县区 工业企业 类别 问题（组员原话） 结果 检查方式 紧急 "
    "管控期间 照片 视频 报送人 报送时间 更正过 群消息编号 图1 图2 图3"
)


def photo(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (1280, 960), colour).save(file, "JPEG")
    return file.getvalue()


def last_file(chat: GroupChat) -> tuple[Post, Path]:
    post = chat.posts()[-1].post
    (sha256,) = post.media
    return post, chat.app.jobs._media.path(sha256)


def sheets(file: Path) -> tuple[list[list[Any]], dict[str, list[Any]]]:
    """The rows of problems, and the sums by what they are of."""
    content = file.read_bytes()
    problems, sums = cells(content, 0), cells(content, 1)
    return problems, {str(row[0]): list(row[1:]) for row in sums}


@pytest.fixture
def chat(tmp_path: Path) -> Any:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组 云台县宏达砂石厂 1、物料露天堆放未覆盖；2、地面积尘严重。需整改，交办属地。")
        chat.shows("郝大川", photo("red"))
        chat.shows("郝大川", photo("blue"))
        chat.at("09:30")
        chat.says("潘越", "2组 西岭区 青石市云帆纺织有限公司 污水站运行正常 台账齐全 未发现问题")
        chat.says("范舟", "1组 望山县老窑厂 除尘设施未运行，涉嫌环境违法，移交立案。", room=BAIHE)
        chat.at("10:00")
        yield chat


def test_a_leader_has_the_problems_of_his_own_group_alone_and_in_private(chat: GroupChat) -> None:
    chat.asks("罗青", "台账")
    post, file = last_file(chat)
    assert (post.room, post.contact) == (None, "id-luo")
    assert post.file_names == ("问题台账青石组第1轮.xlsx",)
    assert "白河" not in str(sheets(file)) and "老窑厂" not in str(sheets(file))
    problems, sums = sheets(file)
    assert [[row[0], row[3], row[5], row[10], row[14]] for row in problems] == [
        [1, "青石组", "宏达砂石厂", "需整改交办", 2],
        [1, "青石组", "宏达砂石厂", "需整改交办", 2],
    ]
    assert sums["合计"][:5] == [2, 2, 2, 1, 2]
    chat.asks("罗青", "台账 白河组 第1轮")
    assert not chat.posts()[-1].post.media


def test_a_dispatcher_has_all_groups_with_photos_and_sums_that_add_up(chat: GroupChat) -> None:
    chat.run(chat.app.jobs.make_renditions(lambda: chat.now))
    chat.asks("齐正", "台账 10月21日", room=COMMAND)
    post, file = last_file(chat)
    assert post.contact == "id-qi" and post.file_names == ("问题台账各组10月21日.xlsx",)
    page = openpyxl.load_workbook(BytesIO(file.read_bytes())).worksheets[0]
    assert [cell.value for cell in page[2]] == HEADS.split()
    assert [(i.anchor._from.row, i.anchor._from.col) for i in page._images] == [(2, 20), (2, 21), (3, 20), (3, 21)]
    problems, sums = sheets(file)
    assert len(problems) == sums["合计"][4] == 3
    assert problems[2][20] == "无"
    counted = [sums[name][:9] for name in ("驻青石市暗访核查组", "驻白河市暗访核查组")]
    assert sums["合计"][:9] == [sum(pair) for pair in zip(*counted, strict=True)]
    assert sums["10月21日"] == sums["合计"]


def test_without_small_copies_the_table_says_so(chat: GroupChat) -> None:
    chat.asks("齐正", "台账")
    problems, _ = sheets(last_file(chat)[1])
    assert [row[20:23] for row in problems] == [["未生成", "未生成", None]] * 2 + [["无", None, None]]


def test_days_that_cannot_be_counted_are_answered_with_how_to_say_it(chat: GroupChat) -> None:
    for words in ("第9轮", "第2轮", "2月30日", "10月22日"):
        chat.asks("齐正", f"台账 {words}")
        assert "没有这段日子，或还没开始" in chat.heard()[-1]


def test_what_people_wrote_is_text_in_every_cell_and_the_file_opens_in_an_office(
    chat: GroupChat, tmp_path: Path
) -> None:
    for number, text in enumerate(NASTY):
        chat.says("郝大川", f"1组 云台县第{number}号砖厂 {text} 除尘设施未运行，已要求立行立改。")
    chat.says("郝大川", f"更正 #1 名称 {NASTY[8]}")
    chat.asks("齐正", "台账")
    problems, _ = sheets(last_file(chat)[1])
    assert len(problems) >= len(NASTY)
