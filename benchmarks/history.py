"""Calling, issuing and the board with years of history behind them: does a clinic's age matter?"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.clinics import new_clinic
from benchmarks.measure import percentile
from nextpatient_desktop.bootstrap import open_clinic
from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.tokens.messages import CallNext, IssueToken, PutBack
from nextpatient_desktop.clinic.tokens.questions import Board
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, uuid7
from nextpatient_desktop.domain.model import Priority, TokenState
from nextpatient_desktop.storage import keys
from nextpatient_desktop.storage.convert import PRIORITIES, STATES, to_day
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect

TOKENS_A_DAY = 400
WAITING_NOW = 40
_VISIT_MS = 420_000
_VISITS = (
    "INSERT INTO visits (id, day, code, department, key, language, issued_at) VALUES (?, ?, ?, ?, ?, '', ?)"
)
_TOKENS = (
    "INSERT INTO tokens (id, visit, code, department, day, state, priority, issued_at, queued_at, rank,"
    " counter, calls, last_called_at, first_called_at, started_at, ended_at, comes_back)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 1, ?, ?, ?, ?, 0)"
)
_EVENTS = (
    "INSERT INTO events (position, epoch, id, at, kind, subject, command, body, hash)"
    " VALUES (?, 1, ?, ?, 'token.completed', ?, ?, '{}', ?)"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A clinic with some history, open."""

    clinic: Clinic
    department: DepartmentId
    counter: CounterId

    def issue(self) -> float:
        """Seconds of one IssueToken."""
        begin = time.perf_counter()
        self.clinic.execute(IssueToken(department=self.department))
        return time.perf_counter() - begin

    def call(self) -> float:
        """Seconds of one CallNext; the token is put back, so that the queue stays as it is."""
        begin = time.perf_counter()
        token = self.clinic.execute(CallNext(counter=self.counter))
        taken = time.perf_counter() - begin
        self.clinic.execute(PutBack(token=token.id))
        return taken

    def board(self) -> float:
        """Seconds of one Board."""
        begin = time.perf_counter()
        self.clinic.ask(Board(counter=self.counter))
        return time.perf_counter() - begin


def with_history(folder: Path, tokens: int) -> Place:
    """Make a clinic with that many tokens of earlier days, and a queue of today."""
    folder.mkdir()
    clinic, (department,), (counter,) = new_clinic(folder)
    clinic.close()
    path = folder / "clinic.db"
    connection = connect(path, keys.read_key(folder), Use.MAINTAIN)
    _fill(connection, department, counter, tokens)
    connection.close()
    clinic = open_clinic(path).acting_as(SYSTEM)
    for _ in range(WAITING_NOW):
        clinic.execute(IssueToken(department=department))
    return Place(clinic=clinic, department=department, counter=counter)


def _fill(connection: DriverConnection, department: DepartmentId, counter: CounterId, tokens: int) -> None:
    run = connection.execute
    run("PRAGMA foreign_keys = OFF")
    run("PRAGMA synchronous = OFF")
    run("PRAGMA cache_size = -400000")
    position = int((run("SELECT max(position) FROM events").fetchone() or (0,))[0])
    days = -(-tokens // TOKENS_A_DAY)
    first = date.today() - timedelta(days=days)
    run("BEGIN IMMEDIATE")
    for index in range(days):
        day = first + timedelta(days=index)
        count = min(TOKENS_A_DAY, tokens - index * TOKENS_A_DAY)
        position = _fill_day(connection, day, department.bytes, counter.bytes, count, position)
    run("COMMIT")
    run("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_day(
    connection: DriverConnection, day: date, department: bytes, counter: bytes, count: int, position: int
) -> int:
    number = to_day(day)
    opened = int(time.mktime(day.timetuple())) * 1000
    connection.execute("INSERT INTO days VALUES (?, ?, ?, 0, NULL)", (number, opened, opened + 86_000_000))
    connection.execute("INSERT INTO sequences VALUES (?, 'A', ?)", (number, count))
    done, normal = STATES.number_of[TokenState.COMPLETED], PRIORITIES.number_of[Priority.NORMAL]
    for index in range(1, count + 1):
        at = opened + 28_800_000 + index * 60_000
        chance = os.urandom(72)
        visit, token = uuid7(at, chance[:10]).bytes, uuid7(at, chance[10:20]).bytes
        code, ended = f"A-{index:03d}", at + _VISIT_MS
        connection.execute(_VISITS, (visit, number, code, department, chance[20:36], at))
        connection.execute(
            _TOKENS,
            (token, visit, code, department, number, done, normal, at, at, counter, at, at, at, ended),
        )
        event = uuid7(at, chance[26:36]).bytes
        position += 1
        connection.execute(_EVENTS, (position, event, ended, token, event, chance[36:68]))
    return position


def measure(sizes: tuple[int, ...], rounds: int) -> dict[str, dict[int, float]]:
    """Median seconds of each act with each size of history, all clinics open at once and taken in turns."""
    acts: dict[str, Callable[[Place], float]] = {
        "CallNext": Place.call,
        "IssueToken": Place.issue,
        "Board": Place.board,
    }
    times: dict[str, dict[int, list[float]]] = {name: {size: [] for size in sizes} for name in acts}
    with tempfile.TemporaryDirectory() as name:
        places = {size: with_history(Path(name) / str(size), size) for size in sizes}
        for turn in range(rounds + 1):
            for act, do in acts.items():
                for size, place in places.items():
                    taken = [do(place) for _ in range(10)]
                    if turn:
                        times[act][size].extend(taken)
        for place in places.values():
            place.clinic.close()
    return {act: {size: percentile(v, 0.5) for size, v in sized.items()} for act, sized in times.items()}
