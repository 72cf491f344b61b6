"""`nextpatient host pair`, `join` and `stations`: how devices become stations, seen from a terminal."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.clinic_commands import existing
from nextpatient_desktop.bootstrap.terminal import DONE, REFUSED, complain, english, misuse
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.stations.pairing import CODE_DIGITS
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.text import words_for_error

if TYPE_CHECKING:
    from nextpatient_desktop.bootstrap.station_key import KeyFile
    from nextpatient_desktop.clinic.door import Clinic
    from nextpatient_desktop.clinic.joining import FoundHost, Joined
    from nextpatient_desktop.clinic.journal.messages import Event
    from nextpatient_desktop.clinic.stations.pairing import OpenPairing, PairingCode, StationStatus

_NO_CODE: Final = f"A code has {CODE_DIGITS} figures."
_LOOK_FOR: Final = 4.0
_LOOK_EVERY: Final = 0.5
_NO_HOST: Final = "No host runs on this PC for the clinic's data."
_START_ONE: Final = "Start it first, in another window or with the PC: nextpatient host [--install]"
_ADD_ONE: Final = "To add one: nextpatient host pair --kind kiosk"
_ADD_FIRST: Final = "To add one: start the host (nextpatient host), then nextpatient host pair --kind kiosk"


class _UnknownError(Exception):
    """Something was named on the command line that the clinic does not have."""

    def __init__(self, what: str, what_to_do: str) -> None:
        super().__init__(what)
        self.what, self.what_to_do = what, what_to_do


# --- Pairing, at the host -------------------------------------------------------------------------


def pair(
    clinic: str | None,
    *,
    kind: str | None,
    name: str,
    counter: str | None,
    acts_as: str | None,
    station: str | None,
) -> int:
    """Open a pairing at the host of this PC, show its code, and wait for the device.

    Args:
        clinic: the clinic's URL; this account's when None.
        kind: what the device is to be; None where `station` says it.
        name: its name, empty for the next free one of its kind.
        counter: the name of the counter that it stands at.
        acts_as: the role whose rights an integration has.
        station: the name of a station that is known and gets a new key.
    """
    from nextpatient_desktop.bootstrap.reaching import fingerprint_on_server, host_of_this_pc

    if (elsewhere := _elsewhere(clinic)) is not None:
        return complain(*elsewhere)
    host = host_of_this_pc(clinic)
    if host is None:
        return complain(_NO_HOST, _START_ONE)
    try:
        try:
            command = _pairing(host, kind, name, counter, acts_as, station)
        except _UnknownError as unknown:
            return complain(unknown.what, unknown.what_to_do)
        code = host.execute(command)
        before = _position(host)
        _show(code, command, code.fingerprint or fingerprint_on_server(clinic))
        return _await_device(host, code, before)
    except KeyboardInterrupt:  # nobody looks at the code any more: nobody is to join with it
        _close_pairing(host)
        raise
    finally:
        host.close()


def _elsewhere(clinic: str | None) -> tuple[str, str] | None:
    """What to say where nobody named a clinic and this PC has none but is a station of one."""
    from nextpatient_desktop.bootstrap.connecting import HOST_SCHEME
    from nextpatient_desktop.bootstrap.folders import default_clinic, settings_folder
    from nextpatient_desktop.bootstrap.station_file import StationFile
    from nextpatient_desktop.bootstrap.station_key import KeyFile

    if (clinic is not None and clinic.strip()) or default_clinic().exists():
        return None
    for file in sorted(settings_folder().glob("*.json")):
        settings = StationFile(file).load()
        key = KeyFile.beside(file).load() if settings.clinic.startswith(HOST_SCHEME) else None
        if key is not None:
            at = f"{key.clinic} at {settings.clinic}" if key.clinic else settings.clinic
            return f"This PC is a station of {at}: the clinic's data is there.", "Run this on that PC."
    return None


def _close_pairing(host: "Clinic") -> None:
    """End what was opened; a host that is gone does so by itself."""
    from nextpatient_desktop.clinic.stations.pairing import ClosePairing

    _tick("")
    try:
        host.execute(ClosePairing())
    except ClinicError as refused:
        complain("The code could not be taken back: it ends by itself.", str(refused))
        return
    print("The code is worth nothing any more.")


def _pairing(
    host: "Clinic", kind: str | None, name: str, counter: str | None, acts_as: str | None, station: str | None
) -> "OpenPairing":
    """The command, with the ids of what was named."""
    from nextpatient_desktop.clinic.counters.messages import Counters
    from nextpatient_desktop.clinic.stations.messages import Stations
    from nextpatient_desktop.clinic.stations.pairing import OpenPairing

    if station is not None:
        named = [one for one in host.ask(Stations(include_inactive=True)) if one.name == station]
        if not named:
            raise _UnknownError(
                f'No station is called "{station}".', "nextpatient stations --all lists them."
            )
        return OpenPairing(kind=named[-1].kind, station=named[-1].id)
    at = None
    if counter is not None:
        ids = {one.counter.name: one.counter.id for one in host.ask(Counters())}
        at = ids.get(counter)
        if at is None:
            there_are = ", ".join(ids) or "none yet: an administrator adds them in the settings, under Rooms"
            raise _UnknownError(f'No counter is called "{counter}".', f"There are: {there_are}.")
    role = None if acts_as is None else Role(acts_as)
    return OpenPairing(kind=StationKind(kind or ""), name=name, counter=at, acts_as=role)


def _show(code: "PairingCode", command: "OpenPairing", fingerprint: str) -> None:
    figures = f"{code.code[:3]} {code.code[3:]}"
    what = "integration" if command.kind is StationKind.INTEGRATION else command.kind.value
    print(f"The code for one {what}:    {figures}")
    print(f"The words to compare:      {fingerprint}")
    print("Type the code at the device: on its first screen, or with `nextpatient join` there.", flush=True)


def _await_device(host: "Clinic", code: "PairingCode", before: int) -> int:
    """Wait until the device has joined, or the code is over; says which."""
    from nextpatient_desktop.clinic.stations.messages import Stations

    failed = 0
    while (left := (code.expires_at - datetime.now(UTC)).total_seconds()) > 0:
        _tick(f"{left:.0f} s left")
        for event in _news(host, before):
            before = event.position
            if event.kind == "station.paired":
                names: dict[UUID | None, str] = {one.id: one.name for one in host.ask(Stations())}
                _tick("")
                print(f"{names.get(event.subject, 'The device')} has joined.")
                return DONE
            if event.kind in ("pairing.opened", "pairing.closed"):
                _tick("")
                return complain("Another pairing was opened, or this one was ended.")
            if event.kind == "pairing.failed":
                failed += 1
                _tick("")
                print(f"A wrong code was typed ({failed}).", file=sys.stderr)
        time.sleep(_LOOK_EVERY)
    _tick("")
    return complain("The code is over: nobody joined with it.", "Open another one for another try.")


def _position(host: "Clinic") -> int:
    """How far the journal has grown."""
    from nextpatient_desktop.clinic.journal.messages import Journal

    latest = host.ask(Journal(limit=1))
    return latest[-1].position if latest else 0


def _news(host: "Clinic", after: int) -> "Sequence[Event]":
    """What happened since; nothing while the host is starting anew."""
    from nextpatient_desktop.clinic.journal.messages import Journal

    try:
        return host.ask(Journal(after=after))
    except ClinicError as refused:
        if refused.code != "out_of_reach":
            raise
        return ()


def _tick(text: str) -> None:
    """On a terminal, show this in place of what was shown before."""
    if sys.stdout.isatty():
        print(f"\r{text:<12}\r{text}", end="", flush=True)


# --- Joining, at the device -----------------------------------------------------------------------


def join(address: str | None, *, code: str | None, kind: str | None, station: str | None) -> int:
    """Make this device a station of a clinic on the LAN.

    Args:
        address: the host's; looked for when None.
        code: the pairing's; asked when None.
        kind: what the device is to be; what the pairing was opened for when None.
        station: as the modes' `--station`: tells several stations on one PC apart.
    """
    from nextpatient_desktop.bootstrap.joining import StationKeeper
    from nextpatient_desktop.lan.joining import HostJoining

    is_asked = code is None
    if is_asked and not sys.stdin.isatty():
        return misuse("Nobody is here to ask. Give --code.")
    if code is not None and not _is_code(_figures(code)):
        return misuse(_NO_CODE)
    keeper = StationKeeper(station)
    joining = HostJoining(keeper.keep, version=__version__)
    host = joining.look(address) if address is not None else _choose(joining.find(_LOOK_FOR))
    if host is None:
        return REFUSED
    print(f"{host.clinic or 'A clinic without a name'} at {host.address}")
    print(f"The words of its certificate: {host.fingerprint}")
    print("Go on only if the host's screen shows the same words.", flush=True)
    wanted = None if kind is None else StationKind(kind)
    while True:
        try:
            joined = joining.join(host, _figures(code) if code is not None else _asked_code(), wanted)
        except ClinicError as refused:
            if not is_asked or refused.code != "pairing_code_wrong" or not refused.params.get("tries_left"):
                raise
            words = words_for_error(english(), refused.code, refused.params)
            complain(words.what, words.what_to_do)
        else:
            _tell(joined, station, keeper.file(joined.station.kind))
            return DONE


def _figures(code: str) -> str:
    """The code without what people put between its halves."""
    return "".join(code.split())


def _asked_code() -> str:
    """What the person types. What cannot be a code is asked again here: it would cost one of five tries."""
    while not _is_code(typed := _figures(input("Code: "))):
        complain(_NO_CODE)
    return typed


def _is_code(text: str) -> bool:
    return len(text) == CODE_DIGITS and text.isascii() and text.isdecimal()


def _choose(found: "Sequence[FoundHost]") -> "FoundHost | None":
    """The one host that was found, or the one that the person names."""
    if not found:
        complain("No host was found on this network.", "Give its address: nextpatient join 192.168.1.20")
        return None
    if len(found) == 1:
        return found[0]
    for number, host in enumerate(found, 1):
        print(f"{number}: {host.clinic} at {host.address}")
    if not sys.stdin.isatty():
        complain("There are several hosts here.", "Give the address of one.")
        return None
    while True:
        typed = input("Which one? ").strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(found):
            return found[int(typed) - 1]


def _tell(joined: "Joined", station: str | None, file: "KeyFile") -> None:
    print(f"\nThis device is {joined.station.name} of {joined.host.clinic} now.")
    if joined.station.kind is StationKind.INTEGRATION:
        print("What a program needs to use the clinic's API, shown this once:")
        print(f"    address:      {joined.host.address}")
        print(f"    certificate:  SHA-256 {joined.host.pin}")
        print(f"    key:          {joined.key}")
        print(f"    description:  {joined.host.address}/api/v1/docs (user name: any, password: the key)")
        return
    option = "" if station is None else f' --station "{station}"'
    print(f"Its key is in {file.path}")
    print(f"To go on:    nextpatient {joined.station.kind.value}{option}")


# --- The list -------------------------------------------------------------------------------------


def stations(clinic: str | None, *, include_inactive: bool) -> int:
    """List the clinic's stations with what is known of each.

    Args:
        clinic: the clinic's URL; this account's when None.
        include_inactive: also those that were taken out of use.
    """
    from nextpatient_desktop.bootstrap import open_clinic
    from nextpatient_desktop.bootstrap.reaching import host_of_this_pc
    from nextpatient_desktop.clinic.door import SYSTEM
    from nextpatient_desktop.clinic.stations.pairing import StationStates

    if (elsewhere := _elsewhere(clinic)) is not None:
        return complain(*elsewhere)
    host = host_of_this_pc(clinic)
    clinic_here = host or open_clinic(existing(clinic)).acting_as(SYSTEM)
    try:
        found = clinic_here.ask(StationStates(include_inactive=include_inactive))
    finally:
        clinic_here.close()
    _print_table(found)
    if host is None:
        print(_NO_HOST)
    if not found:
        print(_ADD_ONE if host is not None else _ADD_FIRST)
    return DONE


def _print_table(found: "Sequence[StationStatus]") -> None:
    if not found:
        print("There is no station yet.")
        return
    rows = [("NAME", "KIND", "STATE", "LAST HEARD OF", "TO COME", "VERSION"), *map(_row, found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(status: "StationStatus") -> tuple[str, ...]:
    station = status.station
    if not station.is_active:
        state = "out of use"
    elif not status.is_paired:
        state = "not paired"
    else:
        state = "away" if status.is_away else "here"
    zone = datetime.now(UTC).astimezone().tzinfo or UTC
    seen = "" if status.last_seen is None else english().short_date_and_clock(status.last_seen, zone)
    return station.name, station.kind.value, state, seen, str(status.to_come or ""), status.version
