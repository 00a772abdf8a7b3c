"""What is remembered of the latest words never hides a repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.messages import Kind, Message
from storage.work import UnitOfWork
from tests.cast import QINGSHI, ROSTER
from tests.storage.conftest import after

SOMEBODY = ROSTER.people[0].id


def said(message_id: str, sender: str, at: datetime, text: str = "早") -> Message:
    return Message(message_id, QINGSHI, sender, "", at, Kind.TEXT, text)


def take(message: Message, work: UnitOfWork) -> str | None:
    work.inbox.keep(message, b"{}")
    return work.repeats.of_words(message)


def test_words_told_again_are_found_whatever_was_said_since_and_in_whatever_order(work: UnitOfWork) -> None:
    times = [after(minutes) for minutes in (3, 1, 2, 5, 4)]
    for n, at in enumerate(times):
        assert take(said(f"m{n}", SOMEBODY, at), work) is None
    for n, at in enumerate(times):
        assert take(said(f"again{n}", SOMEBODY, at), work) == f"m{n}"


def test_words_kept_before_the_bot_was_started_anew_are_found(work: UnitOfWork) -> None:
    assert take(said("m1", SOMEBODY, after(1)), work) is None
    assert take(said("m2", SOMEBODY, after(1)), replace(work)) == "m1"


def test_what_a_stranger_said_is_a_repeat_when_it_is_told_again_after_he_was_bound(work: UnitOfWork) -> None:
    assert take(said("m1", SOMEBODY, after(1)), work) is None
    assert take(said("m2", "a-stranger", after(2)), work) is None
    work.bindings.bind("a-stranger", SOMEBODY, "test")
    work.late_words.give_to_person("a-stranger", SOMEBODY, (QINGSHI,))
    assert take(said("again", SOMEBODY, after(2)), work) == "m2"
