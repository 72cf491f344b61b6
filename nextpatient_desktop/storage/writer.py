"""The one writer of a storage: a thread that commits everything that waits together, and answers only then.

Each work runs in its own savepoint inside one BEGIN IMMEDIATE transaction; one COMMIT makes them all durable
with one sync of the disk. A work that raises is undone alone.

The trap this is built around: when the disk is full SQLite rolls the whole transaction back by itself, and a
COMMIT that follows succeeds at doing nothing. So after each error and before each COMMIT the driver is asked
whether it is still in the transaction. If not, nothing in the batch happened: each work is run again, alone.

Between processes the write lock is asked for again and again in short steps, behind a turnstile
(`turnstile.py`). SQLite's own busy wait starves: with 8 processes the luckiest committed 10,000 times as
often as the unluckiest.
"""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar, cast

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.errors import DriverError, is_busy, machine_error
from nextpatient_desktop.storage.journal import TOP
from nextpatient_desktop.storage.session import Session, TransactionLostError
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.turnstile import Turnstile
from nextpatient_desktop.storage.unit import SqlUnitOfWork

_log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_WORKS: Final = 256
"""Largest number of works in one transaction."""
LONGEST_BATCH: Final = 0.025
"""Seconds of work after which a transaction is committed though more wait: others get their turn."""
LONGEST_WAIT: Final = 20.0
"""Seconds to wait for other processes before giving up with `storage_busy`."""
_COMMITS_OF_A_LOG: Final = 50
_QUIET_AFTER: Final = 0.2


class _Job:
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
        self.is_answered = True
        self._done.release()

    def wait(self) -> None:
        self._done.acquire()


