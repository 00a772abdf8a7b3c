"""总览: who sees what of a day, how it stands with its deadline, and what cannot wait."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from domain.renditions import Rendition
from domain.rosters import RoomKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI, ROSTER
from tests.console_desk import console, visible
from tests.group_chat import GroupChat, group_chat

URGENT = "东泉区宏图砖厂，正在偷排黑色废水，涉嫌环境违法，紧急"


def posts(chat: GroupChat, name: str, words: str) -> None:
    chat.shows(name)
    chat.says(name, words)


def tile(text: str, group: str) -> str:
    """The words of one group's tile."""
    found = re.search(
        rf'<li class="card tile" id="tile-{group}">.*?</table>.*?</li>\s*(?=<li class="card|</ul>\s*</section>)',
        text,
        re.S,
    )
    assert found, text
    return visible(found[0])


def test_what_was_posted_in_a_group_is_on_its_tile_with_its_picture(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:00")
        posts(chat, "郝大川", "东泉区宏图砖厂，物料未苫盖，已责令立即整改")
        _, text = desk.asks("/")
        assert "1 /24 点位 1 /15 工业 问题 1 涉嫌违法 0" in tile(text, "qingshi")
        assert "1组 1/8 1/5 ○ 差7 工业4 2组 0/8 0/5 ○ 差8 工业5" in tile(text, "qingshi")
        assert "0 /16 点位" in tile(text, "baihe")
        assert re.search(r'<a href="/visits/1">\s*<span class="shot"><img src="/static/no-thumb.svg', text)
        (photo,) = chat.look(lambda work: work.visits.photos_of([1]))[1]
        chat.look(lambda work: work.renditions.add(Rendition(photo, "f" * 64, "e" * 64, 8, 6)))
        assert f'<img src="/thumbs/{photo}"' in desk.asks("/")[1]
        assert "09:00 青石市 1组 宏图砖厂" in visible(text)


def test_a_liaison_sees_his_group_alone(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        posts(chat, "郝大川", "东泉区宏图砖厂，未发现问题")
        posts(chat, "范舟", "南关区松柏水泥厂，物料未苫盖，已责令立即整改")
        posts(chat, "莫言秋", URGENT.replace("东泉区宏图砖厂", "望山县白云印染厂"))
        _, text = desk.asks("/?group=baihe")
        for mark in ("baihe", "白河", "松柏", "白云", "范舟"):
            assert mark not in text
        assert "1 /24 点位" in visible(text)


def test_the_countdown_runs_to_the_deadline_of_the_campaign(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("18:48")
        assert "还有 1小时12分钟 20:00 附件2、附件3" in desk.sees("/")
        chat.at("20:05")
        assert "今天 20:00 附件2、附件3 的时限已过" in desk.sees("/")
        assert "▲ 差8 工业5" in desk.sees("/")


def test_papers_stand_as_they_are_judged(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("19:40")
        chat.says("温岚", "附件2：今日无")
        chat.says("齐正", "@蓝哨 白河免交附件3，理由：全组转场", mentions=("bot",))
        _, text = desk.asks("/")
        assert "✓ 附件2 19:40 已报无 ○ 附件3 未见" in tile(text, "qingshi")
        assert 'href="/submissions/qingshi/handover_form/2020-10-21"' in text
        chat.at("20:10")
        _, text = desk.asks("/")
        assert "▲ 附件3 未见" in tile(text, "qingshi")
        assert not re.search("漏报|违纪|未完成", text)


def test_what_the_bot_could_not_hear_is_told_and_nobody_is_blamed_for_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "温岚") as desk:
        chat.at("19:50")
        deaf_since = chat.now

        def was_deaf(work: UnitOfWork) -> None:
            work.blind_windows.go_deaf(deaf_since)
            work.blind_windows.hear_again(deaf_since + timedelta(minutes=15))

        chat.look(was_deaf)
        chat.at("20:06")
        text = desk.sees("/")
        assert "19:50–20:05离线" in text
        assert "？ 附件2 待确认 ？ 附件3 待确认" in text


def test_what_cannot_wait_is_on_top_until_it_is_acknowledged(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk, console(chat, "罗青") as leader:
        chat.at("10:00")
        posts(chat, "郝大川", URGENT)
        chat.at("10:07")
        assert "10:00报，已等6分钟。未阅：指挥调度组、罗青、温岚" in desk.sees("/")
        leader.sends("/alerts/read", alert="#1")
        assert "未阅：指挥调度组、温岚；已阅：罗青" in desk.sees("/")
        status, text = desk.sends("/alerts/read", alert="#1")
        assert status == 200
        assert "已记：#1 已阅。" in visible(text)
        assert "已等" not in visible(text)
        assert "（齐正 10:07已阅）" in visible(text)


def test_one_form_acknowledges_one_thing_however_often_it_is_sent(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        posts(chat, "郝大川", URGENT)
        posts(chat, "陶一帆", URGENT.replace("宏图砖厂", "远山铸造厂"))
        assert "已记：#1" in visible(desk.sends("/alerts/read", alert="#1", token="t" * 32)[1])
        assert "已记：#2" in visible(desk.sends("/alerts/read", alert="#2", token="t" * 32)[1])
        status, _ = desk.sends("/alerts/read", alert="#1 #2，都作废")
        assert status == 400


def test_an_inspector_and_another_groups_leader_see_no_alert(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        posts(chat, "郝大川", URGENT)
        for name in ("郝大川", "杜衡"):
            with console(chat, name) as desk:
                assert "已等" not in desk.sees("/")


def test_an_earlier_day_stands_as_it_is_now(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        posts(chat, "郝大川", "东泉区宏图砖厂，未发现问题")
        chat.at("09:00", date(2020, 10, 22))
        words = desk.sees("/?day=2020-10-21")
        assert "10月21日 截至 10月22日 09:00 的记录。 回到今天" in words
        assert "1 /24 点位" in words
        assert "0 /24 点位" in desk.sees("/")
        for nonsense in ("2020-10-23", "2020-13-01", "0001-01-01", "9999-12-31", "x"):
            assert "还有 11小时 20:00" in desk.sees(f"/?day={nonsense}")


def test_with_nothing_to_see_it_says_what_will_come(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        assert "群里还没有点位。" in desk.sees("/")
    rooms = tuple(room for room in ROSTER.rooms if room.kind is not RoomKind.GROUP)
    with group_chat(tmp_path / "unbound", replace(ROSTER, rooms=rooms)) as chat, console(chat, "齐正") as desk:
        assert "名册里还没有工作群。" in desk.sees("/")
    with group_chat(tmp_path / "before", day=date(2020, 10, 12)) as chat, console(chat, "齐正") as desk:
        assert "10月12日是非行动期（行动10月19日至12月31日）。" in desk.sees("/")


def test_the_figures_of_the_charts_stand_in_tables_too(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        chat.at("09:10")
        posts(chat, "郝大川", "东泉区宏图砖厂，未发现问题")
        chat.at("10:20")
        posts(chat, "范舟", "南关区松柏水泥厂，物料未苫盖，已责令立即整改")
        words = desk.sees("/")
        assert "8时 0 0 9时 1 1 10时 1 2" in words
        assert "第1轮次每天" in words
        assert "10月21日 2 1" in words


def test_what_people_write_is_text_on_the_page(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        posts(chat, "郝大川", "东泉区<script>alert(1)</script>砖厂，偷排黑色废水，涉嫌环境违法，紧急")
        _, text = desk.asks("/")
        assert "<script>alert" not in text
        assert BAIHE not in text
        assert QINGSHI not in text


def test_the_menu_marks_where_one_is_and_of_no_page_nothing(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat, console(chat, "齐正") as desk:
        for path, marked in (("/", ["总览"]), ("/visits", ["点位"]), ("/submissions/ledgers", ["上报"]), ("/x", [])):
            _, html = desk.asks(path)
            assert re.findall(r'aria-current="page">(.*?)<', html.partition("</nav>")[0]) == marked, path
