"""The handler of a counter's board: everything its screen shows, from one consistent state."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.days.figures import whole_ms
from nextpatient_desktop.clinic.days.rolling import date_at
from nextpatient_desktop.clinic.ports import TokenWithPatient, VisitSample
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.call_times import call_times
from nextpatient_desktop.clinic.tokens.cards import Cards
from nextpatient_desktop.clinic.tokens.questions import (
    Board,
    BoardView,
    CounterToday,
    OtherRoom,
    TokenCard,
)
from nextpatient_desktop.clinic.tokens.queues import CallableFor, departments_of
from nextpatient_desktop.clinic.tokens.undo import undo_offer
from nextpatient_desktop.clinic.tokens.waits import wait_for
from nextpatient_desktop.domain.calling import CalledBecause, Line, call_order
from nextpatient_desktop.domain.lifecycle import AT_COUNTER, call_counts_from, calls_missing, no_show_from
from nextpatient_desktop.domain.model import Counter, Department, Role, Token, TokenState
from nextpatient_desktop.domain.records import dataclass

DONE_SHOWN = 50
"""How many completed tokens a board lists."""
_ENOUGH_VISITS = 10
"""How many finished visits say more about the usual one than the department's setting."""
_OPEN = (
    TokenState.WAITING,
    TokenState.CALLED,
    TokenState.SERVING,
    TokenState.ON_HOLD,
    TokenState.NO_SHOW,
)


@handles(Board, allow=(Role.DOCTOR, Role.RECEPTION))
def board(ctx: QueryContext, query: Board) -> BoardView:
    """One counter's board."""
    counter = ctx.counter(query.counter)
    departments = departments_of(ctx, counter)
    today = ctx.today()
    day = today.date if today is not None else date_at(ctx, ctx.now)
    keys = [department.id for department in departments]
    rows = ctx.uow.tokens.with_patients(day, keys, _OPEN)
    done = ctx.uow.tokens.with_patients(day, keys, (TokenState.COMPLETED,), newest=DONE_SHOWN)
    open_tokens = ctx.uow.tokens.open_at_counters(day)
    current = next((one for one in open_tokens if one.counter == counter.id), None)
    cards = Cards(ctx, (*rows, *done))
    head = ctx.uow.journal.head()
    no_show = _no_show(ctx, departments, current)
    return BoardView(
        position=0 if head is None else head.position,
        day=day,
        counter=counter,
        departments=departments,
        staff=None if counter.staff is None else ctx.uow.staff.get(counter.staff),
        current=_current(cards, rows, current),
        visit_number=_visit_number(ctx, rows, current),
        usual_visit=_usual_visit(ctx, departments, current),
        calls_missing=no_show.calls_missing,
        call_counts_from=no_show.call_counts_from,
        no_show_from=no_show.possible_from,
        waiting=_waiting(ctx, counter, departments, day, cards, rows),
        on_hold=_newest_first(cards, rows, TokenState.ON_HOLD),
        missed=_newest_first(cards, rows, TokenState.NO_SHOW),
        done=tuple(cards.card(row.token.id) for row in done),
        today=_today(ctx, counter, departments, day, rows),
        other_rooms=_other_rooms(ctx, counter, open_tokens),
        undo=undo_offer(ctx),
    )


def _current(cards: Cards, rows: Sequence[TokenWithPatient], current: Token | None) -> TokenCard | None:
    if current is None or all(row.token.id != current.id for row in rows):
        return None
    return cards.card(current.id)


def _visit_number(ctx: QueryContext, rows: Sequence[TokenWithPatient], current: Token | None) -> int | None:
    patient = next((row.patient for row in rows if current and row.token.id == current.id), None)
    return None if patient is None else ctx.uow.patients.visit_count(patient.id)


def _usual_visit(
    ctx: QueryContext, departments: Sequence[Department], current: Token | None
) -> timedelta | None:
    """What a visit takes in the department of the current token, else in the counter's first."""
    department = _department_of(departments, current) or next(iter(departments), None)
    if department is None:
        return None
    samples = ctx.tools.waits.samples(ctx, department.id)
    if len(samples) < _ENOUGH_VISITS:
        return department.usual_visit
    return timedelta(seconds=round(median(_seconds(one) for one in samples)))


