"""What a print queue needs (printer, store, clocks) and what a screen sees of it (`Printing`)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from nextpatient_desktop.clinic.print_queue.jobs import PrintJob, PrintRequest
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.clinic.printouts.messages import ReportPrinting
from nextpatient_desktop.domain.ids import CommandId, PrintJobId
from nextpatient_desktop.domain.records import dataclass


class PreparedJob(Protocol):
    """A job whose bytes are built. Nothing was sent yet."""

    def send(self) -> PrintOutcome:
        """Send it, and find out what became of it. Bounded in time; what went wrong is its result."""
        ...


class JobPrinter(Protocol):
    """A printer that builds a job's bytes apart from sending them. Calls wait for the device."""

    def prepare(self, content: object, /) -> PreparedJob:
        """Build the bytes of a value of a type in `jobs.CONTENTS`.

        What it raises is our bug: the job failed.
        """
        ...

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        ...

    def close(self) -> None:
        """Let go of the device. Closing twice is fine."""
        ...


class Clocks(Protocol):
    """The PC's two clocks: one that may be set, and one that only runs forward, sleep included."""

    def wall(self) -> datetime:
        """The date and time, in whole milliseconds."""
        ...

    def elapsed(self) -> timedelta:
        """How long the PC has run."""
        ...


class PrintStore(Protocol):
    """Where a station keeps its jobs and reports: in its own database.

    Each call is one transaction, durable when it returns, whole or not at all; several threads may call.
    Refused by the machine with a `ClinicError`.
    """

    def add(self, job: PrintJob, /) -> None:
        """Keep a new job."""
        ...

    def open_jobs(self) -> Sequence[PrintJob]:
        """The jobs that are queued or being sent, oldest first."""
        ...

    def begin(self, job: PrintJobId, /) -> None:
        """It is being sent from now on: called before its first byte goes out."""
        ...

    def put_back(self, job: PrintJobId, /) -> None:
        """It is queued again: certainly no byte went out."""
        ...

    def finish(self, job: PrintJobId, report: ReportPrinting | None, /) -> None:
        """It is final: the job and its content go, its report is to be brought to the clinic."""
        ...

    def add_report(self, report: ReportPrinting, /) -> None:
        """Another report is to be brought to the clinic."""
        ...

    def reports(self, most: int, /) -> Sequence[ReportPrinting]:
        """The oldest reports that were not put off."""
        ...

    def drop_report(self, report: CommandId, /) -> None:
        """The clinic has it, or will never take it."""
        ...

    def put_off(self, report: CommandId, again: ReportPrinting, /) -> None:
        """The clinic does not take it yet: `again`, with an id of its own, is kept until `resume`."""
        ...

    def resume(self) -> None:
        """Try again what was put off."""
        ...

    def drop_reports_before(self, asked_before: datetime, /) -> int:
        """Drop reports of jobs that were asked for before an instant; returns how many."""
        ...

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        ...


@dataclass(frozen=True, kw_only=True)
class PrintNews:
    """Something changed: `job` as it is now, None where only the printer is told of."""

    job: PrintJob | None = None


class Printing(Protocol):
    """A station's printing as a screen sees it. `put` and the answers may wait for the disk, some ms."""

    def open(self) -> None:
        """Begin to work, if that was not done yet: after the first paint, away from the GUI thread."""
        ...

    def put(self, request: PrintRequest, /) -> PrintJob:
        """Ask for something. It is kept when this returns; what becomes of it is told to whoever listens."""
        ...

    def withdraw(self, job: PrintJobId, /) -> None:
        """Nobody waits for it any more: it is not printed, unless that has begun."""
        ...

    def answered(self, job: PrintJob, /, *, came_out: bool) -> None:
        """The person before the printer said whether an unknown job came out."""
        ...

    @property
    def status(self) -> PrinterStatus | None:
        """How the printer is, None while that is not known. Never waits."""
        ...

    @property
    def trouble(self) -> PrinterState | None:
        """What hinders jobs that are queued now, None for nothing that is known. Never waits.

        A job that is queued while there is trouble is printed if that ends before the job expires; nobody
        should wait for it.
        """
        ...

    def listen(self, told: Callable[[PrintNews], None], /) -> None:
        """Have every change told, on some thread (a station's bootstrap brings it to the GUI thread)."""
        ...

    def close(self) -> None:
        """End, after the job that is being sent now. Safe to call twice."""
        ...
