"""Tokens: how they are kept, and the questions that calling and the boards ask all day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from nextpatient_desktop.clinic.ports import (
    CounterSums,
    StateCount,
    TokenWithPatient,
    VisitSample,
    WaitingCount,
)
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, TokenId, VisitId
from nextpatient_desktop.domain.model import Priority, Token, TokenState
from nextpatient_desktop.storage.convert import (
    PRIORITIES,
    STATES,
    from_ms,
    span_from_ms,
    to_ms,
    to_uuid,
)
from nextpatient_desktop.storage.rows import (
    TOKEN_CHANGES,
    TOKEN_COLUMNS,
    TOKEN_NEVER_CHANGES,
    patient_of,
    token_of,
    token_row,
)
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import Statement, in_parts, statement
from nextpatient_desktop.storage.transaction import TransactionState

_PLACE: Final = {name: index for index, name in enumerate(TOKEN_COLUMNS)}
_SAVE_ORDER: Final = [_PLACE[name] for name in (*TOKEN_CHANGES, *TOKEN_NEVER_CHANGES)]

_ADD: Final = statement("tokens.ADD")
_SAVE: Final = statement("tokens.SAVE")
_GET: Final = statement("tokens.GET")
_OF_VISIT: Final = statement("tokens.OF_VISIT")
_AT_COUNTER: Final = statement("tokens.AT_COUNTER")
_OPEN_AT_COUNTERS: Final = statement("tokens.OPEN_AT_COUNTERS")
_HEAD: Final = statement("tokens.HEAD")
_WAITING: Final = statement("tokens.WAITING")
_COUNT_WAITING: Final = statement("tokens.COUNT_WAITING")
_WAITING_BY_CLASS: Final = statement("tokens.WAITING_BY_CLASS")
_WAITING_COUNTS: Final = statement("tokens.WAITING_COUNTS")
_JOINED: Final = (statement("tokens.WAITING_JOINED"), statement("tokens.REST_JOINED"))
_KTH: Final = statement("tokens.KTH")
_LAST_OF_CLASS: Final = statement("tokens.LAST_OF_CLASS")
_WAITING_OF_DAY: Final = statement("tokens.WAITING_OF_DAY")
_REST_OF_DAY: Final = statement("tokens.REST_OF_DAY")
_NOT_ENDED_OF_DAY: Final = statement("tokens.NOT_ENDED_OF_DAY")
_COUNTER_SUMS: Final = statement("tokens.COUNTER_SUMS")
_SAMPLES: Final = statement("tokens.SAMPLES")
_NEWEST: Final = statement("tokens.NEWEST")
_COUNTS: Final = (statement("tokens.WAITING_BY_STATE"), statement("tokens.REST_BY_STATE"))


def _several(size: int) -> Statement:
    return statement("tokens.several", size)


def _head_for(doctors: int) -> Statement:
    return statement("tokens.head_for", doctors)


def _waiting_in(departments: int) -> Statement:
    return statement("tokens.waiting_in", departments)


def _in_states(departments: int, states: int) -> Statement:
    return statement("tokens.in_states", departments, states)


_DEPARTMENT, _DAY = _PLACE["department"], _PLACE["day"]
_ID, _QUEUED_AT, _RANK, _ENDED_AT = (_PLACE[name] for name in ("id", "queued_at", "rank", "ended_at"))
_WIDTH: Final = len(TOKEN_COLUMNS)
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

    __slots__ = ("_session", "_state")

    def __init__(self, session: Session, state: TransactionState) -> None:
        self._session = session
        self._state = state

    def get(self, token: TokenId, /) -> Token | None:
        """One token."""
        return _token(self._session.one(_GET, token.bytes))

    def add(self, token: Token, /) -> None:
        """Store a new one."""
        row = token_row(token)
        self._session.put(_ADD, *row)
        counted = self._state.waiting.get((row[_DEPARTMENT], row[_DAY]))
        if counted is not None and token.state is TokenState.WAITING:
            counted[token.priority] = counted.get(token.priority, 0) + 1

    def save(self, token: Token, /) -> None:
        """Store a changed one. Its visit, code, department, day, instant of issue and origin never change.

        Raises:
            LookupError: there is none, or it is another one.
        """
        row = token_row(token)
        self._state.waiting.pop((row[_DEPARTMENT], row[_DAY]), None)
        self._session.change(token.id, _SAVE, *[row[index] for index in _SAVE_ORDER])

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

    def waiting_by_class(self, department: DepartmentId, day: date, /) -> Mapping[Priority, int]:
        """How many wait of each class that has any. Counted once in a transaction that only adds tokens."""
        queue = (department.bytes, day.toordinal())
        counted = self._state.waiting.get(queue)
        if counted is None:
            found = self._session.all(_WAITING_BY_CLASS, *queue)
            counted = {PRIORITIES.value_of[priority]: count for priority, count in found}
            self._state.waiting[queue] = counted
        return MappingProxyType(counted)

    def waiting_counts(
        self, department: DepartmentId, day: date, before: datetime, /
    ) -> Sequence[WaitingCount]:
        """How many wait of each class that has any, `earlier` those with `queued_at` < `before`."""
        found = self._session.all(_WAITING_COUNTS, to_ms(before), department.bytes, day.toordinal())
        return [
            WaitingCount(priority=PRIORITIES.value_of[priority], count=count, earlier=earlier)
            for priority, count, earlier in found
        ]

    def joined(self, department: DepartmentId, day: date, since: datetime, /) -> Mapping[Priority, int]:
        """How many of each class that has any came since an instant, whatever became of them."""
        joined: dict[Priority, int] = {}
        for one in _JOINED:
            for priority, count in self._session.all(one, department.bytes, day.toordinal(), to_ms(since)):
                key = PRIORITIES.value_of[priority]
                joined[key] = joined.get(key, 0) + count
        return joined

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
        for question in (_WAITING_OF_DAY, _REST_OF_DAY):
            yield from map(token_of, self._session.all(question, day.toordinal()))

    def counts(self, day: date, /) -> Sequence[StateCount]:
        """Counts by department and state."""
        return [
            StateCount(department=DepartmentId(to_uuid(key)), state=STATES.value_of[state], count=count)
            for question in _COUNTS
            for key, state, count in self._session.all(question, day.toordinal())
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

    def _tokens(self, question: Statement, *values: object) -> list[Token]:
        decode: Callable[[Row], Token] = token_of
        return [decode(row) for row in self._session.all(question, *values)]
