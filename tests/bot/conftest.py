"""The sample day, played once, with all that was logged meanwhile."""

from __future__ import annotations

import io
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.config import Settings
from bot.logs import Foreign, quiet_logs
from bot.playing import replay

SAMPLE = Path(__file__).resolve().parent.parent.parent / "samples" / "kaifeng-20201020"


def home(folder: Path, url: str | None = None) -> Settings:
    """An installation below a folder, with its database there or elsewhere."""
    return Settings(url or f"sqlite:///{folder / 'lanshao.db'}", folder, "蓝哨", "t", "127.0.0.1:1")


@dataclass(frozen=True, slots=True)
class PlayedDay:
    settings: Settings
    log: str


@contextmanager
def logging_all() -> Iterator[io.StringIO]:
    """Everything that is logged at any level, by us and by libraries, as it would be written."""
    with redirect_stderr(io.StringIO()) as written:
        handler = logging.StreamHandler(written)
        handler.setFormatter(Foreign())
        root, level = logging.getLogger(), logging.getLogger().level
        quiet_logs(logging.DEBUG)
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield written
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
            structlog.reset_defaults()


@pytest.fixture(scope="session")
def played_day(tmp_path_factory: pytest.TempPathFactory) -> PlayedDay:
    settings = home(tmp_path_factory.mktemp("played"))
    with logging_all() as written:
        replay(SAMPLE, settings.database_url, settings.media, label="play")
    return PlayedDay(settings, written.getvalue())


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key, pem = folder / "key.pem", folder / "cert.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(pem)]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl on this machine")
    return key, pem
