"""`StationPrinting`: a station's print queue with all that hangs on it, opened after the first paint.

The jobs and reports are in the station's own database, beside what a cut-off kiosk keeps. News of jobs come
to the GUI thread; reports go to the clinic on a thread of their own.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.clinic.errors import ClinicError

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.door import Clinic
    from nextpatient_desktop.clinic.print_queue.jobs import PrintJob, PrintRequest
    from nextpatient_desktop.clinic.print_queue.ports import JobPrinter, PrintNews, PrintStore
    from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
    from nextpatient_desktop.clinic.print_queue.reports import PrintReporter
    from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus
    from nextpatient_desktop.domain.ids import PrintJobId

_log = logging.getLogger(__name__)

NO_PRINTER: Final = "none:"


class StationPrinting:
    """`clinic.print_queue.ports.Printing` of this station. Its listeners are called on the GUI thread."""

    def __init__(
        self,
        printer: "JobPrinter",
        clinic: "Clinic",
        database: Callable[[], Path],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        """Nothing is opened yet.

        Args:
            printer: closed with this.
            clinic: what is printed is reported to it, by this station.
            database: the station's own database; asked when it is opened.
            post: calls on the GUI thread.
        """
        self._printer = printer
        self._clinic = clinic
        self._database = database
        self._post = post
        self._lock = threading.Lock()
        self._is_closed = False
        self._parts: tuple[PrintQueue, PrintReporter] | None = None
        self._listeners: list[Callable[[PrintNews], None]] = []

    def open(self) -> None:
        """Open the database and begin to work; again: nothing. May wait for the disk."""
        self._opened()

    def put(self, request: "PrintRequest", /) -> "PrintJob":
        """As `Printing.put`."""
        return self._opened().put(request)

    def withdraw(self, job: "PrintJobId", /) -> None:
        """As `Printing.withdraw`."""
        self._opened().withdraw(job)

    def answered(self, job: "PrintJob", /, *, came_out: bool) -> None:
        """As `Printing.answered`."""
        self._opened().answered(job, came_out=came_out)

    @property
    def status(self) -> "PrinterStatus | None":
        """As `Printing.status`."""
        parts = self._parts
        return None if parts is None else parts[0].status

    @property
    def trouble(self) -> "PrinterState | None":
        """As `Printing.trouble`."""
        parts = self._parts
        return None if parts is None else parts[0].trouble

    def listen(self, told: "Callable[[PrintNews], None]", /) -> None:
        """As `Printing.listen`; called on the GUI thread."""
        with self._lock:
            self._listeners.append(told)

    def close(self) -> None:
        """End; what is queued stays in the database. Safe to call twice."""
        with self._lock:
            parts, self._is_closed = self._parts, True
        if parts is not None:
            queue, reporter = parts
            reporter.close()
            queue.close()

    def _opened(self) -> "PrintQueue":
        with self._lock:
            if self._parts is None:
                self._parts = self._make()
            return self._parts[0]

    def _make(self) -> "tuple[PrintQueue, PrintReporter]":
        from nextpatient_desktop.clinic.clock import PcClocks
        from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
        from nextpatient_desktop.clinic.print_queue.reports import PrintReporter

        clocks, store = PcClocks(), self._open_store()
        reporters: list[PrintReporter] = []

        def reported() -> None:
            for one in reporters:  # none yet while the queue takes up what an earlier run left
                one.wake()

        queue = PrintQueue(self._printer, store, clocks, reported=reported)
        reporter = PrintReporter(self._clinic, store, clocks, lambda: queue.status)
        reporters.append(reporter)
        queue.listen(self._tell)
        if not self._is_closed:
            queue.open()
            reporter.open()
        return queue, reporter

    def _open_store(self) -> "PrintStore":
        from nextpatient_desktop.clinic.print_queue.memory import MemoryPrintStore
        from nextpatient_desktop.storage.station.database import StationDatabase
        from nextpatient_desktop.storage.station.printing import SqlitePrintStore

        try:
            return SqlitePrintStore(StationDatabase.open(self._database()))
        except ClinicError as refused:
            _log.error("what is printed is not kept over a restart: %s", refused)
            return MemoryPrintStore()

    def _tell(self, news: "PrintNews") -> None:
        self._post(lambda: self._tell_here(news))

    def _tell_here(self, news: "PrintNews") -> None:
        for told in tuple(self._listeners):
            told(news)


class NoPrinting:
    """`Printing` of a station without a printer: nothing is kept, nobody is told of it."""

    status: "PrinterStatus"
    trouble: "PrinterState"

    def __init__(self) -> None:
        from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus

        self.status = PrinterStatus(state=PrinterState.NONE)
        self.trouble = PrinterState.NONE

    def open(self) -> None:
        """There is nothing to open."""

    def put(self, request: "PrintRequest", /) -> "PrintJob":
        """A job that failed: there is no printer."""
        from nextpatient_desktop.clinic.clock import PcClocks
        from nextpatient_desktop.clinic.door import new_command_id
        from nextpatient_desktop.clinic.print_queue.jobs import Asked, JobState, PrintJob
        from nextpatient_desktop.domain.ids import PrintJobId

        clocks = PcClocks()
        return PrintJob(
            id=PrintJobId(new_command_id()),
            request=request,
            asked=Asked(at=clocks.wall(), elapsed=clocks.elapsed()),
            state=JobState.FAILED,
            reason=self.trouble,
        )

    def withdraw(self, job: "PrintJobId", /) -> None:
        """Nothing is queued."""

    def answered(self, job: "PrintJob", /, *, came_out: bool) -> None:
        """Nothing was unknown."""

    def listen(self, told: "Callable[[PrintNews], None]", /) -> None:
        """Nothing happens."""

    def close(self) -> None:
        """Nothing is held."""
