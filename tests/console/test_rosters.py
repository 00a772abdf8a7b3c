"""名册: who is who, changed from the console with a reason; a roster is imported when what it changes was shown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from domain.posts import PostKind
from domain.rosters import Person, Role, Roster
from storage.rosters import import_roster
from tests.annex_book import book_of, huge
from tests.cast import BAIHE, QINGSHI, ROSTER
from tests.console_desk import console, visible
from tests.group_chat import GroupChat, group_chat
from tests.roster_texts import GOOD

PEOPLE = ["姓名", "组别", "小组", "角色", "派出市", "微信号"]
ROLES = {Role.LEADER: "组长", Role.LIAISON: "联络员", Role.DISPATCHER: "指挥调度", Role.INSPECTOR: ""}


def rows_of(roster: Roster) -> list[list[Any]]:
    """The people as an office would list them."""
    city = {group.key: group.city.removesuffix("市") for group in roster.groups}
    return [
        [p.name, city.get(p.group or "", ""), p.team or "", ROLES[p.role], _home(p), p.id]
        for p in roster.people
        if p.role is not Role.EXPERT
    ]


def _home(person: Person) -> str:
    return {"qingshi": "临江", "baihe": "安岭"}.get(person.group or "", "")


def new_book() -> bytes:
    """The cast's roster, with 贺平 for 郝大川."""
    rows = rows_of(ROSTER)
    return book_of(人员=[PEOPLE, *[["贺平", *row[1:5], ""] if row[0] == "郝大川" else row for row in rows]])


def draft_of(text: str) -> str:
    (key,) = re.findall(r'name="draft" value="(\w+)"', text)
    return str(key)


def names(chat: GroupChat) -> list[str]:
    return [person.name for person in chat.app.scene.roster.people]


