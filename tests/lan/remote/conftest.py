"""A clinic with a host for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lan.remote.hosted import Hosted, hosted_house


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Hosted]:
    """A house that a host serves."""
    with hosted_house(tmp_path) as made:
        yield made
