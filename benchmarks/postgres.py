"""A token on PostgreSQL through the door, against the same transaction in bare psycopg.

The bare transaction is what a careful program would send by hand, one prepared statement after the other: the
journal's lock, the number, the journal's head, visit, token, event, outcome, COMMIT. Both run in turns on one
server that syncs each commit, in one process, with 1, 8 and 32 threads that call at once. Prints JSON.
"""

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from queue import Empty, SimpleQueue
from typing import Any, Final

import psycopg

from benchmarks.clinics import departments_of
from benchmarks.measure import percentile
from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.door import SYSTEM
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.storage.postgres.session import JOURNAL_LOCK
from tests.postgres import server

CALLERS: Final = (1, 8, 32)

_TAKE: Final = (
    "INSERT INTO sequences VALUES (%s, %s, 1) ON CONFLICT (day, letter) "
    "DO UPDATE SET last = sequences.last + 1 RETURNING last"
)
_HEAD: Final = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1"
_VISIT: Final = "INSERT INTO visits VALUES (%s, %s, %s, %s, %s, '', NULL, NULL, %s)"
_TOKEN: Final = (
    "INSERT INTO tokens (id, visit, code, department, day, state, priority, issued_at, queued_at, rank, "
    "calls, comes_back) VALUES (%s, %s, %s, %s, %s, 0, 2, %s, %s, 0, 0, 0)"
)
_EVENT: Final = "INSERT INTO events VALUES (%s, 1, %s, %s, 'token.issued', %s, %s, NULL, NULL, %s, %s)"
_OUTCOME: Final = (
    "INSERT INTO outcomes (command, actor, type, payload_hash, at, answer, is_error) "
    "VALUES (%s, 'system', 'IssueToken', %s, %s, %s, 0)"
)
_BODY: Final = json.dumps(
    {"after": {"state": "waiting", "priority": "normal", "code": "B-001"}, "of": "x" * 300}
)


class Bare:
    """The same rows by hand: a connection for each who calls at once, every statement prepared."""

    def __init__(self, conninfo: str, department: bytes, day: int) -> None:
        self._conninfo = conninfo
        self._department = department
        self._day = day
        self._idle: SimpleQueue[psycopg.Connection[Any]] = SimpleQueue()

    def issue(self) -> None:
        """One token."""
        connection = self._connection()
        self._issue(connection.execute)
        self._idle.put(connection)

    def _issue(self, run: "Callable[..., psycopg.Cursor[Any]]") -> None:
        now = time.time_ns() // 1_000_000
        visit, token, command = os.urandom(16), os.urandom(16), os.urandom(16)
        run("BEGIN")
        run(f"SELECT pg_advisory_xact_lock({JOURNAL_LOCK})")
        number = run(_TAKE, (self._day, "B")).fetchone()
        head = run(_HEAD).fetchone()
        assert number is not None and head is not None
        code = f"B-{number[0]:03d}"
        run(_VISIT, (visit, self._day, code, self._department, os.urandom(16), now))
        run(_TOKEN, (token, visit, code, self._department, self._day, now, now))
        digest = hashlib.sha256(head[1] + _BODY.encode()).digest()
        run(_EVENT, (head[0] + 1, os.urandom(16), now, token, command, _BODY, digest))
        run(_OUTCOME, (command, digest, now, _BODY))
        run("COMMIT")

    def end_all(self) -> None:
        """Let nobody wait any more: in a clinic dozens do, here it would soon be thousands."""
        connection = self._connection()
        connection.execute("UPDATE tokens SET state = 6, end_reason = 2, ended_at = 1 WHERE state = 0")
        connection.execute("VACUUM ANALYZE tokens")
        self._idle.put(connection)

    def close(self) -> None:
        """Let go of the server."""
        while not self._idle.empty():
            self._idle.get().close()

    def _connection(self) -> "psycopg.Connection[Any]":
        try:
            return self._idle.get_nowait()
        except Empty:
            return psycopg.connect(self._conninfo, autocommit=True, prepare_threshold=0)


def together(action: Callable[[], object], callers: int, seconds: float) -> list[float]:
    """Call from so many threads at once for so long; each call's seconds."""
    times: list[float] = []
    ready = threading.Barrier(callers + 1)
    over = threading.Event()

    def work() -> None:
        for _ in range(20):
            action()
        ready.wait()
        while not over.is_set():
            begin = time.perf_counter()
            action()
            times.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=work) for _ in range(callers)]
    for thread in threads:
        thread.start()
    ready.wait()
    over.wait(seconds)
    over.set()
    for thread in threads:
        thread.join()
    return times


def measure(rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """By number of callers: tokens a second and p50, p99 in milliseconds, through the door and bare."""
    figures: dict[str, dict[str, float]] = {}
    with server(fsync="on", full_page_writes="on", autovacuum="on", shared_buffers="128MB") as place:
        url = place.url(place.new_database())
        with closing(open_clinic(url, create=True)) as clinic:
            system = clinic.acting_as(SYSTEM)
            ours, theirs = departments_of(system, 2)
            day = system.execute(IssueToken(department=ours)).day.toordinal()
            bare = Bare(url.replace("+psycopg", ""), theirs.bytes, day)
            actions: dict[str, Callable[[], object]] = {
                "door": lambda: system.execute(IssueToken(department=ours)),
                "bare": bare.issue,
            }
            for callers in CALLERS:
                times: dict[str, list[float]] = {name: [] for name in actions}
                for _ in range(rounds):
                    for name, action in actions.items():
                        bare.end_all()
                        times[name] += together(action, callers, seconds)
                figures[str(callers)] = {
                    key: value
                    for name, all_times in times.items()
                    for key, value in _summed(name, all_times, rounds * seconds).items()
                }
            bare.close()
    return figures


def _summed(name: str, times: list[float], seconds: float) -> dict[str, float]:
    return {
        f"{name}_per_s": len(times) / seconds,
        f"{name}_p50_ms": percentile(times, 0.5) * 1e3,
        f"{name}_p99_ms": percentile(times, 0.99) * 1e3,
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]))))