def test_a_roster_is_imported_when_what_it_changes_was_shown(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        book = new_book()
        status, text = desk.uploads("/roster/import", book, "名册.xlsx")
        told = visible(text)
        assert status == 200 and "来：贺平（青石1组组员）" in told and "走：郝大川（青石1组组员）" in told
        assert "郝大川" in names(chat)
        assert "已启用" in visible(desk.sends("/roster/import/confirm", draft=draft_of(text))[1])
        assert "贺平" in names(chat) and "郝大川" not in names(chat)
        (sha256,) = chat.look(uploads)
        assert (tmp_path / "media" / sha256[:2] / sha256[2:]).read_bytes() == book
        assert "没有等着导入的名册" in desk.sends("/roster/import/confirm", draft=draft_of(text))[1]


def uploads(work: Any) -> list[str]:
    rows = work.connection.exec_driver_sql("SELECT detail FROM audit WHERE action = 'rosters.upload'").fetchall()
    return [re.findall(r'"sha256": ?"(\w{64})"', row[0])[0] for row in rows]


def test_nothing_is_imported_but_what_was_shown_last_beside_the_roster_of_now(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        _, text = desk.uploads("/roster/import", GOOD.replace("id-qi", "id-other").encode(), "roster.toml")
        assert "导入后你就进不来了" in visible(text)
        first = draft_of(text)
        second = draft_of(desk.uploads("/roster/import", new_book())[1])
        assert "没有等着导入的名册" in desk.sends("/roster/import/confirm", draft=first)[1]
        chat.asks("苏禾", "调出 青石2组 潘越 原因：另有任务")
        assert "名册刚才又变了，没有导入" in desk.sends("/roster/import/confirm", draft=second)[1]
        assert "郝大川" in names(chat) and "潘越" not in names(chat)


def test_what_is_no_roster_is_refused_with_what_to_do(tmp_path: Path) -> None:
    rows = rows_of(ROSTER)
    rows[2][2] = "九"
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        for content, said in (
            (b"", "请选一份名册"),
            (b"a" * 1_000_001, "文件太大"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "只收 Excel"),
            (book_of(人员=[PEOPLE, *rows]), "工作表“人员”"),
            (huge(1_048_576), "太大|读不了"),
        ):
            status, text = desk.uploads("/roster/import", content)
            assert status == 422 and re.search(said, visible(text)) and "没有导入，名册照旧" in visible(text)
        assert 'name="draft"' not in desk.asks("/roster/import")[1]


def test_the_blank_workbook_opens(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        status, headers, content = desk.fetches("/roster/template.xlsx")
        assert status == 200 and "attachment" in headers["Content-Disposition"]
        assert "人员" in openpyxl.load_workbook(BytesIO(content)).sheetnames


def test_one_person_is_changed_for_another_with_a_reason(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        who = "/roster/person?id=id-hao"
        assert "郝大川" in desk.sees(who) and "换人" in desk.sees(who)
        form = {"id": "id-hao", "name": "贺平", "level": "A"}
        assert "改名册要写原因" in desk.sends("/roster/person/replace", **form, reason="")[1]
        assert "郝大川 换 贺平，原因：生病" in desk.sends("/roster/person/replace", **form, reason="生病")[1]
        assert "贺平" in names(chat) and "郝大川" not in names(chat)
        assert desk.asks(who)[0] == 404
        assert "没有改" in desk.sends("/roster/person/replace", **form, reason="生病")[1]


def test_somebody_is_added_and_taken_out(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        form = {"name": "贺平", "team": "2", "role": "inspector", "reason": "补缺"}
        assert "增加人员" in desk.sees("/roster/add/qingshi")
        assert "第几小组" in desk.sends("/roster/add/qingshi", **{**form, "team": ""})[1]
        assert "增加 贺平" in desk.sends("/roster/add/qingshi", **form)[1]
        assert chat.app.scene.roster.members("qingshi", 2)[-1].name == "贺平"
        assert "已在名册" in desk.sends("/roster/add/baihe", **form)[1]
        assert "潘越 退回" in desk.sends("/roster/person/remove", id="id-pan", reason="不符合条件", returned="1")[1]
        assert "潘越" not in names(chat)
        chat.later(1)
        chat.run(chat.app.settle())
        (draft,) = [one for one in chat.posts() if "退回抽调人员" in one.post.text]
        assert draft.post.contact == "id-qi"


def test_an_account_is_let_go_and_confirmed_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:00")
        assert "已解除郝大川的绑定" in desk.sends("/roster/person/unbind", id="id-hao")[1]
        assert "郝大川" in desk.sees("/roster/bindings")
        chat.says("郝大川", "换了新手机，是我", sender="stranger-1", room=QINGSHI)
        shown = desk.sees("/roster/bindings")
        assert "显示名“郝大川”" in shown and "换了新手机，是我" in shown
        (number,) = re.findall(r'action="/roster/bindings/(\d+)"', desk.asks("/roster/bindings")[1])
        with console(chat, "纪敏") as other:
            assert "郝大川" not in other.sees("/roster/bindings")
            assert "郝大川" not in other.sends(f"/roster/bindings/{number}")[1]
        with console(chat, "温岚") as liaison:
            assert "已绑定：郝大川" in liaison.sends(f"/roster/bindings/{number}")[1]
        assert "没有待确认的" in desk.sees("/roster/bindings")


def test_the_end_of_a_round_is_moved_when_another_dispatcher_has_confirmed_what_he_saw(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        with console(chat, "齐正") as desk:
            asked = desk.sends("/roster/rounds", round="1", end="2020-11-15", reason="空气质量转差")[1]
            assert "轮次调整预览（没有改）" in asked
            assert "没有调整" in desk.sends("/roster/rounds", round="1", end="nonsense", reason="x")[1]
            (change,) = re.findall(r'name="change" value="(\d+)"', desk.asks("/roster")[1])
            assert "自己提的调整请另一位" in desk.sends("/roster/rounds/agree", change=change)[1]
        with console(chat, "苏禾") as other:
            assert "名册刚才变了" in other.sends("/roster/rounds/agree", change=str(int(change) + 1))[1]
            assert "已调整，告知各组工作群" in other.sends("/roster/rounds/agree", change=change)[1]
            assert chat.app.scene.roster.rounds[0].end == date(2020, 11, 15)
            assert "2020-11-15" in other.sees("/roster")
        chat.later(1)
        chat.run(chat.app.settle())
        told = [one.post.room for one in chat.posts() if one.post.kind is PostKind.ROUND_CHANGE]
        assert set(told) == {QINGSHI, BAIHE}


@pytest.mark.parametrize("name", ["温岚", "罗青", "郝大川"])
def test_others_see_their_own_group_and_change_nothing(tmp_path: Path, name: str) -> None:
    with group_chat(tmp_path) as chat, console(chat, name) as desk:
        seen, (status, text) = desk.sees("/roster"), desk.asks("/roster")
        assert status == 200 and "青石" in seen and not re.search("白河|范舟|纪敏|齐正", seen)
        assert "导入名册" not in seen and "/roster/person" not in text
        for path in ("/roster/import", "/roster/template.xlsx", "/roster/person?id=id-hao", "/roster/add/qingshi"):
            assert desk.asks(path)[0] == 403
        assert desk.uploads("/roster/import", new_book())[0] == 403
        for path in ("import/confirm", "import/drop", "rounds", "rounds/agree", "person/replace", "person/unbind"):
            assert desk.sends(f"/roster/{path}", id="id-hao", name="贺平", reason="生病")[0] == 403
        assert desk.sends("/roster/add/qingshi", name="贺平", team="1", reason="补缺")[0] == 403
        assert desk.asks("/roster/handover/baihe")[0] == (403 if name == "郝大川" else 404)
        assert names(chat) == [person.name for person in ROSTER.people]


def test_a_handover_list_is_shown_to_who_may_have_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        assert "【交接清单】青石组 没有未办完的事。" in desk.sees("/roster/handover/qingshi")


def test_a_roster_of_the_next_round_is_shown_as_waiting(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        people = [person for person in ROSTER.people if person.name != "莫言秋"]
        chat.look(lambda work: import_next(replace(ROSTER, round=2, people=tuple(people)), work))
        seen = desk.sees("/roster")
        assert "第2轮次名册，11月6日 00:00启用" in seen and "走：莫言秋" in seen
        assert "莫言秋" in names(chat)


def import_next(roster: Roster, work: Any) -> None:
    import_roster(work.connection, roster, work.namespace, work.now)
