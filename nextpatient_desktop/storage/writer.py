"""`Writer`: who writes, and when. What waits is written together (`batches.py`).

There is one connection that writes, and one thread at a time that has it: the writer's own, or, when nobody
else wants to write, the one that called.
"""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Final, TypeVar, cast

from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.storage.batches import Batches, Job, refuse
from nextpatient_desktop.storage.write_connection import WriteConnection

_log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_WORKS: Final = 256
"""Largest number of works in one transaction."""
_COMMITS_OF_A_LOG: Final = 50
_QUIET_AFTER: Final = 0.2

_WAKE: Final = Job(lambda _: None)
"""No work: the writer's thread is to look whether the log is long."""


class Writer:
    """Takes works from any thread, has them written one after the other, and gives their results back."""

    def __init__(self, connection: WriteConnection, batches: Batches) -> None:
        """Start the writer's thread. The connection is closed with the writer."""
        self._connection = connection
        self._batches = batches
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._waiting: deque[Job] = deque()
        self._gate = threading.Lock()
        self._is_closed = False
        self._queued = 0
        self._role = threading.Lock()
        self._who: int | None = None
        self._commits_put_back = 0
        self._thread = threading.Thread(target=self._run, name="storage-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run `work` and return its result once that is durable.

        When nobody else writes, the calling thread is the writer: handing over to another thread and back
        would cost a tenth of the time. Not so the main thread, which a Ctrl-C may interrupt anywhere.
        """
        if threading.get_ident() == self._who:
            raise RuntimeError("a work asked for another write: it has the unit of work already")
        job = Job(work)
        with self._gate:
            if self._is_closed:
                raise RuntimeError("the storage is closed")
            is_writer = self._queued == 0 and _can_be_writer() and self._role.acquire(blocking=False)
            if not is_writer:
                self._queued += 1
                self._jobs.put(job)
        if is_writer:
            self._write_myself(job)
        else:
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
        if threading.get_ident() not in (self._who, self._thread.ident):
            self._thread.join()

    def _write_myself(self, job: Job) -> None:
        """Write a work in the calling thread, which has the role already."""
        self._who = threading.get_ident()
        try:
            self._batches.write_one(job)
        except BaseException as error:  # a bug
            self._failed([job], error)
        finally:
            is_long = self._log_length() == _COMMITS_OF_A_LOG
            self._who = None
            self._role.release()
        if is_long:
            self._jobs.put(_WAKE)

    def _failed(self, jobs: list[Job], error: BaseException) -> None:
        """A bug: nobody waits for ever because of it, and the next work finds no half of a transaction."""
        _log.exception("the writer failed")
        self._connection.roll_back()
        refuse(jobs, error)

    def _log_length(self) -> int:
        return self._connection.commits - self._commits_put_back

    # --- In the writer's thread: works that came while somebody wrote, and the main thread's ------

    def _run(self) -> None:
        while self._take_first():
            batch: list[Job] = []
            with self._in_role():
                try:
                    self._batches.write(self._waiting, batch, self._take_more)
                except BaseException as error:  # a bug: the thread must live, its callers wait for it
                    batch.extend(self._waiting)
                    self._waiting.clear()
                    self._failed(batch, error)
            with self._gate:
                self._queued -= len(batch)
        with self._in_role():
            self._connection.close()

    @contextmanager
    def _in_role(self) -> Iterator[None]:
        with self._role:
            self._who = threading.get_ident()
            try:
                yield
            finally:
                self._who = None

    def _take_first(self) -> bool:
        """Wait until there is work; False when there is none and never will be."""
        if not self._waiting:
            job = self._next_job()
            if job is None:
                return False
            self._waiting.append(job)
        return True

    def _next_job(self) -> Job | None:
        """Wait for a work. In the first quiet moment, the log is put back into the file (a checkpoint).

        SQLite does that inside the commit that makes the log long enough: somebody would wait for it. It
        still does when there is no quiet moment, at `engine.LONGEST_LOG`.
        """
        while True:
            is_long = self._log_length() >= _COMMITS_OF_A_LOG
            seen = self._connection.commits
            try:
                job = self._jobs.get(timeout=_QUIET_AFTER if is_long else None)
            except Empty:
                if self._connection.commits == seen:
                    self._put_back()
            else:
                if job is not _WAKE:
                    return job

    def _put_back(self) -> None:
        with self._in_role():
            self._commits_put_back = self._connection.commits
            self._connection.checkpoint("PASSIVE")

    def _take_more(self) -> None:
        """Add what came in the meantime."""
        with contextlib.suppress(Empty):
            while len(self._waiting) < MOST_WORKS:
                job = self._jobs.get_nowait()
                if job is None:
                    self._jobs.put(None)  # closing: seen again once everything before it is done
                    return
                if job is not _WAKE:
                    self._waiting.append(job)


def _can_be_writer() -> bool:
    return threading.get_ident() != threading.main_thread().ident
