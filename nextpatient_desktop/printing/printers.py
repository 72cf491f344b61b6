"""Printers by their URL, behind the port that the program knows (`clinic.printing.TicketPrinter`).

Here ends every error of a printer: what happened is an outcome, and a line in the log without the ticket's
text. What a URL may be stands in `urls`.
"""

import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock
from typing import Final, Protocol

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import (
    PagePicture,
    PdfWriter,
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    ProofSheet,
    TicketContent,
)
from nextpatient_desktop.printing.device import Device, TalkingTransport
from nextpatient_desktop.printing.transport import PrinterTimes, PrintJob, Transport
from nextpatient_desktop.printing.urls import (
    Address,
    CupsAddress,
    NoAddress,
    PathAddress,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    WindowsAddress,
    parse,
)

_log = logging.getLogger(__name__)

SHEET_SECONDS: Final = 30.0
"""A laser printer has to warm up, and its filters to draw the page."""


def open_printer(
    url: str, *, width_dots: int, times: PrinterTimes | None = None, write_pdf: PdfWriter | None = None
) -> "EscPosPrinter | NoPrinter":
    """Make the printer of a URL. Talks to nobody yet, and imports nothing heavy before the first ticket.

    Args:
        url: see `urls`.
        width_dots: of the paper that can be printed on: 576 for 80 mm, 384 for 58 mm.
        times: how long each step may take.
        write_pdf: needed for a printer of CUPS that has sheets.

    Raises:
        ClinicError: `printer_url_invalid`, with the `url` and an `example`; `printer_kind_not_here`, with the
            `kind`.
        ValueError: there is no `write_pdf` for a printer that needs it.
    """
    address = parse(url)
    if isinstance(address, NoAddress):
        return NoPrinter()
    if isinstance(address, CupsAddress | WindowsAddress) and address.has_sheets:
        return _sheet_printer(address, times or PrinterTimes(confirm=SHEET_SECONDS), write_pdf)
    times = times or PrinterTimes()
    speed = address.bytes_per_second if isinstance(address, SerialAddress) and not address.pictures else None
    return EscPosPrinter(Device(transport_to(address, times), times), width_dots, speed)


def _sheet_printer(
    address: CupsAddress | WindowsAddress, times: PrinterTimes, write_pdf: PdfWriter | None
) -> "SheetPrinter":
    device = Device(_spooler(address), times)
    if isinstance(address, WindowsAddress):
        from nextpatient_desktop.printing.sheets import packed

        return SheetPrinter(device, packed)
    if write_pdf is None:
        raise ValueError("a printer of sheets needs a writer of PDF")
    return SheetPrinter(device, partial(write_pdf, title="NextPatient"))


def transport_to(address: Address, times: PrinterTimes) -> Transport:
    """The way to a printer.

    Raises:
        ClinicError: `printer_kind_not_here`: this system has no such printers.
    """
    match address:
        case TcpAddress(host, port):
            from nextpatient_desktop.printing.tcp import TcpChannel

            return TalkingTransport(f"{host}:{port}", lambda end: TcpChannel.open(host, port, end), times)
        case UsbAddress():
            from nextpatient_desktop.printing.usb_line import UsbChannel

            return TalkingTransport(address.url, lambda end: UsbChannel.open(address, end), times)
        case SerialAddress():
            from nextpatient_desktop.printing.serial_line import SerialChannel

            speed = address.bytes_per_second
            return TalkingTransport(
                address.port, lambda end: SerialChannel.open(address, end), times, bytes_per_second=speed
            )
        case PathAddress(path, is_folder):
            from nextpatient_desktop.printing.files import PathTransport

            return PathTransport(path, is_folder=is_folder)
        case _:
            return _spooler(address)


def _spooler(address: Address) -> Transport:
    is_windows = sys.platform == "win32"
    match address:
        case WindowsAddress(name, has_sheets) if is_windows and has_sheets:
            from nextpatient_desktop.printing.windows_sheets import WindowsSheets

            return WindowsSheets(name)
        case WindowsAddress(name) if is_windows:
            from nextpatient_desktop.printing.windows_spooler import WindowsTransport

            return WindowsTransport(name)
        case CupsAddress(queue, has_sheets) if not is_windows:
            from nextpatient_desktop.printing.cups import PDF, RAW, CupsTransport

            return CupsTransport(queue, document=PDF if has_sheets else RAW)
    kind = "windows" if isinstance(address, WindowsAddress) else "cups"
    raise ClinicError("printer_kind_not_here", {"kind": kind})


