"""Locks on files that the kernel gives back when their process ends, however it ends.

Shared by many or held by one, among the processes of one PC: `flock` on Linux and macOS, `LockFileEx` on
Windows. What lies in the file means nothing; only the lock does.
"""

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

_FILE_MODE: Final = 0o660


class FileLock:
    """A lock that is held until `close`, or until this process ends."""

    def __init__(self, descriptor: int) -> None:
        """Keep an open file that is locked; made by `try_lock`."""
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Give it back. Safe to call twice."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def try_lock(path: Path, *, is_shared: bool) -> FileLock | None:
    """Lock a file, which is made where there is none; None when others' locks are in the way.

    Raises:
        OSError: the file cannot be made or opened.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE)
    try:
        if os.fstat(descriptor).st_mode & 0o777 != _FILE_MODE:  # just made
            with contextlib.suppress(PermissionError):  # by another account of this PC
                path.chmod(_FILE_MODE)
        if _lock(descriptor, is_shared=is_shared):
            return FileLock(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _AT_ONCE: Final = 0x1
    _ALONE: Final = 0x2
    _ERROR_LOCK_VIOLATION: Final = 33
    _ERROR_IO_PENDING: Final = 997

    class _Overlapped(ctypes.Structure):
        """`OVERLAPPED` (minwinbase.h): where the locked bytes begin."""

        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    def _lock(descriptor: int, *, is_shared: bool) -> bool:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.LockFileEx.argtypes = (
            wintypes.HANDLE,
            *(wintypes.DWORD,) * 4,
            ctypes.POINTER(_Overlapped),
        )
        kernel.LockFileEx.restype = wintypes.BOOL
        flags = _AT_ONCE if is_shared else _AT_ONCE | _ALONE
        handle = msvcrt.get_osfhandle(descriptor)
        if kernel.LockFileEx(handle, flags, 0, 1, 0, ctypes.byref(_Overlapped())):
            return True
        error = ctypes.get_last_error()
        if error in (_ERROR_LOCK_VIOLATION, _ERROR_IO_PENDING):
            return False
        raise ctypes.WinError(error)

else:
    import fcntl

    def _lock(descriptor: int, *, is_shared: bool) -> bool:
        how = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
