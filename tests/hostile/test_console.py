"""The console's pages under attack: all that there are routes for, so that a page made tomorrow is attacked too.

Some seconds of work: it is every route with every field, and no part of it stands for another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from domain.visits import place_key
from tests.bot.conftest import logging_all
from tests.cast import BAIHE, QINGSHI
from tests.console.counter import PASSWORD, Lobby, counter
from tests.group_chat import GroupChat, group_chat
from tests.hostile.console_attacks import NASTY, Door, at_rest, csrf_of, doors, fields

CANARY = "望月窑厂"
PHOTO = b"\xff\xd8\xff\xe0 a photo of the other group"
TOKEN = "0123456789abcdef" * 2


def _values(chat: GroupChat) -> dict[str, list[str]]:
    """What the addresses of the other group's things are made of."""
    period = "2020-10-21"
    return {
        "number": ["1", "1021-1", "9"],
        "sha256": [hashlib.sha256(PHOTO).hexdigest()],
        "place": [quote(place_key(CANARY))],
        "group": ["baihe"],
        "rule": [rule.key for rule in chat.app.scene.campaign.group_papers][:2],
        "period": [period],
        "day": [period],
    }


@contextmanager
def _besieged(folder: Path) -> Iterator[tuple[GroupChat, Lobby]]:
    """A morning in two groups, with people who put markup into all that they may write; 白河 posts first."""
    with group_chat(folder) as chat:
        chat.at("09:00")
        chat.shows("范舟", PHOTO)
        chat.says("范舟", f"北桥区{CANARY}，危废间未上锁 {NASTY}")
        chat.asks("齐正", f"指令 白河：请复核{CANARY}的危废间")
        chat.shows("郝大川", file_name=NASTY)
        chat.says("郝大川", f"东泉区<b id=evil>砖厂</b>，未发现问题 {NASTY}")
        chat.says(NASTY, NASTY, room=QINGSHI)
        chat.says(NASTY, "大家好", room=BAIHE)
        with counter(chat) as lobby:
            for name, person in (("qi", "id-qi"), ("luo", "id-luo")):
                lobby.gives(name, person)
            yield chat, lobby


def _live(door: Door) -> bool:
    return door.path.endswith("/live")


def _asked(lobby: Lobby, door: Door, query: str = "", data: Any = None) -> tuple[int, str]:
    answer = lobby.asks(f"{door.path}{query}", door.method, data=data)
    assert answer.status < 500, (door, query, answer.text)
    assert "Traceback" not in answer.text and "X-Evil" not in answer.headers, door
    assert "<b id=evil>" not in answer.text and "<script>evil()" not in answer.text, door
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return answer.status, answer.text


def test_markup_and_sql_in_every_field_of_every_page_do_nothing_and_are_not_logged(tmp_path: Path) -> None:
    with logging_all() as log, _besieged(tmp_path) as (chat, lobby):
        lobby.logs_in("qi")
        csrf, values = csrf_of(lobby), _values(chat)
        nasty = {name: NASTY for name in fields()}
        walked = [door for door in doors(values) if not _live(door)]
        before = at_rest(chat)
        for door in walked:
            if door.method == "GET":
                _asked(lobby, door)
                for at in range(0, len(nasty), 20):  # so that it is no longer than an address may be
                    _asked(lobby, door, f"?{urlencode(dict([*nasty.items()][at : at + 20]))}")
            elif door.path not in ("/alerts/read",):
                _asked(lobby, door, data={**nasty, "csrf": csrf, "token": TOKEN})
                _asked(lobby, door, data={**nasty, "csrf": csrf, "token": NASTY})
        _at_other_places(lobby)
        assert len(walked) > 60 and len(nasty) > 30
        assert {name: rows for name, rows in at_rest(chat).items() if name == "visits"} == {"visits": before["visits"]}
        secrets = [PASSWORD, csrf, *lobby.cookies.values()]
        told = log.getvalue()
    assert "route=" in told and "status=" in told
    assert [word for word in (*secrets, "evil", CANARY, "齐正", "passwd", "id-qi") if word in told] == []


