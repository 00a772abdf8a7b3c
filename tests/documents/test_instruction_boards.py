"""The picture of who has answered."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta

from PIL import Image

from documents.instruction_boards import draw_instruction_board, instruction_board_payload
from domain.calendars import SHANGHAI
from domain.feedbacks import Feedback
from domain.instruction_tallies import InstructionTally, instruction_tally
from domain.instructions import Instruction, Receipt, Status
from tests.cast import ROSTER

NOW = datetime(2020, 10, 20, 18, 5, tzinfo=SHANGHAI)
DUE = NOW - timedelta(minutes=5)


def tally(number: str, *, due: bool = False, status: Status = Status.ISSUED) -> InstructionTally:
    """青石 has answered, its leader and team 2; 白河 has not."""
    text = "今晚加查工地"
    groups = ("qingshi", "baihe")
    instruction = Instruction(number, "id-qi", text, groups, NOW, "m", status, due_at=DUE if due else None)
    receipts = [Receipt(number, "qingshi", team, "x", "m", NOW) for team in (None, 2)]
    told = [Feedback(number, "qingshi", 2, "x", "m2", DUE)] if due else []
    return instruction_tally(instruction, receipts, told, ROSTER)


def test_of_one_instruction_each_team_is_shown_and_the_silent_come_first() -> None:
    board = instruction_board_payload([tally("1020-1", due=True)], ROSTER, NOW)["instruction_board"]
    baihe, qingshi = board["rows"]
    assert (baihe["name"], baihe["silent"], qingshi["silent"]) == ("白河组", True, False)
    assert [cell["text"] for cell in qingshi["cells"]] == ["收到", "", "18:00"]
    assert qingshi["cells"][1]["blocks"] == ((1, "muted"), (2, "done"), (3, "muted"))
    assert baihe["cells"][1]["blocks"] == ((1, "alert"), (2, "alert"))
    assert board["figures"] == (("已回", "1/2组"), ("小组", "1/5"), ("反馈", "1/2组"), ("反馈时限", "18:00"))


def test_of_several_each_has_a_column_and_what_holds_no_more_lacks_nothing() -> None:
    tallies = [tally("1020-1", status=Status.VOIDED), tally("1020-2"), tally("1020-3", due=True)]
    board = instruction_board_payload(tallies, ROSTER, NOW)["instruction_board"]
    assert [column[:2] for column in board["columns"]] == [
        ("1020-1", "已作废"),
        ("1020-2", "已回1/2"),
        ("1020-3", "已回1/2"),
    ]
    assert {row["name"]: [cell["text"] for cell in row["cells"]] for row in board["rows"]} == {
        "白河组": ["—", "未见", "未见"],
        "青石组": ["收到 1/3", "收到 1/3", "已反馈"],
    }


def test_it_is_as_wide_as_a_phone_shows_and_grows_with_its_groups() -> None:
    sizes = []
    for tallies in ([tally("1020-1", due=True)], [tally(f"1020-{n}") for n in range(9)]):
        payload = json.loads(json.dumps(instruction_board_payload(tallies, ROSTER, NOW)))  # as the job's row keeps it
        sizes.append(Image.open(io.BytesIO(draw_instruction_board(payload))).size)
    assert sizes == [(1080, 724), (1080, 556)]
