"""Charts as SVG for a page: plain text, no colours of their own; a style sheet gives `chart-…` classes theirs.

Every chart says in words what it shows, for who listens; the figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 168  # units; about a pixel each where the chart is shown at its own size
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 8, 10, 24
_INNER, _TALL = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
_LEAST_LABEL = 30  # units between two labels below
_STEPS = (1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class Column:
    """One place on the axis: its label, a value for each series, whether it is the one of now, or still to come."""

    label: str
    values: tuple[int, ...]
    is_now: bool = False


def bar_chart(key: str, title: str, told: str, columns: Sequence[Column], mark: float | None = None) -> str:
    """Bars side by side for each column, one for each series (`chart-1`, `chart-2`); `mark` is a line across.

    `key` is unique on the page; `told` says in a sentence what there is to see.
    """
    top = nice_top(max([0, mark or 0, *(value for column in columns for value in column.values)]))
    parts = [*_scale(top), *_labels([column.label for column in columns], centred=True)]
    step = _INNER / max(1, len(columns))
    for number, column in enumerate(columns):
        width = min(18.0, step * 0.72 / max(1, len(column.values)))
        left = _LEFT + (number + 0.5) * step - width * len(column.values) / 2
        for series, value in enumerate(column.values):
            if value:
                now = " chart-now" if column.is_now else ""
                parts.append(_bar(left + series * width, width, value / top, f"chart-{series + 1}{now}"))
    if mark is not None:
        y = _y(mark / top)
        parts.append(f'<line class="chart-mark" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>')
    return _svg(key, title, told, parts)


def line_chart(
    key: str,
    title: str,
    told: str,
    labels: Sequence[str],
    done: Sequence[tuple[float, float]],
    needed: Sequence[tuple[float, float]],
) -> str:
    """What was done, beside what is needed; both are (place, value) in order, 0 is the place of the first label."""
    top = nice_top(max([0, *(value for _, value in (*done, *needed))]))
    parts = [*_scale(top), *_labels(labels, centred=False)]
    step = _INNER / max(1, len(labels) - 1)

    def path(line: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{_LEFT + place * step:.1f},{_y(value / top):.1f}" for place, value in line)

    parts.append(f'<polyline class="chart-mark" points="{path(needed)}"/>')
    if done:
        (begin, _), (end, last) = done[0], done[-1]
        parts.append(f'<polygon class="chart-area" points="{path([(begin, 0), *done, (end, 0)])}"/>')
        parts.append(f'<polyline class="chart-line" points="{path(done)}"/>')
        parts.append(f'<circle class="chart-end" cx="{_LEFT + end * step:.1f}" cy="{_y(last / top):.1f}" r="3.5"/>')
    return _svg(key, title, told, parts)


def nice_top(value: float) -> int:
    """A round number not below it, so that half of it is round as well: 4, 10, 20, 40, 100 …"""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * 2 >= value:
                return step * size * 2
        size *= 10


def _y(share: float) -> float:
    return _TOP + _TALL * (1 - share)


def _bar(x: float, width: float, share: float, name: str) -> str:
    y, across = _y(share), max(1.0, width - 1)
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{across:.1f}" height="{_y(0) - y:.1f}" rx="1.5"/>'


def _scale(top: int) -> list[str]:
    """Three lines across, with their numbers."""
    parts = []
    for value in (0, top // 2, top):
        y = _y(value / top)
        name = "chart-axis" if value == 0 else "chart-grid"
        parts.append(f'<line class="{name}" x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        parts.append(f'<text class="chart-value" x="{_LEFT - 6}" y="{y + 4:.1f}">{value}</text>')
    return parts


def _labels(labels: Sequence[str], *, centred: bool) -> list[str]:
    """As many as there is room for, the first among them."""
    spaces = len(labels) if centred else len(labels) - 1
    step = _INNER / max(1, spaces)
    every = max(1, -(-_LEAST_LABEL // max(1, int(step))))
    y = HEIGHT - 7
    places = [(_LEFT + (n + 0.5 * centred) * step, label) for n, label in enumerate(labels) if n % every == 0]
    return [f'<text class="chart-label" x="{x:.1f}" y="{y}">{escape(label)}</text>' for x, label in places]


def _svg(key: str, title: str, told: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-title {key}-told">'
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-told">{escape(told)}</desc>'
    )
    return f"{head}{''.join(parts)}</svg>"
