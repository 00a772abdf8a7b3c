"""A transcript as a live gateway would bring it: quotes in words, without ids, and nobody in `mentions`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

_SHOWN = {"image": "[图片]", "video": "[视频]", "audio": "[语音]", "location": "[位置]", "file": "[文件]"}
_LINE = "- - - - - - - - - - - - - - -"


def as_live(day: Path, to: Path) -> Path:
    """A copy of the day's folder in `to` in which quotes and calls stand in the text alone."""
    shutil.copytree(day, to, ignore=shutil.ignore_patterns("messages.jsonl"))
    lines = (day / "messages.jsonl").read_text("utf-8").splitlines()
    messages: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    known = {message["id"]: message for message in messages}
    with (to / "messages.jsonl").open("w", encoding="utf-8") as out:
        for message in messages:
            out.write(json.dumps(_live(message, known), ensure_ascii=False) + "\n")
    return to


def _live(message: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    changed = dict(message)
    quoted = known.get(changed.pop("quote", None) or "")
    if quoted is not None:
        words = _SHOWN.get(quoted["kind"], quoted.get("text", ""))
        changed["text"] = f"「{quoted['sender_name']}：{words}」\n{_LINE}\n{message.get('text', '')}"
    changed["mentions"] = []
    return changed
