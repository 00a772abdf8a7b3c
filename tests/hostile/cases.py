"""Hostile inputs as values: a case is a few messages, made from a seed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bot.transports.wechaty_protocol import Payload, Place
from domain.messages import Kind
from domain.rosters import Role
from tests.cast import COMMAND, EXPERTS, HOME, LOCALS, PEOPLE

OWN_ROOM = "own"  # in Step.room: the room of the speaker's group


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a case, `after` seconds after the one before.

    `who` is a name of the cast; any other is a stranger with that contact id. `name` is what the
    chat shows of him ("" for his own name). With a `payload` everything else is read from it, as from a gateway.
    `file` gives the pieces of the message's file.
    """

    id: str
    who: str
    text: str = ""
    kind: Kind = Kind.TEXT
    room: str | None = OWN_ROOM
    name: str = ""
    file_name: str = ""
    location: tuple[float, float] | None = None
    quote: str | None = None
    mentions: tuple[str, ...] = ()
    target: str | None = None
    after: int = 5
    file: Callable[[], Iterator[bytes]] | None = None
    payload: Payload | None = None
    place: Place | None = None


Case = tuple[Step, ...]
Make = Callable[[Random, str], Case]  # chance and the case's name -> the case

INSPECTORS = tuple(person.name for person in PEOPLE if person.role is Role.INSPECTOR)
LEADERS = tuple(person.name for person in PEOPLE if person.role in (Role.LEADER, Role.LIAISON))
DISPATCHERS = tuple(person.name for person in PEOPLE if person.role is Role.DISPATCHER)
EVERYBODY = tuple(person.name for person in PEOPLE)
ROOMS: tuple[str | None, ...] = (
    *HOME.values(),
    COMMAND,
    EXPERTS,
    LOCALS,
    None,
    "room-unknown@chatroom",
    "",
    "../../etc",
)

PLACES = ("东泉区宏盛建材有限公司", "西岭区恒通加油站", "云台县金鼎铸造厂", "平川县阳光花园工地", "南关区顺达汽修店")
FAULTS = ("喷漆房未密闭", "裸露黄土未苫盖", "活性炭箱内没有活性炭", "危废台账未记录", "物料露天堆放")
SENTENCE = "10月21日，驻{city}暗访核查组执法人员{a}、{b}，在执法检查时发现{place}涉嫌存在{fault}环境违法行为。"


def report(chance: Random) -> str:
    """A report as it should be."""
    place, fault, team = chance.choice(PLACES), chance.choice(FAULTS), chance.randint(1, 3)
    return chance.choice(
        (
            f"{team}组 {place}，{fault}，已责令立行立改。",
            f"点位：{place}\n县区：{place[:3]}\n存在问题：{fault}\n处理：涉嫌环境违法，需整改交办",
            f"{team}组报：1、{place}，未发现问题；2、{chance.choice(PLACES)}，{fault}，需交办。",
            f"{place} 检查正常，未发现问题",
        )
    )


def paper(chance: Random, fault: str = "") -> str:
    """A typical case told in words."""
    head = SENTENCE.format(
        city="青石市", a="郝大川", b="金小满", place=chance.choice(PLACES), fault=fault or chance.choice(FAULTS)
    )
    return f"{head}\n违法内容描述：{(fault or '现场未密闭，粉尘外逸。') * chance.randint(1, 30)}"


def command(chance: Random) -> str:
    """Something that a dispatcher may ask for."""
    return chance.choice(
        (
            "帮助",
            "进度",
            "未报",
            "日报",
            "指令 全体：今晚十点前报齐",
            "指令 青石组：立即复查宏盛建材",
            "指令情况",
            "已交 青石 附件2",
            "青石组今天进度",
            "各组未报",
            "指令 1021-1 情况",
            "已邮",
        )
    )


def anything(chance: Random) -> str:
    return chance.choice((report, paper, command))(chance)


def whole(data: bytes) -> Callable[[], Iterator[bytes]]:
    """A file in one piece."""
    return lambda: iter((data,))
