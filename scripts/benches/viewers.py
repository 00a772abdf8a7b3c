"""Looks at a console from outside, as so many browsers do: `python -m scripts.benches.viewers ADDRESS PERSON …`.

Says "open" once all streams are, and how many messages came in all, when its input ends.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import ClientResponse, ClientSession, ClientTimeout


async def look(address: str, people: list[str]) -> None:
    """One stream of the overview for each of these people."""
    async with ClientSession(timeout=ClientTimeout(total=None)) as session:
        opened = [await session.get(address, cookies={"person": person}) for person in people]
        for response in opened:
            response.raise_for_status()
        counts = [asyncio.create_task(_count(response)) for response in opened]
        print("open", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        for task in counts:
            task.cancel()
        print(sum(await asyncio.gather(*counts)))


async def _count(response: ClientResponse) -> int:
    came = 0
    try:
        async for part in response.content.iter_any():
            came += part.count(b"\n\n")
    except asyncio.CancelledError:
        response.close()
    return came


if __name__ == "__main__":
    asyncio.run(look(sys.argv[1], sys.argv[2:]))
