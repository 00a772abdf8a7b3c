"""更正 #12 …: who may set a visit right by hand, what is answered, and that the number leads on after a merge."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from domain.assembling.hands import held
from domain.messages import Kind
from domain.posts import PostKind
from domain.visits import Finding, Outcome, Visit
from tests.cast import BAIHE, COMMAND, EXPERTS, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit


def desk() -> FrontDesk:
    front = FrontDesk()
    found = (Finding("料堆未苫盖", "dust"), Finding("危废间未上锁", "waste"))
    front.visit(
        a_visit("宏图砖厂", "09:00", day=DAY, county="东泉区", findings=found, outcome=Outcome.HANDOVER, photos=2)
    )
    front.visit(a_visit("宏图建材", "09:10", day=DAY, author="id-jin"))
    front.visit(a_visit("大禹加油站", "09:30", team=2, author="id-pan", day=DAY))
    front.visit(a_visit("绿野砂场", "09:40", group="baihe", author="id-fan", room=BAIHE, day=DAY))
    return front


def visit(front: FrontDesk, number: int) -> Visit:
    with front.work() as work:
        found = work.visits.get(number)
    assert found is not None
    return found


def deeds(front: FrontDesk) -> list[tuple[str, str, str]]:
    with front.work() as work:
        rows = work.connection.exec_driver_sql(
            "SELECT actor, action, subject FROM audit WHERE action LIKE 'visits.%' AND actor <> 'bot'"
        )
        return [tuple(row) for row in rows]


def test_a_visit_is_corrected_in_one_line_that_says_what_was_and_what_holds() -> None:
    front = desk()
    front.asks("郝大川", "更正 #1 县区 云台，结果：立行立改；问题2：危废间未上锁、无标识，加问题：台账缺失")
    assert front.answer().text == (
        "#1 宏图砖厂 已更正：县区 东泉区→云台县；结果 需整改交办→立行立改；"
        "问题2 危废间未上锁→危废间未上锁、无标识；加问题 台账缺失"
    )
    now = visit(front, 1)
    assert (now.county, now.outcome) == ("云台县", Outcome.CORRECTED)
    assert [finding.text for finding in now.findings] == ["料堆未苫盖", "危废间未上锁、无标识", "台账缺失"]
    assert deeds(front) == [("id-hao", "visits.change", "1")]


def test_a_number_within_what_is_written_names_no_other_visit() -> None:
    front = desk()
    front.asks("郝大川", "更正 #1 问题1：与 #3 共用排口，2号料堆未苫盖")
    assert front.answer().text == "#1 宏图砖厂 已更正：问题1 料堆未苫盖→与 #3 共用排口，2号料堆未苫盖"


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("把1号点位县区改成云台", "#1 宏图砖厂 已更正："),
        ("#1重复了，撤销", "#1 宏图砖厂 已撤销"),
        ("#1 不算工业", "#1 宏图砖厂 已更正：工业企业 是→否"),
        ("#1不算工业企业", "#1 宏图砖厂 已更正：工业企业 是→否"),
        ("撤销1", "#1 宏图砖厂 已撤销"),
        ("合并1和2", "#2 已并入 #1"),
        ("#1拆成甲厂、乙厂", "#1 已拆成："),
    ],
)
def test_it_need_not_be_said_in_so_many_words(said: str, begins: str) -> None:
    front = desk()
    front.asks("郝大川", said)
    assert front.answer().text.startswith(begins)


def test_under_a_post_of_ours_that_speaks_of_one_visit_the_number_need_not_be_said(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.says("郝大川", "云台县宏图砖厂，原料堆未苫盖，涉嫌违法")
        chat.says("潘越", "东泉区大禹建材厂，道路积尘，已责令立行立改")
        chat.at("10:20")
        told = next(sent for sent in chat.posts() if sent.post.text.startswith("已记录"))
        assert told.platform_id is not None
        both = "#2" in told.post.text
        chat.heard()
        chat.says("郝大川", "更正：县区 平川", quote=told.platform_id)
        (heard,) = chat.heard(QINGSHI)
        assert heard == "#1 宏图砖厂 已更正：县区 云台县→平川县" and not both


def test_an_outcome_that_carries_problems_without_any_is_said_to() -> None:
    front = desk()
    front.asks("郝大川", "更正 #1 问题1 删除，问题2 删除")
    assert front.answer().text.endswith("；没有问题条目了，结果仍是需整改交办")


def test_a_number_of_ours_is_for_us_though_nobody_called_but_not_a_line_of_ours_pasted() -> None:
    front = desk()
    front.says("金小满", "更正 #1 县区 云台")
    assert front.answer().text == "#1 宏图砖厂 已更正：县区 东泉区→云台县"
    front.says("金小满", "更正 #1 1组 宏图砖厂：立行立改，问题1")
    front.says("金小满", "更正：上面那家是平川县的")
    assert front.heard() == []


@pytest.mark.parametrize(
    ("name", "said", "answered"),
    [
        ("潘越", "更正 #1 县区 云台", "这条是别的小组的，请本小组、组长或联络员来改。"),
        ("范舟", "更正 #1 县区 云台", "只能改本组的记录；其他组请找指挥调度组。"),
        ("郝大川", "合并 #1 #3", "这条是别的小组的，请本小组、组长或联络员来改。"),
        ("齐正", "更正 #99 县区 云台", "没有这个编号的记录，请核对，例：来源#12"),
        ("郝大川", "更正 #1 县区 火星", "没有改。本组没有“火星”，有：东泉区、西岭区、云台县、平川县"),
        ("郝大川", "更正 #1 县区 云台，问题5 删除", "没有改。没有这一个问题；加一个请写：加问题：文字"),
        ("郝大川", "更正 #2 加问题：未上锁", "没有改。有问题就要写结果，例：更正 #12 结果 立行立改，加问题：文字"),
        ("郝大川", "合并 #1", "请写两个编号，例：合并 #12 #15"),
        ("齐正", "合并 #1 #4", "不是同一个组同一天的记录，不能合并。"),
        ("郝大川", "拆分 #1", "请写编号和拆成的几处，例：拆分 #12：甲厂；乙厂，立行立改"),
        ("郝大川", "恢复 #1", "#1 宏图砖厂 没有撤销，不用恢复。"),
    ],
)
def test_who_may_not_or_is_not_understood_hears_what_to_do_and_nothing_changes(
    name: str, said: str, answered: str
) -> None:
    front = desk()
    before = [visit(front, number) for number in (1, 2, 3, 4)]
    front.asks(name, said)
    assert front.answer().text == answered
    assert [visit(front, number) for number in (1, 2, 3, 4)] == before and deeds(front) == []


@pytest.mark.parametrize("order", ["撤销", "恢复", "合并"])
def test_more_than_ten_numbers_at_once_are_asked_for_in_portions_and_nothing_happens(order: str) -> None:
    front = desk()
    for minute in range(8):
        front.visit(a_visit(f"{minute + 1}号砂场", f"09:{minute + 45}", day=DAY))
    before = [visit(front, number) for number in range(1, 12)]
    front.asks("罗青", f"{order} {' '.join(f'#{number}' for number in range(1, 12))}")
    assert front.answer().text == "没有办：一次最多10条，请分几次说。"
    assert [visit(front, number) for number in range(1, 12)] == before
    front.asks("罗青", "撤销 #1 #2 #3 #5 #6 #7 #8 #9 #10 #11")
    assert front.answer().text.startswith("#1 宏图砖厂") and visit(front, 11).links == ()


def test_on_a_later_day_the_inspector_leaves_it_to_his_leader() -> None:
    front = desk()
    front.at("10:00", DAY.replace(day=DAY.day + 1))
    front.asks("郝大川", "更正 #1 县区 云台")
    assert front.answer().text == "这条不是今天的，请组长、联络员或指挥调度组来改。"
    front.asks("罗青", "更正 #1 县区 云台")
    assert visit(front, 1).county == "云台县"


def test_a_dispatcher_is_answered_in_private_where_other_groups_listen() -> None:
    front = desk()
    for room, where in ((BAIHE, (None, ID["齐正"])), (COMMAND, (COMMAND, None)), (QINGSHI, (QINGSHI, None))):
        front.asks("齐正", "更正 #1 县区 云台", room=room)
        post = front.answer()
        assert (post.room, post.contact) == where


def test_experts_set_nothing_right() -> None:
    front = desk()
    front.asks("葛教授", "更正 #1 县区 云台", room=EXPERTS)
    assert visit(front, 1).county == "东泉区"


def test_a_visit_withdrawn_by_hand_counts_no_longer_until_it_is_restored() -> None:
    front = desk()
    whole = visit(front, 1)
    front.asks("郝大川", "撤销 #1（报重了）")
    assert front.answer().text == "#1 宏图砖厂 已撤销，不再计入。要恢复请说：恢复 #1"
    with front.work() as work:
        assert [one.number for one in work.visits.of_day(DAY)] == [2, 3, 4]
        assert work.visits.evidence_of([1])[1].photos == 0
    front.asks("郝大川", "更正 #1 县区 云台")
    assert front.answer().text == "#1 已撤销；要改请先说：恢复 #1"
    front.asks("齐正", "来源 #1")
    assert front.answer().text == "这条记录已撤销，不再计入。\n手工更正：\n10月20日10:00 郝大川 撤销（报重了）"
    front.asks("温岚", "恢复 #1")
    assert front.answer().text == "#1 宏图砖厂 已恢复：需整改交办，问题2"
    assert visit(front, 1) == whole


def test_after_a_merge_the_higher_number_leads_to_the_lower_everywhere() -> None:
    front = desk()
    front.asks("金小满", "#2和#1是一家，合并")
    assert front.answer().text == "#2 已并入 #1 宏图砖厂：需整改交办，问题2"
    front.asks("齐正", "#2标紧急")
    assert "#1 宏图砖厂" in front.answer().text and visit(front, 1).marked
    front.asks("齐正", "来源 #2")
    told = front.answer().text
    assert told.startswith("【紧急】#1 宏图砖厂") and "金小满 #2 并入\n" in told and told.endswith("齐正 标紧急")
    front.asks("金小满", "更正 #2 县区 云台")
    assert front.answer().text == "#1 宏图砖厂 已更正：县区 东泉区→云台县"
    front.asks("金小满", "恢复 #2")
    assert front.answer().text == "#2 已并入 #1；要分开请说：拆分 #1：甲厂；乙厂"
    front.asks("金小满", "合并 #1 #2")
    assert front.answer().text == "已经是同一条了。"
    assert visit(front, 2).links == () and len(visit(front, 1).links) == 4


def test_a_visit_is_split_and_the_photos_stay_with_the_first() -> None:
    front = desk()
    front.asks("郝大川", "拆分 #1：宏图砖厂；永兴石料厂，未发现问题")
    assert front.answer().text == (
        "#1 已拆成：#1 宏图砖厂 需整改交办，问题2；#5 永兴石料厂 未发现问题。照片、视频留在 #1。"
    )
    with front.work() as work:
        assert work.visits.evidence_of([1, 5])[1].photos == 2
        assert work.visits.evidence_of([1, 5])[5].photos == 0
    assert deeds(front) == [("id-hao", "visits.split", "1")]
    front.asks("郝大川", "来源 #5")
    assert front.answer().text.endswith("郝大川 从 #1 拆出")


def test_where_a_value_comes_from_says_that_a_hand_set_it_who_and_what_was_before() -> None:
    front = desk()
    front.asks("郝大川", "更正 #1 县区 云台")
    front.asks("罗青", "更正 #1 县区 平川")
    front.heard()
    front.asks("齐正", "来源 #1")
    lines = front.answer().text.split("\n")
    assert "县区 平川县：手工更正" in lines
    assert lines[-3:] == [
        "手工更正：",
        "10月20日10:00 郝大川 县区 东泉区→云台县",
        "10月20日10:00 罗青 县区 云台县→平川县",
    ]


def day(chat: GroupChat) -> None:
    chat.at("10:00")
    chat.says("郝大川", "云台县宏图砖厂，原料堆未苫盖，危废间未上锁，涉嫌违法")
    chat.shows("金小满")
    chat.shows("金小满", kind=Kind.VIDEO)
    chat.at("10:20")


def test_the_room_hears_what_a_dispatcher_has_set_right_elsewhere_but_not_twice_what_was_said_there(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        day(chat)
        chat.at("13:00")
        chat.heard()
        chat.asks("齐正", "更正 #1 结果 立行立改")
        chat.at("13:20")
        assert chat.heard(QINGSHI) == ["更正 #1 1组 宏图砖厂：立行立改，问题2 照1 视1"]
        chat.asks("郝大川", "更正 #1 结果 涉嫌违法")
        chat.at("13:40")
        assert chat.heard(QINGSHI) == ["#1 宏图砖厂 已更正：结果 立行立改→涉嫌违法"]


def test_the_dispatchers_hear_what_became_of_an_urgent_visit_by_hand(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.says("郝大川", "云台县宏图砖厂，后院一根暗管往河里排废水，涉嫌偷排")
        chat.says("郝大川", "更正 #1 县区 平川")
        chat.says("郝大川", "撤销 #1")
        told = [p.post.text for p in chat.posts() if p.post.kind is PostKind.CORRECTION and p.post.room == COMMAND]
        assert told == ["更正 【紧急】#1 1组 宏图砖厂：涉嫌违法，平川县", "更正 #1：已撤回，不再计入"]


def test_who_corrects_in_the_room_what_a_hand_has_set_is_told_that_it_stands_and_how_to_change_it(
    tmp_path: Path,
) -> None:
    with group_chat(tmp_path) as chat:
        day(chat)
        chat.heard()
        chat.asks("齐正", "更正 #1 县区 平川，结果 立行立改")
        before = chat.visits[0]
        chat.heard()
        chat.says("郝大川", "更正：宏图砖厂县区是东泉区")
        assert chat.heard(QINGSHI) == ["#1 的县区是手工改定的，没有动；要改请说：更正 #1 县区 东泉区"]
        chat.says("金小满", "补充：宏图砖厂厂区道路积尘")
        chat.says("郝大川", "更正 #1 县区 东泉区")
        assert chat.heard(QINGSHI) == ["#1 宏图砖厂 已更正：县区 平川县→东泉区"]
        after = chat.visits[0]
        assert (before.county, after.county, after.outcome) == ("平川县", "东泉区", Outcome.CORRECTED)


@pytest.mark.parametrize(
    ("said", "undoing"),
    [
        ("更正 #1 县区 云台，问题2 删除", "更正 #1 县区 东泉区；问题2：危废间未上锁"),
        ("更正 #1 加问题：台账缺失", "更正 #1 问题几 删除"),
        ("撤销 #1", "恢复 #1"),
        ("合并 #1 #2", "拆分 #1：甲厂；乙厂"),
        ("拆分 #1：甲厂；乙厂", "合并 #1 #5"),
    ],
)
def test_who_takes_back_the_words_is_told_that_the_record_stands_and_how_to_undo_it(said: str, undoing: str) -> None:
    front = desk()
    order = front.asks("郝大川", said)
    front.heard()
    front.says("郝大川", "撤回了一条消息", kind=Kind.RECALL, target=order)
    told = front.answer().text
    assert told.endswith(f"没有改回；要改回请说：{undoing}")


def test_what_hands_have_set_outlives_a_restart(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        day(chat)
        chat.says("郝大川", "更正 #1 县区 平川，问题2 删除")
        (before,) = chat.visits
    with group_chat(tmp_path, start="11:00") as chat:
        chat.says("金小满", "补充：宏图砖厂危废间未上锁，县区是云台县", id="later")
        (after,) = chat.visits
        assert (after.county, after.findings, after.hand) == (before.county, before.findings, before.hand)
        assert len(after.findings) == 1


REPORTS = (
    "云台县宏图砖厂，原料堆未苫盖，危废间未上锁，已责令立行立改",
    "东泉区永兴石料厂，道路积尘，需整改，交办属地",
    "平川县利达砂浆站，暗管偷排废水，涉嫌违法",
    "补充：宏图砖厂台账缺失",
    "更正：永兴石料厂是西岭区的",
)
ORDERS = (
    "更正 #{n} 县区 平川，结果 立行立改",
    "更正 #{n} 结果 未发现问题",
    "更正 #{n} 名称 新厂{m}，3组",
    "更正 #{n} 问题1 删除，加问题：台账缺失",
    "撤销 #{n}",
    "恢复 #{n}",
    "合并 #{n} #{m}",
    "拆分 #{n}：甲厂；乙厂，立行立改，道路积尘",
)


@pytest.mark.parametrize("seed", [3, 14])
def test_whatever_is_ordered_in_whatever_turn_every_number_leads_on_and_no_photo_is_in_two_visits(seed: int) -> None:
    dice, front, shown = random.Random(seed), FrontDesk(), []
    for _ in range(50):
        who, n, m = dice.choice(("郝大川", "潘越", "罗青", "齐正")), dice.randrange(1, 7), dice.randrange(1, 7)
        turn = dice.random()
        if turn < 0.2:
            shown.append(front.says(dice.choice(("郝大川", "潘越")), "", kind=Kind.IMAGE))
        elif turn < 0.4:
            front.says(who, dice.choice(REPORTS))
        else:
            front.asks(who, dice.choice(ORDERS).format(n=n, m=m))
        with front.work() as work:
            assert work.inbox.errors() == {}
            known = [found for number in range(1, 60) if (found := work.visits.get(number)) is not None]
            assert all(work.visits.named_by(one.number or 0) is not None for one in known)
            assert all(held(one) == one for one in known if one.links and not one.urgent)
            assert all(len(work.visits.visits_of(photo)) <= 1 for photo in shown)
