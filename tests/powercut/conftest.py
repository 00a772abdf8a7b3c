"""The recorder, compiled once, in a parent whose forks it records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forks import Forks
from tests.powercut.recordings import recorded


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with recorded(tmp_path_factory.mktemp("recorder")) as parent:
        yield parent