def _at_other_places(lobby: Lobby) -> None:
    """Where no form of ours puts it: in an address, in a header, in a cookie's name."""
    for path in (f"/{quote(NASTY)}", f"/visits/{quote(NASTY)}", f"/media/{quote(NASTY)}", f"/visits?{quote(NASTY)}"):
        answer = lobby.asks(path)
        assert answer.status in (200, 404) and "<b id=evil>" not in answer.text
    answer = lobby.asks(
        "/visits", User_Agent="<b id=evil>", Referer="http://<b id=evil>", Accept_Language="<b id=evil>"
    )
    assert answer.status == 200 and "<b id=evil>" not in answer.text


def test_the_other_groups_things_are_not_there_by_any_address(tmp_path: Path) -> None:
    with _besieged(tmp_path) as (chat, lobby):
        lobby.logs_in("qi")
        seen = {door for door in doors(_values(chat)) if door.method == "GET" and not _live(door)}
        shown = {door for door in seen if CANARY in _asked(lobby, door)[1]}
        assert len(shown) >= 5, "to a dispatcher they are there"
        lobby.logs_in("luo")
        foreign = {"group": "baihe", "number": "1", "id": "id-fan", "q": CANARY, "place": CANARY, "pick": "1"}
        for door in seen:
            status, text = _asked(lobby, door)
            assert CANARY not in text, door
            if door.of & {"number", "sha256", "group"}:
                assert status in (403, 404), (door, status)
            _, text = _asked(lobby, door, f"?{urlencode(foreign)}")
            assert CANARY not in text.replace(f'value="{CANARY}"', ""), door


def test_nothing_is_done_to_the_other_groups_things(tmp_path: Path) -> None:
    with _besieged(tmp_path) as (chat, lobby):
        lobby.logs_in("luo")
        csrf = csrf_of(lobby)
        plausible = {name: "1" for name in fields()} | {
            "group": "baihe",
            "reason": "核对过了",
            "text": "请复核",
            "day": "2020-10-21",
            "id": "id-fan",
            "person": "id-fan",
            "place": "新的名字",
            "outcome": "clean",
            "county": "北桥区",
            "room": BAIHE,
        }
        before = at_rest(chat)
        for number, door in enumerate(doors(_values(chat))):
            if door.method == "POST" and door.of & {"number", "group"}:
                status, text = _asked(lobby, door, data={**plausible, "csrf": csrf, "token": f"{number:032x}"})
                assert status in (303, 403, 404) and CANARY not in text, (door, status)
        after = at_rest(chat)
        assert [name for name in before if before[name] != after[name]] == []


def test_no_form_is_taken_without_the_token_of_this_log_in_or_from_another_page(tmp_path: Path) -> None:
    with _besieged(tmp_path) as (chat, lobby):
        lobby.logs_in("luo")
        stolen = csrf_of(lobby)
        lobby.logs_in("qi")
        own, before, walked = csrf_of(lobby), at_rest(chat), 0
        for door in doors(_values(chat)):
            if door.method != "POST":
                continue
            walked += 1
            for form, headers in (
                ({}, {}),
                ({"csrf": ""}, {}),
                ({"csrf": stolen}, {}),
                ({"csrf": "é" * 64}, {}),
                ({"csrf": own}, {"Origin": "https://evil.example"}),
                ({"csrf": own}, {"Origin": "null"}),
                ({"csrf": own}, {"Sec_Fetch_Site": "cross-site"}),
                ({"csrf": own}, {"Sec_Fetch_Site": "same-site"}),
                ({}, {"X_CSRF": stolen}),
            ):
                answer = lobby.asks(door.path, "POST", data={"token": TOKEN, "text": "x", **form}, **headers)
                assert answer.status == 403 and "页面过期" in answer.text, (door, form, headers)
        assert walked > 20 and at_rest(chat) == before


def test_who_is_not_logged_in_gets_to_the_log_in_and_nowhere_else(tmp_path: Path) -> None:
    with _besieged(tmp_path) as (chat, lobby):
        for door in doors(_values(chat)):
            answer = lobby.asks(door.path, door.method, data={"csrf": ""} if door.method == "POST" else None)
            assert (answer.status, answer.headers["Location"].split("?")[0]) == (303, "/login"), door
        live = lobby.asks("/overview/live", Accept="text/event-stream")
        assert live.status == 401
