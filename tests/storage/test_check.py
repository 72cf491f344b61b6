"""A check finds what was changed behind the program's back, and nothing where nothing was."""

from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import Department
from nextpatient_desktop.storage.check import Finding, check_database
from nextpatient_desktop.storage.engine import Use, connect
from nextpatient_desktop.storage.journal import chain_hash
from nextpatient_desktop.storage.keys import read_key
from nextpatient_desktop.storage.sqlite import SqliteStorage
from nextpatient_desktop.storage.transaction import Head
from tests.storage import things

DAY = "2026-02-09"


@pytest.fixture
def busy(storage: SqliteStorage, opd: Department, path: Path) -> Path:
    """A database with ten tokens, closed."""
    for _ in range(10):
        storage.write(lambda unit: things.issue(unit, opd))
    storage.close()
    return path


def tamper(path: Path, *statements: str) -> list[Finding]:
    """What a check finds after somebody with the key changed the database."""
    connection = connect(path, read_key(path.parent), Use.MAINTAIN)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return check_database(path, read_key(path.parent))


def test_a_sound_database_has_no_findings(busy: Path) -> None:
    assert check_database(busy, read_key(busy.parent)) == []


def test_a_changed_event_breaks_the_chain(busy: Path) -> None:
    found = tamper(busy, "UPDATE events SET body = replace(body, 'waiting', 'called') WHERE position = 4")
    assert found == [Finding(code="chain_broken", params={"position": 4})]


def test_a_changed_event_with_a_new_hash_breaks_the_next(busy: Path) -> None:
    connection = connect(busy, read_key(busy.parent), Use.MAINTAIN)
    rows = connection.execute("SELECT * FROM events ORDER BY position").fetchall()
    forged = [*rows[3][:9], '{"forged":true}']
    digest = chain_hash(rows[2][10], tuple(forged))
    connection.execute("UPDATE events SET body = ?, hash = ? WHERE position = 4", (forged[9], digest))
    connection.close()
    found = check_database(busy, read_key(busy.parent))
    assert found == [Finding(code="chain_broken", params={"position": 5})]


def test_a_removed_event_is_missed(busy: Path) -> None:
    found = tamper(busy, "DELETE FROM events WHERE position = 4")
    assert Finding(code="position_missing", params={"position": 4}) in found
    assert Finding(code="chain_broken", params={"position": 5}) in found


def test_a_cut_tail_shows_by_a_head_that_was_written_down(busy: Path) -> None:
    key = read_key(busy.parent)
    connection = connect(busy, key, Use.READ)
    row = connection.execute("SELECT position, epoch, hash FROM events WHERE position = 10").fetchone()
    connection.close()
    assert row is not None
    noted = Head(*row)
    assert check_database(busy, key, noted=[noted]) == []
    tamper(busy, "DELETE FROM events WHERE position >= 9")
    assert check_database(busy, key) == []
    assert check_database(busy, key, noted=[noted]) == [Finding(code="journal_cut", params={"position": 10})]


def test_missing_and_unknown_numbers_are_found(busy: Path) -> None:
    found = tamper(
        busy,
        "DELETE FROM tokens WHERE code IN ('A-004', 'A-005', 'A-009')",
        "DELETE FROM visits WHERE code IN ('A-004', 'A-005', 'A-009')",
        "UPDATE sequences SET last = 9",
    )
    assert found == [
        Finding(code="number_unknown", params={"day": DAY, "letter": "A", "number": 10}),
        Finding(code="number_missing", params={"day": DAY, "letter": "A", "first": 4, "last": 5}),
        Finding(code="number_missing", params={"day": DAY, "letter": "A", "first": 9, "last": 9}),
    ]


def test_codes_of_a_cut_off_kiosk_are_of_no_sequence(busy: Path) -> None:
    assert (
        tamper(
            busy,
            "UPDATE visits SET code = 'A-B07' WHERE code = 'A-010'",
            "UPDATE tokens SET code = 'A-B07' WHERE code = 'A-010'",
            "UPDATE sequences SET last = 9",
        )
        == []
    )


