"""Care of an installation: `lanshao upgrade`, `downgrade` and `audit verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from bot.app import NotReady, scene_in
from bot.config import Settings
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from storage.databases import downgrade, open_database, parse_address, upgrade
from storage.owners import own
from storage.verifications import verify
from storage.work import UnitOfWork


@contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """The database for reading only. Raises NotReady when there is none yet: looking must not make one."""
    address = parse_address(settings.database_url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).is_file():
        raise NotReady(f"还没有数据库 {address.database}。请先执行：lanshao roster import 名册.toml")
    engine = open_database(settings.database_url, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def writing(settings: Settings) -> Iterator[UnitOfWork]:
    """A unit of work of this moment. Raises NotReady without a roster, OwnedElsewhere while a bot runs on SQLite."""
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        upgrade(engine)
        try:
            with engine.begin() as connection:
                now = live_now()
                yield scene_in(connection, WechatyTransport.namespace, now, settings.campaigns).work(connection, now)
        finally:
            engine.dispose()


def upgrade_command(settings: Settings) -> None:
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        upgrade(engine)
        engine.dispose()
    print("数据库已是当前版本。")


def downgrade_command(settings: Settings) -> bool:
    """Take the tables back one version; False where there is none."""
    with own(settings.database_url):
        engine = open_database(settings.database_url)
        gone_back = downgrade(engine)
        engine.dispose()
    print("数据库已退回上一版，现在可以换回旧程序。" if gone_back else "数据库没有更早的版本，未作改动。")
    return gone_back


def verify_command(settings: Settings) -> bool:
    """Check the audit chain; True when it is whole."""
    with reading(settings) as connection:
        verification = verify(connection)
    if not verification.faults:
        print(f"审计链完整：{verification.entries} 条，未发现改动。")
        return True
    print(f"审计链有 {len(verification.faults)} 处对不上（共 {verification.entries} 条）：")
    for fault in verification.faults:
        print(f"  {fault}")
    return False
