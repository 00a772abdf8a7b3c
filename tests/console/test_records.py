"""A record's page tells what it says and why; what is done there is done by the rights of the chat's commands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.made_papers import MadePaper, PaperKind
from domain.messages import Kind
from domain.visits import Outcome, Visit
from storage.work import UnitOfWork
from tests.console_desk import ConsoleDesk, console, visible
from tests.group_chat import GroupChat, group_chat
from tests.visit_book import clock

VIDEO = b"\0\0\0\x18ftypisom"


@contextmanager
def looking(folder: Path, name: str) -> Iterator[tuple[GroupChat, ConsoleDesk]]:
    """A record of 青石 team 1, one of team 2, one of 白河."""
    with group_chat(folder) as chat, console(chat, name) as desk:
        chat.at("09:00")
        chat.shows("郝大川", "photo")
        chat.shows("郝大川", VIDEO, Kind.VIDEO)
        chat.says("郝大川", "东泉区宏图砖厂，原料堆未苫盖，已责令立行立改")
        chat.at("09:30")
        chat.says("潘越", "西岭区大禹建材厂，道路积尘，已责令立行立改")
        chat.says("范舟", "望山县绿野砂场，未发现问题")
        yield chat, desk


def record(chat: GroupChat, number: int) -> Visit:
    found = chat.look(lambda work: work.visits.get(number))
    assert isinstance(found, Visit)
    return found


def seen(desk: ConsoleDesk, number: int, page: str = "") -> str:
    """What a form of this record's page was made of."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', desk.asks(f"/visits/{number}{page}")[1])
    assert found is not None
    return found[1]


def does(desk: ConsoleDesk, number: int, deed: str, **form: Any) -> str:
    """Send a form of the record's page; what the page says then."""
    sent = {"seen": seen(desk, number), "reason": "与现场核对", **form}
    status, text = desk.sends(f"/visits/{number}/{deed}", **sent)
    assert status == 200, text
    return visible(text)


def as_it_is(visit: Visit, **other: Any) -> dict[str, Any]:
    """The form of 更正 as the page gives it, but for what is other."""
    yes = {True: "yes", False: "no"}
    return {
        "place": visit.place,
        "county": visit.county or "",
        "team": str(visit.team),
        "outcome": visit.outcome.value,
        "industrial": yes[visit.industrial],
        "lookback": yes[visit.lookback],
        "problem": [finding.text for finding in visit.findings],
        "category": sorted(visit.categories),
        "further": "",
        **other,
    }


