"""The list of records finds what a look at every one of them finds, on both databases."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic import command
from sqlalchemy import Engine, select

from domain.assemblies import Assembled
from domain.assembling.hands import taken_out
from domain.controls import ControlPeriod, control_of
from domain.messages import Kind
from domain.visit_filters import Lacking, VisitFilter, Within, folded, terms_of
from domain.visits import Finding, Outcome, Visit
from storage import databases, visit_lists
from storage.databases import upgrade
from storage.digest_tables import visit_digests
from storage.tables import visits
from storage.visit_lists import PAGE
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.spying import statements_run
from tests.storage.conftest import after, unit
from tests.visit_book import a_visit

DAY = date(2020, 10, 20)
GROUPS = ("qingshi", "baihe")
PLACES = ("宏图砖厂", "大禹加油站", "绿野砂场", "金泰 Ａ 化工", "ＡＢＣ化工厂", "")
PROBLEMS = ("料堆未苫盖", "危废间未上锁", "污水直排", "50%_苫盖")
PERIOD = ControlPeriod(1, "青石市", "blue", after(-90), after(60 * 24 + 30))


def _made(number: int, dice: random.Random) -> Visit:
    group = dice.choice(GROUPS)
    found = tuple(Finding(text, "dust") for text in PROBLEMS if dice.random() < 0.3)
    outcome = dice.choice([Outcome.CORRECTED, Outcome.VIOLATION]) if found else Outcome.CLEAN
    return a_visit(
        dice.choice(PLACES),
        id=f"v{number}",
        group=group,
        team=dice.choice([1, 2, None]),
        author=dice.choice([person.id for person in ROSTER.people if person.group == group]),
        day=DAY + timedelta(days=dice.randrange(3)),
        county=dice.choice(["东泉区", "望山县", None]),
        reported_at=after(dice.randrange(-100, 60 * 50)),
        findings=found,
        categories=frozenset({"dust"} if found else ()),
        outcome=outcome,
        urgent=dice.random() < 0.1,
        photos=dice.randrange(2),
        videos=dice.randrange(2),
    )


def _write(work: UnitOfWork, many: int) -> list[Visit]:
    dice = random.Random(11)
    written = [work.visits.apply(Assembled(visits=(_made(n, dice),)))[0] for n in range(many)]
    for number in (3, 40):
        written[number] = work.visits.apply(Assembled(visits=(taken_out(written[number]),)))[0]
    return written


def _holds(visit: Visit, wanted: VisitFilter) -> bool:
    """The same, told from the record itself."""
    said = "\n".join(map(folded, (visit.place, visit.county or "", *(one.text for one in visit.findings))))
    spoke = {visit.author, *(link.sender for link in (*visit.links, *visit.hand.shelved))}
    photos, videos = (sum(link.kind is kind for link in visit.links) for kind in (Kind.IMAGE, Kind.VIDEO))
    lacking = wanted.lacking
    short = lacking and visit.outcome in lacking.outcomes and (photos < lacking.photos or videos < lacking.videos)
    inside = control_of(visit, "青石市" if visit.group == "qingshi" else "白河市", [PERIOD]) is not None
    return (
        visit.group in wanted.groups
        and bool(visit.links) is not wanted.withdrawn
        and all(t.words in said or t.number == visit.number or spoke & set(t.people) for t in wanted.terms)
        and (wanted.first is None or visit.day >= wanted.first)
        and (wanted.last is None or visit.day <= wanted.last)
        and wanted.team in (None, visit.team)
        and wanted.county in ("", visit.county)
        and (not wanted.category or wanted.category in visit.categories)
        and wanted.outcome in (None, visit.outcome)
        and (not wanted.urgent or visit.urgent)
        and (wanted.within is None or inside)
        and (lacking is None or bool(short) or visit.county is None)
    )


def _said(query: str, **more: object) -> VisitFilter:
    return replace(VisitFilter(GROUPS, terms_of(query, ROSTER.people)), **more)  # type: ignore[arg-type]


ASKED = [
    _said(""),
    _said("", groups=("baihe",)),
    _said("砖厂"),
    _said("宏图 苫盖"),
    _said("a化工"),
    _said("ABC"),
    _said("厂"),
    _said("%_"),
    _said("50%"),
    _said("紫金山"),
    _said("堆盖"),
    _said("#17"),
    _said("郝大川"),
    _said("范舟 砂场"),
    _said("望山"),
    _said("直排", first=DAY + timedelta(days=1)),
    _said("", first=DAY, last=DAY),
    _said("", last=DAY - timedelta(days=1)),
    _said("", team=2),
    _said("", county="望山县"),
    _said("", category="dust"),
    _said("", category="noise"),
    _said("", outcome=Outcome.VIOLATION, urgent=True),
    _said("", withdrawn=True),
    _said("", within=(Within(frozenset({"qingshi"}), PERIOD.start, PERIOD.until),)),
    _said("", within=()),
    _said("", lacking=Lacking(frozenset({Outcome.VIOLATION}), 1, 1)),
]


def test_each_way_of_asking_finds_what_a_look_at_every_record_finds(work: UnitOfWork) -> None:
    written = _write(work, 120)
    for wanted in ASKED:
        found, page = [], work.visit_lists.page(wanted)
        while True:
            found += [one.number for one in page.listed]
            if page.older is None:
                break
            page = work.visit_lists.page(wanted, before=page.older)
        true = [v.number for v in written if _holds(v, wanted) and wanted.within != ()]
        assert found == true[::-1], wanted


def test_pages_lead_back_the_way_they_came(work: UnitOfWork) -> None:
    _write(work, 2 * PAGE + 20)
    wanted = VisitFilter(GROUPS)
    first = work.visit_lists.page(wanted)
    second = work.visit_lists.page(wanted, before=first.older)
    third = work.visit_lists.page(wanted, before=second.older)
    assert (first.newer, third.older) == (None, None) and len(third.listed) == 18
    assert work.visit_lists.page(wanted, after=third.newer).listed == second.listed
    back = work.visit_lists.page(wanted, after=second.newer)
    assert (back.listed, back.newer) == (first.listed, None)


def test_a_page_that_would_look_too_far_says_how_far_it_has_looked(
    work: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_lists, "_MOST_NUMBERS", 30)
    written = _write(work, 100)
    wanted, found, before = _said("", outcome=Outcome.VIOLATION, urgent=True), [], None
    while True:
        page = work.visit_lists.page(wanted, before=before)
        found += [one.number for one in page.listed]
        if page.looked_to is None:
            break
        assert page.older == page.looked_to
        before = page.older
    assert found == [v.number for v in written if _holds(v, wanted)][::-1]


def test_what_a_record_is_found_by_follows_its_changes(work: UnitOfWork) -> None:
    (visit,) = work.visits.apply(Assembled(visits=(a_visit("宏图砖厂"),)))
    work.visits.apply(Assembled(visits=(replace(visit, place="大禹加油站", day=DAY + timedelta(days=9)),)))
    page = work.visit_lists.page
    assert [page(_said(query)).listed != () for query in ("宏图", "大禹")] == [False, True]
    assert page(_said("", first=DAY + timedelta(days=9))).listed != ()


def test_a_photo_that_says_nothing_new_leaves_the_digest_alone(work: UnitOfWork) -> None:
    (visit,) = work.visits.apply(Assembled(visits=(a_visit("宏图砖厂"),)))
    with statements_run() as seen:
        work.visits.apply(Assembled(visits=(replace(visit, last_at=after(9)),)))
    assert not [text for text, _ in seen if "visit_digests" in text]


def test_how_many_there_are_is_told_where_counters_tell_it(work: UnitOfWork) -> None:
    written = _write(work, 60)
    for wanted in (_said(""), _said("", team=2), _said("", groups=("baihe",), first=DAY, last=DAY)):
        assert work.visit_lists.count(wanted) == sum(_holds(visit, wanted) for visit in written)
    assert work.visit_lists.count(_said("砖")) is None


def test_records_from_before_are_found_after_the_upgrade(engine: Engine) -> None:
    with engine.begin() as connection:
        _write(unit(connection), 60)
    texts, digests = select(visits.c.number, visits.c.search).order_by(visits.c.id), select(visit_digests)
    with engine.connect() as connection:
        before = connection.execute(texts).all(), connection.execute(digests).all()
    with databases._migrating(engine) as config:
        command.downgrade(config, "visit_digests-1")
    upgrade(engine)
    with engine.connect() as connection:
        assert (connection.execute(texts).all(), connection.execute(digests).all()) == before


def test_a_period_is_counted_as_a_look_at_every_record_counts_it(work: UnitOfWork) -> None:
    written = _write(work, 80)
    first, last = DAY, DAY + timedelta(days=1)
    held = [v for v in written if v.links and v.group == "qingshi" and first <= v.day <= last]
    found = work.analyses.of(["qingshi"], first, last)
    assert dict(found.outcomes) == Counter(visit.outcome for visit in held)
    kinds = Counter(one.category for visit in held for one in visit.findings)
    assert {key: count for key, count, _ in found.kinds} == kinds
    assert [places for _, _, places in found.kinds] == [sum(bool(visit.findings) for visit in held)]
    counties = {name: (count, problems) for name, count, problems in found.counties}
    for county in {visit.county for visit in held}:
        of_county = [visit for visit in held if visit.county == county]
        assert counties[county or ""] == (len(of_county), sum(visit.problems for visit in of_county))
    assert sum(count for _, count, _ in found.trades) == len(held)
