"""Days, the numbers given in them, and what calling policies remember of them."""

from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Day, QueueState
from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.convert import from_ms, from_optional_ms, to_ms, to_optional_ms
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import Statement, select_by

_DAYS = tables.days
_SEQUENCES = tables.sequences
_QUEUES = tables.queues


def _day_saved() -> sa.ClauseElement:
    new = sqlite.insert(_DAYS)
    changing = ("opened_at", "closed_at", "voided", "summary")
    return new.on_conflict_do_update(
        index_elements=["date"], set_={name: new.excluded[name] for name in changing}
    )


def _number_taken() -> sa.ClauseElement:
    new = sqlite.insert(_SEQUENCES)
    return new.on_conflict_do_update(
        index_elements=["day", "letter"], set_={"last": _SEQUENCES.c.last + 1}
    ).returning(_SEQUENCES.c.last)


def _number_raised() -> sa.ClauseElement:
    new = sqlite.insert(_SEQUENCES)
    return new.on_conflict_do_update(
        index_elements=["day", "letter"],
        set_={"last": new.excluded.last},
        where=_SEQUENCES.c.last < new.excluded.last,
    )


def _queue_saved() -> sa.ClauseElement:
    new = sqlite.insert(_QUEUES)
    return new.on_conflict_do_update(
        index_elements=["day", "department"], set_={"normals": new.excluded.normals}
    )


_DAY_COLUMNS: Final = [column.name for column in _DAYS.columns]
_SEQUENCE_COLUMNS: Final = ["day", "letter", "last"]
_QUEUE_COLUMNS: Final = ["day", "department", "normals"]

_SAVE_DAY: Final = Statement(_day_saved, _DAY_COLUMNS, _DAY_COLUMNS)
_DAY: Final = select_by(_DAYS, "date")
_LATEST: Final = Statement(
    lambda: (
        sa.select(_DAYS)
        .where(_DAYS.c.voided == sa.literal_column("0"))
        .order_by(_DAYS.c.date.desc())
        .limit(sa.literal_column("1"))
    )
)
_TAKE: Final = Statement(_number_taken, _SEQUENCE_COLUMNS, _SEQUENCE_COLUMNS)
_RAISE: Final = Statement(_number_raised, _SEQUENCE_COLUMNS, _SEQUENCE_COLUMNS)
_LAST: Final = Statement(
    lambda: sa.select(_SEQUENCES.c.last).where(
        _SEQUENCES.c.day == sa.bindparam("day"), _SEQUENCES.c.letter == sa.bindparam("letter")
    ),
    ["day", "letter"],
)
_LETTERS: Final = Statement(
    lambda: sa.select(_SEQUENCES.c.letter).where(_SEQUENCES.c.day == sa.bindparam("day")), ["day"]
)
_SAVE_QUEUE: Final = Statement(_queue_saved, _QUEUE_COLUMNS, _QUEUE_COLUMNS)
_QUEUE: Final = select_by(_QUEUES, "day", "department")


def _stored(row: Row | None) -> StoredDay | None:
    if row is None:
        return None
    number, opened_at, closed_at, voided, summary = row
    day = Day(
        date=date.fromordinal(number),
        opened_at=from_ms(opened_at),
        closed_at=from_optional_ms(closed_at),
        voided=bool(voided),
    )
    return StoredDay(day=day, summary=summary)


class SqlDays:
    """`clinic.ports.Days`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def latest(self) -> StoredDay | None:
        """The latest day that is not voided."""
        return _stored(self._session.one(_LATEST))

    def get(self, day: date, /) -> StoredDay | None:
        """One day."""
        return _stored(self._session.one(_DAY, day.toordinal()))

    def save(self, stored: StoredDay, /) -> None:
        """Store a new or changed day."""
        day = stored.day
        self._session.run(
            _SAVE_DAY,
            day.date.toordinal(),
            to_ms(day.opened_at),
            to_optional_ms(day.closed_at),
            int(day.voided),
            stored.summary,
        )

    def next_number(self, day: date, letter: str, /) -> int:
        """Take the next number of a letter's sequence: 1 first, without gaps within what commits."""
        row = self._session.one(_TAKE, day.toordinal(), letter, 1)
        assert row is not None
        return int(row[0])

    def last_number(self, day: date, letter: str, /) -> int:
        """The last number given of a letter's sequence, 0 for none."""
        row = self._session.one(_LAST, day.toordinal(), letter)
        return 0 if row is None else int(row[0])

    def raise_number(self, day: date, letter: str, number: int, /) -> None:
        """Go on above `number`; a sequence that is further already stays."""
        self._session.run(_RAISE, day.toordinal(), letter, number)

    def letters(self, day: date, /) -> frozenset[str]:
        """The letters that numbers were given of."""
        return frozenset(row[0] for row in self._session.all(_LETTERS, day.toordinal()))


class SqlQueues:
    """`clinic.ports.Queues`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, day: date, department: DepartmentId, /) -> QueueState:
        """The state, a fresh one where none is stored."""
        row = self._session.one(_QUEUE, day.toordinal(), department.bytes)
        return QueueState(day=day, department=department, normals=0 if row is None else row[2])

    def save(self, state: QueueState, /) -> None:
        """Store it."""
        self._session.run(_SAVE_QUEUE, state.day.toordinal(), state.department.bytes, state.normals)
