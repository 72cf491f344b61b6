"""Eight processes on one file: how evenly they get their turn, and how long the unluckiest token waits."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.clinics import new_clinic
from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.tokens.messages import IssueToken

PROCESSES = 8


def issue_until(database: str, begin: float, end: float) -> None:
    """Issue tokens between two instants of the monotonic clock, and print how many and the longest wait."""
    clinic = open_clinic(database).acting_as(SYSTEM)
    department = clinic.ask(Departments())[0].department.id
    count, longest = 0, 0.0
    time.sleep(max(0.0, begin - time.monotonic()))
    while (started := time.monotonic()) < end:
        clinic.execute(IssueToken(department=department))
        longest = max(longest, time.monotonic() - started)
        count += 1
    clinic.close()
    print(json.dumps({"count": count, "longest_s": longest}))


def measure(seconds: float) -> dict[str, float]:
    """Run the processes side by side: unluckiest to luckiest, longest wait in seconds, tokens per second."""
    with tempfile.TemporaryDirectory() as name:
        clinic, _, _ = new_clinic(Path(name))
        clinic.close()
        begin = time.monotonic() + 6.0
        call = [sys.executable, "-m", "benchmarks.fairness", str(Path(name) / "clinic.db"), str(begin)]
        call.append(str(begin + seconds))
        children = [subprocess.Popen(call, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
        results = [json.loads(child.communicate(timeout=120)[0]) for child in children]
    counts = [result["count"] for result in results]
    return {
        "fairness": min(counts) / max(counts),
        "longest_s": max(result["longest_s"] for result in results),
        "per_s": sum(counts) / seconds,
    }


if __name__ == "__main__":
    issue_until(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
