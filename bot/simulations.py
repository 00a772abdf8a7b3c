"""`lanshao simulate`: a made-up campaign, played and held against an independent recount."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tqdm import tqdm

from bot.config import Settings
from bot.logs import quiet_logs
from bot.simulated_verdicts import Comparison
from bot.simulating import Played, play_plan
from documents.simulations import Said, simulation_head, simulation_table, simulation_verdict
from domain.campaigns import Campaign
from domain.posts import PostKind
from domain.recounts import Record
from domain.rosters import Roster, Round
from domain.simulations import Plan
from domain.simulations.casts import cast_of
from domain.simulations.figures import RoundFigures, figures_of, within
from domain.simulations.plans import days_of, plan_of
from storage.profiles import load_campaign, profiles_in, read_profile

ERRORS_ONLY = 40


def simulate_command(profile: str, seed: int, days: int | None, outages: int, settings: Settings) -> bool:
    """Play a campaign of this profile, a key or a file, and print its table; whether nothing was wrong."""
    quiet_logs(level=ERRORS_ONLY)
    started = _processor()
    campaign, warning = _campaign(profile, settings)
    dice = random.Random(seed)
    roster = cast_of(campaign, dice)
    plan = plan_of(campaign, roster, days_of(campaign, days), outages, dice)
    played = _play(plan, campaign, roster)
    comparison = Comparison(plan, played, campaign, roster)
    found = comparison.run()
    if warning:
        print(f"提示：{warning}")
    print(simulation_head(campaign, roster, plan, seed, len(played.posts)))
    print(simulation_table(_rounds(plan, played, roster, comparison.record)))
    print(simulation_verdict(found.compared, found.wrong, _processor() - started))
    return not found.wrong


def _processor() -> float:
    """Seconds of the processor so far, of this process and its workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _campaign(profile: str, settings: Settings) -> tuple[Campaign, str | None]:
    """By its file or the key of a profile at hand, with a warning if there is one. Raises ProfileError."""
    path = Path(profile)
    if path.suffix == ".toml" and path.is_file():
        return profiles_in(settings.campaigns).campaign(read_profile(path.read_text("utf-8"))), None
    return load_campaign(profile, settings.campaigns)


def _play(plan: Plan, campaign: Campaign, roster: Roster) -> Played:
    with tempfile.TemporaryDirectory(prefix="lanshao-simulate-") as folder, _bar(plan.days) as bar:
        return play_plan(plan, campaign, roster, Path(folder), lambda: _advance(bar))


def _bar(days: Sequence[date]) -> tqdm[None]:
    return tqdm(total=len(days), desc="演练", unit="天", leave=False)


def _advance(bar: tqdm[None]) -> None:
    bar.update(1)


def _rounds(plan: Plan, played: Played, roster: Roster, record: Record) -> list[tuple[RoundFigures, Said]]:
    known = {r.number: r for r in plan.rounds}
    return [
        (figures, _said(known[figures.number], figures, played, roster)) for figures in figures_of(plan, roster, record)
    ]


def _said(of: Round, figures: RoundFigures, played: Played, roster: Roster) -> Said:
    rooms = {room.id for group in roster.groups for room in roster.rooms_of(group.key)}
    in_rooms = [sent for sent in played.posts if sent.post.room in rooms]
    reminders = within(of, (sent.sent_at for sent in in_rooms if sent.post.kind is PostKind.REMINDER))
    return Said(reminders, within(of, (sent.sent_at for sent in in_rooms)) / (len(rooms) * figures.days))
