"""A started program from outside: its process, and its windows as the people who stand before them."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.cli.program import ROOT

PATIENCE = 20.0
_ANSWER_COMES_WITHIN = 15.0


class Started:
    """One process of the program."""

    def __init__(
        self, home: Path, mode: str, *options: str, environ: Mapping[str, str] | None = None
    ) -> None:
        """Start `mode`; settings and logs lie in `home`, what it says on standard error in a file there."""
        home.mkdir(exist_ok=True)
        environ = {
            **os.environ,
            **(environ or {}),
            "NEXTPATIENT_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "QT_QPA_PLATFORM": "offscreen",
        }
        self._home = home
        self._errors = home / f"{mode}.stderr"
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.driver", mode, *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env=environ,
                cwd=ROOT,
            )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.kiosk = Person(self, "kiosk")
        self.counter = Person(self, "counter")
        self.display = Person(self, "display")
        self.setup = Person(self, "setup")

    @property
    def errors(self) -> str:
        """What it said on standard error."""
        return self._errors.read_text(encoding="utf-8", errors="replace")

    def do(self, what: str, *, window: str, seconds: float, **more: object) -> object:
        """Have something done as soon as it can be, and wait for the answer."""
        asked = {"do": what, "window": window, "seconds": seconds, **more}
        assert self._process.stdin is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        try:
            answer = json.loads(self._answers.get(timeout=seconds + _ANSWER_COMES_WITHIN))
        except queue.Empty:
            raise AssertionError(f"no answer to {asked}\n{self._all_said()}") from None
        assert "refused" not in answer, f"{asked}: {answer['refused']}\n{self._all_said()}"
        done: object = answer["done"]
        return done

    def kill(self) -> None:
        """End it as a power failure would: at once, with nothing put in order."""
        self.stop()

    def end(self) -> int:
        """End it as the system does; the exit code."""
        self._process.terminate()
        try:
            return self._process.wait(PATIENCE)
        finally:
            self.stop()

    def stop(self) -> None:
        """Have it ended, if it has not."""
        if self._process.poll() is None:
            self._process.kill()
        self._close()

    def _close(self) -> None:
        self._process.wait(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _all_said(self) -> str:
        """What helps to understand a failure: everything said on standard error, and in the logs."""
        logs = (file.read_text(encoding="utf-8") for file in sorted(self._home.glob("logs/*")))
        return "\n".join([self.errors, *logs])

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in self._process.stdout:
                self._answers.put(line)
        except ValueError:
            pass  # closed while it was read: the process has ended


class Person:
    """Somebody before one of the windows. Patterns are searched in each text; buttons begin with them."""

    def __init__(self, program: Started, window: str) -> None:
        self._program = program
        self._window = window

    def sees(self, *patterns: str, misses: tuple[str, ...] = (), within: float = PATIENCE) -> None:
        """Wait until there is a text for each pattern, and none for those of `misses`."""
        self._do("see", sees=patterns, misses=misses, seconds=within)

    def clicks(self, *names: str) -> None:
        """Click these, one after the other, each as soon as it is there and takes it."""
        for name in names:
            self._do("click", on=name)

    def presses(self, *keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            self._do("press", keys=key)

    def types(self, text: str, *, into: str = "") -> None:
        """Type where the keyboard is, or over what stands in the input `into`."""
        self._do("type", text=text, into=into)

    def holds_the_corner(self) -> None:
        """Put a finger on the upper left corner, and leave it there."""
        self._do("hold_corner")

    def lets_go(self) -> None:
        """Take it away."""
        self._do("let_go")

    def reads(self) -> list[str]:
        """Everything that is shown now."""
        texts = self._do("shown")
        assert isinstance(texts, list)
        return texts

    def photographs(self, path: Path) -> None:
        """Keep a picture of it."""
        self._do("photograph", path=str(path))

    def _do(self, what: str, seconds: float = PATIENCE, **more: object) -> object:
        return self._program.do(what, window=self._window, seconds=seconds, **more)
