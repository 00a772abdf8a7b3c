"""Files are listed and given alike by both databases, to who may look at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert

from documents.evidence_chains import chain_line
from domain.assemblies import Assembled
from domain.file_readings import FileReading
from domain.messages import Kind, Message
from domain.picture_remarks import RemarkKind
from domain.scopes import sight_of
from domain.visits import Link, Part
from domain.watermarks import Watermark
from storage.evidence_chains import chain_on_record
from storage.galleries import FileFilter
from storage.lexicons import load_lexicon
from storage.picture_tables import picture_questions, told_remarks
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


def test_files_are_found_by_what_was_read_of_them_and_by_what_dispatchers_were_asked(work: UnitOfWork) -> None:
    for n in range(4):
        _keep(work, f"c{n:03}", n, QINGSHI, "郝大川")
    read = FileReading("c000" * 16, Kind.IMAGE, Watermark(after(0) - timedelta(days=1), after(0).date()))
    work.file_readings.add(read)
    ours = {"campaign": work.campaign.key, "namespace": work.namespace}
    told = {**ours, "message_id": "c000", "kind": "other_day", "told_at": after(9)}
    records = {"low": 1, "high": 2, "earlier_record": 1, "later_record": 2, "pictures": 1, "asked_at": after(9)}
    pair = {"earlier_message": "c001", "later_message": "c002", "earlier_file": "1", "later_file": "2"}
    work.connection.execute(insert(told_remarks), [told, {**told, "message_id": "gone"}])
    work.connection.execute(insert(picture_questions), [{**ours, "number": 1, **records, **pair}])

    def found(**wanted: object) -> list[str]:
        page = work.galleries.page(FileFilter(ALL["齐正"], **wanted))  # type: ignore[arg-type]
        assert page.older is None
        return [one.message_id for one in page.files]

    assert found(untimed=True) == ["c003", "c002", "c001"]
    assert found(hinted="any") == ["c002", "c001", "c000"]
    assert found(hinted="other_day") == ["c000"] and found(hinted="alike") == ["c002", "c001"]
    work.visits.apply(Assembled(visits=(a_visit(links=(_link("c000", after(0)),), day=after(0).date()),)))
    assert [remark.kind for remark in work.picture_remarks.told(most=5)] == [RemarkKind.OTHER_DAY]


def test_the_chain_of_evidence_has_what_the_chat_has(work: UnitOfWork) -> None:
    work = replace(work, lexicon=load_lexicon())
    said = Message("d001", QINGSHI, ID["郝大川"], "郝大川", after(0), Kind.TEXT, "云台县宏图砖厂，已调取台账")
    work.inbox.keep(said, b"raw")
    for n, name in enumerate(("云台县宏图砖厂询问笔录.pdf", "别处勘验笔录.pdf")):
        message = Message(f"d1{n:02}", QINGSHI, ID["郝大川"], "郝大川", after(n), Kind.FILE, file_name=name)
        work.inbox.keep(message, b"raw")
        work.inbox.attach(message.id, f"d1{n:02}" * 16, 10, "")
    links = (Link("d001", after(0), ID["郝大川"], Kind.TEXT, Part.WORDS),)
    work.visits.apply(Assembled(visits=(a_visit(links=links, day=after(0).date()),)))
    visit = work.visits.get(1)
    assert visit is not None
    assert chain_line(chain_on_record(visit, work)) == (
        "证据：文字1、资料（文字提到）、询问笔录1；视频、照片、勘验笔录群内未见"
    )


def _link(name: str, at: datetime) -> Link:
    return Link(name, at, ID["郝大川"], Kind.IMAGE, Part.PHOTO)
