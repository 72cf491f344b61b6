"""A queue of CUPS: raw jobs by IPP, over the server's socket; what becomes of them is what CUPS says.

A job that CUPS has completed was handed over to the printer; that paper came out it does not know. So it is
`sent`. One that stays in the queue is taken out again: it must not come out tomorrow.

Why not `lp`: docs/decisions/0012-printing-through-cups.md
"""

import contextlib
import getpass
import http.client
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing import ipp
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.ipp import Answer, Attributes, JobState, Operation, QueueState, Wanted
from nextpatient_desktop.printing.transport import HINDRANCES, ChannelError, WriteError

RAW: Final = "application/vnd.cups-raw"
PDF: Final = "application/pdf"
_JOB_NAME: Final = "NextPatient ticket"
_LOOK_EVERY: Final = 0.05
_CANCEL: Final = 1.0  # seconds to take a job out again
_PORT: Final = 631
_SOCKETS: Final = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")

# What CUPS' drivers call it (RFC 8011, 5.4.12, without the severity), in the order in which it is told.
_REASONS: Final = (
    (("cover-open", "door-open", "interlock-open"), PrinterState.COVER_OPEN),
    (("media-empty", "media-needed"), PrinterState.NO_PAPER),
    (("offline", "shutdown", "timed-out", "connecting-to-device"), PrinterState.UNREACHABLE),
    (("media-jam", "paused", "stopped", "moving-to-paused", "stopped-partly"), PrinterState.NOT_READY),
)
_NOTHING_SENT: Final = "connecting-to-device"


class CupsServer:
    """CUPS of this PC, or the one that `CUPS_SERVER` names as for CUPS' own programs: host:port or path."""

    def __init__(self, where: str | None = None) -> None:
        """Talk to the server at `where`."""
        self._where = where or os.environ.get("CUPS_SERVER") or _usual_place()

    def ask(
        self,
        operation: Operation,
        values: Mapping[str, Wanted],
        deadline: Deadline,
        *,
        path: str = "/",
        document: bytes = b"",
    ) -> Answer:
        """Send a request and read its answer.

        Raises:
            OSError: nobody answers, or not in time.
        """
        body = ipp.request(operation, {**values, "requesting-user-name": _user()}, document)
        return within(deadline, lambda: self._exchange(path, body, deadline))

    def _exchange(self, path: str, body: bytes, deadline: Deadline) -> Answer:
        headers = {"Content-Type": "application/ipp", "Host": "localhost"}
        said = self._post(path, body, headers, deadline)
        if said.status == http.HTTPStatus.UNAUTHORIZED and self._where.startswith("/"):
            # Over its own socket CUPS sees by itself who asks, and wants to hear it.
            said = self._post(path, body, {**headers, "Authorization": f"PeerCred {_user()}"}, deadline)
        if said.status != http.HTTPStatus.OK:
            raise OSError(f"CUPS answers {said.status} {said.reason}")
        try:
            return ipp.answer(said.body)
        except ValueError as error:
            raise OSError(str(error)) from error

    def _post(self, path: str, body: bytes, headers: dict[str, str], deadline: Deadline) -> "_Said":
        connection = _connection(self._where, max(deadline.remaining, 0.001))
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return _Said(response.status, response.reason, response.read())
        except http.client.HTTPException as error:
            raise OSError(f"CUPS does not speak HTTP: {type(error).__name__}") from error
        finally:
            connection.close()

    def queues(self, deadline: Deadline) -> list[Attributes]:
        """All queues with their names, infos and addresses.

        Raises:
            OSError: nobody answers.
        """
        wanted = ["printer-name", "printer-info", "printer-make-and-model", "device-uri"]
        return self.ask(Operation.CUPS_GET_PRINTERS, {"requested-attributes": wanted}, deadline).printers


class _Said:
    """An answer of HTTP."""

    def __init__(self, status: int, reason: str, body: bytes) -> None:
        self.status = status
        self.reason = reason
        self.body = body


class CupsTransport:
    """A queue."""

    bytes_per_second = None

    def __init__(self, queue: str, server: CupsServer | None = None, *, document: str = RAW) -> None:
        """Print by way of a server, this PC's if not given; `document` is the format of what is printed."""
        self.name = queue
        self._server = server
        self._document = document

    def open(self, deadline: Deadline) -> "CupsConnection":
        """Ask the server for the queue; see `Transport`."""
        connection = CupsConnection(self._server or CupsServer(), self.name, self._document)
        connection.look(deadline)
        return connection


