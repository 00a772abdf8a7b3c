"""What a gateway tells of the login is seen at once, beside what the hearing makes of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot.transports import Listeners
from bot.transports.wechaty_protocol import EventType
from bot.vitals import Vitals
from bot.watching import Pulse
from tests.gateway.gathering import connected, until
from tests.gateway.played_gateway import fields, playing


class Broken:
    """A listener with a defect."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_a_lost_login_shows_at_once_with_the_code_and_a_new_one_ends_it_though_another_listener_fails() -> None:
    vitals = Vitals()

    async def chat() -> None:
        async with playing() as (played, port), connected("127.0.0.1", port, "t") as (transport, heard):
            broken: Any = Broken()
            transport.listener = Listeners((broken, Pulse(vitals), heard))
            played.babble(fields((1, EventType.LOGOUT), (2, json.dumps({"contactId": "x", "data": ""}))))
            await until(lambda: vitals.logged_out_since is not None and vitals.deaf_since is not None)
            played.babble(fields((1, EventType.SCAN), (2, json.dumps({"qrcode": "wxp://once", "status": 2}))))
            await until(lambda: vitals.login_code == "wxp://once")
            played.log_in()
            await until(lambda: vitals.logged_out_since is None and vitals.deaf_since is None)
            assert vitals.login_code == ""
            assert heard.logins[-2:] and heard.codes == ["wxp://once"]

    asyncio.run(chat())
