"""What the settings are given of this device: its file, printers, screens, and how it reaches its clinic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nextpatient_desktop.clinic.printing import FoundPrinter, ProofPrinter, TicketContent
from nextpatient_desktop.ui.station_settings import StationSettings, StationSettingsStore

OpenPrinter = Callable[[str, int], ProofPrinter]
"""Makes the printer of a URL for paper of a width in dots; `printer_url_invalid` where that is none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenChoice:
    """A screen that the program can open on; sizes in pixels. `name` is how the system calls it."""

    name: str
    width: int
    height: int
    is_main: bool = False


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How this device reaches its clinic. `address` and `fingerprint` are empty where its data is here.

    `is_own_host` says that the host at the address is this PC's own; `can_share` that the clinic's data is on
    this PC, so that it can be kept for others. `host_addresses` are those under which other devices reach the
    host, for people to type: `192.168.1.20`, with a port only where it is not the usual one.
    """

    address: str = ""
    fingerprint: str = ""
    is_own_host: bool = False
    can_share: bool = True
    host_addresses: tuple[str, ...] = ()

    @property
    def has_host(self) -> bool:
        """Whether a host keeps the clinic's data, so that other stations can join."""
        return bool(self.address)


@dataclass(frozen=True, kw_only=True)
class Device:
    """What the section is given of this device, and what it may tell the program.

    `settings_saved` hears of settings that are kept now. `restart` starts the program anew and `quit_program`
    ends it; without one there is no such button. `connection` says how the clinic is reached, at once.
    `share_clinic` starts or stops the host on this PC and may block for seconds; where it is None, the switch
    is kept and counts from the next start on. `leave_clinic` forgets this station's key and its clinic and
    may block; the program is started anew after it and shows the set-up. `find_printers` looks for printers,
    which takes seconds; without it there is no such button. `draw_ticket` draws a ticket as this device's
    printer would print it, as a PNG; `read_logo` makes a clinic's logo of a picture file (`logo_invalid`);
    both block.
    """

    store: StationSettingsStore
    open_printer: OpenPrinter
    find_printers: Callable[[], Sequence[FoundPrinter]] | None = None
    screens: Sequence[ScreenChoice] = ()
    settings_saved: Callable[[StationSettings], None] = lambda _settings: None
    restart: Callable[[], None] | None = None
    quit_program: Callable[[], None] | None = None
    connection: Callable[[], Connection] = Connection
    share_clinic: Callable[[bool], None] | None = None
    leave_clinic: Callable[[], None] | None = None
    draw_ticket: Callable[[TicketContent], bytes] | None = None
    read_logo: Callable[[Path], str] | None = None
