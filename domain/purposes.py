"""What a message is for: the one classification that routing and the day's record stand on."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    COMMAND = "command"  # said to the bot, to do or tell something
    QUESTION = "question"  # of the trade, to the bot or an expert
    EVIDENCE = "evidence"  # words, pictures and pins that may belong to a visit
    SUBMISSION = "submission"  # a paper handed in by a leader or liaison
    DECLARATION = "declaration"  # 已邮, 已交: a duty discharged outside the group
    RECEIPT = "receipt"  # 收到
    FEEDBACK = "feedback"  # how an instruction went
    RECALL = "recall"
    CHATTER = "chatter"
