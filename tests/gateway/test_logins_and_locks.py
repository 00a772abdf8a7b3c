"""A login code on the terminal, and a gateway behind TLS."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import SettingError, Settings
from bot.transports.wechaty import WechatyTransport
from bot.transports.wechaty_logins import login_notice
from tests.gateway.gathering import QUICK, Gathering, connected
from tests.gateway.node_gateway import NodeGateway, certificate

SETTINGS = Settings("sqlite://", Path("data"), "蓝哨", "t", "127.0.0.1:1")


@pytest.fixture
def locked_gateway(gateway: NodeGateway) -> Iterator[NodeGateway]:
    """A gateway that speaks TLS only, with the certificate that its package brings."""
    locked = NodeGateway(tls=True)
    locked.start()
    try:
        yield locked
    finally:
        locked.stop()


def test_a_login_code_is_drawn_for_a_phone_and_one_that_is_too_long_is_printed() -> None:
    notice = login_notice("https://login.example/l/abcd==")
    rows = [line for line in notice.splitlines() if "█" in line]
    assert len(rows) > 10
    assert len({len(row) for row in rows}) == 1
    assert "x" * 5000 in login_notice("x" * 5000)


@pytest.mark.gateway
def test_a_gateway_with_a_certificate_is_let_speak_only_when_the_authority_is_the_one_that_was_set(
    locked_gateway: NodeGateway, tmp_path: Path
) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text(certificate(), "ascii")
    tls = replace(SETTINGS, gateway_ca=str(ca)).gateway_tls()

    async def chat() -> None:
        async with connected(
            locked_gateway.host, locked_gateway.port, locked_gateway.token, tls=tls, server_name="insecure"
        ) as (_, heard):
            assert (await heard.of(locked_gateway.say("薛宁", "在吗"))).message.text == "在吗"
        stranger = WechatyTransport(
            locked_gateway.host,
            locked_gateway.port,
            locked_gateway.token,
            tls=ssl.create_default_context(),
            server_name="insecure",
            timings=replace(QUICK, connect=2.0, greeting=0.5),
        )
        with pytest.raises(ConnectionError, match="TLS_CA_CERT"):
            await stranger.start(Gathering().deliver)

    asyncio.run(chat())


def test_a_certificate_may_be_written_into_the_setting_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    for wrong in (str(tmp_path / "none.pem"), "-----BEGIN CERTIFICATE-----\\nx\\n-----END CERTIFICATE-----"):
        with pytest.raises(SettingError, match="TLS_CA_CERT"):
            replace(SETTINGS, gateway_ca=wrong).gateway_tls()
    assert SETTINGS.gateway_tls() is None
