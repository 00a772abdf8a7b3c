"""Care of an installation: `lanshao roster`, `upgrade`, `downgrade` and `audit verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from bot.app import NotReady
from bot.config import Settings
from bot.errands import Words, ask_owner
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from domain.roster_files import parse_roster
from domain.rosters import Roster
from storage.databases import downgrade, open_database, parse_address, upgrade
from storage.owners import OwnedElsewhere, own
from storage.profiles import load_campaign
from storage.rosters import import_roster
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


def read_roster(path: Path) -> Roster:
    """The checked roster of a file. Raises OSError or RosterError."""
    return parse_roster(path.read_text("utf-8"))


def roster_summary(roster: Roster) -> str:
    teams = sum(len(group.teams) for group in roster.groups)
    return f"{len(roster.groups)} 个核查组，{teams} 个小组，{len(roster.people)} 人，{len(roster.rooms)} 个群"


def _hint(roster: Roster, warning: str | None) -> None:
    """What is allowed but probably not meant."""
    if warning:
        print(f"提示：{warning}")
    if not roster.command_rooms:
        print('提示：名册里没有指挥调度群（kind = "command"），各组汇总、评比和催收将无处可发。')


def check_roster_command(path: Path, settings: Settings) -> None:
    roster = read_roster(path)
    _, warning = load_campaign(roster.campaign, settings.campaigns)
    print(f"名册没有问题：{roster_summary(roster)}。")
    _hint(roster, warning)


def import_roster_command(path: Path, settings: Settings) -> None:
    """Import a roster, all of it or nothing. A bot that is running goes by it within seconds."""
    roster = read_roster(path)
    _, warning = load_campaign(roster.campaign, settings.campaigns)
    try:
        with own(settings.database_url):
            engine = open_database(settings.database_url)
            upgrade(engine)
            with engine.begin() as connection:
                import_roster(connection, roster, WechatyTransport.namespace, live_now())
            engine.dispose()
    except OwnedElsewhere as owned:
        ask_owner(owned, "roster import", {"text": path.read_text("utf-8")})
    print(f"名册已导入：{roster_summary(roster)}。")
    _hint(roster, warning)


def import_errand(words: Words, work: UnitOfWork) -> str:
    """Import the roster whose text this is. Raises RosterError."""
    import_roster(work.connection, parse_roster(str(words["text"])), work.namespace, work.now)
    return ""


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
