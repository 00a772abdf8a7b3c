"""The main job, told as a day: from the first photo to the roll-call and the evening tally."""

from __future__ import annotations

from pathlib import Path

from domain.messages import Kind
from domain.posts import PostKind
from domain.visits import Outcome
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat


def _kinds(chat: GroupChat, room: str | None) -> list[PostKind]:
    return [sent.post.kind for sent in chat.posts() if sent.post.room == room]


def _texts(chat: GroupChat, kind: PostKind, room: str | None) -> list[str]:
    return [sent.post.text for sent in chat.posts() if sent.post.kind is kind and sent.post.room == room]


def test_words_photos_and_a_video_of_one_visit_become_one_record_that_is_acknowledged_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("金小满")
        chat.says("郝大川", "1组，青石市锦川铸造有限公司，东泉区，电炉正在生产，除尘风机没开，烟尘直接外排，涉嫌违法")
        chat.shows("金小满")
        chat.shows("金小满", kind=Kind.VIDEO)
        chat.at("12:00")
        (visit,) = chat.visits
        assert (visit.number, visit.team, visit.place) == (1, 1, "青石市锦川铸造有限公司")
        assert (visit.county, visit.outcome, visit.industrial) == ("东泉区", Outcome.VIOLATION, True)
        assert len(visit.links) == 4
        (said,) = _texts(chat, PostKind.ACKNOWLEDGEMENT, QINGSHI)
        assert "#1" in said and "锦川铸造" in said
        assert chat.posts()[-1].post.kind is PostKind.ACKNOWLEDGEMENT


