"""A printer that builds and sends jobs as it is told, and the PC's two clocks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from nextpatient_desktop.clinic.print_queue.ports import PreparedJob
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome

PRINTED = PrintOutcome(state=PrinterState.PRINTED)
UNKNOWN = PrintOutcome(state=PrinterState.FAILED_MIDWAY)


class FakeClocks:
    """Both clocks stand still until a test moves them, together or each alone."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
        self.running = timedelta(hours=1)

    def wall(self) -> datetime:
        return self.at

    def elapsed(self) -> timedelta:
        return self.running

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)
        self.running += timedelta(seconds=seconds)


class FakeJobPrinter:
    """Keeps what came out. `is_` is how it is, `does` what becomes of the next jobs."""

    def __init__(self) -> None:
        self.is_ = PrinterState.READY
        self.is_paper_low = False
        self.does: PrintOutcome | Exception | Callable[[], PrintOutcome] = PRINTED
        self.prepares: Exception | None = None
        self.sent: list[Any] = []
        self.asked = 0
        self.is_closed = False

    def prepare(self, content: Any, /) -> PreparedJob:  # noqa: ANN401  # any content
        if self.prepares is not None:
            raise self.prepares
        return _Prepared(self, content)

    def status(self) -> PrinterStatus:
        self.asked += 1
        return PrinterStatus(state=self.is_, is_paper_low=self.is_paper_low)

    def close(self) -> None:
        self.is_closed = True


class _Prepared:
    def __init__(self, printer: FakeJobPrinter, content: Any) -> None:  # noqa: ANN401  # any content
        self._printer = printer
        self._content = content

    def send(self) -> PrintOutcome:
        self._printer.sent.append(self._content)
        does = self._printer.does
        if isinstance(does, Exception):
            raise does
        return does if isinstance(does, PrintOutcome) else does()
