"""The ceilings hold in every sliding window, whatever comes; the urgent lane is never shut by ordinary posts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.paces import ACCOUNT, LONGEST_REST_SECONDS, ROOM, Ceiling, Ledger, is_rate_error, rest_seconds

SMALL = (Ceiling(1, 2), Ceiling(10, 6, reserved=2), Ceiling(60, 15, reserved=3))
SMALL_ROOM = (Ceiling(1, 1), Ceiling(10, 4), Ceiling(60, 9, reserved=1))

#: Posts as (seconds after the one before, room, urgent); bursts and lulls.
TRAFFIC = st.lists(
    st.tuples(
        st.one_of(st.just(0.0), st.floats(0, 2), st.floats(0, 40)),
        st.sampled_from("abc"),
        st.sampled_from([False] * 4 + [True]),
    ),
    max_size=150,
)


def _most_in(times: list[float], seconds: float) -> int:
    """The most that any window of so many seconds holds; what leaves as another comes is not counted with it."""
    return max((sum(first <= at < first + seconds for at in times) for first in times), default=0)


def _send_all(traffic: list[tuple[float, str, bool]], restart_every: int) -> list[tuple[float, str, bool]]:
    """Send each post as soon as the ledger lets it; after every so many the ledger is made anew from what was sent."""
    ledger, now, sent = Ledger(SMALL, SMALL_ROOM), 0.0, []
    for number, (pause, lane, urgent) in enumerate(traffic, 1):
        now = max(now + pause, ledger.next_at(lane, urgent=urgent))
        ledger.note(now, lane, urgent=urgent)
        sent.append((now, lane, urgent))
        if number % restart_every == 0:
            ledger = Ledger(SMALL, SMALL_ROOM)
            for at, where, was_urgent in reversed(sent):
                ledger.note(at, where, urgent=was_urgent)
            ledger.forget(now - 60)
    return sent


@given(TRAFFIC, st.integers(1, 30))
def test_no_window_ever_holds_more_than_its_ceiling(traffic: list[tuple[float, str, bool]], restart_every: int) -> None:
    sent = _send_all(traffic, restart_every)
    for ceiling in SMALL:
        assert _most_in([at for at, _, _ in sent], ceiling.seconds) <= ceiling.most
        ordinary = [at for at, _, urgent in sent if not urgent]
        assert _most_in(ordinary, ceiling.seconds) <= ceiling.most - ceiling.reserved
    for ceiling in SMALL_ROOM:
        for lane in "abc":
            assert _most_in([at for at, where, _ in sent if where == lane], ceiling.seconds) <= ceiling.most


@given(TRAFFIC)
def test_nothing_waits_without_need(traffic: list[tuple[float, str, bool]]) -> None:
    """A post that waited would have broken a ceiling a moment earlier."""
    ledger, now = Ledger(SMALL, SMALL_ROOM), 0.0
    sent: list[tuple[float, str, bool]] = []
    for pause, lane, urgent in traffic:
        now += pause
        free = ledger.next_at(lane, urgent=urgent)
        if free > now:
            early = [*sent, (free - 1e-6, lane, urgent)]
            assert _breaks(early, SMALL) or _breaks([send for send in early if send[1] == lane], SMALL_ROOM)
            now = free
        ledger.note(now, lane, urgent=urgent)
        sent.append((now, lane, urgent))


def _breaks(sent: list[tuple[float, str, bool]], ceilings: tuple[Ceiling, ...]) -> bool:
    ordinary = [at for at, _, urgent in sent if not urgent]
    return any(
        _most_in([at for at, _, _ in sent], c.seconds) > c.most or _most_in(ordinary, c.seconds) > c.most - c.reserved
        for c in ceilings
    )


def test_five_posts_a_minute_are_kept_for_what_is_urgent() -> None:
    ledger = Ledger()
    for number in range(35):
        assert ledger.next_at(f"room-{number}", urgent=False) <= number
        ledger.note(number, f"room-{number}", urgent=False)
    assert ledger.next_at("another", urgent=False) == 60
    for number in range(5):
        at = ledger.next_at(f"urgent-{number}", urgent=True)
        assert at == 35 + number
        ledger.note(at, f"urgent-{number}", urgent=True)
    assert ledger.next_at("another", urgent=True) == 60


def test_a_room_has_its_own_second_and_its_own_minute() -> None:
    ledger = Ledger(account=(), room=ROOM)
    for number in range(20):
        assert ledger.next_at("a", urgent=False) <= number
        ledger.note(number, "a", urgent=False)
    assert ledger.next_at("a", urgent=False) == 60
    assert ledger.next_at("b", urgent=False) < 0


def test_a_day_has_its_ceiling_and_its_reserve() -> None:
    ledger = Ledger(account=ACCOUNT, room=())
    for number in range(1_750):
        ledger.note(number * 10.0, "a", urgent=False)
    assert ledger.next_at("a", urgent=False) == 86_400
    assert ledger.next_at("a", urgent=True) < 17_600


def test_after_too_often_nothing_goes_for_ten_minutes_and_longer_each_time() -> None:
    ledger = Ledger()
    assert ledger.note_refusal(100) == 700
    assert ledger.note_refusal(101) == 700, "it was on its way together with the first"
    assert ledger.next_at("a", urgent=True) == 700
    assert ledger.note_refusal(700) == 1_900
    ledger.note_success(1_900)
    assert ledger.note_refusal(2_000) == 2_600
    assert [rest_seconds(streak) for streak in (1, 2, 3, 4, 99)] == [600, 1_200, 2_400, 4_800, LONGEST_REST_SECONDS]


def test_the_platform_says_it_in_several_ways() -> None:
    assert is_rate_error("INTERNAL 发送消息过于频繁，请稍后再试")
    assert is_rate_error("errcode 45009: api freq out of limit")
    assert not is_rate_error("FAILED_PRECONDITION not a member of the room")
    assert not is_rate_error("the file exceeds 25 MB")
