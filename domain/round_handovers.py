"""What one round leaves to the next (seed 002, 二: 无缝衔接): findings, instructions, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.instruction_tallies import InstructionTally
from domain.instructions import Instruction, Status
from domain.visits import OPEN_OUTCOMES, Visit, place_key

#: The timed rule that gives it to each group's leader at a round's start; its subject is the group.
ROUND_HANDOVER = "round_handover"


@dataclass(frozen=True, slots=True)
class RoundHandover:
    """What is open of one group. `visits` are findings nobody has looked at again, `unsigned` of what day how many."""

    group: str
    visits: tuple[Visit, ...]
    silent: tuple[Instruction, ...]
    untold: tuple[Instruction, ...]
    unsigned: tuple[tuple[date, int], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.visits or self.silent or self.untold or self.unsigned)


def not_looked_at_again(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Handed over or filed for, and no 回头看 of the same place since; by number."""
    standing = sorted((v for v in visits if v.links), key=lambda visit: (visit.day, visit.number or 0))
    looked: dict[str, date] = {place_key(v.place): v.day for v in standing if v.lookback}
    return tuple(
        v
        for v in standing
        if v.outcome in OPEN_OUTCOMES and not v.lookback and looked.get(place_key(v.place), date.min) < v.day
    )


def open_instructions(
    group: str, tallies: Sequence[InstructionTally]
) -> tuple[tuple[Instruction, ...], tuple[Instruction, ...]]:
    """Those in force to which a group has not said 收到, and those of which it has not told what came."""
    standing = [tally for tally in tallies if tally.instruction.status is Status.ISSUED and tally.of(group)]
    silent = tuple(tally.instruction for tally in standing if group in {one.key for one in tally.unanswered})
    untold = (tally for tally in standing if tally.instruction.due_at is not None)
    return silent, tuple(t.instruction for t in untold if group in {one.key for one in t.untold})
