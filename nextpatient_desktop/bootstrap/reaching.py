"""How commands reach the host on their own PC: with the key that only who has the clinic's data can make."""

from typing import TYPE_CHECKING

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.clinic_commands import existing

if TYPE_CHECKING:
    from nextpatient_desktop.lan.remote import RemoteClinic


def host_of_this_pc(clinic: str | None) -> "RemoteClinic | None":
    """The clinic through the host on this PC, as the system; None where none runs.

    Args:
        clinic: the clinic's URL; this account's when None.

    Raises:
        ClinicError: `database_missing`, `key_missing`.
    """
    from nextpatient_desktop.bootstrap.local import local_key
    from nextpatient_desktop.lan.remote import RemoteClinic
    from nextpatient_desktop.storage.ownership import running_host

    database = existing(clinic)
    host = running_host(database)
    if host is None:
        return None
    return RemoteClinic(host.url, host.pin, local_key(database), version=__version__, finds=False)
