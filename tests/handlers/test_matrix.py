"""Role by command by place: what a route serves is served, what none serves is refused in words, and nothing is done.

The commands, the roles and the places of each are the routers' own: a new command is in here by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from documents.commands import COMMANDS, Command
from domain.messages import Kind
from domain.posts import PostKind
from domain.rosters import SERVED, Role, RoomKind
from handlers import ROUTERS
from handlers.unknown_commands import served
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, QINGSHI
from tests.handlers.matrix import BY_ROLE, NOBODY, ORDERED, PLACES, UNKNOWN_ROOM, Heard, Matrix, wording_of

#: Said of one's own, not asked of the bot: who says it amiss is told how, and nobody hears of it.
DECLARATIONS = frozenset({"mailed", "delivered", "feedback"})
#: That somebody speaks in a room nobody knows is a proposal of whose it may be.
PROPOSED = frozenset({"proposals", "counters"})


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return Matrix()


def may(matrix: Matrix, role: Role, command: Command, room: str | None) -> bool:
    """Whether a route of the router serves it there."""
    if room == UNKNOWN_ROOM:
        return command.name == "bind_room" and role is Role.DISPATCHER
    kind = matrix.roster.room[room].kind if room is not None else None
    if command.name in ("sign", "unsign") and role is Role.LIAISON:  # the profile leaves it to the leader
        return False
    if command.name in ("mailed", "feedback", "integrity_paper") and room == BAIHE:  # of 青石 are all who speak
        return False
    return command.name in served(ROUTERS, role, kind)


def check_served(heard: Heard, sender: str, room: str | None) -> None:
    """Answered where it was asked or the speaker alone; what else goes out is for the group's rooms or a dispatcher."""
    assert (heard.posts or heard.jobs) and not heard.is_refused
    for post in heard.posts:
        if post.answers is not None:
            assert (post.room, post.contact) in ((room, None), (None, sender)) or post.room == EXPERTS
            is_heard = not post.about or room in (QINGSHI, COMMAND) or sender == BY_ROLE[Role.DISPATCHER]
            assert post.room is None or is_heard


def check_refused(heard: Heard, sender: str, room: str | None, command: Command) -> None:
    """One line, where it was said or to the speaker alone; on record, and nothing is other than it was."""
    (post,) = heard.posts
    assert (post.room, post.contact) in ((room, None), (None, sender))
    assert post.text and not post.about and not heard.jobs and not heard.changed
    assert heard.is_refused or command.name in DECLARATIONS
    is_told = heard.is_refused and BY_ROLE[Role.DISPATCHER] != sender
    assert ("refusals" in heard.planned) is is_told


def check_nothing_done(heard: Heard) -> None:
    """It may be evidence or a paper; nothing that anybody has to be allowed to do."""
    assert {post.kind for post in heard.posts} <= {PostKind.PAPER_ANSWER} and not heard.jobs
    assert heard.changed <= _RECORDS
    assert not {"command", "command.refuse"} & {action for action, _ in heard.logged}


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_is_served_and_all_else_is_refused_in_words(matrix: Matrix, role: Role) -> None:
    sender = BY_ROLE[role]
    for command in COMMANDS:
        for room in PLACES:
            heard = matrix.asks(sender, wording_of(command), room)
            if command.name == "question" and room == EXPERTS:  # among themselves experts answer
                assert heard.is_silent and not heard.changed
            elif may(matrix, role, command, room):
                check_served(heard, sender, room)
            elif room == UNKNOWN_ROOM:
                assert heard.is_silent and heard.changed <= PROPOSED
            elif command.name == "bind_room" and role is Role.DISPATCHER:  # in private: which room would it be?
                assert [post.contact for post in heard.posts] == [sender] and not heard.changed
            else:
                check_refused(heard, sender, room, command)


