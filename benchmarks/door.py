"""A token through the door against the same three rows in raw sqlite3, and 50 threads at once.

Runs in a process of its own, with and without a slower sync (see `slow_disk`), and prints JSON.
"""

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.clinics import new_clinic
from benchmarks.measure import interleaved, medians, percentile
from nextpatient_desktop.clinic.tokens.messages import IssueToken

THREADS = 50


def raw_writer(folder: Path) -> Callable[[], object]:
    """Visit, token, journal line in one raw transaction of the interpreter's sqlite3, WAL and FULL."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE visits (id BLOB PRIMARY KEY, day INT, code TEXT, UNIQUE (day, code))")
    connection.execute(
        "CREATE TABLE tokens (id BLOB PRIMARY KEY, visit BLOB, day INT, department BLOB, state TEXT,"
        " priority TEXT, queued_at INT)"
    )
    connection.execute(
        "CREATE INDEX waiting ON tokens (department, day, priority, queued_at) WHERE state = 'waiting'"
    )
    connection.execute(
        "CREATE TABLE events (position INTEGER PRIMARY KEY, at INT, kind TEXT, body TEXT, hash BLOB)"
    )
    department = os.urandom(16)
    given = iter(range(1, 10_000_000))

    def write() -> None:
        number, visit = next(given), os.urandom(16)
        instant = time.time_ns() // 1_000_000
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO visits VALUES (?, ?, ?)", (visit, 1, f"A-{number:03d}"))
        token = (os.urandom(16), visit, 1, department, "waiting", "normal", instant)
        connection.execute("INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)", token)
        event = (number, instant, "token.issued", json.dumps({"after": {"state": "waiting"}}), os.urandom(32))
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", event)
        connection.execute("COMMIT")

    return write


def together(action: Callable[[], object], *, each: int) -> tuple[float, list[float]]:
    """Run the action from `THREADS` threads, `each` times: the rate per second, and each call's seconds."""
    times: list[float] = []
    ready = threading.Barrier(THREADS + 1)

    def work() -> None:
        ready.wait()
        for _ in range(each):
            begin = time.perf_counter()
            action()
            times.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    return len(times) / (time.perf_counter() - begin), times


def main(rounds: int) -> None:
    """Measure and print the figures as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clinic, (department,), _ = new_clinic(folder)

        def issue() -> object:
            return clinic.execute(IssueToken(department=department))

        times = interleaved({"door": issue, "raw": raw_writer(folder)}, rounds=rounds, each=20)
        middle = medians(times)
        alone = 1 / statistics.median(times["door"])
        rate, waits = together(issue, each=40)
        clinic.close()
    figures = {
        "door_us": middle["door"] * 1e6,
        "raw_us": middle["raw"] * 1e6,
        "ratio": middle["door"] / middle["raw"],
        "alone_per_s": alone,
        "together_per_s": rate,
        "together_p99_ms": percentile(waits, 0.99) * 1e3,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    if sys.argv[2] == "script":
        main(int(sys.argv[1]))
    else:  # as the program does: its main thread is the screen's and issues nothing
        lane = threading.Thread(target=main, args=(int(sys.argv[1]),))
        lane.start()
        lane.join()
