"""Alerts once more: what nobody has acknowledged, in one line each, and what is answered to 已阅."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import clock_of, shorten, team_name
from domain.alerts import Alert, AlertKind

NOBODY_WAITS = "没有待阅的紧急情况。"
NOT_YOURS = "紧急情况由指挥调度组、组长、联络员回“已阅”。"
KINDS = {
    AlertKind.VISIT: "紧急点位",
    AlertKind.ACCIDENT: "交通事故",
    AlertKind.DANGER: "遇险",
    AlertKind.OBSTRUCTION: "受阻",
    AlertKind.ILLNESS: "急病",
    AlertKind.HELP: "求助",
}
_TITLE = 120  # half-widths: two lines and a half of a phone
_MOST = 20


def again_text(alerts: Sequence[Alert]) -> str:
    """【未阅】 … what was told and not acknowledged, and how to."""
    return "\n".join(["【未阅】", *_lines(alerts), how_to_read(alerts)])


def open_text(alerts: Sequence[Alert]) -> str:
    """The list for who asks for it, newest first."""
    if not alerts:
        return NOBODY_WAITS
    more = [f"另有更早的{len(alerts) - _MOST}条"] if len(alerts) > _MOST else []
    return "\n".join([f"【未阅】{len(alerts)}条", *_lines(list(alerts)[: -_MOST - 1 : -1]), *more])


def how_to_read(alerts: Sequence[Alert]) -> str:
    """请回：已阅 #12, or just 已阅 where there are several."""
    return f"请回：已阅 {alerts[0].name}" if len(alerts) == 1 else "请回：已阅，或写明编号"


def unheard_text(alert: Alert, group: str, minutes: int | None) -> str:
    """For the second channel: whose and which, no evidence. `minutes` since it was said; None: it does not go out."""
    team = team_name(alert.team) if alert.team is not None else ""
    why = f"{minutes}分钟没人回“已阅”，请看指挥调度群" if minutes is not None else "还没有发出去，请直接联系该组"
    return f"{group}{team} {KINDS[alert.kind]} {alert.name}，{clock_of(alert.at)}报，{why}。"


def what_to_do(alert: Alert) -> str:
    """The same to whoever is on duty, with what else he can have done about a visit."""
    if alert.kind is not AlertKind.VISIT:
        return how_to_read([alert])
    return f"{how_to_read([alert])}；也可：通知属地 {alert.name}、拟{alert.name}专报"


def read_text(alerts: Sequence[Alert], strange: Sequence[str]) -> str:
    """What was noted as acknowledged, and numbers under which nothing waits."""
    noted = [f"已记：{'、'.join(alert.name for alert in alerts)} 已阅。"] if alerts else []
    unknown = [f"没有待阅的{'、'.join(shorten(name, 12) for name in strange)}。"] if strange else []
    return "".join([*noted, *unknown]) or NOBODY_WAITS


def _lines(alerts: Sequence[Alert]) -> list[str]:
    return [f"{shorten(alert.title, _TITLE)}（{clock_of(alert.at)}报）" for alert in alerts]
