"""How an acknowledgement reads."""

from __future__ import annotations

from dataclasses import replace

from documents.acknowledgements import acknowledgement_text, correction_text, remark_text
from domain.acknowledgements import Entry, Missing
from domain.visits import Outcome
from tests.visit_book import a_visit

BRICKS = a_visit("云台县宏图砖厂", number=12, outcome=Outcome.VIOLATION, findings=2)


def test_one_visit_has_its_number_team_place_outcome_and_counts() -> None:
    assert (
        acknowledgement_text([Entry(BRICKS, 3, 1, ())], 6) == "已记录\n#12 1组 云台县宏图砖厂：涉嫌违法，问题2 照3 视1"
    )


def test_what_is_missing_is_asked_for_in_one_breath() -> None:
    entry = Entry(BRICKS, 3, 0, (Missing.VIDEO, Missing.COUNTY))
    assert acknowledgement_text([entry], 6).endswith("问题2 照3，还缺视频、县区，请补发")
    assert acknowledgement_text([Entry(BRICKS, 3, 1, (Missing.COUNTY,))], 6).endswith("还缺县区，请补充")


def test_several_visits_are_one_post_with_a_line_each() -> None:
    clean = a_visit("东泉区小区", number=13, team=None)
    text = acknowledgement_text([Entry(BRICKS, 3, 1, ()), Entry(clean, 0, 0, ())], 6)
    assert text.splitlines()[0] == "已记录2处"
    assert text.splitlines()[2] == "#13 东泉区小区：未发现问题"


def test_of_many_visits_a_handful_is_listed_first_those_that_something_is_asked_of() -> None:
    many = [Entry(replace(BRICKS, number=n, place=f"{n}号砖厂" + "长" * 30), 3, 1, ()) for n in range(1, 60)]
    many[20] = Entry(replace(many[20].visit, urgent=True), 3, 1, ())
    for n in range(40, 47):
        many[n] = Entry(many[n].visit, 3, 0, (Missing.VIDEO,))
    head, *lines, tail = acknowledgement_text(many, 6).splitlines()
    assert head == "已记录59处"
    assert [line.split()[0].removeprefix("【紧急】") for line in lines] == ["#21", *(f"#{n}" for n in range(41, 46))]
    assert tail == "另有53处（2处待补），@我发“点位清单”可看"
    assert len(acknowledgement_text(many, 6)) < 500
    assert acknowledgement_text(many[:7], 6).splitlines()[-1] == "另有1处，@我发“点位清单”可看"
    assert "另有" not in acknowledgement_text(many[:6], 6)


def test_of_many_that_lack_something_a_handful_is_listed() -> None:
    many = [Entry(replace(BRICKS, number=n), 3, 0, (Missing.VIDEO,)) for n in range(1, 9)]
    lines = remark_text(many, 6).splitlines()
    assert [line.split()[0] for line in lines[:-1]] == [f"#{n}" for n in range(1, 7)]
    assert lines[-1] == "另有2处（2处待补），@我发“点位清单”可看"


def test_an_urgent_visit_is_marked() -> None:
    urgent = replace(BRICKS, urgent=True)
    assert (
        acknowledgement_text([Entry(urgent, 3, 1, ())], 6).splitlines()[1].startswith("【紧急】#12 1组 云台县宏图砖厂")
    )


def test_a_correction_says_what_now_holds() -> None:
    now = replace(BRICKS, outcome=Outcome.HANDOVER)
    assert correction_text(Entry(now, 3, 1, ())) == "更正 #12 1组 云台县宏图砖厂：需整改交办，问题2 照3 视1"
    assert correction_text(Entry(replace(BRICKS, links=()), 0, 0, ())) == "更正 #12：已撤回，不再计入"


def test_a_long_or_hostile_name_keeps_to_its_line() -> None:
    hostile = replace(BRICKS, place="一\n二\u202e" + "厂" * 90)
    text = acknowledgement_text([Entry(hostile, 1, 1, ())], 6)
    assert len(text.splitlines()) == 2 and "\u202e" not in text and "…：涉嫌违法" in text
