"""Every figure that the bot says equals a recount of what it had read at that minute."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import playing
from bot.app import assemble_app
from bot.playing import Played, replay
from domain.assemblies import Assembled
from domain.roster_files import parse_roster
from domain.tallies import tally_of
from domain.visits import Visit, place_key
from storage.tallies import Tallies
from storage.visits import Visits

SAMPLE = Path(__file__).resolve().parent.parent.parent / "samples" / "kaifeng-20201020"
DAY = "2020-10-20"
ROW = re.compile(r"^(\d+)组 点位(\d+)/8(?:（记录\d+条）)? 工业(\d+)/5 问题(\d+) 涉嫌违法(\d+)(?: 紧急(\d+))?$", re.M)
COUNTING = ("m0079", "m0097", "m0225", "m0311", "m0317", "m0342")


Counts = dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Day:
    """The sample day, played; what a recount came to at the minute of each counting command; the days recounted."""

    played: Played
    at_command: dict[str, Counts]
    recounted: list[date]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("figures")
    with pytest.MonkeyPatch.context() as patch:
        recounted, at_command = _recounting(patch), _looking(patch)
        played = replay(SAMPLE, f"sqlite:///{folder / 'day.db'}", folder / "evidence", label="test")
        yield Day(played, at_command, recounted)


def _looking(monkeypatch: pytest.MonkeyPatch) -> dict[str, Counts]:
    """Recount all records as soon as a counting command is answered."""
    advance = playing._advance
    ids = [json.loads(line)["id"] for line in (SAMPLE / "messages.jsonl").read_text("utf-8").splitlines()]
    messages = iter(ids)
    scene_of_day: list[Any] = []
    found: dict[str, Counts] = {}

    def assembled(engine: Any, scene: Any, *more: Any, compares: bool) -> Any:
        scene_of_day[:] = [engine, scene]
        return assemble_app(engine, scene, *more, compares=compares)

    def look(bar: Any, count: int, clock: Any) -> None:
        advance(bar, count, clock)
        if (message := next(messages)) in COUNTING:
            engine, scene = scene_of_day
            found[message] = _recount(playing._played(engine, scene, clock, "", Path(), None))

    monkeypatch.setattr(playing, "assemble_app", assembled)
    monkeypatch.setattr(playing, "_advance", look)
    return found


def _recount(played: Played) -> Counts:
    """(places, industrial places, problems, violations, urgent) of each team, from the predicted records alone."""
    counts: dict[int, Counter[str]] = {}
    seen: set[tuple[int, str]] = set()
    for record in json.loads(played.predicted)["records"]:
        if record["date"] != DAY:
            continue
        count = counts.setdefault(record["team"], Counter())
        key = (record["team"], place_key(record["place"]))
        if key not in seen:
            seen.add(key)
            count.update(places=1, industrial=int(record["industrial"]))
        count.update(problems=record["problems"], urgent=int(record["urgent"]))
        count.update(violations=int(record["outcome"] == "violation"))
    names = ("places", "industrial", "problems", "violations", "urgent")
    return {team: tuple(count[name] for name in names) for team, count in counts.items()}


def _said(text: str) -> Counts:
    return {int(row[0]): tuple(int(number or 0) for number in row[1:]) for row in ROW.findall(text)}


def _check(text: str, recount: Counts) -> None:
    said = _said(text)
    assert said, text
    assert said == {team: recount.get(team, (0, 0, 0, 0, 0)) for team in said}


def _recounting(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Hold the counters against a recount of all visits each time when some were written; the days that were."""
    apply = Visits.apply
    days: list[date] = []
    roster = parse_roster((SAMPLE / "roster.toml").read_text("utf-8"))

    def checked(visits: Visits, assembled: Assembled) -> tuple[Visit, ...]:
        written = apply(visits, assembled)
        for day in {visit.day for visit in written}:
            counters = Tallies(visits.connection, visits.now, visits.campaign, roster)
            assert counters.of_day(day) == tally_of(visits.of_day(day), roster, day, visits.now)
            days.append(day)
        return written

    monkeypatch.setattr(Visits, "apply", checked)
    return days


@pytest.mark.parametrize("command", COUNTING)
def test_the_answer_to_a_counting_command_equals_a_recount_at_that_minute(command: str, day: Day) -> None:
    (answer,) = [sent.post.text for sent in day.played.posts if sent.post.answers == command]
    _check(answer, day.at_command[command])


def test_the_evening_tally_equals_a_recount_and_the_manners_are_kept(day: Day) -> None:
    played = day.played
    assert len(day.recounted) > 100
    room = "room-kaifeng@chatroom"
    (tally,) = [s.post.text for s in played.posts if s.post.kind.value == "tally" and s.post.room == room]
    _check(tally, _recount(played))
    answer: dict[str, Any] = json.loads(played.predicted)
    assert not {sent.post.answers for sent in played.posts} & set(answer["chatter"])
    in_group_room = [sent for sent in played.posts if sent.post.room == room]
    assert len(in_group_room) <= 0.5 * len(answer["records"])
    assert sum(sent.post.kind.value == "roll_call" for sent in in_group_room) == 1
