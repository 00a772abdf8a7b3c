"""Likenesses: a report that says 同上 or 隔壁也是 instead of what was found."""

from __future__ import annotations

from dataclasses import replace

from domain.assembling.scenes import Scene
from domain.reading.manners import Manner
from domain.readings import Reading
from domain.visits import Outcome


def alike(scene: Scene, reading: Reading) -> Reading:
    """The reading with what the sender's last visit found, where the words say it is the same there."""
    clean = reading.explicit and reading.outcome is Outcome.CLEAN  # 隔壁也看了，没问题
    if (
        not reading.place
        or reading.findings
        or clean
        or not scene.lexicon.any_of("manners", "also_there").search(reading.words)
    ):
        return reading
    last = next((visit for visit in scene.visits if visit.findings and visit.last_at >= scene.since("addition")), None)
    if last is None or last.place == reading.place:
        return reading
    return replace(
        reading,
        manner=Manner.REPORT,
        county=reading.county or last.county,
        outcome=last.outcome,
        explicit=True,
        urgent=last.urgent,
        categories=last.categories,
        findings=last.findings,
    )
