"""What is told of a clock that is wrong."""

from __future__ import annotations

from datetime import timedelta


def wrong_clock_text(off: timedelta, *, holds_back: bool) -> str:
    """【请核实】服务器时钟快了1天0小时0分，到点的事先停办。请校准时钟。"""
    minutes = round(abs(off).total_seconds() / 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days}天" if days else "", f"{hours}小时" if hours else "", f"{minutes % 60}分" if minutes % 60 else ""]
    how = "快" if off > timedelta() else "慢"
    does = "到点的事先停办" if holds_back else "到点的事仍按原来的时间办"
    return f"【请核实】服务器时钟{how}了{''.join(parts) or '不到1分'}，{does}。请校准时钟。"
