"""The shipped sample day with papers asked for at its end, and the files that came of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.playing import SAMPLES, Played, replay
from domain.calendars import SHANGHAI
from domain.messages import BOT
from storage.media import MediaStore

LEADER, DISPATCHER = "wxid_weids71", "wxid_fangqm"
GROUP, COMMAND = "room-kaifeng@chatroom", "room-command@chatroom"


def played_with(folder: Path, requests: Sequence[tuple[str, str, str]]) -> Played:
    """Replay the sample day, and then these requests: (sender, room, text), a minute apart from 21:30."""
    (origin,) = [path.parent for path in SAMPLES.glob("*/messages.jsonl")]
    day = folder / "day"
    day.mkdir()
    shutil.copytree(origin / "media", day / "media")
    shutil.copyfile(origin / "roster.toml", day / "roster.toml")
    asked = [
        {
            "id": f"asked{n:02d}",
            "room": room,
            "sender": sender,
            "sender_name": sender,
            "at": f"2020-10-20T21:{30 + n:02d}:00+08:00",
            "kind": "text",
            "text": f"@暗访小助手 {text}",
            "mentions": [BOT],
        }
        for n, (sender, room, text) in enumerate(requests)
    ]
    lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in asked)
    (day / "messages.jsonl").write_text((origin / "messages.jsonl").read_text("utf-8") + lines, "utf-8")
    return replay(day, f"sqlite:///{folder / 'day.db'}", folder / "media", label="sample")


def papers_of(played: Played) -> dict[str, tuple[bytes, str]]:
    """The Word files that were posted, by name, each with what was said with it."""
    store = MediaStore(played.media)
    return {
        name: (store.path(sha256).read_bytes(), sent.post.text)
        for sent in sorted(played.posts, key=lambda sent: sent.sent_at.astimezone(SHANGHAI))
        for sha256, name in zip(sent.post.media, sent.post.file_names, strict=False)
        if name.endswith(".docx")
    }
