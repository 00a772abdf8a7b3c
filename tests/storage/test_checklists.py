"""Lists pushed to groups come back as they were written, on both databases."""

from __future__ import annotations

from datetime import date

from domain.assemblies import Assembled
from domain.checklists import Checked, Checklist, Item, Mark
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after
from tests.visit_book import a_visit

DAY = date(2020, 10, 20)


def test_lists_their_places_and_marks_come_back(work: UnitOfWork) -> None:
    number = work.checklists.next_number()
    items = (Item(1, "宏图砖厂", "东泉区", "工业路", "料堆"), Item(2, "大禹加油站"))
    pushed = Checklist(number, "qingshi", "1020-1", "id-qi", NOON, items)
    work.checklists.add(pushed)
    assert work.checklists.get(number) == pushed and work.checklists.get(9) is None
    assert work.checklists.of_groups(["qingshi"]) == [pushed] and work.checklists.of_groups(["baihe"]) == []
    marks = [Mark(1, True, 4, "", "id-luo", NOON), Mark(2, False, None, "停业", "id-qi", after(1))]
    for mark in marks:
        work.checklists.mark(number, mark)
    assert work.checklists.marks_of(number) == marks and work.checklists.marks_of(9) == []


def test_the_visits_since_a_day_are_those_of_the_group_that_stand(work: UnitOfWork) -> None:
    for group, day in (("qingshi", DAY), ("baihe", DAY), ("qingshi", date(2020, 10, 19))):
        work.visits.apply(Assembled(visits=(a_visit("宏图砖厂", "09:00", group=group, day=day, county="东泉区"),)))
    assert work.checklists.checked_since("qingshi", DAY) == [Checked(1, "宏图砖厂", "东泉区")]