class JobTarget(Protocol):
    """Takes whole jobs. Errors that it foresees are outcomes."""

    def deliver(self, job: PrintJob, /) -> PrintOutcome:
        """Print a job."""
        ...

    def status(self) -> PrinterStatus:
        """How the printer is."""
        ...


class EscPosPrinter:
    """Draws tickets and hands them to a target, one at a time."""

    def __init__(self, target: JobTarget, width_dots: int, bytes_per_second: float | None = None) -> None:
        """Print on paper `width_dots` wide by way of `target`.

        Args:
            target: takes the jobs.
            width_dots: of the paper.
            bytes_per_second: what the line carries, if the tickets are to be made accordingly.
        """
        self._target = target
        self._width_dots = width_dots
        self._speed = bytes_per_second
        self._one_at_a_time = Lock()

    def prepare(self, content: object) -> "EscPosJob":
        """Build the bytes of a ticket or of another paper; see `clinic.print_queue.ports.JobPrinter`.

        Raises:
            Exception: a fault of ours.
        """
        return EscPosJob(self, self._made(content))

    def _made(self, content: object) -> PrintJob:
        from nextpatient_desktop.printing.contents import blocks_of
        from nextpatient_desktop.printing.encoding import best_job

        return best_job(blocks_of(content, self._width_dots), self._width_dots, self._speed)

    def print_ticket(self, content: TicketContent) -> PrintOutcome:
        """Print one ticket; see `TicketPrinter`."""
        return self._print(content)

    def print_proof(self, sheet: ProofSheet) -> PrintOutcome:
        """Print the test page; see `ProofPrinter`."""
        return self._print(sheet)

    def _print(self, content: TicketContent | ProofSheet) -> PrintOutcome:
        try:
            prepared = self.prepare(content)
        except Exception:
            # A fault of ours. The patient has the number on screen, so a kiosk goes on without paper.
            _log.exception("the ticket could not be drawn")
            return PrintOutcome(state=PrinterState.FAILED)
        return prepared.send()

    def deliver(self, job: PrintJob) -> PrintOutcome:
        """Send a job whose bytes are built, when the one before it is through."""
        try:
            with self._one_at_a_time:
                return self._target.deliver(job)
        except Exception:
            _log.exception("the ticket could not be printed")
            return PrintOutcome(state=PrinterState.FAILED_MIDWAY)

    def status(self) -> PrinterStatus:
        """Ask the printer how it is; see `TicketPrinter`."""
        try:
            with self._one_at_a_time:
                return self._target.status()
        except Exception:
            _log.exception("the printer could not be asked")
            return PrinterStatus(state=PrinterState.UNREACHABLE)

    def close(self) -> None:
        """Nothing is held between two jobs."""


class SheetPrinter(EscPosPrinter):
    """Draws the same papers on sheets of A4, and hands them on as a document."""

    def __init__(self, target: JobTarget, make: Callable[[Sequence[PagePicture]], bytes]) -> None:
        """Print by way of `target` what `make` makes of the pages."""
        super().__init__(target, width_dots=0)
        self._make = make

    def _made(self, content: object) -> PrintJob:
        from nextpatient_desktop.printing.sheets import sheets_of

        # What breaks off is the spooler's: no later job has to end this one.
        return PrintJob(data=self._make(sheets_of(content)), longest=0)


class EscPosJob:
    """A job whose bytes are built."""

    def __init__(self, printer: EscPosPrinter, job: PrintJob) -> None:
        self._printer = printer
        self._job = job

    def send(self) -> PrintOutcome:
        """Send it; see `clinic.print_queue.ports.PreparedJob`."""
        return self._printer.deliver(self._job)


class NoPrinter:
    """For a station without a printer: patients take their number from the screen."""

    def prepare(self, content: object) -> "NoPrinter":
        """There is nothing to build."""
        return self

    def send(self) -> PrintOutcome:
        """Print nothing, and say so."""
        return PrintOutcome(state=PrinterState.NONE)

    def print_ticket(self, content: TicketContent) -> PrintOutcome:
        """Print nothing, and say so."""
        return PrintOutcome(state=PrinterState.NONE)

    def print_proof(self, sheet: ProofSheet) -> PrintOutcome:
        """Print nothing, and say so."""
        return PrintOutcome(state=PrinterState.NONE)

    def status(self) -> PrinterStatus:
        """There is none."""
        return PrinterStatus(state=PrinterState.NONE)

    def close(self) -> None:
        """Nothing to let go of."""
