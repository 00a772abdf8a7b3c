"""Two thousand names that imitate people of the roster: no right in any command, and an alarm for nearly all."""

from __future__ import annotations

from datetime import timedelta

from bot.receiver import unit_of
from domain.messages import BOT, Kind, Message
from domain.posts import Post, PostKind
from storage.stranger_tables import strangers
from storage.work import UnitOfWork
from tests.cast import COMMAND, PEOPLE, QINGSHI
from tests.handlers.front_desk import FrontDesk
from tests.impostors import impostors

COMMANDS = (
    "进度",
    "指令 全体：今晚不用报了",
    "未报",
    "日报",
    "指令情况",
    "已交 青石",
    "已邮",
    "确认绑定 1",
    "解除绑定 罗青",
    "绑定本群 青石",
    "绑定情况",
    "确认本群 青石",
    "附件2 环境问题交办单\n1.东泉区 锦川铸造：除尘风机未开，立案查处；",
    "1组，东泉区，青石市锦川铸造有限公司，工业，除尘正常，未发现问题",
    "帮助",
)
ANSWERS = {PostKind.ANSWER, PostKind.INSTRUCTION, PostKind.PAPER_ANSWER, PostKind.ACKNOWLEDGEMENT}
COUNT = 2_000


def test_two_thousand_impostors_get_no_right_and_at_least_99_in_100_are_told() -> None:
    desk = FrontDesk()
    names = [person.name for person in PEOPLE]
    with desk.work() as work:
        before = work.bindings.identities
        for number, (shown, _) in enumerate(impostors(names, COUNT, seed=11), 1):
            _say(number, shown, work)
        made = [post.kind for post in _owed(work)]
        assert not ANSWERS & set(made)
        assert work.visits.all() == [] and work.submissions.all() == []
        assert work.instructions.of_day(work.now.date()) == []
        assert work.bindings.identities == before
        rows = work.connection.execute(strangers.select()).all()
    assert len(rows) >= COUNT * 2 // 3  # those who spoke in a room; nobody watches private words of strangers
    assert sum(row.imitates for row in rows) >= 0.99 * len(rows)


def _say(number: int, shown: str, work: UnitOfWork) -> None:
    """Each with a contact of his own, some with one that looks like an id of the roster, in a room or in private."""
    person = PEOPLE[number % len(PEOPLE)]
    contact = (f"wxid-{number}", f"{person.id}\u200b{number}", f"unbound:{person.id}-{number}")[number % 3]
    room = (QINGSHI, COMMAND, None)[number // 3 % 3]
    at = work.now + timedelta(seconds=number)
    text = f"@蓝哨\u2005{COMMANDS[number % len(COMMANDS)]}"
    message = Message(f"i{number}", room, contact, shown, at, Kind.TEXT, text, mentions=(BOT,))
    unit = unit_of(message, b"{}", work.now)
    assert unit.keep is not None and unit.keep(work)
    unit.run(work)


def _owed(work: UnitOfWork) -> list[Post]:
    return [owed.post for owed in work.outbox.due(limit=10_000)]
