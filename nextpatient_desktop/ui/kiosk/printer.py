"""The kiosk's ticket printer: how it is, and what became of each ticket."""

import logging
from collections.abc import Callable

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import (
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    TicketContent,
    TicketPrinter,
)
from nextpatient_desktop.ui.kiosk.state import Paper
from nextpatient_desktop.ui.ports import Lane, TaskRunner

_log = logging.getLogger(__name__)


class KioskPrinter:
    """Prints on the print lane and remembers what the printer last said of itself.

    `changed` is called when that is something else than before; `report_bug` gets what a printer raised,
    which it should not.
    """

    def __init__(
        self,
        runner: TaskRunner,
        printer: TicketPrinter,
        changed: Callable[[], None],
        report_bug: Callable[[Exception], None],
    ) -> None:
        self._runner = runner
        self._printer = printer
        self._changed = changed
        self._report_bug = report_bug
        self._state: PrinterState | None = None
        self._is_asking = False

    @property
    def state(self) -> PrinterState | None:
        """How it is, None while it is not known."""
        return self._state

    def ask(self) -> None:
        """Ask how it is, unless that is under way: a printer that hangs must not gather questions."""
        if not self._is_asking:
            self._is_asking = True
            self._runner.run(Lane.PRINT, self._printer.status, self._answered, self._not_answered)

    def print_ticket(self, make: Callable[[], TicketContent], done: Callable[[Paper], None]) -> None:
        """Make a ticket and print it; `done` gets what is known of the paper, always."""
        self._runner.run(
            Lane.PRINT,
            lambda: self._printer.print_ticket(make()),
            lambda outcome: self._printed(outcome, done),
            lambda error: self._print_failed(error, done),
        )

    def _answered(self, status: PrinterStatus) -> None:
        self._is_asking = False
        self._remember(status.state)

    def _not_answered(self, error: Exception) -> None:
        self._is_asking = False
        self._failed(error)

    def _printed(self, outcome: PrintOutcome, done: Callable[[Paper], None]) -> None:
        done(_paper(outcome))
        self._remember(PrinterState.READY if outcome.is_on_paper else outcome.reason or outcome.state)

    def _print_failed(self, error: Exception, done: Callable[[Paper], None]) -> None:
        done(Paper.NONE)
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        """A refusal (a printer's address that makes no sense) is for staff, in the log; the rest is a bug."""
        if isinstance(error, ClinicError):
            _log.warning("the ticket printer cannot be used: %s", error)
        else:
            self._report_bug(error)
        self._remember(PrinterState.UNREACHABLE)

    def _remember(self, state: PrinterState) -> None:
        if state is not self._state:
            _log.info("the ticket printer is %s", state)
            self._state = state
            self._changed()


def _paper(outcome: PrintOutcome) -> Paper:
    if outcome.is_on_paper:
        return Paper.OUT
    return Paper.NONE if outcome.is_repeatable else Paper.UNKNOWN
