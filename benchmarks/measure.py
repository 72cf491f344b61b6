"""Timing: interleaved rounds, medians and percentiles, and the table that says what was reached."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report.

    `value` is a ratio or a time in the unit that `what` names, to be at most (or, with `at_least`, at least)
    `target`. `why` says what holds it back when it is missed.
    """

    what: str
    value: float
    target: float
    at_least: bool = False
    unit: str = "x"
    detail: str = ""
    why: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the target is met."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def line(self) -> str:
        """The finding as a line of the table."""
        bound = "at least" if self.at_least else "at most"
        verdict = "reached" if self.is_reached else "MISSED "
        figure = f"{self.value:9.2f} {self.unit:<3} ({bound} {self.target:g})"
        text = f"{verdict}  {self.what:<66} {figure} {self.detail}"
        return text.rstrip() + (f"\n         {self.why}" if self.why and not self.is_reached else "")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * (len(ordered) - 1))))]


def timed(action: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def interleaved(
    actions: dict[str, Callable[[], object]], *, rounds: int, each: int
) -> dict[str, list[float]]:
    """Time the actions in turns, so that a slow minute of the machine strikes all of them.

    Returns the seconds of each call (`rounds` x `each` per action), the first round left out.
    """
    times: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(rounds + 1):
        for name, action in actions.items():
            taken = [timed(action) for _ in range(each)]
            if turn:
                times[name].extend(taken)
    return times


def medians(times: dict[str, list[float]]) -> dict[str, float]:
    """The median of each action's times."""
    return {name: statistics.median(values) for name, values in times.items()}


def memory_mb(pid: int) -> float:
    """The process's resident memory in MB, Linux only. Shared libraries count in full."""
    with open(f"/proc/{pid}/smaps_rollup") as report:  # noqa: PTH123 - a kernel file, not a path of ours
        for line in report:
            if line.startswith("Rss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def is_ci() -> bool:
    """Whether a build server runs this: smaller sizes then."""
    return bool(os.environ.get("CI"))
