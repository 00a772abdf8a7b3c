"""Who has answered an instruction, in words: for the dispatchers by group, for a group by team."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from documents.amendments import status_words
from documents.feedbacks import due_name
from documents.lines import clock_of, one_line, shorten, team_name, teams_name
from domain.feedbacks import Feedback
from domain.instruction_tallies import GroupAnswers, InstructionTally
from domain.instructions import Instruction, Status

NONE_THAT_DAY = "当天没有下达指令。"
NO_FEEDBACK = "没有要反馈的指令。"
_LEADER = "组长或联络员"
_WORDS = 40  # half-widths of an instruction's text
_TOLD = 60  # half-widths of what a group told


def tally_text(tally: InstructionTally, names: Mapping[str, str], *, brief: bool) -> str:
    """For the dispatchers: {group: its name}; `brief`: only the silent are named."""
    if tally.instruction.status is Status.WAITING:
        return f"指令 {tally.instruction.number} {status_words(tally.instruction)}"
    lines = [
        f"{head_text(tally.instruction)}已回{len(tally.received)}/{len(tally.groups)}：{words_of(tally.instruction)}"
    ]
    if not brief:
        lines += [f"{names[group.key]}　{_received_by(group)}" for group in tally.received]
    lines += _unseen("未见回复", tally.silent, names) + _unseen("还没发到", _waiting(tally), names)
    if tally.wants_feedback:
        lines.append(f"反馈{_due(tally.instruction)}{len(tally.told)}/{len(tally.groups)}")
        if not brief:
            lines += [f"{names[group.key]}　{_told_at(group.feedbacks)}" for group in tally.told]
        lines += _unseen("待反馈", tally.untold, names)
    return "\n".join(lines)


def feedback_text(tally: InstructionTally, names: Mapping[str, str], words: Mapping[str, str]) -> str:
    """For the dispatchers: what each group told last; {message: its words}."""
    lines = [f"{head_text(tally.instruction)}反馈{_due(tally.instruction)}{len(tally.told)}/{len(tally.groups)}"]
    for group in tally.told:
        last = group.feedbacks[-1]
        said = shorten(one_line(words.get(last.message_id, "")), _TOLD)
        lines.append(f"{names[group.key]} {_who(last.team)}{clock_of(last.at)}：{said}")
    return "\n".join(lines + _unseen("待反馈", tally.untold, names))


def own_text(instruction: Instruction, own: GroupAnswers) -> str:
    """For one group: which of its teams have answered."""
    due = f"（{due_name(instruction.due_at)}前反馈）" if instruction.due_at else ""
    received = [_LEADER] * (None in own.received) + [teams_name(own.teams_received)] * bool(own.teams_received)
    line = f"已回：{'、'.join(received) or '—'}" + _and_not(own.teams_silent)
    lines = [f"{head_text(instruction)}{words_of(instruction)}{due}", line]
    if instruction.due_at is not None or own.feedbacks:
        untold = () if None in own.told else [team for team in own.teams if team not in own.told]
        lines.append(f"反馈：{_told_at(own.feedbacks) or '—'}" + _and_not(untold))
    return "\n".join(lines)


def head_text(instruction: Instruction) -> str:
    """指令 1020-1（集中检查）, with what has become of it."""
    words, kind = status_words(instruction), f"（{instruction.kind}）" if instruction.kind else " "
    return f"指令 {instruction.number}{kind}" + (f"{words}；" if words else "")


def words_of(instruction: Instruction) -> str:
    """The begin of its text; of a sensitive one nothing."""
    return "（敏感）" if instruction.sensitive else shorten(one_line(instruction.text), _WORDS)


def _received_by(group: GroupAnswers) -> str:
    """Who of a group answered: its leader or liaison for all of it, or single teams."""
    return "；".join(filter(None, [_LEADER * (None in group.received), teams_name(group.teams_received)]))


def _told_at(feedbacks: Sequence[Feedback]) -> str:
    """1组17:20、组长或联络员17:35: the last of each."""
    last = {feedback.team: feedback for feedback in feedbacks}
    return "、".join(f"{_who(team)}{clock_of(feedback.at)}" for team, feedback in last.items())


def _who(team: int | None) -> str:
    return _LEADER if team is None else team_name(team)


def _and_not(teams: Collection[int]) -> str:
    return f"；未见：{teams_name(teams)}" if teams else ""


def _due(instruction: Instruction) -> str:
    return f"（{due_name(instruction.due_at)}前）" if instruction.due_at else ""


def _waiting(tally: InstructionTally) -> tuple[GroupAnswers, ...]:
    return tuple(group for group in tally.groups if group.waits)


def _unseen(what: str, groups: Sequence[GroupAnswers], names: Mapping[str, str]) -> list[str]:
    return [f"{what}：{'、'.join(names[group.key] for group in groups)}"] if groups else []
