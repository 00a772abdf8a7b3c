"""In how many ways a group hands one paper in on one day: each is a short story of acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.calendars import at_time
from domain.obligation_rules import ObligationRule
from domain.rosters import Person, Role, RoomKind
from domain.simulations import Act, Deed, Dice, Form, Heard, one_of
from domain.submissions import Paper

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_ROOMY = 40  # characters more than asked for, at most


@dataclass(frozen=True, slots=True)
class Duty:
    """One paper of one group on one day, and who sees to it. `others` may not hand in for the group."""

    group: str
    day: date
    due: datetime
    rule: ObligationRule
    by: Person
    others: Sequence[Person]
    dispatcher: Person
    dice: Dice

    @property
    def is_case(self) -> bool:
        return bool(self.rule.minimum_characters or self.rule.minimum_photos)

    def before(self, least: int = 10, most: int = 290) -> datetime:
        """Some time before the deadline, by so many minutes."""
        return self.due - self.dice.randint(least * 60, most * 60) * SECOND

    def after(self, least: int = 1, most: int = 110) -> datetime:
        return self.due + self.dice.randint(least * 60, most * 60) * SECOND

    def act(self, deed: Deed, at: datetime, by: Person | None = None) -> Act:
        person = by or self.by
        room = RoomKind.COMMAND if person.role is Role.DISPATCHER else RoomKind.GROUP
        meant = ((self.rule.key,), self.day.isoformat(), self.day)
        return Act(0, deed, self.group, person.id, person.role, room, Heard(at, at), *meant)

    def hand_in(
        self, at: datetime, by: Person | None = None, characters: int | None = None, photos: int | None = None
    ) -> Act:
        """The paper, in words or as a file, enough of it and to spare."""
        act = replace(self.act(Deed.HAND_IN, at, by), form=_form(self))
        if not self.is_case:
            return act
        count = self.rule.minimum_photos + self.dice.randint(0, 1) if photos is None else photos
        roomy = self.rule.minimum_characters + self.dice.randint(0, _ROOMY)
        length = roomy if characters is None else characters
        faces = tuple(act_face(self, at, n) for n in range(count))
        return with_photos(replace(act, characters=length, faces=faces), self.dice)


def act_face(duty: Duty, at: datetime, n: int) -> int:
    """A picture that nobody else has taken."""
    return int(at.timestamp()) * 100 + int(duty.group[1:]) * 7_000_000_000_000 + n


def with_photos(act: Act, dice: Dice) -> Act:
    """The act with its photos after it; in a file they are inside."""
    if act.form is not Form.WORDS:
        return replace(act, photos=())
    sent, photos = act.words.sent_at, []
    for _ in act.faces:
        sent += dice.randint(2, 6) * SECOND
        photos.append(Heard(sent, sent))
    return replace(act, photos=tuple(photos))


def _form(duty: Duty) -> Form:
    weights = (85, 10, 5) if duty.is_case else (60, 40, 0)  # a Word file costs a job, and cases are what is read
    return duty.dice.choices((Form.WORDS, Form.FILE, Form.PLAIN_FILE), weights, k=1)[0]


def _in_time(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.before())]


def _second_before(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.due - SECOND)]


def _on_the_second(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.due)]


def _second_after(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.due + SECOND)]


def _late(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.after())]


def _never(duty: Duty) -> list[Act]:
    return []


def _slow_road(duty: Duty) -> list[Act]:
    """Sent in time; the platform brings it after the deadline, or even after the roll-call."""
    act = duty.hand_in(duty.due - duty.dice.randint(1, 5) * SECOND)
    late = one_of(duty.dice, (40, 240)) * SECOND
    photos = tuple(Heard(p.sent_at, p.sent_at + late) for p in act.photos)
    return [replace(act, words=Heard(act.words.sent_at, act.words.sent_at + late), photos=photos)]


def _mailed(duty: Duty) -> list[Act]:
    return [duty.act(Deed.TELL_MAILED, duty.before() if duty.dice.random() < 0.7 else duty.after())]


def _recorded(duty: Duty) -> list[Act]:
    at = duty.before() if duty.dice.random() < 0.7 else duty.after()
    return [duty.act(Deed.RECORD_DELIVERED, at, duty.dispatcher)]


def _without_right(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.before(), one_of(duty.dice, duty.others))]


def _elsewhere(duty: Duty) -> list[Act]:
    """In private, or in the command room."""
    return [replace(duty.hand_in(duty.before()), room=one_of(duty.dice, (None, RoomKind.COMMAND)))]


def _taken_back(duty: Duty) -> list[Act]:
    """Taken back within two minutes; handed in again, or not."""
    first = duty.hand_in(one_of(duty.dice, (duty.before(40), duty.due - 20 * SECOND)))
    back = duty.act(Deed.TAKE_BACK, first.words.sent_at + duty.dice.randint(50, 110) * SECOND)
    acts = [first, replace(back, takes_back=0, room=first.room)]
    return [*acts, duty.hand_in(back.words.sent_at + 15 * MINUTE)] if duty.dice.random() < 0.5 else acts


def _mailed_and_taken_back(duty: Duty) -> list[Act]:
    """Told to have been mailed while it was there; then it was taken back."""
    first = duty.hand_in(duty.before(60))
    told = duty.act(Deed.TELL_MAILED, first.words.sent_at + 70 * SECOND)
    back = replace(duty.act(Deed.TAKE_BACK, first.words.sent_at + 100 * SECOND), takes_back=0)
    return [first, told, back]


def _midnight(duty: Duty) -> datetime:
    return at_time(duty.day + timedelta(days=1), datetime.min.time())


def _at_night(duty: Duty) -> list[Act]:
    return [duty.hand_in(_midnight(duty) + duty.dice.randint(5, 110) * MINUTE)]


def _next_morning(duty: Duty) -> list[Act]:
    """A file whose name has yesterday's date."""
    at = _midnight(duty) + duty.dice.randint(7 * 60 + 5, 9 * 60) * MINUTE
    return [replace(duty.hand_in(at), form=Form.FILE, photos=())]


