"""Posts that wait for a dispatcher's word, or for a stranger to leave: not lost, and not said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from domain.posts import PostKind
from storage.instruction_tables import instruction_posts, instructions
from storage.stranger_tables import HELD
from storage.tables import OWED, outbox

_o = outbox.c
_THIS = _o.id == bindparam("of_id")
_HOLD = update(outbox).where(_THIS, OWED).values(state="held")
_IN_ROOM = select(_o.id, _o.kind, _o.text, _o.owed_at).where(HELD, _o.lane == bindparam("in_room")).order_by(_o.id)
_RELEASE = update(outbox).where(_THIS, HELD).values(state="owed", not_before=None)
_DROP = update(outbox).where(_THIS, HELD).values(state="failed", reason="held: stale")
_COUNTS = select(_o.lane, func.count()).where(HELD, _o.namespace == bindparam("of_namespace")).group_by(_o.lane)
_WAITING = (
    select(instructions.c.number, instruction_posts.c.group_key)
    .distinct()
    .join(instructions, instructions.c.id == instruction_posts.c.instruction_id)
    .join(outbox, _o.once_key == instruction_posts.c.once_key)
    .where(
        HELD,
        instructions.c.campaign == bindparam("of_campaign"),
        instructions.c.number.in_(bindparam("of_numbers", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that waits, by its number in the outbox."""

    id: int
    kind: PostKind
    text: str
    owed_at: datetime


@dataclass(frozen=True, slots=True)
class HeldPosts:
    """The outbox of one gateway (`namespace`), as far as it is held."""

    connection: Connection
    namespace: str

    def hold(self, post_id: int) -> None:
        self.connection.execute(_HOLD, {"of_id": post_id})

    def in_room(self, room: str) -> list[HeldPost]:
        """What waits for a room, in order."""
        rows = self.connection.execute(_IN_ROOM, {"in_room": room})
        return [HeldPost(row.id, PostKind(row.kind), row.text, row.owed_at) for row in rows]

    def release(self, post_id: int) -> None:
        """Owed again, in its old place."""
        self.connection.execute(_RELEASE, {"of_id": post_id})

    def drop(self, post_id: int) -> None:
        """Too old to be said."""
        self.connection.execute(_DROP, {"of_id": post_id})

    def counts(self) -> dict[str, int]:
        """How many posts wait, by room."""
        rows = self.connection.execute(_COUNTS, {"of_namespace": self.namespace})
        return {room: count for room, count in rows}

    def groups_waiting_for(self, campaign: str, instructions: Sequence[str]) -> dict[str, set[str]]:
        """By number of instruction of that campaign the groups to which it has not gone out because it is held;
        without the others.
        """
        waiting: dict[str, set[str]] = {}
        values = {"of_campaign": campaign, "of_numbers": list(instructions)}
        for number, group in self.connection.execute(_WAITING, values):
            waiting.setdefault(number, set()).add(group)
        return waiting
