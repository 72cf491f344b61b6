"""Stations that watch as screens do, as a process of its own: told of a change, each asks its question again.

`python -m benchmarks.lan_watchers ADDRESS PIN KEY...` prints a line once all are listening, and goes on until
it is ended.
"""

import sys
import threading
from collections.abc import Sequence

from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.lan.remote import RemoteClinic
from nextpatient_desktop.ui.live import ClinicWatcher

_PAUSE = 0.1
"""Seconds between two questions of a screen, at the least."""


class Screen:
    """One station: follows the clinic, and asks again whenever it changed, one question at a time."""

    def __init__(self, clinic: RemoteClinic) -> None:
        self._clinic = clinic
        self._has_changed = threading.Event()
        self.is_listening = threading.Event()
        threading.Thread(target=self._ask, daemon=True).start()
        self._watcher = ClinicWatcher(clinic, lambda call: call(), self._grown)
        self._watcher.start()

    def _grown(self, position: int) -> None:
        self.is_listening.set()
        self._has_changed.set()

    def _ask(self) -> None:
        while self._has_changed.wait():
            self._has_changed.clear()
            self._clinic.ask(NowServing())
            threading.Event().wait(_PAUSE)


def main(arguments: Sequence[str]) -> None:
    """Watch until ended."""
    address, pin, *keys = arguments
    screens = [Screen(RemoteClinic(address, pin, key, finds=False)) for key in keys]
    for screen in screens:
        screen.is_listening.wait()
    print("listening", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1:])
