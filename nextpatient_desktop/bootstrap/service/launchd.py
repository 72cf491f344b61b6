"""The host on macOS: a daemon of the system where root installs it, else an agent of this account."""

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nextpatient_desktop.bootstrap.service import HostProgram, RefusedError, Run, Steps

LABEL: Final = "org.nextpatient.host"
_DAEMONS: Final = Path("/Library/LaunchDaemons")
_PLIST_MODE: Final = 0o644


class LaunchdService:
    """See `service.Service`."""

    def __init__(
        self,
        run: Run,
        *,
        user: int | None = None,
        daemons: Path = _DAEMONS,
        agents: Path | None = None,
    ) -> None:
        """`user` is the number of this account; the folders are where descriptions lie."""
        self._run = run
        number = os.getuid() if user is None else user  # type: ignore[attr-defined,unused-ignore]
        self._is_root = number == 0
        self._domain = "system" if self._is_root else f"gui/{number}"
        own = agents or Path("~/Library/LaunchAgents").expanduser()
        self._plist = (daemons if self._is_root else own) / f"{LABEL}.plist"

    def install(self, program: HostProgram) -> Sequence[str]:
        """Write the description and load it."""
        steps = Steps(self._run)
        if self._plist.exists():
            self._run(["launchctl", "bootout", f"{self._domain}/{LABEL}"])
        text = plistlib.dumps(description(program, is_system=self._is_root))
        steps.write(self._plist, text, _PLIST_MODE)
        steps.do(["launchctl", "bootstrap", self._domain, str(self._plist)], None)
        when = "with this Mac" if self._is_root else f"when {program.account} signs in"
        lines = [
            f"The host runs now, and starts {when}, as {program.account}.",
            f"    description: {self._plist}",
            "If the firewall asks whether the program may accept connections, allow it.",
        ]
        if not self._is_root:
            lines.append("To have it started with the Mac, before anybody signs in: the same with sudo.")
        return lines

    def uninstall(self) -> Sequence[str]:
        """Unload it and remove the description."""
        if not self._plist.exists():
            return [f"There is nothing to take back: no {self._plist}."]
        done = self._run(["launchctl", "bootout", f"{self._domain}/{LABEL}"])
        if not done.is_fine and self._run(["launchctl", "print", f"{self._domain}/{LABEL}"]).is_fine:
            raise RefusedError(f"launchctl bootout: {done.said}", "The description stays.")
        self._plist.unlink()
        return [
            "The host is stopped and does not start with this Mac any more.",
            f"    removed: {self._plist}",
            "The clinic's data is untouched.",
        ]

    def status(self) -> Sequence[str]:
        """Whether there is a description, and whether it is loaded."""
        if not self._plist.exists():
            return ["It is not installed to start with this Mac."]
        is_loaded = self._run(["launchctl", "print", f"{self._domain}/{LABEL}"]).is_fine
        return [
            f"It is installed: {self._plist}",
            "    loaded" if is_loaded else "    not loaded: sign in again, or install it again",
        ]


def description(program: HostProgram, *, is_system: bool) -> dict[str, Any]:
    """What launchd is told; source: launchd.plist(5)."""
    account = {"UserName": program.account} if is_system else {}
    return {
        "Label": LABEL,
        "ProgramArguments": list(program.command),
        "EnvironmentVariables": {"HOME": str(program.home), **program.environment},
        "RunAtLoad": True,
        "KeepAlive": True,
        "ThrottleInterval": 5,
        "ExitTimeOut": 30,
        "Umask": 0o007,
        "ProcessType": "Interactive",  # else its disk and processor come after everybody's
        **account,
    }
