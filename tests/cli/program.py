"""The program as a real process: its output, its exit code, and a terminal to type at."""

import contextlib
import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0
_PRESSED_AGAIN_AFTER = 3.0

# Where the tests themselves run in the background, Ctrl+C is ignored and children inherit that.
_ON_TERMINAL = (
    "import fcntl, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from nextpatient_desktop.cli import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True)
class Ended:
    """What a process came to."""

    code: int
    out: str
    err: str


class Program:
    """Runs the program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {
            **os.environ,
            "NEXTPATIENT_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error::ResourceWarning",
            "QT_QPA_PLATFORM": "offscreen",
        }

    @property
    def database(self) -> Path:
        return self.home / "data" / "clinic.db"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    def run(self, *args: str | Path, typed: str = "", patience: float = PATIENCE) -> Ended:
        """Run to the end, with this on its standard input."""
        ended = subprocess.run(
            [sys.executable, "-m", "nextpatient_desktop", *map(str, args)],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            env=self.environ,
            cwd=self.home.parent,
            timeout=patience,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def python(self, code: str) -> str:
        """What a line of Python prints."""
        return subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            encoding="utf-8",
            env=self.environ,
            timeout=PATIENCE,
            check=True,
        ).stdout

    def new_clinic(self, *args: str | Path, password: str = "three words") -> Ended:
        """A clinic with the admin `asha`."""
        named = ("--name", "Sunrise", "--admin-login", "asha", "--password-stdin")
        return self.run("clinic", "new", *args, *named, typed=f"{password}\n")

    @contextlib.contextmanager
    def on_terminal(self, *args: str | Path) -> "Iterator[Terminal]":
        """Run it on a terminal of its own."""
        terminal = Terminal([sys.executable, "-c", _ON_TERMINAL, *map(str, args)], self.environ)
        try:
            yield terminal
        finally:
            terminal.close()


class Terminal:
    """A person at a terminal: waits for a prompt, types an answer."""

    def __init__(self, command: Sequence[str], environ: dict[str, str]) -> None:
        self._ours, theirs = os.openpty()
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
        )
        os.close(theirs)
        os.set_blocking(self._ours, False)
        self.seen = ""
        self._read_until = 0
        self._interrupted_at = math.inf

    def expect(self, text: str) -> None:
        """Wait until this was said, after what was expected before."""
        ends = time.monotonic() + PATIENCE
        while (found := self.seen.find(text, self._read_until)) < 0:
            assert time.monotonic() < ends, f"never said {text!r}: {self.seen!r}"
            assert self._process.poll() is None or self._more(), f"ended without {text!r}: {self.seen!r}"
            self._more()
        self._read_until = found + len(text)

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._ours, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Press Ctrl+C, and again in `wait` where that came just before the program began to read."""
        self._interrupted_at = time.monotonic()
        self._process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """The exit code; all that was said is in `seen` then."""
        ends = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            assert time.monotonic() < ends, self.seen
            if time.monotonic() - self._interrupted_at > _PRESSED_AGAIN_AFTER:
                self.interrupt()
            self._more()
        while self._more():
            pass
        return self._process.returncode

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def _more(self) -> bool:
        """Read what there is; wait a moment for it where there is nothing."""
        import select

        if not select.select([self._ours], [], [], 0.05)[0]:
            return False
        try:
            read = os.read(self._ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += read.decode("utf-8", "replace")
        return bool(read)


def code_in(text: str) -> str:
    """The recovery code in what was printed."""
    found = re.search(r"(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}", text)
    assert found, text
    return found[0]
