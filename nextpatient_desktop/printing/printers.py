"""Printers by their URL, behind the port that the program knows (`clinic.printing.TicketPrinter`).

    tcp://192.168.1.30         a printer on the network, port 9100
    tcp://printer.local:9101   on another port
    file:///dev/usb/lp0        a device of the system
    file:///var/tmp/jobs.bin   a file to which jobs are appended
    file:///var/tmp/tickets/   a folder, in which each job gets a numbered file
    none:                      no printer

Here ends every error of a printer: what happened is an outcome, and a line in the log without the ticket's
text.
"""

import logging
import os
import re
from pathlib import Path
from threading import Lock
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import (
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    TicketContent,
    TicketPrinter,
)
from nextpatient_desktop.printing.channel import Channel
from nextpatient_desktop.printing.conversation import PrinterTimes
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.device import TalkingDevice
from nextpatient_desktop.printing.files import JobFile
from nextpatient_desktop.printing.tcp import TcpChannel

_log = logging.getLogger(__name__)

_TCP_PORT = 9100
_DRIVE = re.compile(r"/[A-Za-z]:(/|$)")


def open_printer(url: str, *, width_dots: int, times: PrinterTimes | None = None) -> TicketPrinter:
    """Make the printer of a URL. Talks to nobody yet, and imports nothing heavy before the first ticket.

    Args:
        url: see the module.
        width_dots: of the paper that can be printed on: 576 for 80 mm, 384 for 58 mm.
        times: how long each step may take.

    Raises:
        ClinicError: `printer_url_invalid`, with the `url`.
    """
    times = times or PrinterTimes()
    try:
        parts = urlsplit(url.strip())
        match parts.scheme:
            case "tcp":
                return RasterPrinter(_tcp(parts, width_dots, times), width_dots)
            case "file":
                target = JobFile(_path(parts), times, is_folder=parts.path.endswith("/"))
                return RasterPrinter(target, width_dots)
            case "none" if parts.geturl() in ("none:", "none"):
                return NoPrinter()
    except ValueError:
        pass
    raise ClinicError("printer_url_invalid", {"url": url})


class JobTarget(Protocol):
    """Takes whole jobs. Errors that it foresees are outcomes."""

    def deliver(self, job: bytes, /) -> PrintOutcome:
        """Print a job."""
        ...

    def status(self) -> PrinterStatus:
        """How the printer is."""
        ...


class RasterPrinter:
    """Draws tickets and hands them to a target, one at a time."""

    def __init__(self, target: JobTarget, width_dots: int) -> None:
        """Print on paper `width_dots` wide by way of `target`."""
        self._target = target
        self._width_dots = width_dots
        self._one_at_a_time = Lock()

    def print_ticket(self, content: TicketContent) -> PrintOutcome:
        """Print one ticket; see `TicketPrinter`."""
        try:
            job = self._job(content)
        except Exception:
            # A fault of ours. The patient has the number on screen, so a kiosk goes on without paper.
            _log.exception("the ticket could not be drawn")
            return PrintOutcome(state=PrinterState.FAILED)
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

    def _job(self, content: TicketContent) -> bytes:
        from nextpatient_desktop.printing.escpos_encoder import encode
        from nextpatient_desktop.printing.render import draw

        return encode(draw(content, self._width_dots))


class NoPrinter:
    """For a station without a printer: patients take their number from the screen."""

    def print_ticket(self, content: TicketContent) -> PrintOutcome:
        """Print nothing, and say so."""
        return PrintOutcome(state=PrinterState.NONE)

    def status(self) -> PrinterStatus:
        """There is none."""
        return PrinterStatus(state=PrinterState.NONE)

    def close(self) -> None:
        """Nothing to let go of."""


def _tcp(parts: SplitResult, width_dots: int, times: PrinterTimes) -> TalkingDevice:
    host, port = parts.hostname, parts.port if parts.port is not None else _TCP_PORT
    if not host or not port or parts.path not in ("", "/") or "@" in parts.netloc or _has_more(parts):
        raise ValueError

    def open_channel(deadline: Deadline) -> Channel:
        return TcpChannel.open(host, port, deadline)

    return TalkingDevice(f"{host}:{port}", open_channel, width_dots, times)


def _path(parts: SplitResult) -> Path:
    """The path of a file URL. On Windows `/C:/tickets` is `C:/tickets`, and a host is a file server."""
    path = unquote(parts.path)
    is_windows = os.name == "nt"
    host = "" if parts.netloc == "localhost" else parts.netloc
    if not path.startswith("/") or "\0" in path or _has_more(parts) or (host and not is_windows):
        raise ValueError
    if is_windows:
        path = f"//{host}{path}" if host else path[1:] if _DRIVE.match(path) else path
    return Path(path)


def _has_more(parts: SplitResult) -> bool:
    return bool(parts.query or parts.fragment)
