"""Is everything as it was written? Looks through a whole database and says what is not, as data.

The file's pages (each has its own checksum under the key), SQLite's own structures, the journal's chain, the
numbers, the tokens' states, and the documents' contents. Reads one consistent state; stations go on
meanwhile.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Final, Protocol

from nextpatient_desktop.clinic.errors import ClinicError, Param
from nextpatient_desktop.storage.convert import STATES
from nextpatient_desktop.storage.engine import DriverConnection, DriverCursor, Use, connect
from nextpatient_desktop.storage.errors import DriverError, is_damaged, machine_error
from nextpatient_desktop.storage.journal import NO_HASH, chain_hash
from nextpatient_desktop.storage.transaction import Head

RESTORED: Final = "clinic.restored"
"""The kind of event that journals the gap in the numbers that a restore leaves."""
RAISED: Final = "numbers.raised"
"""The same of a gap that a kiosk's report leaves: it has those numbers on paper."""

MOST_OF_A_KIND: Final = 100
"""How many findings of one kind are listed: what is wrong everywhere is clear from fewer."""

_STEP: Final = 1000


class Reader(Protocol):
    """A connection to read from, on whichever database; parameters are question marks."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> DriverCursor:
        """Run one statement."""
        ...


Gaps = Mapping[tuple[int, str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong.

    Codes: `file_damaged` (detail), `reference_broken` (table), `chain_broken` (position), `position_missing`
    (position), `journal_cut` (position), `number_missing` (day, letter, first, last), `number_unknown` (day,
    letter, number), `token_impossible` (day, code, state, because), `counter_twice` (counter),
    `document_missing` and `document_damaged` (sha256).
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


def check_database(
    path: Path,
    key: bytes,
    *,
    content: Callable[[str], bytes | None] | None = None,
    noted: Sequence[Head] = (),
) -> list[Finding]:
    """Everything that is wrong with a database, nothing when all is well.

    Args:
        path: the database.
        key: its key.
        content: gives a document's content by SHA-256 (`clinic.ports.Blobs.get`); documents are skipped
        without.
        noted: journal heads that were written down elsewhere (backups, closing slips): a cut tail shows by
        them.

    Raises:
        ClinicError: `key_wrong`, or what the machine refuses (but damage is a finding).
    """
    try:
        connection = connect(path, key, Use.READ)
    except ClinicError as error:
        if error.code != "storage_damaged":
            raise
        return [Finding(code="file_damaged", params={"detail": str(error.__cause__)})]
    try:
        connection.execute("BEGIN")
        return findings(connection, content=content, noted=noted)
    except DriverError as error:
        raise machine_error(error, path) or error from error
    finally:
        connection.close()


def findings(
    connection: DriverConnection,
    *,
    content: Callable[[str], bytes | None] | None = None,
    noted: Sequence[Head] = (),
) -> list[Finding]:
    """As `check_database`, in the connection's present transaction."""
    found: list[Finding] = []
    try:
        found += _first(_file(connection))
        found += _first(_references(connection))
        found += record_findings(connection, content=content, noted=noted)
    except DriverError as error:
        if not is_damaged(error):
            raise
        found.append(Finding(code="file_damaged", params={"detail": str(error)}))
    return found


def record_findings(
    connection: Reader,
    *,
    content: Callable[[str], bytes | None] | None = None,
    noted: Sequence[Head] = (),
) -> list[Finding]:
    """What is wrong with what the tables say, on whichever database: journal, numbers, tokens, documents."""
    found: list[Finding] = []
    checks = [_journal(connection, noted), _numbers(connection), _tokens(connection)]
    if content is not None:
        checks.append(_documents(connection, content))
    for check in checks:
        found += _first(check)
    return found


def _first(found: Iterator[Finding]) -> list[Finding]:
    return list(islice(found, MOST_OF_A_KIND))


def _file(connection: DriverConnection) -> Iterator[Finding]:
    pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    structures = connection.execute("PRAGMA integrity_check").fetchall()
    for row in chain(pages, structures):
        if row[0] != "ok":
            yield Finding(code="file_damaged", params={"detail": str(row[0])})


def _references(connection: DriverConnection) -> Iterator[Finding]:
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield Finding(code="reference_broken", params={"table": str(row[0])})


# --- The journal ----------------------------------------------------------------------------------


def _journal(connection: Reader, noted: Sequence[Head]) -> Iterator[Finding]:
    """The chain from its first event on, and that what was noted elsewhere is still in it."""
    awaited = {head.position: head for head in noted}
    last, previous = 0, NO_HASH
    while rows := connection.execute(
        "SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?", (last, _STEP)
    ).fetchall():
        for row in rows:
            position, epoch, digest = row[0], row[1], row[10]
            if position != last + 1:
                yield Finding(code="position_missing", params={"position": last + 1})
            if chain_hash(previous, row) != digest:
                yield Finding(code="chain_broken", params={"position": position})
            head = awaited.get(position)
            if head is not None and (head.epoch, head.hash) == (epoch, digest):
                del awaited[position]
            last, previous = position, digest
    for position in sorted(awaited):
        yield Finding(code="journal_cut", params={"position": position})


# --- The numbers ----------------------------------------------------------------------------------


