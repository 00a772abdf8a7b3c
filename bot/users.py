"""`lanshao user`: who may log in to the console. Passwords are typed, or read from standard input, and never shown."""

from __future__ import annotations

import getpass
import sys

from bot.app import NotReady
from bot.config import Settings
from bot.errands import Words, ask_owner
from bot.minding import reading, writing
from bot.passwords import Passwords
from bot.scheduler import live_now
from documents.rosters import place_text
from domain.calendars import SHANGHAI
from domain.passwords import LEAST_CHARACTERS, MOST_CHARACTERS, Fault, fault_of, is_login, login_of, password_of
from domain.proposals import named_person
from domain.rosters import SERVED, Roster
from storage.accounts import Account, Accounts
from storage.databases import is_current
from storage.owners import OwnedElsewhere
from storage.rosters import current
from storage.work import UnitOfWork

OPERATOR = "operator"
FAULTS = {
    Fault.SHORT: f"密码太短：至少 {LEAST_CHARACTERS} 个字符，可以是一句话。",
    Fault.LONG: f"密码太长：最多 {MOST_CHARACTERS} 个字符。",
    Fault.NAMED: "密码里除了姓名、登录名只有数字，太好猜，请换一个。",
    Fault.OBVIOUS: "这样的密码太好猜（连着的键、重复的字、手机号、常用密码），请换一个。",
}


def add_user_command(name: str, login: str | None, settings: Settings) -> None:
    """Give somebody of the roster an account. Raises NotReady where that cannot be."""
    words: dict[str, str | bool | None] = {"do": "add", "name": name, "login": login and login_of(login), "hash": None}
    names = _have_done(words, settings)  # what is wrong with them is told before a password is asked for
    print(_have_done({**words, "hash": _new_password(names)}, settings))


def password_command(login: str, settings: Settings) -> None:
    """A new password for an account; whoever is logged in with the old one is put out."""
    words: dict[str, str | bool | None] = {"do": "password", "login": login_of(login), "hash": None}
    print(_have_done({**words, "hash": _new_password(_have_done(words, settings))}, settings))


def remove_user_command(login: str, settings: Settings) -> None:
    print(_have_done({"do": "remove", "login": login_of(login), "hash": None}, settings))


def list_users_command(settings: Settings) -> None:
    """Every account, whose it is, and when it was last used."""
    with reading(settings) as connection:
        if not is_current(connection.engine):
            raise NotReady("数据库不是当前版本，请先执行 lanshao upgrade")
        now = live_now()
        roster = current(connection, now)
        lines = [_line(account, roster) for account in Accounts(connection, now).all()]
    print("\n".join(lines) if lines else "还没有账号。给名册里的一个人开账号：lanshao user add 姓名")


def user_errand(words: Words, work: UnitOfWork) -> str:
    """What the commands above do, and what is said of it. Raises NotReady.

    Without the hash of a password it is only looked whether it can be done: his names, which a password must not be.
    """
    password_hash = words["hash"]
    if words["do"] == "add":
        return _add(words, work)
    login = str(words["login"])
    account = work.accounts.find(login)
    if account is None:
        raise NotReady(f"没有登录名是“{login}”的账号。有哪些：lanshao user list")
    if words["do"] == "remove":
        work.accounts.remove(account, OPERATOR)
        return f"已删除账号 {login}，已经登录的也退出了。"
    if password_hash:
        work.accounts.set_password(account, str(password_hash), OPERATOR)
        return f"已改 {login} 的密码，用旧密码登录着的已退出。"
    return _names(work.roster.known[account.person].name if account.person in work.roster.known else "", login)


def _names(*names: str) -> str:
    return "\n".join(names)


def _have_done(words: Words, settings: Settings) -> str:
    try:
        with writing(settings) as work:
            return user_errand(words, work)
    except OwnedElsewhere as owned:
        return ask_owner(owned, "user", words)


def _add(words: Words, work: UnitOfWork) -> str:
    name = str(words["name"])
    person = named_person(name, work.roster)
    if person is None:
        raise NotReady(f"名册里没有“{name}”，或不止一人。写姓名，或名册里的 id。")
    if person.role not in SERVED:
        raise NotReady(f"{person.name} 不是核查组或调度组的人，控制台只供他们使用。")
    login = str(words["login"] or login_of(person.name))
    if not is_login(login):
        raise NotReady("登录名只能用文字、数字和 . _ - @，最多 40 个字。请用 --login 写一个。")
    if work.accounts.find(login) is not None:
        raise NotReady(f"登录名“{login}”已经有了。改密码：lanshao user password {login}；或用 --login 换一个登录名。")
    if not words["hash"]:
        return _names(person.name, login)
    work.accounts.add(login, person.id, str(words["hash"]), OPERATOR)
    return f"已给 {person.name}（{place_text(person, work.roster)}）开账号，登录名 {login}。"


def _new_password(names: str) -> str:
    """The hash of a password typed twice, or of the one line of standard input. Raises NotReady."""
    known = names.splitlines()
    if sys.stdin.isatty():
        password = password_of(getpass.getpass("密码（不显示）："))
        if (fault := fault_of(password, *known)) is None and password_of(getpass.getpass("再写一遍：")) != password:
            raise NotReady("两遍不一样，什么也没有改。请重来。")
    else:
        password = password_of(sys.stdin.readline().rstrip("\r\n"))
        fault = fault_of(password, *known)
    if fault is not None:
        raise NotReady(FAULTS[fault])
    return Passwords().hash(password)


def _line(account: Account, roster: Roster | None) -> str:
    person = None if roster is None else roster.person.get(account.person)
    if roster is None or person is None or person.role not in SERVED:
        whose = "不在现行名册里，登录不了；不用了就删除"
    else:
        whose = f"{person.name}（{place_text(person, roster)}）"
    at = account.logged_in_at
    return f"{account.name}  {whose}  {f'{at.astimezone(SHANGHAI):%m-%d %H:%M} 登录过' if at else '还没有登录过'}"
