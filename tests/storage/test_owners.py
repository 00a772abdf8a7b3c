from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.owners import OwnedElsewhere, own

HOLD = "import sys; from storage.owners import own\nwith own(sys.argv[1]): print('owned', flush=True); sys.stdin.read()"


def hold(url: str) -> subprocess.Popen[str]:
    """Another process that owns the database."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=os.getcwd()
    )
    assert process.stdout is not None and process.stdout.readline() == "owned\n"
    return process


def test_a_second_owner_is_refused_and_told_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    process = hold(url)
    try:
        with pytest.raises(OwnedElsewhere) as refused, own(url):
            pass
        assert refused.value.pid == process.pid
    finally:
        process.kill()
        process.communicate()


def test_a_killed_owner_owns_nothing_any_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    process = hold(url)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with own(url):
        assert (tmp_path / "a.db.owner").read_text() == str(os.getpid())
    with own(url):
        pass


def test_another_name_of_the_same_file_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with own(f"sqlite:///{tmp_path / 'a.db'}"):
        with pytest.raises(OwnedElsewhere), own(f"sqlite:///{tmp_path / 'link' / 'a.db'}"):
            pass
        with own(f"sqlite:///{tmp_path / 'b.db'}"):
            pass


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://a@nowhere/b"])
def test_what_is_no_file_has_no_owner(url: str) -> None:
    with own(url), own(url):
        pass
