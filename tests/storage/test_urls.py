"""Where a database may lie."""

import sys
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.sqlite import SqliteStorage
from nextpatient_desktop.storage.urls import is_unc, mounted_type, refuse_shared_drive, sqlite_path

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
//server/share /mnt/clinic cifs rw,vers=3.0 0 0
server:/export /mnt/nfs nfs4 rw 0 0
me@server:/home /mnt/my\\040files fuse.sshfs rw 0 0
/dev/sdb1 /mnt/usb fuse.ntfs-3g rw 0 0
/dev/sdc1 /mnt/clinic/local ext4 rw 0 0
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS)
    return table


def test_a_path_and_a_url_name_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = tmp_path / "my data" / "clinic.db"
    assert sqlite_path(str(wanted)) == wanted
    assert sqlite_path(wanted) == wanted
    assert sqlite_path("sqlite:///my%20data/clinic.db") == wanted
    assert sqlite_path(f"sqlite:///{wanted}") == wanted


@pytest.mark.parametrize("url", ["https://host:8443", "postgresql+psycopg://host/clinic", "", "  "])
def test_other_urls_are_not_files(url: str) -> None:
    with pytest.raises(ClinicError) as refused:
        sqlite_path(url)
    assert refused.value.code == "url_unknown"


@pytest.mark.skipif(sys.platform != "linux", reason="the table of mounts is Linux's")
@pytest.mark.parametrize("folder", ["/mnt/clinic", "/mnt/clinic/data", "/mnt/nfs/x", "/mnt/my files/y"])
def test_a_network_drive_is_refused(folder: str, mounts: Path) -> None:
    with pytest.raises(ClinicError) as refused:
        refuse_shared_drive(Path(folder) / "clinic.db", mounts)
    assert refused.value.code == "network_drive"
    assert refused.value.params["because"] == "network"


@pytest.mark.skipif(sys.platform != "linux", reason="the table of mounts is Linux's")
@pytest.mark.parametrize("folder", ["/srv/clinic", "/mnt/usb", "/mnt/clinic/local/data", "/mnt/clinical"])
def test_a_local_drive_is_not(folder: str, mounts: Path) -> None:
    refuse_shared_drive(Path(folder) / "clinic.db", mounts)


def test_the_innermost_and_last_mount_counts(mounts: Path) -> None:
    assert mounted_type(Path("/mnt/clinic/local/clinic.db"), mounts) == "ext4"
    mounts.write_text(MOUNTS + "server:/x / nfs rw 0 0\n")
    assert mounted_type(Path("/srv"), mounts) == "nfs"


@pytest.mark.skipif(sys.platform != "linux", reason="the table of mounts is Linux's")
def test_a_link_to_a_network_drive_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "server"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/share {real} cifs rw 0 0\n")
    with pytest.raises(ClinicError):
        refuse_shared_drive(tmp_path / "link" / "clinic.db", table)


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\server\share\clinic.db", True),
        (r"\\?\UNC\server\share\clinic.db", True),
        (r"\\?\C:\clinic.db", False),
        (r"C:\clinic.db", False),
        ("/srv/clinic.db", False),
    ],
)
def test_a_share_is_known_by_its_name(path: str, is_share: bool) -> None:
    assert is_unc(path) is is_share


@pytest.mark.parametrize(
    "folder", ["Dropbox", "OneDrive - Sunrise Clinic", "Google Drive", "iCloud Drive", "nextcloud"]
)
def test_a_synced_folder_is_refused(folder: str, tmp_path: Path) -> None:
    with pytest.raises(ClinicError) as refused:
        refuse_shared_drive(tmp_path / folder / "data" / "clinic.db")
    assert refused.value.params["because"] == "synced"


def test_a_folder_with_a_syncing_programs_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shared" / "data").mkdir(parents=True)
    (tmp_path / "shared" / ".stfolder").mkdir()
    with pytest.raises(ClinicError):
        refuse_shared_drive(tmp_path / "shared" / "data" / "clinic.db")


def test_nothing_is_made_in_a_refused_place(tmp_path: Path) -> None:
    with pytest.raises(ClinicError):
        SqliteStorage.open(tmp_path / "Dropbox" / "clinic.db", create=True)
    assert list(tmp_path.iterdir()) == []
