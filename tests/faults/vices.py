"""The bad habits of real gateways, each to be had alone; all chances are between 0 and 1."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Vices:
    """Times in seconds of the run's own clock."""

    memory: int = 1_000  # payloads kept, the oldest go first
    pull_seconds: float = 0.0  # to answer a call for a payload
    repeat: float = 0.0  # chance that the last messages are told again on a new stream
    repeat_most: int = 20  # of them
    new_ids: float = 0.5  # chance that they come under new ids
    echo_missing: float = 0.0
    echo_early: float = 0.0  # chance that the echo comes before the answer to the send
    echo_late: float = 0.0  # up to so long after it
    no_answer: float = 0.0  # chance that a send goes out and its answer never comes
    refuse: float = 0.0  # chance that a send is refused with an error
    most_a_minute: int = 44  # sends; more are refused with 频繁
    freeze: float = 0.0  # chance, at each line said, that nothing comes or is answered for a while
    freeze_seconds: float = 25.0
    cut: float = 0.0  # chance that a download breaks off
    relogin: float = 0.0  # chance, at each line said, of a new login: all payloads forgotten, the last lines told again

    def text(self) -> str:
        return json.dumps(asdict(self))


def read_vices(text: str) -> Vices:
    return Vices(**json.loads(text))


GOOD = Vices()
ALL = Vices(
    repeat=0.25,
    echo_missing=0.15,
    echo_early=0.2,
    echo_late=8.0,
    no_answer=0.01,
    refuse=0.02,
    freeze=0.002,
    cut=0.05,
    relogin=0.004,
)
