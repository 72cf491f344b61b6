"""The expected wait: an honest range that holds about four times out of five."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count, pairwise
from math import log, sqrt
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextpatient_desktop.domain.calling import BUILT_IN, call_order, choose
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Priority, Token, WaitRange
from nextpatient_desktop.domain.waiting import STEP, WorkingCounter, expected_wait
from tests.domain.things import MEHTA, NINE, OPD, RAO, line, minutes, queue, seconds, token

KOLKATA = ZoneInfo("Asia/Kolkata")
SEVEN = minutes(7)


@dataclass(frozen=True)
class Service:
    """A finished service."""

    staff: StaffId | None
    started_at: datetime
    ended_at: datetime


def served(lengths: list[float], staff: StaffId | None = MEHTA, ended: datetime = NINE) -> list[Service]:
    """Services of these lengths in minutes, one after another, the last one at `ended`."""
    services = []
    for length in reversed(lengths):
        services.append(Service(staff, ended - minutes(length), ended))
        ended -= minutes(length) + seconds(30)
    return services


def wait(
    ahead: int,
    samples: list[Service] | None = None,
    counters: tuple[WorkingCounter, ...] = (WorkingCounter(staff=MEHTA, busy_since=NINE),),
    usual: timedelta = SEVEN,
    overtakers_per_hour: float = 0,
    now: datetime = NINE,
    overtaken_at_most: int | None = None,
) -> WaitRange:
    """A range that is known."""
    told = expected_wait(
        ahead=ahead,
        counters=counters,
        samples=samples or [],
        usual_visit=usual,
        now=now,
        zone=KOLKATA,
        overtakers_per_hour=overtakers_per_hour,
        overtaken_at_most=overtaken_at_most,
    )
    assert told is not None
    return told


def middle(told: WaitRange) -> float:
    return (told.shortest + told.longest) / minutes(2)


def test_where_nobody_works_the_wait_is_unknown() -> None:
    assert expected_wait(ahead=0, counters=(), samples=[], usual_visit=SEVEN, now=NINE, zone=KOLKATA) is None
    idle = WorkingCounter(staff=MEHTA, share=0)
    assert (
        expected_wait(ahead=0, counters=(idle,), samples=[], usual_visit=SEVEN, now=NINE, zone=KOLKATA)
        is None
    )


def test_a_free_counter_and_nobody_ahead_is_under_five_minutes_and_never_nothing() -> None:
    assert wait(0, counters=(WorkingCounter(staff=MEHTA),)) == WaitRange(
        shortest=minutes(0), longest=minutes(5)
    )


def test_without_samples_the_departments_usual_visit_counts() -> None:
    told = wait(6)
    assert told.shortest <= minutes(45) <= told.longest
    assert middle(wait(6, usual=minutes(14))) == pytest.approx(2 * middle(told), rel=0.25)


def test_what_visits_took_replaces_the_setting_once_there_are_enough() -> None:
    told = wait(9, served([3.0, 4.0, 5.0] * 20), usual=minutes(15))
    assert told.shortest <= minutes(42) <= told.longest
    assert told.longest <= minutes(60)


def test_more_ahead_takes_longer_and_more_counters_take_less() -> None:
    samples = served([5.0, 7.0, 9.0] * 10)
    by_ahead = [middle(wait(ahead, samples)) for ahead in (0, 2, 5, 10, 20, 40, 80)]
    assert by_ahead == sorted(by_ahead)
    assert len(set(by_ahead)) == len(by_ahead)
    desks = [tuple(WorkingCounter(staff=MEHTA, busy_since=NINE) for _ in range(n)) for n in (1, 2, 4)]
    one, two, four = (middle(wait(20, samples, counters)) for counters in desks)
    assert one == pytest.approx(2 * two, rel=0.15)
    assert one == pytest.approx(4 * four, rel=0.2)


def test_a_long_queue_goes_on_where_the_played_visits_end() -> None:
    samples = served([5.0, 7.0, 9.0] * 10)
    steps = [middle(wait(ahead, samples)) for ahead in range(20, 30)]
    assert all(0 <= after - before <= 12 for before, after in pairwise(steps))


def test_a_visit_that_is_nearly_over_shortens_the_wait() -> None:
    samples = served([10.0, 11.0, 12.0] * 10)
    fresh, late = (
        wait(0, samples, (WorkingCounter(staff=MEHTA, busy_since=NINE - minutes(since)),)) for since in (0, 9)
    )
    assert late.longest <= minutes(5)
    assert fresh.shortest >= minutes(5)


def test_a_visit_that_takes_longer_than_any_known_is_expected_to_go_on() -> None:
    told = wait(0, served([10.0] * 30), (WorkingCounter(staff=MEHTA, busy_since=NINE - minutes(60)),))
    assert told.longest >= minutes(10)


def test_a_doctors_own_visits_count_more_than_the_others() -> None:
    samples = served([4.0] * 30, MEHTA) + served([16.0] * 30, RAO)
    quick, slow = (
        wait(5, samples, (WorkingCounter(staff=doctor, busy_since=NINE),)) for doctor in (MEHTA, RAO)
    )
    assert quick.longest < slow.longest
    assert middle(quick) < 0.6 * middle(slow)


def test_recent_visits_count_more_than_old_ones() -> None:
    month_ago = NINE - timedelta(days=30)
    faster = wait(5, served([15.0] * 30, ended=month_ago) + served([5.0] * 30))
    slower = wait(5, served([5.0] * 30, ended=month_ago) + served([15.0] * 30))
    assert middle(faster) < 0.5 * middle(slower)


def test_visits_at_this_hour_count_more_than_at_others() -> None:
    morning = served([4.0] * 10, ended=NINE - timedelta(days=1))
    evening = served([12.0] * 10, ended=NINE - timedelta(days=1) + timedelta(hours=9))
    both = morning + evening
    assert middle(wait(9, both)) < middle(wait(9, both, now=NINE + timedelta(hours=9)))


def test_forgotten_and_mistaken_visits_are_cut() -> None:
    usual = [6.0, 7.0, 8.0] * 10
    assert wait(5, served([*usual, 0.05, 0.05, 200.0, 300.0])) == pytest.approx(wait(5, served(usual)))


def test_visits_that_end_before_they_begin_are_no_samples() -> None:
    backwards = [Service(MEHTA, NINE, NINE - minutes(3))] * 20
    assert wait(5, backwards) == wait(5)


def test_a_counter_that_shares_its_time_takes_longer() -> None:
    whole, half = (
        wait(8, counters=(WorkingCounter(staff=MEHTA, busy_since=NINE, share=share),)) for share in (1.0, 0.5)
    )
    assert middle(half) == pytest.approx(2 * middle(whole), rel=0.25)


def test_those_who_will_overtake_lengthen_the_wait() -> None:
    assert wait(10, overtakers_per_hour=3).longest > wait(10).longest


def test_turns_limit_by_how_many_somebody_is_overtaken() -> None:
    alone, by_two, by_any = (
        wait(10),
        wait(10, overtakers_per_hour=30, overtaken_at_most=2),
        wait(10, overtakers_per_hour=30),
    )
    assert alone.longest < by_two.longest < by_any.longest
    assert wait(10, overtakers_per_hour=30, overtaken_at_most=0) == alone
    assert wait(10, overtakers_per_hour=30, overtaken_at_most=-3) == alone


def test_the_same_question_has_the_same_answer() -> None:
    samples = served([5.0, 6.0, 9.0] * 9)
    assert wait(7, samples) == wait(7, list(reversed(samples)))


@settings(deadline=None)  # other work on the machine is no failure
@given(
    ahead=st.integers(0, 200),
    lengths=st.lists(st.floats(0, 500), max_size=40),
    busy=st.lists(st.none() | st.floats(-10, 600), min_size=1, max_size=5),
    usual=st.floats(0, 200),
    overtakers=st.floats(0, 100),
)
def test_a_range_is_in_steps_of_five_minutes_and_never_nothing(
    ahead: int, lengths: list[float], busy: list[float | None], usual: float, overtakers: float
) -> None:
    counters = tuple(
        WorkingCounter(staff=MEHTA, busy_since=None if since is None else NINE - minutes(since))
        for since in busy
    )
    told = wait(ahead, served(lengths), counters, minutes(usual), overtakers)
    assert timedelta() <= told.shortest < told.longest
    assert told.shortest % STEP == told.longest % STEP == timedelta()


@dataclass
class ClinicDay:
    """A simulated day: arrivals, ways to the room, log-normal visits, and the real order of calling."""

    random: Random
    counters: int
    load: float
    priorities: float
    usual: timedelta
    samples: list[Service] = field(default_factory=list)
    waiting: list[Token] = field(default_factory=list)
    busy: dict[StaffId, datetime | None] = field(default_factory=dict)
    promises: dict[UUID, tuple[datetime, WaitRange]] = field(default_factory=dict)
    knows_overtaking: bool = True
    normals: int = 0
    held: dict[Priority, list[bool]] = field(default_factory=lambda: {one: [] for one in Priority})

    def __post_init__(self) -> None:
        self.busy = {StaffId(UUID(int=100 + n)): None for n in range(self.counters)}
        mean = self.usual.total_seconds() * self.random.uniform(0.75, 1.3)
        self._pace = {staff: mean * self.random.uniform(0.85, 1.2) for staff in self.busy}
        self._events: list[tuple[datetime, int, StaffId | None, datetime]] = []
        self._order = count()
        self._came: dict[Priority, list[datetime]] = {one: [] for one in Priority}

    def run(self, hours: float) -> None:
        """Let them come for so many hours, and serve them all."""
        for at in self._arrivals(hours):
            heappush(self._events, (at, next(self._order), None, at))
        while self._events:
            now, _, staff, started = heappop(self._events)
            if staff is None:
                self._arrive(now)
            else:
                self.samples.append(Service(staff, started, now))
                self.busy[staff] = None
                self._call(staff, now)

    def _arrivals(self, hours: float) -> Iterator[datetime]:
        rate = self.counters * self.load / self.usual.total_seconds()
        at = 0.0
        while at < hours * 3600:
            at += self.random.expovariate(rate)
            yield NINE + seconds(at)

    def _arrive(self, now: datetime) -> None:
        priority = Priority.PRIORITY if self.random.random() < self.priorities else Priority.NORMAL
        number = 1000 + next(self._order)
        patient = token(number, at=(now - NINE) / minutes(1), priority=priority)
        self.waiting.append(patient)
        self._came[priority].append(now)
        free = next((staff for staff, since in self.busy.items() if since is None), None)
        if free is not None:
            self._call(free, now)
            return
        places = call_order([line(self.waiting, normals=self.normals)], BUILT_IN, now)
        ahead = next(place for place, entry in enumerate(places) if entry.token.id == patient.id)
        told = wait(
            ahead,
            self.samples[-200:],
            tuple(WorkingCounter(staff=staff, busy_since=since) for staff, since in self.busy.items()),
            self.usual,
            self._overtakers(priority, now),
            now,
            self._turns([place.token.priority for place in places[:ahead]])
            if priority is Priority.PRIORITY
            else None,
        )
        self.promises[patient.id] = (now, told)

    def _overtakers(self, priority: Priority, now: datetime) -> float:
        """How many of the other class came within an hour."""
        if not self.knows_overtaking:
            return 0.0
        other = Priority.NORMAL if priority is Priority.PRIORITY else Priority.PRIORITY
        return sum(now - at < minutes(60) for at in self._came[other])

    def _turns(self, before: list[Priority]) -> int:
        """How many normals more than those that are there get before a priority, as turns are kept."""
        until_first = max(0, OPD.ratio_normals - self.normals)
        kept = until_first + before.count(Priority.PRIORITY) * OPD.ratio_normals
        return kept - before.count(Priority.NORMAL)

    def _call(self, staff: StaffId, now: datetime) -> None:
        choice = choose(queue(self.waiting, OPD, self.normals), BUILT_IN, now)
        if choice is None:
            return
        self.normals = choice.state.normals
        self.waiting.remove(choice.token)
        self.busy[staff] = now
        if choice.token.id in self.promises:
            promised, told = self.promises[choice.token.id]
            self.held[choice.token.priority].append(told.shortest <= now - promised <= told.longest)
        started = now + seconds(self.random.uniform(15, 45))
        sigma = sqrt(log(1 + 0.6**2))
        length = self._pace[staff] * self.random.lognormvariate(-(sigma**2) / 2, sigma)
        heappush(self._events, (started + seconds(length), next(self._order), staff, started))


def held(counters: int, priorities: float, *, knows_overtaking: bool = True) -> dict[Priority, list[bool]]:
    """Which ranges held on eight days at the edge of what the counters can do, of those who had to wait."""
    all_days: dict[Priority, list[bool]] = {one: [] for one in Priority}
    for seed in range(8):
        random = Random(f"{seed}/{counters}/{priorities}")
        day = ClinicDay(
            random, counters, random.uniform(0.9, 1.1), priorities, SEVEN, knows_overtaking=knows_overtaking
        )
        day.run(hours=5)
        for priority, ranges in day.held.items():
            all_days[priority] += ranges
    return all_days


def share(ranges: dict[Priority, list[bool]]) -> float:
    every = [one for of_class in ranges.values() for one in of_class]
    return sum(every) / len(every)


@pytest.mark.parametrize("counters", [1, 2, 3, 4])
@pytest.mark.parametrize("priorities", [0.0, 0.15, 0.3])
def test_the_range_holds_about_four_times_out_of_five(counters: int, priorities: float) -> None:
    assert 0.75 <= share(held(counters, priorities)) <= 0.95


@pytest.mark.parametrize("counters", [1, 3])
def test_where_nearly_half_come_with_priority_the_range_counts_who_will_overtake(counters: int) -> None:
    """Turns keep the priorities back then: those who come later and need none overtake them."""
    blind, knowing = (held(counters, 0.45, knows_overtaking=known) for known in (False, True))
    assert share(knowing) >= max(0.69, share(blind) + 0.05)
    of_priorities = [sum(one[Priority.PRIORITY]) / len(one[Priority.PRIORITY]) for one in (blind, knowing)]
    assert of_priorities[1] >= of_priorities[0] + 0.05
