"""What somebody wants of the bot: a command, a question of the trade, or nothing at all.

The wordings are data (lexicons/commands.toml); this file only goes through them in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pypinyin import lazy_pinyin

from domain.lexicons import Lexicon
from domain.receipts import asks_receipt

__all__ = ["Intent", "IntentKind", "asks_receipt", "intent_of", "plain_request", "said_to_bot"]

UNKNOWN = "unknown"
_READ_AT_MOST = 400  # characters: no request is longer, and a pasted megabyte must cost nothing
_SAID_AT_MOST = 4_000  # characters: longer than any order that is issued
_REMEMBERED = 8  # texts
_SHORT = 6  # characters: up to here a homophone is taken for what it sounds like
_HOMOPHONES = {"help": ("帮助",), "progress": ("进度",), "missing": ("未报",), "daily_report": ("日报",)}
_LEADING_MENTION = re.compile(r"^\s*(?:@[^\s\u2005@]{1,30}(?:[\s\u2005]+|$))+")
_MENTION = re.compile(r"@[^\s\u2005@]{1,30}")
_NAME_AT_MOST = 31  # characters of an @name, the @ included
_FACES = re.compile(r"\[[^\[\]\s]{1,6}\]")
_PUNCTUATION = str.maketrans({"。": ".", "、": ",", "；": ";", "…": ".", "“": '"', "”": '"', "「": '"', "」": '"'})


class IntentKind(StrEnum):
    COMMAND = "command"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is wanted. `name` is help, progress, missing, daily_report, instruction, receipts, confirm_room,
    confirm_binding, unbind, bind_room, bindings, question or unknown (a request that is not served yet); `rest` is
    the text without the call to the bot, otherwise as it was typed.
    """

    kind: IntentKind
    name: str
    rest: str


@dataclass(frozen=True, slots=True)
class _Wording:
    """One compiled rule: every `has` occurs, no `lacks` does; `most` characters, 0 without limit."""

    kind: str
    name: str
    most: int
    has: tuple[re.Pattern[str], ...]
    lacks: re.Pattern[str] | None

    def fits(self, text: str) -> bool:
        if self.most and len(text) > self.most:
            return False
        return all(p.search(text) for p in self.has) and not (self.lacks and self.lacks.search(text))


@dataclass(frozen=True, slots=True)
class _Compiled:
    lexicon: Lexicon
    call: re.Pattern[str]
    typed_call: re.Pattern[str]
    asking: re.Pattern[str]
    greeting: re.Pattern[str]
    rules: tuple[_Wording, ...]
    lately: dict[tuple[str, bool], tuple[Intent | None]] = field(default_factory=dict)


_compiled: dict[int, _Compiled] = {}


def intent_of(text: str, lexicon: Lexicon, *, addressed: bool) -> Intent | None:
    """What the text wants of the bot; None for reports, receipts, small talk and orders to people.

    `addressed` texts were said to the bot. Others can only be questions: ask for what is said in an
    expert room, or to an expert. Every habit asks in its turn, so that the last answers are remembered.
    """
    wordings = _wordings_of(lexicon)
    lately, key = wordings.lately, (text, addressed)
    known = lately.get(key)
    if known is None:
        if len(lately) >= _REMEMBERED:
            lately.clear()
        known = lately[key] = (_intent_of(text, wordings, addressed),)
    return known[0]


def _intent_of(text: str, wordings: _Compiled, addressed: bool) -> Intent | None:
    rest = said_to_bot(text, wordings.lexicon) if addressed else text.strip()
    plain = plain_request(rest)
    if not plain:
        return None
    if not addressed:
        return _question_among_experts(plain, rest, wordings)
    for rule in wordings.rules:
        if rule.fits(plain):
            return Intent(IntentKind(rule.kind), rule.name, rest) if rule.kind != "nothing" else None
    name = _homophone(plain)
    return Intent(IntentKind.COMMAND, name, rest) if name else None


def said_to_bot(text: str, lexicon: Lexicon) -> str:
    """The text without the call to the bot: a leading @name, also typed by hand without a space after
    it, a form of address, or an @name at the end."""
    wordings = _wordings_of(lexicon)
    rest = wordings.typed_call.sub("", text[:_SAID_AT_MOST].strip(), count=1)
    rest = _LEADING_MENTION.sub("", rest, count=1)
    rest = _without_trailing_mention(rest)
    return wordings.call.sub("", rest, count=1).strip(" \u2005\u3000,，:：")


def _without_trailing_mention(text: str) -> str:
    """Looks at the end only: a pattern tried at every blank of a megabyte would take hours."""
    at = text.rfind("@", max(0, len(text) - _NAME_AT_MOST))
    return text[:at].rstrip() if at >= 0 and _MENTION.fullmatch(text, at) else text


def plain_request(text: str) -> str:
    """The text as rules see it: NFKC, lower case, western punctuation, without [faces], 400 characters at most."""
    folded = unicodedata.normalize("NFKC", text[:_READ_AT_MOST]).lower().translate(_PUNCTUATION)
    return " ".join(_FACES.sub("", folded).split())[:_READ_AT_MOST]


def _question_among_experts(plain: str, rest: str, wordings: _Compiled) -> Intent | None:
    if wordings.greeting.search(plain) or not wordings.asking.search(plain):
        return None
    return Intent(IntentKind.QUESTION, "question", rest)


def _homophone(plain: str) -> str | None:
    """The command that a short text sounds like (进渡, 日抱): typed in a hurry on a phone."""
    if len(plain) > _SHORT:
        return None
    sound = "".join(lazy_pinyin(plain))
    return next((name for name, words in _HOMOPHONES.items() for w in words if "".join(lazy_pinyin(w)) in sound), None)


def _wordings_of(lexicon: Lexicon) -> _Compiled:
    """The lexicon's wordings, compiled once for each lexicon."""
    found = _compiled.get(id(lexicon))
    if found is None or found.lexicon is not lexicon:
        _compiled.clear()
        found = _compiled[id(lexicon)] = _compile(lexicon)
    return found


def _compile(lexicon: Lexicon) -> _Compiled:
    table = lexicon.tables["commands"]
    words: Mapping[str, Sequence[str]] = table["words"]
    names = "|".join(table["address"]["names"])
    return _Compiled(
        lexicon=lexicon,
        call=re.compile(rf"^(?:你好)?(?:{names})[\s,，:：。!！]*"),
        typed_call=re.compile(rf"^@(?:{names})[\s\u2005,，:：]*"),
        asking=_any_of(words["asking"], words),
        greeting=_any_of(table["expert_room"]["small_talk"], words),
        rules=tuple(_rule(rule, words) for rule in table["rules"]),
    )


def _rule(rule: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> _Wording:
    return _Wording(
        kind=rule.get("kind", "command"),
        name=rule.get("name", ""),
        most=rule.get("most", 0),
        has=tuple(_any_of(alternatives, words) for alternatives in rule["has"]),
        lacks=_any_of(rule["lacks"], words) if rule.get("lacks") else None,
    )


def _any_of(alternatives: Sequence[str], words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    expanded = (re.sub(r"\$([a-z]+)", lambda m: f"(?:{'|'.join(words[m[1]])})", a) for a in alternatives)
    return re.compile("|".join(f"(?:{a})" for a in expanded))
