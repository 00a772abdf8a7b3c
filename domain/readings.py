"""Readings: one text -> what it reports, place by place (seed 002, 三)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from domain.gazetteers import Gazetteer, as_sounded, find_county, of_group
from domain.lexicons import Lexicon
from domain.reading import manners
from domain.reading.defects import Found, find_defects, with_context
from domain.reading.forms import NO_FORM, Form, FormPatterns, read_form
from domain.reading.lists import places_listed
from domain.reading.manners import Manner
from domain.reading.origins import named_team, on_behalf, visit_day
from domain.reading.outcomes import DENIED, is_industrial, is_lookback, mask_denied, state_of
from domain.reading.place_patterns import PlacePatterns
from domain.reading.places import Place, find_place, named_place
from domain.reading.slots import after_county
from domain.reading.texts import canonical, segments
from domain.rosters import Group
from domain.visits import Finding, Outcome

_SURE = 5.5  # from here on a name is a place's; below, only with a verdict beside it
_NOTHING_SAID = frozenset({"无", "/", "没有", "暂无", "无。", "-", "正常", "未见", "没"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of one place.

    `place` is "" where it names none; `county`, `outcome`, `team` and `day` are None where it does
    not say; `number` is the author's number of the item in a list (0: no list). `explicit`: the
    verdict stands in the words. `words` is the stretch of canonical text that was read.
    """

    manner: Manner
    words: str
    place: str = ""
    sureness: float = 0.0
    county: str | None = None
    industrial: bool = False
    lookback: bool = False
    outcome: Outcome | None = None
    explicit: bool = False
    urgent: bool = False
    categories: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    team: int | None = None
    day: date | None = None
    number: int = 0
    is_form: bool = False
    on_behalf: bool = False
    opens: bool = False  # names a place and next to nothing else
    whereabouts: bool = False  # what it names is only a town or a road

    @property
    def problems(self) -> int:
        """How many problems the words report."""
        return len(self.findings)


@dataclass(frozen=True)
class _Reader:
    """What reading one text goes by."""

    group: Group
    gazetteer: Gazetteer
    lexicon: Lexicon
    places: PlacePatterns
    forms: FormPatterns
    day: date = field(default=date.min)


_LATELY = 256  # texts whose readings are kept: a visit told in pieces is read again with each of them
_read_lately: dict[int, tuple[Lexicon, dict[tuple[str, Group, date], tuple[Reading, ...]]]] = {}
_patterns: dict[int, tuple[Lexicon, PlacePatterns, FormPatterns]] = {}


def _compiled(lexicon: Lexicon) -> tuple[PlacePatterns, FormPatterns]:
    """The compiled patterns of a lexicon; kept, since compiling takes longer than a day's reading."""
    kept = _patterns.get(id(lexicon))
    if kept is None or kept[0] is not lexicon:
        kept = (lexicon, PlacePatterns(lexicon), FormPatterns(lexicon))
        _patterns[id(lexicon)] = kept
    return kept[1], kept[2]


def form_in(text: str, lexicon: Lexicon) -> Form:
    """The fields of a text that is written as a form (栏目:内容); an unfilled one where it is none."""
    return read_form(canonical(text), _compiled(lexicon)[1])


def read(text: str, group: Group, lexicon: Lexicon, day: date) -> tuple[Reading, ...]:
    """What a text (its first 4,000 characters) says: one Reading a place, or one for words without a place."""
    kept = _read_lately.setdefault(id(lexicon), (lexicon, {}))[1]
    key = (text, group, day)
    found = kept.get(key)
    if found is None:
        if len(kept) >= _LATELY:
            kept.clear()
        found = kept[key] = _read(text, group, lexicon, day)
    return found


def _read(text: str, group: Group, lexicon: Lexicon, day: date) -> tuple[Reading, ...]:
    words = as_sounded(lexicon.respelled(canonical(text)), of_group(group))
    places, forms = _compiled(lexicon)
    reader = _Reader(group, of_group(group), lexicon, places, forms, day)
    if not words or manners.is_courtesy(words, lexicon):
        return (Reading(Manner.REMARK, words),)
    if manners.is_notice(words, lexicon):
        return (Reading(Manner.REMARK, words),)
    form = read_form(words, forms)
    if not form.is_filled:
        listed = _read_list(words, reader)
        if listed:
            return listed
    return (_read_one(words, form, reader),)