def _numbers(connection: Reader) -> Iterator[Finding]:
    """Each sequence from 1 to its last number, without gaps but those that were journaled.

    Not those of kiosks that were cut off (`A-B`): some of their numbers may still be on the way.
    """
    gaps = _journaled_gaps(connection)
    sequences = connection.execute("SELECT day, letter, last FROM sequences").fetchall()
    known = {(day, letter): last for day, letter, last in sequences if "-" not in letter}
    given = _given_numbers(connection)
    for day, letter in sorted(known.keys() | given.keys()):
        last = known.get((day, letter), 0)
        skipped = gaps.get((day, letter), ())
        yield from _sequence(day, letter, last, given.get((day, letter), set()), skipped)


def _sequence(
    day: int, letter: str, last: int, given: set[int], skipped: Sequence[tuple[int, int]]
) -> Iterator[Finding]:
    where: dict[str, Param] = {"day": date.fromordinal(day).isoformat(), "letter": letter}
    for number in sorted(one for one in given if not 1 <= one <= last):
        yield Finding(code="number_unknown", params={**where, "number": number})
    missing = sorted(set(range(1, last + 1)) - given)
    missing = [one for one in missing if not any(first <= one <= end for first, end in skipped)]
    while missing:
        first = end = missing.pop(0)
        while missing and missing[0] == end + 1:
            end = missing.pop(0)
        yield Finding(code="number_missing", params={**where, "first": first, "last": end})


def _given_numbers(connection: Reader) -> dict[tuple[int, str], set[int]]:
    """The numbers on visits, by day and letter; codes of cut-off kiosks (`A-B07`) are of no sequence."""
    given: dict[tuple[int, str], set[int]] = defaultdict(set)
    for day, code in connection.execute("SELECT day, code FROM visits").fetchall():
        letter, _, number = code.partition("-")
        if number.isdecimal():
            given[day, letter].add(int(number))
    return given


def _journaled_gaps(connection: Reader) -> Gaps:
    gaps: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for (body,) in connection.execute("SELECT body FROM events WHERE kind = ?", (RESTORED,)).fetchall():
        restored = json.loads(body)
        day = date.fromisoformat(restored["day"]).toordinal()
        for letter, numbers in restored["numbers"].items():
            gaps[day, letter].append((numbers["last"] + 1, numbers["raised_to"]))
    for (body,) in connection.execute("SELECT body FROM events WHERE kind = ?", (RAISED,)).fetchall():
        raised = json.loads(body)
        day = date.fromisoformat(raised["day"]).toordinal()
        gaps[day, raised["letter"]].append((raised["last"] + 1, raised["raised_to"]))
    return gaps


# --- The tokens -----------------------------------------------------------------------------------

_IMPOSSIBLE: Final = {
    "no_counter": "t.state IN (1, 2) AND t.counter IS NULL",
    "no_call": "t.state = 1 AND (t.calls < 1 OR t.last_called_at IS NULL)",
    "not_started": "t.state IN (2, 4) AND t.started_at IS NULL",
    "not_ended": "t.state >= 4 AND t.ended_at IS NULL",
    "no_reason": "t.state = 6 AND t.end_reason IS NULL",
    "still_at_counter": "t.state = 0 AND t.counter IS NOT NULL",
    "not_expired": "t.state < 4 AND t.day IN (SELECT date FROM days WHERE closed_at IS NOT NULL)",
    "no_day": "t.day NOT IN (SELECT date FROM days)",
    "other_day": "t.day <> v.day",
    "other_code": "t.code <> v.code",
    "unknown_state": "t.state NOT BETWEEN 0 AND 7",
    "unknown_priority": "t.priority NOT BETWEEN 0 AND 2",
}


def _tokens(connection: Reader) -> Iterator[Finding]:
    select = "SELECT t.day, t.code, t.state FROM tokens t JOIN visits v ON v.id = t.visit WHERE "
    for because, condition in _IMPOSSIBLE.items():
        for day, code, state in connection.execute(f"{select}{condition}").fetchall():
            value = STATES.value_of.get(state)
            params: dict[str, Param] = {
                "day": date.fromordinal(day).isoformat(),
                "code": code,
                "state": str(state) if value is None else value.value,
                "because": because,
            }
            yield Finding(code="token_impossible", params=params)
    twice = (
        "SELECT c.name FROM tokens t JOIN counters c ON c.id = t.counter WHERE t.state IN (1, 2) "
        "GROUP BY t.counter, c.name HAVING count(*) > 1"
    )
    for (name,) in connection.execute(twice).fetchall():
        yield Finding(code="counter_twice", params={"counter": name})


# --- The documents --------------------------------------------------------------------------------


def named_documents(connection: Reader, *, with_removed: bool) -> list[str]:
    """The SHA-256 of the contents that documents name."""
    where = "" if with_removed else " WHERE is_removed = 0"
    rows = connection.execute(f"SELECT DISTINCT sha256 FROM documents{where} ORDER BY sha256").fetchall()
    return [row[0].hex() for row in rows]


def _documents(connection: Reader, content: Callable[[str], bytes | None]) -> Iterator[Finding]:
    for sha256 in named_documents(connection, with_removed=False):
        try:
            is_there = content(sha256) is not None
        except ClinicError as error:
            if error.code != "document_damaged":
                raise
            yield Finding(code="document_damaged", params={"sha256": sha256})
        else:
            if not is_there:
                yield Finding(code="document_missing", params={"sha256": sha256})
