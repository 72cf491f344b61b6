"""What all tests share: Qt without a screen, the application as the program makes it."""

import os
from collections.abc import Iterator

import pytest

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
