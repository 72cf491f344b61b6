"""What presenters are made with has no Qt in it, so that they are tested without."""

import subprocess
import sys

import pytest

WITHOUT_QT = ("ports", "live", "notices", "tokens", "icon_names", "widgets.specs")


@pytest.mark.parametrize("module", WITHOUT_QT)
def test_it_loads_without_qt(module: str) -> None:
    code = (
        f"import sys, nextpatient_desktop.ui.{module};"
        " loaded = {name.partition('.')[0] for name in sys.modules};"
        " assert not {'PySide6', 'shiboken6', 'babel'} & loaded"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