def _seconds(sample: VisitSample) -> float:
    return (sample.ended_at - sample.started_at).total_seconds()


def _department_of(departments: Sequence[Department], token: Token | None) -> Department | None:
    return next((one for one in departments if token is not None and one.id == token.department), None)


@dataclass(frozen=True, kw_only=True)
class _NoShow:
    """What the current token lacks to be a no-show."""

    calls_missing: int = 0
    call_counts_from: datetime | None = None
    possible_from: datetime | None = None


def _no_show(ctx: QueryContext, departments: Sequence[Department], current: Token | None) -> _NoShow:
    department = _department_of(departments, current)
    if current is None or department is None or current.state is not TokenState.CALLED:
        return _NoShow()
    calls = call_times(ctx, current)
    missing = calls_missing(current, department.minimum_calls, calls)
    if missing:
        return _NoShow(calls_missing=missing, call_counts_from=call_counts_from(current, calls))
    return _NoShow(possible_from=no_show_from(current))


def _waiting(
    ctx: QueryContext,
    counter: Counter,
    departments: Sequence[Department],
    day: date,
    cards: Cards,
    rows: Sequence[TokenWithPatient],
) -> tuple[TokenCard, ...]:
    """Who waits, in the order in which this counter would call them."""
    waiting = [row.token for row in rows if row.token.state is TokenState.WAITING]
    queues = [
        Line(
            department=department,
            state=ctx.uow.queues.get(day, department.id),
            tokens=[token for token in waiting if token.department == department.id],
        )
        for department in departments
    ]
    staff = counter.staff or ctx.actor.staff
    reach = CallableFor(ctx, staff).everybody() if any(one.doctor for one in waiting) else None
    order = call_order(queues, ctx.tools.policies, ctx.now, callable_for=reach)
    return tuple(cards.card(place.token.id, CalledBecause(place.because)) for place in order)


def _newest_first(cards: Cards, rows: Sequence[TokenWithPatient], state: TokenState) -> tuple[TokenCard, ...]:
    tokens = [row.token for row in rows if row.token.state is state]
    tokens.sort(key=lambda one: (one.ended_at or one.started_at or one.issued_at, one.id), reverse=True)
    return tuple(cards.card(token.id) for token in tokens)


def _today(
    ctx: QueryContext,
    counter: Counter,
    departments: Sequence[Department],
    day: date,
    rows: Sequence[TokenWithPatient],
) -> CounterToday:
    sums = ctx.uow.tokens.counter_sums(counter.id, day)
    return CounterToday(
        seen=sums.seen,
        missed=sums.missed,
        average_visit=whole_ms(sums.visit_total / sums.seen) if sums.seen else None,
        average_wait=whole_ms(sums.wait_total / sums.seen) if sums.seen else None,
        finish_about=_finish_about(ctx, departments, day, rows),
    )


def _finish_about(
    ctx: QueryContext, departments: Sequence[Department], day: date, rows: Sequence[TokenWithPatient]
) -> datetime | None:
    """When those who wait will have been called: the middle of what one more would be told."""
    latest: datetime | None = None
    for department in departments:
        waiting = sum(
            row.token.state is TokenState.WAITING and row.token.department == department.id for row in rows
        )
        expected = wait_for(ctx, department, day, waiting) if waiting else None
        if expected is None and waiting:
            return None
        if expected is not None:
            at = ctx.now + (expected.shortest + expected.longest) / 2
            latest = at if latest is None else max(latest, at)
    return latest


def _other_rooms(ctx: QueryContext, counter: Counter, open_tokens: Sequence[Token]) -> tuple[OtherRoom, ...]:
    at = {token.counter: token for token in open_tokens if token.state in AT_COUNTER}
    rooms = []
    for other in ctx.uow.counters.all():
        token = at.get(other.id)
        if token is None or other.id == counter.id:
            continue
        since = token.started_at if token.state is TokenState.SERVING else token.last_called_at
        rooms.append(
            OtherRoom(
                counter=other.id,
                name=other.name,
                code=token.code,
                state=token.state,
                since=since or token.issued_at,
                names=other.names,
            )
        )
    return tuple(rooms)
