"""A running gateway for every test that asks for one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.gateway.node_gateway import NodeGateway, what_is_missing


def _need_node() -> None:
    """Skips without Node; with LANSHAO_REQUIRE_GATEWAY=1 that is a failure."""
    missing = what_is_missing()
    if missing and os.environ.get("LANSHAO_REQUIRE_GATEWAY") == "1":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def _running() -> Iterator[NodeGateway]:
    _need_node()
    running = NodeGateway()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def gateway(_running: NodeGateway) -> NodeGateway:
    """The real Node gateway, shared with other tests: it has forgotten what was sent, but not who is in the rooms."""
    _running.order("forget")
    return _running


@pytest.fixture
def own_gateway() -> Iterator[NodeGateway]:
    """A gateway of the test's own, to kill, freeze or change at will."""
    _need_node()
    running = NodeGateway()
    running.start()
    try:
        yield running
    finally:
        running.stop()