@pytest.mark.parametrize("sender", NOBODY)
def test_who_is_not_known_is_answered_nothing_and_changes_nothing(matrix: Matrix, sender: str) -> None:
    for command in COMMANDS:
        for room in PLACES:
            heard = matrix.asks(sender, wording_of(command), room)
            assert heard.is_silent and heard.changed <= PROPOSED
            is_noted = room in (None, UNKNOWN_ROOM) and command.name not in DECLARATIONS
            assert ("refusals" in heard.planned) is heard.is_refused is is_noted


def test_outsiders_are_served_nothing_but_help_and_their_questions() -> None:
    """However the routers grow: what else is served to those who are not of the inspection is a leak."""
    for role in frozenset(Role) - SERVED:
        for kind in (*RoomKind, None):
            assert served(ROUTERS, role, kind) <= {"help", "question", "tip"}


Wrapped = Callable[[str], dict[str, Any]]
LINE = "- - - - - - - - - - - - - - -"

#: Ways in which the words of a command come without anybody giving it.
WAYS: dict[str, Wrapped] = {
    "a quote, pasted": lambda words: {"text": f"「齐正：@蓝哨 {words}」\n{LINE}\n好的"},
    "a quote of one's own, pasted": lambda words: {"text": f"「蓝哨：{words}」\n{LINE}\n知道了"},
    "a quote of an order": lambda words: {"text": "好的", "quote": "i1"},
    "a merged forward": lambda words: {"kind": Kind.FORWARD, "text": f"齐正：@蓝哨 {words}"},
    "a link's title": lambda words: {"kind": Kind.OTHER, "text": f"@蓝哨 {words}"},
    "a file's name": lambda words: {"kind": Kind.FILE, "text": "", "file_name": f"@蓝哨 {words}.docx"},
    "a picture's name": lambda words: {"kind": Kind.IMAGE, "text": "", "file_name": f"@蓝哨 {words}.jpg"},
    "a pin's label": lambda words: {"kind": Kind.LOCATION, "text": f"@蓝哨 {words}", "location": (34.8, 114.3)},
    "a voice message": lambda words: {"kind": Kind.AUDIO, "text": f"@蓝哨 {words}"},
    "a notice of the platform": lambda words: {"kind": Kind.SYSTEM, "text": f"“齐正”：@蓝哨 {words}"},
    "a name": lambda words: {"text": "好的", "sender_name": f"@蓝哨 {words}"},
}
#: What becomes of evidence.
_RECORDS = {"visits", "visit_messages", "findings", "loose", "submissions", "submission_messages", "counters"}


@pytest.mark.parametrize("way", WAYS)
def test_words_of_a_command_that_nobody_says_to_the_bot_are_no_command(matrix: Matrix, way: str) -> None:
    for command in COMMANDS:
        for role, room in ((Role.DISPATCHER, COMMAND), (Role.DISPATCHER, None), (Role.LEADER, QINGSHI)):
            check_nothing_done(matrix.asks(BY_ROLE[role], "", room, **WAYS[way](wording_of(command))))


@pytest.mark.parametrize("before", ["", "@蓝哨 ", "转：", "各位请看\n"])
@pytest.mark.parametrize("room", [QINGSHI, COMMAND, None])
def test_an_order_in_the_bots_own_words_passed_on_is_no_command(matrix: Matrix, before: str, room: str | None) -> None:
    said = matrix.said["1020-2/qingshi"]
    assert ORDERED[2] in said
    for sender in (BY_ROLE[Role.DISPATCHER], BY_ROLE[Role.LEADER]):
        check_nothing_done(matrix.asks(sender, "", room, text=before + said))


@pytest.mark.parametrize("room", [COMMAND, QINGSHI, None])
def test_who_only_goes_by_a_dispatchers_name_is_nobody(matrix: Matrix, room: str | None) -> None:
    for command in COMMANDS:
        for name in ("齐正", "齐 正", "齐正\u200b", ID["齐正"]):
            heard = matrix.asks("wxid-somebody-else", wording_of(command), room, sender_name=name)
            assert heard.is_silent and heard.changed <= PROPOSED
