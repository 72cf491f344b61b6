"""A station that prints and stops at one step of its job, to be killed.

    worker DATABASE PAPER STEP

PAPER is a file that each byte of a job goes to. Says "there" on standard output once the step is reached.
"""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from nextpatient_desktop.clinic.clock import PcClocks
from nextpatient_desktop.clinic.print_queue.ports import PreparedJob
from nextpatient_desktop.clinic.print_queue.queue import PrintQueue
from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.printing import SqlitePrintStore
from tests.clinic.print_queue.counterpart import request

ROOT = Path(__file__).resolve().parents[3]
STEPS = ("queued", "preparing", "begun", "half", "whole", "finished")


def start(database: Path, paper: Path, step: str) -> "subprocess.Popen[str]":
    """The station's process."""
    command = [sys.executable, "-m", "tests.clinic.print_queue.worker", str(database), str(paper), step]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


class FilePrinter:
    """Prints each ticket's code into a file; stops for good at one step."""

    def __init__(self, paper: Path, stops_at: str = "") -> None:
        self._paper = paper
        self._stops_at = stops_at

    def prepare(self, content: Any, /) -> PreparedJob:  # noqa: ANN401  # a ticket
        self.reached("preparing")
        self._code = str(content.code)
        return self

    def send(self) -> PrintOutcome:
        self.reached("begun")
        with self._paper.open("a", encoding="ascii") as paper:
            paper.write(self._code[:2])
            paper.flush()
            self.reached("half")
            paper.write(self._code[2:] + "\n")
        self.reached("whole")
        return PrintOutcome(state=PrinterState.PRINTED)

    def status(self) -> PrinterStatus:
        return PrinterStatus(state=PrinterState.READY)

    def close(self) -> None:
        """Nothing is held."""

    def reached(self, step: str) -> None:
        """Say so and wait for the end, if this is the step."""
        if step == self._stops_at:
            print("there", flush=True)
            threading.Event().wait()


def main() -> None:
    """Print one ticket, up to the step."""
    database, paper, step = sys.argv[1:]
    printer = FilePrinter(Path(paper), step)
    store = SqlitePrintStore(StationDatabase.open(Path(database)))
    queue = PrintQueue(printer, store, PcClocks(), attends=False)
    queue.put(request())
    printer.reached("queued")
    while not store.reports(1):
        queue.attend()
    printer.reached("finished")


if __name__ == "__main__":
    main()
