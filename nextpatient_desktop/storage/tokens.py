"""Tokens: how they are kept, and the questions that calling and the boards ask all day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from nextpatient_desktop.clinic.ports import (
    CounterSums,
    StateCount,
    TokenWithPatient,
    VisitSample,
    WaitingCount,
)
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, TokenId, VisitId
from nextpatient_desktop.domain.model import Priority, Token, TokenState
from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.convert import (
    PRIORITIES,
    STATES,
    from_ms,
    span_from_ms,
    to_ms,
    to_uuid,
)
from nextpatient_desktop.storage.rows import patient_of, token_of, token_row
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import (
    Statement,
    bound_list,
    in_parts,
    insert,
    list_names,
    select_by,
    update,
)

_T = tables.tokens
_COLUMNS: Final = [column.name for column in _T.columns]
_PLACE: Final = {name: index for index, name in enumerate(_COLUMNS)}
_NEVER_CHANGE: Final = ("id", "visit", "code", "department", "day", "issued_at")
_CHANGING: Final = [name for name in _COLUMNS if name not in (*_NEVER_CHANGE, "came_from")]
_SAVE_ORDER: Final = [_PLACE[name] for name in (*_CHANGING, *_NEVER_CHANGE)]
_ONE: Final[sa.ColumnElement[int]] = sa.literal_column("1")
_NONE: Final[sa.ColumnElement[int]] = sa.literal_column("0")

_ADD: Final = insert(_T)
_SAVE: Final = update(_T, _CHANGING, _NEVER_CHANGE)
_GET: Final = select_by(_T, "id")


@cache
def _several(size: int) -> Statement:
    return Statement(
        lambda: sa.select(_T).where(_T.c.id.in_(bound_list("token", size))), list_names("token", size)
    )


_OF_VISIT: Final = Statement(
    lambda: sa.select(_T).where(_T.c.visit == sa.bindparam("visit")).order_by(_T.c.issued_at, _T.c.id),
    ["visit"],
)
_OPEN: Final = _T.c.state.in_(tables.CALLED_OR_SERVING)
_AT_COUNTER: Final = Statement(
    lambda: sa.select(_T).where(
        _OPEN, _T.c.counter == sa.bindparam("counter"), _T.c.day == sa.bindparam("day")
    ),
    ["counter", "day"],
)
_OPEN_AT_COUNTERS: Final = Statement(
    lambda: (
        sa.select(_T)
        .where(_OPEN, _T.c.counter.is_not(None), _T.c.day == sa.bindparam("day"))
        .order_by(_T.c.last_called_at.desc(), _T.c.id.desc())
    ),
    ["day"],
)


def _waiting(*more: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The waiting tokens of a department and day."""
    return sa.select(_T).where(
        _T.c.state == tables.WAITING,
        _T.c.department == sa.bindparam("department"),
        _T.c.day == sa.bindparam("day"),
        *more,
    )


def _class() -> sa.ColumnElement[bool]:
    return _T.c.priority == sa.bindparam("priority")


def _in_order(select: sa.Select[Any]) -> sa.Select[Any]:
    return select.order_by(_T.c.queued_at, _T.c.rank, _T.c.id)


_QUEUE: Final = ["department", "day"]


def _head(*more: sa.ColumnElement[bool]) -> sa.ClauseElement:
    """The first waiting of a class, found in the index alone and only then read."""
    first = _in_order(_waiting(_class(), *more)).with_only_columns(_T.c.id).limit(_ONE)
    return sa.select(_T).where(_T.c.id == first.scalar_subquery())


_HEAD: Final = Statement(_head, [*_QUEUE, "priority"])


@cache
def _head_for(doctors: int) -> Statement:
    """The first waiting of a class that is meant for nobody or for one of so many doctors."""
    names = list_names("doctor", doctors)

    def build() -> sa.ClauseElement:
        nobody = _T.c.doctor.is_(None)
        return _head(nobody | _T.c.doctor.in_(bound_list("doctor", doctors)) if doctors else nobody)

    return Statement(build, [*_QUEUE, "priority", *names])


