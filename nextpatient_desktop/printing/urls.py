"""The addresses of printers: what a URL says, checked, without asking anybody.

    tcp://192.168.1.30                              a printer on the network, port 9100
    tcp://printer.local:9101                        on another port
    usb://04b8:0e15                                 on USB: vendor and product, as `nextpatient printers` says
    usb://04b8:0e15?serial=J4XF012345               one of several of that kind
    serial:///dev/ttyUSB0?baud=19200&flow=rtscts    on a serial line; flow rtscts, dsrdtr, xonxoff or none
    serial://COM3?baud=115200                       the same on Windows
    serial://COM3?baud=19200&tickets=pictures       one that makes no QR codes by itself
    windows://EPSON TM-T88V                         a printer of Windows, by its name
    windows://HP LaserJet?paper=a4                  the same, for one that prints on sheets
    cups://receipts                                 a queue of CUPS, by its name
    cups://office?paper=a4                          the same, for one that prints on sheets
    file:///dev/usb/lp0                             a device of the system
    file:///var/tmp/jobs.bin                        a file to which jobs are appended
    file:///var/tmp/tickets/                        a folder, in which each job gets a numbered file
    none:                                           no printer

Names may stand as they are, or with `%20` and the like.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from nextpatient_desktop.clinic.errors import ClinicError

_TCP_PORT: Final = 9100
_DRIVE: Final = re.compile(r"/[A-Za-z]:(/|$)")
_USB_ID: Final = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_COM_PORT: Final = re.compile(r"COM\d{1,3}", re.IGNORECASE)
_FLOWS: Final = ("none", "rtscts", "dsrdtr", "xonxoff")
_PARITIES: Final = ("none", "even", "odd")
_DEFAULT_BAUD: Final = 9600
_SHEETS: Final = "?paper=a4"
_SAFE_IN_NAMES: Final = " ()+,:;@=&'!$*"

_EXAMPLES: Final = {
    "tcp": "tcp://192.168.1.50:9100",
    "usb": "usb://04b8:0e15",
    "serial": "serial:///dev/ttyUSB0?baud=19200&flow=rtscts",
    "windows": "windows://EPSON TM-T88V Receipt",
    "cups": "cups://receipts",
    "file": "file:///dev/usb/lp0",
}


@dataclass(frozen=True)
class TcpAddress:
    """A printer on the network."""

    host: str
    port: int = _TCP_PORT


@dataclass(frozen=True)
class UsbAddress:
    """A printer on USB; without a serial number the first of its kind."""

    vendor: int
    product: int
    serial: str = ""

    @property
    def url(self) -> str:
        """The address as it is typed."""
        serial = f"?serial={quote(self.serial, safe='')}" if self.serial else ""
        return f"usb://{self.vendor:04x}:{self.product:04x}{serial}"


@dataclass(frozen=True)
class SerialAddress:
    """A serial line and its settings: 8 bits, 1 stop bit.

    Attributes:
        port: `/dev/ttyUSB0`, `COM3`.
        baud: bits in a second.
        flow: how the printer holds the line: "none", "rtscts", "dsrdtr" or "xonxoff".
        parity: "none", "even" or "odd".
        pictures: tickets go as whole pictures, however long that takes.
    """

    port: str
    baud: int = _DEFAULT_BAUD
    flow: str = "none"
    parity: str = "none"
    pictures: bool = False

    @property
    def bytes_per_second(self) -> float:
        """What the line carries: a byte takes a start bit, 8 bits, maybe a parity bit, a stop bit."""
        return self.baud / (10 if self.parity == "none" else 11)

    @property
    def url(self) -> str:
        """The address as it is typed."""
        parity = "" if self.parity == "none" else f"&parity={self.parity}"
        pictures = "&tickets=pictures" if self.pictures else ""
        return f"serial://{quote(self.port, safe='/')}?baud={self.baud}&flow={self.flow}{parity}{pictures}"


@dataclass(frozen=True)
class WindowsAddress:
    """A printer of Windows; `has_sheets` of A4 in place of a roll."""

    name: str
    has_sheets: bool = False

    @property
    def url(self) -> str:
        """The address as it is typed."""
        return f"windows://{quote(self.name, safe=_SAFE_IN_NAMES)}{_SHEETS if self.has_sheets else ''}"


@dataclass(frozen=True)
class CupsAddress:
    """A queue of CUPS; `has_sheets` of A4 in place of a roll."""

    queue: str
    has_sheets: bool = False

    @property
    def url(self) -> str:
        """The address as it is typed."""
        return f"cups://{quote(self.queue, safe=_SAFE_IN_NAMES)}{_SHEETS if self.has_sheets else ''}"


@dataclass(frozen=True)
class PathAddress:
    """A device, a file, or a folder for files."""

    path: Path
    is_folder: bool = False


@dataclass(frozen=True)
class NoAddress:
    """No printer."""


Address = TcpAddress | UsbAddress | SerialAddress | WindowsAddress | CupsAddress | PathAddress | NoAddress


def parse(url: str) -> Address:
    """What a URL says.

    Raises:
        ClinicError: `printer_url_invalid`, with the `url` and an `example` of its kind.
    """
    text = url.strip()
    scheme = text.partition(":")[0].casefold()
    try:
        return _PARSERS[scheme](text)
    except (ValueError, KeyError):
        raise ClinicError(
            "printer_url_invalid", {"url": url, "example": _EXAMPLES.get(scheme, _EXAMPLES["tcp"])}
        ) from None


def _tcp(text: str) -> TcpAddress:
    parts = urlsplit(text)
    port = parts.port if parts.port is not None else _TCP_PORT
    if (
        not parts.hostname
        or not port
        or parts.path not in ("", "/")
        or "@" in parts.netloc
        or _has_more(parts)
    ):
        raise ValueError
    return TcpAddress(parts.hostname, port)


def _usb(text: str) -> UsbAddress:
    parts = urlsplit(text)
    ids = _USB_ID.fullmatch(parts.netloc)
    if ids is None or parts.path not in ("", "/") or parts.fragment:
        raise ValueError
    values = _values(parts.query, {"serial"})
    return UsbAddress(int(ids[1], 16), int(ids[2], 16), values.get("serial", ""))


def _serial(text: str) -> SerialAddress:
    parts = urlsplit(text)
    port = unquote(parts.path) if not parts.netloc else parts.netloc + parts.path.rstrip("/")
    is_device = port.startswith("/") and len(port) > 1 and "\0" not in port
    if not (is_device or _COM_PORT.fullmatch(port)) or parts.fragment:
        raise ValueError
    values = _values(parts.query, {"baud", "flow", "parity", "tickets"})
    baud = int(values.get("baud", _DEFAULT_BAUD))
    flow, parity = values.get("flow", "none"), values.get("parity", "none")
    tickets = values.get("tickets", "fast")
    is_known = flow in _FLOWS and parity in _PARITIES and tickets in ("fast", "pictures")
    if not 300 <= baud <= 4_000_000 or not is_known:
        raise ValueError
    return SerialAddress(port if is_device else port.upper(), baud, flow, parity, tickets == "pictures")


def _windows(text: str) -> WindowsAddress:
    text, has_sheets = _without_sheets(text)
    return WindowsAddress(_name(text), has_sheets)


def _cups(text: str) -> CupsAddress:
    text, has_sheets = _without_sheets(text)
    queue = _name(text)
    # Source: lpadmin(8): any printable characters except space, tab, "/" and "#".
    if len(queue) > 127 or any(character in queue for character in " \t/#?\\"):
        raise ValueError
    return CupsAddress(queue, has_sheets)


def _without_sheets(text: str) -> tuple[str, bool]:
    """The address without what says that the printer has sheets, and whether it said so."""
    has_sheets = text.casefold().endswith(_SHEETS)
    return (text[: -len(_SHEETS)] if has_sheets else text), has_sheets


def _name(text: str) -> str:
    """What stands behind `//`: names have blanks and backslashes, which are no URL's."""
    name = unquote(text.partition("//")[2]).strip()
    if not text.partition(":")[2].startswith("//") or not name.isprintable() or not name:
        raise ValueError
    return name


