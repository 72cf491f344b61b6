"""A practice and a bench for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.door import Clinic
from tests.ui.counter.bench import Bench
from tests.ui.counter.practice import Practice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A clinic in which nothing has happened today."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    practice = Practice(folder)
    yield practice
    practice.close()


@pytest.fixture
def rao(practice: Practice) -> Clinic:
    """Dr Rao, signed in at Room 3 on a busy morning."""
    return practice.busy_morning()


@pytest.fixture
def bench(practice: Practice, tmp_path: Path) -> Bench:
    """What presenters are given; ask for `rao` before it, so that its clock starts after the morning."""
    folder = tmp_path / "opened"
    folder.mkdir()
    return Bench(practice, folder)
