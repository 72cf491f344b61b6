"""The clinic's date, and when one day gives way to the next."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.days import Roll, business_date, decide_roll

KOLKATA = ZoneInfo("Asia/Kolkata")
TODAY = date(2026, 11, 20)
YESTERDAY = date(2026, 11, 19)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant by the clinic's wall clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=KOLKATA).astimezone(UTC)


YESTERDAY_AT_SIX = at(YESTERDAY, 18)


def decide(
    now: datetime,
    *,
    latest: date | None = YESTERDAY,
    last_event: datetime | None = YESTERDAY_AT_SIX,
    is_trusted: bool = True,
    is_start: bool = False,
    is_confirmed: bool = False,
    day_starts: int = 0,
) -> Roll:
    return decide_roll(
        now,
        zone=KOLKATA,
        day_starts=day_starts,
        latest=latest,
        last_event=last_event,
        is_trusted=is_trusted,
        is_start=is_start,
        is_confirmed=is_confirmed,
    )


def test_the_date_is_that_of_the_clinics_own_zone() -> None:
    assert business_date(datetime(2026, 11, 19, 18, 29, tzinfo=UTC), KOLKATA) == YESTERDAY
    assert business_date(datetime(2026, 11, 19, 18, 30, tzinfo=UTC), KOLKATA) == TODAY


def test_a_day_that_starts_at_four_keeps_the_night() -> None:
    assert business_date(at(TODAY, 3, 59), KOLKATA, 240) == YESTERDAY
    assert business_date(at(TODAY, 4, 0), KOLKATA, 240) == TODAY


def test_a_day_starts_by_the_wall_clock_also_when_summer_time_begins() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 4, 59, tzinfo=berlin)
    assert business_date(before, berlin, 300) == date(2026, 3, 28)
    assert business_date(before + timedelta(minutes=1), berlin, 300) == date(2026, 3, 29)


def test_the_first_day_opens() -> None:
    assert decide(at(TODAY), latest=None, last_event=None, is_start=True) is Roll.ROLL


def test_within_the_day_it_stays() -> None:
    assert decide(at(TODAY, 23, 59), latest=TODAY, last_event=at(TODAY)) is Roll.STAY


def test_the_next_date_rolls_while_both_clocks_agree() -> None:
    assert decide(at(TODAY)) is Roll.ROLL


def test_the_next_date_does_not_roll_while_the_clocks_disagree() -> None:
    assert decide(at(TODAY), is_trusted=False) is Roll.STAY


def test_staff_may_say_that_the_date_is_right_although_the_clocks_disagree() -> None:
    assert decide(at(TODAY), is_trusted=False, is_confirmed=True) is Roll.ROLL


@pytest.mark.parametrize("is_confirmed", [False, True])
@pytest.mark.parametrize("is_start", [False, True])
def test_a_day_never_goes_back(is_start: bool, is_confirmed: bool) -> None:
    now = at(YESTERDAY)
    roll = decide(now, latest=TODAY, last_event=at(TODAY), is_start=is_start, is_confirmed=is_confirmed)
    assert roll is not Roll.ROLL


def test_a_start_on_the_next_days_rolls() -> None:
    for days in range(1, 7):
        assert decide(at(YESTERDAY + timedelta(days)), is_start=True) is Roll.ROLL


def test_a_start_before_the_last_event_needs_a_word() -> None:
    assert decide(at(date(1970, 1, 1)), is_start=True) is Roll.NEEDS_CONFIRMATION
    assert decide(at(date(2026, 11, 18)), is_start=True) is Roll.NEEDS_CONFIRMATION


def test_a_start_on_the_last_events_date_needs_none_even_if_the_clock_is_behind_by_minutes() -> None:
    assert decide(at(YESTERDAY, 17), is_start=True) is Roll.STAY


def test_a_start_more_than_seven_days_after_the_last_event_needs_a_word() -> None:
    week_later = at(YESTERDAY, 18) + timedelta(days=7)
    assert decide(week_later, is_start=True) is Roll.ROLL
    assert decide(week_later + timedelta(seconds=1), is_start=True) is Roll.NEEDS_CONFIRMATION
    assert decide(week_later + timedelta(seconds=1), is_start=True, is_confirmed=True) is Roll.ROLL


def test_a_program_that_ran_through_a_long_holiday_rolls_without_a_word() -> None:
    assert decide(at(TODAY + timedelta(days=30))) is Roll.ROLL


def test_without_events_the_latest_day_tells_what_is_plausible() -> None:
    assert decide(at(TODAY), last_event=None, is_start=True) is Roll.ROLL
    assert decide(at(date(2027, 1, 1)), last_event=None, is_start=True) is Roll.NEEDS_CONFIRMATION
    assert decide(at(date(2026, 1, 1)), last_event=None, is_start=True) is Roll.NEEDS_CONFIRMATION


def test_after_a_voided_future_day_the_real_one_opens_once_confirmed() -> None:
    wrong = at(date(2027, 6, 1))
    roll = decide(at(TODAY), last_event=wrong, is_start=True)
    assert roll is Roll.NEEDS_CONFIRMATION
    assert decide(at(TODAY), last_event=wrong, is_start=True, is_confirmed=True) is Roll.ROLL


INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
DATES = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(
    INSTANTS,
    st.none() | DATES,
    st.none() | INSTANTS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(0, 1439),
)
def test_whatever_the_clocks_say_only_a_later_day_opens_and_a_word_is_asked_once(
    now: datetime,
    latest: date | None,
    last_event: datetime | None,
    is_trusted: bool,
    is_start: bool,
    is_confirmed: bool,
    day_starts: int,
) -> None:
    roll = decide(
        now,
        latest=latest,
        last_event=last_event,
        is_trusted=is_trusted,
        is_start=is_start,
        is_confirmed=is_confirmed,
        day_starts=day_starts,
    )
    if roll is Roll.ROLL:
        assert latest is None or business_date(now, KOLKATA, day_starts) > latest
        assert is_trusted or is_start or is_confirmed or latest is None
    if roll is Roll.NEEDS_CONFIRMATION:
        assert is_start
        assert not is_confirmed
