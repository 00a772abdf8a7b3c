"""The days written apart from the rules: how many of their records are found with exactly their messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.dialogues import LEXICON
from tests.live_quotes import as_live
from tests.scoring import play, record

DAYS = sorted((Path(__file__).parents[1] / "transcripts").glob("*/expected.json"))
_LEAST = 0.95  # of an own day, after all that was mended since its first run (tests/transcripts/README.md)
# What an unseen day is worth: nothing was mended for it before its first run.
_UNSEEN = {
    "pingdingshan-20201203": 0.85,
    "dezhou-liaocheng-20201210": 0.90,
}
_LOST = 0.03  # at most, where quotes and calls stand in the text alone


def found(folder: Path, gold: Path) -> float:
    """F1 of the records by their sets of messages."""
    past, digests, _ = play(folder, LEXICON)
    given = [frozenset(record(visit, digests)["messages"]) for visit in past.standing()]
    wanted = [frozenset(one["messages"]) for one in json.loads(gold.read_text("utf-8"))["records"]]
    return 2 * sum(given.count(one) > 0 for one in wanted) / (len(given) + len(wanted))


@pytest.mark.parametrize("gold", DAYS, ids=lambda gold: gold.parent.name)
def test_a_day_is_read_as_well_with_quotes_in_words_alone(gold: Path, tmp_path: Path) -> None:
    plain = found(gold.parent, gold)
    live = found(as_live(gold.parent, tmp_path / "live"), gold)
    assert plain >= _UNSEEN.get(gold.parent.name, _LEAST)
    assert plain - live <= _LOST
