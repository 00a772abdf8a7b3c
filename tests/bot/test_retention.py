"""What is too old goes and leaves its hash; what proves a finding or is undecided stays; the audit knows."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update

from bot import app, retention
from bot.app import NotReady
from bot.backups import make_backup, restore_backup
from bot.config import Settings
from bot.retention import erase, retention_command
from domain.campaigns import parse_profile
from domain.messages import Kind
from domain.profile_tables import ProfileError
from storage.databases import open_database
from storage.media import MediaStore
from storage.owners import OwnedElsewhere, own
from storage.profiles import load_campaign, profiles_in
from storage.retention import Retention
from storage.tables import audit, inbox
from storage.tombstone_tables import tombstones
from storage.verifications import verify
from tests.bot.conftest import home
from tests.cast import QINGSHI
from tests.group_chat import DAY, group_chat

CAMPAIGN = load_campaign("anfang-2020")[0]
KEPT = timedelta(days=90)


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day with a clean site, a violation, a paper and idle talk."""
    folder = tmp_path_factory.mktemp("day")
    with group_chat(folder) as chat:
        chat.at("09:00")
        chat.says("郝大川", "1组，东泉区，青石市锦川铸造有限公司，工业，未发现问题")
        chat.shows("郝大川", "clean")
        chat.at("11:00")
        chat.says("潘越", "2组，西岭区，青石市云帆化工有限公司，工业，涉嫌环境违法：偷排废水")
        chat.shows("潘越", "violation")
        chat.shows("潘越", "moving", kind=Kind.VIDEO)
        chat.at("13:00")
        chat.says("薛宁", "中午吃什么")
        chat.shows("齐正", "menu")
        chat.at("18:00")
        chat.shows("温岚", "paper", kind=Kind.FILE, file_name="附件3 典型案例.docx")
        chat.at("20:30")
    return folder


@pytest.fixture
def settings(day: Path, tmp_path: Path) -> Settings:
    """A copy of that day."""
    return home(Path(shutil.copytree(day, tmp_path / "day")))


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta | None, timedelta | None], None]:
    """Sets the policy of the campaign."""

    def put(media: timedelta | None, messages: timedelta | None) -> None:
        campaign = replace(CAMPAIGN, keep_media=media, keep_messages=messages)
        monkeypatch.setattr(app, "load_campaign", lambda key, folder=None: (campaign, None))

    return put


def later(settings: Settings, days: int) -> datetime:
    return datetime.combine(DAY, datetime.min.time()).astimezone() + timedelta(days=days)


def engine_of(settings: Settings) -> Engine:
    return open_database(settings.database_url)


def read(settings: Settings, query: Any) -> list[Any]:
    engine = engine_of(settings)
    with engine.connect() as connection:
        rows = list(connection.execute(query).all())
    engine.dispose()
    return rows


def faults(settings: Settings) -> tuple[str, ...]:
    engine = engine_of(settings)
    with engine.connect() as connection:
        found = verify(connection).faults
    engine.dispose()
    return found


def held(settings: Settings) -> set[str]:
    return {f"{path.parent.name}{path.name}" for path in settings.media.glob("??/*")}


Policy = Callable[[timedelta | None, timedelta | None], None]


