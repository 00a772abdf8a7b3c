"""Forms that nobody's page sends, as bodies and texts."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

from bot.console.downloads import BEING_MADE, ENOUGH, MOST_WAITING
from tests.console.counter import counter
from tests.console_desk import console
from tests.group_chat import group_chat
from tests.hostile.console_attacks import csrf_of


def test_nobody_has_so_much_made_that_the_others_wait(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        with console(chat, "郝大川") as desk:
            for _ in range(MOST_WAITING):
                assert BEING_MADE in desk.sends("/submissions/ledgers/workbook")[1]
            assert ENOUGH in desk.sends("/submissions/ledgers/workbook")[1]
        with console(chat, "齐正") as desk:
            assert BEING_MADE in desk.sends("/submissions/ledgers/workbook")[1]


async def _unmeasured() -> AsyncIterator[bytes]:
    yield b"a"


def test_no_form_is_taken_apart_for_long_or_of_another_kind(tmp_path: Path) -> None:
    """A form of parts costs seconds for its empty lines alone, before anybody has shown that he may send one."""
    empty_lines, plain = b"\n" * 300_000, "application/x-www-form-urlencoded"
    parts = "multipart/form-data; boundary=x"
    odd = b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: odd\r\n\r\na\r\n--x--\r\n"
    heads = b"--x\r\n" + b"A: b\r\n" * 10_000 + b"\r\n--x--\r\n"
    with group_chat(tmp_path) as chat, counter(chat) as lobby:
        for name, person in (("qi", "id-qi"), ("luo", "id-luo")):
            lobby.gives(name, person)
        began = time.process_time()
        at_the_door = lobby.asks("/login", "POST", data=empty_lines, Content_Type=parts, Origin=lobby.origin)
        lobby.logs_in("luo")
        csrf = csrf_of(lobby)
        inside = [
            lobby.asks(path, "POST", data=empty_lines, Content_Type=parts, X_CSRF=csrf)
            for path in ("/bulletins", "/roster/import", "/visits/1/sign")
        ]
        assert [answer.status for answer in (at_the_door, *inside)] == [403] * 4
        assert time.process_time() - began < 2.0
        large = lobby.asks("/bulletins", "POST", data=b"a=" + b"%41" * 100_000, Content_Type=plain, X_CSRF=csrf)
        packed = lobby.asks("/bulletins", "POST", data=b"x", Content_Type=plain, Content_Encoding="gzip", X_CSRF=csrf)
        endless = lobby.asks("/bulletins", "POST", data=_unmeasured(), X_CSRF=csrf)
        assert (large.status, packed.status, endless.status) == (413, 415, 411)
        lobby.logs_in("qi")
        csrf = csrf_of(lobby)
        for content in (odd, heads, b"none"):
            assert lobby.asks("/roster/import", "POST", data=content, Content_Type=parts, X_CSRF=csrf).status == 400


def test_what_no_database_takes_is_turned_away_before_it_gets_there(tmp_path: Path, postgres_url: str) -> None:
    plain = "application/x-www-form-urlencoded"
    with group_chat(tmp_path, url=postgres_url) as chat, counter(chat) as lobby:
        assert lobby.tries("\0").status == 400
        lobby.gives("qi", "id-qi")
        lobby.logs_in("qi")
        csrf = csrf_of(lobby)
        for path in ("/visits?county=%00", "/visits/places/%00", "/instructions?before=%00"):
            assert lobby.asks(path).status == 400, path
        order = f"csrf={csrf}&token={'0' * 32}&everyone=1&text="
        for text, kind in (("%00", plain), ("\\ud800", f"{plain}; charset=unicode_escape")):
            body = (order + text).encode()
            for path in ("/instructions", "/instructions/preview"):
                assert lobby.asks(path, "POST", data=body, Content_Type=kind).status == 400, (path, text)