def _twice(duty: Duty) -> list[Act]:
    first = duty.hand_in(duty.before(40))
    return [first, duty.hand_in(first.words.sent_at + duty.dice.randint(10, 180) * MINUTE)]


def _told_twice(duty: Duty) -> list[Act]:
    """The platform brings the same message two times."""
    return [replace(duty.hand_in(duty.before()), again=True)]


def _nil(duty: Duty) -> list[Act]:
    return [replace(duty.hand_in(duty.before()), is_nil=True, form=Form.WORDS)]


def _nil_and_paper(duty: Duty) -> list[Act]:
    """Nothing, they say; then there is a paper after all, in time or late."""
    nil = replace(duty.hand_in(duty.before(60)), is_nil=True, form=Form.WORDS)
    at = nil.words.sent_at + 40 * MINUTE if duty.dice.random() < 0.5 else duty.after()
    return [nil, duty.hand_in(at)]


def _nil_late(duty: Duty) -> list[Act]:
    return [replace(duty.hand_in(duty.after()), is_nil=True, form=Form.WORDS)]


def _excused(duty: Duty) -> list[Act]:
    """Let off by a dispatcher, before or after the deadline; some hand in all the same, some are asked again."""
    at = one_of(duty.dice, (duty.before(), duty.due + 30 * SECOND, duty.after(2, 60)))
    excuse = duty.act(Deed.EXCUSE, at, duty.dispatcher)
    more = duty.dice.random()
    if more < 0.25:
        return [duty.hand_in(duty.after(1, 100)), excuse]
    if more < 0.4:
        return [excuse, duty.hand_in(duty.before(2, 9))]
    if more < 0.6:
        return [excuse, duty.act(Deed.RESTORE, at + duty.dice.randint(3, 40) * MINUTE, duty.dispatcher)]
    return [excuse]


def _short(duty: Duty) -> list[Act]:
    """One character too few, or one photo."""
    least, photos = duty.rule.minimum_characters, duty.rule.minimum_photos
    if least and (not photos or duty.dice.random() < 0.5):
        return [duty.hand_in(duty.before(60), characters=least - 1)]
    return [duty.hand_in(duty.before(60), photos=photos - 1)]


def _exact(duty: Duty) -> list[Act]:
    return [duty.hand_in(duty.before(), characters=duty.rule.minimum_characters, photos=duty.rule.minimum_photos)]


def _mended(duty: Duty) -> list[Act]:
    """Returned, and mended in time or late."""
    (first,) = _short(duty)
    at = first.words.sent_at + duty.dice.randint(10, 50) * MINUTE if duty.dice.random() < 0.6 else duty.after()
    return [first, duty.hand_in(at)]


def _same_photo(duty: Duty) -> list[Act]:
    """As many photos as asked for, but two are the same."""
    act = duty.hand_in(duty.before(), photos=duty.rule.minimum_photos)
    return [replace(act, faces=(act.faces[0], *act.faces[:-1]))]


def _photo_after_the_call(duty: Duty) -> list[Act]:
    """Begun in time; the last photo comes after the roll-call."""
    act = replace(duty.hand_in(duty.due - 30 * SECOND, photos=duty.rule.minimum_photos), form=Form.WORDS)
    act = with_photos(act, duty.dice)
    last = duty.due + 170 * SECOND
    return [replace(act, photos=(*act.photos[:-1], Heard(last, last)))]


Way = Callable[[Duty], list[Act]]

#: How often each is, for any paper.
COMMON: dict[Way, int] = {
    _in_time: 40,
    _second_before: 4,
    _on_the_second: 4,
    _second_after: 3,
    _late: 7,
    _never: 4,
    _slow_road: 4,
    _mailed: 5,
    _recorded: 4,
    _without_right: 3,
    _elsewhere: 4,
    _taken_back: 4,
    _mailed_and_taken_back: 1,
    _at_night: 3,
    _next_morning: 2,
    _twice: 3,
    _told_twice: 2,
    _excused: 5,
}
#: For one that may be nothing (无), and for one that has minima.
OF_FORM: dict[Way, int] = {**COMMON, _nil: 8, _nil_late: 1, _nil_and_paper: 2}
OF_CASE: dict[Way, int] = {**COMMON, _short: 6, _exact: 5, _mended: 9, _same_photo: 2, _photo_after_the_call: 2}


def acts_of(duty: Duty) -> list[Act]:
    """What happened about one paper of one group on one day; `takes_back` counts in this list."""
    ways = OF_CASE if duty.is_case else OF_FORM if duty.rule.key == Paper.HANDOVER_FORM else COMMON
    (way,) = duty.dice.choices(tuple(ways), tuple(ways.values()), k=1)
    return way(duty)
