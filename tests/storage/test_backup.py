"""Backups: taken while stations go on, proved, and restored into a new epoch."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Contact, OpenedPairing, Session, UnitOfWork
from nextpatient_desktop.documents.blobs import FileBlobs
from nextpatient_desktop.domain.ids import DocumentId
from nextpatient_desktop.domain.model import Department, Document, DocumentKind, StationKind
from nextpatient_desktop.storage import backup, keys
from nextpatient_desktop.storage.backup import BackupInfo, read_backup, write_backup
from nextpatient_desktop.storage.check import check_database
from nextpatient_desktop.storage.engine import Use, connect
from nextpatient_desktop.storage.restore import restore
from nextpatient_desktop.storage.sqlite import SqliteStorage
from tests.storage import things
from tests.storage.things import NOW, TODAY

SCANS = [b"%PDF-1.7 blood count", b"\xff\xd8\xff an x-ray " * 5000]


@dataclass
class Clinic:
    """A clinic with tokens and documents, and what it takes to back it up."""

    storage: SqliteStorage
    opd: Department
    path: Path
    key: bytes
    blobs: FileBlobs
    contents: list[str]

    @property
    def documents(self) -> Path:
        return self.path.parent / backup.DOCUMENTS_FOLDER

    def back_up(self, name: str = "one.npbackup") -> BackupInfo:
        return write_backup(
            self.path, self.key, self.path.parent / name, taken_at=NOW, documents=self.documents
        )


@pytest.fixture
def clinic(storage: SqliteStorage, opd: Department, path: Path) -> Clinic:
    key = keys.read_key(path.parent)
    blobs = FileBlobs(path.parent / backup.DOCUMENTS_FOLDER, keys.subkey(key, "documents"))
    tokens = [storage.write(lambda unit: things.issue(unit, opd)) for _ in range(42)]
    contents = [blobs.put(data) for data in SCANS]

    def attach(unit: UnitOfWork) -> None:
        for number, sha256 in enumerate(contents):
            unit.documents.add(
                Document(
                    id=DocumentId(things.new_id()),
                    visit=tokens[0].visit,
                    patient=None,
                    kind=DocumentKind.REPORT,
                    title="Report",
                    media_type="application/pdf",
                    size=len(SCANS[number]),
                    sha256=sha256,
                    added_at=NOW,
                )
            )

    storage.write(attach)
    return Clinic(storage, opd, path, key, blobs, contents)


@pytest.fixture
def restored(clinic: Clinic, tmp_path: Path) -> Iterator[SqliteStorage]:
    """The clinic out of a backup, on another PC."""
    saved = clinic.back_up()
    target = tmp_path / "new pc" / "clinic.db"
    restore(saved.path, clinic.key, target, now=NOW + timedelta(hours=1))
    opened = SqliteStorage.open(target)
    yield opened
    opened.close()


def code_of(call: object) -> str:
    assert callable(call)
    with pytest.raises(ClinicError) as refused:
        call()
    return refused.value.code


def test_a_backup_says_what_it_is(clinic: Clinic) -> None:
    info = clinic.back_up()
    with clinic.storage.read() as unit:
        head = unit.journal.head()
    assert head is not None
    assert (info.head.position, info.head.epoch, info.head.hash) == (42, 1, head.hash)
    assert (info.documents, info.missing, info.taken_at) == (2, (), NOW)
    assert read_backup(info.path, clinic.key) == info
    assert [one.name for one in clinic.path.parent.glob(".*")] == []


def test_a_backup_can_be_read_with_the_clinics_key_only(clinic: Clinic) -> None:
    saved = clinic.back_up().path
    content = saved.read_bytes()
    for secret in (b"SQLite format", b"General OPD", SCANS[0], clinic.key):
        assert secret not in content
    assert code_of(lambda: read_backup(saved, bytes(32))) == "key_wrong"
    with pytest.raises(ClinicError):
        connect(saved, clinic.key, Use.READ)


def test_stations_go_on_while_a_backup_is_taken(clinic: Clinic) -> None:
    stop = threading.Event()

    def work() -> int:
        count = 0
        while not stop.is_set():
            clinic.storage.write(lambda unit: things.issue(unit, clinic.opd))
            count += 1
        return count

    with ThreadPoolExecutor(2) as pool:
        issuing = pool.submit(work)
        infos = [clinic.back_up(f"{number}.npbackup") for number in range(3)]
        stop.set()
        issued = issuing.result(30)
    assert issued > 0
    positions = [info.head.position for info in infos]
    assert positions == sorted(positions)
    assert clinic.storage.position() == 42 + issued


def test_a_backup_replaces_nothing(clinic: Clinic) -> None:
    saved = clinic.back_up().path
    before = saved.read_bytes()
    assert code_of(clinic.back_up) == "backup_exists"
    assert saved.read_bytes() == before


def test_a_backup_that_was_damaged_is_found_out(clinic: Clinic) -> None:
    saved = clinic.back_up().path
    whole = saved.read_bytes()
    for place in (len(whole) // 3, len(whole) // 2, len(whole) - 3000):
        saved.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert code_of(lambda: read_backup(saved, clinic.key)) == "backup_damaged"
    saved.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    assert code_of(lambda: read_backup(saved, clinic.key)) == "backup_damaged"
    saved.unlink()
    assert code_of(lambda: read_backup(saved, clinic.key)) == "backup_missing"


def test_a_newer_programs_backup_is_told(clinic: Clinic) -> None:
    saved = clinic.back_up().path
    connection = connect(saved, backup.backup_key(clinic.key), Use.MAINTAIN)
    connection.execute("UPDATE backup_info SET format = 99")
    connection.close()
    assert code_of(lambda: read_backup(saved, clinic.key)) == "backup_newer"


def test_a_document_that_is_not_there_is_told_and_the_rest_is_saved(clinic: Clinic) -> None:
    lost = backup.document_path(clinic.documents, clinic.contents[0])
    lost.unlink()
    info = clinic.back_up()
    assert info.missing == (clinic.contents[0],)
    assert info.documents == 1


def test_of_a_damaged_database_no_backup_is_kept(clinic: Clinic) -> None:
    connection = connect(clinic.path, clinic.key, Use.MAINTAIN)
    connection.execute("UPDATE events SET body = '{}' WHERE position = 7")
    connection.close()
    assert code_of(clinic.back_up) == "backup_damaged"
    assert list(clinic.path.parent.glob("*.npbackup*")) == []
    assert list(clinic.path.parent.glob(".*.npbackup*")) == []


def test_a_restored_clinic_is_the_clinic(clinic: Clinic, restored: SqliteStorage) -> None:
    with clinic.storage.read() as before, restored.read() as after:
        for day in (TODAY,):
            assert list(after.tokens.of_day(day)) == list(before.tokens.of_day(day))
        assert after.clinic.get() == before.clinic.get()
        assert after.departments.all() == before.departments.all()
        assert after.journal.after(0, 42) == before.journal.after(0, 42)
    folder = restored.path.parent
    blobs = FileBlobs(folder / backup.DOCUMENTS_FOLDER, keys.subkey(clinic.key, "documents"))
    assert [blobs.get(sha256) for sha256 in clinic.contents] == SCANS
    assert check_database(restored.path, clinic.key, content=blobs.get) == []
    assert keys.read_key(folder) == clinic.key


def test_a_restore_starts_a_new_epoch_above_all_numbers_on_paper(
    clinic: Clinic, restored: SqliteStorage
) -> None:
    with restored.read() as unit:
        head = unit.journal.head()
        assert head is not None
        assert (head.position, head.epoch, head.kind) == (43, 2, "clinic.restored")
        body = json.loads(head.body)
        assert body["backup"]["position"] == 42
        assert body["day"] == "2026-02-09"
        assert body["numbers"] == {"A": {"last": 42, "raised_to": 99}}
    assert restored.write(lambda unit: things.issue(unit, clinic.opd)).code == "A-100"
    with restored.read() as unit:
        assert [event.epoch for event in unit.journal.after(42, 9)] == [2, 2]
    assert check_database(restored.path, clinic.key) == []


def test_a_restored_clinic_knows_its_stations_and_nobody_is_signed_in(clinic: Clinic, tmp_path: Path) -> None:
    kiosk, doctor = things.station(), things.staff()
    things.keep(clinic.storage, kiosk, doctor)
    key, secret = bytes([1]) * 32, bytes([2]) * 32
    seen = Contact(station=kiosk.id, seen_at=NOW, is_listening=True, to_come=4, version="1.2.0")

    def connect_stations(unit: UnitOfWork) -> None:
        unit.credentials.keep_key(kiosk.id, key, NOW)
        unit.credentials.begin(Session(digest=secret, station=kiosk.id, staff=doctor.id, begun_at=NOW))
        pairing = OpenedPairing(
            id=things.new_id(), digest=key, expires_at=NOW, tries_left=5, kind=StationKind.COUNTER
        )
        unit.credentials.save_pairing(pairing)
        unit.contacts.save(seen)
        unit.secrets.add("certificate", b"pem")

    clinic.storage.write(connect_stations)
    target = tmp_path / "new pc" / "clinic.db"
    restore(clinic.back_up().path, clinic.key, target, now=NOW + timedelta(hours=1))
    storage = SqliteStorage.open(target)
    with storage.read() as unit:
        assert unit.credentials.station_of(key) == kiosk.id
        assert unit.secrets.get("certificate") == b"pem"
        assert unit.credentials.session(secret) is None
        assert unit.credentials.pairing() is None
        assert list(unit.contacts.all()) == [replace(seen, is_listening=False)]
    storage.close()


def test_a_restore_of_yesterdays_backup_leaves_todays_numbers_alone(clinic: Clinic, tmp_path: Path) -> None:
    saved = clinic.back_up()
    target = tmp_path / "later" / "clinic.db"
    restore(saved.path, clinic.key, target, now=NOW + timedelta(days=1))
    storage = SqliteStorage.open(target)
    tomorrow = TODAY + timedelta(days=1)
    with storage.read() as unit:
        assert unit.days.last_number(TODAY, "A") == 42
        assert unit.days.last_number(tomorrow, "A") == 99
    storage.close()
    assert check_database(target, clinic.key) == []


def test_a_restore_replaces_nothing(clinic: Clinic, tmp_path: Path) -> None:
    saved = clinic.back_up().path
    before = clinic.path.read_bytes()
    assert code_of(lambda: restore(saved, clinic.key, clinic.path, now=NOW)) == "restore_target_exists"
    assert clinic.path.read_bytes() == before
    other = tmp_path / "other"
    other.mkdir()
    keys.write_key(other, bytes(32))
    assert code_of(lambda: restore(saved, clinic.key, other / "clinic.db", now=NOW)) == "key_differs"
    assert [one.name for one in other.iterdir()] == [keys.KEY_FILE]


def test_nothing_appears_of_a_restore_that_fails(clinic: Clinic, tmp_path: Path) -> None:
    saved = clinic.back_up().path
    target = tmp_path / "fresh" / "clinic.db"
    assert code_of(lambda: restore(saved, bytes(32), target, now=NOW)) == "key_wrong"
    whole = bytearray(saved.read_bytes())
    whole[len(whole) // 2] ^= 1
    saved.write_bytes(whole)
    assert code_of(lambda: restore(saved, clinic.key, target, now=NOW)) == "backup_damaged"
    assert code_of(lambda: restore(saved, clinic.key, tmp_path / "Dropbox" / "x.db", now=NOW)) == (
        "network_drive"
    )
    assert not target.parent.exists()


def test_the_recovery_code_opens_a_backup(clinic: Clinic, tmp_path: Path) -> None:
    saved = clinic.back_up().path
    key = keys.key_of_recovery_code(keys.recovery_code(clinic.key))
    target = tmp_path / "new pc" / "clinic.db"
    restore(saved, key, target, now=NOW)
    SqliteStorage.open(target).close()


def test_a_clinic_that_is_restored_twice_is_in_its_third_epoch(
    clinic: Clinic, restored: SqliteStorage, tmp_path: Path
) -> None:
    saved = tmp_path / "two.npbackup"
    write_backup(restored.path, clinic.key, saved, taken_at=NOW, documents=None)
    target = tmp_path / "third" / "clinic.db"
    restore(saved, clinic.key, target, now=NOW)
    storage = SqliteStorage.open(target)
    with storage.read() as unit:
        head = unit.journal.head()
        assert head is not None and head.epoch == 3
        assert unit.days.last_number(TODAY, "A") == 99
    assert storage.write(lambda unit: things.issue(unit, clinic.opd)).code == "A-100"
    storage.close()
    assert check_database(target, clinic.key) == []
