"""`python -m benchmarks [--quick] [PART ...]`: measure; print what is reached, and why not."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import slow_disk
from benchmarks.measure import Finding, percentile

SYNC_US = 2000
CALLERS = {"program": "as the program", "script": "as a script"}
"""Who calls: a worker's thread, as the program's screens do, or the main thread, as scripts do."""
_WHY_SCRIPT = "A main thread hands its work to the writer's thread: two changes of thread for each token."
_WHY_DOOR = "Half is SQLite and encrypting twice the pages, half Python: handler, events, journal."


def door(is_quick: bool) -> Iterator[Finding]:
    """A token through the door against three raw rows; 50 threads at once."""
    rounds = 5 if is_quick else 15
    for caller, words in CALLERS.items():
        plain = _door(rounds, None, caller)
        yield Finding(
            what=f"IssueToken / three raw rows, p50, this disk, {words}",
            value=plain["ratio"],
            target=4,
            detail=f"door {plain['door_us']:.0f} us, raw {plain['raw_us']:.0f} us",
            why=_WHY_SCRIPT if caller == "script" else _WHY_DOOR,
        )
    with tempfile.TemporaryDirectory() as folder:
        library = slow_disk.build(Path(folder))
        if library is None:
            print("(no slower disk: that needs Linux and cc)")
            return
        slow = _door(rounds, slow_disk.environment(library, sync_us=SYNC_US), "program")
    detail = f"door {slow['door_us']:.0f} us, raw {slow['raw_us']:.0f} us"
    yield Finding(
        what="IssueToken / three raw rows, p50, 2 ms sync",
        value=slow["ratio"],
        target=1.3,
        detail=detail,
        why=_WHY_DOOR,
    )
    yield Finding(
        what="50 threads at once / one commit each, 2 ms sync",
        value=slow["together_per_s"] / slow["alone_per_s"],
        target=8,
        at_least=True,
        detail=f"{slow['together_per_s']:.0f}/s against {slow['alone_per_s']:.0f}/s,"
        f" p99 {slow['together_p99_ms']:.0f} ms",
        why="About 0.45 ms of one core for each token, where 0.4 are wanted; the sync is shared by a batch.",
    )


def _door(rounds: int, environment: dict[str, str] | None, caller: str) -> dict[str, float]:
    call = [sys.executable, "-m", "benchmarks.door", str(rounds), caller]
    run = subprocess.run(call, capture_output=True, text=True, check=True, env=environment or os.environ)
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def processes(is_quick: bool) -> Iterator[Finding]:
    """Eight processes at once on one file."""
    from benchmarks import fairness

    figures = fairness.measure(4.0 if is_quick else 10.0)
    why = f"{fairness.PROCESSES} processes share {os.cpu_count()} cores: some wait for a core."
    yield Finding(
        what="8 processes: unluckiest / luckiest, tokens",
        value=figures["fairness"],
        target=0.5,
        at_least=True,
        detail=f"{figures['per_s']:.0f}/s together",
        why=why,
    )
    yield Finding(what="8 processes: longest wait", value=figures["longest_s"], target=0.3, unit="s", why=why)


def history(is_quick: bool) -> Iterator[Finding]:
    """What years of history cost."""
    from benchmarks import history as measured

    sizes = (10_000, 200_000) if is_quick else (10_000, 1_000_000, 5_000_000)
    for act, times in measured.measure(sizes, 5 if is_quick else 15).items():
        least = times[sizes[0]]
        for size in sizes[1:]:
            yield Finding(
                what=f"{act} with {size:,} tokens of history / with {sizes[0]:,}",
                value=times[size] / least,
                target=1.2,
                detail=f"{times[size] * 1e3:.2f} ms, {least * 1e3:.2f} ms",
                why="Deeper trees: more pages to read and to decrypt for a row.",
            )


def screens(is_quick: bool) -> Iterator[Finding]:
    """From a commit to the painted display of another process."""
    from benchmarks import screens as measured

    times = measured.measure(30 if is_quick else 150)
    yield Finding(
        what="commit in one process to the painted display of another, p99",
        value=percentile(times, 0.99),
        target=60,
        unit="ms",
        detail=f"p50 {percentile(times, 0.5):.0f} ms",
        why="The query, the wording and the painting of the whole screen, offscreen, in software.",
    )


def starts(is_quick: bool) -> Iterator[Finding]:
    """How soon each mode is there, and what it keeps in memory."""
    from benchmarks import starting

    taken = starting.measure(4 if is_quick else 10)
    empty = taken["empty"]
    for mode in starting.MODES:
        start = taken[mode]
        yield Finding(
            what=f"{mode}: first frame, before the database / empty window",
            value=start.frame_ms / empty.frame_ms,
            target=1.5,
            detail=f"{start.frame_ms:.0f} ms, {empty.frame_ms:.0f} ms",
            why="Python's modules of the screen itself and its fonts.",
        )
        yield Finding(
            what=f"{mode}: first frame with the clinic's data / empty window",
            value=start.data_ms / empty.frame_ms,
            target=3,
            detail=f"{start.data_ms:.0f} ms, {empty.frame_ms:.0f} ms",
            why="Importing the storage and opening the encrypted file come after the first frame.",
        )
        yield Finding(
            what=f"{mode}: memory / empty window",
            value=start.memory / empty.memory,
            target=1.8,
            detail=f"{start.memory:.0f} MB, {empty.memory:.0f} MB",
            why="The interpreter's modules (storage, door, screens), fonts for five scripts, page caches.",
        )


def lan(is_quick: bool) -> Iterator[Finding]:
    """A host on the LAN over TLS, beside a plain web app; displays; memory."""
    from benchmarks import lan_findings

    yield from lan_findings.tokens(is_quick)
    yield from lan_findings.screens(is_quick)
    yield from lan_findings.starts(is_quick)


def offline(is_quick: bool) -> Iterator[Finding]:
    """A kiosk that is cut off: its numbers, and handing them over."""
    from benchmarks.offline import findings

    yield from findings(is_quick)


def postgres(is_quick: bool) -> Iterator[Finding]:
    """A token on a PostgreSQL server against the same transaction, with the same lock, in bare psycopg."""
    from tests.postgres import missing_because

    reason = missing_because()
    if reason:
        print(f"({reason})")
        return
    call = [sys.executable, "-m", "benchmarks.postgres", *(("2", "1") if is_quick else ("5", "3"))]
    run = subprocess.run(call, capture_output=True, text=True, check=True)
    figures: dict[str, dict[str, float]] = json.loads(run.stdout)
    for callers, one in figures.items():
        yield Finding(
            what=f"IssueToken / the same transaction in bare psycopg, p50, {callers} at once",
            value=one["door_p50_ms"] / one["bare_p50_ms"],
            target=3,
            detail=f"{one['door_per_s']:.0f}/s, p99 {one['door_p99_ms']:.0f} ms;"
            f" bare {one['bare_per_s']:.0f}/s, p99 {one['bare_p99_ms']:.0f} ms",
            why="The queue is looked at too (the wait that is told), and Python holds the lock meanwhile.",
        )


def printing(is_quick: bool) -> Iterator[Finding]:
    """A ticket on its way to paper."""
    from benchmarks import printing as measured

    yield from measured.measure(5 if is_quick else 30)


PARTS: dict[str, Callable[[bool], Iterator[Finding]]] = {
    "door": door,
    "processes": processes,
    "history": history,
    "screens": screens,
    "starts": starts,
    "printing": printing,
    "postgres": postgres,
    "lan": lan,
    "offline": offline,
}


def main() -> int:
    """Measure the parts that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="small sizes, for a look")
    asked = parser.parse_args()
    findings: list[Finding] = []
    for name in asked.parts or PARTS:
        print(f"\n{name}: {(PARTS[name].__doc__ or '').strip()}", flush=True)
        for finding in PARTS[name](asked.quick):
            print(finding.line(), flush=True)
            findings.append(finding)
    missed = sum(not finding.is_reached for finding in findings)
    print(f"\n{len(findings) - missed} of {len(findings)} reached", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
