"""How long it takes: the expected wait as an honest range, from what visits took and who works now.

The wait is played through in 64 scenarios. Each draws the rest of every visit that is going on, and the
visits of everyone ahead, from the lengths that each counter's doctor had lately at this hour; what 4 in 5 of
the scenarios span is the range. The scenarios are fixed, not random: the same question has the same answer.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2s
from heapq import heapify, heapreplace
from itertools import accumulate, pairwise
from math import ceil, exp, floor, log, sqrt
from statistics import NormalDist, median, quantiles
from typing import Protocol

from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import WaitRange
from nextpatient_desktop.domain.records import dataclass

STEP = timedelta(minutes=5)
"""Ranges are told in steps of this, rounded outward."""
LOW, HIGH = 0.12, 0.88
"""What lies between them holds a little less than 4 times in 5: rounding outward makes up for it."""

_SCENARIOS = 64
_PLAYED = 24
"""So many visits ahead are played one by one; the rest of a long queue by the law of large numbers."""
_PRIOR_WEIGHT = 4.0
_ENOUGH = 20.0
"""The department's usual visit counts as much as this many samples, less the more there are, until enough."""
_PRIOR_SPREAD = 0.6
_PRIOR_DOUBT = 0.3
"""By how much a department's usual visit is off, as a share of it; the spread is that of single visits."""
_DAY_DOUBT = 0.1
"""By how much one day differs from the others."""
_HALF_LIFE = timedelta(days=7)
_OTHER_STAFF = 0.2
_MOST_OVERTAKING = 0.5
"""Those who overtake take no more than this part of the counters' time."""
_GETS_BEFORE = 0.6
"""The part of those who come with priority that gets before: arrivals thin out, and turns are kept."""
_TURNOVER = 30.0
"""Seconds from the end of a visit to the beginning of the next, until it is known."""
_NORMAL = NormalDist()
_DEVIATIONS = tuple(_NORMAL.inv_cdf((place + 0.5) / _SCENARIOS) for place in range(_SCENARIOS))
_LEVEL, _TAIL, _OVERTAKING, _FIRST_DESK = _PLAYED, _PLAYED + 1, _PLAYED + 2, _PLAYED + 3
"""What is drawn besides the visits ahead, by number."""


class Sample(Protocol):
    """One finished service of the department."""

    @property
    def staff(self) -> StaffId | None:
        """Who served."""
        ...

    @property
    def started_at(self) -> datetime:
        """When it began."""
        ...

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        ...


@dataclass(frozen=True, kw_only=True)
class WorkingCounter:
    """A counter that serves the department now: somebody is signed in there and available.

    `busy_since` is when it began to serve (or called) whom it has, None while it is free. `share` is the part
    of its time that this department gets, above 0 to 1: less than 1 where it also serves departments in which
    somebody waits.
    """

    staff: StaffId | None
    busy_since: datetime | None = None
    share: float = 1.0


def expected_wait(
    *,
    ahead: int,
    counters: Sequence[WorkingCounter],
    samples: Sequence[Sample],
    usual_visit: timedelta,
    now: datetime,
    zone: tzinfo,
    overtakers_per_hour: float = 0.0,
    overtaken_at_most: int | None = None,
) -> WaitRange | None:
    """How long somebody with `ahead` tokens before them waits for the call; None when nobody works.

    Args:
        ahead: how many will be called before, by the policy (0 for who is next).
        counters: the counters that work for the department now.
        samples: the department's latest finished services, in any order.
        usual_visit: the department's setting, which counts until there are enough samples.
        now: the instant from which the wait counts.
        zone: the clinic's zone, for the hour of the day.
        overtakers_per_hour: how many come lately that are called before somebody who already waits: for a
            normal token the priorities, and where classes take turns for a priority the normals. Without it a
            range is too short where many come with priority.
        overtaken_at_most: by how many they can be overtaken, as the turns allow; None for any number.
    """
    working = [counter for counter in counters if counter.share > 0]
    if not working:
        return None
    known = _without_outliers(samples, usual_visit)
    facts = _facts(known, now, zone)
    by_staff = {staff: _lengths(facts, staff, usual_visit) for staff in {c.staff for c in working}}
    desks = [_Desk.of(counter, by_staff[counter.staff], now) for counter in working]
    turnover = _turnover(known)
    overtaking = _Overtaking(
        _GETS_BEFORE * overtakers_per_hour / 3600,
        float("inf") if overtaken_at_most is None else float(max(0, overtaken_at_most)),
    )
    waits = sorted(_play(scenario, desks, ahead, overtaking, turnover) for scenario in range(_SCENARIOS))
    return _told(waits[floor(LOW * _SCENARIOS)], waits[ceil(HIGH * _SCENARIOS) - 1])


