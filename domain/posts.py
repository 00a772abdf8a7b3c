"""What the bot says: one post, and the key that makes it unrepeatable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PostKind(StrEnum):
    """Why the bot speaks."""

    ANSWER = "answer"  # to a command
    ACKNOWLEDGEMENT = "acknowledgement"  # of visits
    REMARK = "remark"  # evidence that a visit still lacks; words asked for beside a voice message
    CORRECTION = "correction"  # of an earlier acknowledgement
    PAPER_ANSWER = "paper_answer"  # to a submission
    INSTRUCTION = "instruction"
    CONSENT = "consent"  # tells dispatchers of an instruction that waits for a second 同意
    RECEIPT_CHASE = "receipt_chase"  # who has not yet answered 收到
    REMINDER = "reminder"  # before the deadline
    ROUND_CHANGE = "round_change"  # tells every group that the dates of rounds have changed
    ROSTER = "roster"  # tells the command room and the liaison of a changed roster, a leader what he takes over
    EXCUSE = "excuse"  # tells a group what a dispatcher has let it off
    ROLL_CALL = "roll_call"  # at the deadline, one a group
    ROLL_CALL_BOARD = "roll_call_board"  # all groups, in the command room
    LADDER = "ladder"  # after the deadline, to the leader, the liaison or the dispatchers
    TALLY = "tally"  # the evening tally
    BULLETIN = "bulletin"  # what a dispatcher has approved at the console
    CONSULTATION = "consultation"  # a question, to the experts
    CONSULTATION_ANSWER = "consultation_answer"  # their answer, to who asked
    INTEGRITY = "integrity"  # asks a person, alone, for his integrity paper
    TIP = "tip"  # what somebody has told of conduct, to the patrol group alone
    URGENT = "urgent"  # what cannot wait, to the dispatchers, leader and liaison, ahead of everything
    LOCAL_NOTICE = "local_notice"  # an urgent case, to the locality's room, by a dispatcher's word
    TEAM_STATE = "team_state"  # tells who is on duty that a team goes on
    URGENT_AGAIN = "urgent_again"  # the same once more, to who has not acknowledged it
    UNKNOWN_SEND = "unknown_send"  # asks the duty officer whether a post went out
    UNDELIVERED = "undelivered"  # tells whoever is on duty that somebody cannot be reached in private
    ROOM_ALARM = "room_alarm"  # tells the dispatchers of strangers in a room, and of what is held
    TROUBLE = "trouble"  # tells the duty officer what kept the bot from its work
    BLIND_WINDOW = "blind_window"  # after a time of deafness, one a group
    BINDING_LIST = "binding_list"  # who is still to be confirmed, or which dispatcher was, for the dispatchers
    MISSED = "missed"  # tells who is on duty what was not done
    REFUSAL = "refusal"  # tells who is on duty who has asked for what is not his
    PICTURES = "pictures"  # asks each dispatcher, alone, to look into pictures
    CLOCK = "clock"  # tells who is on duty that the clock is wrong


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a post: (campaign, rule, subject, due, revision, part).

    Two posts with the same key are one post; a correction is a new revision, the second piece of
    a long text a new part. `due` is ISO 8601 or the id of the message that is answered.
    """

    campaign: str
    rule: str
    subject: str
    due: str
    revision: int = 0
    part: int = 1

    def __str__(self) -> str:
        fields = (self.campaign, self.rule, self.subject, self.due, str(self.revision), str(self.part))
        return "|".join(field.replace("|", "/") for field in fields)


#: What no group's rows are in.
NOBODYS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Post:
    """One post owed to one room or, when `room` is None, to one person in private.

    `about` are the keys of the groups whose rows it is made of: it travels with the post, and who may not hear of
    them is not sent it (domain/scopes.py, `may_get`). `released_by` is the dispatcher who let it go to outsiders.
    `media` are SHA-256 names in the media store, `file_names` what they are called when they are no
    pictures of ours (one for each, or none). `not_before` holds a post back (quiet hours).
    `answers` is the id of the message that it answers, if any.
    """

    once: Once
    kind: PostKind
    room: str | None
    contact: str | None
    text: str
    media: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    urgent: bool = False
    not_before: datetime | None = None
    answers: str | None = None
    file_names: tuple[str, ...] = ()
    released_by: str | None = None
    about: frozenset[str] = field(kw_only=True)

    @property
    def lane(self) -> str:
        """The room, or the person in private: in it posts keep their order."""
        return self.room if self.room is not None else self.contact or ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers; the router addresses it to where the message came from. `about` as in a post."""

    text: str
    kind: PostKind = PostKind.ANSWER
    mentions: tuple[str, ...] = ()
    urgent: bool = False
    about: frozenset[str] = field(kw_only=True)
