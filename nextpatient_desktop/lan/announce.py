"""Announces a host on the network (mDNS), so that stations find it, also where its address changes.

What is announced is no secret and no proof: the clinic's name, where the host listens, and the pin of its
certificate, by which stations know theirs. A host that can not announce itself serves all the same.
"""

import contextlib
import ipaddress
import logging
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.lan import wire

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

_log = logging.getLogger(__name__)

LOOK_EVERY: Final = 5.0
"""Seconds between looks at this PC's addresses and the clinic's name."""
_AGAIN_AFTER: Final = 30.0
_ENDS_WITHIN: Final = 3.0
_LONGEST_NAME: Final = 48
_LONGEST_TEXT: Final = 200
_ALL: Final = {"0.0.0.0", "::"}


class Announcement:
    """Tells the network of one host until it is stopped."""

    def __init__(
        self,
        clinic_name: Callable[[], str],
        pin: str,
        port: int,
        *,
        bind: str = "",
        protocol: int = wire.PROTOCOL,
        addresses: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """Announce the host of a clinic.

        Args:
            clinic_name: asked now and again, on a thread of its own.
            pin: the SHA-256 of the host's certificate, as hex.
            port: where it listens.
            bind: the one address at which it listens, empty for all of this PC's.
            protocol: the version of the wire that it speaks.
            addresses: this PC's addresses in the place of those that are looked up.
        """
        self._clinic_name = clinic_name
        self._port = port
        self._properties = {"pin": pin, "protocol": str(protocol)}
        self._addresses = addresses or (lambda: own_addresses(bind))
        self._instance = secrets.token_hex(3)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="host-announce", daemon=True)

    def start(self) -> None:
        """Begin. Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Take leave of the network and end. Safe to call twice, and before `start`."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_ENDS_WITHIN)

    def _run(self) -> None:
        said: tuple[str, Sequence[str]] | None = None
        network: Zeroconf | None = None
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = LOOK_EVERY
            try:
                now = self._clinic_name(), tuple(self._addresses())
                if now == said:
                    continue
                _take_leave(network)
                network, said = None, None
                if now[1]:
                    network = self._announce(*now)
                said = now
            except ClinicError as refused:
                _log.info("the clinic's name is not known just now: %s", refused)
            except Exception:
                # Whatever ails the network or its library: stations can still be given the address by hand.
                _log.warning("the host can not be announced on the network", exc_info=True)
                wait = _AGAIN_AFTER
        _take_leave(network)

    def _announce(self, clinic: str, addresses: Sequence[str]) -> "Zeroconf":
        from zeroconf import Zeroconf

        network = Zeroconf(interfaces=list(addresses))
        try:
            network.register_service(self._service(clinic, addresses), allow_name_change=True)
        except BaseException:
            network.close()
            raise
        _log.info("announced at %s, port %d", ", ".join(addresses), self._port)
        return network

    def _service(self, clinic: str, addresses: Sequence[str]) -> "ServiceInfo":
        from zeroconf import ServiceInfo

        label = _shortened(clinic.replace(".", " "), _LONGEST_NAME).strip() or "NextPatient"
        properties: dict[str, Any] = {"clinic": _shortened(clinic, _LONGEST_TEXT), **self._properties}
        return ServiceInfo(
            wire.SERVICE,
            f"{label} {self._instance}.{wire.SERVICE}",
            port=self._port,
            properties=properties,
            server=f"nextpatient-{self._instance}.local.",
            parsed_addresses=list(addresses),
        )


def own_addresses(bind: str = "") -> Sequence[str]:
    """The addresses at which other devices reach a host on this PC that listens at `bind`, IPv4 first.

    Without those that reach this PC only, and without IPv6's link-local ones, which name no interface.
    """
    import ifaddr

    found = [
        one.ip if isinstance(one.ip, str) else one.ip[0]
        for adapter in ifaddr.get_adapters()
        for one in adapter.ips
    ]
    reachable = [address for address in found if _is_reachable(address)]
    if bind:
        wanted = {str(item[4][0]) for item in socket.getaddrinfo(bind, None)}
        families = {":" in address for address in wanted & _ALL}
        reachable = [one for one in reachable if one in wanted or (":" in one) in families]
    return sorted(set(reachable), key=lambda address: (":" in address, address))


def _is_reachable(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _shortened(text: str, most: int) -> str:
    """At most so many bytes of a text, without half a letter."""
    return text.encode()[:most].decode(errors="ignore")


def _take_leave(network: "Zeroconf | None") -> None:
    if network is None:
        return
    with contextlib.suppress(OSError):
        network.unregister_all_services()
    network.close()
