"""The only place that wires the parts of the program together; it imports each of them when it is needed."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.local import LocalClinic
    from nextpatient_desktop.clinic.ports import Clock


def open_clinic(
    url: "str | Path", *, key: bytes | None = None, create: bool = False, clock: "Clock | None" = None
) -> "LocalClinic":
    """Open the clinic whose data is on this PC, as nobody: go on with `acting_as`.

    Args:
        url: a path, `sqlite:///path`, or `postgresql+psycopg://user:password@server/database`.
        key: the clinic's 256-bit key; the one in the data folder's key file when None. A server has none.
        create: make an empty database (and key) where there is none; on a server its tables.
        clock: another clock than the PC's.

    Raises:
        ClinicError: `database_missing`, `key_wrong`, `network_drive`, `database_newer`,
            `server_out_of_reach`, ...
    """
    from nextpatient_desktop.bootstrap.local import open_local

    return open_local(url, key=key, create=create, clock=clock)
