"""Who of whom has answered an instruction: by group, and within a group by team."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.feedbacks import Feedback
from domain.instructions import Instruction, Receipt
from domain.rosters import Roster


@dataclass(frozen=True, slots=True)
class GroupAnswers:
    """What came of one group. `teams` are all of its teams; team None stands for its leader or liaison.

    `waits`: its room is guarded and it has not been given the instruction yet.
    """

    key: str
    teams: tuple[int, ...]
    received: frozenset[int | None]
    feedbacks: tuple[Feedback, ...]
    waits: bool

    @property
    def teams_received(self) -> tuple[int, ...]:
        return tuple(sorted(team for team in self.received if team is not None))

    @property
    def teams_silent(self) -> tuple[int, ...]:
        return tuple(team for team in self.teams if team not in self.received)

    @property
    def missing(self) -> tuple[int, ...]:
        """The teams that are still to answer: none once a leader or liaison has answered for all."""
        return () if None in self.received else self.teams_silent

    @property
    def told(self) -> frozenset[int | None]:
        """Which teams gave feedback."""
        return frozenset(feedback.team for feedback in self.feedbacks)


@dataclass(frozen=True, slots=True)
class InstructionTally:
    """An instruction and what came of each addressed group, in the order addressed."""

    instruction: Instruction
    groups: tuple[GroupAnswers, ...]

    @property
    def received(self) -> tuple[GroupAnswers, ...]:
        return tuple(group for group in self.groups if group.received)

    @property
    def silent(self) -> tuple[GroupAnswers, ...]:
        """Of which nobody has answered, though the instruction is there."""
        return tuple(group for group in self.groups if not group.received and not group.waits)

    @property
    def unanswered(self) -> tuple[GroupAnswers, ...]:
        """Of which nobody, or not every team, has answered, though the instruction is there."""
        return tuple(group for group in self.groups if not group.waits and (not group.received or group.missing))

    @property
    def told(self) -> tuple[GroupAnswers, ...]:
        return tuple(group for group in self.groups if group.feedbacks)

    @property
    def untold(self) -> tuple[GroupAnswers, ...]:
        return tuple(group for group in self.groups if not group.feedbacks and not group.waits)

    @property
    def wants_feedback(self) -> bool:
        return self.instruction.due_at is not None or bool(self.told)

    def of(self, group: str) -> GroupAnswers | None:
        return next((one for one in self.groups if one.key == group), None)


def instruction_tally(
    instruction: Instruction,
    receipts: Iterable[Receipt],
    feedbacks: Iterable[Feedback],
    roster: Roster,
    waiting: Collection[str] = (),
) -> InstructionTally:
    """`receipts` and `feedbacks` may be of others, too; `waiting` are groups whose copy is held back."""
    received = [one for one in receipts if one.instruction == instruction.number]
    told = [one for one in feedbacks if one.instruction == instruction.number]
    return InstructionTally(
        instruction,
        tuple(
            GroupAnswers(
                key,
                roster.group[key].teams if key in roster.group else (),
                frozenset(one.team for one in received if one.group == key),
                tuple(one for one in told if one.group == key),
                key in waiting,
            )
            for key in instruction.groups
        ),
    )


def silent_first(tally: InstructionTally) -> list[GroupAnswers]:
    """Who has given neither 收到 nor feedback, then who still owes the one or the other, each as addressed."""
    return sorted(tally.groups, key=lambda group: (bool(group.received) and not group.waits, bool(group.feedbacks)))
