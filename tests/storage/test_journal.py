"""The journal: gapless, chained, in order, and found by subject and command."""

import hashlib
import struct
from uuid import UUID

import pytest

from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.ports import Storage, UnitOfWork
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.storage.convert import to_ms
from tests.storage import things
from tests.storage.places import another, storage

__all__ = ["another", "storage"]


def events(storage: Storage) -> list[Event]:
    with storage.read() as unit:
        return list(unit.journal.after(0, 1000))


def documented_hash(previous: bytes, event: Event) -> bytes:
    """The hash as the journal's documentation describes it, built another way."""

    def optional(key: UUID | None) -> bytes:
        return b"\0" if key is None else b"\1" + key.bytes

    def text(value: str) -> bytes:
        return struct.pack(">I", len(value.encode())) + value.encode()

    whole = b"nextpatient event 1\n" + previous
    whole += event.position.to_bytes(8, "big") + event.epoch.to_bytes(4, "big") + event.id.bytes
    whole += to_ms(event.at).to_bytes(8, "big", signed=True) + text(event.kind)
    for key in (event.subject, event.command, event.station, event.staff):
        whole += optional(key)
    return hashlib.sha256(whole + text(event.body)).digest()


def test_an_empty_journal_is_at_position_nothing(storage: Storage) -> None:
    with storage.read() as unit:
        assert unit.journal.head() is None
        assert unit.journal.latest(10) == []
    assert storage.position() == 0


def test_an_event_is_kept_whole_and_chained(storage: Storage) -> None:
    command = CommandId(things.new_id())
    new = things.event("token.called", subject=things.new_id(), command=command)
    assert storage.write(lambda unit: unit.journal.append(new)) == 1
    [kept] = events(storage)
    assert (kept.position, kept.epoch) == (1, 1)
    for name in ("id", "at", "kind", "subject", "command", "station", "staff", "body"):
        assert getattr(kept, name) == getattr(new, name)
    assert kept.hash == documented_hash(bytes(32), kept)


def test_positions_are_gapless_and_each_hash_covers_the_one_before(storage: Storage) -> None:
    def work(unit: UnitOfWork) -> list[int]:
        return [unit.journal.append(things.event("token.issued")) for _ in range(3)]

    assert storage.write(work) == [1, 2, 3]
    assert storage.write(work) == [4, 5, 6]
    previous = bytes(32)
    for event in events(storage):
        assert event.hash == documented_hash(previous, event)
        previous = event.hash
    assert storage.position() == 6


def test_a_failed_work_leaves_no_gap(storage: Storage) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.journal.append(things.event())
        raise ZeroDivisionError

    storage.write(lambda unit: unit.journal.append(things.event()))
    with pytest.raises(ZeroDivisionError):
        storage.write(fails)
    assert storage.write(lambda unit: unit.journal.append(things.event())) == 2
    first, second = events(storage)
    assert second.hash == documented_hash(first.hash, second)


def test_events_are_found_by_subject_and_by_command(storage: Storage) -> None:
    token, counter, command = things.new_id(), things.new_id(), CommandId(things.new_id())
    made = [
        things.event("token.issued", subject=token),
        things.event("token.called", subject=token, command=command),
        things.event("counter.called", subject=counter, command=command),
        things.event("day.opened"),
    ]
    for one in made:
        storage.write(lambda unit, one=one: unit.journal.append(one))  # type: ignore[misc]
    with storage.read() as unit:

        def kinds(found: object) -> list[str]:
            assert isinstance(found, list)
            return [event.kind for event in found]

        assert kinds(unit.journal.after(1, 2)) == ["token.called", "counter.called"]
        assert kinds(unit.journal.after(0, 10, token)) == ["token.issued", "token.called"]
        assert kinds(unit.journal.after(1, 10, token)) == ["token.called"]
        assert kinds(unit.journal.latest(2)) == ["counter.called", "day.opened"]
        assert kinds(unit.journal.latest(1, token)) == ["token.called"]
        assert kinds(unit.journal.of_command(command)) == ["token.called", "counter.called"]
        head = unit.journal.head()
        assert head is not None and head.kind == "day.opened"


def test_the_head_is_right_after_appending(storage: Storage) -> None:
    def work(unit: UnitOfWork) -> list[int]:
        seen = []
        for _ in range(2):
            unit.journal.append(things.event())
            head = unit.journal.head()
            assert head is not None
            seen.append(head.position)
        return seen

    assert storage.write(work) == [1, 2]


def test_a_reader_cannot_write(storage: Storage) -> None:
    with pytest.raises(Exception, match=r"readonly|refused|storage_readonly"), storage.read() as unit:
        unit.journal.append(things.event())
    assert storage.position() == 0


def test_a_unit_of_work_is_of_no_use_after_its_end(storage: Storage) -> None:
    with storage.read() as unit:
        kept = unit
    with pytest.raises(RuntimeError):
        kept.journal.head()
    leaked = storage.write(lambda unit: unit)
    with pytest.raises(RuntimeError):
        leaked.journal.append(things.event())
    assert storage.position() == 0


def test_drivers_errors_that_are_bugs_stay_what_they_are(storage: Storage) -> None:
    again = things.patient(1)
    things.keep(storage, again)
    with pytest.raises(things.DATABASE_ERRORS):
        things.keep(storage, again)
