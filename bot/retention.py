"""`lanshao retention`: what the policy of the campaign would let go, and with `--apply` letting it go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, text

from bot.app import NotReady, scene_in
from bot.config import Settings
from bot.minding import reading
from bot.scheduler import live_now
from domain.campaigns import Campaign
from storage.databases import is_current, open_database
from storage.media import MediaStore
from storage.owners import own
from storage.retention import Due, Retention

BATCH = 200  # erased a transaction
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def retention_command(settings: Settings, *, apply: bool) -> None:
    """Show what is too old to be kept; erase it with `apply`, while no bot runs."""
    now = live_now()
    with reading(settings) as connection:
        if not is_current(connection.engine):
            raise NotReady("数据库版本和程序不符，请先执行 lanshao upgrade")
        campaign = scene_in(connection, "", now, settings.campaigns).campaign
        due = Retention(connection, now, campaign).due()
    if campaign.keep_media is None and campaign.keep_messages is None:
        print("行动档案没有写保存期限（[retention]），全部一直保存。")
        return
    _tell(due, campaign, now)
    if apply:
        erased, deleted = erase(settings, now)
        print(f"已处理 {erased} 项，删去原件 {deleted} 个；哈希、时间和缘由留在删除记录和审计里。")
    elif due.files or due.messages:
        print("以上只是看看。停下机器人、做好备份后，执行 lanshao retention --apply。")


def erase(settings: Settings, now: datetime) -> tuple[int, int]:
    """Apply the policy: how many rows were erased, and how many files deleted. It may be stopped and begun again."""
    store, erased, deleted = MediaStore(settings.media), 0, 0
    with _alone(settings) as engine:
        with engine.connect() as connection:
            campaign = scene_in(connection, "", now, settings.campaigns).campaign
        while True:
            with engine.begin() as connection:
                done = Retention(connection, now, campaign).erase(BATCH)
            if not done:
                break
            erased += done
        with engine.begin() as connection:
            names = Retention(connection, now, campaign).swept()
        for name in names:
            deleted += store.remove(name)
    return erased, deleted


def _tell(due: Due, campaign: Campaign, now: datetime) -> None:
    if campaign.keep_media is not None:
        size = due.file_bytes / 1024**3
        print(f"{now - campaign.keep_media:%Y-%m-%d %H:%M} 以前的原件：{due.files} 个（{size:.1f} GB）到期。")
        print(f"另有 {due.needed} 个也到期，但属于有问题的点位、附件或没处理完的，留着。")
    if campaign.keep_messages is not None:
        print(f"到期的原话：{due.messages} 条。")


@contextmanager
def _alone(settings: Settings) -> Iterator[Engine]:
    """The database for writing, while no bot receives: one might be given a file again while it is being deleted."""
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        try:
            with engine.connect() as connection:
                if engine.dialect.name == "postgresql" and connection.execute(_OTHERS).scalar_one():
                    raise NotReady("还有程序连着数据库，请先停掉机器人再删")
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA secure_delete=ON").close()
            yield engine
        finally:
            engine.dispose()
