"""The recorder, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.powercut.recordings import compiled_recorder


@pytest.fixture(scope="session")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled_recorder(tmp_path_factory.mktemp("recorder"))
