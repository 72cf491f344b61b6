"""The key of a station of a LAN clinic, with what it was given for: one file beside the station's settings.

Whoever can read it can act as that station, so it is for the account that runs the station alone.
"""

import contextlib
import json
import logging
import os
import sys
from dataclasses import field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import Joined
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)

_SUFFIX: Final = ".key"
_FILE_MODE: Final = 0o600
_WRITE_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, kw_only=True)
class StationKey:
    """What a station shows its host, and how it knows the host.

    `address` is where the host was last reached (`https://192.168.1.20:7390`), `pin` the SHA-256 of its
    certificate as hex, `clinic` the clinic's name at the time.
    """

    address: str
    pin: str
    key: str = field(repr=False)
    station: StationId
    kind: StationKind
    clinic: str = ""

    @classmethod
    def of(cls, joined: Joined) -> "StationKey":
        """What joining a clinic gave."""
        return cls(
            address=joined.host.address,
            pin=joined.host.pin,
            key=joined.key,
            station=joined.station.id,
            kind=joined.station.kind,
            clinic=joined.host.clinic,
        )


class KeyFile:
    """Keeps one station's key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def beside(cls, settings: Path) -> "KeyFile":
        """The one of the station whose settings are in this file: `kiosk.key` beside `kiosk.json`."""
        return cls(settings.with_suffix(_SUFFIX))

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._path

    def load(self) -> StationKey | None:
        """The key; None where there is none, or nothing that makes sense: that is set aside."""
        try:
            return _key(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("the station's key is not readable: %r", error)
            with contextlib.suppress(OSError):
                self._path.replace(self._path.with_suffix(f"{_SUFFIX}.unreadable"))
            return None

    def save(self, key: StationKey) -> None:
        """Keep it in place of any other, whole or not at all.

        Raises:
            ClinicError: `settings_not_saved` with `path`.
        """
        stored = {
            "address": key.address,
            "pin": key.pin,
            "key": key.key,
            "station": str(key.station),
            "kind": str(key.kind),
            "clinic": key.clinic,
        }
        beside = self._path.with_name(f".{self._path.name}.{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            with os.fdopen(os.open(beside, _WRITE_NEW, _FILE_MODE), "w", encoding="utf-8") as file:
                if sys.platform == "win32":
                    _close_to_others(beside)
                json.dump(stored, file, indent=2, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            _log.warning("the station's key is not saved: %r", error)
            raise ClinicError("settings_not_saved", path=str(self._path)) from error
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove it. Of none: nothing."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the station's key stays: %r", error)
            raise ClinicError("settings_not_saved", path=str(self._path)) from error


def _key(stored: dict[str, Any]) -> StationKey:
    key = StationKey(
        address=str(stored["address"]),
        pin=str(stored["pin"]),
        key=str(stored["key"]),
        station=StationId(UUID(stored["station"])),
        kind=StationKind(stored["kind"]),
        clinic=str(stored.get("clinic", "")),
    )
    if not (key.address and key.pin and key.key):
        raise ValueError("a key lacks a part")
    return key


def _close_to_others(path: Path) -> None:
    """On Windows: leave a file to its owner, the system and administrators."""
    import subprocess

    from nextpatient_desktop.storage.keys import icacls_command

    closed = subprocess.run(
        icacls_command(path, os.environ.get("USERNAME", "")), capture_output=True, check=False, timeout=30
    )
    if closed.returncode != 0:
        raise OSError("icacls refused")
