"""`PrintQueue`: one printer's jobs, from being asked for to what came of them.

A thread of its own sends them one after another. Nothing is sent that was not written down as `sending`
before, and nothing is sent again unless certainly no byte of it went out.
"""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.print_queue.health import PrinterHealth
from nextpatient_desktop.clinic.print_queue.jobs import (
    EXPIRES_AFTER,
    Asked,
    JobState,
    PrintJob,
    PrintRequest,
    age_after_restart,
)
from nextpatient_desktop.clinic.print_queue.ports import (
    Clocks,
    JobPrinter,
    PreparedJob,
    PrintNews,
    PrintStore,
)
from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.clinic.printouts.messages import ReportPrinting
from nextpatient_desktop.domain.ids import PrintJobId, uuid7
from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)

ASK_EVERY: Final = timedelta(seconds=15)
"""A printer without a job is asked how it is: staff should know before a patient does."""
ASK_IN_TROUBLE_EVERY: Final = timedelta(seconds=5)
ASK_FOR_A_JOB_EVERY: Final = timedelta(seconds=1)
"""While a job waits for the trouble's end."""
FRESH_FOR: Final = timedelta(seconds=2)
"""A printer that answers is asked before a job if it was not heard of for this long: one that hangs since
then takes no job, and its patient is told at once."""

_STATES: Final = {
    Certainty.CONFIRMED: JobState.CONFIRMED,
    Certainty.SENT: JobState.SENT,
    Certainty.UNKNOWN: JobState.UNKNOWN,
    Certainty.FAILED: JobState.FAILED,
}


@dataclass(kw_only=True)
class _Entry:
    """An open job. `is_kept`: the store knows it; where it refused, the job lives in memory alone."""

    job: PrintJob
    expires_at: timedelta
    is_kept: bool


