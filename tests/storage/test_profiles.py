from __future__ import annotations

import pytest

from domain.lexicons import Lexicon
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
