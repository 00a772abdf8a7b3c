"""A disk that is full, read-only or broken, from any write on: nothing half written, nothing lost, and it goes on."""

from __future__ import annotations

from pathlib import Path

from tests.forks import Forks
from tests.powercut.recordings import run_preloaded


def test_whichever_call_the_disk_refuses_the_message_is_there_once_it_is_well_again(
    recorder: Forks, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    faults = tmp_path / "faults"
    faults.write_bytes(bytes(16))
    told = run_preloaded(recorder, tmp_path / "disk", "tests.powercut.faulty", LANSHAO_FAULTS=str(faults))
    assert int(told.rpartition("tried ")[2]) > 100