def test_a_clean_visit_is_not_acknowledged_but_appears_in_the_progress(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("潘越", "2组 西岭区 青石市云帆纺织有限公司 污水站运行正常 台账齐全 未发现问题")
        chat.shows("潘越")
        chat.at("11:00")
        assert chat.heard() == []
        chat.asks("罗青", "现在各小组报了几家")
        (answer,) = chat.heard(QINGSHI)
        assert "2组" in answer and "1/8" in answer


def test_a_missing_video_is_said_within_minutes_of_the_visit(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，喷漆房没有配套废气治理设施，敞开喷漆，涉嫌环境违法")
        chat.shows("薛宁")
        chat.at("09:15")
        (said,) = _texts(chat, PostKind.ACKNOWLEDGEMENT, QINGSHI)
        assert "缺视频" in said
        assert [sent.post.mentions for sent in chat.posts()] == [("id-pan",)]


def test_an_instruction_goes_out_is_answered_and_the_silent_are_named_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("08:00")
        chat.asks("齐正", "指令 全体：今日重点核查工地扬尘", room=COMMAND)
        for room in (QINGSHI, BAIHE):
            (text,) = _texts(chat, PostKind.INSTRUCTION, room)
            assert "【指令 1021-1】" in text and "今日重点核查工地扬尘" in text
        chat.at("08:05")
        chat.heard()
        chat.says("罗青", "收到")
        assert chat.heard() == []  # never an answer to 收到
        chat.at("09:00")
        (chase,) = _texts(chat, PostKind.RECEIPT_CHASE, COMMAND)
        assert "白河" in chase and "青石" not in chase
        (asked,) = _texts(chat, PostKind.RECEIPT_CHASE, BAIHE)
        assert "青石" not in asked
        assert _texts(chat, PostKind.RECEIPT_CHASE, QINGSHI) == []


def test_a_receipt_for_somebody_elses_request_is_none_for_the_instruction(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("08:00")
        chat.asks("齐正", "指令 青石：今日重点核查工地扬尘", room=COMMAND)
        chat.at("08:10")
        chat.says("温岚", "@所有人 今晚8点开会，收到请回复")
        chat.says("罗青", "收到")
        assert chat.look(lambda work: work.instructions.receipts_of("1021-1")) == []
        post = next(sent for sent in chat.posts() if sent.post.kind is PostKind.INSTRUCTION)
        chat.says("罗青", "收到", quote=post.platform_id)
        (receipt,) = chat.look(lambda work: work.instructions.receipts_of("1021-1"))
        assert receipt.sender == "id-luo"


def test_at_eight_each_group_hears_what_the_bot_has_not_seen_of_it_and_nothing_of_others(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:50")
        chat.says(
            "温岚",
            "附件2 环境问题交办单\n"
            "1.东泉区 锦川铸造：除尘风机未开，立案查处；\n"
            "2.西岭区 恒远化工：废水直排，立案查处。",
        )
        chat.at("20:10")
        (qingshi,) = _texts(chat, PostKind.ROLL_CALL, QINGSHI)
        (baihe,) = _texts(chat, PostKind.ROLL_CALL, BAIHE)
        assert "附件3" in qingshi and "白河" not in qingshi
        assert "附件2" in baihe and "附件3" in baihe and "青石" not in baihe
        for text in (qingshi, baihe):
            assert "群内未见" in text
            assert not any(word in text for word in ("未完成", "漏报", "违纪"))
        (board,) = _texts(chat, PostKind.ROLL_CALL_BOARD, COMMAND)
        assert "青石" in board and "白河" in board


def test_a_paper_sent_one_second_before_eight_is_in_time_and_at_eight_it_is_late(tmp_path: Path) -> None:
    form = "附件2 环境问题交办单\n1.望山县 甲厂：台账不全，限期整改；\n2.南关区 乙厂：未盖篷布，限期整改。"
    with group_chat(tmp_path) as chat:
        chat.at("19:59:58")
        chat.says("温岚", form)
        chat.says("纪敏", form)
        late = chat.look(lambda work: {s.group: s.minutes_late for s in work.submissions.of_day(work.now.date())})
        assert late == {"qingshi": 0, "baihe": 1}


def test_declared_by_mail_settles_the_duty_with_author_and_time(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:30")
        chat.says("罗青", "已邮")
        chat.says("范舟", "已邮")  # an inspector speaks for nobody
        chat.at("20:10")
        (qingshi,) = _texts(chat, PostKind.ROLL_CALL, QINGSHI)
        (baihe,) = _texts(chat, PostKind.ROLL_CALL, BAIHE)
        assert "群内未见" not in qingshi
        assert "群内未见" in baihe


def test_the_evening_tally_is_a_picture_with_words_once_a_room(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，危废间未贴标识，当场贴上，立行立改")
        chat.shows("潘越")
        chat.at("21:30")
        tallies = [sent for sent in chat.posts() if sent.post.kind is PostKind.TALLY]
        assert sorted(sent.post.room or "" for sent in tallies) == sorted([QINGSHI, BAIHE, COMMAND])
        assert all(len(sent.post.media) == 1 for sent in tallies)
        by_room = {sent.post.room: sent.post.text for sent in tallies}
        assert "白河" not in by_room[QINGSHI]
        assert "青石" in by_room[COMMAND] and "白河" in by_room[COMMAND]


def test_strangers_and_unknown_rooms_get_silence_but_their_words_are_kept(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("路人", "帮助", room=QINGSHI)
        chat.asks("路人", "进度", room=None)
        chat.asks("郝大川", "帮助", room="room-elsewhere@chatroom")
        assert chat.heard() == []
        assert len(chat.look(lambda work: work.inbox.all())) == 3


def test_nothing_is_said_at_night_but_it_is_said_in_the_morning(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("21:58")
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，废水直接排入雨水管网，涉嫌环境违法")
        chat.at("23:59")
        before = len([p for p in chat.posts() if p.post.kind is PostKind.ACKNOWLEDGEMENT])
        chat.at("07:05", day=chat.now.date().replace(day=22))
        after = [p for p in chat.posts() if p.post.kind is PostKind.ACKNOWLEDGEMENT]
        assert (before, len(after)) == (0, 1)
        assert after[0].sent_at.astimezone(chat.now.tzinfo).hour == 7


def test_a_paper_handed_in_at_night_is_answered_at_once_to_its_sender_alone(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("22:30")
        chat.heard()
        before = len(chat.posts())
        chat.says("温岚", "附件2 环境问题交办单\n1.东泉区 锦川铸造：除尘风机未开，立案查处。")
        chat.says("罗青", "附件3已邮")
        assert chat.heard(QINGSHI) == []
        sent = [(s.post.contact, s.post.text) for s in chat.posts()[before:] if s.post.room is None]
        assert sent == [
            ("id-wen", "附件2 收到，22:30，迟报2小时30分钟，按群内报送统计。"),
            ("id-luo", "已记：青石组 附件3，22:30告知已邮（罗青）。"),
        ]


def test_a_recalled_report_leaves_the_record_and_its_original_is_kept(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        said = chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，未发现问题")
        assert len(chat.visits) == 1
        chat.takes_back("薛宁", said)  # a notice in another's name changes nothing
        assert len(chat.visits) == 1
        chat.takes_back("潘越", said)
        assert chat.visits == []
        assert chat.look(lambda work: work.inbox.message(said)).text.startswith("2组")


def test_hostile_messages_are_kept_as_evidence_and_the_bot_goes_on(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.says("潘越", "一" * 350_000)  # a megabyte of text
        chat.says("潘越", "空\x00字\ud83d半个表情")
        chat.says("潘越", "{{ 7*7 }} =1+1 '; DROP TABLE inbox; -- ../../etc/passwd %s")
        bomb = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x002\xc8\x00\x002\xc8\x08\x02\x00\x00\x00" + b"\x00" * 20_000
        picture = chat.shows("潘越", bomb)
        chat.says("潘越", "2组，西岭区，青石市恒远化工有限公司，未发现问题")
        assert len(chat.visits) == 1
        kept = chat.look(lambda work: work.inbox.all())
        assert len(kept) == 5
        assert chat.look(lambda work: work.inbox.errors()) == {}
        assert chat.look(lambda work: work.inbox.sha256_of(picture)) is not None


def test_a_message_delivered_twice_counts_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        text = "2组，西岭区，青石市恒远化工有限公司，未发现问题"
        chat.says("潘越", text, id="twice")
        chat.says("潘越", text, id="twice")
        assert len(chat.visits) == 1
        assert len(chat.visits[0].links) == 1
