"""Finds hosts that announce themselves on this network (mDNS). What is announced is a hint: pins decide."""

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import (
    BROKEN,
    CONNECT_WITHIN,
    Address,
    OtherCertificateError,
    PinnedConnection,
)

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

PIN_DIGITS: Final = 64
_RESOLVE_WITHIN_MS: Final = 2000
_SETTLES_AFTER: Final = 0.5
"""Seconds without anything new, after the first was found, in which the others will have answered too."""


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What a host says of itself: the clinic's name, its certificate's SHA-256 (hex), where it listens."""

    clinic: str
    pin: str
    addresses: tuple[Address, ...]
    protocol: int = field(default=wire.PROTOCOL)


class Browser(Protocol):
    """Listens for announcements until it is closed."""

    def close(self) -> None:
        """Hear nothing any more."""
        ...


Heard = Callable[[Announced], None]


def browse(heard: Heard, *, interfaces: Sequence[str] | None = None) -> Browser:
    """Listen for announcements; `heard` is told of each host, again when it changes, on a thread of its own.

    Args:
        heard: called with what a host says.
        interfaces: the addresses of this PC to listen at; all where none are named.

    Raises:
        OSError: this PC has no network to listen at.
    """
    from zeroconf import InterfaceChoice, Zeroconf

    chosen = InterfaceChoice.All if interfaces is None else list(interfaces)
    return _Browser(Zeroconf(interfaces=chosen), heard)


class _Browser:
    """A `Browser` over zeroconf."""

    def __init__(self, network: "Zeroconf", heard: Heard) -> None:
        from zeroconf import ServiceBrowser

        self._network = network
        self._heard = heard
        self._browser = ServiceBrowser(network, wire.SERVICE, handlers=[self._changed])

    def _changed(self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: object) -> None:
        """A host came, changed or took its leave; called by zeroconf, on its browser's thread."""
        from zeroconf import Error, ServiceStateChange

        if state_change is ServiceStateChange.Removed:
            return  # whoever needs it notices by itself
        try:
            info = zeroconf.get_service_info(service_type, name, timeout=_RESOLVE_WITHIN_MS)
        except Error:
            return  # it is being closed
        announced = None if info is None else _announced(info)
        if announced is not None:
            self._heard(announced)

    def close(self) -> None:
        """Hear nothing any more."""
        self._browser.cancel()
        self._network.close()


def find(seconds: float, *, interfaces: Sequence[str] | None = None) -> Sequence[Announced]:
    """The hosts that answer within some seconds, by the clinic's name; sooner once no more of them do."""
    found: dict[str, Announced] = {}
    news = threading.Event()

    def heard(announced: Announced) -> None:
        found[announced.pin] = announced
        news.set()

    try:
        browser = browse(heard, interfaces=interfaces)
    except OSError:
        return ()
    try:
        if news.wait(seconds):
            while news.is_set():
                news.clear()
                news.wait(min(_SETTLES_AFTER, seconds))
    finally:
        browser.close()
    return sorted(list(found.values()), key=lambda one: (one.clinic.casefold(), one.pin))


def is_there(address: Address, pin: bytes) -> bool:
    """Whether the host with this pin answers at an address. It is told nothing."""
    connection = PinnedConnection(address, pin, CONNECT_WITHIN)
    try:
        connection.connect()
    except (OtherCertificateError, *BROKEN):
        return False
    connection.close()
    return True


def _announced(info: "ServiceInfo") -> Announced | None:
    """What an announcement says; None for one that is no host's."""
    said = _texts(info.properties)
    pin = said.get("pin", "").lower()
    addresses = tuple(Address(name=name, port=info.port or wire.PORT) for name in _names(info))
    if len(pin) != PIN_DIGITS or not addresses:
        return None
    try:
        bytes.fromhex(pin)
        protocol = int(said.get("protocol", wire.PROTOCOL))
    except ValueError:
        return None
    return Announced(clinic=said.get("clinic", ""), pin=pin, addresses=addresses, protocol=protocol)


def _texts(properties: Mapping[bytes, bytes | None]) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace"): (value or b"").decode("utf-8", "replace")
        for name, value in properties.items()
    }


def _names(info: "ServiceInfo") -> Sequence[str]:
    """The addresses, those of IPv4 first."""
    from zeroconf import IPVersion

    names = list(info.parsed_scoped_addresses(IPVersion.All))
    return sorted(names, key=lambda name: (":" in name, _is_loopback(name)))


def _is_loopback(name: str) -> bool:
    try:
        return socket.inet_aton(name)[0] == 127
    except OSError:
        return name == "::1"
