"""A path as a printer: a device of the system, a file that collects jobs, a folder with a file for each job.

Says nothing of itself. A job that is on the disk is confirmed, as it will not be more than that; a job that a
device took is sent.
"""

import contextlib
import os
import select
import stat
from pathlib import Path

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.transport import ChannelError, WriteError

# A printer that is switched off has no device; a file of that name in its place would take tickets for ever.
_DEVICES = Path("/dev")


class PathTransport:
    """Where jobs go."""

    bytes_per_second = None

    def __init__(self, path: Path, *, is_folder: bool) -> None:
        """Take jobs at `path`, in one file for each job if that is a folder, or is meant to be one."""
        self._path = path
        self._is_folder = is_folder

    @property
    def name(self) -> str:
        """The path."""
        return str(self._path)

    def open(self, deadline: Deadline) -> "PathConnection":
        """Look whether jobs can be left there; see `Transport`."""
        try:
            state = within(deadline, self._state)
        except OSError as error:
            raise ChannelError(_words(error)) from error
        return PathConnection(self._path, state, is_folder=self._is_folder)

    def _state(self) -> PrinterState:
        target = self._path if self._path.exists() else self._path.parent
        if not self._path.exists() and self._path.is_relative_to(_DEVICES):
            raise FileNotFoundError("no such device")
        if self._is_folder:
            target = next(folder for folder in (self._path, *self._path.parents) if folder.exists())
        if not target.exists():
            raise FileNotFoundError("no such folder")
        if not os.access(target, os.W_OK):
            raise PermissionError("not allowed to write there")
        return PrinterState.SILENT if _is_device(target.stat().st_mode) else PrinterState.READY


class PathConnection:
    """One job for a path; see `transport.Connection`. What hangs (a dead network drive) is left to itself."""

    def __init__(self, path: Path, state: PrinterState, *, is_folder: bool) -> None:
        """Leave a job at `path`, which was found to be `READY`, or `SILENT` for a device."""
        self._path = path
        self._state = state
        self._is_folder = is_folder
        self._became = PrinterState.SENT

    def status(self, deadline: Deadline) -> PrinterStatus:
        """`READY`, or `SILENT` for a device."""
        return PrinterStatus(state=self._state)

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Write a job."""
        writing = _Writing(data, deadline)
        try:
            self._became = within(deadline, lambda: self._write(writing))
        except OSError as error:
            raise WriteError(_words(error), writing.written) from error

    def confirm(self, deadline: Deadline) -> PrintOutcome:
        """`PRINTED` once it is on the disk, `SENT` for a device."""
        return PrintOutcome(state=self._became)

    def close(self, deadline: Deadline) -> None:
        """Nothing is held."""

    def abort(self) -> None:
        """Nothing is held."""

    def _write(self, writing: "_Writing") -> PrinterState:
        if self._is_folder or self._path.is_dir():
            self._path.mkdir(parents=True, exist_ok=True)
            return self._write_numbered(writing)
        return writing.to(self._path, os.O_CREAT | os.O_APPEND)

    def _write_numbered(self, writing: "_Writing") -> PrinterState:
        """Under the next number; two stations may write into one folder, so the file must be new."""
        taken = (found.stem.removeprefix("ticket-") for found in self._path.glob("ticket-*.bin"))
        number = max((int(digits) for digits in taken if digits.isdecimal()), default=0) + 1
        while True:
            try:
                return writing.to(self._path / f"ticket-{number:04}.bin", os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                number += 1


class _Writing:
    """One job on its way into a file, and how far it got."""

    def __init__(self, job: bytes, deadline: Deadline) -> None:
        self._job = job
        self._deadline = deadline
        self.written = 0

    def to(self, path: Path, flags: int) -> PrinterState:
        """Write all of it.

        Raises:
            OSError: it could not be written, or not in time.
        """
        # Not to wait, because a device out of paper takes nothing for hours. Windows has no such flag.
        no_waiting = getattr(os, "O_NONBLOCK", 0)
        binary = getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, os.O_WRONLY | flags | no_waiting | binary, 0o600)
        try:
            while self.written < len(self._job):
                if self._deadline.has_passed:  # who waited for it has gone
                    raise TimeoutError
                if no_waiting and not select.select([], [descriptor], [], self._deadline.remaining)[1]:
                    raise TimeoutError
                with contextlib.suppress(BlockingIOError):
                    self.written += os.write(descriptor, self._job[self.written :])
            if _is_device(os.fstat(descriptor).st_mode):
                return PrinterState.SENT
            os.fsync(descriptor)
            return PrinterState.PRINTED
        finally:
            os.close(descriptor)


def _is_device(mode: int) -> bool:
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
