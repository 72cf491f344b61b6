"""Instants of tokens that a cut-off kiosk gave, put in order where its clock was wrong."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nextpatient_desktop.domain.handover import is_possible_day, place_instants

CONTACT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NOW = CONTACT + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def after(*minutes: float) -> list[datetime]:
    return [CONTACT + MINUTE * one for one in minutes]


def test_a_clock_that_is_right_keeps_its_instants() -> None:
    stated = after(1, 2.5, 60, 119.9)
    placed = place_instants(stated, last_contact=CONTACT, handed_over_at=NOW, now=NOW)
    assert [one.at for one in placed] == stated
    assert not any(one.is_uncertain for one in placed)


def test_clocks_may_differ_by_less_than_a_minute() -> None:
    stated = after(-0.5, 3)
    placed = place_instants(stated, last_contact=CONTACT, handed_over_at=NOW - MINUTE / 2, now=NOW)
    assert [(one.at, one.is_uncertain) for one in placed] == [(at, False) for at in stated]


def test_a_clock_that_is_wrong_by_the_same_all_the_time_is_put_right() -> None:
    late = timedelta(hours=3)
    truth = after(1, 2, 60)
    placed = place_instants(
        [at + late for at in truth], last_contact=CONTACT, handed_over_at=NOW + late, now=NOW
    )
    assert [one.at for one in placed] == truth
    assert all(one.is_uncertain for one in placed)


def test_a_clock_that_is_behind_is_put_right_where_its_instants_cannot_be() -> None:
    early = timedelta(hours=-3)
    truth = after(1, 2, 60)
    placed = place_instants(
        [at + early for at in truth], last_contact=CONTACT, handed_over_at=NOW + early, now=NOW
    )
    assert [one.at for one in placed] == truth
    assert all(one.is_uncertain for one in placed)


def test_a_hand_over_that_arrives_late_says_nothing_against_the_clock() -> None:
    stated = after(1, 2, 60)
    placed = place_instants(stated, last_contact=CONTACT, handed_over_at=NOW - timedelta(hours=1), now=NOW)
    assert [(one.at, one.is_uncertain) for one in placed] == [(at, False) for at in stated]


def test_what_does_not_fit_is_spread_between_its_neighbours() -> None:
    stated = [*after(10), datetime(2010, 1, 1, tzinfo=UTC), datetime(2010, 1, 1, tzinfo=UTC), *after(40)]
    placed = place_instants(stated, last_contact=CONTACT, handed_over_at=NOW, now=NOW)
    assert [one.at for one in placed] == after(10, 20, 30, 40)
    assert [one.is_uncertain for one in placed] == [False, True, True, False]


def test_a_dead_clock_spreads_all_between_the_last_contact_and_now() -> None:
    dead = datetime(2010, 1, 1, tzinfo=UTC)
    stated = [dead, dead + MINUTE, dead]
    placed = place_instants(stated, last_contact=CONTACT, handed_over_at=dead - timedelta(days=4), now=NOW)
    assert [one.at for one in placed] == after(30, 60, 90)


def test_what_the_kiosk_itself_does_not_believe_is_spread() -> None:
    placed = place_instants(
        after(30, 31, 31.5, 60),
        last_contact=CONTACT,
        handed_over_at=NOW,
        now=NOW,
        doubtful=[False, True, True, False],
    )
    assert [one.at for one in placed] == after(30, 40, 50, 60)
    assert [one.is_uncertain for one in placed] == [False, True, True, False]


def test_a_later_batch_stays_behind_the_one_before() -> None:
    late = timedelta(hours=1)
    placed = place_instants(
        [at + late for at in after(5, 6)],
        last_contact=CONTACT,
        handed_over_at=NOW + late + timedelta(minutes=2),
        now=NOW,
        not_before=CONTACT + 5 * MINUTE,
    )
    assert all(one.is_uncertain for one in placed)
    assert CONTACT + 5 * MINUTE <= placed[0].at < placed[1].at <= NOW


def test_without_a_known_contact_only_the_future_is_impossible() -> None:
    stated = [CONTACT - timedelta(days=2), NOW + timedelta(days=1)]
    first, second = place_instants(stated, last_contact=None, handed_over_at=NOW, now=NOW)
    assert (first.at, first.is_uncertain) == (stated[0], False)
    assert stated[0] < second.at < NOW
    assert second.is_uncertain


@given(
    offsets=st.lists(st.integers(-100_000_000, 100_000_000), min_size=1, max_size=20),
    clock=st.integers(-10_000_000, 10_000_000),
)
def test_order_and_bounds_hold_whatever_the_clock_said(offsets: list[int], clock: int) -> None:
    stated = [CONTACT + timedelta(milliseconds=one) for one in offsets]
    placed = place_instants(
        stated, last_contact=CONTACT, handed_over_at=NOW + timedelta(milliseconds=clock), now=NOW
    )
    keys = [(one.at, one.rank) for one in placed]
    assert keys == sorted(set(keys))
    assert all(CONTACT - MINUTE <= one.at <= NOW for one in placed)
    assert all(one.at.microsecond % 1000 == 0 for one in placed)


def test_which_days_are_possible() -> None:
    today, contact = date(2026, 11, 20), date(2026, 11, 18)
    days = [date(2026, 11, day) for day in (16, 17, 18, 19, 20, 21)]
    possible = [is_possible_day(day, present=today, contact_day=contact) for day in days]
    assert possible == [False, True, True, True, True, False]
    assert is_possible_day(date(2020, 1, 1), present=today, contact_day=None)
