"""`python -m scripts.benches.killed ADDRESS`: a bot that prints when it asks its platform to send, and is killed."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import assemble_app, prepare
from bot.live import serve
from bot.logs import quiet_logs
from bot.pacing import Paced
from bot.transports import Deliver, Parcel
from tests.broadcasts import START


class Counting:
    """A platform that prints when it is asked to send (seconds since `begun`, and of CPU) and takes everything."""

    namespace = "memory"

    def __init__(self, begun: float) -> None:
        self._begun, self._cpu = begun, time.process_time()

    async def start(self, deliver: Deliver) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, parcel: Parcel) -> str:
        at = time.monotonic()
        print(f"asked {at - self._begun:.3f} {time.process_time() - self._cpu:.3f}", flush=True)
        return f"id-{os.getpid()}-{at}"


def run_bot(url: str) -> None:
    """The bot itself, from the opening of the database on. Its day begins when it does: at night it would be quiet."""
    quiet_logs(level=50)
    begun = time.monotonic()

    def clock() -> datetime:
        return START + timedelta(seconds=int(time.monotonic() - begun))

    transport = Counting(begun)
    engine, scene, _ = prepare(url, None, transport.namespace, clock())
    with tempfile.TemporaryDirectory() as media:
        app = assemble_app(engine, scene, Path(media), transport, clock, Paced(clock))
        asyncio.run(serve(app, transport, asyncio.Event()))


if __name__ == "__main__":
    run_bot(sys.argv[1])
