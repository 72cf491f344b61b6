"""Sees to it that a host runs on this PC for as long as a station here needs it.

Where a PC keeps the clinic's data for other stations, its own stations start the host: a process of its own,
without a window, one for the PC however many stations it has. Whichever station notices that there is none
starts the next. Each station holds a lock that says "needed"; a host that was started so ends when nobody
holds it any more. So whoever closes the last window of the program can switch the PC off, copy its files or
update the program, and finds nothing of it still running unseen; who wants the host to go on without a window
has it started with the PC (`nextpatient host --install`), and then stations here only use it.

The locks are the kernel's: a station that is killed needs nothing any more.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import ownership
from nextpatient_desktop.storage.locks import FileLock, try_lock
from nextpatient_desktop.storage.ownership import HostDescription

_log = logging.getLogger(__name__)

START_WITHIN: Final = 30.0
"""Seconds that a host may take until it listens: a large database is brought up to date first."""
LOOK_EVERY: Final = 0.2
NEEDED_FOR: Final = 5.0
"""Seconds that a host stays when nobody needs it: a station may be starting anew."""
_LOCK_WITHIN: Final = 5.0
_GONE_WITHIN: Final = 7.0
_STEP: Final = 0.05
_ENDS_WITHIN: Final = 1.0
_LASTED: Final = 60.0
_PAUSES: Final = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class LocalHost:
    """One station's need of the host on this PC."""

    def __init__(
        self,
        database: Path,
        *,
        command: Sequence[str] | None = None,
        may_start: bool = True,
    ) -> None:
        """Nothing is started yet.

        Args:
            database: the clinic's database.
            command: what starts the host; this program's own command when None.
            may_start: whether to start one where there is none, or only to use what is there.
        """
        self._database = database
        self._command = list(command) if command is not None else host_command(database)
        self._may_start = may_start
        self._needed: FileLock | None = None
        self._closed = threading.Event()
        self._watching: threading.Thread | None = None

    def need(self) -> HostDescription:
        """Need it from now on, and wait until it listens. May block for some seconds.

        Raises:
            ClinicError: `host_not_started`, or why the host refused to (`clinic_in_use`, `port_in_use`).
        """
        if self._needed is None:
            self._needed = _lock_when_free(needed_path(self._database))
        try:
            host = self._await_host()
        except BaseException:
            self.close()
            raise
        if self._may_start and self._watching is None:
            self._watching = threading.Thread(target=self._watch, name="nextpatient-host", daemon=True)
            self._watching.start()
        return host

    def close(self) -> None:
        """Need it no more, for good. Where nobody else does, it ends some seconds later. Safe to call twice.

        From another thread it also ends `need` (`clinic_closed`).
        """
        self._closed.set()
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.join(START_WITHIN)
        needed, self._needed = self._needed, None
        if needed is not None:
            needed.close()

    def _await_host(self) -> HostDescription:
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            host = ownership.running_host(self._database)
            if host is not None:
                return host
            if self._may_start and not ownership.has_host(self._database):
                self._start()
            if self._closed.wait(_STEP):
                raise ClinicError("clinic_closed")
        raise ClinicError("host_not_started")

    def _watch(self) -> None:
        """Start another whenever there is none, the later the shorter the last ones lived."""
        failures, begun = 0, time.monotonic()
        while not self._closed.wait(LOOK_EVERY):
            if ownership.has_host(self._database):
                continue
            failures = 0 if time.monotonic() - begun > _LASTED else failures + 1
            pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
            _log.warning("there is no host any more, starting one in %s s", pause)
            if self._closed.wait(pause):
                return
            begun = time.monotonic()
            try:
                self._start()
            except ClinicError as refused:
                _log.warning("the host does not start: %s", refused)
            except OSError:
                _log.exception("the host cannot be started")

    def _start(self) -> None:
        """Start one, unless another station is doing so; returns when it listens or has refused."""
        starting = try_lock(_starting_path(self._database), is_shared=False)
        if starting is None:
            return
        try:
            if ownership.has_host(self._database):
                return
            refused = _refusal(_spawn(self._command), self._closed.is_set)
            if refused is not None and refused.code != "clinic_has_host":
                raise refused
        finally:
            starting.close()


