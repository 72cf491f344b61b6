"""Who has the database: stations together, or a host alone; and that only the lock decides."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import ownership
from nextpatient_desktop.storage.ownership import HostDescription, claim_alone, running_host, share
from nextpatient_desktop.storage.sqlite import SqliteStorage

HOST = HostDescription(
    pid=4711,
    addresses=("127.0.0.1", "192.168.1.20"),
    port=7390,
    pin="ab" * 32,
    started=datetime(2026, 11, 20, 3, 30, tzinfo=UTC),
)
OTHER = """
import sys
from pathlib import Path
from nextpatient_desktop.storage import ownership
from nextpatient_desktop.storage.ownership import HostDescription
from datetime import UTC, datetime

database = Path(sys.argv[2])
if sys.argv[1] == "host":
    claim = ownership.claim_alone(database)
    claim.describe(HostDescription(
        pid=1, addresses=("127.0.0.1",), port=7001, pin="cd", started=datetime.now(UTC)))
else:
    claim = ownership.share(database)
print("has it", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "clinic.db"


@contextmanager
def another_process(what: str, database: Path) -> Iterator["subprocess.Popen[str]"]:
    call = [sys.executable, "-c", OTHER, what, str(database)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has it\n"
        try:
            yield process
        finally:
            process.kill()


def test_stations_of_one_pc_share_the_database(database: Path) -> None:
    claims = [share(database), share(database)]
    with another_process("station", database):
        for claim in claims:
            claim.close()


def test_a_station_is_told_which_host_has_the_database(database: Path) -> None:
    claim = claim_alone(database)
    claim.describe(HOST)
    with pytest.raises(ClinicError) as refused:
        share(database)
    assert refused.value == ClinicError(
        "clinic_has_host", path=str(database), address="https://127.0.0.1:7390", pid=4711
    )
    claim.close()
    share(database).close()


def test_a_second_host_is_told_of_the_first(database: Path) -> None:
    with another_process("host", database), pytest.raises(ClinicError) as refused:
        claim_alone(database, patience=0.1)
    assert refused.value.code == "clinic_has_host"
    assert refused.value.params["address"] == "https://127.0.0.1:7001"


def test_a_host_that_is_just_starting_has_no_address_yet(database: Path) -> None:
    claim = claim_alone(database)
    with pytest.raises(ClinicError) as refused:
        share(database)
    assert (refused.value.params["address"], refused.value.params["pid"]) == ("", 0)
    assert running_host(database) is None
    assert ownership.has_host(database)
    claim.close()


def test_a_host_is_told_that_stations_have_the_database_open(database: Path) -> None:
    with another_process("station", database), pytest.raises(ClinicError) as refused:
        claim_alone(database, patience=0.1)
    assert refused.value == ClinicError("clinic_in_use", path=str(database))


def test_a_host_waits_for_a_station_that_is_just_closing(database: Path) -> None:
    station = share(database)
    closing = threading.Timer(0.2, station.close)
    closing.start()
    claim_alone(database, patience=10).close()
    closing.join()


def test_nobody_joins_the_stations_that_a_host_waits_for(database: Path) -> None:
    station = share(database)
    assert not ownership.is_wanted(database)
    got: list[ownership.HostClaim] = []
    waiting = threading.Thread(target=lambda: got.append(claim_alone(database, patience=30)))
    waiting.start()
    while not ownership.is_wanted(database):
        waiting.join(0.01)
    with pytest.raises(ClinicError) as refused:
        share(database)
    assert refused.value == ClinicError("clinic_has_host", path=str(database), address="", pid=0)
    station.close()
    waiting.join()
    assert not ownership.is_wanted(database)
    got[0].close()


def test_a_host_that_waited_in_vain_wants_no_more(database: Path) -> None:
    station = share(database)
    with pytest.raises(ClinicError):
        claim_alone(database, patience=0.1)
    assert not ownership.is_wanted(database)
    share(database).close()
    station.close()


def test_what_a_killed_host_left_behind_means_nothing(database: Path) -> None:
    with another_process("host", database) as process:
        assert running_host(database) is not None
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        process.wait()
        assert ownership.description_path(database).exists()
        assert running_host(database) is None
        share(database).close()
    claim = claim_alone(database)
    assert not ownership.description_path(database).exists()
    claim.close()


def test_a_host_is_described_as_it_said_and_no_more_after_it_ended(database: Path) -> None:
    claim = claim_alone(database)
    claim.describe(HOST)
    assert running_host(database) == HOST
    assert HOST.url == "https://127.0.0.1:7390"
    claim.close()
    claim.close()
    assert running_host(database) is None
    assert not ownership.description_path(database).exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x", "addresses": []}', "\x00\xff"])
def test_a_description_that_makes_no_sense_is_none(database: Path, text: str) -> None:
    claim = claim_alone(database)
    ownership.description_path(database).write_text(text, encoding="latin-1")
    assert running_host(database) is None
    with pytest.raises(ClinicError) as refused:
        share(database)
    assert refused.value.params["address"] == ""
    claim.close()


def test_looking_makes_no_file(database: Path) -> None:
    assert running_host(database) is None
    assert list(database.parent.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in lists")
def test_the_stations_group_may_lock_too(database: Path) -> None:
    share(database).close()
    assert ownership.lock_path(database).stat().st_mode & 0o777 == 0o660


def test_a_storage_shares_and_a_host_s_has_it_alone(database: Path) -> None:
    storage = SqliteStorage.open(database, create=True)
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(database, claim=lambda path: claim_alone(path, patience=0))
    assert refused.value.code == "clinic_in_use"
    SqliteStorage.open(database).close()
    storage.close()
    alone = SqliteStorage.open(database, claim=claim_alone)
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(database)
    assert refused.value.code == "clinic_has_host"
    alone.close()
    SqliteStorage.open(database).close()


def test_a_storage_that_cannot_be_opened_keeps_nobody_out(database: Path) -> None:
    SqliteStorage.open(database, create=True).close()
    with pytest.raises(ClinicError) as refused:
        SqliteStorage.open(database, b"x" * 32, claim=claim_alone)
    assert refused.value.code == "key_wrong"
    SqliteStorage.open(database).close()