class PrintQueue:
    """See `ports.Printing`. Safe in threads."""

    def __init__(
        self,
        printer: JobPrinter,
        store: PrintStore,
        clocks: Clocks,
        *,
        reported: Callable[[], None] | None = None,
        chance: Callable[[int], bytes] = os.urandom,
        attends: bool = True,
    ) -> None:
        """Take up what an earlier run left.

        Args:
            printer: closed with the queue.
            store: closed with the queue.
            clocks: the PC's.
            reported: called, on some thread, when there is something new to bring to the clinic: a report in
                the store, or another `status`.
            chance: gives that many random bytes.
            attends: send on a thread from `open` on; a test calls `attend` instead.

        Raises:
            ClinicError: the store refuses.
        """
        self._printer = printer
        self._store = store
        self._clocks = clocks
        self._reported = reported or _nothing
        self._chance = chance
        self._lock = threading.Condition()
        self._entries: dict[PrintJobId, _Entry] = {}
        self._listeners: list[Callable[[PrintNews], None]] = []
        self._health = PrinterHealth()
        self._told_status: PrinterStatus | None = None
        self._is_closed = False
        self._is_woken = False
        self._attends = attends
        self._thread: threading.Thread | None = None
        self._take_up()

    # --- what screens ask -------------------------------------------------------------------------------

    def open(self) -> None:
        """Begin to work; again: nothing."""
        with self._lock:
            if self._thread is not None or not self._attends or self._is_closed:
                return
            # A daemon: what hangs in a driver must not keep the program from ending.
            self._thread = threading.Thread(target=self._work, name="nextpatient-print-queue", daemon=True)
            self._thread.start()

    def put(self, request: PrintRequest, /) -> PrintJob:
        """Ask for something; see `ports.Printing`. A store that refuses costs the memory of it, not paper."""
        asked = Asked(at=self._clocks.wall(), elapsed=self._clocks.elapsed())
        key = PrintJobId(uuid7(int(asked.at.timestamp() * 1000), self._chance(10)))
        job = PrintJob(id=key, request=request, asked=asked)
        is_kept = True
        try:
            self._store.add(job)
        except ClinicError as refused:
            _log.warning("a print job is not kept: %s", refused)
            is_kept = False
        with self._lock:
            self._entries[key] = _Entry(job=job, expires_at=asked.elapsed + EXPIRES_AFTER, is_kept=is_kept)
            self._wake()
        return job

    def withdraw(self, job: PrintJobId, /) -> None:
        """Nobody waits for it any more; see `ports.Printing`."""
        with self._lock:
            entry = self._entries.get(job)
            if entry is None or entry.job.state is not JobState.QUEUED:
                return
            entry.job = replace(entry.job, state=JobState.FAILED, reason=self.trouble)
        self._end(entry)

    def answered(self, job: PrintJob, /, *, came_out: bool) -> None:
        """The person's word about an unknown job; see `ports.Printing`."""
        state = JobState.CONFIRMED if came_out else JobState.FAILED
        try:
            self._store.add_report(replace(_report(replace(job, state=state)), is_persons_word=True))
        except ClinicError as refused:
            _log.warning("what a person said of a print job is not kept: %s", refused)
        self._reported()

    @property
    def status(self) -> PrinterStatus | None:
        """How the printer is, None while that is not known."""
        return self._health.status

    @property
    def trouble(self) -> PrinterState | None:
        """What hinders jobs that are queued now."""
        return self._health.trouble(self._clocks.elapsed())

    def listen(self, told: Callable[[PrintNews], None], /) -> None:
        """Have every change told, on the queue's thread."""
        with self._lock:
            self._listeners.append(told)

    def close(self) -> None:
        """End after the job that is being sent now. A printer that hangs longer is left to itself."""
        with self._lock:
            self._is_closed = True
            self._wake()
        thread = self._thread
        if thread is not None:
            thread.join(STOP_WITHIN)
        if thread is None or not thread.is_alive():
            self._printer.close()
            self._store.close()

    # --- the thread ---------------------------------------------------------------------------------------

    def attend(self) -> timedelta:
        """Do the next thing that is due; returns after how long again, zero for at once."""
        self._expire()
        entry = self._next()
        now = self._clocks.elapsed()
        age = self._health.age(now)
        if entry is None:
            every = ASK_IN_TROUBLE_EVERY if self.trouble is not None else ASK_EVERY
            if age is None or age >= every:
                self._ask()
                return every
            return every - age
        is_old = age is None or (age >= FRESH_FOR and self._health.answers)
        if is_old or (self.trouble is not None and age is not None and age >= ASK_FOR_A_JOB_EVERY):
            self._ask()
        if self.trouble is not None:
            return ASK_FOR_A_JOB_EVERY
        self._print(entry)
        return timedelta(0)

    def _work(self) -> None:
        while not self._is_closed:
            try:
                pause = self.attend()
            except Exception:
                _log.exception("the print queue failed; it goes on")
                pause = ASK_FOR_A_JOB_EVERY
            with self._lock:
                if pause > timedelta(0):
                    self._lock.wait_for(lambda: self._is_woken, pause.total_seconds())
                self._is_woken = False

    def _wake(self) -> None:
        self._is_woken = True
        self._lock.notify_all()

    def _next(self) -> _Entry | None:
        with self._lock:
            return next((one for one in self._entries.values() if one.job.state is JobState.QUEUED), None)

    def _expire(self) -> None:
        now = self._clocks.elapsed()
        with self._lock:
            old = [
                one
                for one in self._entries.values()
                if one.job.state is JobState.QUEUED and now >= one.expires_at
            ]
            for entry in old:
                entry.job = replace(entry.job, state=JobState.EXPIRED, reason=self.trouble)
        for entry in old:
            self._end(entry)

    def _ask(self) -> None:
        try:
            status = self._printer.status()
        except ClinicError as refused:  # an address that makes no sense: for whoever set it
            _log.warning("the printer cannot be used: %s", refused)
            status = PrinterStatus(state=PrinterState.UNREACHABLE)
        self._health.said(status, self._clocks.elapsed())
        self._tell_status()

    # --- one job ------------------------------------------------------------------------------------------

    def _print(self, entry: _Entry) -> None:
        prepared = self._prepare(entry)
        if prepared is None or not self._begin(entry):
            return
        self._health.begun(self._clocks.elapsed())
        outcome = PrintOutcome(state=PrinterState.FAILED_MIDWAY)
        try:
            outcome = prepared.send()
        except Exception:
            _log.exception("the printer failed")
        finally:
            self._health.ended(outcome, self._clocks.elapsed())
            self._sent(entry, outcome)

    def _prepare(self, entry: _Entry) -> PreparedJob | None:
        try:
            return self._printer.prepare(entry.job.request.content)
        except Exception as error:
            if isinstance(error, ClinicError):
                _log.warning("the printer cannot be used: %s", error)
            else:
                _log.exception("a print job could not be made into bytes")
        with self._lock:
            entry.job = replace(entry.job, state=JobState.FAILED, reason=PrinterState.FAILED)
        self._end(entry)
        return None

    def _begin(self, entry: _Entry) -> bool:
        """Write down that it is being sent, unless it was withdrawn or is too old by now."""
        with self._lock:
            is_due = self._clocks.elapsed() < entry.expires_at
            if entry.job.state is not JobState.QUEUED or not is_due:
                return False
            entry.job = replace(entry.job, state=JobState.SENDING)
        if entry.is_kept:
            try:
                self._store.begin(entry.job.id)
            except ClinicError as refused:
                # Printed now it would be printed again after a crash.
                _log.error("a print job can not be begun: %s", refused)
                with self._lock:
                    entry.job = replace(entry.job, state=JobState.FAILED, reason=PrinterState.FAILED)
                self._end(entry)
                return False
        self._tell(PrintNews(job=entry.job))
        return True

    def _sent(self, entry: _Entry, outcome: PrintOutcome) -> None:
        reason = None if outcome.is_on_paper else outcome.reason or outcome.state
        reason = None if reason is PrinterState.FAILED_MIDWAY else reason
        is_over = outcome.state in (PrinterState.FAILED, PrinterState.NONE)
        state = _STATES[outcome.certainty]
        if outcome.is_repeatable and not is_over:
            state = JobState.QUEUED
        with self._lock:
            entry.job = replace(entry.job, state=state, reason=reason)
        if state is not JobState.QUEUED:
            self._end(entry)
        else:
            self._put_back(entry)
        self._tell_status()

    def _put_back(self, entry: _Entry) -> None:
        if entry.is_kept:
            try:
                self._store.put_back(entry.job.id)
            except ClinicError as refused:  # after a crash it counts as unknown: safe
                _log.warning("a print job's state is not kept: %s", refused)
        self._tell(PrintNews(job=entry.job))

    def _end(self, entry: _Entry) -> None:
        """It is final: nothing of it stays but its report."""
        job = entry.job
        _log.info("print job %s of kind %s: %s", job.id, job.request.kind, job.state)
        try:
            self._store.finish(job.id, _report(job))
        except ClinicError as refused:
            _log.error("what came of a print job is not kept: %s", refused)
        with self._lock:
            self._entries.pop(job.id, None)
        self._tell(PrintNews(job=job))
        self._reported()

    # --- what an earlier run left -----------------------------------------------------------------------

    def _take_up(self) -> None:
        now = Asked(at=self._clocks.wall(), elapsed=self._clocks.elapsed())
        for job in self._store.open_jobs():
            age = age_after_restart(job.asked, now)
            if job.state is JobState.SENDING:
                became = JobState.UNKNOWN
            elif age is None or age >= EXPIRES_AFTER:
                became = JobState.EXPIRED
            else:
                expires_at = now.elapsed + EXPIRES_AFTER - age
                self._entries[job.id] = _Entry(job=job, expires_at=expires_at, is_kept=True)
                continue
            self._end(_Entry(job=replace(job, state=became), expires_at=now.elapsed, is_kept=True))

    def _tell_status(self) -> None:
        status = self._health.status
        if status == self._told_status:
            return
        self._told_status = status
        _log.info("the printer is %s", status)
        self._tell(PrintNews())
        self._reported()

    def _tell(self, news: PrintNews) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for told in listeners:
            try:
                told(news)
            except Exception:
                _log.exception("a listener of the print queue failed")


STOP_WITHIN: Final = 3.0
"""Seconds. Who ends the program does not wait for a printer that hangs; its job counts as unknown then."""


def _report(job: PrintJob) -> ReportPrinting:
    request = job.request
    return ReportPrinting(
        what=request.kind,
        outcome=job.state.result,
        job=job.id,
        visit=request.visit,
        token=request.token,
        day=request.day,
        copy=request.copy,
        asked_at=job.asked.at,
        reason=job.reason,
    )


def _nothing() -> None:
    """Nobody wants to know."""
