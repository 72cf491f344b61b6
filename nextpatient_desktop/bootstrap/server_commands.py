"""What `nextpatient clinic ...` does where the clinic's data is on a PostgreSQL server."""

from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.terminal import progress
from nextpatient_desktop.clinic.errors import ClinicError

if TYPE_CHECKING:
    from nextpatient_desktop.storage.check import Finding


def tell_new(name: str, url: str) -> None:
    """Say that a clinic was set up, and what is next."""
    from nextpatient_desktop.storage.postgres.address import address_of

    shown = address_of(url).url
    print(f"\n{name} is set up in {shown}")
    print(
        "\nIt has no key and no recovery code: users, disk and backups of the server are yours to look after."
    )
    print("To go on, start a host on each PC that is to serve stations, with the same address and password:")
    print(f'    nextpatient host --clinic "{shown}"')


def findings(url: str) -> "tuple[list[Finding], str]":
    """Everything that is wrong with a clinic's data, and where that is, for people.

    Raises:
        ClinicError: `database_newer`, `database_unknown`, `server_database_empty`, or why the server can not
            be reached.
    """
    from nextpatient_desktop.storage.postgres.address import address_of
    from nextpatient_desktop.storage.postgres.check import check_database

    with progress("Checking", None):
        return check_database(url), address_of(url).url


def refuse(url: str | Path, code: str) -> None:
    """Refuse, with `code`, what is there for a clinic in a file only: its words say what a server has for it.

    Raises:
        ClinicError: `server_keeps_backups` or `server_has_no_key`, with `server`.
    """
    from nextpatient_desktop.storage import urls

    if urls.is_server(url):
        from nextpatient_desktop.storage.postgres.address import address_of

        raise ClinicError(code, server=address_of(str(url)).server)
