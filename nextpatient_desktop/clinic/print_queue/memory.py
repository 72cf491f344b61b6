"""`MemoryPrintStore`: jobs and reports of this run only, where a station's own database can not be opened."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nextpatient_desktop.clinic.print_queue.jobs import JobState, PrintJob
from nextpatient_desktop.clinic.printouts.messages import ReportPrinting
from nextpatient_desktop.domain.ids import CommandId, PrintJobId


class MemoryPrintStore:
    """See `ports.PrintStore`; nothing in it outlives the program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[PrintJobId, PrintJob] = {}
        self._reports: dict[CommandId, ReportPrinting] = {}
        self._put_off: set[CommandId] = set()

    def add(self, job: PrintJob, /) -> None:
        """Keep a new job."""
        with self._lock:
            self._jobs[job.id] = job

    def open_jobs(self) -> Sequence[PrintJob]:
        """The jobs that are queued or being sent, oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    def begin(self, job: PrintJobId, /) -> None:
        """It is being sent from now on."""
        self._set(job, JobState.SENDING)

    def put_back(self, job: PrintJobId, /) -> None:
        """It is queued again."""
        self._set(job, JobState.QUEUED)

    def finish(self, job: PrintJobId, report: ReportPrinting | None, /) -> None:
        """It is final."""
        with self._lock:
            self._jobs.pop(job, None)
            if report is not None:
                self._reports[report.id] = report

    def add_report(self, report: ReportPrinting, /) -> None:
        """Another report is to be brought to the clinic."""
        with self._lock:
            self._reports[report.id] = report

    def reports(self, most: int, /) -> Sequence[ReportPrinting]:
        """The oldest reports that were not put off."""
        with self._lock:
            due = [one for one in self._reports.values() if one.id not in self._put_off]
        return tuple(due[:most])

    def drop_report(self, report: CommandId, /) -> None:
        """The clinic has it, or will never take it."""
        with self._lock:
            self._reports.pop(report, None)
            self._put_off.discard(report)

    def put_off(self, report: CommandId, again: ReportPrinting, /) -> None:
        """The clinic does not take it yet."""
        with self._lock:
            self._reports.pop(report, None)
            self._reports[again.id] = again
            self._put_off.add(again.id)

    def resume(self) -> None:
        """Try again what was put off."""
        with self._lock:
            self._put_off.clear()

    def drop_reports_before(self, asked_before: datetime, /) -> int:
        """Drop reports of jobs that were asked for before an instant; returns how many."""
        with self._lock:
            old = [one.id for one in self._reports.values() if one.asked_at < asked_before]
            for key in old:
                del self._reports[key]
            self._put_off.difference_update(old)
        return len(old)

    def close(self) -> None:
        """Nothing is held."""

    def _set(self, job: PrintJobId, state: JobState) -> None:
        with self._lock:
            self._jobs[job] = replace(self._jobs[job], state=state)
