"""What somebody is told who asks the bot a question of the trade."""

from __future__ import annotations


def noted_text(expert_room: bool) -> str:
    """One line that promises nothing: questions are kept, nobody passes them on yet."""
    where = "到专家咨询群提问" if expert_room else "直接联系专家"
    return f"问题已记录，我还不能转专家，请{where}。"
