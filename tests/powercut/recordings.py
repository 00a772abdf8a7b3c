"""What a program wrote to its disk, in order: the recorder compiled and preloaded, and its record read back."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import pytest

from tests.forks import Forks

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REQUIRED = "LANSHAO_REQUIRE_COMPILER"  # set where these tests may not be skipped
_HEADER = struct.Struct("<IIQQ")


class Step(IntEnum):
    """As in recorder.c."""

    CREATE = 1
    WRITE = 2
    TRUNCATE = 3
    SYNC = 4
    RENAME = 5
    REMOVE = 6
    ACK = 7
    FOLDER = 8


@dataclass(frozen=True, slots=True)
class Op:
    """One step on `path`; `data` is what was written, the new name, or what was acknowledged."""

    what: Step
    path: str
    offset: int
    data: bytes


def compiled_recorder(folder: Path) -> Path:
    """The recorder as a library in this folder; without a C compiler the test is skipped, except where it must run."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        assert not os.environ.get(REQUIRED), "no C compiler: apt install gcc libc6-dev"
        pytest.skip("needs a C compiler (apt install gcc libc6-dev)")
    library = folder / "recorder.so"
    source = str(HERE / "recorder.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), source, "-ldl"], check=True)
    return library


@contextmanager
def recorded(folder: Path) -> Iterator[Forks]:
    """A parent whose forks have the recorder in them, which is compiled in this folder."""
    parent = Forks({"LD_PRELOAD": str(compiled_recorder(folder))})
    try:
        yield parent
    finally:
        parent.close()


def run_preloaded(recorder: Forks, under: Path, program: str, *arguments: str, **settings: str) -> str:
    """Run a module of the tests as a fork of whom the recorder is in, watching one folder; what it said."""
    settings["LANSHAO_RECORD_UNDER"] = str(under)
    status, told = recorder.run([str(under), *arguments], settings, ROOT, program=program)
    assert status == 0, told[-3000:]
    return told


def watch_the_disk() -> None:
    """From here on the recorder in this process does what its settings say."""
    ctypes.CDLL(None).watch_the_disk()


def read_record(file: Path) -> list[Op]:
    """Everything that the recorder wrote down."""
    return list(_ops(memoryview(file.read_bytes())))


def _ops(record: memoryview) -> Iterator[Op]:
    at = 0
    while at < len(record):
        what, path_length, offset, length = _HEADER.unpack_from(record, at)
        at += _HEADER.size
        path = bytes(record[at : at + path_length]).decode()
        at += path_length
        yield Op(Step(what), path, offset, bytes(record[at : at + length]))
        at += length


def counts(ops: list[Op]) -> Mapping[Step, int]:
    """How many steps of each kind."""
    return {step: sum(op.what is step for op in ops) for step in Step}
