"""Days, the numbers given in them, and what calling policies remember of them."""

from datetime import date
from typing import Final

from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Day, QueueState
from nextpatient_desktop.storage.convert import from_ms, from_optional_ms, to_ms, to_optional_ms
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import statement
from nextpatient_desktop.storage.transaction import TransactionState

_SAVE_DAY: Final = statement("days.SAVE_DAY")
_DAY: Final = statement("days.DAY")
_LATEST: Final = statement("days.LATEST")
_TAKE: Final = statement("days.TAKE")
_RAISE: Final = statement("days.RAISE")
_LAST: Final = statement("days.LAST")
_LETTERS: Final = statement("days.LETTERS")
_SAVE_QUEUE: Final = statement("days.SAVE_QUEUE")
_QUEUE: Final = statement("days.QUEUE")


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

    __slots__ = ("_session", "_state")

    def __init__(self, session: Session, state: TransactionState) -> None:
        self._session = session
        self._state = state

    def latest(self) -> StoredDay | None:
        """The latest day that is not voided."""
        if self._state.latest_day is None:
            self._state.latest_day = self._session.one(_LATEST)
        return _stored(self._state.latest_day)

    def get(self, day: date, /) -> StoredDay | None:
        """One day."""
        return _stored(self._session.one(_DAY, day.toordinal()))

    def save(self, stored: StoredDay, /) -> None:
        """Store a new or changed day."""
        self._state.latest_day = None
        day = stored.day
        self._session.put(
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
        self._session.put(_RAISE, day.toordinal(), letter, number)

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
        self._session.put(_SAVE_QUEUE, state.day.toordinal(), state.department.bytes, state.normals)
