"""Alerts are open until somebody on duty has read them or they are over, on both databases."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.alerts import Alert, AlertKind
from tests.storage.conftest import NOON, after, unit


def an_alert(name: str) -> Alert:
    return Alert(name, AlertKind.VISIT, "qingshi", 2, "id-pan", "m1", NOON, "某厂：涉嫌违法")


def test_an_alert_is_open_until_it_is_read_on_duty_whoever_has_read_it_for_himself(connection: Connection) -> None:
    alerts = unit(connection).alerts
    for name in ("#1", "#2", "#3"):
        alerts.begin(an_alert(name))
    alerts.read("#1", "id-luo", "m2")
    alerts.read("#1", "id-luo", "m3")
    assert [(one.name, set(one.readers)) for one in alerts.open()] == [("#1", {"id-luo"}), ("#2", set()), ("#3", set())]
    unit(connection, after(4)).alerts.read_on_duty("#1", "id-qi", "m4")
    unit(connection, after(5)).alerts.read_on_duty("#1", "id-su", "m5")
    alerts.end("#2")
    assert [one.name for one in alerts.open()] == ["#3"]
    read = alerts.get("#1")
    assert read is not None and (read.read_by, read.read_at, read.readers) == ("id-qi", after(4), frozenset({"id-luo"}))
    assert unit(connection, campaign="other").alerts.get("#1") is None


def test_what_is_said_again_and_called_otherwise_is_kept(connection: Connection) -> None:
    alerts = unit(connection).alerts
    alerts.begin(an_alert("#1"))
    alerts.retitle("#1", "另一厂：涉嫌违法")
    assert alerts.note_repeat(alerts.note_repeat(an_alert("#1"))).repeats == 2
    (kept,) = alerts.open()
    assert (kept.repeats, kept.title, kept.at) == (2, "另一厂：涉嫌违法", NOON)
