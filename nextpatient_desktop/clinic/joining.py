"""What a device needs to become a station of a clinic on the LAN, as a Protocol for screens."""

from collections.abc import Sequence
from dataclasses import field
from typing import Protocol

from nextpatient_desktop.domain.model import Station, StationKind
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class FoundHost:
    """A clinic's host on this network.

    `address` is `https://192.168.1.20:7390`; `pin` the SHA-256 of its certificate as hex; `fingerprint` the
    same in words, for two people to compare.
    """

    clinic: str
    address: str
    pin: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Joined:
    """This device is a station now. `key` is its secret."""

    station: Station
    host: FoundHost
    key: str = field(repr=False)


class Joining(Protocol):
    """Finds hosts and pairs with one. Every call may block for some seconds: never on the GUI thread."""

    def find(self, seconds: float) -> Sequence[FoundHost]:
        """The hosts that announce themselves on this network, by the clinic's name."""
        ...

    def look(self, address: str) -> FoundHost:
        """The host at an address that somebody typed: with or without `https://` and port.

        Raises:
            ClinicError: `address_invalid`, `out_of_reach`, `host_not_one` (something else answers),
                `program_too_old`.
        """
        ...

    def join(self, host: FoundHost, code: str, kind: StationKind | None) -> Joined:
        """Exchange the code for a key; kept on this device before this returns.

        Raises:
            ClinicError: `pairing_closed`, `pairing_code_wrong` (with `tries_left`), `pairing_kind_wrong`,
                `out_of_reach`, `host_changed` (another certificate than the one looked at).
        """
        ...
