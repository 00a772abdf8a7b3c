"""The command line as a newcomer meets it: mistakes are named with their place, nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import build_parser, main
from bot.app import prepare
from bot.scheduler import live_now
from tests.roster_texts import GOOD


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANSHAO_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'lanshao.db'}")
    monkeypatch.setenv("LANSHAO_DATA", str(tmp_path / "data"))


def _import(text: str) -> int:
    Path("roster.toml").write_text(text, "utf-8")
    return main(["roster", "import", "roster.toml"])


def test_a_good_roster_is_imported_and_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(GOOD) == 0
    assert "1 个核查组，2 个小组，2 人，2 个群" in capsys.readouterr().out


BROKEN = {
    "a person twice": (GOOD.replace('"id-qi"', '"id-hao"'), "id-hao", "第 44 行"),
    "an unknown group": (GOOD.replace('group = "qingshi"\nteam', 'group = "baihe"\nteam'), "baihe", "第 38 行"),
    "a 31 February": (GOOD.replace("2020-10-19", "2020-02-31"), "2020-02-31", "第 6 行"),
    "an unknown team": (GOOD.replace("team = 1\n", "team = 9\n"), "9", "第 39 行"),
}


@pytest.mark.parametrize(("broken", "value", "line"), BROKEN.values(), ids=BROKEN)
def test_a_broken_roster_is_named_with_its_place_and_nothing_is_imported(
    broken: str, value: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _import(GOOD) == 0
    assert _import(broken) == 2
    error = capsys.readouterr().err
    assert value in error and line in error, error
    engine, scene, _ = prepare(f"sqlite:///{tmp_path / 'data' / 'lanshao.db'}", None, "wechaty", live_now())
    engine.dispose()
    assert [person.name for person in scene.roster.people] == ["郝大川", "齐正"]


def test_an_unknown_campaign_plays_under_the_default_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(GOOD.replace("anfang-2020", "../../etc/passwd")) == 0
    assert "anfang-2020" in capsys.readouterr().out


def test_a_broken_transcript_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("roster.toml").write_text(GOOD, "utf-8")
    first = {"id": "1", "room": None, "sender": "id-hao", "at": "2020-10-21T08:00:00+08:00", "kind": "text"}
    Path("messages.jsonl").write_text(json.dumps(first) + "\n{half", "utf-8")
    assert main(["replay", str(tmp_path)]) == 2
    assert "第 2 行" in capsys.readouterr().err


def test_run_without_a_gateway_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WECHATY_PUPPET_SERVICE_ENDPOINT", raising=False)
    assert main(["run"]) == 2
    assert "WECHATY_PUPPET_SERVICE_ENDPOINT" in capsys.readouterr().err


def test_the_doctor_and_the_audit_look_without_changing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _import(GOOD) == 0
    assert main(["doctor"]) == 1  # no gateway is set
    assert main(["audit", "verify"]) == 0
    told = capsys.readouterr().out
    assert "✗ 请设置 WECHATY_PUPPET_SERVICE_ENDPOINT" in told
    assert "审计链完整" in told


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--help"], ["replay", "--help"], ["roster", "--help"]):
        with pytest.raises(SystemExit) as ended:
            build_parser().parse_args(words)
        assert ended.value.code == 0
    assert "名册" in capsys.readouterr().out
