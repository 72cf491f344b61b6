"""A printer of Windows: raw jobs for the spooler, which says what becomes of them.

What the spooler calls printed is handed over to the port; whether paper came out it knows of few printers. So
such a job is `sent`. One that stays in the queue is taken out again: it must not come out tomorrow.

Source: Microsoft, "Print Spooler API": PRINTER_INFO_2, JOB_INFO_1, WritePrinter, SetJob.
"""

import contextlib
import sys
import time
from typing import Any, Final, Protocol

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.transport import HINDRANCES, ChannelError, WriteError

_JOB_NAME: Final = "NextPatient ticket"
_LOOK_EVERY: Final = 0.05
_CANCEL: Final = 1.0  # seconds to take a job out again
_CHUNK: Final = 16_384

_DELETE_JOB: Final = 5  # JOB_CONTROL_DELETE
_NO_SUCH_JOB: Final = 87  # ERROR_INVALID_PARAMETER

# PRINTER_STATUS_..., in the order in which they are told.
_PRINTER_STATES: Final = (
    (0x0040_0000, PrinterState.COVER_OPEN),  # DOOR_OPEN
    (0x0000_0010 | 0x0000_0040, PrinterState.NO_PAPER),  # PAPER_OUT, PAPER_PROBLEM
    (0x0000_0080 | 0x0000_1000 | 0x0000_0004, PrinterState.UNREACHABLE),  # OFFLINE, NOT_AVAILABLE, DELETING
    (0x0010_0000 | 0x0000_0008 | 0x0000_0002 | 0x0000_0001, PrinterState.NOT_READY),
)  # USER_INTERVENTION, PAPER_JAM, ERROR, PAUSED
_WORK_OFFLINE: Final = 0x0000_0400  # PRINTER_ATTRIBUTE_WORK_OFFLINE

# JOB_STATUS_...
_JOB_STATES: Final = (
    (0x0040, PrinterState.NO_PAPER),  # PAPEROUT
    (0x0020, PrinterState.UNREACHABLE),  # OFFLINE
    (0x0002 | 0x0200 | 0x0400 | 0x0001, PrinterState.NOT_READY),
)  # ERROR, BLOCKED_DEVQ, USER_INTERVENTION, PAUSED
_JOB_PRINTING, _JOB_RESTARTED = 0x0010, 0x0800
_JOB_DONE: Final = 0x0080 | 0x1000  # PRINTED, COMPLETE
_JOB_DELETED: Final = 0x0004 | 0x0100  # DELETING, DELETED


class Spooler(Protocol):
    """What is used of the module `win32print`. Its errors have a `winerror`."""

    def OpenPrinter(self, name: str, /) -> Any: ...  # noqa: ANN401, D102
    def ClosePrinter(self, handle: Any, /) -> None: ...  # noqa: ANN401, D102
    def GetPrinter(self, handle: Any, level: int, /) -> dict[str, Any]: ...  # noqa: ANN401, D102
    def StartDocPrinter(self, handle: Any, level: int, document: tuple[str, str | None, str], /) -> int: ...  # noqa: ANN401, D102
    def WritePrinter(self, handle: Any, data: bytes, /) -> int: ...  # noqa: ANN401, D102
    def EndDocPrinter(self, handle: Any, /) -> None: ...  # noqa: ANN401, D102
    def AbortPrinter(self, handle: Any, /) -> None: ...  # noqa: ANN401, D102
    def GetJob(self, handle: Any, job: int, level: int, /) -> dict[str, Any]: ...  # noqa: ANN401, D102
    def SetJob(self, handle: Any, job: int, level: int, info: Any, command: int, /) -> None: ...  # noqa: ANN401, D102
    def EnumPrinters(self, flags: int, name: str | None, level: int, /) -> Any: ...  # noqa: ANN401, D102


def the_spooler() -> Spooler:
    """The spooler of this PC.

    Raises:
        ChannelError: this is no Windows.
    """
    if sys.platform != "win32":
        raise ChannelError("only Windows has printers of Windows")
    import win32print  # type: ignore[unreachable, unused-ignore]  # where the types are checked is no Windows

    return win32print  # type: ignore[no-any-return, unused-ignore]


class WindowsTransport:
    """A printer of Windows."""

    bytes_per_second = None

    def __init__(self, printer: str, spooler: Spooler | None = None) -> None:
        """Print by way of the spooler; this PC's if not given."""
        self.name = printer
        self._spooler = spooler

    def open(self, deadline: Deadline) -> "WindowsConnection":
        """Open the printer; see `Transport`."""
        spooler = self._spooler or the_spooler()
        try:
            handle = within(deadline, lambda: spooler.OpenPrinter(self.name), late=spooler.ClosePrinter)
        except Exception as error:  # pywin32's is a class of its own, which cannot be imported elsewhere
            raise ChannelError(_words(error)) from error
        return self._connection(spooler, handle)

    def _connection(self, spooler: Spooler, handle: Any) -> "WindowsConnection":  # noqa: ANN401 - pywin32's own
        return WindowsConnection(spooler, handle)