class CupsConnection:
    """One job for a queue; see `transport.Connection`."""

    def __init__(self, server: CupsServer, queue: str, document: str = RAW) -> None:
        """Print documents of a format into a queue of a server."""
        self._server = server
        self._document = document
        self._path = f"/printers/{quote(queue, safe='')}"
        self._queue: Attributes = {}
        self._job = 0

    def look(self, deadline: Deadline) -> None:
        """Ask how the queue is.

        Raises:
            ChannelError: the server does not answer, or has no such queue.
        """
        wanted = ["printer-state", "printer-state-reasons", "printer-is-accepting-jobs"]
        try:
            said = self._ask(Operation.GET_PRINTER_ATTRIBUTES, deadline, {"requested-attributes": wanted})
        except OSError as error:
            raise ChannelError(_words(error)) from error
        if said.status == ipp.NOT_FOUND:
            raise ChannelError("CUPS has no such queue")
        if not said.is_good or not said.printers:
            raise ChannelError(f"CUPS says {said.status:#06x} {said.message}".rstrip())
        self._queue = said.printers[0]

    def status(self, deadline: Deadline) -> PrinterStatus:
        """`SILENT` unless the queue is stopped: what else CUPS knows of one at rest is of its last job."""
        if _number(self._queue, "printer-state") == QueueState.STOPPED:
            return PrinterStatus(state=PrinterState.NOT_READY, cause="the queue is stopped")
        if not _number(self._queue, "printer-is-accepting-jobs", 1):
            return PrinterStatus(state=PrinterState.NOT_READY, cause="the queue accepts no jobs")
        return PrinterStatus(state=PrinterState.SILENT)

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Leave a job in the queue."""
        values = {"job-name": _JOB_NAME, "document-format": self._document}
        try:
            said = self._ask(Operation.PRINT_JOB, deadline, values, document=data)
        except (ConnectionRefusedError, FileNotFoundError) as error:
            raise WriteError(_words(error), 0) from error
        except OSError as error:
            # It may have the job, and its answer got lost.
            raise WriteError(_words(error), len(data)) from error
        if not said.is_good or not said.jobs:
            raise WriteError(f"CUPS says {said.status:#06x} {said.message}".rstrip(), 0)
        self._job = _number(said.jobs[0], "job-id")

    def confirm(self, deadline: Deadline) -> PrintOutcome:
        """Watch the job until CUPS is done with it; else take it out."""
        was_printing = False
        while True:
            state = self._state_of_job()
            if state is JobState.COMPLETED:
                return PrintOutcome(state=PrinterState.SENT, is_paper_low=self._is_paper_low_now())
            if state in (JobState.CANCELED, JobState.ABORTED):
                cause = "CUPS gave the job up" if state is JobState.ABORTED else "somebody cancelled the job"
                return self._broken_off(cause)
            was_printing = was_printing or state in (JobState.PROCESSING, JobState.STOPPED)
            if deadline.has_passed:
                return self._given_up(was_printing=was_printing)
            time.sleep(_LOOK_EVERY)

    def close(self, deadline: Deadline) -> None:
        """Nothing is held."""

    def abort(self) -> None:
        """Nothing is held."""

    def _given_up(self, *, was_printing: bool) -> PrintOutcome:
        """The job did not leave the queue in time: take it out, and say what is known."""
        reasons = self._reasons()
        is_out = False
        with contextlib.suppress(OSError):
            is_out = self._ask(Operation.CANCEL_JOB, Deadline(_CANCEL), {"job-id": self._job}).is_good
        if self._state_of_job() is JobState.COMPLETED:
            return PrintOutcome(state=PrinterState.SENT)
        if not is_out:
            return PrintOutcome(
                state=PrinterState.FAILED_MIDWAY, cause="it stays in the queue, and could not be taken out"
            )
        if not was_printing or _NOTHING_SENT in reasons:
            return PrintOutcome(
                state=_state(reasons) or PrinterState.UNREACHABLE,
                cause="it stayed in the queue, and was taken out",
            )
        return self._broken_off("it stayed in the queue")

    def _broken_off(self, cause: str) -> PrintOutcome:
        state = _state(self._reasons())
        reason = state if state in HINDRANCES else None
        return PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=reason, cause=cause)

    def _state_of_job(self) -> JobState | None:
        """How the job is; None if the server does not say."""
        wanted: dict[str, Wanted] = {
            "job-id": self._job,
            "requested-attributes": ["job-state"],
        }
        with contextlib.suppress(OSError, ValueError):
            said = self._ask(Operation.GET_JOB_ATTRIBUTES, Deadline(_CANCEL), wanted)
            if said.status in (ipp.NOT_FOUND, ipp.NOT_POSSIBLE):
                return JobState.COMPLETED  # it keeps no history
            if said.is_good and said.jobs:
                return JobState(_number(said.jobs[0], "job-state"))
        return None

    def _reasons(self) -> list[str]:
        with contextlib.suppress(ChannelError):
            self.look(Deadline(_CANCEL))
        return _reasons(self._queue)

    def _is_paper_low_now(self) -> bool:
        self._reasons()
        return _is_paper_low(self._queue)

    def _ask(
        self,
        operation: Operation,
        deadline: Deadline,
        values: Mapping[str, Wanted],
        document: bytes = b"",
    ) -> Answer:
        path = self._path if operation is Operation.PRINT_JOB else "/"
        everything = {"printer-uri": f"ipp://localhost{self._path}", **values}
        return self._server.ask(operation, everything, deadline, path=path, document=document)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket of this PC."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path
        self._seconds = timeout

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self._seconds)
        self.sock.connect(self._path)


def _connection(where: str, timeout: float) -> http.client.HTTPConnection:
    if where.startswith("/"):
        return _SocketConnection(where, timeout)
    host, _, port = where.partition(":")
    return http.client.HTTPConnection(host, int(port) if port.isdecimal() else _PORT, timeout=timeout)


def _usual_place() -> str:
    return next((path for path in _SOCKETS if Path(path).exists()), "localhost")


def _user() -> str:
    """The account, as the server sees it over its socket."""
    if sys.platform == "win32":
        return getpass.getuser()
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _state(reasons: list[str]) -> PrinterState | None:
    return next((state for names, state in _REASONS if any(name in reasons for name in names)), None)


def _reasons(queue: Attributes) -> list[str]:
    """Without their severity: `media-empty-error` is `media-empty`."""
    said = [str(reason) for reason in queue.get("printer-state-reasons", [])]
    return [reason.removesuffix("-error").removesuffix("-warning").removesuffix("-report") for reason in said]


def _is_paper_low(queue: Attributes) -> bool:
    return "media-low" in _reasons(queue)


def _number(attributes: Attributes, name: str, missing: int = 0) -> int:
    value = attributes.get(name, [missing])[0]
    return value if isinstance(value, int) else missing


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
