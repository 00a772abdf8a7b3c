"""A send whose fate is unknown is settled by kind, unless an echo settles it first.

An answer is dropped: who asked will ask again. An instruction is never doubled blindly: the duty officer is asked.
A roll-call, a tally, what tells the duty officer of trouble and what is urgent must be heard: they are said again,
marked （重发）, once. A picture cannot be marked: of it the duty officer is asked, too.
"""

from __future__ import annotations

from datetime import timedelta

from documents.parts import texts_of
from documents.unknown_sends import again_text, question_text
from domain.duty_channels import duty_channel
from domain.echoes import AGAIN
from domain.posts import NOBODYS, Once, Post, PostKind
from domain.scopes import whose
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork

NAME = "unknown_send"
ECHO_WAIT = timedelta(seconds=30)
SAID_AGAIN = frozenset(
    {
        PostKind.CONSENT,
        PostKind.REMINDER,
        PostKind.EXCUSE,
        PostKind.ROUND_CHANGE,
        PostKind.ROSTER,
        PostKind.ROLL_CALL,
        PostKind.ROLL_CALL_BOARD,
        PostKind.LADDER,
        PostKind.TALLY,
        PostKind.BLIND_WINDOW,
        PostKind.UNKNOWN_SEND,
        PostKind.UNDELIVERED,
        PostKind.ROOM_ALARM,
        PostKind.TROUBLE,
        PostKind.REFUSAL,
        PostKind.PICTURES,
        PostKind.CLOCK,
        PostKind.BINDING_LIST,
        PostKind.MISSED,
    }
)
ASKED = frozenset({PostKind.INSTRUCTION, PostKind.BULLETIN})


def note_unknown(post_id: int, work: UnitOfWork) -> None:
    """Claimed, and nobody knows whether it was said: wait for the echo, then settle it."""
    work.outbox.mark_unknown(post_id)
    work.timetable.plan(Slot(NAME, str(post_id), work.now, work.now + ECHO_WAIT))


def settle_unknown(slot: Slot, work: UnitOfWork) -> None:
    """While the bot is deaf no echo can come: then the matter waits."""
    post_id = int(slot.subject)
    post = work.unknown_sends.get(post_id)
    if post is None:
        return
    if work.blind_windows.is_deaf():
        work.timetable.plan(Slot(NAME, slot.subject, work.now, work.now + ECHO_WAIT))
    elif _must_be_heard(post) and not post.text.startswith(AGAIN) and _in_words(post_id, post, work):
        work.unknown_sends.say_again(post_id, again_text(post.text))
    elif _must_be_heard(post) or post.kind in ASKED:
        work.unknown_sends.give_up(post_id, "asked")
        if post.kind is not PostKind.UNKNOWN_SEND:  # a question about a question would have no end
            _ask(post_id, post, slot, work)
    else:
        work.unknown_sends.give_up(post_id, "dropped")


def _must_be_heard(post: Post) -> bool:
    return post.urgent or post.kind in SAID_AGAIN


def _in_words(post_id: int, post: Post, work: UnitOfWork) -> bool:
    """Whether it is a part of the text that is in doubt, and not a picture."""
    return len(work.sends.said(post_id)) < len(texts_of(post, work.roster))


def _ask(post_id: int, post: Post, slot: Slot, work: UnitOfWork) -> None:
    """One line in a command room; in private to the dispatchers where there is none, or it is the one in doubt."""
    room = work.roster.room.get(post.room or "")
    text = question_text(room.topic if room is not None else "私聊", post.text, slot.due_at)
    about = post.about | (whose([room]) if room is not None else NOBODYS)
    for there, contact in duty_channel(work.roster, {post.room or ""}):
        once = Once(work.campaign.key, NAME, f"{post_id}/{there or contact}", slot.due_at.isoformat())
        work.outbox.owe(Post(once, PostKind.UNKNOWN_SEND, there, contact, text, urgent=post.urgent, about=about))


RULE = Rule(NAME, settle_unknown)
