"""`Writer`: each work in a transaction of its own, done once also when the server is lost in the middle.

The journal's lock is taken first and rows after it, so there is nothing to deadlock on, and whoever reads
the journal by position misses nothing: no transaction commits behind another's back.

A connection that is lost before its COMMIT was sent leaves nothing: the work is done again. One that is lost
after it leaves a doubt, and then it is looked whether the last event of that work is in the journal. The
journal's lock is taken for that, which the lost transaction holds until it is decided. A work that journals
nothing is done again in that case: either it looks itself (a refusal, by its outcome) or doing it twice is
doing it once (a session, a contact).
"""

import random
import time
from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeVar

import psycopg

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.storage.journal import EVENT_BY_POSITION
from nextpatient_desktop.storage.postgres.errors import LinkLostError, is_repeatable, server_error
from nextpatient_desktop.storage.postgres.link import COMMIT, Link, request
from nextpatient_desktop.storage.postgres.links import LONGEST_WAIT, Links
from nextpatient_desktop.storage.postgres.session import TO_WRITE, PostgresSession
from nextpatient_desktop.storage.postgres.turn import Turn
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.unit import SqlUnitOfWork

T = TypeVar("T")

AT_ONCE: Final = 2
"""Works of this process on the way at once: while one is committed the next waits for the lock already."""


@dataclass(frozen=True, kw_only=True)
class _Doubt:
    """A work whose COMMIT was sent and never answered: where its last event is, if it happened."""

    position: Position
    hash: bytes
    result: Any


class _UnansweredError(Exception):
    """The connection was lost after a COMMIT was sent."""

    def __init__(self, doubt: _Doubt | None) -> None:
        super().__init__()
        self.doubt = doubt


class Writer:
    """Runs works, from any thread, and gives their results back once they are durable."""

    def __init__(self, links: Links, cache: RecordCache, committed: Callable[[Position], None]) -> None:
        """`committed` is called after each commit with which the journal grew."""
        self._links = links
        self._cache = cache
        self._committed = committed
        self._turn = Turn(AT_ONCE, links.address.server)

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in a transaction and return its result once that is durable.

        Raises:
            ClinicError: what the server or the network refuse (`errors.server_error`).
            Exception: what `work` raises; nothing was done.
        """
        with self._turn:
            return self._until_answered(work)

    def _until_answered(self, work: Callable[[UnitOfWork], T]) -> T:
        gives_up = time.monotonic() + LONGEST_WAIT
        doubt: _Doubt | None = None
        while True:
            try:
                with self._links.link() as link:
                    if doubt is not None and self._has_happened(link, doubt):
                        self._committed(doubt.position)
                        result: T = doubt.result
                        return result
                    doubt = None
                    return self._run(link, work)
            except _UnansweredError as error:
                doubt, failure = error.doubt, error.__cause__ or error
                self._links.forget()
            except LinkLostError as error:
                failure = error
                self._links.forget()
            except psycopg.Error as error:
                if not is_repeatable(error):
                    self._refuse(error)
                failure = error
            if time.monotonic() > gives_up:
                self._refuse(failure)
            time.sleep(random.uniform(0.005, 0.02))

    def _run(self, link: Link, work: Callable[[UnitOfWork], T]) -> T:
        state = TransactionState()
        session = PostgresSession(link, state, TO_WRITE)
        try:
            result = work(SqlUnitOfWork(session, state, self._cache))
            self._commit(session, state, result)
        except BaseException:
            link.roll_back()
            raise
        finally:
            session.end()
        if state.has_appended and state.head is not None:
            self._committed(state.head[0])
        return result

    def _commit(self, session: PostgresSession, state: TransactionState, result: object) -> None:
        try:
            session.commit()
        except LinkLostError as error:
            doubt = None
            if state.has_appended and state.head is not None:
                doubt = _Doubt(position=state.head[0], hash=state.head[-1], result=result)
            raise _UnansweredError(doubt) from error

    def _has_happened(self, link: Link, doubt: _Doubt) -> bool:
        """Whether an unanswered work is in the journal, once the server has decided about it."""
        row = link.exchange(*TO_WRITE, request(EVENT_BY_POSITION, (doubt.position,)), COMMIT)[-2].first()
        return row is not None and row[-1] == doubt.hash

    def _refuse(self, error: BaseException) -> NoReturn:
        if isinstance(error, _UnansweredError):
            error = error.__cause__ or error
        raise server_error(error, self._links.address) or error from error
