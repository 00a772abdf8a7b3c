"""`lanshao campaign`: what a profile says, or every fault in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from tests.house.sources import ROOT

SHIPPED = ROOT / "domain/profiles/anfang-2020.toml"
OTHERS = ROOT / "tests/profiles"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANSHAO_CAMPAIGNS", "own")
    (tmp_path / "own").mkdir()
    return tmp_path


def test_a_profile_is_told_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "check", str(SHIPPED)]) == 0
    told = capsys.readouterr().out
    for line in (
        "anfang-2020.toml 没有问题。",
        "起止：2020-10-19 至 2020-12-31，74 天，其中工作日 54 天",
        "每个小组（2 人）每天：点位不少于 8 个，其中工业企业不少于 5 家",
        "每天上报：20:00 前，休息日也报",
        "　附件3 典型案例（群里称附件3）：不少于 150 字、不少于 3 张照片",
        "　2020-11-10（周二） 24:00 前，报 2020-10-19 至 2020-11-05 的",
        "　2021-01-06（周三） 24:00 前，报 2020-12-13 至 2020-12-31 的",
    ):
        assert line in told.splitlines()
    assert "调休" not in told


def test_a_weekly_and_a_quarterly_scheme_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "check", str(OTHERS / "yitihua-weekly.toml")]) == 0
    weekly = capsys.readouterr().out
    assert weekly.count(" 17:30 前") == 9
    assert "　2020-05-01（周五） 17:30 前，报 2020-04-25 至 2020-05-01 的（2020-05-01 是劳动节，照常）" in weekly
    assert (
        "第1轮次" not in weekly
        and "永远不会到期：" in weekly
        and "第2阶段（执法检查）：2020-04-21 至 2020-06-20" in weekly
    )
    assert main(["campaign", "check", str(OTHERS / "bangfu-quarterly.toml")]) == 0
    quarterly = capsys.readouterr().out
    assert "　2020-03-31（周二） 24:00 前，报 2020-01-01 至 2020-03-31 的" in quarterly
    assert (
        "2019-08-30（周五） 24:00 前，报 2019-07-01 至 2019-08-31 的（2019-08-31 是休息日，已按档案移动）" in quarterly
    )


def test_every_fault_is_told_with_its_place(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "x.toml").write_text('key = "x"\nextends = "anfang-2020"\n[quota]\nvisit = 6\n', "utf-8")
    assert main(["campaign", "check", "x.toml"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "x.toml 有 2 处要改：",
        "  plan 没有写，应为加引号的文字",
        "  不认识的键 quota.visit，是不是 quota.visits？",
    ]
    (home / "x.toml").write_text('key = "x\n', "utf-8")
    assert main(["campaign", "check", "x.toml"]) == 1
    assert "第 1 行第 9 列：引号没有成对" in capsys.readouterr().out
    assert main(["campaign", "check", "nowhere.toml"]) == 2


def test_a_profile_that_calls_itself_like_a_shipped_one_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "mine.toml").write_text(SHIPPED.read_text("utf-8").replace("visits = 8", "visits = 7"), "utf-8")
    assert main(["campaign", "check", "mine.toml"]) == 1
    assert "key “anfang-2020”与自带的行动档案重复，请换一个" in capsys.readouterr().out


def test_a_year_whose_days_off_are_not_announced_is_said_to_be_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = 'key = "x"\nextends = "anfang-2020"\nplan = "p"\nrounds = []\nstart = 2028-01-01\nend = 2028-12-31\n'
    due = '[[obligations]]\nkey = "round_report"\ndue = {when = "month_end", holiday = "advance"}\n'
    (home / "x.toml").write_text(own + due, "utf-8")
    assert main(["campaign", "check", "x.toml"]) == 1  # the other rule's working_days is not a key of this one
    assert "不认识的键 obligations[round_report].due.working_days" in capsys.readouterr().out
    (home / "x.toml").write_text(
        own + due.replace("round_report", "monthly").replace("due", 'name = "月报"\nowed_by = "campaign"\ndue'), "utf-8"
    )
    assert main(["campaign", "check", "x.toml"]) == 0
    told = capsys.readouterr().out
    assert "注意：2028 年的调休没有记录" in told
    (april,) = (line for line in told.splitlines() if "2028-04-30 的" in line)
    assert april.startswith("　2028-04-28（周五） 24:00 前，报 2028-04-01 至 2028-04-30 的")
    assert april.endswith("（2028-04-30 是休息日，已按档案移动）（那年的调休还不知道，可能变）")


def test_profiles_are_listed_with_what_is_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["campaign", "list"]) == 0
    assert capsys.readouterr().out == "anfang-2020  暗访核查  2020-10-19 至 2020-12-31  自带\n"
    (home / "own" / "a.toml").write_text((OTHERS / "bangfu-quarterly.toml").read_text("utf-8"), "utf-8")
    (home / "own" / "b.toml").write_text('key = "b"\nextends = "a"\n', "utf-8")
    (home / "own" / "c.toml").write_text("key =\n", "utf-8")
    assert main(["campaign", "list"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[1:3] == ["bangfu-quarterly  定点帮扶  2019-07-01 至 2020-12-31  own", "b  不能用  own"]
    assert told[4].startswith("  c.toml：第 1 行第 6 列") and told[5] == "  b：extends 没有行动档案 “a”"
