"""Starts the host whenever the PC starts, by what each system has for that: systemd, launchd, task scheduler.

Installing does all of it or nothing: what was done is taken back when a step is refused. The commands of the
system are run by a `Run` that is given, so that tests see them without a system being changed.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from nextpatient_desktop.domain.records import dataclass

NAME = "nextpatient-host"
TITLE = "NextPatient host"
_PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class HostProgram:
    """What is to be started: the program with its arguments, the environment that it needs, its account.

    `account` is the name of the account that runs it, `home` that account's folder. `port` is where it
    listens and `data` the folder of the clinic's data, empty where that is not on this PC.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    account: str
    home: Path
    port: int
    data: str = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command of the system came to."""

    code: int
    said: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether it did what it should."""
        return self.code == 0


Run = Callable[[Sequence[str]], Done]


class RefusedError(Exception):
    """The system did not take a step. What was done before it is taken back; the text says what to do."""

    def __init__(self, what: str, what_to_do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.what_to_do = what_to_do


class Service(Protocol):
    """One system's way."""

    def install(self, program: HostProgram) -> Sequence[str]:
        """Have the host started now and with the PC; returns what was done, in lines. `RefusedError`."""
        ...

    def uninstall(self) -> Sequence[str]:
        """Take it back and stop the host; returns what was done. Of none: says so. `RefusedError`."""
        ...

    def status(self) -> Sequence[str]:
        """What is installed and what the system says of it, in lines."""
        ...


def service_of_this_pc() -> Service:
    """The way of the system that this is.

    Raises:
        RefusedError: there is none that is known here.
    """
    if sys.platform == "win32":
        from nextpatient_desktop.bootstrap.service.windows import WindowsService

        return WindowsService(run)
    if sys.platform == "darwin":
        from nextpatient_desktop.bootstrap.service.launchd import LaunchdService

        return LaunchdService(run)
    from nextpatient_desktop.bootstrap.service.systemd import SystemdService

    return SystemdService(run)


def run(command: Sequence[str]) -> Done:
    """Run a command of the system, showing no window."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_PATIENCE,
            creationflags=flags,
        )
    except FileNotFoundError:
        return Done(code=127, said=f"there is no {command[0]} here")
    except subprocess.TimeoutExpired:
        return Done(code=124, said=f"{command[0]} did not answer within {_PATIENCE:.0f} s")
    return Done(code=ended.returncode, said=(ended.stderr or ended.stdout).strip())


class Steps:
    """Steps that are done all, or taken back."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._undo: list[Callable[[], object]] = []

    def do(self, command: Sequence[str], undo: Sequence[str] | None, what_to_do: str = "") -> None:
        """Run a command; `undo` takes it back.

        Raises:
            RefusedError: it was refused; everything is taken back.
        """
        done = self._run(command)
        if not done.is_fine:
            self.take_back()
            raise RefusedError(f"{' '.join(command)}: {done.said or f'exit code {done.code}'}", what_to_do)
        if undo is not None:
            self._undo.append(lambda: self._run(undo))

    def write(self, path: Path, data: bytes, mode: int) -> None:
        """Write a file; what was there before comes back with `take_back`.

        Raises:
            RefusedError: it cannot be written.
        """
        before = path.read_bytes() if path.exists() else None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            prepared = path.with_name(f".{path.name}.new")
            prepared.write_bytes(data)
            prepared.chmod(mode)
            prepared.replace(path)
        except OSError as error:
            self.take_back()
            raise RefusedError(f"{path} cannot be written: {error.strerror}.") from error
        if before is None:
            self._undo.append(lambda: path.unlink(missing_ok=True))
        else:
            self._undo.append(lambda: path.write_bytes(before))

    def take_back(self) -> None:
        """Undo what was done, the last first."""
        while self._undo:
            self._undo.pop()()
