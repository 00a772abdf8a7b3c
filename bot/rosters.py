"""`lanshao roster`: a roster is read from TOML or a workbook, checked, compared with the one in force, imported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app import NotReady
from bot.config import Settings
from bot.errands import Words, ask_owner
from bot.minding import reading
from bot.roster_reading import ReadRoster, differences, missing_lines, not_ready_lines, read_roster
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from documents.roster_workbooks import write_roster_template
from documents.rosters import imported_text, summary_text
from domain.calendars import day_of
from domain.roster_files import RosterError
from domain.rosters import Roster
from storage.databases import UnusableDatabase, open_database, upgrade
from storage.lexicons import load_lexicon
from storage.owners import OwnedElsewhere, own
from storage.roster_versions import packed, unpacked
from storage.roster_workbooks import MOST_BYTES, TOO_LARGE
from storage.rosters import current, import_roster
from storage.work import UnitOfWork

_SHOWN = 200  # differences; more are counted


def check_roster_command(path: Path, settings: Settings) -> None:
    """Say what is wrong with a file, what is missing in it, and what importing it would change."""
    read = _read(path, settings, live_now())
    print(f"名册没有问题：{summary_text(read.roster)}。")
    _tell(read)


def import_roster_command(path: Path, settings: Settings) -> None:
    """Import a roster, all of it or nothing. A bot that is running goes by it within seconds."""
    now = live_now()
    read = _read(path, settings, now)
    if lacking := not_ready_lines(read):
        raise RosterError(lacking)
    try:
        with own(settings.database_url):
            engine = open_database(settings.database_url)
            upgrade(engine)
            with engine.begin() as connection:
                from_at = import_roster(connection, read.roster, WechatyTransport.namespace, now)
            engine.dispose()
    except OwnedElsewhere as owned:
        from_at = datetime.fromisoformat(ask_owner(owned, "roster import", {"roster": packed(read.roster)}))
    print(imported_text(read.roster, from_at, now))
    _tell(read)


def template_command(path: Path) -> None:
    """Write the blank workbook. Raises FileExistsError rather than write over what is there."""
    with path.open("xb") as file:
        file.write(write_roster_template(load_lexicon().tables["rosters"]))
    print(f"空白名册已写到 {path}。填好后先执行 lanshao roster check {path}")


def import_errand(words: Words, work: UnitOfWork) -> str:
    """Import the roster that was read and checked at the machine; from when it is in force."""
    return import_roster(work.connection, unpacked(str(words["roster"])), work.namespace, work.now).isoformat()


def _read(path: Path, settings: Settings, now: datetime) -> ReadRoster:
    """Read and check a file. Raises OSError or RosterError."""
    if path.stat().st_size > MOST_BYTES:
        raise RosterError((TOO_LARGE,))
    return read_roster(path.read_bytes(), _in_force(settings, now), settings.campaigns, day_of(now))


def _in_force(settings: Settings, now: datetime) -> Roster | None:
    """The roster that the database has; None where there is no such database yet."""
    try:
        with reading(settings) as connection:
            return current(connection, now)
    except (NotReady, SQLAlchemyError, UnusableDatabase):
        return None


def _tell(read: ReadRoster) -> None:
    """What is allowed but probably not meant, what is missing, and what differs from the roster in force."""
    for hint in read.hints:
        print(f"提示：{hint}")
    for line in missing_lines(read):
        print(f"提示：{line}。")
    if read.known is None:
        return
    lines = [line for _, line in differences(read)]
    print(f"与现行名册相比，{len(lines)} 处不同{'：' if lines else '。'}")
    for line in lines[:_SHOWN]:
        print(f"  {line}")
    if len(lines) > _SHOWN:
        print(f"  等 {len(lines)} 处")