def host_command(database: Path) -> list[str]:
    """What starts a host that ends when no station of this PC needs it."""
    return [*this_program(), "host", "--for-stations", "--clinic", str(database)]


def this_program() -> list[str]:
    """What starts this program anew, without arguments and without its windows."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "nextpatient_desktop"]
    here = Path(sys.executable)
    # On Windows the program with windows has no output, by which a host could say anything.
    console = here.with_stem(f"{here.stem}-console")
    return [str(console if console.exists() else here)]


def needed_path(database: Path) -> Path:
    """The file whose lock says that a station of this PC needs the host."""
    return database.with_name(f"{database.name}-needed")


def wait_until_needless(database: Path, is_ending: Callable[[float], bool]) -> None:
    """For the host: return when no station of this PC has needed it for a while, or when it ends anyway.

    Args:
        database: the clinic's database.
        is_ending: waits so many seconds and says whether the host is ending for another reason.
    """
    needless_since: float | None = None
    while not is_ending(1.0):
        lock = try_lock(needed_path(database), is_shared=False)
        if lock is None:
            needless_since = None
            continue
        lock.close()
        now = time.monotonic()
        needless_since = now if needless_since is None else needless_since
        if now - needless_since >= NEEDED_FOR:
            return


def wait_until_gone(database: Path) -> None:
    """For a station that needs the host no more: wait until it has ended, unless others need it."""
    until = time.monotonic() + NEEDED_FOR + _GONE_WITHIN
    while ownership.has_host(database) and time.monotonic() < until:
        time.sleep(_STEP)


def tell_stations(refused: ClinicError | None) -> None:
    """For the host: tell the station that started it how that went, and say nothing to it any more."""
    if sys.stdout is None:
        return
    told = {"refused": refused.code, "params": refused.params} if refused is not None else {"listens": True}
    try:
        print(json.dumps(told), flush=True)
    except OSError:  # it has ended
        _log.info("the station that started this host is gone")
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)


def _starting_path(database: Path) -> Path:
    return database.with_name(f"{database.name}-starting")


def _lock_when_free(path: Path) -> FileLock:
    """A shared lock; a host that just looks whether it is needed is waited for."""
    until = time.monotonic() + _LOCK_WITHIN
    while time.monotonic() < until:
        try:
            lock = try_lock(path, is_shared=True)
        except OSError as error:
            raise ClinicError("storage_readonly", path=str(path)) from error
        if lock is not None:
            return lock
        time.sleep(_STEP)
    raise ClinicError("host_not_started")


def _spawn(command: Sequence[str]) -> "subprocess.Popen[str]":
    """Start it so that it outlives this process, and Ctrl+C in this one's console does not reach it."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        creationflags=flags,
    )
    # Somebody has to take note when it ends, or it stays in the system's list of processes.
    threading.Thread(target=child.wait, name="nextpatient-host-end", daemon=True).start()
    return child


def _refusal(child: "subprocess.Popen[str]", is_closed: Callable[[], bool]) -> ClinicError | None:
    """Wait for what the host says first; None where it listens."""
    said: list[str] = []
    pipe = child.stdout
    assert pipe is not None

    def read() -> None:
        with pipe:
            said.append(pipe.readline())

    reader = threading.Thread(target=read, name="nextpatient-host-word", daemon=True)
    reader.start()
    until = time.monotonic() + START_WITHIN
    while reader.is_alive() and time.monotonic() < until and not is_closed():
        reader.join(_STEP)
    if reader.is_alive():
        return None if is_closed() else ClinicError("host_not_started")
    try:
        told = json.loads(said[0])
        return ClinicError(told["refused"], told["params"]) if "refused" in told else None
    except (ValueError, KeyError, TypeError):
        try:
            code = child.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            return None  # it cannot say anything, but it runs
        _log.warning("the host ended with exit code %s and no word", code)
        return ClinicError("host_not_started")
