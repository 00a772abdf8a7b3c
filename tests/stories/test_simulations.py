"""Some days of made-up campaigns, played whole: every verdict equals an independent recount.

The whole of one is `make simulate`. Each takes about a second of the processor a day.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.logs import quiet_logs
from bot.simulated_verdicts import Comparison, Findings
from bot.simulating import Played, play_plan
from domain.campaigns import Campaign
from domain.posts import PostKind
from domain.rosters import Roster
from domain.simulations import Plan
from domain.simulations.casts import GROUPS, PEOPLE, TEAMS, cast_of
from domain.simulations.plans import days_of, plan_of
from storage.outbox import SentPost
from storage.profiles import load_campaign, profiles_in, read_profile

OWN = """
key = "own-2021"
extends = "anfang-2020"
name = "夜查"
plan = "自定方案"

[quota]
visits = 6
industrial = 3

[deadline]
at = 21:15:00
reminders = [19:45:00, 20:45:00]

[[obligations]]
key = "handover_form"
name = "附表1 问题移交表"
short = "附表1"

[[obligations]]
key = "typical_case"
name = "附表2 示范案例"
short = "附表2"
minimum_characters = 100
minimum_photos = 4
"""


@dataclass(frozen=True)
class Whole:
    """A campaign that was played."""

    campaign: Campaign
    roster: Roster
    plan: Plan
    played: Played

    def compared(self, played: Played | None = None) -> Findings:
        return Comparison(self.plan, played or self.played, self.campaign, self.roster).run()

    def with_posts(self, change: Callable[[list[SentPost]], list[SentPost]]) -> Played:
        return replace(self.played, posts=tuple(change(list(self.played.posts))))


def play(campaign: Campaign, seed: int, days: int, outages: int, folder: Path) -> Whole:
    quiet_logs(level=40)  # else a line for each of ten thousand transactions
    dice = random.Random(seed)
    roster = cast_of(campaign, dice)
    plan = plan_of(campaign, roster, days_of(campaign, days), outages, dice)
    return Whole(campaign, roster, plan, play_plan(plan, campaign, roster, folder))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    return play(load_campaign("anfang-2020")[0], 3, 3, 2, tmp_path_factory.mktemp("whole"))


def test_every_verdict_of_some_days_equals_the_recount(whole: Whole) -> None:
    found = whole.compared()
    assert found.wrong == []
    assert len(whole.plan.outages) == 2
    assert found.compared["roll_calls"] > 100 and found.compared["reminders"] > 50 and found.compared["settled"] > 0
    assert found.compared["steps"] > 20 and found.compared["explained"] == 12
    assert (len(whole.roster.groups), sum(len(group.teams) for group in whole.roster.groups)) == (GROUPS, TEAMS)
    assert sum(person.group is not None for person in whole.roster.people) == PEOPLE


def test_a_profile_of_ones_own_is_played_by_its_own_numbers(tmp_path: Path) -> None:
    campaign = profiles_in().campaign(read_profile(OWN))
    own = play(campaign, 11, 2, 1, tmp_path)
    assert own.compared().wrong == []
    texts = [sent.post.text for sent in own.played.posts if sent.post.kind in (PostKind.ROLL_CALL, PostKind.REMINDER)]
    assert texts and all("20:00" not in text.split("\n")[0] for text in texts)
    assert any("至少4张" in text for text in texts) and any("至少100字" in text for text in texts)


def _calls(posts: list[SentPost]) -> list[SentPost]:
    return [sent for sent in posts if sent.post.kind is PostKind.ROLL_CALL]


def _reworded(posts: list[SentPost]) -> list[SentPost]:
    (first, *_) = [sent for sent in _calls(posts) if "群内未见" in sent.post.text]
    wrong = replace(first, post=replace(first.post, text=first.post.text.replace("群内未见", "待补")))
    return [wrong if sent is first else sent for sent in posts]


def _moved(posts: list[SentPost]) -> list[SentPost]:
    first, second = _calls(posts)[:2]
    wrong = replace(first, post=replace(first.post, room=second.post.room))
    return [wrong if sent is first else sent for sent in posts]


def _left_out(posts: list[SentPost]) -> list[SentPost]:
    first = next(sent for sent in posts if sent.post.kind is PostKind.REMINDER)
    return [sent for sent in posts if sent is not first]


def _twice(posts: list[SentPost]) -> list[SentPost]:
    return [*posts, _calls(posts)[0]]


def _nobody_called(posts: list[SentPost]) -> list[SentPost]:
    return [replace(sent, post=replace(sent.post, mentions=())) for sent in posts]


def _not_told(posts: list[SentPost]) -> list[SentPost]:
    first = next(sent for sent in posts if sent.post.kind is PostKind.LADDER)
    return [sent for sent in posts if sent is not first]


def test_the_comparison_sees_a_verdict_that_is_explained_wrongly(whole: Whole) -> None:
    first, *others = whole.played.explained
    wrong = replace(first, paper=next(one.paper for one in others if one.paper != first.paper), group=others[-1].group)
    assert whole.compared(replace(whole.played, explained=(wrong, *others))).wrong != []


@pytest.mark.parametrize("change", [_reworded, _moved, _left_out, _not_told, _twice, _nobody_called])
def test_the_comparison_sees_whatever_is_wrong(
    whole: Whole, change: Callable[[list[SentPost]], list[SentPost]]
) -> None:
    assert whole.compared(whole.with_posts(change)).wrong != []


def test_the_command_prints_its_table_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "anfang-2020", "--days", "1", "--outages", "0"]) == 0
    head, columns, figures, compared, wrong, seconds = capsys.readouterr().out.splitlines()
    assert head.startswith("暗访核查（anfang-2020），种子 1：1天，18个组 119个小组 240人，离线0次")
    assert columns.split()[:3] == ["轮次", "天数", "应报"] and figures.split()[:3] == ["1", "1", "36"]
    assert compared.startswith("与核算逐条比对：点名") and wrong == "不一致：0" and seconds.startswith("处理器时间：")


def test_a_campaign_of_no_days_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "anfang-2020", "--days", "0"])
    assert "应不小于1" in capsys.readouterr().err
