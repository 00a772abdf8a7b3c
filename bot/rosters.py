"""`lanshao roster`: a roster is read from TOML or a workbook, checked, compared with the one in force, imported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app import NotReady
from bot.config import Settings
from bot.errands import Words, ask_owner
from bot.minding import reading
from bot.scheduler import live_now
from bot.transports.wechaty import WechatyTransport
from documents.roster_workbooks import write_roster_template
from documents.rosters import change_lines, gap_lines, refusal_lines, summary_text
from domain.campaigns import Campaign
from domain.roster_changes import changes_of
from domain.roster_files import RosterError, parse_roster
from domain.roster_rules import NEEDED, gaps, refusals
from domain.roster_sheets import campaign_in, sheet_roster
from domain.rosters import Roster
from storage.databases import UnusableDatabase, open_database, upgrade
from storage.lexicons import load_lexicon
from storage.owners import OwnedElsewhere, own
from storage.profiles import default_key, load_campaign
from storage.roster_versions import packed, unpacked
from storage.roster_workbooks import is_workbook, read_workbook
from storage.rosters import current, import_roster
from storage.work import UnitOfWork

_SHOWN = 200  # differences; more are counted


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read: its roster, the campaign it is played under, the roster in force, and hints."""

    roster: Roster
    campaign: Campaign
    known: Roster | None
    hints: tuple[str, ...]


def check_roster_command(path: Path, settings: Settings) -> None:
    """Say what is wrong with a file, what is missing in it, and what importing it would change."""
    read = _read(path, settings, live_now())
    print(f"名册没有问题：{summary_text(read.roster)}。")
    _tell(read)


def import_roster_command(path: Path, settings: Settings) -> None:
    """Import a roster, all of it or nothing. A bot that is running goes by it within seconds."""
    now = live_now()
    read = _read(path, settings, now)
    missing = [gap for gap in gaps(read.roster, read.campaign.roster, 0) if gap.kind in NEEDED]
    if missing:
        raise RosterError(tuple(f"还不能启用：{line}" for line in gap_lines(missing, read.roster)))
    try:
        with own(settings.database_url):
            engine = open_database(settings.database_url)
            upgrade(engine)
            with engine.begin() as connection:
                from_at = import_roster(connection, read.roster, WechatyTransport.namespace, now)
            engine.dispose()
    except OwnedElsewhere as owned:
        from_at = datetime.fromisoformat(ask_owner(owned, "roster import", {"roster": packed(read.roster)}))
    when = f"第 {read.roster.round} 轮次的，{from_at:%Y-%m-%d} 零点起启用" if from_at > now else "已启用"
    print(f"名册已导入：{summary_text(read.roster)}，{when}。")
    _tell(read)


def template_command(path: Path) -> None:
    """Write the blank workbook. Raises FileExistsError rather than write over what is there."""
    with path.open("xb") as file:
        file.write(write_roster_template(load_lexicon().tables["rosters"]))
    print(f"空白名册已写到 {path}。填好后先执行 lanshao roster check {path}")


def import_errand(words: Words, work: UnitOfWork) -> str:
    """Import the roster that was read and checked at the machine; from when it is in force."""
    return import_roster(work.connection, unpacked(str(words["roster"])), work.namespace, work.now).isoformat()


def _read(path: Path, settings: Settings, now: datetime) -> _Read:
    """Read and check a file. Raises OSError or RosterError."""
    known = _in_force(settings, now)
    with path.open("rb") as file:
        head = file.read(8)
    if is_workbook(head):
        read = _read_workbook(path, settings, known)
    else:
        roster = parse_roster(path.read_text("utf-8"))
        campaign, warning = load_campaign(roster.campaign, settings.campaigns)
        read = _Read(roster, campaign, known, (warning,) if warning else ())
    if refused := refusals(read.roster, read.campaign.roster):
        raise RosterError(tuple(refusal_lines(refused, read.roster)))
    about = next((r for r in read.roster.rounds if r.number == read.roster.round), None)
    if read.roster.round and about is None:
        raise RosterError((f"轮次：没有第 {read.roster.round} 轮次",))
    if about is not None and about.end < now.date():
        raise RosterError((f"轮次：第 {about.number} 轮次已于 {about.end} 结束，不能再导入",))
    return read


def _read_workbook(path: Path, settings: Settings, known: Roster | None) -> _Read:
    lexicon = load_lexicon().tables["rosters"]
    sheets = read_workbook(path)
    key = campaign_in(sheets, lexicon) or (known.campaign if known else default_key(settings.campaigns))
    campaign, warning = load_campaign(key, settings.campaigns)
    known = known if known is not None and known.campaign == key else None
    read = sheet_roster(sheets, lexicon, campaign.quota.team_size, known)
    roster = replace(read.roster, campaign=key, rounds=read.roster.rounds or campaign.rounds)
    hints = [warning] if warning else []
    hints += [f"没有“{'”“'.join(read.taken_over)}”工作表，照现行名册"] if read.taken_over else []
    hints += [f"没有读的工作表：{'、'.join(name[:20] for name in read.unread)}"] if read.unread else []
    return _Read(roster, campaign, known, tuple(hints))


def _in_force(settings: Settings, now: datetime) -> Roster | None:
    """The roster that the database has; None where there is no such database yet."""
    try:
        with reading(settings) as connection:
            return current(connection, now)
    except (NotReady, SQLAlchemyError, UnusableDatabase):
        return None


def _tell(read: _Read) -> None:
    """What is allowed but probably not meant, what is missing, and what differs from the roster in force."""
    for hint in read.hints:
        print(f"提示：{hint}")
    missing = gap_lines(gaps(read.roster, read.campaign.roster, read.campaign.quota.team_size), read.roster)
    for line in missing:
        print(f"提示：{line}。")
    if read.known is None:
        return
    lines = change_lines(changes_of(read.known, read.roster), read.known, read.roster)
    print(f"与现行名册相比，{len(lines)} 处不同{'：' if lines else '。'}")
    for line in lines[:_SHOWN]:
        print(f"  {line}")
    if len(lines) > _SHOWN:
        print(f"  等 {len(lines)} 处")