_WAITING: Final = Statement(lambda: _in_order(_waiting()), _QUEUE)
_COUNT_WAITING: Final = Statement(
    lambda: _waiting().with_only_columns(sa.func.count(), maintain_column_froms=True), _QUEUE
)
_WAITING_COUNTS: Final = Statement(
    lambda: (
        _waiting()
        .with_only_columns(
            _T.c.priority,
            sa.func.count(),
            sa.func.sum(
                sa.case(
                    (_T.c.queued_at < sa.bindparam("before"), _ONE),
                    else_=_NONE,
                )
            ),
            maintain_column_froms=True,
        )
        .group_by(_T.c.priority)
    ),
    ["before", *_QUEUE],
)
_KTH: Final = Statement(
    lambda: _in_order(_waiting(_class())).limit(_ONE).offset(sa.bindparam("before")),
    [*_QUEUE, "priority", "before"],
)
_LAST_OF_CLASS: Final = Statement(
    lambda: _waiting(_class()).order_by(_T.c.queued_at.desc(), _T.c.rank.desc(), _T.c.id.desc()).limit(_ONE),
    [*_QUEUE, "priority"],
)


def _states(states: Sequence[TokenState]) -> sa.ColumnElement[bool]:
    """A condition on states, with their numbers written out."""
    return _T.c.state.in_([sa.literal_column(str(STATES.number_of[state])) for state in states])