def _file(text: str) -> PathAddress:
    """The path of a file URL. On Windows `/C:/tickets` is `C:/tickets`, and a host is a file server."""
    parts = urlsplit(text)
    path = unquote(parts.path)
    is_windows = os.name == "nt"
    host = "" if parts.netloc == "localhost" else parts.netloc
    if not path.startswith("/") or "\0" in path or _has_more(parts) or (host and not is_windows):
        raise ValueError
    if is_windows:
        path = f"//{host}{path}" if host else path[1:] if _DRIVE.match(path) else path
    return PathAddress(Path(path), is_folder=parts.path.endswith("/"))


def _none(text: str) -> NoAddress:
    if text.casefold() not in ("none:", "none"):
        raise ValueError
    return NoAddress()


def _values(query: str, known: set[str]) -> dict[str, str]:
    """The settings behind the question mark, each once."""
    found = parse_qs(query, strict_parsing=True, keep_blank_values=True) if query else {}
    if not found.keys() <= known or any(len(values) != 1 for values in found.values()):
        raise ValueError
    return {name: values[0] for name, values in found.items()}


def _has_more(parts: SplitResult) -> bool:
    return bool(parts.query or parts.fragment)


_PARSERS: Final[dict[str, Callable[[str], Address]]] = {
    "tcp": _tcp,
    "usb": _usb,
    "serial": _serial,
    "windows": _windows,
    "cups": _cups,
    "file": _file,
    "none": _none,
}
