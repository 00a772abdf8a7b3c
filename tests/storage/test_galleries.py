"""Files are listed and given alike by both databases, to who may look at them."""

from __future__ import annotations

from domain.assemblies import Assembled
from domain.messages import Kind, Message
from domain.scopes import sight_of
from domain.visits import Link, Part
from storage.galleries import FileFilter
from storage.work import UnitOfWork
from tests.cast import BAIHE, ID, QINGSHI, ROSTER
from tests.storage.conftest import after
from tests.visit_book import a_visit

ALL = {name: sight_of(ROSTER.person[ID[name]], ROSTER) for name in ("齐正", "温岚", "纪敏", "葛教授")}


def _keep(work: UnitOfWork, name: str, minute: float, room: str | None, who: str, kind: Kind = Kind.IMAGE) -> Message:
    message = Message(name, room, ID[who], who, after(minute), kind)
    work.inbox.keep(message, b"raw")
    work.inbox.attach(name, name * 16, 10, "normal" if kind is Kind.IMAGE else "")
    return message


def test_files_of_rooms_records_and_of_what_waits_are_seen_by_whose_they_are(work: UnitOfWork) -> None:
    room = _keep(work, "a001", 1, QINGSHI, "郝大川")
    _keep(work, "a002", 2, BAIHE, "范舟", Kind.VIDEO)
    alone = _keep(work, "a003", 3, None, "范舟")
    _keep(work, "a004", 3, None, "齐正")
    links = tuple(Link(one.id, one.at, one.sender, one.kind, Part.PHOTO) for one in (room, alone))
    work.visits.apply(Assembled(visits=(a_visit(links=links[:1]), a_visit(group="baihe", links=links[1:]))))

    def seen(name: str) -> list[tuple[str, tuple[int, ...]]]:
        page = work.galleries.page(FileFilter(ALL[name]))
        return [(one.message_id, one.records) for one in page.files]

    assert seen("齐正") == [("a004", ()), ("a003", (2,)), ("a002", ()), ("a001", (1,))]
    assert seen("温岚") == [("a001", (1,))]
    assert seen("纪敏") == [("a003", (2,)), ("a002", ())]
    assert seen("葛教授") == []
    given = {
        name: [work.files.name_of(f"a00{n}" * 16, sight) is not None for n in (1, 2, 3, 4)]
        for name, sight in ALL.items()
    }
    assert given == {
        "齐正": [True] * 4,
        "温岚": [True, False, False, False],
        "纪敏": [False, True, True, False],
        "葛教授": [False] * 4,
    }
    assert [one.message_id for one in work.galleries.find(["a001" * 16, "a002" * 16], ALL["温岚"])] == ["a001"]


def test_each_filter_holds_and_the_place_in_the_list_leads_on(work: UnitOfWork) -> None:
    for n in range(60):
        _keep(work, f"b{n:03}", n // 2, QINGSHI, "郝大川" if n % 3 else "潘越", Kind.IMAGE if n % 2 else Kind.VIDEO)
    sight, day = ALL["温岚"], after(0).date()

    def found(**wanted: object) -> list[str]:
        names, before = [], None
        while True:
            page = work.galleries.page(FileFilter(sight, **wanted), before)  # type: ignore[arg-type]
            names += [one.message_id for one in page.files]
            if page.older is None:
                return names
            before = page.older

    everything = [f"b{n:03}" for n in range(59, -1, -1)]
    assert found() == found(first=day, last=day) == found(loose=True) == everything
    assert found(last=day.replace(day=day.day - 1)) == found(rendition="thumbnail") == []
    assert found(kind=Kind.VIDEO) == [name for name in everything if int(name[1:]) % 2 == 0]
    assert found(rendition="normal") == [name for name in everything if int(name[1:]) % 2]
    assert found(people=(ID["潘越"],)) == [name for name in everything if int(name[1:]) % 3 == 0]
