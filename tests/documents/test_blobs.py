"""Contents of documents on a real disk: kept, encrypted, checked, swept."""

import os
import threading
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.documents.blobs import FileBlobs

KEY = bytes(range(32))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REPORT = b"%PDF-1.7 Haemoglobin 13.2 g/dl" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clinic" / "documents"


@pytest.fixture
def blobs(folder: Path) -> FileBlobs:
    return FileBlobs(folder, KEY)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def age(path: Path, old: timedelta) -> None:
    stamp = (NOW - old).timestamp()
    os.utime(path, (stamp, stamp))


def none_named(_: Collection[str]) -> frozenset[str]:
    return frozenset()


def test_what_was_put_comes_back(blobs: FileBlobs) -> None:
    assert blobs.get(blobs.put(REPORT)) == REPORT


def test_a_content_lies_on_a_shelf_by_its_sha256(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    assert files(folder) == [folder / sha256[:2] / sha256]


def test_nothing_of_a_content_can_be_read_from_the_disk(blobs: FileBlobs, folder: Path) -> None:
    blobs.put(REPORT)
    (file,) = files(folder)
    assert b"Haemoglobin" not in file.read_bytes()
    assert b"%PDF" not in file.read_bytes()


def test_another_process_reads_it_with_the_key_and_not_without(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    assert FileBlobs(folder, KEY).get(sha256) == REPORT
    with pytest.raises(ClinicError, match="document_damaged"):
        FileBlobs(folder, bytes(32)).get(sha256)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../../etc/passwd", "A" * 64, "0" * 63])
def test_there_is_no_content_under_a_name_that_was_not_put(blobs: FileBlobs, name: str) -> None:
    assert blobs.get(name) is None


def test_putting_the_same_again_changes_nothing(blobs: FileBlobs, folder: Path) -> None:
    assert blobs.put(REPORT) == blobs.put(REPORT)
    assert len(files(folder)) == 1


@pytest.mark.parametrize("at", [0, 3, 8, 20, -1])
def test_one_changed_byte_is_noticed(blobs: FileBlobs, folder: Path, at: int) -> None:
    sha256 = blobs.put(REPORT)
    (file,) = files(folder)
    stored = bytearray(file.read_bytes())
    stored[at] ^= 1
    file.write_bytes(stored)
    with pytest.raises(ClinicError, match="document_damaged"):
        blobs.get(sha256)


@pytest.mark.parametrize("kept", [0, 10, 16, 200])
def test_a_cut_file_is_noticed_and_mended_by_putting_it_again(
    blobs: FileBlobs, folder: Path, kept: int
) -> None:
    sha256 = blobs.put(REPORT)
    (file,) = files(folder)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ClinicError, match="document_damaged"):
        blobs.get(sha256)
    blobs.put(REPORT)
    assert blobs.get(sha256) == REPORT


def test_one_document_can_not_stand_in_for_another(blobs: FileBlobs, folder: Path) -> None:
    mine, other = blobs.put(REPORT), blobs.put(b"another patient's report")
    (folder / mine[:2] / mine).write_bytes((folder / other[:2] / other).read_bytes())
    with pytest.raises(ClinicError, match="document_damaged"):
        blobs.get(mine)


def test_a_document_of_30_mb_is_refused_and_nothing_kept(blobs: FileBlobs, folder: Path) -> None:
    with pytest.raises(ClinicError) as caught:
        blobs.put(bytes(30 * 1024 * 1024))
    assert caught.value == ClinicError("document_too_large", field="file", megabytes=20)
    assert not folder.exists()


def test_the_largest_document_is_taken(blobs: FileBlobs) -> None:
    largest = bytes(MAX_DOCUMENT_BYTES)
    assert blobs.get(blobs.put(largest)) == largest


def test_an_empty_document_is_refused(blobs: FileBlobs) -> None:
    with pytest.raises(ClinicError) as caught:
        blobs.put(b"")
    assert caught.value == ClinicError("document_empty", field="file")


def test_a_full_disk_is_said_and_leaves_nothing(blobs: FileBlobs, folder: Path) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, before[1]))
    try:
        with pytest.raises(ClinicError, match="disk_full"):
            blobs.put(b"x" * MAX_DOCUMENT_BYTES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert files(folder) == []


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    with pytest.raises(ClinicError, match="storage_failed"):
        FileBlobs(tmp_path / "documents", KEY).put(REPORT)


def test_many_threads_put_and_read_the_same_without_harm(blobs: FileBlobs, folder: Path) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                assert blobs.get(blobs.put(REPORT)) == REPORT
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(files(folder)) == 1


def test_a_content_that_no_document_names_goes_after_a_day(blobs: FileBlobs, folder: Path) -> None:
    orphan, named, young = blobs.put(b"orphan"), blobs.put(b"named"), blobs.put(b"young")
    for sha256 in (orphan, named):
        age(folder / sha256[:2] / sha256, timedelta(hours=25))
    age(folder / young[:2] / young, timedelta(hours=23))

    assert blobs.sweep(lambda asked: {named} & set(asked), NOW) == 1

    assert blobs.get(orphan) is None
    assert blobs.get(named) == b"named"
    assert blobs.get(young) == b"young"


def test_a_content_put_again_is_young_again(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    age(folder / sha256[:2] / sha256, timedelta(days=3))
    blobs.put(REPORT)
    assert blobs.sweep(none_named, NOW) == 0
    assert blobs.get(sha256) == REPORT


def test_a_content_put_again_while_it_is_swept_stays(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    age(folder / sha256[:2] / sha256, timedelta(days=3))

    def put_meanwhile(_: Collection[str]) -> frozenset[str]:
        blobs.put(REPORT)
        return frozenset()

    assert blobs.sweep(put_meanwhile, NOW) == 0
    assert blobs.get(sha256) == REPORT


def test_what_a_power_cut_left_half_written_goes_after_a_day(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    shelf = folder / sha256[:2]
    old, young = shelf / f"{sha256}.0011.part", shelf / f"{sha256}.0022.part"
    for path in (old, young):
        path.write_bytes(b"half")
    age(old, timedelta(days=2))
    age(young, timedelta(minutes=1))

    blobs.sweep(lambda asked: asked, NOW)

    assert not old.exists()
    assert young.exists()


def test_an_unused_store_has_nothing_to_sweep(blobs: FileBlobs, folder: Path) -> None:
    assert blobs.sweep(none_named, NOW) == 0
    assert not folder.exists()


def test_a_key_of_another_length_is_a_bug(folder: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FileBlobs(folder, b"short")


def test_a_content_on_its_way_out_when_the_power_failed_comes_back(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    path = folder / sha256[:2] / sha256
    leaving = path.rename(path.with_name(f"{sha256}.0011.leaving"))
    age(leaving, timedelta(days=2))

    assert blobs.sweep(lambda asked: asked, NOW) == 0
    assert blobs.get(sha256) == REPORT
    assert blobs.sweep(none_named, NOW) == 1
    assert files(folder) == []


def test_only_what_the_program_itself_leaves_is_cleared(blobs: FileBlobs, folder: Path) -> None:
    sha256 = blobs.put(REPORT)
    notes = folder / sha256[:2] / "notes.txt"
    notes.write_text("somebody's own")
    age(notes, timedelta(days=9))
    blobs.sweep(none_named, NOW)
    assert notes.exists()
