from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from domain.campaigns import Quota
from domain.lexicons import Lexicon
from domain.profile_tables import ProfileError
from storage.lexicons import load_lexicon
from storage.profiles import load_campaign


def test_a_campaign_with_a_profile_plays_under_it_without_a_warning() -> None:
    campaign, warning = load_campaign("anfang-2020")
    assert (campaign.key, campaign.name, warning) == ("anfang-2020", "暗访核查", None)


@pytest.mark.parametrize(
    "key", ["anfang-2031", "../profiles/anfang-2020", "anfang-2020.toml", "", "/etc/passwd", "a\x00b", "x" * 5000]
)
def test_a_campaign_without_a_profile_plays_under_the_default_with_a_warning(key: str) -> None:
    campaign, warning = load_campaign(key)
    default, _ = load_campaign("anfang-2020")
    assert (campaign.key, campaign.quota, campaign.papers) == (key, default.quota, default.papers)
    assert warning is not None and "默认档案“anfang-2020”" in warning
    assert len(warning) < 120 and warning.isprintable()


def test_the_lexicon_holds_the_wordings_of_every_file() -> None:
    lexicon = load_lexicon()
    assert isinstance(lexicon, Lexicon)
    assert {"commands", "places"} <= lexicon.tables.keys()


OWN = """
key = "city"
extends = "anfang-2020"
plan = "市方案"
[quota]
visits = 6
industrial = 3
"""


def folder_with(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_a_profile_of_ones_own_extends_a_shipped_one(tmp_path: Path) -> None:
    campaign, warning = load_campaign("city", folder_with(tmp_path, city=OWN))
    assert (campaign.key, campaign.quota, campaign.plan, warning) == ("city", Quota(2, 6, 3), "市方案", None)
    shipped = load_campaign("anfang-2020")[0].papers
    assert campaign.papers == tuple(replace(rule, article="") for rule in shipped)
    assert load_campaign("city")[1] is not None  # without the folder it is not there


def test_a_profile_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    assert load_campaign("city", folder_with(tmp_path, city=OWN))[0].quota.visits == 6
    assert load_campaign("city", folder_with(tmp_path, city=OWN.replace("6", "7")))[0].quota.visits == 7


def test_a_plan_is_not_handed_down(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, city=OWN.replace('plan = "市方案"', ""))
    with pytest.raises(ProfileError, match="plan 没有写"):
        load_campaign("city", folder)


def test_a_file_that_is_no_profile_harms_no_other(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, city=OWN, half='key = "half"\nquota = {\n', notes="x" * (1 << 21))
    (tmp_path / "gbk.toml").write_bytes('key = "京"'.encode("gbk"))
    assert load_campaign("city", folder)[1] is None
    with pytest.raises(ProfileError) as caught:
        load_campaign("half", folder)
    told = dict(fault.split("：", 1) for fault in caught.value.faults)
    assert told["half.toml"].startswith("第 2 行第 ")
    assert (told["gbk.toml"], told["notes.toml"]) == ("不是 UTF-8 编码，请另存为 UTF-8", "文件太大，不是行动档案")


def test_two_profiles_of_one_key_are_both_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine=OWN.replace('"city"', '"anfang-2020"'))
    with pytest.raises(ProfileError, match=r"mine\.toml：key “anfang-2020”与另一份行动档案（自带）重复"):
        load_campaign("anfang-2020", folder)


def test_a_default_of_ones_own_goes_before_the_shipped_one(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, city=OWN.replace("plan", "default = true\nplan"))
    campaign, warning = load_campaign("elsewhere", folder)
    assert (campaign.key, campaign.quota.visits, campaign.plan) == ("elsewhere", 6, "")
    assert warning is not None and "默认档案“city”" in warning
