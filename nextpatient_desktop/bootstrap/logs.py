"""Log files without patient data: one for each running program, kept small, in the platform's folder.

A log is what a clinic sends to whoever helps it, so nothing in it may identify a person. Three things see to
that, besides the rule that no log line is given a name, a phone or free text:

- of an exception the log has type, place and trace, but its message only where the type never quotes data
  (an `AttributeError` does not, a `ValueError` does: "invalid literal for int(): ..."); of an error of the
  machine the number, not the file's name; of a `ClinicError` the code and those parameters that are numbers;
- an exception, or one of the clinic's things, given as an argument of a log line is told in the same way;
- what looks like a phone number is blotted out, wherever it came from.

Levels below WARNING of other libraries are not taken: SQLAlchemy and Alembic would log statements.
"""

import datetime
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path
from typing import IO, Any, Final

LEVEL_VARIABLE: Final = "NEXTPATIENT_LOG"
KEPT: Final = 4
"""How many full files are kept beside the one that is written."""
LARGEST: Final = 1024 * 1024
"""Bytes of one file."""

_OURS: Final = ("nextpatient_desktop", "qt", "py.warnings")
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_SPEAKING: Final = (
    *(AttributeError, NameError, UnboundLocalError, TypeError, ImportError, ModuleNotFoundError),
    *(NotImplementedError, RuntimeError, RecursionError),
)
"""Exceptions whose messages are about the program, never about what it was given."""

_PHONE: Final = re.compile(r"(?<![\w.:/-])\+?\d(?:[ -]?\d){7,14}(?![\w:/-])")
_BLOT: Final = "(number)"
_MOST_SLOTS: Final = 16


def start_logging(mode: str, folder: Path | None = None) -> Path | None:
    """Log to a file of this process from now on.

    Args:
        mode: what runs, for the file's name: `kiosk` logs to `kiosk.log`, a second one on this PC to
            `kiosk-2.log`.
        folder: where; the platform's folder for logs when None.

    Returns:
        The file, None when the folder cannot be written: then warnings go to the standard error stream.
    """
    if folder is None:
        from nextpatient_desktop.bootstrap.folders import folders

        folder = folders().logs
    stop_logging()
    path: Path | None = None
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path, slot = _free_file(folder, mode)
        handler = RotatingFile(path, slot)
    except OSError:
        handler = logging.StreamHandler()
        handler.setLevel(logging.WARNING)
    handler.setFormatter(DiscreetFormatter(mode))
    handler.addFilter(_is_ours_or_serious)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(_level(os.environ.get(LEVEL_VARIABLE, "")))
    logging.captureWarnings(True)
    return path


