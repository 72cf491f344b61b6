"""The application object, and that a window opens soon."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from nextpatient_desktop.ui.app import first_theme, window_icon
from nextpatient_desktop.ui.theme import LIGHT, NIGHT, Mode, desk_theme

SLOW_MODULES = {
    "babel",
    "qtawesome",
    "sqlalchemy",
    "PySide6.QtSvg",
    "PySide6.QtMultimedia",
    "PySide6.QtPdf",
    "PySide6.QtNetwork",
    "concurrent.futures",
    "asyncio",
    "socket",
    "zoneinfo",
}


def run_python(code: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)


def test_the_first_frame_needs_nothing_heavy() -> None:
    run = run_python(
        """
        import sys
        from nextpatient_desktop.ui.app import make_application
        from nextpatient_desktop.ui.theme import Mode
        from nextpatient_desktop.ui.app import first_theme
        from nextpatient_desktop.ui.widgets.boxes import Card
        from nextpatient_desktop.ui.widgets.buttons import Button
        from nextpatient_desktop.ui.widgets.labels import Label
        from nextpatient_desktop.text import load_texts
        app = make_application(Mode.KIOSK)
        theme = first_theme(Mode.KIOSK)
        card = Card(theme)
        card.add(Label(theme, load_texts("hi").gettext("Take your ticket")))
        card.add(Button(theme, "Dental", icon="tooth-outline"))
        card.show()
        app.processEvents()
        print(" ".join(sys.modules))
        """
    )
    assert run.returncode == 0, run.stderr
    assert SLOW_MODULES & set(run.stdout.split()) == set()


def test_the_programs_own_arguments_do_not_reach_qt() -> None:
    run = run_python(
        """
        import sys
        sys.argv = ["nextpatient", "kiosk", "-style", "windows", "--platform", "nonsense"]
        from nextpatient_desktop.ui.app import make_application
        from nextpatient_desktop.ui.theme import Mode
        app = make_application(Mode.DESK)
        print(app.arguments(), app.style().objectName())
        """
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[0] == "['nextpatient'] fusion"


def test_text_in_every_script_makes_no_noise() -> None:
    run = run_python(
        """
        from nextpatient_desktop.ui.app import make_application, first_theme
        from nextpatient_desktop.ui.theme import Mode
        from nextpatient_desktop.ui.widgets.labels import Label
        app = make_application(Mode.DISPLAY)
        label = Label(first_theme(Mode.DISPLAY), "A-042 हिन्दी தமிழ் తెలుగు বাংলা ₹")
        label.grab()
        """
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_fonts_and_colours_are_the_designs(qapp: QApplication) -> None:
    assert "Noto Sans" in qapp.font().families()
    assert set(QFontDatabase.families()) >= {"Noto Sans", "Noto Sans Devanagari", "Noto Sans Tamil"}
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name().upper() == LIGHT.ink
    assert qapp.style().objectName() == "fusion"


def test_each_mode_has_its_palette(qapp: QApplication) -> None:
    assert first_theme(Mode.DESK).palette is LIGHT
    assert first_theme(Mode.KIOSK).palette is LIGHT
    assert first_theme(Mode.DISPLAY).palette is NIGHT
    assert QGuiApplication.primaryScreen() is not None


def test_the_windows_sign_has_the_sizes_that_systems_ask_for(qapp: QApplication) -> None:
    sizes = {size.width() for size in window_icon(desk_theme()).availableSizes()}
    assert sizes == {16, 32, 48, 128}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_a_signal_ends_the_program_cleanly(tmp_path: Path) -> None:
    code = """
        from PySide6.QtCore import QTimer
        from nextpatient_desktop.ui.app import make_application
        from nextpatient_desktop.ui.signals import QuitOnSignals
        from nextpatient_desktop.ui.theme import Mode
        app = make_application(Mode.DESK)
        signals = QuitOnSignals(app)
        QTimer.singleShot(0, lambda: print("running", flush=True))
        code = app.exec()
        signals.close()
        print("ended", code, flush=True)
        """
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "ended 0\n"
        assert process.wait(timeout=20) == 0
