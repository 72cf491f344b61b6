"""How commands reach the clinic as the system: through the host on their own PC, or on a PostgreSQL server.

At a host it takes the key that only who has the clinic's data can make.
"""

from typing import TYPE_CHECKING

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.clinic_commands import existing
from nextpatient_desktop.bootstrap.folders import clinic_url

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.door import Clinic


def host_of_this_pc(clinic: str | None) -> "Clinic | None":
    """The clinic through the host on this PC, as the system; None where none runs.

    A clinic on a PostgreSQL server needs no host for that: whatever is done there, all its hosts know.

    Args:
        clinic: the clinic's URL; this account's when None.

    Raises:
        ClinicError: `database_missing`, `key_missing`, or why the server can not be reached.
    """
    from nextpatient_desktop.bootstrap.local import local_key, open_local
    from nextpatient_desktop.clinic.door import SYSTEM
    from nextpatient_desktop.lan.remote import RemoteClinic
    from nextpatient_desktop.storage import urls
    from nextpatient_desktop.storage.ownership import running_host

    url = clinic_url(clinic)
    if urls.is_server(url):
        return open_local(url).acting_as(SYSTEM)
    database = existing(clinic)
    host = running_host(database)
    if host is None:
        return None
    return RemoteClinic(host.url, host.pin, local_key(database), version=__version__, finds=False)


def fingerprint_on_server(clinic: str | None) -> str:
    """The words of the certificate that all hosts of a PostgreSQL server's clinic have; no host adds them."""
    from nextpatient_desktop.bootstrap.local import open_server
    from nextpatient_desktop.lan.identity import obtain_identity

    opened = open_server(str(clinic_url(clinic)))
    try:
        return obtain_identity(opened.storage, opened.clock.now()).fingerprint
    finally:
        opened.clinic.close()