def _read_list(words: str, reader: _Reader) -> tuple[Reading, ...]:
    """The readings of a list of places; () where the text is none."""

    def has_place(item: str) -> bool:
        return _heads_with_place(item, reader)

    def is_part(item: str) -> bool:
        place = find_place(item[:60], reader.gazetteer, reader.places)
        return place is not None and reader.places.premises.fullmatch(place.name) is not None

    listing = places_listed(words, has_place, is_part)
    if listing is None:
        return ()
    found = []
    for item in listing.items:
        reading = _fields(item.text, NO_FORM, reader)
        if reading.outcome is None:
            return ()
        found.append((item.number, reading))
    county = find_county(listing.head, reader.gazetteer)
    head = listing.head + "\n" + listing.tail
    team = named_team(listing.head, reader.group.teams, reader.lexicon)
    day = visit_day(listing.head, "", reader.day, reader.lexicon)
    lookback = is_lookback(listing.head, reader.lexicon)
    rolled = reader.lexicon.any_of("manners", "rollups").search(head)
    if rolled or (manners.tells_of_others(head, reader.lexicon) and not team):
        return ()
    return tuple(
        replace(
            reading, manner=Manner.REPORT, number=number, county=reading.county or county, team=team or reading.team,
            day=day or reading.day, lookback=lookback or reading.lookback, on_behalf=on_behalf(words, reader.lexicon),
        )
        for number, reading in found
    )  # fmt: skip


def _heads_with_place(item: str, reader: _Reader) -> bool:
    """Whether an item of a list begins with a place and says something of it."""
    place = find_place(item[:60], reader.gazetteer, reader.places)
    return place is not None and place.score >= 6 and place.start <= 16 and len(item) > len(place.name)


def _read_one(words: str, form: Form, reader: _Reader) -> Reading:
    """The reading of a text about one place, or about none."""
    lexicon = reader.lexicon
    correction = manners.is_correction(words, lexicon)
    kept = manners.without_denials(words, lexicon) if correction else words
    reading = _fields(kept, form, reader)
    reading = replace(
        reading,
        team=named_team(words if not form.team else form.team + "\n" + words, reader.group.teams, lexicon),
        day=visit_day(words, form.time, reader.day, lexicon),
        is_form=form.is_filled,
        on_behalf=on_behalf(words, lexicon),
        words=words,
    )
    where = reader.places.where.fullmatch(reading.place) is not None
    reading = replace(reading, opens=_opens(reading, reader), whereabouts=where)
    return replace(reading, manner=_manner(reading, correction, lexicon))


def _opens(reading: Reading, reader: _Reader) -> bool:
    """Whether words name a place and next to nothing else: what was found is to follow."""
    words, lexicon = reading.words, reader.lexicon
    if not reading.place or reading.outcome is not None or len(words) > 45:
        return False
    if reading.sureness < (4 if reading.county else _SURE):
        return False
    says = (manners.asks, manners.plans, manners.tells_of_others, manners.is_addition, manners.is_correction)
    if any(say(words, lexicon) for say in says):
        return False
    rest = words.replace(reading.place, "")
    rest = reader.gazetteer.head.sub("", lexicon.any_of("manners", "around_places").sub("", rest))
    return sum(c.isalnum() for c in rest) <= 5


def place_in(text: str, group: Group, lexicon: Lexicon) -> tuple[str, str | None, bool]:
    """The place that an item of a list names ("" for none), its county, and whether it is industrial."""
    words = canonical(text)
    places, forms = _compiled(lexicon)
    reader = _Reader(group, of_group(group), lexicon, places, forms)
    place = _place(words, NO_FORM, reader)
    if place is None:
        return "", None, False
    return place.name, _county(words, NO_FORM, place, reader), is_industrial(place.name, "", lexicon)


def _fields(words: str, form: Form, reader: _Reader) -> Reading:
    """Place, county, kind, outcome and findings of the words about one place."""
    lexicon = reader.lexicon
    place = _place(words, form, reader)
    prose = mask_denied(_prose(words, form, place), lexicon)
    lookback = is_lookback(words, lexicon)
    facts = lexicon.any_of("outcomes", "past_sentences").sub("，", prose) if lookback else prose
    found = find_defects(_problem_part(facts, form), lexicon, words)
    state = state_of(facts, bool(found.findings), lookback, lexicon)
    if lookback and not found.findings:  # 还是老样子: what persists is what was found before
        found = find_defects(_problem_part(prose, form), lexicon, words)
    found = with_context(found, place.name if place else "", prose, state.outcome, lexicon)
    found = _once(found) if state.lookback else found
    return Reading(
        manner=Manner.REMARK,
        words=words,
        place=place.name if place else "",
        sureness=place.score if place else 0.0,
        county=_county(words, form, place, reader),
        industrial=is_industrial(place.name if place else "", _said_kind(words, form, lexicon), lexicon, words),
        lookback=state.lookback,
        outcome=state.outcome,
        explicit=state.explicit,
        urgent=state.urgent,
        categories=found.categories,
        findings=found.findings,
    )


def _place(words: str, form: Form, reader: _Reader) -> Place | None:
    """The place by the form's own field, else by the words."""
    if form.place:
        return named_place(form.place, reader.gazetteer, reader.places)
    if form.is_filled and form.location:
        return named_place(form.location, reader.gazetteer, reader.places)
    place = find_place(words, reader.gazetteer, reader.places)
    if place and place.score < 5 and not place.county and reader.lexicon.things.search(place.name):
        place = None  # 烤漆房里活性炭: a thing, not a name
    return place if place or form.is_filled else after_county(words, reader.gazetteer, reader.places)


