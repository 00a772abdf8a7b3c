"""Reads the bytes of a roster, TOML or a workbook: checked, and compared with the one in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from documents.lines import one_line
from documents.rosters import change_lines, gap_lines, refusal_lines
from domain.campaigns import Campaign
from domain.roster_changes import ChangeKind, changes_of
from domain.roster_files import RosterError, parse_roster
from domain.roster_rules import NEEDED, gaps, refusals
from domain.roster_sheets import campaign_in, sheet_roster
from domain.rosters import Roster
from storage.lexicons import load_lexicon
from storage.profiles import default_key, load_campaign
from storage.roster_workbooks import is_workbook, sheets_of


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """A file that was read: its roster, the campaign it is played under, the roster in force, and hints."""

    roster: Roster
    campaign: Campaign
    known: Roster | None
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: its roster and what is to be told of it; no roster where it has `faults`.

    `changes` are (kind, line), what differs from the roster in force.
    """

    roster: Roster | None = None
    hints: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    changes: tuple[tuple[ChangeKind, str], ...] = ()
    faults: tuple[str, ...] = ()


#: Gives the campaign of a key, and a warning when it is played under the default profile.
Load = Callable[[str], tuple[Campaign, str | None]]


def read_roster(content: bytes, known: Roster | None, campaigns: Path | None, today: date) -> ReadRoster:
    """Read and check it. `known` is the roster in force. Raises RosterError, ProfileError or UnicodeDecodeError."""
    default = known.campaign if known else default_key(campaigns)
    return _read(content, known, default, lambda key: load_campaign(key, campaigns), today)


def _read(content: bytes, known: Roster | None, default: str, load: Load, today: date) -> ReadRoster:
    if is_workbook(content[:8]):
        read = _read_workbook(content, known, default, load)
    else:
        roster = parse_roster(content.decode("utf-8"))
        campaign, warning = load(roster.campaign)
        read = ReadRoster(roster, campaign, known, (warning,) if warning else ())
    if refused := refusals(read.roster, read.campaign.roster):
        raise RosterError(tuple(refusal_lines(refused, read.roster)))
    about = next((r for r in read.roster.rounds if r.number == read.roster.round), None)
    if read.roster.round and about is None:
        raise RosterError((f"轮次：没有第 {read.roster.round} 轮次",))
    if about is not None and about.end < today:
        raise RosterError((f"轮次：第 {about.number} 轮次已于 {about.end} 结束，不能再导入",))
    return read


def read_upload(content: bytes, known: Roster, campaign: Campaign, today: date) -> Reading:
    """The same of a file that somebody sent, for a process of its own: every fault is told. It is of the campaign that
    goes on, or refused.
    """

    def load(key: str) -> tuple[Campaign, str | None]:
        if key != known.campaign:
            said = f"这是另一个行动（{one_line(key)[:40]}）的名册，请在主机上用 lanshao roster import 导入"
            raise RosterError((said,))
        return campaign, None

    try:
        read = _read(content, known, known.campaign, load, today)
    except RosterError as error:
        return Reading(faults=error.faults)
    except UnicodeDecodeError:
        return Reading(faults=("不是名册：只收 Excel 工作簿（.xlsx）或 UTF-8 编码的 roster.toml",))
    except (MemoryError, RecursionError):
        return Reading(faults=("文件太大或太乱，读不了",))
    if lacking := not_ready_lines(read):
        return Reading(faults=lacking)
    changes = tuple(differences(replace(read, known=known)))
    return Reading(read.roster, read.hints, tuple(missing_lines(read)), changes)


def not_ready_lines(read: ReadRoster) -> tuple[str, ...]:
    """Why a roster cannot be put in force yet."""
    missing = [gap for gap in gaps(read.roster, read.campaign.roster, 0) if gap.kind in NEEDED]
    return tuple(f"还不能启用：{line}" for line in gap_lines(missing, read.roster))


def missing_lines(read: ReadRoster) -> list[str]:
    """What nobody has written down yet."""
    return gap_lines(gaps(read.roster, read.campaign.roster, read.campaign.quota.team_size), read.roster)


def differences(read: ReadRoster) -> Sequence[tuple[ChangeKind, str]]:
    """What differs from the roster in force; nothing without one."""
    if read.known is None:
        return ()
    changes = changes_of(read.known, read.roster)
    lines = change_lines(changes, read.known, read.roster)
    return [(change.kind, line) for change, line in zip(changes, lines, strict=True)]


def _read_workbook(content: bytes, known: Roster | None, default: str, load: Load) -> ReadRoster:
    lexicon = load_lexicon().tables["rosters"]
    sheets = sheets_of(content)
    key = campaign_in(sheets, lexicon) or default
    campaign, warning = load(key)
    known = known if known is not None and known.campaign == key else None
    read = sheet_roster(sheets, lexicon, campaign.quota.team_size, known)
    roster = replace(read.roster, campaign=key, rounds=read.roster.rounds or campaign.rounds)
    hints = [warning] if warning else []
    hints += [f"没有“{'”“'.join(read.taken_over)}”工作表，照现行名册"] if read.taken_over else []
    hints += [f"没有读的工作表：{'、'.join(name[:20] for name in read.unread)}"] if read.unread else []
    return ReadRoster(roster, campaign, known, tuple(hints))
