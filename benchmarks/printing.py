"""What a ticket costs on its way to paper: its bytes, the seconds they need on each line, and the drawing."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from benchmarks.measure import Finding, memory_mb, percentile, timed
from nextpatient_desktop.clinic.printing import PrintOutcome

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
    """Print many tickets one after another, as a kiosk does, and look how the window fares meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    from nextpatient_desktop.printing import open_printer
    from nextpatient_desktop.ui.ports import Lane
    from nextpatient_desktop.ui.tasks import QtTaskRunner
    from tests.printing.tickets import LONG

    loop = QEventLoop()
    runner = QtTaskRunner(lambda error: print(error, file=sys.stderr))
    done = 0
    memory = 0.0
    stalls: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        stalls.append(now - last)
        last = now

    with _virtual_printer() as url:
        printer = open_printer(url, width_dots=_WIDTH)

        def printed(outcome: PrintOutcome) -> None:
            nonlocal done, memory
            done += 1
            if done == count // 10:  # all is loaded by now
                memory = memory_mb(os.getpid())
            if not outcome.is_on_paper or done == count:
                loop.quit()

        printer.print_ticket(LONG)  # what is loaded for the first ticket is no part of the burst
        for _ in range(count):
            runner.run(Lane.PRINT, lambda: printer.print_ticket(LONG), printed)
        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(5)
        last = time.perf_counter()
        loop.exec()
        timer.stop()
    runner.close()
    if done != count:
        raise RuntimeError(f"{done} tickets of {count} came out")
    grown = memory_mb(os.getpid()) - memory
    middle = f"p99 {percentile(stalls, 0.99) * 1e3:.0f} ms, {done} tickets"
    why = "Drawing and encoding a ticket hold the interpreter's lock for some milliseconds at a time."
    _print("longest stall of a window while tickets print", max(stalls) * 1e3, 50, "ms", middle, why)
    _print(f"memory grown from ticket {count // 10} to {count}", grown, 5, "MB", "", "Something is kept.")


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
