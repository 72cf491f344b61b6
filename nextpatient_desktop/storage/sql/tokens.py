"""The questions about tokens, which calling and the boards ask all day."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from nextpatient_desktop.domain.model import TokenState
from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.convert import STATES
from nextpatient_desktop.storage.rows import TOKEN_CHANGES, TOKEN_NEVER_CHANGES
from nextpatient_desktop.storage.sql.building import (
    Definition,
    bound_list,
    family,
    insert,
    list_names,
    select_by,
    update,
)
from nextpatient_desktop.storage.statements import LIST_SIZES

_T = tables.tokens
STATE_SIZES: Final = tuple(size for size in LIST_SIZES if size < 2 * len(TokenState))
_ONE: Final[sa.ColumnElement[int]] = sa.literal_column("1")
_NONE: Final[sa.ColumnElement[int]] = sa.literal_column("0")

ADD: Final = insert(_T)
SAVE: Final = update(_T, TOKEN_CHANGES, TOKEN_NEVER_CHANGES)
GET: Final = select_by(_T, "id")


@family(LIST_SIZES)
def several(size: int) -> Definition:
    """Tokens by their ids."""
    return Definition(
        lambda: sa.select(_T).where(_T.c.id.in_(bound_list("token", size))), list_names("token", size)
    )


OF_VISIT: Final = Definition(
    lambda: sa.select(_T).where(_T.c.visit == sa.bindparam("visit")).order_by(_T.c.issued_at, _T.c.id),
    ["visit"],
)
_OPEN: Final = _T.c.state.in_(tables.CALLED_OR_SERVING)
AT_COUNTER: Final = Definition(
    lambda: sa.select(_T).where(
        _OPEN, _T.c.counter == sa.bindparam("counter"), _T.c.day == sa.bindparam("day")
    ),
    ["counter", "day"],
)
OPEN_AT_COUNTERS: Final = Definition(
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


HEAD: Final = Definition(_head, [*_QUEUE, "priority"])


@family((0, *LIST_SIZES))
def head_for(doctors: int) -> Definition:
    """The first waiting of a class that is meant for nobody or for one of so many doctors."""
    names = list_names("doctor", doctors)

    def build() -> sa.ClauseElement:
        nobody = _T.c.doctor.is_(None)
        return _head(nobody | _T.c.doctor.in_(bound_list("doctor", doctors)) if doctors else nobody)

    return Definition(build, [*_QUEUE, "priority", *names])


WAITING: Final = Definition(lambda: _in_order(_waiting()), _QUEUE)
COUNT_WAITING: Final = Definition(
    lambda: _waiting().with_only_columns(sa.func.count(), maintain_column_froms=True), _QUEUE
)
WAITING_BY_CLASS: Final = Definition(
    lambda: (
        _waiting()
        .with_only_columns(_T.c.priority, sa.func.count(), maintain_column_froms=True)
        .group_by(_T.c.priority)
    ),
    _QUEUE,
)
WAITING_COUNTS: Final = Definition(
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
_CAME_SINCE: Final = ["department", "day", "since"]


def _joined(*conditions: sa.ColumnElement[bool]) -> Definition:
    """How many of each class came since an instant."""
    return Definition(
        lambda: (
            sa.select(_T.c.priority, sa.func.count())
            .where(
                _T.c.department == sa.bindparam("department"),
                _T.c.day == sa.bindparam("day"),
                _T.c.issued_at >= sa.bindparam("since"),
                *conditions,
            )
            .group_by(_T.c.priority)
        ),
        _CAME_SINCE,
    )


KTH: Final = Definition(
    lambda: _in_order(_waiting(_class())).limit(_ONE).offset(sa.bindparam("before")),
    [*_QUEUE, "priority", "before"],
)
LAST_OF_CLASS: Final = Definition(
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

WAITING_OF_DAY: Final = Definition(lambda: _of_day([_T], _IS_WAITING), ["day"])
REST_OF_DAY: Final = Definition(lambda: _of_day([_T], *_held(_ENDED_OR_OPEN)), ["day"])
NOT_ENDED_OF_DAY: Final = Definition(lambda: _of_day([_T], *_held(_NOT_ENDED_STATES)), ["day"])


def _counted(*conditions: sa.ColumnElement[bool]) -> Definition:
    columns = [_T.c.department, _T.c.state, sa.func.count()]
    return Definition(lambda: _of_day(columns, *conditions).group_by(_T.c.department, _T.c.state), ["day"])


WAITING_JOINED: Final = _joined(_IS_WAITING)
REST_JOINED: Final = _joined(*_held(_ENDED_OR_OPEN))
WAITING_BY_STATE: Final = _counted(_IS_WAITING)
REST_BY_STATE: Final = _counted(*_held(_ENDED_OR_OPEN))


def _sums() -> sa.ClauseElement:
    is_seen = _T.c.state == tables.COMPLETED
    visit = sa.case((is_seen, _T.c.ended_at - _T.c.started_at), else_=_NONE)
    wait = sa.case((is_seen, _T.c.first_called_at - _T.c.issued_at), else_=_NONE)
    return sa.select(
        sa.func.sum(sa.case((is_seen, _ONE), else_=_NONE)),
        sa.func.sum(sa.case((is_seen, _NONE), else_=_ONE)),
        sa.cast(sa.func.sum(visit), sa.BigInteger),  # PostgreSQL sums into exact decimals
        sa.cast(sa.func.sum(wait), sa.BigInteger),
    ).where(
        _T.c.state.in_(tables.ENDED_AT_COUNTER),
        _T.c.counter == sa.bindparam("counter"),
        _T.c.day == sa.bindparam("day"),
    )


COUNTER_SUMS: Final = Definition(_sums, ["counter", "day"])
SAMPLES: Final = Definition(
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


@family(LIST_SIZES)
def waiting_in(departments: int) -> Definition:
    """Who waits in so many departments, with patients."""
    return Definition(
        lambda: _with_patients().where(
            _T.c.department.in_(bound_list("department", departments)),
            _T.c.day == sa.bindparam("day"),
            _IS_WAITING,
        ),
        [*list_names("department", departments), "day"],
    )


@family(LIST_SIZES, STATE_SIZES)
def in_states(departments: int, states: int) -> Definition:
    """Tokens in so many departments and states but waiting, with patients."""
    return Definition(
        lambda: _with_patients().where(
            _T.c.department.in_(bound_list("department", departments)),
            _T.c.state.in_(bound_list("state", states)),
            _T.c.day == sa.bindparam("day"),
            tables.NOT_WAITING,
        ),
        [*list_names("department", departments), *list_names("state", states), "day"],
    )


NEWEST: Final = Definition(
    lambda: (
        _with_patients()
        .where(
            _T.c.department == sa.bindparam("department"),
            _T.c.state == sa.bindparam("state"),
            _T.c.day == sa.bindparam("day"),
            tables.NOT_WAITING,
        )
        .order_by(_T.c.ended_at.desc().nulls_last(), _T.c.id.desc())
        .limit(sa.bindparam("newest"))
    ),
    ["department", "state", "day", "newest"],
)