def _of_day(columns: Sequence[Any], *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Tokens of a day in all departments: a few steps into an index for each department."""
    return sa.select(*columns).where(
        _T.c.department.in_(sa.select(tables.departments.c.id)),
        _T.c.day == sa.bindparam("day"),
        *conditions,
    )


def _held(states: Sequence[TokenState]) -> tuple[sa.ColumnElement[bool], ...]:
    return (tables.NOT_WAITING, _states(states))


_ENDED_OR_OPEN: Final = [state for state in TokenState if state is not TokenState.WAITING]
_NOT_ENDED_STATES: Final = [TokenState.CALLED, TokenState.SERVING, TokenState.ON_HOLD]
_IS_WAITING: Final = _T.c.state == tables.WAITING

_WAITING_OF_DAY: Final = Statement(lambda: _of_day([_T], _IS_WAITING), ["day"])
_REST_OF_DAY: Final = Statement(lambda: _of_day([_T], *_held(_ENDED_OR_OPEN)), ["day"])
_NOT_ENDED_OF_DAY: Final = Statement(lambda: _of_day([_T], *_held(_NOT_ENDED_STATES)), ["day"])


def _counted(*conditions: sa.ColumnElement[bool]) -> Statement:
    columns = [_T.c.department, _T.c.state, sa.func.count()]
    return Statement(lambda: _of_day(columns, *conditions).group_by(_T.c.department, _T.c.state), ["day"])


_COUNTS: Final = (_counted(_IS_WAITING), _counted(*_held(_ENDED_OR_OPEN)))


def _sums() -> sa.ClauseElement:
    is_seen = _T.c.state == tables.COMPLETED
    visit = sa.case((is_seen, _T.c.ended_at - _T.c.started_at), else_=_NONE)
    wait = sa.case((is_seen, _T.c.first_called_at - _T.c.issued_at), else_=_NONE)
    return sa.select(
        sa.func.sum(sa.case((is_seen, _ONE), else_=_NONE)),
        sa.func.sum(sa.case((is_seen, _NONE), else_=_ONE)),
        sa.func.sum(visit),
        sa.func.sum(wait),
    ).where(
        _T.c.state.in_(tables.ENDED_AT_COUNTER),
        _T.c.counter == sa.bindparam("counter"),
        _T.c.day == sa.bindparam("day"),
    )


_COUNTER_SUMS: Final = Statement(_sums, ["counter", "day"])
_SAMPLES: Final = Statement(
    lambda: (
        sa.select(_T.c.staff, _T.c.started_at, _T.c.ended_at)
        .where(
            _T.c.department == sa.bindparam("department"),
            _T.c.state == tables.COMPLETED,
            tables.NOT_WAITING,
            _T.c.started_at.is_not(None),
        )
        .order_by(_T.c.day.desc(), _T.c.ended_at.desc())
        .limit(sa.bindparam("limit"))
    ),
    ["department", "limit"],
)


def _with_patients() -> sa.Select[Any]:
    joined = _T.join(tables.visits, tables.visits.c.id == _T.c.visit).outerjoin(
        tables.patients, tables.patients.c.id == tables.visits.c.patient
    )
    return sa.select(_T, tables.patients).select_from(joined)


@cache
def _waiting_in(departments: int) -> Statement:
    return Statement(
        lambda: _with_patients().where(
            _T.c.department.in_(bound_list("department", departments)),
            _T.c.day == sa.bindparam("day"),
            _IS_WAITING,
        ),
        [*list_names("department", departments), "day"],
    )


@cache
def _in_states(departments: int, states: int) -> Statement:
    return Statement(
        lambda: _with_patients().where(
            _T.c.department.in_(bound_list("department", departments)),
            _T.c.state.in_(bound_list("state", states)),
            _T.c.day == sa.bindparam("day"),
            tables.NOT_WAITING,
        ),
        [*list_names("department", departments), *list_names("state", states), "day"],
    )


_NEWEST: Final = Statement(
    lambda: (
        _with_patients()
        .where(
            _T.c.department == sa.bindparam("department"),
            _T.c.state == sa.bindparam("state"),
            _T.c.day == sa.bindparam("day"),
            tables.NOT_WAITING,
        )
        .order_by(_T.c.ended_at.desc(), _T.c.id.desc())
        .limit(sa.bindparam("newest"))
    ),
    ["department", "state", "day", "newest"],
)

_ID, _QUEUED_AT, _RANK, _ENDED_AT = (_PLACE[name] for name in ("id", "queued_at", "rank", "ended_at"))
_WIDTH: Final = len(_COLUMNS)
_PATIENT_ID: Final = _WIDTH + 1


def _waiting_order(row: Row) -> tuple[int, int, bytes]:
    return (row[_QUEUED_AT], row[_RANK], row[_ID])


def _newest_order(row: Row) -> tuple[bool, int, bytes]:
    return (row[_ENDED_AT] is not None, row[_ENDED_AT] or 0, row[_ID])


def _token(row: Row | None) -> Token | None:
    return None if row is None else token_of(row)


def _token_with_patient(row: Row) -> TokenWithPatient:
    patient = None if row[_PATIENT_ID] is None else patient_of(row[_WIDTH:])
    return TokenWithPatient(token=token_of(row), patient=patient)


class SqlTokens:
    """`clinic.ports.Tokens`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, token: TokenId, /) -> Token | None:
        """One token."""
        return _token(self._session.one(_GET, token.bytes))

    def add(self, token: Token, /) -> None:
        """Store a new one."""
        self._session.run(_ADD, *token_row(token))

    def save(self, token: Token, /) -> None:
        """Store a changed one. Its visit, code, department, day, instant of issue and origin never change.

        Raises:
            LookupError: there is none, or it is another one.
        """
        row = token_row(token)
        if self._session.run(_SAVE, *[row[index] for index in _SAVE_ORDER]) != 1:
            raise LookupError(f"no token {token.id} that became this one")

    def several(self, tokens: Sequence[TokenId], /) -> Sequence[Token]:
        """The tokens with these ids, in any order, those that there are."""
        keys = [token.bytes for token in tokens]
        found: list[Token] = []
        for part, size in in_parts(keys):
            found += self._tokens(_several(size), *part)
        return found

    def of_visit(self, visit: VisitId, /) -> Sequence[Token]:
        """The visit's tokens in order of issue."""
        return self._tokens(_OF_VISIT, visit.bytes)

    def at_counter(self, counter: CounterId, day: date, /) -> Token | None:
        """The token called or being served there."""
        return _token(self._session.one(_AT_COUNTER, counter.bytes, day.toordinal()))

    def heads(
        self,
        department: DepartmentId,
        day: date,
        priority: Priority,
        callable_for: frozenset[StaffId] | None,
        /,
    ) -> Token | None:
        """The first waiting token of a class that is meant for nobody or for one of `callable_for`.

        None in its place: whoever it is meant for. However many wait or waited; those who wait for other
        doctors are stepped over at 0.1 us each.
        """
        queue = (department.bytes, day.toordinal(), PRIORITIES.number_of[priority])
        if callable_for is None:
            return _token(self._session.one(_HEAD, *queue))
        doctors = [doctor.bytes for doctor in callable_for]
        parts = list(in_parts(doctors)) or [([], 0)]
        heads = [self._session.one(_head_for(size), *queue, *part) for part, size in parts]
        rows = [row for row in heads if row is not None]
        return token_of(min(rows, key=_waiting_order)) if rows else None

    def waiting(self, department: DepartmentId, day: date, /) -> Sequence[Token]:
        """All waiting tokens by (queued_at, rank, id)."""
        return self._tokens(_WAITING, department.bytes, day.toordinal())

    def count_waiting(self, department: DepartmentId, day: date, /) -> int:
        """How many wait."""
        row = self._session.one(_COUNT_WAITING, department.bytes, day.toordinal())
        return 0 if row is None else int(row[0])

    def waiting_counts(
        self, department: DepartmentId, day: date, before: datetime, /
    ) -> Sequence[WaitingCount]:
        """How many wait of each class that has any, `earlier` those with `queued_at` < `before`."""
        found = self._session.all(_WAITING_COUNTS, to_ms(before), department.bytes, day.toordinal())
        return [
            WaitingCount(priority=PRIORITIES.value_of[priority], count=count, earlier=earlier)
            for priority, count, earlier in found
        ]

    def kth_waiting(self, department: DepartmentId, day: date, priority: Priority, k: int, /) -> Token | None:
        """The k-th (from 1) waiting token of a class, the last one when there are fewer, None for none."""
        queue = (department.bytes, day.toordinal(), PRIORITIES.number_of[priority])
        row = self._session.one(_KTH, *queue, k - 1)
        return _token(row if row is not None else self._session.one(_LAST_OF_CLASS, *queue))

    def with_patients(
        self,
        day: date,
        departments: Sequence[DepartmentId],
        states: Sequence[TokenState],
        *,
        newest: int | None = None,
    ) -> Sequence[TokenWithPatient]:
        """A day's tokens in these states with their patients; in waiting order, or the `newest` by end."""
        keys = [department.bytes for department in departments]
        numbers = [STATES.number_of[state] for state in states if state is not TokenState.WAITING]
        rows = self._waiting_in(day, keys) if TokenState.WAITING in states else []
        if newest is None:
            rows += self._in_states(day, keys, numbers)
            rows.sort(key=_waiting_order)
        else:
            rows += self._newest(day, keys, numbers, newest)
            rows.sort(key=_newest_order, reverse=True)
        return [_token_with_patient(row) for row in rows[:newest]]

    def _waiting_in(self, day: date, departments: list[bytes]) -> list[Row]:
        rows: list[Row] = []
        for part, size in in_parts(departments):
            rows += self._session.all(_waiting_in(size), *part, day.toordinal())
        return rows

    def _in_states(self, day: date, departments: list[bytes], states: list[int]) -> list[Row]:
        rows: list[Row] = []
        for some, state_size in in_parts(states):
            for part, size in in_parts(departments):
                rows += self._session.all(_in_states(size, state_size), *part, *some, day.toordinal())
        return rows

    def _newest(self, day: date, departments: list[bytes], states: list[int], newest: int) -> list[Row]:
        rows: list[Row] = []
        for department in departments:
            for state in states:
                rows += self._session.all(_NEWEST, department, state, day.toordinal(), newest)
        return rows

    def open_at_counters(self, day: date, /) -> Sequence[Token]:
        """All tokens called or being served, newest call first."""
        return self._tokens(_OPEN_AT_COUNTERS, day.toordinal())

    def not_ended(self, day: date, /) -> Sequence[Token]:
        """All tokens waiting, called, serving or on hold."""
        number = day.toordinal()
        return [*self._tokens(_WAITING_OF_DAY, number), *self._tokens(_NOT_ENDED_OF_DAY, number)]

    def of_day(self, day: date, /) -> Iterator[Token]:
        """All tokens of a day, for its figures."""
        for statement in (_WAITING_OF_DAY, _REST_OF_DAY):
            yield from map(token_of, self._session.all(statement, day.toordinal()))

    def counts(self, day: date, /) -> Sequence[StateCount]:
        """Counts by department and state."""
        return [
            StateCount(department=DepartmentId(to_uuid(key)), state=STATES.value_of[state], count=count)
            for statement in _COUNTS
            for key, state, count in self._session.all(statement, day.toordinal())
        ]

    def counter_sums(self, counter: CounterId, day: date, /) -> CounterSums:
        """What a counter did on a day. A wait is from issue to first call, of those who were seen."""
        row = self._session.one(_COUNTER_SUMS, counter.bytes, day.toordinal())
        seen, missed, visit, wait = (0, 0, 0, 0) if row is None else (value or 0 for value in row)
        return CounterSums(
            seen=seen,
            missed=missed,
            visit_total=span_from_ms(visit),
            wait_total=span_from_ms(wait),
        )

    def samples(self, department: DepartmentId, limit: int, /) -> Sequence[VisitSample]:
        """The department's latest finished services, newest first."""
        return [
            VisitSample(
                department=department,
                staff=None if staff is None else StaffId(to_uuid(staff)),
                started_at=from_ms(started_at),
                ended_at=from_ms(ended_at),
            )
            for staff, started_at, ended_at in self._session.all(_SAMPLES, department.bytes, limit)
        ]

    def _tokens(self, statement: Statement, *values: object) -> list[Token]:
        decode: Callable[[Row], Token] = token_of
        return [decode(row) for row in self._session.all(statement, *values)]