class WindowsConnection:
    """One job for the spooler; see `transport.Connection`."""

    def __init__(self, spooler: Spooler, handle: Any) -> None:  # noqa: ANN401 - pywin32's own
        """Print with an open printer's handle."""
        self._spooler = spooler
        self._handle = handle
        self._job: int | None = None

    def status(self, deadline: Deadline) -> PrinterStatus:
        """What the spooler says; `SILENT` if nothing is wrong, for it knows that of few printers."""
        try:
            said = within(deadline, lambda: self._spooler.GetPrinter(self._handle, 2))
        except Exception as error:
            raise ChannelError(_words(error)) from error
        if int(said.get("Attributes", 0)) & _WORK_OFFLINE:
            return PrinterStatus(state=PrinterState.UNREACHABLE, cause="Windows uses it offline")
        state = _first(_PRINTER_STATES, int(said.get("Status", 0)))
        return PrinterStatus(state=state or PrinterState.SILENT)

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Leave a job in the queue."""
        spooling = self._spooling(data, deadline)
        try:
            self._job = within(deadline, spooling.run, late=self._take_out)
        except Exception as error:
            # It may begin to print before it has everything.
            raise WriteError(_words(error), spooling.offered) from error

    def _spooling(self, data: bytes, deadline: Deadline) -> "Spooling":
        return _Spooling(self._spooler, self._handle, data, deadline)

    def confirm(self, deadline: Deadline) -> PrintOutcome:
        """Watch the job until it has left the queue; else take it out."""
        status = 0
        was_printing = False
        while True:
            found = self._status_of_job()
            if found is None:
                return PrintOutcome(state=PrinterState.SENT)
            status = found
            was_printing = was_printing or bool(status & (_JOB_PRINTING | _JOB_RESTARTED))
            if status & _JOB_DONE:
                return PrintOutcome(state=PrinterState.SENT)
            if status & _JOB_DELETED:
                return PrintOutcome(state=PrinterState.FAILED_MIDWAY, cause="somebody deleted the job")
            if deadline.has_passed:
                return self._given_up(status, was_printing=was_printing)
            time.sleep(_LOOK_EVERY)

    def close(self, deadline: Deadline) -> None:
        """Let go of the printer."""
        with contextlib.suppress(Exception):
            within(deadline, lambda: self._spooler.ClosePrinter(self._handle))

    def abort(self) -> None:
        """Let go of the printer."""
        self.close(Deadline(_CANCEL))

    def _status_of_job(self) -> int | None:
        """JOB_STATUS of the job, None once it has left the queue."""
        try:
            said = within(Deadline(_CANCEL), lambda: self._spooler.GetJob(self._handle, self._job or 0, 1))
        except Exception as error:
            if getattr(error, "winerror", None) == _NO_SUCH_JOB:
                return None
            return _JOB_PRINTING  # it did not say; so it may be
        return int(said["Status"])

    def _given_up(self, status: int, *, was_printing: bool) -> PrintOutcome:
        """The job did not leave the queue in time: take it out, and say what is known."""
        hindrance = _first(_JOB_STATES, status) or _hindrance(self)
        taken_out = self._take_out(self._job or 0)
        if taken_out is None:
            return PrintOutcome(state=PrinterState.SENT)
        still = self._status_of_job()
        if taken_out and not was_printing and not (still and still & _JOB_PRINTING):
            return PrintOutcome(
                state=hindrance or PrinterState.UNREACHABLE, cause="it stayed in the queue, and was taken out"
            )
        reason = hindrance if hindrance in HINDRANCES else None
        cause = "it stayed in the queue" if taken_out else "it stays in the queue, and could not be taken out"
        return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=reason, cause=cause)

    def _take_out(self, job: int) -> bool | None:
        """Delete the job: whether that could be done; None if it had left the queue by itself."""
        try:
            within(Deadline(_CANCEL), lambda: self._spooler.SetJob(self._handle, job, 0, None, _DELETE_JOB))
        except Exception as error:
            return None if getattr(error, "winerror", None) == _NO_SUCH_JOB else False
        return True


class Spooling(Protocol):
    """One job on its way into the queue."""

    @property
    def offered(self) -> int:
        """Bytes that the spooler was offered so far."""
        ...

    def run(self) -> int:
        """Hand it over; the job's number."""
        ...


class _Spooling:
    """One job on its way into the queue, and how far it got."""

    def __init__(self, spooler: Spooler, handle: Any, data: bytes, deadline: Deadline) -> None:  # noqa: ANN401
        self._spooler = spooler
        self._handle = handle
        self._data = data
        self._deadline = deadline
        self.offered = 0

    def run(self) -> int:
        """Hand it over; the job's number."""
        spooler, handle = self._spooler, self._handle
        job = spooler.StartDocPrinter(handle, 1, (_JOB_NAME, None, "RAW"))
        try:
            for start in range(0, len(self._data), _CHUNK):
                if self._deadline.has_passed:  # who waited for it has gone
                    raise TimeoutError("it took too long")
                chunk = self._data[start : start + _CHUNK]
                self.offered += len(chunk)
                if spooler.WritePrinter(handle, chunk) != len(chunk):
                    raise OSError("the spooler took only a part")
        except BaseException:
            with contextlib.suppress(Exception):
                spooler.AbortPrinter(handle)
            raise
        spooler.EndDocPrinter(handle)
        return job


def _hindrance(connection: WindowsConnection) -> PrinterState | None:
    with contextlib.suppress(ChannelError):
        state = connection.status(Deadline(_CANCEL)).state
        return None if state is PrinterState.SILENT else state
    return None


def _first(states: tuple[tuple[int, PrinterState], ...], said: int) -> PrinterState | None:
    return next((state for bits, state in states if said & bits), None)


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
