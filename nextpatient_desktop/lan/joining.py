"""`HostJoining`: makes this device a station of a clinic on the LAN. Implements `clinic.joining.Joining`."""

import json
import ssl
from collections.abc import Callable, Sequence
from typing import Any, Final

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.door import new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import FoundHost, Joined
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.clinic.stations.pairing import PairedStation
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.connection import (
    BROKEN,
    Address,
    BrokenAnswerError,
    OtherCertificateError,
    PinnedConnection,
)
from nextpatient_desktop.lan.words import fingerprint

ANSWER_WITHIN: Final = 6.0
_MOST_BYTES: Final = 65536
_JSON: Final = {"content-type": "application/json", "accept": "application/json"}


class HostJoining:
    """Finds hosts, looks at them, exchanges a code for a key. Every call may block for some seconds."""

    def __init__(
        self,
        keep: Callable[[Joined], None],
        *,
        version: str = "",
        interfaces: Sequence[str] | None = None,
    ) -> None:
        """Joining for this device.

        Args:
            keep: keeps the key on this device, durably; what it raises ends `join`.
            version: this program's.
            interfaces: the addresses of this PC at which hosts are listened for; all where none are named.
        """
        self._keep = keep
        self._version = version
        self._interfaces = interfaces

    def find(self, seconds: float) -> Sequence[FoundHost]:
        """The hosts that announce themselves on this network, by the clinic's name."""
        from nextpatient_desktop.lan import discovery  # zeroconf is heavy

        found = []
        for announced in discovery.find(seconds, interfaces=self._interfaces):
            pin, addresses = bytes.fromhex(announced.pin), announced.addresses
            # A PC may have addresses that lead nowhere from here: a second network, a virtual machine's.
            reached = (
                addresses if len(addresses) == 1 else [a for a in addresses if discovery.is_there(a, pin)]
            )
            address = (reached or addresses)[0]
            found.append(_host(announced.clinic, address, announced.pin))
        return tuple(found)

    def look(self, address: str) -> FoundHost:
        """The host at an address that somebody typed; see `Joining.look`."""
        try:
            place = Address.of(address.strip())
        except ValueError:
            raise ClinicError("address_invalid", field="address") from None
        connection = PinnedConnection(place, None, ANSWER_WITHIN)
        try:
            health = self._health(connection, address.strip())
            return _host(str(health["clinic"]), place, connection.certificate.hex())
        except (KeyError, TypeError):
            raise ClinicError("host_not_one", field="address") from None
        finally:
            connection.close()

    def join(self, host: FoundHost, code: str, kind: StationKind | None) -> Joined:
        """Exchange the code for a key, kept on this device before this returns; see `Joining.join`."""
        place = Address.of(host.address)
        connection = PinnedConnection(place, bytes.fromhex(host.pin), ANSWER_WITHIN)
        # Sent once: a code that was taken is spent, also when its answer is lost.
        wanted = {"id": new_command_id(), "code": code, "kind": kind}
        try:
            connection.connect()
            status, body = self._exchange(connection, "POST", wire.PAIR, codec.write(wanted).encode())
        except OtherCertificateError:
            raise ClinicError("host_changed") from None
        except BROKEN as error:
            raise ClinicError("out_of_reach") from error
        finally:
            connection.close()
        paired = _paired(status, body)
        if paired.station is None:
            raise ClinicError("pairing_code_wrong", field="code", tries_left=paired.tries_left)
        joined = Joined(station=paired.station, host=host, key=paired.key)
        self._keep(joined)
        return joined

    def _health(self, connection: PinnedConnection, typed: str) -> dict[str, Any]:
        """What a host says of itself.

        Raises:
            ClinicError: `out_of_reach` with the `address` as it was typed; `host_not_one`,
                `program_too_old`.
        """
        try:
            connection.connect()
            status, body = self._exchange(connection, "GET", wire.HEALTH, None)
        except (BrokenAnswerError, ValueError) as error:
            raise ClinicError("host_not_one", field="address") from error
        except (ssl.SSLEOFError, ConnectionError, TimeoutError) as error:
            raise ClinicError("out_of_reach", address=typed) from error
        except ssl.SSLError as error:
            raise ClinicError("host_not_one", field="address") from error
        except OSError as error:
            raise ClinicError("out_of_reach", address=typed) from error
        health = _object(body)
        if status != 200 or health.get("service") != wire.SERVICE_NAME:
            raise ClinicError("host_not_one", field="address")
        oldest = health.get("oldest")
        if isinstance(oldest, int) and oldest > wire.PROTOCOL:
            raise ClinicError("program_too_old")
        return health

    def _exchange(
        self, connection: PinnedConnection, method: str, path: str, body: bytes | None
    ) -> tuple[int, bytes]:
        headers = {**_JSON, wire.PROTOCOL_HEADER: str(wire.PROTOCOL), wire.VERSION: self._version}
        connection.send(method, path, headers, body)
        head = connection.read_head()
        said = b""
        for part in connection.read_body(head):
            said += part
            if len(said) > _MOST_BYTES:  # of no host of ours
                raise BrokenAnswerError("an answer without an end")
        return head.status, said


def _host(clinic: str, address: Address, pin: str) -> FoundHost:
    return FoundHost(clinic=clinic, address=address.url, pin=pin, fingerprint=fingerprint(pin))


def _paired(status: int, body: bytes) -> PairedStation:
    """What came of a try.

    Raises:
        ClinicError: the host's refusal; `out_of_reach` while it is ending; `host_not_one`.
    """
    said = _object(body)
    if status == wire.ENDING:
        raise ClinicError("out_of_reach")
    try:
        if status == 200:
            paired: PairedStation = read_answer(PairedStation, said)
            return paired
        refusal = ClinicError(said["code"], said.get("params") or {})
    except (ValueError, KeyError, TypeError):
        raise ClinicError("host_not_one") from None
    raise refusal


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
