"""`Batches`: runs works in transactions, alone or together, and answers only after the COMMIT.

Together, each work runs in its own savepoint inside one transaction, and one COMMIT makes them all durable
with one sync of the disk. A work that raises is undone alone.

The trap this is built around: when the disk is full SQLite rolls the whole transaction back by itself, and a
COMMIT that follows succeeds at doing nothing. So after each error and before each COMMIT the driver is asked
whether it is still in the transaction. If not, nothing in the batch happened: each work is run again, alone.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.errors import DriverError
from nextpatient_desktop.storage.sqlite_session import SqliteSession, TransactionLostError
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.unit import SqlUnitOfWork
from nextpatient_desktop.storage.write_connection import WriteConnection

LONGEST_BATCH: Final = 0.025
"""Seconds of work after which a transaction is committed though more wait: others get their turn."""


class Job:
    """One work and its answer."""

    __slots__ = ("_done", "error", "is_answered", "result", "work")

    def __init__(self, work: Callable[[UnitOfWork], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_answered = False
        self._done = threading.Lock()
        self._done.acquire()

    def answer(self) -> None:
        """Let whoever waits go on."""
        self.is_answered = True
        self._done.release()

    def wait(self) -> None:
        """Wait for the answer."""
        self._done.acquire()


class Batches:
    """Runs works on the connection that writes. For one thread at a time."""

    def __init__(
        self,
        connection: WriteConnection,
        cache: RecordCache,
        committed: Callable[[Position | None], None],
    ) -> None:
        """`committed` is called after each commit, with the journal's position if that grew."""
        self._connection = connection
        self._cache = cache
        self._committed = committed

    def write_one(self, job: Job) -> None:
        """Run a work in a transaction of its own, commit, and answer."""
        job.result, job.error = None, None
        try:
            connection = self._connection.begin()
        except (DriverError, ClinicError) as error:
            job.error = self._connection.for_people(error)
            job.answer()
        else:
            self._write_alone(connection, job)

    def write(self, waiting: "deque[Job]", batch: list[Job], take_more: Callable[[], None]) -> None:
        """Write what waits, together. What does not fit into the time stays in `waiting`.

        Args:
            waiting: the works, at least one; they are moved from here.
            batch: becomes the works that were answered.
            take_more: adds to `waiting` what came in the meantime; called once the write lock is had.
        """
        try:
            connection = self._connection.begin()
        except (DriverError, ClinicError) as error:
            take_more()
            batch.extend(waiting)
            waiting.clear()
            refuse(batch, self._connection.for_people(error))
            return
        take_more()
        if len(waiting) == 1:
            batch.append(waiting.popleft())
            self._write_alone(connection, batch[0])
            return
        state = TransactionState()
        if self._write_together(connection, state, waiting, batch):
            for job in batch:
                job.answer()
            self._tell(state)
            return
        self._connection.roll_back()
        for job in batch:
            self.write_one(job)

    def _write_together(
        self, connection: DriverConnection, state: TransactionState, waiting: "deque[Job]", batch: list[Job]
    ) -> bool:
        """Run works in savepoints until the time is up, and commit. False when nothing of it happened."""
        ends = time.monotonic() + LONGEST_BATCH
        try:
            while waiting:
                job = waiting.popleft()
                batch.append(job)
                if not self._run_in_savepoint(connection, state, job):
                    return False
                if time.monotonic() >= ends:
                    break
            return self._connection.commit()
        except DriverError as error:
            self._connection.for_people(error)
            return False

    def _run_in_savepoint(self, connection: DriverConnection, state: TransactionState, job: Job) -> bool:
        """Run one work. False when SQLite has ended the transaction."""
        connection.execute("SAVEPOINT work")
        session = SqliteSession(connection)
        try:
            job.result = job.work(SqlUnitOfWork(session, state, self._cache))
        except BaseException as error:  # raised where the work was given
            job.error = self._connection.for_people(error)
            state.forget()
            if connection.in_transaction:
                connection.execute("ROLLBACK TO work")
        finally:
            session.end()
        if session.lost_by is not None or not connection.in_transaction:
            return False
        connection.execute("RELEASE work")
        return True

    def _write_alone(self, connection: DriverConnection, job: Job) -> None:
        """Run a work that has the transaction for itself, commit, and answer."""
        session = SqliteSession(connection)
        state = TransactionState()
        try:
            job.result = job.work(SqlUnitOfWork(session, state, self._cache))
            session.end()
            if session.lost_by is not None:
                raise session.lost_by
            if not self._connection.commit():
                raise TransactionLostError
        except BaseException as error:  # raised where the work was given
            session.end()
            job.error = self._connection.for_people(session.lost_by or error)
            self._connection.roll_back()
            job.answer()
        else:
            job.answer()
            self._tell(state)

    def _tell(self, state: TransactionState) -> None:
        """Say that a commit happened, and how far the journal is if it grew."""
        position: Position | None = None
        if state.has_appended:  # the head is not known when the last work of the batch failed
            position = self._connection.top() if state.head is None else state.head[0]
        self._committed(position)


def refuse(jobs: list[Job], error: BaseException) -> None:
    """Answer everybody who has no answer yet with an error."""
    for job in jobs:
        if not job.is_answered:
            job.error = error
            job.answer()
