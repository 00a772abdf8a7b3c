"""`lanshao roster` at the machine, with workbooks and with TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.__main__ import main
from bot.config import load_settings
from bot.minding import reading
from bot.scheduler import live_now
from storage.roster_versions import newest_turn
from storage.rosters import current
from tests.annex_book import annex_book, book_of
from tests.roster_texts import GOOD

PEOPLE = ["姓名", "组别", "小组", "角色", "执法证号", "职务", "级别", "派出市"]


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANSHAO_DATABASE_URL", f"sqlite:///{tmp_path / 'lanshao.db'}")


def _file(folder: Path, name: str, content: bytes | str) -> str:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def _look() -> tuple[int, Any]:
    with reading(load_settings()) as connection:
        return newest_turn(connection), current(connection, live_now())


def test_annex_1_is_checked_with_what_is_missing_and_not_put_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, "附件1.xlsx", annex_book())
    assert main(["roster", "check", file]) == 0
    told = capsys.readouterr().out
    assert "18 个核查组，119 个小组，应派 240 人，已写 0 人" in told
    assert "方案写每轮次 250 人左右，名册 240 人，少 10 人" in told
    assert "各组一个人也没有写" in told and "郑州应派16人已写0人" in told
    assert main(["roster", "import", file]) == 2
    assert "还不能启用：没有指挥调度人员" in capsys.readouterr().err
    assert not (tmp_path / "lanshao.db").exists()


def test_a_list_of_people_is_compared_with_what_is_in_force_and_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roster", "import", _file(tmp_path, "roster.toml", GOOD)]) == 0
    rows = [["郝大川", "青石", 2, "", "C-1", "中队长", "A", "临江"], ["贺平", "青石", 1, "", "C-2", "", "A", "安岭"]]
    file = _file(tmp_path, "人员.xlsx", book_of(人员=[PEOPLE, *rows]))
    capsys.readouterr()
    assert main(["roster", "check", file]) == 0
    told = capsys.readouterr().out
    assert "没有“分组”“轮次”“群”“联系人”工作表，照现行名册" in told
    assert "换组：郝大川：青石1组组员 → 青石2组组员" in told and "来：贺平（青石1组组员）" in told
    assert "没有写职务：青石贺平" in told
    assert _look()[0] == 1
    assert main(["roster", "import", file]) == 0
    assert "换组：郝大川" in capsys.readouterr().out
    turn, roster = _look()
    assert (turn, roster.person["id-hao"].team, roster.person["unknown:qingshi/贺平"].details["certificate"]) == (
        2,
        2,
        "C-2",
    )
    assert [person.name for person in roster.people] == ["郝大川", "贺平", "齐正"]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["贺平", "青石", 1, "", "C-2", "", "B", "安岭"], "青石组 贺平：级别为 B，不够参加本次行动"),
        (
            ["贺平", "青石", 9, "", "C-2", "", "A", "安岭"],
            "工作表“人员”第 2 行“小组”：青石市组有 2 个小组，应为 1 到 2",
        ),
        (["贺平", "白河", 1, "", "C-2", "", "A", "安岭"], "工作表“人员”第 2 行“组别”：没有这个组"),
        (["贺平", "青石", 1, "", "C-2", "", "A", "青石"], "工作表“人员”第 2 行“派出市”：应为别的市"),
    ],
)
def test_a_broken_workbook_changes_nothing(
    row: list[Any], fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["roster", "import", _file(tmp_path, "roster.toml", GOOD)]) == 0
    before = _look()
    file = _file(tmp_path, "人员.xlsx", book_of(人员=[PEOPLE, row]))
    for action in ("check", "import"):
        assert main(["roster", action, file]) == 2
        assert fault in capsys.readouterr().err
    assert _look() == before


def test_the_roster_of_a_coming_round_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ahead = GOOD.replace("2020-1", "2090-1")
    assert main(["roster", "import", _file(tmp_path, "roster.toml", ahead)]) == 0
    second = _file(
        tmp_path, "second.toml", ahead.replace("timezone", "round = 2\ntimezone", 1).replace("郝大川", "贺平")
    )
    assert main(["roster", "import", second]) == 0
    assert "第 2 轮次的，2090-11-06 零点起启用" in capsys.readouterr().out
    assert _look()[1].person["id-hao"].name == "郝大川"
    past = _file(tmp_path, "past.toml", GOOD.replace("timezone", "round = 1\ntimezone", 1))
    assert main(["roster", "import", past]) == 2
    assert "第 1 轮次已于 2020-11-05 结束" in capsys.readouterr().err
    none = _file(tmp_path, "none.toml", GOOD.replace("timezone", "round = 7\ntimezone", 1))
    assert main(["roster", "check", none]) == 2
    assert "[[rounds]] 里没有第 7 轮次" in capsys.readouterr().err


def test_the_blank_workbook_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "名册.xlsx")
    assert main(["roster", "template", file]) == 0
    people = load_workbook(file)["人员"]
    assert [cell.value for cell in people[2]][:4] == ["序号", "姓名", "组别", "小组"]
    assert str(people["A3"].value).startswith("示例")
    assert people.data_validations.count == 2
    assert main(["roster", "template", file]) == 2
    assert main(["roster", "check", file]) == 2
    assert "工作表“分组”：一个组也没有填" in capsys.readouterr().err
