"""What starts logging ends it."""

from collections.abc import Iterator

import pytest

from nextpatient_desktop.bootstrap.logs import stop_logging


@pytest.fixture
def logging_ends() -> Iterator[None]:
    """Give the root logger back as it was."""
    yield
    stop_logging()
