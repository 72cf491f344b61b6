"""What a clinic on the LAN reaches: the findings of the part `lan`."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import lan, slow_disk, starting
from benchmarks.measure import Finding, percentile
from nextpatient_desktop.domain.model import StationKind

SYNC_US = 2000
_WHY_RATE = (
    "One interpreter: half of a token is its transaction (encrypted pages, journal, once-only), half is TLS,"
    " HTTP, the key's check and changes of threads."
)
_WHY_PLAIN = "The same; here the plain app has neither TLS nor handshakes to pay for."
_WHY_SCREENS = "Each commit makes all who watch ask again: 50 answers share the processors with the display."


def tokens(is_quick: bool) -> Iterator[Finding]:
    """Tokens through the host over TLS, beside the plain web app with its own SQLite."""
    rounds, seconds = (1, 3.0) if is_quick else (3, 6.0)
    yield from _compared("this disk", rounds, seconds, None, least=10.0)
    with tempfile.TemporaryDirectory() as folder:
        library = slow_disk.build(Path(folder))
        if library is None:
            print("(no slower disk: that needs Linux and cc)")
            return
        environment = slow_disk.environment(library, sync_us=SYNC_US)
        yield from _compared("2 ms sync", rounds, seconds, environment, least=20.0)


def _compared(
    disk: str, rounds: int, seconds: float, environment: lan.Environment, *, least: float
) -> Iterator[Finding]:
    """Host and plain app in turns, so that a slow minute of the machine strikes both; medians."""
    with lan.host(environment) as host, lan.plain_app(environment) as plain:
        keys = host.keys(lan.STATIONS)
        one, many = [], []
        for _ in range(rounds):
            one.append((host.load(keys[:1], seconds), plain.load(1, seconds)))
            many.append((host.load(keys, seconds), plain.load(lan.STATIONS, seconds)))
    with lan.plain_app(environment, has_tls=False) as without:
        bare = [without.load(lan.STATIONS, seconds) for _ in range(rounds)]
    ours, theirs = _median([pair[0] for pair in one]), _median([pair[1] for pair in one])
    yield Finding(
        what=f"tokens/s through the host / plain web app, 1 station, {disk}",
        value=ours["rate"] / theirs["rate"],
        target=1,
        at_least=True,
        detail=f"{_said(ours)}; {_said(theirs)}",
    )
    ours, theirs = _median([pair[0] for pair in many]), _median([pair[1] for pair in many])
    yield Finding(
        what=f"tokens/s through the host / plain web app, {lan.STATIONS} stations, {disk}",
        value=ours["rate"] / theirs["rate"],
        target=least,
        at_least=True,
        detail=f"{_said(ours)}; {_said(theirs)}",
        why=_WHY_RATE,
    )
    yield Finding(
        what=f"p99 through the host / plain web app, {lan.STATIONS} stations, {disk}",
        value=ours["p99_ms"] / theirs["p99_ms"],
        target=0.1,
        detail=f"{ours['p99_ms']:.0f} ms, {theirs['p99_ms']:.0f} ms",
        why=_WHY_RATE,
    )
    theirs = _median(bare)
    yield Finding(
        what=f"tokens/s over TLS / plain web app without, {lan.STATIONS} stations, {disk}",
        value=ours["rate"] / theirs["rate"],
        target=least,
        at_least=True,
        detail=_said(theirs),
        why=_WHY_PLAIN,
    )


def screens(is_quick: bool) -> Iterator[Finding]:
    """From a commit at one station to the painted display of another, and what the host keeps in memory."""
    calls = 30 if is_quick else 150
    with lan.host() as host:
        for watching in (0, lan.STATIONS - 1):
            with lan.watching(host, watching):
                times = lan.until_painted(host, calls)
                memory = host.memory()
            yield Finding(
                what=f"commit to the painted display of another station, p99, {watching + 1} watching",
                value=percentile(times, 0.99),
                target=50,
                unit="ms",
                detail=f"p50 {percentile(times, 0.5):.0f} ms",
                why=_WHY_SCREENS,
            )
    yield Finding(
        what=f"the host's memory with {lan.STATIONS} stations",
        value=memory,
        target=150,
        unit="MB",
        why="The interpreter with storage, door, HTTP and TLS; a thread for each command that waits.",
    )


def starts(is_quick: bool) -> Iterator[Finding]:
    """How soon a paired station paints, and shows what the host tells it; what it keeps in memory."""
    with lan.host(departments=6) as host:
        home = host.database.parent / "paired"
        urls = {mode: host.pair(StationKind(mode), home) for mode in starting.MODES}
        taken = starting.in_turns(4 if is_quick else 10, starting.MODES, urls["counter"], home)
    empty = taken["empty"]
    for mode in starting.MODES:
        start = taken[mode]
        yield Finding(
            what=f"{mode} on the LAN: first frame / empty window",
            value=start.frame_ms / empty.frame_ms,
            target=1.5,
            detail=f"{start.frame_ms:.0f} ms, {empty.frame_ms:.0f} ms",
            why="Python's modules of the screen itself and its fonts.",
        )
        yield Finding(
            what=f"{mode} on the LAN: first frame with the host's answer / empty window",
            value=start.data_ms / empty.frame_ms,
            target=3,
            detail=f"{start.data_ms:.0f} ms, {empty.frame_ms:.0f} ms",
            why="The mode's own modules; TLS, the request and its answer take some 30 ms of it.",
        )
        yield Finding(
            what=f"{mode} on the LAN: memory / empty window",
            value=start.memory / empty.memory,
            target=1.8,
            detail=f"{start.memory:.0f} MB, {empty.memory:.0f} MB",
            why="The interpreter's modules and fonts for five scripts.",
        )


def _median(figures: Sequence[lan.Figures]) -> lan.Figures:
    return {name: statistics.median(one[name] for one in figures) for name in figures[0]}


def _said(figures: lan.Figures) -> str:
    return f"{figures['rate']:.0f}/s p50 {figures['p50_ms']:.1f} p99 {figures['p99_ms']:.0f} ms"
