"""Where a clinic's database may lie: on a disk of this PC, never on a network drive or in a synced folder.

Measured with two writers: sshfs in WAL mode gave 5,589 duplicate numbers of 11,203 without one error, and a
corrupt file; CIFS committed nothing or corrupted an index; NFS hung or died. A folder that a program copies
to other PCs replaces the file under the one that writes it. So both are refused before anything is opened.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import unquote

from nextpatient_desktop.clinic.errors import ClinicError

_SCHEME: Final = "sqlite:///"
_SERVERS: Final = ("postgresql+psycopg://", "postgresql://", "postgres://")

_NETWORK_TYPES: Final = frozenset(
    {
        *(
            "9p",
            "afpfs",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "gfs",
            "gfs2",
            "glusterfs",
            "gpfs",
        ),
        *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "sshfs"),
        *("vboxsf", "virtiofs", "vmhgfs", "webdav"),
    }
)
_LOCAL_FUSE: Final = frozenset({"fuse.ntfs-3g", "fuse.exfat", "fuse.lklfuse"})
_SYNCED_NAMES: Final = (
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "icloud~com~apple~clouddocs",
    "mobile documents",
    "nextcloud",
    "onedrive",
    "owncloud",
    "pcloud drive",
    "pclouddrive",
    "syncthing",
)
_SYNCED_MARKS: Final = (
    ".dropbox",
    ".dropbox.cache",
    ".stfolder",
    ".sync",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".tmp.drivedownload",
    ".tmp.driveupload",
)
_DRIVE_REMOTE: Final = 4
_MNT_LOCAL: Final = 0x1000


def is_server(url: str | Path) -> bool:
    """Whether a clinic's URL names a database of a PostgreSQL server: `postgresql+psycopg://...`."""
    return isinstance(url, str) and url.startswith(_SERVERS)


def sqlite_path(url: str | Path) -> Path:
    """The absolute path that a clinic's URL names: a path, or `sqlite:///path` (absolute with four strokes).

    Raises:
        ClinicError: `url_unknown` for another scheme.
    """
    if isinstance(url, Path):
        return url.absolute()
    if url.startswith(_SCHEME):
        return Path(unquote(url.removeprefix(_SCHEME))).absolute()
    if "://" in url or not url.strip():
        raise ClinicError("url_unknown", url=url)
    return Path(url).expanduser().absolute()


def refuse_shared_drive(path: Path, mounts: Path = Path("/proc/self/mounts")) -> None:
    """Refuse a path on a network drive or in a synced folder, looking through links.

    Args:
        path: the database's path; it need not exist.
        mounts: Linux's table of mounts.

    Raises:
        ClinicError: `network_drive` with `path` and `because` (`network` or `synced`).
    """
    for candidate in {path, _resolved(path)}:
        if _is_on_network(candidate, mounts):
            raise ClinicError("network_drive", path=str(path), because="network")
        if is_synced(candidate):
            raise ClinicError("network_drive", path=str(path), because="synced")


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def is_synced(path: PurePath) -> bool:
    """Whether a program copies this folder between PCs: by a folder's name, or the marks in it."""
    for folder in path.parents:
        name = folder.name.casefold()
        if any(name == synced or name.startswith((f"{synced} -", f"{synced}-")) for synced in _SYNCED_NAMES):
            return True
        if any((Path(folder) / mark).exists() for mark in _SYNCED_MARKS):
            return True
    return False


def _is_on_network(path: Path, mounts: Path) -> bool:
    if is_unc(str(path)):
        return True
    if sys.platform == "win32":
        return _windows_drive_type(path.anchor) == _DRIVE_REMOTE
    if sys.platform == "darwin":
        return not _is_local_on_macos(_existing(path))
    return is_network_type(mounted_type(path, mounts))


def is_unc(path: str) -> bool:
    r"""Whether a path names a share: `\\server\share`, also as `\\?\UNC\server\share`; not `\\?\C:\`."""
    text = path.replace("/", "\\") if os.sep == "\\" else path
    if text.startswith(("\\\\?\\", "\\\\.\\")):
        return text[4:8].upper() == "UNC\\"
    return text.startswith("\\\\")


def is_network_type(kind: str) -> bool:
    """Whether a type of file system is another machine's; of FUSE all but those known to be a local disk."""
    if kind.startswith("fuse."):
        return kind not in _LOCAL_FUSE
    return kind in _NETWORK_TYPES


def mounted_type(path: Path, mounts: Path) -> str:
    """The type of the file system that `path` is on, by Linux's table of mounts; empty when unknown."""
    best, kind = "", ""
    for point, mounted in _mounts(mounts):
        is_inside = path == Path(point) or Path(point) in path.parents
        if is_inside and len(point) >= len(best):  # the last mount on a point covers those before it
            best, kind = point, mounted
    return kind


def _mounts(table: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        words = line.split(" ")
        if len(words) >= 3:
            yield _unescaped(words[1]), words[2]


def _unescaped(point: str) -> str:
    r"""A mount point as it is: the table writes a space as `\040`."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, character)
    return point


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next((one for one in (path, *path.parents) if one.exists()), path)


def _windows_drive_type(anchor: str) -> int:
    library = getattr(ctypes, "windll", None)
    if library is None:
        return 0
    ask: Callable[[ctypes.c_wchar_p], int] = library.kernel32.GetDriveTypeW
    return ask(ctypes.c_wchar_p(anchor))


class _MacStatfs(ctypes.Structure):
    """`struct statfs` with 64-bit inodes, as far as its flags (sys/mount.h of macOS)."""

    _fields_ = (
        ("f_bsize", ctypes.c_uint32),
        ("f_iosize", ctypes.c_int32),
        ("f_blocks", ctypes.c_uint64),
        ("f_bfree", ctypes.c_uint64),
        ("f_bavail", ctypes.c_uint64),
        ("f_files", ctypes.c_uint64),
        ("f_ffree", ctypes.c_uint64),
        ("f_fsid", ctypes.c_int32 * 2),
        ("f_owner", ctypes.c_uint32),
        ("f_type", ctypes.c_uint32),
        ("f_flags", ctypes.c_uint32),
        ("rest", ctypes.c_char * 4096),
    )


def _is_local_on_macos(path: Path) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    statfs = getattr(library, "statfs$INODE64", None) or library.statfs
    found = _MacStatfs()
    if statfs(os.fsencode(path), ctypes.byref(found)) != 0:
        return True  # what cannot be asked is found out when the file is opened
    return bool(found.f_flags & _MNT_LOCAL)
