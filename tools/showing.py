"""Talks to the person at the keyboard, and shows what a slow command is at."""

from __future__ import annotations

import contextlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

LINE_EVERY = 10.0  # seconds between lines where there is no terminal to keep one line up to date
NAME = r"([A-Za-z][\w.+]*(?:-[A-Za-z][\w.+]*)*)"  # up to the version: pip says PySide6_Addons-6.11.3-cp310...
PROGRESS = re.compile(rf"\s*(Collecting|Downloading|Unpacking) {NAME}(?:.*\(([\d.]+ [kMG]?B)\))?")
INSTALLING = re.compile(r"Installing collected packages: (.*)")


class CannotGoOn(Exception):
    """Something that the person at the keyboard has to change; the message says what."""


class CommandFailed(Exception):
    """A command ended with an error; carries all that it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output

    def tail(self, lines: int = 12) -> str:
        """The last lines that it said."""
        return "\n".join("    " + line for line in self.output.strip().splitlines()[-lines:])


def say(text: str) -> None:
    """Tell the person at the keyboard, at once."""
    print(text, flush=True)


def duration(seconds: float) -> str:
    """45 s, 2 min 05 s."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def progress(line: str) -> str | None:
    """What a line of pip or apt says about where it is; None if nothing."""
    installing = INSTALLING.match(line)
    if installing:
        return f"installing {len(installing[1].split(','))} packages"
    at = PROGRESS.match(line)
    if not at:
        return None
    return f"{at[1].lower()} {at[2]}" + (f", {at[3]}" if at[3] else "")


class Progress:
    """One line on a terminal, kept up to date; elsewhere a line now and then."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started = self._said = time.monotonic()
        self._on_terminal = sys.stdout.isatty()
        self._at = ""
        if not self._on_terminal:
            say(f"{label} ...")

    def hear(self, line: str) -> None:
        """Take in what the command said."""
        self._at = progress(line) or self._at

    def show(self) -> None:
        """Say where the command is, if it is time to."""
        text = f"{self._label}, {self._took()}  {self._at}"
        if self._on_terminal:
            self._overwrite(text, end="")
        elif time.monotonic() - self._said >= LINE_EVERY:
            self._said = time.monotonic()
            say(f"    {text}")

    def end(self) -> None:
        """Say how long it took."""
        text = f"{self._label}: {self._took()}"
        if self._on_terminal:
            self._overwrite(text, end="\n")
        else:
            say(text)

    def _took(self) -> str:
        return duration(time.monotonic() - self._started)

    def _overwrite(self, text: str, end: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        print("\r" + text[:width].ljust(width), end=end, flush=True)


def run_showing(
    command: Sequence[str], label: str, *, cwd: Path | None = None, environ: Mapping[str, str] | None = None
) -> str:
    """Run a command, show what it is at and for how long, and return all that it said.

    Raises:
        CommandFailed: it ended with another status than 0.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=environ,
        text=True,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # the lock of `tools.environment.alone` goes along
    )
    with process:
        lines: queue.Queue[str | None] = queue.Queue()
        reader = threading.Thread(target=_pass_on, args=(process.stdout, lines), daemon=True)
        reader.start()
        try:
            output = _follow(lines, Progress(label))
        except BaseException:
            process.terminate()
            raise
        finally:
            reader.join()
    if process.returncode:
        raise CommandFailed(output)
    return output


def _pass_on(stream: Iterable[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _follow(lines: queue.Queue[str | None], shown: Progress) -> str:
    heard: list[str] = []
    while True:
        with contextlib.suppress(queue.Empty):
            line = lines.get(timeout=0.5)
            if line is None:
                break
            heard.append(line)
            shown.hear(line)
        if lines.empty():
            shown.show()
    shown.end()
    return "".join(heard)
