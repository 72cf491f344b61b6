"""How soon each mode paints, and how much memory it takes, beside a program with an empty window."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from benchmarks.clinics import new_clinic
from benchmarks.measure import memory_mb

MODES = ("kiosk", "counter", "display")
_PATIENCE = 60.0
_SETTLE = 1.5


class Watched:
    """A `watched_mode` child, its lines and its end."""

    def __init__(self, mode: str, clinic: Path | str | None, home: Path) -> None:
        self.started_ns = time.monotonic_ns()
        call = [sys.executable, "-m", "benchmarks.watched_mode", mode]
        call += [str(clinic)] if clinic is not None else []
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NEXTPATIENT_HOME": str(home)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        self.process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment)
        self._lines: Queue[dict[str, Any]] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(json.loads(line))

    def wait_for(self, what: str, containing: str = "") -> dict[str, Any]:
        """The next line about `what` whose codes contain a text.

        Raises:
            TimeoutError: there was none in time.
        """
        until = time.monotonic() + _PATIENCE
        while (left := until - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except Empty:
                break
            if line["what"] == what and containing in str(line.get("codes", "")):
                return line
        raise TimeoutError(f"{what} {containing} was not painted")

    def ms_until(self, line: dict[str, Any]) -> float:
        """Milliseconds from the start of the process to a line."""
        return float(line["ns"] - self.started_ns) / 1e6

    def end(self) -> None:
        """End the child."""
        self.process.terminate()
        self.process.wait(timeout=30)


@dataclass(frozen=True, kw_only=True)
class Start:
    """Medians: milliseconds to the first frame and to the first with data, and memory in MB."""

    frame_ms: float
    data_ms: float
    memory: float


def measure(rounds: int) -> dict[str, Start]:
    """Start every mode over a clinic on this PC, and the empty program, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        clinic, _, _ = new_clinic(Path(folder), departments=6)
        clinic.close()
        return in_turns(rounds, MODES, str(Path(folder) / "clinic.db"), Path(folder) / "home")


def in_turns(rounds: int, modes: Sequence[str], clinic: str, home: Path) -> dict[str, Start]:
    """Start these modes and the empty program in turns; the first round (cold caches) is left out."""
    names = ("empty", *modes)
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name in names:
            values = _start(name, clinic, home)
            if turn:
                taken[name].append(values)
    medians = {name: [statistics.median(c) for c in zip(*rows, strict=True)] for name, rows in taken.items()}
    return {name: Start(frame_ms=m[0], data_ms=m[1], memory=m[2]) for name, m in medians.items()}


def _start(name: str, clinic: str, home: Path) -> tuple[float, float, float]:
    is_empty = name == "empty"
    child = Watched(name, None if is_empty else clinic, home)
    try:
        frame = child.ms_until(child.wait_for("first_frame"))
        data = frame if is_empty else child.ms_until(child.wait_for("shown"))
        time.sleep(_SETTLE)
        return frame, data, memory_mb(child.process.pid)
    finally:
        child.end()