def _told(shortest: float, longest: float) -> WaitRange:
    """A range in seconds, rounded outward to steps, at least one step wide."""
    step = STEP.total_seconds()
    first = floor(max(0.0, shortest) / step)
    last = max(first + 1, ceil(longest / step))
    return WaitRange(shortest=first * STEP, longest=last * STEP)


@dataclass(frozen=True)
class _Fact:
    """One service: how long it took in seconds, how much that says about a service now, and who served."""

    length: float
    weight: float
    staff: StaffId | None


@dataclass(frozen=True)
class _Lengths:
    """Lengths of visits in seconds, ascending, with the share of visits up to each, and what is in doubt.

    `drawn` are the lengths that the scenarios draw: those at evenly spread shares.
    """

    values: Sequence[float]
    shares: Sequence[float]
    mean: float
    spread: float
    doubt: float
    drawn: Sequence[float]

    def rest(self, elapsed: float, share: float) -> float:
        """What is left of a visit that has taken `elapsed`; half a visit if that is longer than all known."""
        index = bisect_left(self.values, elapsed)
        passed = self.shares[index - 1] if index else 0.0
        if passed > 0.98:
            return -log(1 - share) * self.mean / 2
        return max(0.0, _length_at(self.values, self.shares, passed + (1 - passed) * share) - elapsed)


def _length_at(values: Sequence[float], shares: Sequence[float], share: float) -> float:
    """The length that this share of visits does not exceed."""
    index = min(bisect_left(shares, share), len(values) - 1)
    below = shares[index - 1] if index else 0.0
    low = values[index - 1] if index else values[0] / 2
    part = (share - below) / max(shares[index] - below, 1e-12)
    return low + (values[index] - low) * min(part, 1.0)


def _lengths(facts: Sequence[_Fact], staff: StaffId | None, usual_visit: timedelta) -> _Lengths:
    """What visits take with one doctor: all the department's count, but those of others less."""
    weighted = []
    for fact in facts:
        weight = fact.weight if staff is None or fact.staff == staff else fact.weight * _OTHER_STAFF
        weighted.append((fact.length, weight))
    known = sum(weight for _, weight in weighted)
    prior_weight = _PRIOR_WEIGHT * max(0.0, 1 - known / _ENOUGH)
    if prior_weight > 0:
        prior = _prior(usual_visit)
        weighted += [(length, prior_weight / len(prior)) for length in prior]
    weighted.sort()
    total = known + prior_weight
    mean = sum(length * weight for length, weight in weighted) / total
    variance = sum((length - mean) ** 2 * weight for length, weight in weighted) / total
    spread = sqrt(variance) / mean
    prior_share = prior_weight / total
    mean_doubt = (1 - prior_share) * spread / sqrt(max(known, 1.0))
    values = [length for length, _ in weighted]
    shares = [weight / total for weight in accumulate(weight for _, weight in weighted)]
    return _Lengths(
        values,
        shares,
        mean,
        spread,
        sqrt((prior_share * _PRIOR_DOUBT) ** 2 + mean_doubt**2 + _DAY_DOUBT**2),
        [_length_at(values, shares, (place + 0.5) / _SCENARIOS) for place in range(_SCENARIOS)],
    )


def _prior(usual_visit: timedelta) -> list[float]:
    """Lengths of visits around the department's setting: log-normal, their mean is the setting."""
    sigma = sqrt(log(1 + _PRIOR_SPREAD**2))
    centre = max(usual_visit.total_seconds(), 1.0) * exp(-(sigma**2) / 2)
    return [centre * exp(sigma * _NORMAL.inv_cdf((k + 0.5) / 10)) for k in range(10)]


def _facts(samples: Sequence[Sample], now: datetime, zone: tzinfo) -> list[_Fact]:
    """Samples weighed by their age and their hour."""
    hour_now = now.astimezone(zone).hour
    facts = []
    for sample in samples:
        apart = abs(sample.started_at.astimezone(zone).hour - hour_now)
        hours = min(apart, 24 - apart)
        by_hour = 1.0 if hours <= 1 else 0.7 if hours <= 3 else 0.5
        age = max(timedelta(), now - sample.ended_at) / _HALF_LIFE
        facts.append(_Fact(_seconds(sample), by_hour * exp(-log(2) * age), sample.staff))
    return facts


