"""The instant to act at while the PC's clock may be wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.clock import ClockReading, ClockState, TrustedClock
from tests.domain.things import NINE, minutes, seconds

HOUR = timedelta(hours=1)
DAYS = timedelta(days=1)


class Pc:
    """A PC with a wall clock that can be set and slewed, and a clock that only runs forward."""

    def __init__(self, wall: datetime = NINE, last_event: datetime | None = None) -> None:
        self.wall = wall
        self.elapsed = timedelta(hours=5)
        self.clock = TrustedClock(last_event)

    def after(self, passed: timedelta, *, jump: timedelta = timedelta()) -> ClockState:
        """Time passes, then the wall clock is set; then both are read."""
        self.wall += passed + jump
        self.elapsed += passed
        return self.clock.read(self.reading())

    def every_minute(self, count: int) -> ClockState:
        states = [self.after(minutes(1)) for _ in range(count)]
        return states[-1]

    def reading(self) -> ClockReading:
        return ClockReading(wall=self.wall, elapsed=self.elapsed)


def started(last_event: datetime | None = None) -> Pc:
    """A PC that has run for a minute since nine."""
    pc = Pc(last_event=last_event)
    assert pc.after(timedelta()) == ClockState(now=NINE, is_trusted=True)
    pc.after(minutes(1))
    return pc


def test_the_wall_clock_is_followed_while_both_agree() -> None:
    pc = started()
    assert pc.after(10 * HOUR) == ClockState(now=NINE + 10 * HOUR + minutes(1), is_trusted=True)


def test_small_corrections_are_followed_forward() -> None:
    pc = started()
    assert pc.after(minutes(1), jump=seconds(1.5)) == ClockState(now=pc.wall, is_trusted=True)


def test_small_corrections_back_are_waited_out() -> None:
    pc = started()
    before = pc.after(minutes(1))
    state = pc.after(timedelta(), jump=seconds(-1.5))
    assert state == ClockState(now=before.now, is_trusted=True)
    assert pc.after(seconds(10)) == ClockState(now=pc.wall, is_trusted=True)


def test_many_small_corrections_back_do_not_add_up() -> None:
    pc = started()
    states = [pc.after(timedelta(), jump=seconds(-1)) for _ in range(10)]
    assert not states[-1].is_trusted
    assert states[-1].now == NINE + minutes(1)


def test_drift_over_a_quiet_night_is_no_jump() -> None:
    pc = started()
    assert pc.after(12 * HOUR, jump=seconds(20)).is_trusted


@pytest.mark.parametrize(
    "jump",
    [
        pytest.param(-5 * HOUR, id="back"),
        pytest.param(datetime(1970, 1, 1, tzinfo=UTC) - NINE, id="to 1970"),
        pytest.param(365 * DAYS, id="forward a year"),
        pytest.param(16 * HOUR, id="over midnight"),
    ],
)
def test_a_jump_is_not_believed_and_time_goes_on(jump: timedelta) -> None:
    pc = started()
    assert pc.after(minutes(1), jump=jump) == ClockState(now=NINE + minutes(2), is_trusted=False)
    assert pc.every_minute(20) == ClockState(now=NINE + minutes(22), is_trusted=False)


def test_a_jump_that_is_set_right_again_is_forgotten() -> None:
    pc = started()
    pc.after(minutes(1), jump=16 * HOUR)
    pc.every_minute(10)
    state = pc.after(minutes(1), jump=-16 * HOUR)
    assert state == ClockState(now=NINE + minutes(13), is_trusted=True)


def test_a_clock_set_forward_and_left_so_is_taken_after_half_an_hour() -> None:
    pc = started()
    pc.after(minutes(1), jump=2 * HOUR)
    assert not pc.every_minute(29).is_trusted
    assert pc.every_minute(1) == ClockState(now=pc.wall, is_trusted=True)


def test_half_an_hour_counts_from_the_last_jump() -> None:
    pc = started()
    pc.after(minutes(1), jump=2 * HOUR)
    pc.every_minute(25)
    pc.after(minutes(1), jump=HOUR)
    assert not pc.every_minute(25).is_trusted
    assert pc.every_minute(5).is_trusted


def test_one_late_look_does_not_settle_a_jump() -> None:
    pc = started()
    pc.after(minutes(1), jump=2 * HOUR)
    assert not pc.after(3 * HOUR).is_trusted


def test_a_clock_set_back_and_left_so_is_reached_at_half_speed_without_going_back() -> None:
    pc = started()
    pc.after(minutes(1), jump=-HOUR)
    pc.every_minute(29)
    states, ahead = [], []
    for _ in range(122):
        states.append(pc.after(minutes(1)))
        ahead.append(states[-1].now - pc.wall)
    nows = [state.now for state in states]
    assert ahead[0] == HOUR - seconds(30)
    assert ahead[-1] == timedelta()
    assert ahead == sorted(ahead, reverse=True)
    assert nows == sorted(nows)
    assert [state.is_trusted for state in states] == [False] * 120 + [True] * 2


def test_a_jump_of_a_week_is_never_taken_by_itself() -> None:
    pc = started()
    pc.after(minutes(1), jump=7 * DAYS)
    assert not pc.every_minute(120).is_trusted


def test_a_staff_members_word_takes_the_clock_at_once() -> None:
    pc = started()
    for jump in (30 * DAYS, -30 * DAYS):
        assert not pc.after(minutes(1), jump=jump).is_trusted
        assert pc.clock.confirm(pc.reading()) == ClockState(now=pc.wall, is_trusted=True)
        assert pc.after(minutes(1)) == ClockState(now=pc.wall, is_trusted=True)


def test_a_laptop_that_slept_with_a_clock_that_saw_it_is_simply_later() -> None:
    pc = started()
    assert pc.after(14 * HOUR) == ClockState(now=pc.wall, is_trusted=True)


def test_a_laptop_that_slept_with_a_clock_that_did_not_see_it_is_believed_after_half_an_hour() -> None:
    pc = started()
    assert not pc.after(seconds(1), jump=14 * HOUR).is_trusted
    assert pc.every_minute(31) == ClockState(now=pc.wall, is_trusted=True)


@pytest.mark.parametrize("start", [datetime(1970, 1, 1, tzinfo=UTC), NINE - 2 * DAYS, NINE + 400 * DAYS])
def test_an_implausible_start_is_left_at_once_when_the_clock_is_set_right(start: datetime) -> None:
    pc = Pc(wall=start, last_event=NINE - 15 * HOUR)
    assert pc.after(timedelta()).now == start
    pc.every_minute(3)
    state = pc.after(minutes(1), jump=NINE - start)
    assert state == ClockState(now=NINE + minutes(4), is_trusted=True)
    assert not pc.after(minutes(1), jump=HOUR).is_trusted


def test_after_a_plausible_start_a_jump_back_to_the_last_event_is_not_believed() -> None:
    pc = started(last_event=NINE - 15 * HOUR)
    assert not pc.after(minutes(1), jump=-10 * HOUR).is_trusted


STEPS = st.lists(
    st.tuples(
        st.floats(0, 7200).map(seconds),
        st.just(timedelta())
        | st.sampled_from([-1, 1]).flatmap(lambda s: st.floats(0, 1e7).map(lambda x: seconds(s * x))),
    ),
    max_size=60,
)


@given(STEPS)
def test_time_never_goes_back_and_never_runs_ahead_of_both_clocks(
    steps: list[tuple[timedelta, timedelta]],
) -> None:
    pc = started()
    before = pc.clock.read(pc.reading()).now
    for passed, jump in steps:
        state = pc.after(passed, jump=jump)
        assert before <= state.now <= max(before + passed, pc.wall)
        before = state.now


@given(STEPS)
def test_a_day_may_roll_only_when_the_clocks_agreed_for_this_reading_or_half_an_hour(
    steps: list[tuple[timedelta, timedelta]],
) -> None:
    pc = started()
    for passed, jump in steps:
        before = pc.clock.read(pc.reading())
        state = pc.after(passed, jump=jump)
        if before.is_trusted and abs(jump) > seconds(10) + passed * 0.001:
            assert state == ClockState(now=before.now + passed, is_trusted=False)
