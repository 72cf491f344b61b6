"""Known faults of Qt's Python binding, found before they reach a clinic.

PySide6 6.12.0 on Python 3.11 loses a reference to `None` or `True` on each call that returns one, and aborts
the program after some thousands of calls. Run in a process of its own, as the fault takes the process with
it.
"""

import os
import subprocess
import sys
import textwrap

CALLS = 10_000


def test_ten_thousand_signals_and_calls_that_return_nothing() -> None:
    code = f"""
        import sys
        from PySide6.QtCore import QObject, Signal
        from PySide6.QtWidgets import QApplication, QLabel

        class Source(QObject):
            happened = Signal(object)

        app = QApplication([])
        source, label, count = Source(), QLabel(), 0

        def hear(value):
            global count
            count += 1

        source.happened.connect(hear)
        before = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
        for number in range({CALLS}):
            source.happened.emit(None)
            label.setText("A-042")
            label.update()
            label.isEnabled()
            label.isHidden()
            label.hasFocus()
            label.parent()
        after = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
        assert count == {CALLS}
        lost = [b - a for b, a in zip(before, after)]
        assert all(abs(n) < 200 for n in lost), lost
        print("alive")
        """
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        env=env,
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "alive\n"), run.stderr
