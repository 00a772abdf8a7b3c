"""Questions about pictures are read no further than they are shown."""

from __future__ import annotations

import pytest

from domain.assemblies import Assembled
from domain.messages import Kind, Message
from domain.picture_questions import Answer, PicturePair
from storage import picture_questions
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.visit_book import DAY, a_visit


def test_of_many_questions_the_last_are_read(work: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    visits = [a_visit(f"{n}号工地", id=f"v{n}", team=n, photos=1) for n in range(1, 5)]
    work.visits.apply(Assembled(visits=tuple(visits)))
    for link in (visit.links[1] for visit in visits):
        work.inbox.keep(Message(link.message_id, QINGSHI, link.sender, "郝大川", link.at, Kind.IMAGE), b"raw")
        work.inbox.attach(link.message_id, link.message_id * 16, 10)
    asked, groups = work.picture_questions, {"qingshi"}
    first, *others = work.picture_questions.pictures.of_days("qingshi", DAY, DAY)
    numbers = [asked.ask([PicturePair(first, other)], work.now).number for other in others]
    assert [one.number for one in asked.open(groups)] == numbers
    monkeypatch.setattr(picture_questions, "MOST_OPEN", 2)
    assert [one.number for one in asked.open(groups)] == numbers[1:]
    for number in numbers:
        asked.answer(number, Answer.SAME, "id-qi", "")
    assert [one.number for one in asked.answered(groups, 1)] == numbers[2:] and asked.answered({"baihe"}, 9) == []
