"""The host as a systemd unit: the system's where the administrator installs it, else this account's."""

import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nextpatient_desktop.bootstrap.service import (
    NAME,
    TITLE,
    Done,
    HostProgram,
    RefusedError,
    Run,
    Steps,
)

UNIT: Final = f"{NAME}.service"
_SYSTEM_FOLDER: Final = Path("/etc/systemd/system")
_RUNS: Final = Path("/run/systemd/system")
"""There while systemd runs the system: sd_booted(3)."""
_UNIT_MODE: Final = 0o644


class SystemdService:
    """See `service.Service`."""

    def __init__(
        self,
        run: Run,
        *,
        is_root: bool | None = None,
        system_folder: Path = _SYSTEM_FOLDER,
        user_folder: Path | None = None,
        booted: Path = _RUNS,
    ) -> None:
        """The folders are where units lie; None for those of this account."""
        self._run = run
        self._is_root = os.geteuid() == 0 if is_root is None else is_root
        self._booted = booted
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
        own = user_folder or config / "systemd" / "user"
        self._unit = (system_folder if self._is_root else own) / UNIT
        self._systemctl = ["systemctl"] if self._is_root else ["systemctl", "--user"]

    def install(self, program: HostProgram) -> Sequence[str]:
        """Write the unit, enable and start it."""
        if not self._booted.exists():
            raise RefusedError(
                "systemd does not run this system, so nothing was installed.",
                f"Have this started with the PC, as {program.account}:\n    {' '.join(program.command)}",
            )
        steps = Steps(self._run)
        was_there = self._unit.exists()
        steps.write(self._unit, unit_text(program, is_system=self._is_root).encode(), _UNIT_MODE)
        steps.do([*self._systemctl, "daemon-reload"], [*self._systemctl, "daemon-reload"])
        undo = None if was_there else [*self._systemctl, "disable", UNIT]
        steps.do([*self._systemctl, "enable", UNIT], undo)
        steps.do([*self._systemctl, "restart", UNIT], None, f"See: {' '.join(self._journal())}")
        lines = [
            f"The host runs now, and starts with this PC, as {program.account}.",
            f"    unit: {self._unit}",
            f"    log:  {' '.join(self._journal())}",
        ]
        if not self._is_root and not self._lingers(program.account):
            lines = [
                f"The host runs now, and starts when {program.account} signs in.",
                *lines[1:],
                "To have it started with the PC, before anybody signs in:",
                f"    sudo loginctl enable-linger {program.account}",
            ]
        return lines

    def uninstall(self) -> Sequence[str]:
        """Stop it, disable it, remove the unit."""
        if not self._unit.exists():
            return [f"There is nothing to take back: no {self._unit}."]
        for command in (["disable", "--now", UNIT],):
            done = self._run([*self._systemctl, *command])
            if not done.is_fine and self._booted.exists():
                raise RefusedError(f"systemctl {' '.join(command)}: {done.said}", "The unit stays.")
        self._unit.unlink()
        self._run([*self._systemctl, "daemon-reload"])
        return [
            "The host is stopped and does not start with this PC any more.",
            f"    removed: {self._unit}",
            "The clinic's data is untouched.",
        ]

    def status(self) -> Sequence[str]:
        """Whether there is a unit, and what systemd says of it."""
        if not self._unit.exists():
            return ["It is not installed to start with this PC."]
        return [
            f"It is installed: {self._unit}",
            f"    {_word(self._run([*self._systemctl, 'is-enabled', UNIT]))}, "
            f"{_word(self._run([*self._systemctl, 'is-active', UNIT]))}",
        ]

    def _journal(self) -> list[str]:
        return ["journalctl", *([] if self._is_root else ["--user"]), "-u", UNIT]

    def _lingers(self, account: str) -> bool:
        done = self._run(["loginctl", "show-user", account, "--property=Linger"])
        return done.is_fine and done.said.strip() == "Linger=yes"


def owner_of(path: Path) -> tuple[str, Path]:
    """The account that a file belongs to, and its home."""
    owner = pwd.getpwuid(path.stat().st_uid)
    return owner.pw_name, Path(owner.pw_dir)


def unit_text(program: HostProgram, *, is_system: bool) -> str:
    """The unit. It may write nothing but what is its account's, and gains no rights."""
    account = [f"User={program.account}", "ProtectSystem=full", "PrivateTmp=yes"] if is_system else []
    environment = [
        f"Environment={quoted(f'{name}={value}', is_command=False)}"
        for name, value in sorted(program.environment.items())
    ]
    lines = [
        "[Unit]",
        f"Description={TITLE}",
        "Wants=network-online.target",
        "After=network-online.target postgresql.service",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        "Type=exec",
        f"ExecStart={' '.join(quoted(word) for word in program.command)}",
        *environment,
        *account,
        "Restart=always",
        "RestartSec=2",
        "TimeoutStopSec=30",
        "UMask=0007",
        "NoNewPrivileges=yes",
        "",
        "[Install]",
        f"WantedBy={'multi-user.target' if is_system else 'default.target'}",
        "",
    ]
    return "\n".join(lines)


def quoted(word: str, *, is_command: bool = True) -> str:
    """One word as systemd reads it back; source: systemd.service(5), "Command lines", systemd.syntax(7)."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text.replace("$", "$$") if is_command else text}"'


def _word(done: Done) -> str:
    return done.said.splitlines()[0] if done.said else f"exit code {done.code}"
