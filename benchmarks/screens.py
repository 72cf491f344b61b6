"""From a commit in one process to the painted display in another."""

import tempfile
import time
from pathlib import Path

from benchmarks.clinics import new_clinic
from benchmarks.starting import Watched
from nextpatient_desktop.clinic.tokens.messages import CallNext, Complete, IssueToken


def measure(calls: int) -> list[float]:
    """Milliseconds from each CallNext's answer to the frame of the real display that shows it."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clinic, (department,), (counter,) = new_clinic(folder)
        display = Watched("display", folder / "clinic.db", folder / "home")
        try:
            display.wait_for("shown")
            for _ in range(calls):
                clinic.execute(IssueToken(department=department))
                token = clinic.execute(CallNext(counter=counter))
                committed = time.monotonic_ns()
                line = display.wait_for("shown", token.code)
                times.append(max(0.0, (line["ns"] - committed) / 1e6))
                clinic.execute(Complete(token=token.id))
                time.sleep(0.12)  # calls of people do not come in bursts
        finally:
            display.end()
            clinic.close()
    return times
