"""Opening hours: open or not, the next opening, and hours as text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.errors import ClinicError
from nextpatient_desktop.domain.hours import (
    clean_hours,
    format_hours,
    is_open,
    next_opening,
    parse_hours,
)
from nextpatient_desktop.domain.model import OpeningSpan

KOLKATA = ZoneInfo("Asia/Kolkata")
USUAL = parse_hours("Mon-Sat 09:00-13:00, 14:00-17:00; Sun 10:00-12:00")
FRIDAY, SATURDAY, SUNDAY, MONDAY = 20, 21, 22, 23


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant in November 2026 by the clinic's wall clock; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=KOLKATA).astimezone(UTC)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(FRIDAY, 8, 59, 59), False),
        (at(FRIDAY, 9), True),
        (at(FRIDAY, 12, 59, 59), True),
        (at(FRIDAY, 13), False),
        (at(FRIDAY, 14), True),
        (at(FRIDAY, 17), False),
        (at(SUNDAY, 9, 30), False),
        (at(SUNDAY, 11), True),
    ],
)
def test_it_is_open_from_the_opening_minute_to_the_closing_one(instant: datetime, expected: bool) -> None:
    assert is_open(USUAL, instant, KOLKATA) is expected


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        (at(FRIDAY, 3), at(FRIDAY, 9)),
        (at(FRIDAY, 13, 30), at(FRIDAY, 14)),
        (at(FRIDAY, 9), at(FRIDAY, 14)),
        (at(FRIDAY, 18), at(SATURDAY, 9)),
        (at(SATURDAY, 18), at(SUNDAY, 10)),
        (at(SUNDAY, 12), at(MONDAY, 9)),
    ],
)
def test_the_next_opening_is_the_first_after_now(instant: datetime, opening: datetime) -> None:
    assert next_opening(USUAL, instant, KOLKATA) == opening


def test_no_hours_are_always_open() -> None:
    assert is_open((), at(SUNDAY, 3), KOLKATA)
    assert next_opening((), at(SUNDAY, 3), KOLKATA) is None


def test_one_morning_a_week_opens_again_in_a_week() -> None:
    fridays = parse_hours("Fri 09:00-13:00")
    assert next_opening(fridays, at(FRIDAY, 9), KOLKATA) == at(FRIDAY + 7, 9)


def test_hours_past_midnight_open_once() -> None:
    night = parse_hours("Sat 22:00-02:00")
    assert [(s.weekday, s.opens, s.closes) for s in night] == [(5, 1320, 1440), (6, 0, 120)]
    assert is_open(night, at(SUNDAY, 1, 59), KOLKATA)
    assert next_opening(night, at(SATURDAY, 23), KOLKATA) == at(SATURDAY + 7, 22)


def test_round_the_clock_by_hours_has_no_next_opening() -> None:
    always = parse_hours("Mon-Sun 00:00-24:00")
    assert is_open(always, at(SUNDAY, 0), KOLKATA)
    assert next_opening(always, at(SUNDAY, 12), KOLKATA) is None


def test_an_opening_keeps_its_wall_clock_when_summer_time_begins() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    saturday_evening = datetime(2026, 3, 28, 20, tzinfo=berlin)
    opening = next_opening(parse_hours("Sun 09:00-10:00"), saturday_evening, berlin)
    assert opening == datetime(2026, 3, 29, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Mon-Sat 09:00-13:00, 14:00-17:00; Sun 10:00-12:00", None),
        ("mon - fri 9-13", "Mon-Fri 09:00-13:00"),
        ("Monday–Tuesday 9.30 – 13.00\nWed 9:00-10:00", "Mon-Tue 09:30-13:00; Wed 09:00-10:00"),
        ("Mon, Wed, Fri: 08:00-12:00", "Mon, Wed, Fri 08:00-12:00"),
        ("Sat-Mon 08:00-12:00", "Mon, Sat-Sun 08:00-12:00"),
        ("Mon 09:00-12:00, 11:00-13:00, 13:00-14:00", "Mon 09:00-14:00"),
        ("Mon 22:00-00:00", "Mon 22:00-24:00"),
        ("", ""),
        (" ; ", ""),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, shown: str | None) -> None:
    assert format_hours(parse_hours(typed)) == (typed if shown is None else shown)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Mon", "Mon"),
        ("09:00-13:00", "09:00-13:00"),
        ("Xyz 09:00-13:00", "Xyz"),
        ("T 09:00-13:00", "T"),
        ("Mon-Tue-Wed 09:00-13:00", "Mon-Tue-Wed"),
        ("Mon 09:00-25:00", "09:00-25:00"),
        ("Mon 09:60-10:00", "09:60-10:00"),
        ("Mon 09:00-09:00", "09:00-09:00"),
        ("Mon 24:00-02:00", "24:00-02:00"),
        ("Mon 09:00-13:00 14:00-17:00", "09:00-13:00 14:00-17:00"),
        ("Mon 09:00", "09:00"),
    ],
)
def test_what_is_not_understood_is_named(typed: str, part: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        parse_hours(typed)
    assert refusal.value == ClinicError("hours_invalid", field="hours", part=part)


@pytest.mark.parametrize(("weekday", "opens", "closes"), [(7, 0, 60), (-1, 0, 60), (0, 60, 60), (0, 0, 1441)])
def test_a_span_that_is_none_is_refused(weekday: int, opens: int, closes: int) -> None:
    with pytest.raises(ClinicError, match="hours_invalid"):
        clean_hours([OpeningSpan(weekday=weekday, opens=opens, closes=closes)])


@st.composite
def any_hours(draw: st.DrawFn) -> list[OpeningSpan]:
    spans = draw(
        st.lists(st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)), max_size=12)
    )
    return [OpeningSpan(weekday=day, opens=a, closes=b) for day, a, b in spans if a < b]


NAMES = st.sampled_from(
    [
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि"),
        ("திங்.", "செவ்.", "புத.", "வியா.", "வெள்.", "சனி", "ஞாயி."),
    ]
)


@given(any_hours(), NAMES)
def test_written_hours_read_as_themselves(hours: list[OpeningSpan], names: tuple[str, ...]) -> None:
    cleaned = clean_hours(hours)
    assert parse_hours(format_hours(hours, names), names) == cleaned
    assert clean_hours(cleaned) == cleaned


@given(any_hours(), st.integers(0, 7 * 24 * 60 - 1))
def test_joining_spans_changes_no_minute(hours: list[OpeningSpan], minute: int) -> None:
    instant = at(MONDAY, 0) + timedelta(minutes=minute)
    if hours:
        assert is_open(hours, instant, KOLKATA) == is_open(clean_hours(hours), instant, KOLKATA)


@given(any_hours(), st.integers(0, 7 * 24 * 60 - 1))
def test_at_the_next_opening_it_opens_and_between_it_does_not(hours: list[OpeningSpan], minute: int) -> None:
    now = at(MONDAY, 0) + timedelta(minutes=minute)
    opening = next_opening(hours, now, KOLKATA)
    if opening is None:
        assert is_open(hours, now, KOLKATA)
        return
    minute_before = opening - timedelta(minutes=1)
    assert now < opening <= now + timedelta(days=7)
    assert is_open(hours, opening, KOLKATA)
    assert not is_open(hours, minute_before, KOLKATA)
    if not is_open(hours, now, KOLKATA):
        steps = int((opening - now) / timedelta(minutes=30))
        assert not any(is_open(hours, now + step * timedelta(minutes=30), KOLKATA) for step in range(steps))
