"""The clinic's key: one file of 256 random bits per data folder, its subkeys, and the code to write down.

Whoever has the key can read everything, so the file is for its owner and the group that runs the stations.
The recovery code is the same key for paper: with it the same files open on another PC.
"""

import contextlib
import hashlib
import hmac
import logging
import os
import secrets
import sys
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import KEY_BYTES
from nextpatient_desktop.storage.errors import file_error
from nextpatient_desktop.storage.files import publish, temporary_beside

_log = logging.getLogger(__name__)

KEY_FILE: Final = "clinic.key"
STATIONS_GROUP: Final = "NextPatient"
"""The local Windows group whose members may read the key, where an administrator made it."""

_WRITE_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE_LENGTH: Final = 56
_GROUP: Final = 4
_CHECK_BITS: Final = _CODE_LENGTH * 5 - KEY_BYTES * 8
_CHECK_LABEL: Final = b"nextpatient recovery code"
_INFO: Final = b"nextpatient "


def key_path(folder: Path) -> Path:
    """Where the key of a data folder lies."""
    return folder / KEY_FILE


def read_key(folder: Path) -> bytes:
    """The key of a data folder.

    Raises:
        ClinicError: `key_missing` when there is no file or it may not be read, `key_wrong` when it is no key.
    """
    return _read(key_path(folder))


def obtain_key(folder: Path) -> bytes:
    """The key of a data folder, made now where there is none. Of several processes at once, one makes it.

    Raises:
        ClinicError: as `read_key` and `write_key`.
    """
    return obtain_key_file(key_path(folder))


def obtain_key_file(path: Path, *, may_make: bool = True) -> bytes:
    """The key in a file of another name, as `obtain_key`; made only if `may_make`."""
    if may_make and not path.exists():
        with contextlib.suppress(FileExistsError):
            _write(path, secrets.token_bytes(KEY_BYTES))
    return _read(path)


def write_key(folder: Path, key: bytes) -> None:
    """Keep a key in a data folder that has none.

    Raises:
        FileExistsError: the folder has a key, which is untouched.
        ClinicError: what the machine refuses (`errors.file_error`), `key_not_protected` when Windows
            does not let the file be closed to others; nothing is kept.
    """
    _write(key_path(folder), key)


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise ClinicError("key_missing", path=str(path)) from error
    if len(key) != KEY_BYTES:
        raise ClinicError("key_wrong", path=str(path))
    return key


def _write(path: Path, key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    prepared = temporary_beside(path)
    try:
        descriptor = os.open(prepared, _WRITE_NEW, 0o640)
        try:
            os.write(descriptor, key)
        finally:
            os.close(descriptor)
        _protect(prepared)
        publish(prepared, path)
    except FileExistsError:
        raise
    except OSError as error:
        raise file_error(error, path) from error
    finally:
        prepared.unlink(missing_ok=True)


def _protect(path: Path) -> None:
    if sys.platform == "win32":
        _run_icacls(path)
    else:
        path.chmod(0o640)


def _run_icacls(path: Path) -> None:
    import subprocess

    user = os.environ.get("USERNAME", "")
    closed = subprocess.run(icacls_command(path, user), capture_output=True, check=False, timeout=30)
    if closed.returncode != 0:
        raise ClinicError("key_not_protected", path=str(path))
    subprocess.run(icacls_group_command(path), capture_output=True, check=False, timeout=30)


def icacls_command(path: Path, user: str) -> list[str]:
    """Close a file to all but the system, administrators and its owner (by their SIDs, in any language)."""
    grants = ["*S-1-5-18:F", "*S-1-5-32-544:F", f"{user}:F"]
    return ["icacls", str(path), "/inheritance:r", "/grant:r", *grants]


def icacls_group_command(path: Path) -> list[str]:
    """Let the stations' group read a file. Fails harmlessly where nobody made that group."""
    return ["icacls", str(path), "/grant", f"{STATIONS_GROUP}:R"]


def subkey(key: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose (`documents`, `backups`), from which the clinic's key cannot be found.

    Source: HKDF with SHA-256, RFC 5869, without salt, one block.
    """
    return hkdf_sha256(key, b"", _INFO + purpose.encode(), KEY_BYTES)


def hkdf_sha256(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """`length` bytes (at most 8160) derived from `key`. Source: RFC 5869, section 2."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    block, made = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(extracted, block + info + bytes([number]), "sha256")
        made += block
    return made[:length]


def recovery_code(key: bytes) -> str:
    """The key for paper: 14 groups of 4 in Crockford's base32, the last 24 bits to find slips with.

    Source of the alphabet, which has no I, L, O and U: https://www.crockford.com/base32.html
    """
    bits = (int.from_bytes(key, "big") << _CHECK_BITS) | _check(key)
    letters = [_ALPHABET[(bits >> shift) & 31] for shift in range((_CODE_LENGTH - 1) * 5, -1, -5)]
    text = "".join(letters)
    return "-".join(text[start : start + _GROUP] for start in range(0, _CODE_LENGTH, _GROUP))


def key_of_recovery_code(code: str) -> bytes:
    """The key that a recovery code stands for, whatever its case, spaces and dashes; O is 0, I and L are 1.

    Raises:
        ClinicError: `recovery_code_invalid` (field `code`) with `letters`, how many were given of `expected`.
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_READ_AS)
    refusal = ClinicError("recovery_code_invalid", field="code", letters=len(typed), expected=_CODE_LENGTH)
    if len(typed) != _CODE_LENGTH or not set(typed) <= set(_ALPHABET):
        raise refusal
    bits = 0
    for letter in typed:
        bits = (bits << 5) | _ALPHABET.index(letter)
    key = (bits >> _CHECK_BITS).to_bytes(KEY_BYTES, "big")
    if bits & ((1 << _CHECK_BITS) - 1) != _check(key):
        raise refusal
    return key


def _check(key: bytes) -> int:
    digest = hashlib.sha256(_CHECK_LABEL + key).digest()
    return int.from_bytes(digest, "big") >> (256 - _CHECK_BITS)
