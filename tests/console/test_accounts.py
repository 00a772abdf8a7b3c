"""Logging in and out, and who is let in as whom."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.passwords import Passwords
from domain.rosters import Role, Roster
from storage.account_tables import log_ins
from storage.rosters import import_roster
from tests.cast import PEOPLE, ROSTER
from tests.console.counter import PASSWORD, QUICK, Lobby, counter
from tests.console_desk import visible
from tests.group_chat import group_chat


def test_who_shows_his_password_is_in_until_he_leaves(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        asked = lobby.asks("/submissions?day=2020-10-21")
        assert (asked.status, asked.headers["Location"]) == (303, "/login?next=/submissions?day%3D2020-10-21")
        page = lobby.asks(asked.headers["Location"]).text
        assert "lanshao user add 姓名" in visible(page), "nobody has an account yet"
        lobby.gives("qi", "id-qi")
        assert "lanshao user add" not in lobby.asks("/login").text
        (next_page,) = re.findall(r'name="next" value="([^"]*)"', page)
        entered = lobby.tries(" Ｑi", next=html.unescape(next_page))
        assert (entered.status, entered.headers["Location"]) == (303, "/submissions?day=2020-10-21")
        inside = lobby.asks("/")
        assert inside.status == 200 and "齐正" in inside.text
        assert lobby.asks("/login?next=/roster").headers["Location"] == "/roster"
        (csrf,) = set(re.findall(r'name="csrf" value="([0-9a-f]{64})"', inside.text))
        kept = dict(lobby.cookies)
        assert lobby.asks("/logout", "POST", data={"csrf": "0" * 64}).status == 403 and lobby.is_in()
        assert lobby.asks("/logout", "POST", data={"csrf": csrf}).headers["Location"] == "/login"
        assert "lanshao" not in lobby.cookies and not lobby.is_in()
        lobby.cookies = kept
        assert not lobby.is_in(), "the log-in is ended here, not only in the browser"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        answer = lobby.tries("qi")
        assert set(answer.cookies) == {"lanshao", "lanshao-known"}
        for morsel in answer.cookies.values():
            assert morsel["httponly"] and (morsel["samesite"], morsel["path"], morsel["domain"]) == ("Strict", "/", "")
            assert not morsel["secure"] and len(morsel.value) == 43
        stored = lobby.does(lambda work: [tuple(row) for row in work.connection.execute(select(log_ins))])
        assert answer.cookies["lanshao"].value not in str(stored)


def test_behind_a_proxy_with_https_cookies_are_secure_and_of_this_host_alone(tmp_path: Path) -> None:
    public = "console.example"
    with group_chat(tmp_path) as chat, counter(chat, public=public) as lobby:
        lobby.gives("qi", "id-qi")
        assert lobby.tries("qi", Host="console.example").status == 403, "the page was not of the https address"
        answer = lobby.tries("qi", Host="console.example", Origin="https://console.example")
        assert answer.status == 303 and set(answer.cookies) == {"__Host-lanshao", "__Host-lanshao-known"}
        assert all(morsel["secure"] and not morsel["domain"] for morsel in answer.cookies.values())
        inside = lobby.asks("/", Host="console.example")
        assert inside.status == 200 and "Strict-Transport-Security" in inside.headers
        lobby.cookies = {"lanshao": answer.cookies["__Host-lanshao"].value}
        assert lobby.asks("/", Host="console.example").status == 303, "what others can set there is no log-in"


def test_a_log_in_begins_anew_whatever_the_browser_had_before(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.gives("su", "id-su")
        lobby.cookies["lanshao"] = "x" * 43
        lobby.logs_in("qi")
        first = lobby.cookies["lanshao"]
        assert first != "x" * 43
        lobby.logs_in("su")
        assert lobby.cookies["lanshao"] != first and "苏禾" in lobby.asks("/").text
        lobby.cookies["lanshao"] = first
        assert not lobby.is_in(), "what he had before is ended"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "",
        "evil.example",
    ],
)
def test_after_logging_in_one_is_led_to_a_page_of_ours_only(tmp_path: Path, wanted: str) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        assert lobby.tries("qi", next=wanted).headers["Location"] == "/"
        assert lobby.asks(f"/login?{urlencode({'next': wanted})}").headers["Location"] == "/"


def test_a_link_from_another_site_opens_the_console_all_the_same(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        kept, lobby.cookies = lobby.cookies, {}
        asked = lobby.asks("/roster", Sec_Fetch_Site="cross-site")
        page = lobby.asks(asked.headers["Location"], Sec_Fetch_Site="cross-site").text
        (again,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
        lobby.cookies = kept
        assert lobby.asks(html.unescape(again), Sec_Fetch_Site="same-origin").headers["Location"] == "/roster"
        lobby.cookies = {}
        assert "登录名" in visible(lobby.asks(html.unescape(again), Sec_Fetch_Site="same-origin").text)


def test_the_roster_in_force_says_who_somebody_is_at_each_request(tmp_path: Path) -> None:
    def with_people(**changed: Role | None) -> Roster:
        kept = [p for p in PEOPLE if changed.get(p.id.removeprefix("id-"), p.role) is not None]
        people = tuple(p if p.id != "id-qi" else p.__class__(p.id, p.name, changed.get("qi") or p.role) for p in kept)
        return ROSTER.__class__(ROSTER.campaign, ROSTER.rounds, ROSTER.groups, ROSTER.rooms, people)

    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")

        def is_now(roster: Roster) -> None:
            lobby.does(lambda work: import_roster(work.connection, roster, work.namespace, work.now))
            chat.run(chat.app.renew())

        is_now(with_people(qi=Role.EXPERT))
        assert not lobby.is_in()
        assert "核查组和指挥调度组" in lobby.tries("qi").text
        is_now(with_people(qi=None))
        assert not lobby.is_in()
        assert "不在现行名册里" in lobby.tries("qi").text
        is_now(ROSTER)
        assert lobby.is_in()


def test_a_log_in_ends_when_it_is_not_used_and_at_the_end_of_the_day(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="06:00") as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        for clock in ("09:50", "13:40", "17:30", "21:20"):
            chat.at(clock)
            assert lobby.is_in(), clock
        chat.at("22:01")
        assert not lobby.is_in()
        lobby.logs_in("qi")
        chat.later(4 * 3600 + 60)
        assert not lobby.is_in()


def test_a_removed_account_and_a_new_password_put_out_at_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        lobby.does(lambda work: work.accounts.set_password(work.accounts.find("qi"), QUICK.hash("新的一句话"), "o"))
        assert not lobby.is_in() and lobby.tries("qi").status == 403
        lobby.logs_in("qi", "新的一句话")
        lobby.does(lambda work: work.accounts.remove(work.accounts.find("qi"), "o"))
        assert not lobby.is_in() and lobby.tries("qi", "新的一句话").status == 403


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_log_in(tmp_path: Path) -> None:
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    with group_chat(tmp_path) as chat, counter(chat, passwords=stronger) as lobby:
        lobby.does(lambda work: work.accounts.add("qi", "id-qi", QUICK.hash(PASSWORD), "operator"))
        lobby.logs_in("qi")
        account = lobby.does(lambda work: work.accounts.find("qi"))
        assert not stronger.is_outdated(account.password_hash)
        assert lobby.is_in()
        lobby.logs_in("qi")


def _told(lobby: Lobby, name: str, password: str) -> tuple[int, str]:
    answer = lobby.tries(name, password)
    return answer.status, answer.text.replace(f'value="{name}"', "")


def test_nobody_is_told_whether_there_is_such_an_account(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        wrong, nobody = [_told(lobby, name, "错的错的错的错的错的") for name in ("qi", "nobody")]
        assert wrong == nobody and wrong[0] == 403
        for name in ("qi", "nobody"):
            for _ in range(4):
                _told(lobby, name, "错的错的错的错的错的")
        assert _told(lobby, "qi", "错的错的错的错的错的") == _told(lobby, "nobody", "错的错的错的错的错的")


def test_who_mistypes_his_password_need_not_type_his_name_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        lobby.gives("qi", "id-qi")
        assert 'value="&#34;&gt;qi"' in lobby.tries('">qi', "错的错的错的错的错的").text