class Writer:
    """Runs works one after the other in their own thread, and commits them together.

    Attributes:
        commits: how many COMMITs there were.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], DriverConnection],
        cache: RecordCache,
        committed: Callable[[Position | None], None],
    ) -> None:
        """Start the thread. `committed` is called in it after each commit, with the position if that grew."""
        self._path = path
        self._connect = connect
        self._cache = cache
        self._committed = committed
        self._connection: DriverConnection | None = connect()
        self._needs_connection = False
        self.commits = 0
        self._commits_put_back = 0
        self._turnstile = Turnstile(path)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting: deque[_Job] = deque()
        self._batch: list[_Job] = []
        self._gate = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` in the writer's thread and return its result once that is durable."""
        if threading.get_ident() == self._thread.ident:
            raise RuntimeError("a work asked for another write: it has the unit of work already")
        job = _Job(work)
        with self._gate:
            if self._is_closed:
                raise RuntimeError("the storage is closed")
            self._jobs.put(job)
        job.wait()
        if job.error is not None:
            try:
                raise job.error
            finally:
                job.error = None  # the error's trace holds this frame: no circle
        return cast("T", job.result)

    def close(self) -> None:
        """Finish what was accepted, put the log back into the file, and end. Safe to call twice."""
        with self._gate:
            if not self._is_closed:
                self._is_closed = True
                self._jobs.put(None)
        if threading.get_ident() != self._thread.ident:
            self._thread.join()

    # --- In the writer's thread -------------------------------------------------------------------

    def _run(self) -> None:
        while self._take_first():
            try:
                self._write_batch()
            except BaseException as error:  # a bug: the thread must live, its callers wait for it
                _log.exception("the writer failed")
                self._roll_back()
                self._refuse(error)
        self._let_go()

    def _take_first(self) -> bool:
        """Wait until there is work; False when there is none and never will be."""
        if not self._waiting:
            job = self._next_job()
            if job is None:
                return False
            self._waiting.append(job)
        return True

    def _next_job(self) -> _Job | None:
        """Wait for a work. In the first quiet moment, the log is put back into the file (a checkpoint).

        SQLite does that inside the commit that makes the log long enough: somebody would wait for it. It
        still does when there is no quiet moment, at `engine.LONGEST_LOG`.
        """
        if self.commits - self._commits_put_back >= _COMMITS_OF_A_LOG:
            with contextlib.suppress(Empty):
                return self._jobs.get(timeout=_QUIET_AFTER)
            self._checkpoint("PASSIVE")
        return self._jobs.get()

    def _checkpoint(self, mode: str) -> None:
        self._commits_put_back = self.commits
        if self._connection is not None:
            try:
                self._connection.execute(f"PRAGMA wal_checkpoint({mode})")
            except DriverError as error:
                self._for_people(error)

    def _take_more(self) -> None:
        """Add what came in the meantime."""
        with contextlib.suppress(Empty):
            while len(self._waiting) < MOST_WORKS:
                job = self._jobs.get_nowait()
                if job is None:
                    self._jobs.put(None)  # closing: seen again once everything before it is done
                    return
                self._waiting.append(job)

    def _write_batch(self) -> None:
        """Write what waits, together; what does not fit into the time stays in `_waiting`."""
        try:
            connection = self._begin()
        except (DriverError, ClinicError) as error:
            self._take_more()
            self._batch.clear()
            self._refuse(self._for_people(error))
            return
        self._take_more()
        self._batch.clear()
        if len(self._waiting) == 1:
            self._batch.append(self._waiting.popleft())
            self._write_alone(connection, self._batch[0])
            return
        state = TransactionState()
        if self._write_together(connection, state):
            for job in self._batch:
                job.answer()
            self._tell(connection, state)
            return
        self._roll_back()
        for job in self._batch:
            self._write_again(job)

    def _write_together(self, connection: DriverConnection, state: TransactionState) -> bool:
        """Run works in savepoints until the time is up, and commit. False when nothing of it happened."""
        ends = time.monotonic() + LONGEST_BATCH
        try:
            while self._waiting:
                job = self._waiting.popleft()
                self._batch.append(job)
                if not self._run_in_savepoint(connection, state, job):
                    return False
                if time.monotonic() >= ends:
                    break
            return self._commit(connection)
        except DriverError as error:
            self._for_people(error)
            return False

    def _run_in_savepoint(self, connection: DriverConnection, state: TransactionState, job: _Job) -> bool:
        """Run one work. False when SQLite has ended the transaction."""
        connection.execute("SAVEPOINT work")
        session = Session(connection)
        try:
            job.result = job.work(SqlUnitOfWork(session, state, self._cache))
        except BaseException as error:  # raised where the work was given
            job.error = self._for_people(error)
            state.forget()
            if connection.in_transaction:
                connection.execute("ROLLBACK TO work")
        finally:
            session.end()
        if session.lost_by is not None or not connection.in_transaction:
            return False
        connection.execute("RELEASE work")
        return True

    def _write_again(self, job: _Job) -> None:
        """Run a work once more, in a transaction of its own."""
        job.result, job.error = None, None
        try:
            connection = self._begin()
        except (DriverError, ClinicError) as error:
            job.error = self._for_people(error)
            job.answer()
        else:
            self._write_alone(connection, job)

    def _write_alone(self, connection: DriverConnection, job: _Job) -> None:
        """Run a work that has the transaction for itself, commit, and answer."""
        session = Session(connection)
        state = TransactionState()
        try:
            job.result = job.work(SqlUnitOfWork(session, state, self._cache))
            session.end()
            if session.lost_by is not None:
                raise session.lost_by
            if not self._commit(connection):
                raise TransactionLostError
        except BaseException as error:  # raised where the work was given
            session.end()
            job.error = self._for_people(session.lost_by or error)
            self._roll_back()
            job.answer()
        else:
            job.answer()
            self._tell(connection, state)

    def _commit(self, connection: DriverConnection) -> bool:
        """COMMIT, if there is still something to commit."""
        if not connection.in_transaction:
            return False
        connection.execute("COMMIT")
        self.commits += 1
        return True

    def _roll_back(self) -> None:
        connection = self._connection
        if connection is not None and connection.in_transaction:
            try:
                connection.execute("ROLLBACK")
            except DriverError:
                _log.exception("rolling back failed")
                self._drop_connection()

    def _begin(self) -> DriverConnection:
        """Take the write lock, when it is our turn, asking in short steps while another process has it."""
        if self._needs_connection:
            self._drop_connection()
            self._needs_connection = False
        connection = self._connection
        if connection is None:
            connection = self._connection = self._connect()
        self._turnstile.enter()
        try:
            self._take_lock(connection)
        finally:
            self._turnstile.leave()
        return connection

    def _take_lock(self, connection: DriverConnection) -> None:
        gives_up: float | None = None
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except DriverError as error:
                if not is_busy(error):
                    raise
                now = time.monotonic()
                if gives_up is None:
                    gives_up = now + LONGEST_WAIT
                elif now > gives_up:
                    raise
            else:
                return
            time.sleep(self._turnstile.step())

    def _for_people(self, error: BaseException) -> BaseException:
        """The error that is raised where the work was given. After a trouble of the machine, connect anew."""
        if isinstance(error, TransactionLostError):
            return ClinicError("storage_failed", path=str(self._path))
        worded = machine_error(error, self._path)
        if worded is None:
            return error
        if worded.code not in ("disk_full", "storage_busy"):
            self._needs_connection = True
        worded.__cause__ = error
        return worded

    def _refuse(self, error: BaseException) -> None:
        """Answer everybody who has no answer yet with an error."""
        for job in (*self._batch, *self._waiting):
            if not job.is_answered:
                job.error = error
                job.answer()
        self._batch.clear()
        self._waiting.clear()

    def _tell(self, connection: DriverConnection, state: TransactionState) -> None:
        """Say that a commit happened, and how far the journal is if it grew."""
        position: Position | None = None
        if state.has_appended:
            if state.head is not None:
                position = state.head[0]
            else:  # the last work of the batch failed
                row = connection.execute(TOP.sql).fetchone()
                position = row[0] if row is not None else None
        self._committed(position)

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DriverError):
                connection.close()

    def _let_go(self) -> None:
        self._checkpoint("TRUNCATE")
        self._drop_connection()
        self._turnstile.close()
