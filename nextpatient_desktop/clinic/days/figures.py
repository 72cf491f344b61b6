"""What a day amounted to, from its tokens: for the day's summary and for whoever asks meanwhile."""

from collections import Counter as Tally
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.days.messages import DayFigures, DepartmentFigures
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Token, TokenState

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.context import Context


class _Sums:
    """Counts and sums over tokens."""

    def __init__(self) -> None:
        self.states: Tally[TokenState] = Tally()
        self.waits = _Mean()
        self.visits = _Mean()

    def take(self, token: Token) -> None:
        self.states[token.state] += 1
        if token.first_called_at is not None:
            self.waits.take(token.first_called_at - token.issued_at)
        if token.state is TokenState.COMPLETED and token.started_at and token.ended_at:
            self.visits.take(token.ended_at - token.started_at)


class _Mean:
    """A mean of lengths of time, None while there is none."""

    def __init__(self) -> None:
        self._total = timedelta(0)
        self._count = 0

    def take(self, length: timedelta) -> None:
        self._total += max(length, timedelta(0))
        self._count += 1

    def value(self) -> timedelta | None:
        return whole_ms(self._total / self._count) if self._count else None


def whole_ms(length: timedelta) -> timedelta:
    """A length of time in whole milliseconds, as instants are."""
    return timedelta(milliseconds=round(length / timedelta(milliseconds=1)))


def day_figures(ctx: "Context", day: date) -> DayFigures:
    """The figures of a day as its tokens stand now."""
    return _figures_of(ctx, day, ctx.uow.tokens.of_day(day))


def _figures_of(ctx: "Context", day: date, tokens: Iterable[Token]) -> DayFigures:
    whole = _Sums()
    departments: dict[DepartmentId, _Sums] = {}
    by_hour = [0] * 24
    promises = held = 0
    for token in tokens:
        whole.take(token)
        departments.setdefault(token.department, _Sums()).take(token)
        by_hour[token.issued_at.astimezone(ctx.zone).hour] += 1
        was_kept = _was_promise_kept(token)
        promises += was_kept is not None
        held += was_kept is True
    return DayFigures(
        day=day,
        departments=_by_department(ctx, departments),
        issued=whole.states.total(),
        completed=whole.states[TokenState.COMPLETED],
        missed=whole.states[TokenState.NO_SHOW],
        cancelled=whole.states[TokenState.CANCELLED],
        expired=whole.states[TokenState.EXPIRED],
        waiting=whole.states[TokenState.WAITING],
        average_wait=whole.waits.value(),
        average_visit=whole.visits.value(),
        promises=promises,
        promises_held=held,
        by_hour=tuple(by_hour),
    )


def _by_department(ctx: "Context", sums: dict[DepartmentId, _Sums]) -> tuple[DepartmentFigures, ...]:
    return tuple(
        DepartmentFigures(
            department=department.id,
            name=department.name,
            issued=of.states.total(),
            completed=of.states[TokenState.COMPLETED],
            missed=of.states[TokenState.NO_SHOW],
            cancelled=of.states[TokenState.CANCELLED],
            expired=of.states[TokenState.EXPIRED],
            waiting=of.states[TokenState.WAITING],
            average_wait=of.waits.value(),
            average_visit=of.visits.value(),
        )
        for department in ctx.uow.departments.all()
        for of in (sums.get(department.id, _Sums()),)
        if department.is_active or department.id in sums
    )


def _was_promise_kept(token: Token) -> bool | None:
    """Whether the first call was inside the range that was told; None without a range or a call."""
    if token.promised_from is None or token.promised_to is None or token.first_called_at is None:
        return None
    return token.promised_from <= token.first_called_at <= token.promised_to
