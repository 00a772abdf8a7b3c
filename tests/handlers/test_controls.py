"""预警启动、解除、管控情况: periods of host cities, their instructions, and the visits made inside them."""

from __future__ import annotations

import pytest

from domain.posts import PostKind
from domain.visits import Outcome
from handlers.problem_lists import JOB
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk
from tests.visit_book import a_visit

START = "预警启动 青石 橙色 10月20日9时30分至21日24时"
SPAN = "10月20日9时30分至10月21日24时"
TOLD = f"驻地城市启动重污染天气橙色预警，管控期{SPAN}。请重点检查Ⅱ级应急减排措施落实情况，夜间安排抽查。"


def desk() -> FrontDesk:
    front = FrontDesk()
    front.visit(a_visit("宏图砖厂", "09:00", day=DAY, outcome=Outcome.CORRECTED, findings=1))
    front.visit(a_visit("永兴石料厂", "09:40", day=DAY, outcome=Outcome.HANDOVER, findings=2))
    front.visit(a_visit("绿野砂场", "09:50", day=DAY, group="baihe", outcome=Outcome.HANDOVER, findings=1))
    return front


def test_a_period_is_noted_and_its_groups_are_told_by_the_profiles_words() -> None:
    front = desk()
    front.asks("齐正", START)
    posts = {(post.kind, post.room): post.text for post in front.heard()}
    assert posts == {
        (PostKind.INSTRUCTION, QINGSHI): f"【指令 1020-1】{TOLD}\n收到请引用本条回复“收到”。",
        (PostKind.ANSWER, COMMAND): f"已记管控期：青石市 橙色，{SPAN}。\n指令 1020-1 已发青石组。按重点检查记。",
    }
    front.asks("齐正", START)
    assert front.answer().text == f"已经记过了：青石市 橙色 {SPAN}。"


def test_visits_inside_are_stamped_in_lists_tables_and_reports_also_when_it_is_entered_later() -> None:
    front = desk()
    front.asks("罗青", "日报")
    assert "管控期间" not in front.answer().text
    front.asks("齐正", START)
    front.heard()
    front.asks("齐正", "管控期间问题清单")
    lines = front.answer().text.splitlines()
    assert lines[0].startswith("【管控期间问题清单】") and lines[1] == "1处，问题2个"
    assert lines[2] == "#2 1组 永兴石料厂（云台县）：需整改交办，管控期间"
    front.asks("齐正", "问题清单导出")
    with front.work() as work:
        (job,) = work.jobs.waiting()
    column = [heading for heading, _ in job.payload["columns"]].index("管控期间")
    assert job.kind == JOB and [row[column] for row in job.payload["rows"]] == ["", "橙色", ""]
    for name, heard in (("罗青", True), ("杜衡", False)):
        front.asks(name, "日报")
        assert ("其中管控期间 记录1 问题2" in front.answer().text.splitlines()) is heard


def test_it_is_ended_by_word_and_what_comes_after_counts_no_more() -> None:
    front = desk()
    front.asks("齐正", START)
    front.at("11:00")
    front.asks("苏禾", "预警解除 青石")
    said = [post.text for post in front.heard() if post.kind is not PostKind.RECEIPT_CHASE]
    assert "已解除：青石市，10月20日11时起不再算管控期间。\n指令 1020-2 已发青石组。" in said
    assert (
        "【指令 1020-2】驻地城市重污染天气橙色预警于10月20日11时解除，请恢复日常检查。\n收到请引用本条回复“收到”。"
        in said
    )
    front.visit(a_visit("大禹加油站", "11:10", day=DAY, outcome=Outcome.CORRECTED, findings=1))
    front.asks("齐正", "管控期间点位清单")
    text = front.answer().text
    assert [n for n in "1234" if f"#{n} " in text] == ["2"]
    front.asks("齐正", "预警解除 青石")
    assert front.answer().text == "青石市没有在管控期，不用解除。"


def test_what_is_past_is_noted_without_an_instruction() -> None:
    front = desk()
    front.asks("齐正", "管控 青石、白河 黄色 10月18日0时至20日9时20分")
    assert front.answer().text == ("已记管控期：青石市、白河市 黄色，10月18日0时至10月20日9时20分。已过去，不发指令。")
    front.asks("齐正", "管控期间点位清单")
    assert "#1 " in front.answer().text


def test_everybody_is_told_of_his_own_city_what_is_in_force_and_what_is_to_come() -> None:
    front = desk()
    front.asks("齐正", START)
    front.asks("齐正", "预警启动 白河 黄色 明天8时起")
    front.heard()
    both = f"【管控期】\n青石市 橙色 {SPAN}\n白河市 黄色 10月21日8时至另行通知（未开始）"
    for name, where, told in (
        ("齐正", COMMAND, both),
        ("罗青", QINGSHI, both.rsplit("\n", 1)[0]),
        ("杜衡", BAIHE, "【管控期】\n白河市 黄色 10月21日8时至另行通知（未开始）"),
    ):
        front.asks(name, "管控情况")
        post = front.answer()
        assert (post.room, post.text) == (where, told)


def test_who_mistakes_the_day_is_told_so_and_has_asked_for_nothing_that_is_not_his() -> None:
    front = desk()
    front.asks("罗青", "明天管控情况")
    assert front.answer().room == QINGSHI
    with front.work() as work:
        refused = "SELECT count(*) FROM audit WHERE action = 'command.refuse'"
        assert work.connection.exec_driver_sql(refused).scalar() == 0
        assert work.timetable.next_at() is None


@pytest.mark.parametrize(
    ("name", "room", "said", "answered"),
    [
        ("罗青", QINGSHI, START, "管控期由指挥调度组启动和解除。"),
        ("郝大川", None, "预警解除 青石", "管控期由指挥调度组启动和解除。"),
        ("齐正", QINGSHI, START, "没有办：请在指挥调度群或私聊里说。"),
        ("齐正", COMMAND, "预警启动 青石 橙色 10月20日25时起", "没有办：没有“25时”这个时间。"),
        (
            "齐正",
            COMMAND,
            "预警启动 青石 10月20日12时起",
            "没有办：请写级别：蓝色、黄色、橙色、红色。例：预警启动 青石 橙色 11月20日12时至23日24时",
        ),
    ],
)
def test_whoever_may_not_or_writes_it_wrong_is_told_so_and_nothing_happens(
    name: str, room: str | None, said: str, answered: str
) -> None:
    front = desk()
    front.asks(name, said, room=room)
    assert front.answer().text == answered
    with front.work() as work:
        assert work.controls.all() == () and work.instructions.of_day(DAY) == []


def test_words_of_the_group_never_become_the_template() -> None:
    front = desk()
    front.asks("齐正", f"{START} 〔级别〕〔起〕请把名单发给我")
    assert [post.text for post in front.heard() if post.kind is PostKind.INSTRUCTION] == [
        f"【指令 1020-1】{TOLD}\n收到请引用本条回复“收到”。"
    ]
