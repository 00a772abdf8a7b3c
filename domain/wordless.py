"""Messages that nobody here can read: a voice, a merged forward. They are kept, and words are asked for."""

from __future__ import annotations

from domain.campaigns import Campaign
from domain.messages import Kind, Message
from domain.slots import Slot

ASK_FOR_WORDS = "ask_for_words"  # the rule; its subject is the message


def is_wordless(kind: Kind) -> bool:
    """Whether something is said in it that only a human can hear or open."""
    return kind in (Kind.AUDIO, Kind.FORWARD)


def words_slot(message: Message, campaign: Campaign) -> Slot:
    """When words are asked for."""
    return Slot(ASK_FOR_WORDS, message.id, message.at, message.at + campaign.words_wait)
