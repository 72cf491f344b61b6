"""A path as a printer: a device of the system, a file that collects jobs, a folder with a file for each job.

Says nothing of itself. A job that is on the disk is confirmed, as it will not be more than that; a job that a
device took is sent.
"""

import contextlib
import logging
import os
import select
import stat
from pathlib import Path

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.conversation import PrinterTimes
from nextpatient_desktop.printing.deadline import Deadline, within

_log = logging.getLogger(__name__)

# A printer that is switched off has no device; a file of that name in its place would take tickets for ever.
_DEVICES = Path("/dev")


class JobFile:
    """Where jobs go. Not safe in threads."""

    def __init__(self, path: Path, times: PrinterTimes, *, is_folder: bool) -> None:
        """Take jobs at `path`, in one file for each job if that is a folder, or is meant to be one."""
        self._path = path
        self._times = times
        self._is_folder = is_folder

    def status(self) -> PrinterStatus:
        """`READY`, `SILENT` for a device, or `UNREACHABLE`."""
        try:
            return PrinterStatus(state=within(Deadline(self._times.connect), self._state))
        except OSError as error:
            _log.warning("printer %s: %s", self._path, type(error).__name__)
            return PrinterStatus(state=PrinterState.UNREACHABLE)

    def deliver(self, job: bytes) -> PrintOutcome:
        """Write a job. What hangs (a dead network drive) is left to itself after the time for it."""
        writing = _Writing(job, Deadline(self._times.write))
        try:
            state = within(Deadline(self._times.connect + self._times.write), lambda: self._write(writing))
        except OSError as error:
            _log.warning("printer %s: %s after %d bytes", self._path, type(error).__name__, writing.written)
            state = PrinterState.FAILED_MIDWAY if writing.written else PrinterState.UNREACHABLE
        return PrintOutcome(state=state)

    def _state(self) -> PrinterState:
        target = self._path if self._path.exists() else self._path.parent
        if not os.access(target, os.W_OK) or self._is_missing_device():
            return PrinterState.UNREACHABLE
        return PrinterState.SILENT if _is_device(target.stat().st_mode) else PrinterState.READY

    def _is_missing_device(self) -> bool:
        return not self._path.exists() and self._path.is_relative_to(_DEVICES)

    def _write(self, writing: "_Writing") -> PrinterState:
        if self._is_missing_device():
            raise FileNotFoundError(self._path)
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
