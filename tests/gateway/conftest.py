"""A running gateway for every test that asks for one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.gateway.node_gateway import NodeGateway, what_is_missing


@pytest.fixture
def gateway() -> Iterator[NodeGateway]:
    """The real Node gateway. Skips without Node; with LANSHAO_REQUIRE_GATEWAY=1 that is a failure."""
    missing = what_is_missing()
    if missing and os.environ.get("LANSHAO_REQUIRE_GATEWAY") == "1":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    running = NodeGateway()
    running.start()
    try:
        yield running
    finally:
        running.stop()