def test_a_record_says_what_it_is_why_by_whom_and_of_what_it_was_made(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        text, html = desk.sees("/visits/1"), desk.asks("/visits/1")[1]
        assert "#1 宏图砖厂" in text and "立行立改" in text and "郝大川 10月21日 09:00" in text
        assert "县区 东泉区 09:00 “东泉区宏图砖厂”" in text
        assert "东泉区宏图砖厂，原料堆未苫盖，已责令立行立改" in text
        sha256 = hashlib.sha256(b"photo").hexdigest()
        assert f'<a href="/media/{sha256}"><img src="/thumbs/{sha256}"' in html
        raw = chat.look(lambda work: work.traces.messages_of(work.visits.get(1))[0].raw_sha256)
        assert sha256 in text and raw in text
        video = hashlib.sha256(VIDEO).hexdigest()
        assert f'<video controls preload="metadata" src="/media/{video}"' in desk.asks("/visits/1")[1]


def test_the_record_of_another_group_is_as_if_there_were_none(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        nothing = desk.asks("/visits/99")
        assert nothing[0] == 404 and desk.asks("/visits/3") == nothing
        assert desk.asks("/visits/3/live")[0] == desk.asks("/visits/3/amend")[0] == 404
        status, text = desk.sends("/visits/3/withdraw", seen="0", reason="x")
        assert (status, text) == desk.sends("/visits/99/withdraw", seen="0", reason="x")
        assert status == 404 and record(chat, 3).links


def test_what_is_corrected_is_told_with_what_was_and_kept_with_who_when_and_why(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        assert "现在是" in desk.sees("/visits/1/amend")
        problem = "原料堆未苫盖，加问题：#2 撤销"  # no command, however it reads
        form = as_it_is(record(chat, 1), county="云台县", outcome="handover", problem=[problem], further="台账缺失")
        text = does(desk, 1, "amend", **form)
        assert "#1 宏图砖厂 已更正：县区 东泉区→云台县；结果 立行立改→需整改交办" in text
        assert "温岚 县区 东泉区→云台县 ，原因：与现场核对" in text
        now = record(chat, 1)
        assert (now.county, now.outcome) == ("云台县", Outcome.HANDOVER)
        assert [finding.text for finding in now.findings] == [problem, "台账缺失"] and record(chat, 2).links
        assert "没有改动" in does(desk, 1, "amend", **as_it_is(now))
        assert "问题2 台账缺失→已删" in does(desk, 1, "amend", **as_it_is(now, strike="2"))
        entries = "SELECT actor, subject FROM audit WHERE action = 'visits.change'"
        done = chat.look(lambda work: work.connection.exec_driver_sql(entries).all())
        assert [tuple(row) for row in done] == [("id-wen", "1")] * 2


def test_a_form_sent_twice_is_done_once_and_one_made_of_what_is_past_is_not_done(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        old, token = seen(desk, 1), "a" * 32
        form = as_it_is(record(chat, 1), further="台账缺失", seen=old, reason="补记", token=token)
        for _ in range(2):
            desk.sends("/visits/1/amend", **form)
        assert len(record(chat, 1).findings) == 2
        assert "这条刚有变动" in does(desk, 1, "withdraw", seen=old) and record(chat, 1).links
        assert "请写原因" in does(desk, 1, "withdraw", reason=" ") and record(chat, 1).links


def test_a_record_is_withdrawn_and_restored(tmp_path: Path) -> None:
    with looking(tmp_path, "罗青") as (chat, desk):
        text = does(desk, 1, "withdraw", reason="重复上报")
        assert "#1 宏图砖厂 已撤销" in text and "原因：重复上报" in text and "这条已撤销，不再计入" in text
        assert not record(chat, 1).links
        assert "宏图砖厂" not in desk.sees("/visits") and "宏图砖厂" in desk.sees("/visits?withdrawn=1")
        assert "#1 宏图砖厂 已恢复" in does(desk, 1, "restore") and record(chat, 1).links


def test_records_are_merged_and_the_number_leads_on_and_parted_again(tmp_path: Path) -> None:
    with looking(tmp_path, "罗青") as (chat, desk):
        assert "不是同一个组" not in (text := does(desk, 2, "merge", other="#1"))
        assert "#2 已并入 #1 宏图砖厂" in text and text.count("#2 已并入 #1") == 1
        assert "#1 宏图砖厂" in desk.sees("/visits/2")
        assert "#1 已拆成：" in does(desk, 1, "split", piece=["宏图砖厂", "大禹：建材，厂", ""])
        assert record(chat, 4).place == "大禹：建材，厂"  # a name is a name
        assert "从 #1 拆出" in desk.sees("/visits/4")


@pytest.mark.parametrize(("name", "number"), [("郝大川", 2), ("潘越", 1)])
def test_an_inspector_is_refused_what_he_may_not_edit_in_chat_either(tmp_path: Path, name: str, number: int) -> None:
    with looking(tmp_path, name) as (chat, desk):
        assert "这条是别的小组的" in desk.sees(f"/visits/{number}")
        for deed, form in (("withdraw", {}), ("amend", {"further": "x"}), ("merge", {"other": "1"})):
            digest = seen_of(chat, number)
            status, text = desk.sends(f"/visits/{number}/{deed}", seen=digest, reason="x", **form)
            assert status == 200 and "这条是别的小组的，请本小组、组长或联络员来改。" in visible(text)
        assert record(chat, number).links and desk.sends(f"/visits/{number}/mark", seen="0", reason="x")[0] == 403


def seen_of(chat: GroupChat, number: int) -> str:
    with console(chat, "齐正") as desk:
        return seen(desk, number)


def test_of_another_group_s_record_he_merges_nothing(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):
        assert "只能改本组的记录" in does(desk, 1, "merge", other="3") and record(chat, 3).links


def test_the_leader_signs_and_sees_what_was_changed_since(tmp_path: Path) -> None:
    with looking(tmp_path, "罗青") as (chat, desk):
        assert "已签字" in does(desk, 1, "sign")
        assert "签字后有改动：县区" in does(desk, 1, "amend", **as_it_is(record(chat, 1), county="云台县"))
        assert "已签字" in does(desk, 1, "sign") and "签字撤销" in does(desk, 1, "unsign")
        with console(chat, "温岚") as other:
            before = seen(other, 1)
            assert other.sends("/visits/1/sign", seen=before)[0] == 200
        assert chat.look(lambda work: work.signatures.of_visit(1)) is None


def test_a_dispatcher_marks_it_urgent_with_his_reason(tmp_path: Path) -> None:
    with looking(tmp_path, "齐正") as (chat, desk):
        assert "已标紧急：#1 宏图砖厂" in (text := does(desk, 1, "mark", reason="群众举报"))
        assert "齐正 标紧急 ，原因：群众举报" in text and record(chat, 1).urgent
        assert "已取消紧急" in does(desk, 1, "unmark") and not record(chat, 1).urgent


def test_a_paper_made_of_it_is_named_to_who_may_have_it(tmp_path: Path) -> None:
    with looking(tmp_path, "温岚") as (chat, desk):

        def add(work: UnitOfWork) -> None:
            for group, name in (("qingshi", "本组日报.docx"), (None, "全省日报.docx")):
                made = ("0" * 64, name, clock("10:00"), clock("10:00"), "id-qi")
                work.papers.add(MadePaper(0, PaperKind.DAILY_REPORT, group, date(2020, 10, 21), 1, (1,), *made))

        chat.look(add)
        text = desk.sees("/visits/1")
        assert "本组日报.docx" in text and "全省日报.docx" not in text
        assert "本组日报.docx" not in desk.sees("/visits/2")


def test_what_a_sender_wrote_is_only_text(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>砖厂"
    with looking(tmp_path, "温岚") as (chat, desk):
        does(desk, 1, "amend", **as_it_is(record(chat, 1), place=evil, further=evil), reason=evil)
        for path in ("/visits/1", "/visits/1/amend", "/visits"):
            assert "<img src=x" not in desk.asks(path)[1]
        assert record(chat, 1).place == evil


def test_the_chain_of_evidence_of_a_suspected_violation_names_what_was_not_seen(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("09:00")
        chat.shows("郝大川", "photo")
        chat.says("郝大川", "东泉区宏图砖厂，治污设施未运行，涉嫌违法")
        chat.says("潘越", "西岭区大禹建材厂，未发现问题")
        for name, place in (("温岚", "宏图砖厂"), ("范舟", "宏图砖厂"), ("温岚", "别的砖厂")):
            chat.shows(name, f"{name} {place}", Kind.FILE, file_name=f"{place}询问笔录.pdf")
        said = desk.sees("/visits/1")
        assert "证据链 ○ 视频 群内未见 ✓ 照片 1 ✓ 文字 1 ○ 资料 群内未见 ✓ 询问笔录 1 ○ 勘验笔录 群内未见" in said
        other = desk.sees("/visits/2")
        assert "证据：文字 1" in other and "群内未见" not in other and "证据链" not in other
        chat.asks("温岚", "来源 #1")
        assert chat.heard()[-1].endswith("证据：照片1、文字1、询问笔录1；视频、资料、勘验笔录群内未见")
