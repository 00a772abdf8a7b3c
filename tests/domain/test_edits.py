"""What is ordered of a visit by hand, and that it holds against whatever words come before or after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assemblies import Assembled, assemble, withdraw
from domain.assembling.hands import Piece, changed, held, joined, parted, put_back, taken_out
from domain.assembling.histories import retold
from domain.edit_orders import BadEdit, changes_in, names_in, numbers_in, reason_in
from domain.edits import Change, Denial, EditFault, Field, denial, misfit
from domain.messages import Kind, Message
from domain.visits import Finding, Outcome, Part, Visit
from storage.lexicons import load_lexicon
from tests.cast import BAIHE, GROUPS, ID, QINGSHI, ROSTER
from tests.memory_past import MemoryPast
from tests.visit_book import DAY, a_visit, campaign, clock

LEXICON = load_lexicon()
CATEGORIES = campaign().categories
QINGSHI_GROUP = GROUPS[0]


def ordered(text: str) -> list[tuple[str, str, int]] | BadEdit:
    found = changes_in(text, QINGSHI_GROUP, CATEGORIES, LEXICON)
    return found if isinstance(found, BadEdit) else [(one.field.value, one.value, one.problem) for one in found]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("更正 #12 县区 云台", [("county", "云台县", 0)]),
        ("更正＃１２：县区云台县，结果立行立改。", [("county", "云台县", 0), ("outcome", "corrected", 0)]),
        ("#12县区改为平川", [("county", "平川县", 0)]),
        ("更正 #12 县区由东泉区改为西岭区", [("county", "西岭区", 0)]),
        (
            "更正 #12 名称 宏图砖厂 县区 东泉 立行立改",
            [("place", "宏图砖厂", 0), ("county", "东泉区", 0), ("outcome", "corrected", 0)],
        ),
        ("更正 #12 名称：宏图 建材 有限公司", [("place", "宏图 建材 有限公司", 0)]),
        ("更正12号 非工业；3组", [("industrial", "no", 0), ("team", "3", 0)]),
        ("更正 #12 工业：否，回头看", [("industrial", "no", 0), ("lookback", "yes", 0)]),
        ("更正 #12 不是回头看 涉嫌违法", [("lookback", "no", 0), ("outcome", "violation", 0)]),
        ("更正 #12 类别 扬尘治理、移动源", [("categories", "dust,mobile", 0)]),
        (
            "更正 #12 问题2：料堆未苫盖，名称牌缺失；问题3 删除",
            [("problem", "料堆未苫盖，名称牌缺失", 2), ("problem", "", 3)],
        ),
        ("更正 #12 删除问题1，加问题：危废间未上锁", [("problem", "", 1), ("problem", "危废间未上锁", 0)]),
        ("更正 #12 第一个问题改为：道路积尘，县区：平川", [("problem", "道路积尘", 1), ("county", "平川县", 0)]),
        ("把12号点位县区改成云台", [("county", "云台县", 0)]),
        ("12号的县区错了，应该是云台", [("county", "云台县", 0)]),
        ("#12 改成立行立改", [("outcome", "corrected", 0)]),
        ("#12不是工业企业", [("industrial", "no", 0)]),
        ("更正 #12 名称 写错了，应为宏图建材", [("place", "宏图建材", 0)]),
        ("更正 #12 结果 未发现问题", [("outcome", "clean", 0)]),
        ("更正 #12 县区 火星", BadEdit(EditFault.UNKNOWN_COUNTY, "火星")),
        ("更正 #12 县区 望山", BadEdit(EditFault.UNKNOWN_COUNTY, "望山")),
        ("更正 #12 小组 9", BadEdit(EditFault.UNKNOWN_TEAM, "9")),
        ("更正 #12 结果 好极了", BadEdit(EditFault.UNKNOWN_OUTCOME, "好极了")),
        ("更正 #12 类别 天文", BadEdit(EditFault.UNKNOWN_CATEGORY, "天文")),
        ("更正 #12 县区 云台，随便什么", BadEdit(EditFault.NOT_UNDERSTOOD, "随便什么")),
        ("更正 #12", BadEdit(EditFault.NOTHING)),
        ("更正 #12 加问题：" + "长" * 500, BadEdit(EditFault.TOO_LONG)),
    ],
)
def test_an_order_is_understood_however_it_is_punctuated_or_says_what_is_wrong(said: str, meant: object) -> None:
    assert ordered(said) == meant


def test_numbers_reasons_and_pieces_are_found_in_an_order() -> None:
    assert numbers_in("合并#12和＃15") == (12, 15)
    assert numbers_in("更正 12 县区 云台") == (12,)
    assert numbers_in("更正 指令1020-1") == ()
    assert [reason_in(said) for said in ("撤销 #12 (重复)", "撤销#12，报重了", "撤销 #12")] == ["重复", "报重了", ""]
    assert names_in("拆分 #12：甲厂；乙厂，立行立改") == ("甲厂", "乙厂，立行立改")
    assert names_in("把#12拆成 甲厂 和 乙厂") == names_in("拆分#12 甲厂、乙厂") == ("甲厂", "乙厂")


def test_the_team_may_edit_its_own_of_the_day_the_leader_the_groups_a_dispatcher_all() -> None:
    visit = a_visit()
    later = DAY + timedelta(days=1)
    may = {
        name: (denial(ROSTER.person[ID[name]], visit, DAY), denial(ROSTER.person[ID[name]], visit, later))
        for name in ID
    }
    assert may["郝大川"] == may["金小满"] == (None, Denial.PAST_DAY)
    assert may["潘越"] == (Denial.OTHER_TEAM, Denial.OTHER_TEAM)
    assert may["罗青"] == may["温岚"] == may["齐正"] == (None, None)
    assert may["杜衡"] == may["范舟"] == may["葛教授"] == (Denial.OTHER_GROUP, Denial.OTHER_GROUP)


def test_problems_are_only_spoken_of_where_there_are_some() -> None:
    clean, two = a_visit(), a_visit(findings=2, outcome=Outcome.HANDOVER)
    add, third = Change(Field.PROBLEM, "未上锁"), Change(Field.PROBLEM, "", 3)
    assert misfit(clean, (add,)) is EditFault.NEEDS_OUTCOME
    assert misfit(clean, (add, Change(Field.OUTCOME, "corrected"))) is None
    assert misfit(two, (third,)) is EditFault.NO_SUCH_PROBLEM
    assert misfit(two, (add,)) is None


def by_hand(visit: Visit, *changes: Change) -> Visit:
    return changed(visit, changes, lambda one: one, lambda said: "waste")


def test_problems_are_numbered_as_they_stood_and_come_back_when_the_outcome_does() -> None:
    told = a_visit(
        findings=(Finding("甲", "dust"), Finding("乙", "water"), Finding("丙", "water")), outcome=Outcome.HANDOVER
    )
    told = replace(told, categories=frozenset({"dust", "water"}))
    mended = by_hand(told, Change(Field.PROBLEM, "", 1), Change(Field.PROBLEM, "乙二", 2), Change(Field.PROBLEM, "丁"))
    assert [finding.text for finding in mended.findings] == ["乙二", "丙", "丁"]
    assert mended.categories == {"water", "waste"}
    clean = by_hand(mended, Change(Field.OUTCOME, "clean"))
    assert (clean.outcome, clean.findings, clean.categories) == (Outcome.CLEAN, (), frozenset())
    back = changed(clean, [Change(Field.OUTCOME, "corrected")], lambda one: told, lambda said: "waste")
    assert (back.outcome, back.findings, back.categories) == (Outcome.CORRECTED, mended.findings, mended.categories)


def test_a_visit_taken_out_is_put_back_without_what_was_recalled_meanwhile() -> None:
    visit = a_visit(photos=2)
    out = taken_out(visit)
    assert out.links == () and out.hand.shelved == visit.links
    photo = visit.links[1].message_id
    assert put_back(out, lambda one: one == photo).message_ids == tuple(k for k in visit.message_ids if k != photo)
    assert put_back(out, lambda one: one == visit.links[0].message_id) == out
    assert put_back(out, lambda one: False) == visit


def test_two_records_of_one_check_become_the_graver_with_all_evidence() -> None:
    one = replace(a_visit("宏图砖厂", photos=1, county=None), number=3)
    other = replace(a_visit("宏图建材", "10:20", photos=2, findings=2, outcome=Outcome.CORRECTED), number=5)
    both, gone = joined(one, other)
    assert (both.number, both.place, both.county, both.outcome) == (3, "宏图砖厂", "云台县", Outcome.CORRECTED)
    assert len(both.links) == 5 and len(both.findings) == 2 and both.hand.names == ("宏图建材",)
    assert (gone.number, gone.links, gone.hand.into) == (5, (), 3)


def test_one_record_of_two_places_is_parted_by_names_and_the_quoted_photo_goes_with_the_second() -> None:
    told = a_visit("宏图砖厂和永兴石料厂", photos=2, outcome=Outcome.HANDOVER)
    told = replace(told, number=4, findings=(Finding("料堆未苫盖", "dust"), Finding("永兴石料厂无环评", "permit")))
    first, second = parted(told, [Piece("宏图砖厂"), Piece("永兴石料厂")], told.links[2].message_id, QINGSHI_GROUP)
    assert (first.number, first.place, [f.text for f in first.findings]) == (4, "宏图砖厂", ["料堆未苫盖"])
    assert (second.number, second.outcome, [f.text for f in second.findings]) == (
        None,
        Outcome.HANDOVER,
        ["永兴石料厂无环评"],
    )
    assert [link.part for link in first.links] == [Part.WORDS, Part.PHOTO]
    assert [link.part for link in second.links] == [Part.WORDS, Part.PHOTO]


# ── words before and after ───────────────────────────────────────────────────────────────────────

REPORT = "云台县宏图砖厂，原料堆未苫盖，危废间未上锁，已责令立行立改"
EDITS = (
    Change(Field.PLACE, "平川宏图建材有限公司"),
    Change(Field.COUNTY, "平川县"),
    Change(Field.OUTCOME, "violation"),
    Change(Field.PROBLEM, "", 2),
    Change(Field.INDUSTRIAL, "no"),
)


class Told:
    """A chat that is assembled as it is said; edits come between."""

    def __init__(self) -> None:
        self.past = MemoryPast()
        self.count = 0

    def says(self, name: str, text: str, kind: Kind = Kind.TEXT, at: int | None = None, **more: object) -> str:
        self.count += 1
        person = ROSTER.person[ID[name]]
        room = QINGSHI if person.group == "qingshi" else BAIHE
        moment = clock("10:00") + timedelta(seconds=self.count if at is None else at)
        message = Message(f"m{self.count}-{name}-{text[:4]}", room, person.id, name, moment, kind, text, **more)  # type: ignore[arg-type]
        self.past.keep(message)
        self.past.apply(assemble(message, person, self.past, ROSTER, LEXICON))
        return message.id

    def sets(self, number: int, *changes: Change) -> None:
        visit = self.past.visits[number]
        new = changed(visit, changes, lambda one: retold(one, self.past, QINGSHI_GROUP, LEXICON), lambda said: "other")
        self.past.apply(Assembled(visits=(new,)))

    def visit(self, place: str) -> Visit:
        (found,) = [visit for visit in self.past.standing() if place in (visit.place, *visit.hand.names)]
        return found


UNRELATED = (
    ("潘越", "2组，西岭区，青石市恒远化工有限公司，危废间未上锁，需整改，交办属地", Kind.TEXT),
    ("潘越", "", Kind.IMAGE),
    ("薛宁", "", Kind.IMAGE),
    ("陶一帆", "路上有点堵，晚一会到", Kind.TEXT),
    ("严松", "3组，东泉区，大禹加油站，油气回收正常，未发现问题", Kind.TEXT),
    ("范舟", "望山县绿野砂场，道路积尘，立行立改", Kind.TEXT),
    ("罗青", "大家辛苦，注意安全", Kind.TEXT),
    ("薛宁", "补充：恒远化工台账也不全", Kind.TEXT),
)


@settings(max_examples=40, deadline=None)
@given(
    chat=st.permutations(UNRELATED),
    cuts=st.lists(st.integers(0, len(UNRELATED)), min_size=len(EDITS) + 1, max_size=len(EDITS) + 1).map(sorted),
)
def test_unrelated_talk_in_any_order_around_the_edits_gives_the_same_visit(
    chat: list[tuple[str, str, Kind]], cuts: list[int]
) -> None:
    alone, among = Told(), Told()
    first = alone.says("郝大川", REPORT, at=0)
    for change in EDITS:
        alone.sets(1, change)
    rest = list(chat)
    for position in range(len(UNRELATED) + 1):
        if position == cuts[0]:
            assert among.says("郝大川", REPORT, at=0)[2:] == first[2:]
        for index, change in enumerate(EDITS, 1):
            if cuts[index] == position:
                among.sets(among.visit("宏图砖厂").number or 0, change)
        if position < len(rest):
            name, text, kind = rest[position]
            among.says(name, text, kind, at=60 + position)
    wanted, found = alone.visit("平川宏图建材有限公司"), among.visit("平川宏图建材有限公司")
    assert replace(found, number=1, links=wanted.links) == wanted
    assert [link.part for link in found.links] == [link.part for link in wanted.links]


@pytest.mark.parametrize(
    "later",
    [
        "更正：上面那家是东泉区的",
        "补充：宏图砖厂县区是东泉区，已整改，未发现问题",
        "云台县宏图砖厂，原料堆未苫盖，危废间未上锁，需整改，交办属地",
        "更正：宏图砖厂 未发现问题",
    ],
)
def test_later_words_of_the_inspector_do_not_undo_what_a_hand_has_set(later: str) -> None:
    told = Told()
    told.says("郝大川", REPORT)
    told.sets(1, *EDITS)
    before = told.visit("平川宏图建材有限公司")
    told.says("郝大川", later)
    after = told.visit("平川宏图建材有限公司")
    assert [getattr(after, name) for name in ("place", "county", "outcome", "industrial")] == [
        getattr(before, name) for name in ("place", "county", "outcome", "industrial")
    ]
    assert "危废间未上锁" not in [finding.text for finding in after.findings]
    assert len(told.past.standing()) == 1


def test_a_recall_takes_back_words_and_what_a_hand_has_set_stands() -> None:
    told = Told()
    told.says("郝大川", REPORT)
    more = told.says("金小满", "补充：宏图砖厂厂区道路积尘")
    told.sets(1, *EDITS)
    told.past.apply(withdraw(more, told.past, ROSTER, LEXICON))
    visit = told.visit("平川宏图建材有限公司")
    assert (visit.place, visit.county, visit.outcome) == ("平川宏图建材有限公司", "平川县", Outcome.VIOLATION)
    assert "危废间未上锁" not in [finding.text for finding in visit.findings]
    assert held(visit) == visit


def test_a_place_is_still_known_by_its_former_name() -> None:
    told = Told()
    told.says("郝大川", REPORT)
    told.sets(1, Change(Field.PLACE, "平川永昌建材有限公司"))
    told.says("潘越", UNRELATED[0][1])
    told.says("郝大川", "补充：宏图砖厂还有一处暗管，废水直排，涉嫌违法", at=600)
    visit = told.visit("平川永昌建材有限公司")
    assert visit.outcome is Outcome.VIOLATION and visit.urgent and len(told.past.standing()) == 2


def test_what_cannot_wait_is_not_kept_quiet_by_a_hand_that_found_nothing() -> None:
    told = Told()
    told.says("郝大川", REPORT)
    told.sets(1, Change(Field.OUTCOME, "clean"))
    assert told.visit("宏图砖厂").findings == ()
    told.says("郝大川", "补充：宏图砖厂后院一根暗管往河里排废水，涉嫌偷排")
    visit = told.visit("宏图砖厂")
    assert visit.outcome is Outcome.CLEAN and visit.urgent and visit.findings
