"""What the gateway's journal and the bot's log say is read as it is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import prepare
from domain.calendars import SHANGHAI
from tests.cast import QINGSHI, ROSTER
from tests.faults import fast_time
from tests.faults.histories import read_history

START = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)
AT = START.timestamp()


def _journal(path: Path, *entries: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def _said(message_id: str) -> dict[str, object]:
    told = {"room": QINGSHI, "who": "id-hao", "kind": "Text", "text": "在路上", "place": "", "sha256": "", "of": ""}
    asked = {"calls": False, "order": "", "for_rooms": list[str]()}
    return {"what": "said", "at": AT, "id": message_id, "ms": AT * 1000, **told, **asked}


def test_what_was_acknowledged_how_late_and_when_the_bot_heard_is_read_from_both_sides(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine, _, _ = prepare(url, ROSTER, "wechaty", START)
    engine.dispose()
    clock = fast_time.starting(START, 10.0)
    one_second_later = datetime.now(UTC) + timedelta(seconds=1)  # ten in the time of the run
    log = tmp_path / "bot.log"
    told = f'timestamp={one_second_later.isoformat()} level=info event="message kept" message=m1 kind=text'
    log.write_text(f"正在连接网关……\n{told}\n", encoding="utf-8")
    journal = _journal(
        tmp_path / "journal.jsonl",
        _said("m1"),
        _said("m2"),
        {"what": "stream", "at": AT + 1, "number": 1},
        {"what": "announced", "at": AT + 4, "id": "m1", "stream": 1},
        {"what": "announced", "at": AT + 6, "id": "m2", "stream": 1},
        {"what": "refused", "at": AT + 7, "room": QINGSHI, "why": "操作过于频繁，请稍后再试"},
        {"what": "stream ended", "at": AT + 30, "number": 1},
    )
    history = read_history(journal, log, url, clock)
    assert history.acknowledged == {"m1"}
    assert 5.0 < history.lag < 7.0
    assert history.heard == ((AT + 1, AT + 4),)
    assert history.scolded_at == (AT + 7,)
    assert [said.announced for said in history.said] == [(3,), (4,)]