def stop_logging() -> None:
    """Take back `start_logging`."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler.formatter, DiscreetFormatter):
            root.removeHandler(handler)
            handler.close()
            root.setLevel(logging.WARNING)
            logging.captureWarnings(False)


def _level(asked: str) -> str:
    level = asked.strip().upper()
    return level if level in _LEVELS else "INFO"


def _is_ours_or_serious(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in _OURS


class DiscreetFormatter(logging.Formatter):
    """Words a record so that it identifies nobody; see the module."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._who = f"{mode}[{os.getpid()}]"

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the trace of an exception below it."""
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        stamp = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
        text = without_phones(_message(record))
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}\n{discreet_trace(record.exc_info[1])}"
        if record.stack_info:
            text = f"{text}\n{record.stack_info}"
        return f"{stamp} {record.levelname} {self._who} {record.name}: {text}"


def _message(record: logging.LogRecord) -> str:
    args = record.args
    if isinstance(args, Mapping):
        said: Any = {key: _discreet(value) for key, value in args.items()}
    else:
        said = tuple(_discreet(value) for value in args or ())
    try:
        return str(record.msg) % said if said else str(_discreet(record.msg))
    except (TypeError, ValueError, KeyError):
        return f"(a log line that does not fit its arguments: {record.pathname}:{record.lineno})"


def _discreet(value: object) -> object:
    if isinstance(value, BaseException):
        return discreet_error(value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__
    if isinstance(value, list | tuple | set | frozenset):
        return [_discreet(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _discreet(one) for key, one in value.items()}
    return value


def without_phones(text: str) -> str:
    """A text in which everything that looks like a phone number is blotted out."""
    return _PHONE.sub(_BLOT, text)


def discreet_error(error: BaseException) -> str:
    """An exception in one line that quotes nothing that the program was given."""
    from nextpatient_desktop.domain.errors import ClinicError

    kind = type(error).__qualname__
    if isinstance(error, ClinicError):
        numbers = {key: value for key, value in error.params.items() if isinstance(value, int | float)}
        return f"{kind} {error.code}" + (f" {numbers}" if numbers else "")
    if isinstance(error, OSError):
        return f"{kind} {error.errno}" + (f" {error.strerror}" if error.errno is not None else "")
    sqlite = getattr(error, "sqlite_errorname", None)
    if sqlite is not None:
        return f"{kind} {sqlite}"
    if type(error) in _SPEAKING:
        return f"{kind}: {without_phones(str(error))}"
    return kind


def discreet_trace(error: BaseException) -> str:
    """The traces of an exception and of those that led to it, the first cause first, without messages."""
    return "\n".join(_traces(error, set()))


def _traces(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _traces(before, told)
        yield "which led to:" if error.__cause__ is not None else "during which there was:"
    yield from (line.rstrip("\n") for line in traceback.format_tb(error.__traceback__))
    yield discreet_error(error)
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in told:
                yield from _traces(one, told)


class RotatingFile(logging.Handler):
    """Writes to a file that is opened with the first line and set aside when it is full.

    (`logging.handlers` imports sockets and pickle, which costs a station's start more than all of this.)
    """

    def __init__(self, path: Path, slot: IO[bytes], *, largest: int = LARGEST, kept: int = KEPT) -> None:
        """Write to `path`, which nobody else writes to as long as `slot` is locked."""
        super().__init__()
        self._path = path
        self._slot = slot
        self._largest = largest
        self._kept = kept
        self._file: IO[str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record. A full disk must not stop the work, so what cannot be written is lost."""
        try:
            text = self.format(record) + "\n"
            if self._file is None:
                self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace")
            if self._file.tell() and self._file.tell() + len(text) > self._largest:
                self._set_aside()
            self._file.write(text)
            self._file.flush()
        except OSError as error:
            if sys.stderr is not None:
                sys.stderr.write(f"nextpatient: a log line is lost: {error.strerror}\n")

    def close(self) -> None:
        """Let go of file and slot."""
        self.acquire()
        try:
            if self._file is not None:
                self._file.close()
                self._file = None
            self._slot.close()
        finally:
            self.release()
        super().close()

    def _set_aside(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        for number in range(self._kept, 0, -1):
            older = self._numbered(number)
            newer = self._numbered(number - 1) if number > 1 else self._path
            if newer.exists():
                newer.replace(older)
        self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace")

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}.{number}.log")


def _free_file(folder: Path, mode: str) -> tuple[Path, IO[bytes]]:
    """The first of `kiosk.log`, `kiosk-2.log`, ... that no other process writes to, and the lock on it."""
    for number in range(1, _MOST_SLOTS + 1):
        name = mode if number == 1 else f"{mode}-{number}"
        slot = (folder / f".{name}.lock").open("ab")
        if _lock(slot):
            return folder / f"{name}.log", slot
        slot.close()
    raise OSError("no log file is free")


if sys.platform == "win32":
    import msvcrt

    def _lock(slot: IO[bytes]) -> bool:
        try:
            msvcrt.locking(slot.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(slot: IO[bytes]) -> bool:
        """Lock a slot until it is closed or the process ends, unless another process has it."""
        try:
            fcntl.flock(slot.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