@pytest.mark.parametrize(
    ("change", "because", "state"),
    [
        ("state = 1", "no_counter", "called"),
        ("state = 2, counter = x'07'", "not_started", "serving"),
        ("state = 4, started_at = 1", "not_ended", "completed"),
        ("state = 6, ended_at = 1", "no_reason", "cancelled"),
        ("counter = x'07'", "still_at_counter", "waiting"),
        ("day = day - 1", "other_day", "waiting"),
        ("day = day - 1", "no_day", "waiting"),
        ("code = 'A-900'", "other_code", "waiting"),
        ("state = 9, ended_at = 1", "unknown_state", "9"),
        ("priority = 9", "unknown_priority", "waiting"),
    ],
)
def test_a_token_in_an_impossible_state_is_found(busy: Path, change: str, because: str, state: str) -> None:
    found = tamper(busy, f"UPDATE tokens SET {change} WHERE code = 'A-003'")
    impossible = [one.params for one in found if one.code == "token_impossible"]
    assert because in [one["because"] for one in impossible]
    assert {one["state"] for one in impossible} == {state}


def test_a_token_that_still_waits_after_its_day_is_found(busy: Path) -> None:
    found = tamper(
        busy,
        "UPDATE tokens SET state = 7, ended_at = 1 WHERE code <> 'A-003'",
        "UPDATE days SET closed_at = opened_at",
    )
    params = {"day": DAY, "code": "A-003", "state": "waiting", "because": "not_expired"}
    assert found == [Finding(code="token_impossible", params=params)]


def test_a_counter_with_two_open_tokens_is_found(storage: SqliteStorage, opd: Department, path: Path) -> None:
    room = things.counter(opd)
    things.keep(storage, room)
    for _ in range(2):
        storage.write(lambda unit: things.issue(unit, opd))
    storage.close()
    found = tamper(
        path,
        "DROP INDEX tokens_open_at_counter",
        "UPDATE tokens SET state = 2, calls = 1, last_called_at = 1, started_at = 1, "
        "counter = (SELECT id FROM counters)",
    )
    assert found == [Finding(code="counter_twice", params={"counter": "Room 3"})]


def test_a_reference_to_nothing_is_found(busy: Path) -> None:
    found = tamper(busy, "UPDATE visits SET patient = x'07' WHERE code = 'A-003'")
    assert found == [Finding(code="reference_broken", params={"table": "visits"})]


def test_documents_are_looked_into(storage: SqliteStorage, opd: Department, path: Path) -> None:
    from tests.storage.test_documents import document

    visit = storage.write(lambda unit: things.issue(unit, opd)).visit
    made = [document(visit, number) for number in (1, 2, 3)]
    for one in made:
        storage.write(lambda unit, one=one: unit.documents.add(one))  # type: ignore[misc]

    def content(sha256: str) -> bytes | None:
        if sha256 == made[0].sha256:
            raise ClinicError("document_damaged")
        return b"x" if sha256 == made[1].sha256 else None

    assert check_database(path, read_key(path.parent), content=content) == [
        Finding(code="document_damaged", params={"sha256": made[0].sha256}),
        Finding(code="document_missing", params={"sha256": made[2].sha256}),
    ]


def test_damaged_pages_are_found(busy: Path) -> None:
    whole = bytearray(busy.read_bytes())
    for place in range(20_000, len(whole), 2048 * 3):
        whole[place] ^= 1
    busy.write_bytes(whole)
    found = check_database(busy, read_key(busy.parent))
    assert found
    assert {one.code for one in found} == {"file_damaged"}


def test_a_check_goes_on_beside_work(storage: SqliteStorage, opd: Department, path: Path) -> None:
    for _ in range(5):
        storage.write(lambda unit: things.issue(unit, opd))
        assert check_database(path, read_key(path.parent)) == []
