"""The second channel hears of an alert that nobody acknowledges or that does not go out: whose and which, no more."""

from __future__ import annotations

from pathlib import Path

from bot.alarms import Alarms
from bot.transports import Parcel, SendAway
from bot.unheard import Unheard
from tests.cast import PEOPLE
from tests.group_chat import GroupChat, group_chat

PIPE = "2组，西岭区，青石市恒远化工有限公司，车间后墙一根暗管正往河里排红褐色废水，涉嫌偷排"


class Told(Alarms):
    """A second channel at which somebody writes down what begins and what is over."""

    def __init__(self, chat: GroupChat) -> None:
        super().__init__([], lambda: chat.now)
        self.heard: list[str] = []

    @property
    def lead_somewhere(self) -> bool:
        return True

    def alarm(self, kind: str, text: str) -> None:
        self.heard.append(text)

    def over(self, kind: str) -> None:
        self.heard.append(f"over {kind}")


def look(chat: GroupChat, unheard: Unheard) -> None:
    chat.run(unheard.look())


def test_what_nobody_acknowledges_for_ten_minutes_is_told_there_once_and_that_it_is_over(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        told = Told(chat)
        unheard = Unheard(chat.app.executor, told, lambda: chat.now)
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.says("陶一帆", "我们被二十多人围住了，不让走")
        chat.says("齐正", "已阅 #1")
        for clock in ("10:35", "10:40"):
            chat.at(clock)
            look(chat, unheard)
        assert told.heard == []
        for clock in ("10:42", "10:43", "10:55"):
            chat.at(clock)
            look(chat, unheard)
        assert told.heard == ["青石组3组 受阻 急1，10:31报，10分钟没人回“已阅”，请看指挥调度群。"]
        look(chat, Unheard(chat.app.executor, told, lambda: chat.now))  # after a restart
        assert len(told.heard) == 1
        chat.says("苏禾", "已阅")
        look(chat, unheard)
        assert told.heard[1:] == ["over alert 急1"]
        assert not any(person.name in text for text in told.heard for person in PEOPLE)


def test_what_does_not_go_out_within_a_minute_is_told_there(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        told = Told(chat)
        unheard = Unheard(chat.app.executor, told, lambda: chat.now)

        async def nowhere(parcel: Parcel) -> str:
            raise SendAway("no road")

        chat.transport.send = nowhere  # type: ignore[method-assign]
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.later(30)
        look(chat, unheard)
        assert told.heard == []
        chat.later(40)
        look(chat, unheard)
        assert told.heard == ["青石组2组 紧急点位 #1，10:31报，还没有发出去，请直接联系该组。"]


def test_without_a_second_channel_nobody_looks(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.says("潘越", PIPE)
        chat.at("11:31")

        async def keep() -> None:
            async with Unheard(chat.app.executor, Alarms([], lambda: chat.now), lambda: chat.now).kept():
                pass

        chat.run(keep())
        assert [alert.name for alert in chat.look(lambda work: work.alerts.not_told_elsewhere())] == ["#1"]
