"""What is told of conduct (纪律线索): to the patrol group, and a line back to who told it."""

from __future__ import annotations

from documents.lines import one_line

_LONGEST = 1_200  # characters that are passed on

SAY_IT_ALONE = "纪律方面的情况请私聊我说，只转巡查组。"
WHAT_TO_WRITE = "请写：纪律线索：什么人、什么时候、什么事。"
PASSED_ON = "已转巡查组，附您的姓名。别处不提。"
PASSED_ON_TO_DUTY = "巡查组暂时联系不上，已私信指挥调度组，没有附您的姓名。"


def nameless_text(text: str) -> str:
    """What was meant for the patrol group, as the dispatchers are told of it."""
    return text.rpartition("\n反映人：")[0] + "\n反映人未附，请转巡查组。"


def tip_text(words: str, name: str = "") -> str:
    """The words as they were said; `name` of who said them, '' where it is not told."""
    kept = words.strip()
    kept = kept if len(kept) <= _LONGEST else kept[:_LONGEST] + "…"
    return f"【纪律线索】{kept}" + (f"\n反映人：{one_line(name)}" if name else "\n反映人未附，请转巡查组。")
