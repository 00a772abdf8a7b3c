"""What a dispatcher dictates: 指令 <groups>：<text>, forgiving of punctuation (seed 002, 四)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.lexicons import Lexicon
from domain.rosters import Roster
from domain.targets import city_names, group_called

_BETWEEN = r"[\s、,，和及与跟＆&;；]*"
_COLON = r"\s*[:：]\s*"
_PUNCTUATION = " \t\n\u2005\u3000,，、:：;；。.-—|【】[]"
_NAME = re.compile(r"@?驻?[\u4e00-\u9fff]{2,4}?(?:市|组|市组)?\Z")
_NUMBER = re.compile(r"(?<!\d)(\d{4})\s*[-－—–_]\s*(\d{1,3})(?!\d)")
LONGEST_ORDER = 1_500  # characters: more is a document, and would fill every group's screen
_LONGEST_HEAD = 120  # characters that may name the groups


class OrderFault(StrEnum):
    """Why nothing is issued."""

    NO_TARGET = "no_target"
    UNKNOWN_GROUP = "unknown_group"
    EMPTY = "empty"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Order:
    """An instruction to be issued; `groups` are keys in the order named, `text` as typed.

    `sensitive`: it was called so (敏感指令).
    """

    groups: tuple[str, ...]
    text: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class BadOrder:
    """`word` is the group that nobody knows, as typed."""

    fault: OrderFault
    word: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is said of an instruction that is named by its `number`; `text` may be empty."""

    number: str
    text: str


def order_of(text: str, roster: Roster, lexicon: Lexicon, *, everyone: bool = False) -> Order | BadOrder:
    """The order in a text that begins with 指令 or 预览; `everyone`: the message @-ed all."""
    text = text.strip().removeprefix("预览").lstrip(_PUNCTUATION)
    if len(text) > LONGEST_ORDER:
        return BadOrder(OrderFault.TOO_LONG)
    words = lexicon.tables["commands"]["orders"]
    head = re.match("|".join(words["head"]), text)
    rest = text[head.end() :] if head else text
    sensitive = head is not None and re.search("|".join(words["sensitive"]), head[0]) is not None
    rest = re.sub(rf"^[{re.escape(_PUNCTUATION)}]*(?:(?:{'|'.join(words['lead_in'])})\s*)?", "", rest)
    groups, body = _addressed(rest, roster, words["everyone"])
    stranger = _stranger_before_colon(body, named=bool(groups), roster=roster)
    if isinstance(stranger, str):
        return BadOrder(OrderFault.UNKNOWN_GROUP, stranger)
    if stranger is not None:
        groups, body = groups + stranger[0], stranger[1]
    content = body.strip(" \t\n\u2005\u3000,，、:：;；-—|")
    if not groups and everyone:
        groups = tuple(group.key for group in roster.groups)
    if not groups:
        return BadOrder(OrderFault.NO_TARGET)
    return Order(tuple(dict.fromkeys(groups)), content, sensitive) if content else BadOrder(OrderFault.EMPTY)


def hands_list_out(text: str, lexicon: Lexicon) -> bool:
    """Whether an order hands out a list (分发清单), which may be in what it quotes."""
    words = lexicon.tables["commands"]["orders"]
    head = re.match("|".join(words["head"]), text.strip())
    return head is not None and re.search("|".join(words["lists"]), head[0]) is not None


def amendment_of(text: str, lexicon: Lexicon) -> Amendment | None:
    """Which instruction 作废 1020-2（弄错了） or 更正 1020-2：… is about, and what is said of it, as typed."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    words = lexicon.tables["commands"]["orders"]
    amending, because = "|".join(words["amending"]), "|".join(words["because"])
    verb = "" if re.search(amending, text[: match.start()]) else rf"(?:{amending})?了?"
    stops = rf"[{re.escape(_PUNCTUATION)}]*"
    lead = rf"\s*号?(?:指令)?{stops}{verb}{stops}(?:(?:{because})[是为]?{stops})?"
    said = text[match.end() :]
    said = said[re.match(lead, said).end() :]  # type: ignore[union-attr]  # it may be empty
    enclosed = re.fullmatch(r"[（(]([^（）()]*)[)）]", said.strip())
    return Amendment(_number(match), (enclosed[1] if enclosed else said).strip())


def number_in(text: str) -> str | None:
    """The number of an instruction (MMDD-n) that a text names, without leading zeros in n."""
    match = _NUMBER.search(text)
    return _number(match) if match else None


def _number(match: re.Match[str]) -> str:
    return f"{int(match[1]):04d}-{int(match[2])}"


def _addressed(rest: str, roster: Roster, everyone: list[str]) -> tuple[tuple[str, ...], str]:
    """The groups that the text begins with, and what follows them."""
    names = {name: group.key for group in roster.groups for name in city_names(group)}
    cities = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    group = rf"驻?(?P<city>{cities})市?(?:(?:暗访)?核查)?(?:组|群)?"
    one = re.compile(rf"{_BETWEEN}@?(?:(?P<all>{'|'.join(everyone)})|{group})", re.IGNORECASE)
    groups: list[str] = []
    at = 0
    while match := one.match(rest, at):
        lowered = {name.lower(): key for name, key in names.items()}
        groups += [g.key for g in roster.groups] if match["all"] else [lowered[match["city"].lower()]]
        at = match.end()
    return tuple(groups), rest[at:]


def _stranger_before_colon(body: str, *, named: bool, roster: Roster) -> str | tuple[tuple[str, ...], str] | None:
    """What stands between the groups understood and the colon.

    A name that no group has (str), groups that only a homophone told (keys, what follows), or
    None: the text itself begins there.
    """
    head = re.match(rf"([^:：\n]{{1,{_LONGEST_HEAD}}}?){_COLON}", body)
    if not head or (named and not re.match(r"[\s、,，和及与跟]", body)):
        return None
    pieces = [p for p in re.split(r"[\s、,，和及与跟]+", head[1]) if p]
    if not pieces or not all(_NAME.match(piece) for piece in pieces):
        return None
    if named and re.match(r"[\s,，]", body) and not re.search(r"[组市]\Z", head[1]):
        return None  # after a comma the text may begin (注意：…); a list goes on with 、 or 和
    keys = [group_called(piece.removeprefix("@"), roster) for piece in pieces]
    if all(keys):
        return tuple(key for key in keys if key), body[head.end() :]
    return next(piece for piece, key in zip(pieces, keys, strict=True) if not key)
