"""Requests to be friends, against a played gateway: people of the roster are accepted, nobody else."""

from __future__ import annotations

import asyncio
import json

from grpclib.const import Status

from tests.cast import ID
from tests.gateway.gathering import connected, until
from tests.gateway.played_gateway import Answer, fields, parsed, playing
from tests.gateway.test_odd_gateways import HERE, refusing

ASKED, CONFIRMED = 2, 1


def asking(kind: int = ASKED) -> Answer:
    """A request `from-X` is X's."""

    async def answer(asked: bytes) -> list[bytes]:
        request = parsed(asked)[1][0]
        assert isinstance(request, bytes)
        contact = request.decode().removeprefix("from-")
        return [fields((1, request), (2, contact), (3, "我是温岚，点这里 http://example.invalid"), (4, kind))]

    return answer


async def knows(contact: str) -> bool:
    return contact == ID["温岚"]


def event(contact: str) -> bytes:
    return fields((1, 17), (2, json.dumps({"friendshipId": f"from-{contact}"})))


def test_only_people_of_the_roster_are_accepted_as_friends() -> None:
    accepted: list[bytes] = []

    async def accept(asked: bytes) -> list[bytes]:
        accepted.append(asked)
        return [b""]

    async def chat() -> None:
        answers: dict[str, Answer] = {"FriendshipPayload": asking(), "FriendshipAccept": accept}
        async with playing(**answers) as (played, port), connected(HERE, port, "t") as (transport, _):
            played.babble(event(ID["齐正"]))
            await until(lambda: transport.friends.ignored == 1)  # nobody has said yet who is welcome
            transport.friends.welcome = knows
            for contact in ("wx-stranger", ID["温岚"], "wx-other"):
                played.babble(event(contact))
            await until(lambda: transport.friends.ignored == 3 and bool(accepted))
        assert accepted == [fields((1, f"from-{ID['温岚']}"))]

    asyncio.run(chat())


def test_news_of_a_friendship_and_a_gateway_that_refuses_are_no_requests() -> None:
    async def chat(answer: Answer) -> None:
        async with (
            playing(FriendshipPayload=answer) as (played, port),
            connected(HERE, port, "t") as (transport, _),
        ):
            transport.friends.welcome = knows
            played.babble(event(ID["温岚"]))
            played.babble(fields((1, 17), (2, "{}")))
            await until(lambda: "FriendshipPayload" in played.calls)
            assert await transport.room("r@chatroom") is not None  # the stream goes on
            assert "FriendshipAccept" not in played.calls
            assert transport.friends.ignored == 0

    asyncio.run(chat(asking(CONFIRMED)))
    asyncio.run(chat(refusing(Status.INTERNAL)))
