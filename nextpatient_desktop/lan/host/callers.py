"""Who calls: what a request's headers say, before anybody has looked whether it is true."""

import base64
import contextlib
import ipaddress
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.answers import Scope

_AUTHORIZATION: Final = wire.AUTHORIZATION.encode()
_STAFF: Final = wire.STAFF.encode()
_PROTOCOL: Final = wire.PROTOCOL_HEADER.encode()
_VERSION: Final = wire.VERSION.encode()
_TO_COME: Final = wire.TO_COME.encode()
_WANTED: Final = frozenset({_AUTHORIZATION, _STAFF, _PROTOCOL, _VERSION, _TO_COME})

_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What a request says of who sent it. `address` is the peer's; no header can say another."""

    key: str | None
    session: str | None
    address: str
    is_local: bool
    version: str | None = None
    said: Mapping[bytes, str]

    @property
    def protocol(self) -> int | None:
        """The version of the wire that the caller speaks; `request_invalid` for what is no number."""
        return _number(self.said, _PROTOCOL)

    @property
    def to_come(self) -> int | None:
        """How many tokens a kiosk has still to hand over; `request_invalid` for what is no number."""
        return _number(self.said, _TO_COME)


def caller_of(scope: Scope, *, takes_basic: bool = False) -> Caller:
    """The caller of a request.

    `takes_basic` lets a key be a browser's password too. Not where anything is done: a browser sends it along
    with what any page on any site makes it send.
    """
    said = _said(scope["headers"])
    address, is_local = _place(scope["client"][0] if scope.get("client") else "")
    return Caller(
        key=_key(said.get(_AUTHORIZATION, ""), takes_basic=takes_basic),
        session=said.get(_STAFF) or None,
        address=address,
        is_local=is_local,
        version=said.get(_VERSION) or None,
        said=said,
    )


def _key(authorization: str, *, takes_basic: bool) -> str | None:
    scheme, _space, given = authorization.partition(" ")
    given = given.strip()
    match scheme.lower():
        case "bearer":
            return given or None
        case "basic" if takes_basic:
            with contextlib.suppress(ValueError):
                return base64.b64decode(given, validate=True).decode().partition(":")[2] or None
    return None


def _said(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    return {name: value.decode("latin-1") for name, value in headers if name in _WANTED}


def _number(said: Mapping[bytes, str], name: bytes) -> int | None:
    text = said.get(name)
    if not text:
        return None
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdigit()):
        raise ClinicError("request_invalid", field=name.decode())
    return int(text)


@lru_cache(maxsize=1024)
def _place(host: str) -> tuple[str, bool]:
    """An address in one form (IPv4 also where it came over IPv6), and whether it is this PC's own."""
    try:
        address: Any = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host, False
    address = getattr(address, "ipv4_mapped", None) or address
    return str(address), address.is_loopback
