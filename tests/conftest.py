"""What all tests share: Qt without a screen, the application as the program makes it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import _emptied, emptied_postgres_url, postgres_server, postgres_url  # noqa: F401 - fixtures

# before anything imports Qt
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "qt.text.font.db=false"  # Qt tells at length which font lacks which script
os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"


@pytest.fixture(scope="session")
def qapp() -> Iterator[object]:
    """The one application object, made as the program makes it. pytest-qt's `qtbot` uses it."""
    from nextpatient_desktop.ui.app import make_application
    from nextpatient_desktop.ui.tokens import Mode

    application = make_application(Mode.DESK)
    yield application
    application.processEvents()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting needs root on Linux")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)
