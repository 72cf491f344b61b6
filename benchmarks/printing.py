"""What a ticket costs on its way to paper: its bytes, the seconds they need on each line, and the drawing."""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Finding, memory_mb, percentile, timed

if TYPE_CHECKING:
    from nextpatient_desktop.bootstrap.printing import StationPrinting
    from nextpatient_desktop.ui.tasks import QtTaskRunner

BAUDS = (9600, 19200, 115200)
_WIDTH = 576


def measure(rounds: int) -> Iterator[Finding]:
    """Measure in a process of its own: drawing needs Qt's application object."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    call = [sys.executable, "-m", "benchmarks.printing", str(rounds)]
    run = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    for line in run.stdout.splitlines():
        what, value, target, unit, detail, why = line.split("\t")
        yield Finding(what=what, value=float(value), target=float(target), unit=unit, detail=detail, why=why)


def main() -> None:
    """Print the findings, one on a line, their parts apart by tabs."""
    from nextpatient_desktop.printing.encoding import TICKET_SECONDS, Encoding, best_job, job_of
    from nextpatient_desktop.printing.layout import layout
    from nextpatient_desktop.ui.app import make_application
    from nextpatient_desktop.ui.tokens import Mode
    from tests.printing.tickets import BY_LANGUAGE, TICKET

    rounds = int(sys.argv[1])
    application = make_application(Mode.DESK)
    _burst(10 * rounds)
    one_language = replace(TICKET, department_again="", scan_lines=TICKET.scan_lines[:1])
    tickets = {"English alone": one_language, "English and Hindi": TICKET, "Tamil": BY_LANGUAGE["tamil"]}
    for name, ticket in tickets.items():
        blocks = layout(ticket, _WIDTH)
        sizes = {one: len(job_of(blocks, _WIDTH, one).data) for one in Encoding}
        said = ", ".join(f"{one} {size / 1000:.1f} kB" for one, size in sizes.items())
        for baud in BAUDS:
            seconds = len(best_job(blocks, _WIDTH, baud / 10).data) * 10 / baud
            why = "The shortest encoding is this long: what is not ASCII has to be drawn."
            _print(f"a ticket, {name}, at {baud} baud", seconds, TICKET_SECONDS, "s", said, why)
        times = [
            timed(lambda: job_of(blocks, _WIDTH, Encoding.PICTURE))  # noqa: B023 - called at once
            for _ in range(rounds)
        ]
        middle = f"p50 {percentile(times, 0.5) * 1e3:.0f} ms"
        why = "Qt shapes every line anew, python-escpos copies the picture."
        _print(f"drawing and encoding it, {name}, p90", percentile(times, 0.9) * 1e3, 100, "ms", middle, why)
    del application


def _burst(count: int) -> None:
    """Ask for many tickets at once through a kiosk's print queue; look how its window fares meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    from nextpatient_desktop.clinic.print_queue.jobs import PrintRequest
    from nextpatient_desktop.clinic.print_queue.ports import PrintNews
    from nextpatient_desktop.clinic.printouts.messages import PrintKind
    from nextpatient_desktop.ui.ports import Lane
    from nextpatient_desktop.ui.tasks import QtTaskRunner
    from tests.printing.tickets import LONG

    loop = QEventLoop()
    runner = QtTaskRunner(lambda error: print(error, file=sys.stderr))
    ends: Counter[str] = Counter()
    memory = 0.0
    stalls: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        stalls.append(now - last)
        last = now

    def told(news: PrintNews) -> None:
        nonlocal memory
        if news.job is None or news.job.state.is_open:
            return
        ends[news.job.state.value] += 1
        if ends.total() == 1 + count // 10:  # all is loaded by now
            memory = memory_mb(os.getpid())
        if ends.total() in (1, 1 + count):
            loop.quit()

    ticket = PrintRequest(kind=PrintKind.TICKET, content=LONG)
    with _virtual_printer() as url, _kiosk(url, runner) as printing:
        printing.listen(told)
        printing.open()
        printing.put(ticket)  # what is loaded for the first ticket is no part of the burst
        loop.exec()
        for _ in range(count):
            runner.run(Lane.PRINT, lambda: printing.put(ticket))
        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(5)
        last = began = time.perf_counter()
        loop.exec()
        timer.stop()
        took = time.perf_counter() - began
        grown = memory_mb(os.getpid()) - memory
    runner.close()
    said = ", ".join(f"{number} {state}" for state, number in sorted(ends.items()))
    middle = f"p99 {percentile(stalls, 0.99) * 1e3:.0f} ms, {said} in {took:.0f} s"
    why = "Drawing and encoding a ticket hold the interpreter's lock for some milliseconds at a time."
    _print("longest stall of a window while tickets print", max(stalls) * 1e3, 50, "ms", middle, why)
    _print(f"memory grown from ticket {count // 10} to {count}", grown, 5, "MB", "", "Something is kept.")


@contextmanager
def _kiosk(printer: str, runner: "QtTaskRunner") -> "Iterator[StationPrinting]":
    """The printing of a kiosk of a clinic of its own, with all that belongs to it."""
    from nextpatient_desktop.bootstrap import open_clinic
    from nextpatient_desktop.bootstrap.lazy_printer import LazyPrinter
    from nextpatient_desktop.bootstrap.printing import StationPrinting
    from nextpatient_desktop.clinic.door import SYSTEM, Actor
    from nextpatient_desktop.clinic.setup.messages import CreateClinic
    from nextpatient_desktop.clinic.stations.messages import RegisterStation
    from nextpatient_desktop.domain.model import ClinicInfo, StationKind
    from nextpatient_desktop.ui.station_settings import PrinterSettings

    with tempfile.TemporaryDirectory() as folder:
        clinic = open_clinic(Path(folder) / "clinic.db", create=True)
        system = clinic.acting_as(SYSTEM)
        system.execute(CreateClinic(info=ClinicInfo(name="Sunrise")))
        station = system.execute(RegisterStation(name="Kiosk 1", kind=StationKind.KIOSK))
        printing = StationPrinting(
            LazyPrinter(PrinterSettings(url=printer, width_dots=_WIDTH)),
            clinic.acting_as(Actor(station=station.id, kind=StationKind.KIOSK)),
            lambda: Path(folder) / "kiosk" / "kiosk.db",
            runner.post,
        )
        try:
            yield printing
        finally:
            printing.close()
            clinic.close()


@contextmanager
def _virtual_printer() -> Iterator[str]:
    """A virtual printer as a process of its own; its address."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "nextpatient_desktop", "virtual-printer"),
                *("--no-window", "--port", "0", "--folder", folder),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NEXTPATIENT_HOME": folder},
        )
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[3].rstrip(",")
        finally:
            process.kill()
            process.wait()


def _print(what: str, value: float, target: float, unit: str, detail: str, why: str) -> None:
    print(what, value, target, unit, detail, why, sep="\t")


if __name__ == "__main__":
    main()
