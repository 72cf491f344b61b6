"""Looks for printers: on USB, serial lines, the system's own queues, and the network.

Each place is looked at by itself and in bounded time; where one cannot be looked at, the others are.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.printing import FoundPrinter
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.urls import CupsAddress, SerialAddress, UsbAddress, WindowsAddress

_log = logging.getLogger(__name__)

LISTENING: Final = 3.0
"""Seconds for which printers on the network are listened for."""

_SERVICE: Final = "_pdl-datastream._tcp.local."
"""Raw printing, mostly on port 9100: RFC 6763 and the Bonjour Printing Specification."""
_LOCAL, _CONNECTED = 0x02, 0x04  # PRINTER_ENUM_LOCAL, PRINTER_ENUM_CONNECTIONS

Look = Callable[[Deadline], Sequence[FoundPrinter]]


def find_printers(seconds: float = LISTENING) -> list[FoundPrinter]:
    """All that is found within about so many seconds, in the order in which one would choose."""
    deadline = Deadline(seconds)
    looks = (network_printers, usb_printers, system_printers, serial_lines, device_files)
    with ThreadPoolExecutor(len(looks), thread_name_prefix="find-printers") as pool:
        found = pool.map(lambda look: _looked(look, deadline), looks)
        return [printer for place in found for printer in place]


def network_printers(deadline: Deadline) -> list[FoundPrinter]:
    """Printers that announce themselves by mDNS, by address."""
    import time

    from zeroconf import ServiceBrowser, ServiceStateChange, Zeroconf

    names: set[str] = set()

    def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is not ServiceStateChange.Removed:
            names.add(name)

    with Zeroconf() as zeroconf:
        browser = ServiceBrowser(zeroconf, _SERVICE, handlers=[heard])
        time.sleep(max(0.0, deadline.remaining - 0.5))
        browser.cancel()
        found = {}
        for name in sorted(names):
            info = zeroconf.get_service_info(_SERVICE, name, timeout=500)
            for address in info.parsed_addresses() if info is not None else ():
                host = f"[{address}]" if ":" in address else address
                port = f":{info.port}" if info is not None and info.port != 9100 else ""
                found[f"tcp://{host}{port}"] = name.removesuffix(f".{_SERVICE}")
                break
    return [FoundPrinter(url=url, name=name) for url, name in found.items()]


def usb_printers(deadline: Deadline, backend: object = None) -> list[FoundPrinter]:
    """Printers on USB; with its serial number where two are of a kind."""
    from nextpatient_desktop.printing.usb_line import printers

    return within(deadline, lambda: list(_on_usb(list(printers(backend)))))


def system_printers(deadline: Deadline) -> list[FoundPrinter]:
    """The printers of Windows, or the queues of CUPS."""
    if sys.platform == "win32":
        return windows_printers(deadline)
    from nextpatient_desktop.printing.cups import CupsServer

    queues = CupsServer().queues(deadline.sooner(2.0))
    return [
        FoundPrinter(
            url=CupsAddress(str(queue["printer-name"][0])).url,
            name=str(queue.get("printer-info", queue["printer-name"])[0]),
        )
        for queue in queues
    ]


def windows_printers(deadline: Deadline, spooler: object = None) -> list[FoundPrinter]:
    """The printers of Windows, those of this PC and those that it is connected with."""
    from nextpatient_desktop.printing.windows_spooler import the_spooler

    chosen = spooler or the_spooler()
    found = within(deadline, lambda: chosen.EnumPrinters(_LOCAL | _CONNECTED, None, 4))  # type: ignore[attr-defined]
    names = [str(one["pPrinterName"]) for one in found]
    return [FoundPrinter(url=WindowsAddress(name).url, name=name) for name in names]


def serial_lines(deadline: Deadline) -> list[FoundPrinter]:
    """Serial lines with hardware behind them; what is connected to one, nobody knows."""
    from serial.tools.list_ports import comports

    ports = within(deadline, lambda: list(comports()))
    return [
        FoundPrinter(url=SerialAddress(port.device).url, name=port.description or port.device)
        for port in ports
        if port.hwid != "n/a"
    ]


def device_files(deadline: Deadline) -> list[FoundPrinter]:
    """Printers as devices of Linux."""
    if os.name != "posix":
        return []
    paths = sorted([*Path("/dev/usb").glob("lp*"), *Path("/dev").glob("lp[0-9]*")])
    return [FoundPrinter(url=path.as_uri(), name=path.name) for path in paths]


def _on_usb(devices: Sequence[object]) -> Iterator[FoundPrinter]:
    from nextpatient_desktop.printing.usb_line import text_of

    kinds = [(int(getattr(one, "idVendor")), int(getattr(one, "idProduct"))) for one in devices]  # noqa: B009
    for device, (vendor, product) in zip(devices, kinds, strict=True):
        words = (text_of(partial(getattr, device, part)) for part in ("manufacturer", "product"))
        name = " ".join(word for word in words if word)
        is_one_of_many = kinds.count((vendor, product)) > 1
        serial = text_of(partial(getattr, device, "serial_number")) if is_one_of_many else ""
        yield FoundPrinter(url=UsbAddress(vendor, product, serial).url, name=name or "USB printer")


def _looked(look: Look, deadline: Deadline) -> Sequence[FoundPrinter]:
    try:
        return look(deadline)
    except Exception as error:
        # No CUPS, no libusb, no network: nothing is found there.
        _log.info("no printers by %s: %s", look.__name__, type(error).__name__)
        return ()
