"""What a post needs on its way out: its @ as WeChat writes them, and an outcome that is told apart."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.transports import Parcel, SendRefused, SendUnknown
from bot.transports.wechaty_decoding import EVERYONE_SAID
from bot.transports.wechaty_protocol import BROKEN, Gateway, GRPCError, Status
from bot.transports.wechaty_rooms import NameBook
from bot.transports.wechaty_sessions import GatewayAway
from domain.messages import EVERYONE

MENTION_END = "\u2005"  # the thin space that WeChat itself puts after a name


async def with_mentions(names: NameBook, gateway: Gateway, parcel: Parcel) -> tuple[str, tuple[str, ...]]:
    """The text with its @ in front, and the ids that make them ring."""
    ids = tuple(contact for contact in parcel.mentions if contact != EVERYONE)
    calls = [EVERYONE_SAID] if EVERYONE in parcel.mentions else []
    for contact in ids:
        name = await names.name_of(gateway, parcel.room, contact)
        calls += [f"@{name}"] if name else []
    front = "".join(call + MENTION_END for call in calls if call not in parcel.text)
    return front + parcel.text, ids


async def outcome(call: Awaitable[str]) -> str:
    """The id of a message that went out. Raises SendRefused, or SendUnknown when nobody knows."""
    try:
        return await call
    except GRPCError as error:
        if error.status in (Status.DEADLINE_EXCEEDED, Status.CANCELLED):
            raise SendUnknown(error.status.name) from error
        raise SendRefused(f"{error.status.name} {error.message or ''}") from error  # its words may say 频繁
    except ConnectionRefusedError as error:
        raise GatewayAway("no connection to the gateway") from error
    except BROKEN as error:
        # The call had left: a gateway that was only frozen sends the message when it thaws.
        raise SendUnknown(type(error).__name__) from error