def _without_outliers(samples: Sequence[Sample], usual_visit: timedelta) -> list[Sample]:
    """The samples without those far outside the middle half: forgotten or started by mistake."""
    lengths = [seconds for sample in samples if (seconds := _seconds(sample)) > 0]
    usual = max(usual_visit.total_seconds(), 1.0)
    low, high = usual / 20, usual * 8
    if len(lengths) >= 12:
        first, _, third = quantiles(lengths, n=4)
        reach = max(third / first, 1.3) ** 2
        low, high = first / reach, third * reach
    return [sample for sample in samples if low <= _seconds(sample) <= high]


def _turnover(samples: Sequence[Sample]) -> float:
    """The usual seconds between two visits of one doctor, from the gaps that are no pauses."""
    gaps = [
        (after.started_at - before.ended_at).total_seconds()
        for before, after in pairwise(sorted(samples, key=lambda s: (str(s.staff), s.started_at)))
        if before.staff == after.staff
    ]
    short = [gap for gap in gaps if 0 <= gap <= 180]
    return median(short) if len(short) >= 5 else _TURNOVER


@dataclass(frozen=True)
class _Desk:
    """A working counter in the scenarios: how it serves, and for how long it has been busy (None: free)."""

    lengths: _Lengths
    elapsed: float | None
    share: float

    @staticmethod
    def of(counter: WorkingCounter, lengths: _Lengths, now: datetime) -> "_Desk":
        busy = counter.busy_since
        elapsed = None if busy is None else max(0.0, (now - busy).total_seconds())
        return _Desk(lengths, elapsed, min(counter.share, 1.0))


@dataclass(frozen=True)
class _Overtaking:
    """How many come per second and go before, and how many can at the most."""

    per_second: float
    at_most: float

    def extra(self, scenario: int, wait: float, rate: float) -> float:
        """The seconds by which a wait grows, where the counters see `rate` patients a second.

        Whoever comes while they wait goes before, and whoever comes while these are served.
        """
        expected = self.per_second * wait / (1 - min(self.per_second / rate, _MOST_OVERTAKING))
        number = _count(expected, 1.0, _DEVIATIONS[_draws(_OVERTAKING)[scenario]])
        return min(number, self.at_most) / rate


def _play(
    scenario: int, desks: Sequence[_Desk], ahead: int, overtaking: _Overtaking, turnover: float
) -> float:
    """The seconds until the call in one scenario: `ahead` others take the counters as these become free."""
    level = exp(max(desk.lengths.doubt for desk in desks) * _DEVIATIONS[_draws(_LEVEL)[scenario]])
    free = []
    for index, desk in enumerate(desks):
        rest = 0.0
        if desk.elapsed is not None:
            share = (_draws(_FIRST_DESK + index)[scenario] + 0.5) / _SCENARIOS
            rest = desk.lengths.rest(desk.elapsed, share) + turnover
        free.append((rest, index))
    heapify(free)
    for visit in range(min(ahead, _PLAYED)):
        start, index = free[0]
        desk = desks[index]
        length = desk.lengths.drawn[_draws(visit)[scenario]]
        heapreplace(free, (start + (length * level + turnover) / desk.share, index))
    wait = free[0][0]
    rate = sum(desk.share / (desk.lengths.mean * level + turnover) for desk in desks)
    if ahead > _PLAYED:
        spread = max(desk.lengths.spread for desk in desks)
        wait += _count(ahead - _PLAYED, spread, _DEVIATIONS[_draws(_TAIL)[scenario]]) / rate
    return wait + overtaking.extra(scenario, wait, rate) if wait else wait


def _count(expected: float, spread: float, deviation: float) -> float:
    """How many visits' time so many visits take, where single ones differ by `spread`."""
    return max(0.0, expected + deviation * spread * sqrt(expected))


@lru_cache(maxsize=256)
def _draws(what: int) -> tuple[int, ...]:
    """For one thing that is drawn, every scenario's place among all: each place once, in a fixed disorder."""
    return tuple(sorted(range(_SCENARIOS), key=lambda place: blake2s(b"%d/%d" % (what, place)).digest()))


def _seconds(sample: Sample) -> float:
    return (sample.ended_at - sample.started_at).total_seconds()