def _prose(words: str, form: Form, place: Place | None) -> str:
    """What says how things stand: the form's fields, or the words without the place's name."""
    if form.is_filled and (form.problem or form.verdict or form.remedy):
        parts = (form.problem, form.verdict, form.remedy)
        lines = [line for part in parts for line in part.split("\n")]
        return "\n".join(DENIED if line.strip(" 。") in _NOTHING_SAID else line for line in lines)
    return words.replace(place.name, "，") if place else words


def _problem_part(prose: str, form: Form) -> str:
    """Of a form, only the fields that hold problems."""
    if form.is_filled and form.problem:
        return prose[: len(form.problem)] if DENIED not in prose[:3] else ""
    return prose


def _once(found: Found) -> Found:
    """A 回头看 is of one problem handed over: one finding of each category."""
    kept: dict[str, Finding] = {}
    for finding in found.findings:
        kept.setdefault(finding.category, finding)
    return Found(tuple(kept.values()), found.categories)


def _county(words: str, form: Form, place: Place | None, reader: _Reader) -> str | None:
    """The county by the form's field, by what stands with the place, by the words."""
    for part in (form.county, form.location, form.place):
        county = find_county(part, reader.gazetteer) if part else None
        if county:
            return county
    if place and place.county:
        return place.county
    return find_county(words, reader.gazetteer)


def _said_kind(words: str, form: Form, lexicon: Lexicon) -> str:
    """What the author calls the kind of place: 工业, 工地 …"""
    if form.type:
        return form.type
    other, industrial = lexicon.any_of("trades", "said_other"), lexicon.any_of("trades", "said_industrial")
    for part in segments(words):
        if other.fullmatch(part.text) or industrial.fullmatch(part.text):
            return part.text
    return ""


def _manner(reading: Reading, correction: bool, lexicon: Lexicon) -> Manner:
    """What a text about at most one place is for."""
    words = reading.words
    facts = bool(reading.place or reading.county or reading.outcome)
    if reading.place and not reading.is_form and manners.names_first(words, lexicon):
        return Manner.ADDITION
    if correction and facts and not _reports(reading, lexicon, strictly=True):
        return Manner.CORRECTION
    if _reports(reading, lexicon):
        return Manner.CORRECTION if correction and words.startswith(("更正", "纠正", "订正")) else Manner.REPORT
    return _lesser_manner(reading, lexicon)


def _reports(reading: Reading, lexicon: Lexicon, *, strictly: bool = False) -> bool:
    """Whether a reading has what makes a report: a place, a state, and nothing that speaks against it."""
    if not reading.place or reading.outcome is None:
        return False
    if reading.is_form:
        return not strictly
    if lexicon.any_of("manners", "rollups").search(reading.words[:30]):
        return False
    if strictly or reading.sureness < 3 or (reading.sureness < _SURE and not reading.explicit):
        return False
    words = reading.words
    told = reading.explicit and (bool(reading.findings) or reading.outcome in (Outcome.CLEAN, Outcome.CLOSED))
    if manners.tells_of_others(words, lexicon) and not (told and reading.sureness >= 8):
        return False
    if not told and any(says(words, lexicon) for says in (manners.asks, manners.plans, manners.is_off_topic)):
        return False
    return not (lexicon.any_of("manners", "questions").search(words) and not (told and len(words) > 40))


def _lesser_manner(reading: Reading, lexicon: Lexicon) -> Manner:
    """What words are that report no place."""
    words = reading.words
    about = lexicon.any_of("manners", "about_pictures").search(words)
    pointing, trade = not about and manners.points(words, lexicon), bool(lexicon.things.search(words))
    if reading.sureness >= _SURE and lexicon.any_of("manners", "renamings").search(words) and "？" not in words:
        return Manner.ADDITION
    if manners.is_off_topic(words, lexicon) and not (pointing and trade):
        return Manner.OFF_TOPIC
    if manners.asks(words, lexicon) and not reading.explicit:
        return Manner.CAPTION if pointing and trade and "？" not in words else Manner.REMARK
    if manners.tells_of_others(words, lexicon):
        return Manner.REMARK
    if manners.is_addition(words, lexicon) and (reading.outcome or trade or pointing or reading.county):
        return Manner.ADDITION
    if pointing:
        return Manner.CAPTION
    if _is_answer(reading, lexicon):
        return Manner.ANSWER
    if reading.opens:
        return Manner.OPENING
    known = (trade or reading.explicit) and any(finding.category != "other" for finding in reading.findings)
    to_others = "你" in words or "您" in words
    return Manner.DETAIL if known and reading.outcome and not to_others else Manner.REMARK


def _is_answer(reading: Reading, lexicon: Lexicon) -> bool:
    """A county or a full name said by itself, with little around it."""
    words = reading.words.strip(" 。！，")
    if manners.plans(words, lexicon):
        return False
    if reading.place and reading.sureness >= 9:
        return len(words) - len(reading.place) <= 8
    if reading.county is None or reading.outcome is not None:
        return False
    return len(words) <= 6 or (len(words) <= 18 and "，" in words[:6])
