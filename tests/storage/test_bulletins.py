"""Bulletins and what was asked for at the console, as rows; on both databases."""

from __future__ import annotations

from datetime import timedelta

from domain.bulletins import BulletinKind, BulletinState
from domain.desk_requests import RequestState
from domain.made_papers import MadePaper, PaperKind, kinds_for
from domain.posts import Once, Post, PostKind
from domain.rosters import Role
from storage.backups import named_media
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import NOON

DAY = NOON.date()
A, B = "a" * 64, "b" * 64


def test_a_bulletin_keeps_every_wording_and_loses_its_approval_with_each(work: UnitOfWork) -> None:
    made = work.bulletins.add(
        BulletinKind.RANKING, (DAY, DAY, None), ["qingshi", "baihe"], "原文", "id-qi", "m1", as_of=NOON
    )
    approved = work.bulletins.approve(made, "id-su")
    assert (approved.state, approved.approved_by, approved.approved_at) == (BulletinState.APPROVED, "id-su", NOON)
    edited = work.bulletins.edit(approved, "改文", "id-su")
    assert work.bulletins.get(1) == edited == work.bulletins.of_message("m1")
    assert (edited.state, edited.approved_by, edited.computed, edited.text) == ("draft", None, "原文", "改文")
    work.bulletins.edit(edited, "原文", "id-qi")
    assert work.bulletins.editors(1) == [("id-su", NOON), ("id-qi", NOON)]
    again = work.bulletins.get(1)
    assert again is not None and not again.is_edited and edited.is_edited
    assert work.bulletins.get(2) is None and work.bulletins.of_message("m2") is None


def test_bulletins_are_listed_newest_first_and_go_to_a_room_once(work: UnitOfWork) -> None:
    for number in range(1, 5):
        work.bulletins.add(BulletinKind.PROGRESS, (DAY, DAY, 1), ["qingshi"], "文", "id-qi", f"m{number}", as_of=NOON)
    assert [one.number for one in work.bulletins.latest(2)] == [4, 3]
    assert [one.number for one in work.bulletins.latest(9, before=3)] == [2, 1]
    once = Once(work.campaign.key, "bulletin", f"1/{QINGSHI}", "now")
    work.outbox.owe(Post(once, PostKind.BULLETIN, QINGSHI, None, "文", about=frozenset({"qingshi"})))
    for by in ("id-qi", "id-su"):
        work.bulletins.send(1, QINGSHI, by, str(once))
    (delivery,) = work.bulletins.deliveries([1, 2])[1]
    assert (delivery.room, delivery.by, delivery.state, delivery.sent_at) == (QINGSHI, "id-qi", "owed", None)


def test_what_was_asked_for_is_settled_by_its_form_and_part(work: UnitOfWork) -> None:
    requests = work.desk_requests
    assert [requests.ask("console-1", part, "id-luo", f"稿{part}", ["qingshi"]) for part in (1, 2)] == [1, 2]
    assert requests.settle("console-1", 1, "好了", A, "稿.docx") and requests.settle("console-1", 2, "没做成")
    assert not requests.settle("console-2", 1, "", A)
    failed, made = requests.of("id-luo", ["qingshi"])
    assert (made.state, made.sha256, made.file_name, made.ended_at) == (RequestState.MADE, A, "稿.docx", NOON)
    assert (failed.state, failed.text, failed.sha256) == (RequestState.FAILED, "没做成", "")
    assert requests.of("id-luo", ["baihe"]) == requests.of("id-wen", ["qingshi"]) == []
    assert requests.get(1, "id-luo", ["qingshi"]) == made == requests.of_message("console-1")
    assert requests.get(1, "id-luo", ["baihe"]) is None and requests.get(1, "id-wen", ["qingshi"]) is None
    assert A in named_media(work.connection)


def test_a_paper_on_record_is_there_for_who_may_have_its_kind_and_group(work: UnitOfWork) -> None:
    def paper(kind: PaperKind, group: str | None) -> MadePaper:
        return MadePaper(None, kind, group, DAY, None, (), B, "稿.docx", NOON, NOON - timedelta(hours=1), "id-qi")

    own = work.papers.add(paper(PaperKind.DAILY_REPORT, "qingshi"))
    stage = work.papers.add(paper(PaperKind.STAGE_REPORT, "qingshi"))
    every = work.papers.add(paper(PaperKind.BULLETIN, None))
    both = ("qingshi", "baihe")
    for role, groups, found in (
        (Role.DISPATCHER, both, [every, stage, own]),
        (Role.LEADER, ("qingshi",), [stage, own]),
        (Role.INSPECTOR, ("qingshi",), [own]),
        (Role.LEADER, ("baihe",), []),
        (Role.LEADER, (), []),
    ):
        assert work.papers.latest(groups, kinds_for(role), 9) == found, (role, groups)
        for one in (own, stage, every):
            seen = work.papers.readable(one.number or 0, groups, kinds_for(role))
            assert seen == (one if one in found else None)


def test_an_instruction_is_seen_by_the_groups_that_were_given_it(work: UnitOfWork) -> None:
    assert work.instructions.next_number() == "1020-1"
    for number, groups in enumerate((["qingshi"], ["baihe"], ["qingshi", "baihe"]), 1):
        work.instructions.add("id-qi", f"第{number}条", groups, f"m{number}")
    assert work.instructions.next_number() == "1020-4"

    def seen(groups: list[str] | None, number: str | None = None, before: str | None = None) -> list[str]:
        return [one.number for one in work.instructions.seen_by(groups, number=number, before=before)]

    assert seen(None) == ["1020-3", "1020-2", "1020-1"] and seen(["qingshi"]) == ["1020-3", "1020-1"]
    assert seen(["qingshi"], number="1020-2") == seen([]) == []
    assert seen(None, before="1020-3") == ["1020-2", "1020-1"] and seen(["baihe"], before="1020-3") == ["1020-2"]
    assert seen(None, before="nonsense") == []
