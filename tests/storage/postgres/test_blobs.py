"""Contents of documents in the database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.postgres.blobs import PART_BYTES, PostgresBlobs
from nextpatient_desktop.storage.postgres.storage import PostgresStorage
from tests.clinic.places import ServerPlace
from tests.fakes.cut_wire import COMMITTING, CutWire
from tests.postgres import Server

DATA = bytes(range(256)) * 5000
"""Of several parts, the last one short."""


@pytest.fixture
def place(emptied_postgres_url: str) -> ServerPlace:
    return ServerPlace(emptied_postgres_url)


@pytest.fixture
def blobs(emptied_postgres_url: str) -> Iterator[PostgresBlobs]:
    with closing(PostgresStorage.open(emptied_postgres_url)) as storage:
        yield storage.blobs


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize(
    "data", [b"x", bytes(PART_BYTES), bytes(PART_BYTES + 1), DATA], ids=["byte", "part", "more", "several"]
)
def test_what_is_put_is_got(blobs: PostgresBlobs, data: bytes) -> None:
    assert blobs.get(blobs.put(data)) == data


def test_the_largest_document_is_kept_and_a_larger_one_refused(blobs: PostgresBlobs) -> None:
    largest = bytes(MAX_DOCUMENT_BYTES)
    assert blobs.get(blobs.put(largest)) == largest
    for data, code in ((largest + b"x", "document_too_large"), (b"", "document_empty")):
        with pytest.raises(ClinicError, match=code):
            blobs.put(data)


def test_what_nobody_put_is_not_there(blobs: PostgresBlobs) -> None:
    for sha256 in ("0" * 64, "0" * 63, "../../../etc/passwd", "A" * 64):
        assert blobs.get(sha256) is None


def test_other_hosts_have_it_too(blobs: PostgresBlobs, place: ServerPlace) -> None:
    storage, theirs = place.open()
    assert theirs.get(blobs.put(DATA)) == DATA
    storage.close()


def test_the_same_content_is_kept_once_also_from_several_at_once(
    blobs: PostgresBlobs, place: ServerPlace
) -> None:
    with ThreadPoolExecutor(6) as pool:
        names = set(pool.map(lambda _: blobs.put(DATA), range(12)))
    assert len(names) == 1
    with place.connection() as beside:
        assert beside.execute("SELECT count(*), sum(size) FROM blobs").fetchone() == (1, len(DATA))
        assert beside.execute("SELECT sum(length(data)) FROM blob_parts").fetchone() == (len(DATA),)


def test_a_damaged_content_is_said_and_mended_by_the_next_put(
    blobs: PostgresBlobs, place: ServerPlace
) -> None:
    sha256 = blobs.put(DATA)
    place.damage(sha256)
    with pytest.raises(ClinicError, match="document_damaged"):
        blobs.get(sha256)
    assert blobs.put(DATA) == sha256
    assert blobs.get(sha256) == DATA


def test_only_what_is_old_and_unnamed_is_swept(blobs: PostgresBlobs, place: ServerPlace) -> None:
    named, orphan, young = (blobs.put(data) for data in (b"named", b"orphan", b"young"))
    for sha256 in (named, orphan):
        place.make_old(sha256, now() - timedelta(days=2))
    asked: list[str] = []

    def names(contents: object) -> list[str]:
        assert isinstance(contents, list)
        asked.extend(contents)
        return [named]

    assert blobs.sweep(names, now()) == 1
    assert sorted(asked) == sorted([named, orphan])
    assert [place.has_content(sha256) for sha256 in (named, orphan, young)] == [True, False, True]
    with place.connection() as beside:
        assert beside.execute("SELECT count(*) FROM blob_parts").fetchone() == (2,)
    assert blobs.sweep(lambda contents: contents, now()) == 0


def test_what_is_put_again_while_it_is_swept_stays(blobs: PostgresBlobs, place: ServerPlace) -> None:
    sha256 = blobs.put(DATA)
    place.make_old(sha256, now() - timedelta(days=2))

    def puts_it_anew(contents: object) -> list[str]:
        blobs.put(DATA)
        return []

    assert blobs.sweep(puts_it_anew, now()) == 0
    assert blobs.get(sha256) == DATA


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_lost_connection_leaves_all_of_it(
    emptied_postgres_url: str, postgres_server: Server, is_answered: bool
) -> None:
    with closing(CutWire(postgres_server.folder)) as wire:
        database = emptied_postgres_url.partition("@/")[2].partition("?")[0]
        with closing(PostgresStorage.open(wire.url(database))) as storage:
            if is_answered:
                wire.before = COMMITTING
            else:
                wire.after = COMMITTING
            sha256 = storage.blobs.put(DATA)
            assert storage.blobs.get(sha256) == DATA
            wire.cut()
            assert storage.blobs.get(sha256) == DATA
        assert wire.cuts == 1