def test_by_default_everything_is_kept(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before = held(settings)
    retention_command(settings, apply=True)
    assert "全部一直保存" in capsys.readouterr().out
    assert held(settings) == before


def test_looking_changes_nothing(
    settings: Settings, policy: Policy, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(KEPT, KEPT)
    monkeypatch.setattr(retention, "live_now", lambda: later(settings, 120))
    before = (held(settings), read(settings, select(inbox)))
    retention_command(settings, apply=False)
    told = capsys.readouterr().out
    assert "2 个" in told and "另有 3 个" in told and "--apply" in told
    assert (held(settings), read(settings, select(inbox))) == before


def test_an_old_photo_goes_and_leaves_its_hash_but_not_one_of_a_finding_nor_a_paper(
    settings: Settings, policy: Policy
) -> None:
    policy(KEPT, None)
    assert erase(settings, later(settings, 80)) == (0, 0)
    assert erase(settings, later(settings, 120)) == (2, 2)
    assert not held(settings) & {digest("clean"), digest("menu")}
    assert held(settings) >= {digest("violation"), digest("moving"), digest("paper")}
    stones = read(settings, select(tombstones.c.sha256, tombstones.c.size, tombstones.c.what, tombstones.c.why))
    assert sorted(stones) == sorted((digest(word), len(word), "file", "file_days=90") for word in ("clean", "menu"))
    assert faults(settings) == ()
    assert erase(settings, later(settings, 120)) == (0, 0)


def test_old_words_go_out_of_the_rows_and_out_of_the_file_but_not_those_of_a_finding(
    settings: Settings, policy: Policy
) -> None:
    policy(KEPT, KEPT)
    erase(settings, later(settings, 120))
    texts = [row.text for row in read(settings, select(inbox.c.text))]
    assert "中午吃什么" not in texts and any("云帆化工" in words for words in texts)
    assert "中午吃什么".encode() not in (settings.data / "lanshao.db").read_bytes()
    assert faults(settings) == ()
    assert read(settings, select(func.count()).where(inbox.c.raw_sha256 == ""))[0][0] == 0


def test_words_are_not_erased_before_their_file(settings: Settings, policy: Policy) -> None:
    policy(None, KEPT)
    erase(settings, later(settings, 120))
    assert held(settings) >= {digest("clean"), digest("menu")}
    policy(KEPT * 2, KEPT)
    assert erase(settings, later(settings, 120)) == (0, 0)


def test_a_file_that_also_proves_a_finding_stays_when_its_other_message_goes(
    settings: Settings, policy: Policy
) -> None:
    policy(KEPT, None)
    engine = engine_of(settings)
    with engine.begin() as connection:  # the menu was a photo of the violation
        change = update(inbox).where(inbox.c.file_sha256 == digest("menu"))
        connection.execute(change.values(file_sha256=digest("violation")))
    engine.dispose()
    assert erase(settings, later(settings, 120)) == (2, 1)
    assert digest("violation") in held(settings)


def test_what_was_stopped_between_the_rows_and_the_file_is_finished_the_next_time(
    settings: Settings, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(KEPT, None)

    def stop(self: MediaStore, sha256: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(MediaStore, "remove", stop)
        with pytest.raises(KeyboardInterrupt):
            erase(settings, later(settings, 120))
    assert held(settings) >= {digest("clean"), digest("menu")}
    assert erase(settings, later(settings, 120)) == (0, 2)


def test_while_the_bot_runs_nothing_is_erased(tmp_path: Path, policy: Policy) -> None:
    policy(KEPT, None)
    settings = home(tmp_path)
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", "在")
    with own(settings.database_url), pytest.raises(OwnedElsewhere):
        erase(settings, later(settings, 120))


@pytest.mark.postgres
def test_on_postgresql_too_and_not_while_somebody_is_connected(
    settings: Settings, policy: Policy, postgres_url: str, tmp_path: Path
) -> None:
    policy(KEPT, KEPT)
    make_backup(tmp_path / "backup", settings, later(settings, 1))
    there = home(tmp_path / "there", postgres_url)
    restore_backup(tmp_path / "backup", there)
    other = engine_of(there)
    with other.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(NotReady, match="停掉"):
            erase(there, later(there, 120))
    other.dispose()
    erase(there, later(there, 120))
    erase(settings, later(settings, 120))
    columns = [column for column in tombstones.c if column.name != "id"]
    assert sorted(read(there, select(*columns))) == sorted(read(settings, select(*columns)))
    assert faults(there) == ()


def test_a_backup_of_what_was_erased_comes_back(settings: Settings, policy: Policy, tmp_path: Path) -> None:
    policy(KEPT, KEPT)
    erase(settings, later(settings, 120))
    manifest, _ = make_backup(tmp_path / "backup", settings, later(settings, 121))
    assert not manifest.faults and not manifest.missing
    restored = home(tmp_path / "restored")
    restore_backup(tmp_path / "backup", restored)
    assert faults(restored) == ()


FORGERIES: dict[str, tuple[str, str]] = {
    "words cut out without a tombstone": ("UPDATE inbox SET raw = X'', text = '' WHERE seq = 5", "原文被改动"),
    "a tombstone taken away": ("DELETE FROM tombstones WHERE what = 'message'", "删除记录被去掉"),
    "a tombstone made up": ("UPDATE tombstones SET sha256 = 'x' WHERE id = 1", "不是由日志记下的"),
    "an erased message taken out": ("DELETE FROM inbox WHERE length(raw) = 0", "被删除"),
}


@pytest.mark.parametrize(("forgery", "told"), FORGERIES.values(), ids=FORGERIES)
def test_what_was_cut_out_otherwise_is_found(settings: Settings, policy: Policy, forgery: str, told: str) -> None:
    policy(KEPT, KEPT)
    erase(settings, later(settings, 120))
    with sqlite3.connect(settings.data / "lanshao.db") as connection:
        assert connection.execute(forgery).rowcount
    connection.close()
    assert any(told in fault for fault in faults(settings))


def test_every_erasure_is_in_the_log(settings: Settings, policy: Policy) -> None:
    policy(KEPT, KEPT)
    erased, _ = erase(settings, later(settings, 120))
    actions = read(settings, select(audit.c.action).where(audit.c.action.in_(["file.erase", "message.erase"])))
    assert len(actions) == erased > 4


def test_a_policy_of_less_than_a_month_is_refused() -> None:
    table = profiles_in().tables["anfang-2020"]
    assert parse_profile({**table, "retention": {"media_days": 30, "message_days": 0}}).keep_media == timedelta(days=30)
    with pytest.raises(ProfileError, match="media_days"):
        parse_profile({**table, "retention": {"media_days": 29, "message_days": 0}})


def test_what_was_not_handled_stays(settings: Settings, policy: Policy) -> None:
    policy(KEPT, KEPT)
    engine = engine_of(settings)
    with engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.text == "中午吃什么").values(state="failed", error="KeyError"))
        before = Retention(connection, later(settings, 120), replace(CAMPAIGN, keep_messages=KEPT)).due()
    engine.dispose()
    erase(settings, later(settings, 120))
    assert before.messages > 0
    assert "中午吃什么" in [row.text for row in read(settings, select(inbox.c.text).where(inbox.c.room == QINGSHI))]
