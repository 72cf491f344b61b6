"""The kiosk's printing: asks for each ticket's paper, follows it, and hears the patient's word."""

import logging
from collections.abc import Callable
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.print_queue.jobs import JobState, PrintJob, PrintRequest
from nextpatient_desktop.clinic.print_queue.ports import Printing, PrintNews
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.ids import PrintJobId
from nextpatient_desktop.ui.kiosk.state import Paper
from nextpatient_desktop.ui.ports import Lane, TaskRunner

_log = logging.getLogger(__name__)

_STATES: Final = {
    JobState.QUEUED: Paper.PRINTING,
    JobState.SENDING: Paper.PRINTING,
    JobState.CONFIRMED: Paper.OUT,
    JobState.SENT: Paper.OUT,
    JobState.UNKNOWN: Paper.UNKNOWN,
    JobState.FAILED: Paper.NONE,
    JobState.EXPIRED: Paper.NONE,
}


class KioskPrinter:
    """Prints by way of the station's print queue. Nobody waits for a printer: not even for the queue's disk.

    `changed` is called with a job that is as it is told now, or None where only the printer changed;
    `report_bug` gets what is a fault of ours.
    """

    def __init__(
        self,
        runner: TaskRunner,
        printing: Printing,
        changed: Callable[[PrintJob | None], None],
        report_bug: Callable[[Exception], None],
    ) -> None:
        self._runner = runner
        self._printing = printing
        self._changed = changed
        self._report_bug = report_bug
        self._asking = 0
        self._is_stopped = False
        self._early: dict[PrintJobId, PrintJob] = {}
        self._printing.listen(self._told)

    @property
    def state(self) -> PrinterState | None:
        """How the printer is, None while it is not known."""
        status = self._printing.status
        return self._printing.trouble or (None if status is None else status.state)

    def open(self) -> None:
        """Begin, now that the first screen is up."""
        self._do(self._printing.open)

    def print_ticket(
        self, make: Callable[[], PrintRequest], asked: Callable[[PrintJob], None], failed: Callable[[], None]
    ) -> None:
        """Word a ticket and ask for it: `asked` gets its job, or `failed` is called."""
        self._asking += 1
        self._runner.run(
            Lane.PRINT,
            lambda: self._printing.put(make()),
            lambda job: self._asked(job, asked),
            lambda error: self._not_asked(error, failed),
        )

    def withdraw(self, job: PrintJob) -> None:
        """The patient goes with the number alone."""
        self._do(lambda: self._printing.withdraw(job.id))

    def answered(self, job: PrintJob, *, came_out: bool) -> None:
        """The patient said whether an unknown ticket came out."""
        self._do(lambda: self._printing.answered(job, came_out=came_out))

    def paper(self, job: PrintJob | None) -> tuple[Paper, PrinterState | None]:
        """What is known of a job's paper, and what hinders it."""
        trouble = self._printing.trouble
        if job is None:
            return (Paper.NONE if trouble is PrinterState.NONE else Paper.PRINTING), None
        if job.state is JobState.QUEUED and trouble is not None:
            return Paper.NONE, trouble
        return _STATES[job.state], job.reason

    def stop(self) -> None:
        """Tell of nothing any more; what is queued is printed."""
        self._is_stopped = True

    def _told(self, news: PrintNews) -> None:
        if self._is_stopped:
            return
        if news.job is not None and self._asking:
            self._early[news.job.id] = news.job  # perhaps of one that is asked for just now
        self._changed(news.job)

    def _asked(self, job: PrintJob, asked: Callable[[PrintJob], None]) -> None:
        asked(self._early.get(job.id, job))
        self._ended()

    def _not_asked(self, error: Exception, failed: Callable[[], None]) -> None:
        self._ended()
        failed()
        self._failed(error)

    def _ended(self) -> None:
        self._asking -= 1
        if not self._asking:
            self._early.clear()

    def _do(self, job: Callable[[], None]) -> None:
        self._runner.run(Lane.PRINT, job, lambda _nothing: self._changed(None), self._failed)

    def _failed(self, error: Exception) -> None:
        """A refusal of the machine is for staff, in the log; the rest is a bug."""
        if isinstance(error, ClinicError):
            _log.warning("the print queue cannot be used: %s", error)
        else:
            self._report_bug(error)
        self._changed(None)
