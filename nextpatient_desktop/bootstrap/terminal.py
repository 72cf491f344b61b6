"""What the commands without windows share: words on a terminal, progress, and what becomes of errors."""

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from nextpatient_desktop.bootstrap.logs import start_logging
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.text import Texts, load_texts, words_for_error

_log = logging.getLogger(__name__)

DONE: Final = 0
REFUSED: Final = 1
MISUSED: Final = 2

_TICK: Final = 0.5
"""Seconds between two looks at how far it is."""


def english() -> Texts:
    """The texts of the command line, which speaks English."""
    return load_texts("en")


def guarded(command: Callable[[], int], log: str = "clinic") -> int:
    """Run a command; what a rule or the machine refuses is said in words, a fault of ours goes to the log.

    Args:
        command: does it, and returns the exit code.
        log: the name of the log's file.
    """
    log_file = start_logging(log)
    try:
        return command()
    except ClinicError as refused:
        words = words_for_error(english(), refused.code, refused.params)
        return complain(words.what, words.what_to_do)
    except EOFError:
        return complain("The answer to a question is missing.")
    except Exception:
        _log.exception("this is a bug")
        where = f"The log says where: {log_file}" if log_file is not None else ""
        return complain("This was not done, by a fault of this program.", where)


def complain(what: str, what_to_do: str = "") -> int:
    """Say on the standard error stream what was not done; returns the exit code for it."""
    print(f"nextpatient: {what}", file=sys.stderr)
    if what_to_do:
        print(f"    {what_to_do}", file=sys.stderr)
    return REFUSED


def misuse(what: str) -> int:
    """Say what is missing on the command line; returns the exit code for it."""
    print(f"nextpatient: {what}", file=sys.stderr)
    return MISUSED


@contextlib.contextmanager
def progress(label: str, target: Path | None) -> Iterator[None]:
    """On a terminal, show how long it takes and how much of a file is there by now."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    ticker = threading.Thread(target=_show_progress, args=(label, target, ended), daemon=True)
    ticker.start()
    try:
        yield
    finally:
        ended.set()
        ticker.join()


def _show_progress(label: str, target: Path | None, ended: threading.Event) -> None:
    started = time.monotonic()
    shown = ""
    while not ended.wait(_TICK):
        size = "" if target is None else _size_so_far(target)
        line = f"{label}: {time.monotonic() - started:.0f} s{size}"
        print("\r" + line.ljust(len(shown)), end="", file=sys.stderr, flush=True)
        shown = line
    if shown:
        print("\r" + " " * len(shown) + "\r", end="", file=sys.stderr, flush=True)


def _size_so_far(target: Path) -> str:
    """How much is written of a file that is prepared under a name beside its own (`storage.files`)."""
    sizes = []
    with contextlib.suppress(OSError):
        sizes = [one.stat().st_size for one in target.parent.glob(f".{target.name}.*")]
    return f", {max(sizes) / 1e6:.1f} MB" if sizes else ""
