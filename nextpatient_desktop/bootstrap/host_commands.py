"""`nextpatient host`: runs the host, or has it started with the PC. Each command returns the exit code."""

import getpass
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE, clinic_url
from nextpatient_desktop.bootstrap.hosting import HostOptions, Listening, host_port, serve
from nextpatient_desktop.bootstrap.local_host import tell_stations, this_program
from nextpatient_desktop.bootstrap.logs import LEVEL_VARIABLE, start_logging
from nextpatient_desktop.bootstrap.service import HostProgram, RefusedError, Service, service_of_this_pc
from nextpatient_desktop.bootstrap.terminal import DONE, REFUSED, complain, misuse
from nextpatient_desktop.clinic.errors import ClinicError

__all__ = ["HostOptions", "install", "run", "run_for_stations", "status", "uninstall"]

_log = logging.getLogger(__name__)

_COMES_UP_WITHIN: Final = 15.0
_STEP: Final = 0.1


def run(options: HostOptions, *, is_quiet: bool) -> int:
    """Run the host until it is told to end."""

    def listening(told: Listening) -> None:
        if not is_quiet:
            _say(told)

    serve(options, listening)
    return DONE


def run_for_stations(options: HostOptions) -> int:
    """Run the host that a station of this PC started, until none needs it."""
    start_logging("host")
    try:
        serve(options, lambda _told: tell_stations(None), while_needed=True)
    except ClinicError as refused:
        _log.warning("the host does not start: %s", refused)
        tell_stations(refused)
        return REFUSED
    except Exception:
        _log.exception("this is a bug")
        return REFUSED
    return DONE


def _say(told: Listening) -> None:
    print(f"{told.clinic or 'The clinic'} is served to its stations at")
    for address in told.addresses:
        print(f"    {address}")
    print(f"The words of its certificate: {told.fingerprint}")
    print("To let a device join:         nextpatient host pair --kind kiosk")
    print("To end:                       Ctrl+C", flush=True)


# --- With the PC ----------------------------------------------------------------------------------


def install(options: HostOptions, service: Service | None = None) -> int:
    """Have the host started whenever the PC starts, and now."""
    url = clinic_url(options.clinic)
    is_postgres = isinstance(url, str) and url.startswith("postgresql")
    if is_postgres and urlsplit(str(url)).password:
        return misuse(
            "A password in the URL could be read by everybody on this PC.\n"
            "    Leave it out, and put it into the password file of PostgreSQL (~/.pgpass) of that account."
        )
    database = None if is_postgres else _database(url)
    try:
        lines = (service or service_of_this_pc()).install(_program(options, url, database))
    except RefusedError as refused:
        return complain(refused.what, refused.what_to_do)
    _print(lines)
    if service is None and database is not None:
        _print_reached(database)
    print("To take it back: nextpatient host --uninstall")
    return DONE


def uninstall(service: Service | None = None) -> int:
    """Have it started with the PC no more, and stop it."""
    try:
        _print((service or service_of_this_pc()).uninstall())
    except RefusedError as refused:
        return complain(refused.what, refused.what_to_do)
    return DONE


def status(options: HostOptions, service: Service | None = None) -> int:
    """Say whether it starts with the PC, and whether it runs; exit code 1 where it does not run."""
    from nextpatient_desktop.storage import ownership

    _print((service or service_of_this_pc()).status())
    url = clinic_url(options.clinic)
    if isinstance(url, str) and url.startswith("postgresql"):
        return DONE
    host = ownership.running_host(_database(url))
    if host is None:
        print("No host runs now.")
        return REFUSED
    print(f"A host runs now: process {host.pid}, port {host.port}, at {', '.join(host.addresses)}")
    return DONE


def _database(url: str | Path) -> Path:
    """The database that is to be served. `database_missing` where there is none."""
    from nextpatient_desktop.storage import urls

    path = urls.sqlite_path(url)
    urls.refuse_shared_drive(path)
    if not path.exists():
        raise ClinicError("database_missing", path=str(path))
    return path


def _program(options: HostOptions, url: str | Path, database: Path | None) -> HostProgram:
    port = host_port(options)
    command = [*this_program(), "host", "--quiet", "--clinic", str(database or url), "--port", str(port)]
    if options.bind:
        command += ["--bind", options.bind]
    account, home = _account(database)
    passed_on = (HOME_VARIABLE, LEVEL_VARIABLE)
    return HostProgram(
        command=tuple(command),
        environment={name: os.environ[name] for name in passed_on if os.environ.get(name)},
        account=account,
        home=home,
        port=port,
        data="" if database is None else str(database.parent),
    )


def _account(database: Path | None) -> tuple[str, Path]:
    """Who is to run the host: this account; for root whoever the clinic's data belongs to."""
    if sys.platform == "win32":
        return f"{os.environ.get('USERDOMAIN', '.')}\\{getpass.getuser()}", Path.home()
    if database is not None and os.geteuid() == 0:
        from nextpatient_desktop.bootstrap.service.systemd import owner_of

        return owner_of(database)
    return getpass.getuser(), Path.home()


def _print_reached(database: Path) -> None:
    """Wait a moment for the host, and say where it listens."""
    from nextpatient_desktop.storage import ownership

    until = time.monotonic() + _COMES_UP_WITHIN
    while (host := ownership.running_host(database)) is None and time.monotonic() < until:
        time.sleep(_STEP)
    if host is None:
        print(
            "It does not listen yet. If kiosk, counter or display are open on this PC, close them: they have"
        )
        print("the clinic's data open, and the host waits for them. Then see: nextpatient host --status")
        return
    print(f"It listens at port {host.port}: {', '.join(host.addresses)}")


def _print(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
