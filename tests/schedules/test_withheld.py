"""A post that was made for somebody who may not hear what is in it: the duty officer hears that it was stopped."""

from __future__ import annotations

from pathlib import Path

from documents.withheld import WITHHELD
from domain.posts import Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import COMMAND, QINGSHI
from tests.group_chat import group_chat


def test_it_is_told_once_an_hour_and_says_nothing_of_the_content(tmp_path: Path, withheld: list[Post]) -> None:
    def leak(work: UnitOfWork) -> None:
        for n in range(3):
            once = Once(work.campaign.key, "test", str(n), work.now.isoformat())
            text = "白河组 南关区 宏图砖厂"
            work.outbox.owe(Post(once, PostKind.ANSWER, QINGSHI, None, text, about=frozenset({"baihe"})))

    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.look(leak)
        chat.at("09:30")
        chat.look(leak)
        chat.at("09:31")
        assert [(p.post.room, p.post.text) for p in chat.posts()] == [(COMMAND, WITHHELD)]
        chat.at("10:01")
        chat.look(leak)
        chat.at("10:02")
        assert [p.post.room for p in chat.posts()] == [COMMAND, COMMAND]
    assert len(withheld) == 9
    withheld.clear()
