"""Owns the folder `.venv`: makes it, notes in a stamp what it was made from, and repairs it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tools.showing import CannotGoOn, CommandFailed, run_showing, say

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"  # an environment outlives its Python's patch releases


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from. It cannot move: its programs name the folder."""

    python: str
    root: str
    pyproject: str

    @staticmethod
    def wanted(root: Path) -> Stamp:
        """The stamp that an environment of this project, made now, gets."""
        digest = hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()
        return Stamp(python=PYTHON, root=str(root), pyproject=digest)


@dataclass(frozen=True)
class Environment:
    """A virtual environment at `folder`, and the note in it about what it was made from."""

    folder: Path

    def program(self, name: str) -> Path:
        """One of its commands."""
        return self.folder / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.program("python")

    @property
    def stamp_file(self) -> Path:
        """Holds the stamp as JSON; while the environment is being made, something that is no stamp."""
        return self.folder / "nextpatient-environment.json"

    def stamp(self) -> Stamp | None:
        """What it was made from; None if it is half-made or was made by somebody else."""
        try:
            return Stamp(**json.loads(self.stamp_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def looks_whole(self) -> bool:
        """Whether its Python and the program's largest part are where they belong."""
        packages = "Lib/site-packages" if os.name == "nt" else "lib/python3.*/site-packages"
        return (
            self.python.exists()
            and any(self.folder.glob(f"{packages}/PySide6/__init__.py"))
            and any(self.folder.glob(f"{packages}/nextpatient_desktop-*.dist-info/METADATA"))
        )

    def next_step(self, wanted: Stamp) -> str:
        """`ready`, `install` (right Python, other dependencies) or `build` (from nothing)."""
        found = self.stamp()
        if found is None:
            is_someones = not self.stamp_file.exists() and self._runs(wanted.python)
            return "install" if is_someones else "build"
        if (found.python, found.root) != (wanted.python, wanted.root) or not self.looks_whole():
            return "build"
        return "ready" if found == wanted else "install"

    def _runs(self, version: str) -> bool:
        code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
        try:
            answer = subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=False)
        except OSError:
            return False
        return answer.stdout.strip() == version

    def make(self, root: Path, wanted: Stamp) -> None:
        """Bring it to what the project in `root` wants; what an interrupted start leaves is made anew later.

        Raises:
            CannotGoOn: it could not be made; says why.
        """
        step = self.next_step(wanted)
        if step == "ready":
            return
        before = self.stamp_file.read_bytes() if step == "install" and self.stamp_file.exists() else None
        if step == "build":
            self._build()
        self.stamp_file.write_text("unfinished", encoding="utf-8")
        try:
            self._install(root)
        except CommandFailed as failure:
            if step == "install":  # pip changes nothing before it has everything: what was there still works
                self._restore(before)
            raise CannotGoOn(explain_pip(failure)) from None
        self.stamp_file.write_text(json.dumps(asdict(wanted), indent=1), encoding="utf-8")

    def _restore(self, stamp: bytes | None) -> None:
        if stamp is None:
            self.stamp_file.unlink()
        else:
            self.stamp_file.write_bytes(stamp)

    def _build(self) -> None:
        if self.folder.exists():
            say("The environment in .venv is broken, half-made or of another Python: making it anew.")
            try:
                shutil.rmtree(self.folder)
            except OSError as error:
                raise CannotGoOn(f"{error}\nClose what runs from .venv, or delete that folder.") from None
        self.folder.mkdir()
        self.stamp_file.write_text("unfinished", encoding="utf-8")
        # The Python of the folder that was just deleted may be the one that runs this.
        base = getattr(sys, "_base_executable", None) or sys.executable
        try:
            run_showing([base, "-m", "venv", str(self.folder)], "Making .venv")
        except CommandFailed as failure:
            raise CannotGoOn(f"Python could not make an environment:\n{failure.tail()}") from None

    def _install(self, root: Path) -> None:
        say("Installing the program and its libraries. The first time this downloads about 300 MB.")
        options = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        command = [str(self.python), "-m", "pip", "install", *options, "--editable", ".[test]"]
        run_showing(command, "Installing", cwd=root, environ={**os.environ, "PYTHONUNBUFFERED": "1"})


WHY_PIP_FAILS = (
    (
        (
            "Failed to establish a new connection",
            "Temporary failure in name resolution",
            "NameResolutionError",
            "Network is unreachable",
            "ConnectTimeoutError",
            "Read timed out",
            "ProxyError",
            "getaddrinfo failed",
        ),
        "The package index cannot be reached. Connect this PC to the internet, or set HTTPS_PROXY.",
    ),
    (
        ("No space left on device", "Errno 28", "WinError 112"),
        "The disk is full: the environment needs 1.5 GB.",
    ),
    (
        ("WinError 206", "enable-long-paths"),
        "The path of this folder is too long for Windows. Move the folder, for example to C:\\nextpatient.",
    ),
    (("No matching distribution found",), "A library has no build for this system or this Python."),
)


def explain_pip(failure: CommandFailed) -> str:
    """Say why pip failed and what to do; what it said last follows."""
    reasons = (text for signs, text in WHY_PIP_FAILS if any(sign in failure.output for sign in signs))
    reason = next(reasons, "pip could not install the program.")
    return f"{reason} Then start again.\nWhat pip said last:\n{failure.tail()}"


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Let one start at a time make the environment of the project in `root`; another waits for it."""
    user = getattr(os, "getuid", int)()
    name = hashlib.sha256(f"{user} {root}".encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"nextpatient-{name}.lock").open("a+b") as lock:
        if not _lock(lock, wait=False):
            say("Another start is making the environment; waiting for it.")
            while not _lock(lock, wait=True):
                continue
        # What a killed start leaves behind still writes into the folder: it holds the lock until it ends.
        os.set_inheritable(lock.fileno(), True)
        yield


def _lock(file: IO[bytes], *, wait: bool) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # waits ten seconds
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
