"""The disk is full in the running program: what the kiosk says, and that it goes on once there is room."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.hall import Hall

pytestmark = pytest.mark.timeout(100)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB, mounted in this test's own folder."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting needs root on Linux")
    disk = tmp_path / "clinic"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_kiosk_on_a_full_disk_says_so_and_goes_on_once_there_is_room(
    small_disk: Path, start_in: Start, hall: Hall
) -> None:
    program = start_in("kiosk")
    kiosk = program.kiosk
    kiosk.clicks("Pharmacy")
    kiosk.sees("^P-001$")
    kiosk.clicks("Done")
    filler = small_disk / "filler"
    fill(filler)
    kiosk.clicks("Pharmacy")
    kiosk.sees("^Something went wrong here.$", "^Try once more, or ask at the reception.$", misses=("P-0",))
    kiosk.clicks("Pharmacy")
    kiosk.sees("^Something went wrong here.$")
    filler.unlink()
    kiosk.clicks("Pharmacy")
    kiosk.sees("^P-002$", misses=("^Something went wrong here.$",))
    assert len(hall.events("token.issued")) == 2
    assert program.end() == 0
    assert hall.faults() == []


def fill(filler: Path) -> None:
    """Write until nothing more goes."""
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                return
