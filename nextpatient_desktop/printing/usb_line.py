"""A printer on USB, by libusb: its printer interface, one bulk endpoint in each direction.

Source: "Universal Serial Bus Device Class Definition for Printing Devices", version 1.1.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, Final, Self

from nextpatient_desktop.printing.channel import ChannelError, WriteError
from nextpatient_desktop.printing.deadline import Deadline, within
from nextpatient_desktop.printing.urls import UsbAddress

_log = logging.getLogger(__name__)

PRINTER_CLASS: Final = 7
_BIDIRECTIONAL: Final = 2  # protocol of an interface
_CHUNK: Final = 4096
_BUSY_TICK: Final = 0.1
_BUSY: Final = 16  # errno of a device that another program has

# pyusb brings no types.
UsbDevice = Any
UsbBackend = Any


class UsbChannel:
    """One talk over a printer's interface."""

    def __init__(self, device: UsbDevice, interface: Any, *, had_driver: bool) -> None:  # noqa: ANN401 - pyusb
        """Talk over a claimed interface; `had_driver` if the system's own driver was sent away for it."""
        from usb.util import ENDPOINT_IN, endpoint_direction

        self._device = device
        self._interface = interface
        self._had_driver = had_driver
        bulk = list(_bulk_endpoints(interface))
        answers = [one for one in bulk if endpoint_direction(one.bEndpointAddress) == ENDPOINT_IN]
        self._out = next(one for one in bulk if one not in answers)
        self._in = answers[0] if answers else None

    @classmethod
    def open(cls, address: UsbAddress, deadline: Deadline, backend: UsbBackend = None) -> Self:
        """Take the printer, or wait for it while another station has it.

        Args:
            address: which.
            deadline: until when.
            backend: pyusb's way to the system; libusb if not given.

        Raises:
            ChannelError: it is not connected, not for this program, or another has it for too long.
        """
        from usb.core import USBError

        while True:
            try:
                return within(
                    deadline,
                    lambda: cls._claimed(address, backend or libusb()),
                    late=lambda channel: channel.abort(),
                )
            except (USBError, OSError, NotImplementedError, ValueError) as error:
                is_busy = getattr(error, "errno", None) == _BUSY
                if not is_busy or deadline.remaining < _BUSY_TICK:
                    raise ChannelError(_words(error)) from error
            time.sleep(_BUSY_TICK)

    @classmethod
    def _claimed(cls, address: UsbAddress, backend: UsbBackend) -> Self:
        from usb.util import claim_interface

        device = _find(address, backend)
        interface = printer_interface(device)
        if interface is None:
            raise OSError("it is no printer")
        number = interface.bInterfaceNumber
        had_driver = False
        with contextlib.suppress(NotImplementedError):  # only Linux has drivers that can be sent away
            if device.is_kernel_driver_active(number):
                device.detach_kernel_driver(number)
                had_driver = True
        claim_interface(device, number)
        if interface.bAlternateSetting:
            interface.set_altsetting()
        return cls(device, interface, had_driver=had_driver)

    def write(self, data: bytes, deadline: Deadline) -> None:
        """Hand over all of `data`; see `Channel`."""
        from usb.core import USBError, USBTimeoutError

        handed_over = 0
        while handed_over < len(data):
            if deadline.has_passed:
                raise WriteError("stuck", handed_over)
            try:
                chunk = data[handed_over : handed_over + _CHUNK]
                handed_over += self._out.write(chunk, _milliseconds(deadline))
            except USBTimeoutError as error:
                raise WriteError("stuck", handed_over) from error
            except USBError as error:
                raise WriteError(_words(error), handed_over) from error

    def read(self, deadline: Deadline) -> bytes:
        """What the printer said; see `Channel`."""
        from usb.core import USBError, USBTimeoutError

        if self._in is None:
            time.sleep(deadline.remaining)
            return b""
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, _milliseconds(deadline)))
        except USBTimeoutError:
            return b""
        except USBError as error:
            raise ChannelError(_words(error)) from error

    def close(self, deadline: Deadline) -> None:
        """Let go of the interface, and give it back to the system's driver."""
        with contextlib.suppress(TimeoutError):
            within(deadline, self._let_go)

    def abort(self) -> None:
        """The same: what was not handed over is in no buffer."""
        self.close(Deadline(1.0))

    def _let_go(self) -> None:
        from usb.core import USBError
        from usb.util import dispose_resources, release_interface

        number = self._interface.bInterfaceNumber
        # A printer that was unplugged is let go of too.
        with contextlib.suppress(USBError, OSError):
            release_interface(self._device, number)
        if self._had_driver:
            with contextlib.suppress(USBError, OSError, NotImplementedError):
                self._device.attach_kernel_driver(number)
        with contextlib.suppress(USBError, OSError):
            dispose_resources(self._device)


@cache
def libusb() -> UsbBackend:
    """Libusb: the one that comes with the program, else the system's.

    Raises:
        OSError: there is neither.
    """
    from usb.backend import libusb1

    with contextlib.suppress(ImportError, OSError):
        import libusb_package

        backend = libusb_package.get_libusb1_backend()
        if backend is not None:
            return backend
    backend = libusb1.get_backend()
    if backend is None:
        raise OSError("libusb is missing on this system")
    return backend


def printers(backend: UsbBackend = None) -> Iterator[UsbDevice]:
    """The printers that are connected."""
    from usb.core import find

    for device in find(find_all=True, backend=backend or libusb()):
        if any(one.bInterfaceClass == PRINTER_CLASS for one in _interfaces(device)):
            yield device


def printer_interface(device: UsbDevice) -> Any:  # noqa: ANN401 - pyusb has no types
    """The interface to print by: of a printer's class, best one that answers; None if there is none.

    Some printers are of no class but their maker's own; then it is the first one that takes bytes.
    """
    able = [one for one in _interfaces(device) if _takes_bytes(one)]
    able.sort(
        key=lambda one: (one.bInterfaceClass != PRINTER_CLASS, one.bInterfaceProtocol != _BIDIRECTIONAL)
    )
    return able[0] if able else None


def text_of(read: Callable[[], str | None]) -> str:
    """A text that a device tells of itself; empty where it has none, or may not be opened."""
    from usb.core import USBError

    with contextlib.suppress(USBError, OSError, ValueError, NotImplementedError):
        return (read() or "").strip("\0 ")
    return ""


def _find(address: UsbAddress, backend: UsbBackend) -> UsbDevice:
    from usb.core import find

    found = list(find(find_all=True, idVendor=address.vendor, idProduct=address.product, backend=backend))
    if not found:
        raise OSError("it is not connected, or switched off")
    if address.serial:
        found = [one for one in found if text_of(partial(getattr, one, "serial_number")) == address.serial]
        if not found:
            raise OSError("none of that kind has this serial number, or it may not be read")
    elif len(found) > 1:
        _log.warning("several printers are %s: the first one is used", address.url)
    return found[0]


def _interfaces(device: UsbDevice) -> Iterator[Any]:
    """All interfaces of the configuration in use."""
    from usb.core import USBError

    try:
        configuration = device.get_active_configuration()
    except (USBError, NotImplementedError):
        # It has none in use, or does not say so to everybody; what it offers first is nearly always all.
        configuration = next(iter(device), None)
    yield from configuration or ()


def _bulk_endpoints(interface: Any) -> Iterator[Any]:  # noqa: ANN401 - pyusb has no types
    from usb.util import ENDPOINT_TYPE_BULK, endpoint_type

    return (one for one in interface if endpoint_type(one.bmAttributes) == ENDPOINT_TYPE_BULK)


def _takes_bytes(interface: Any) -> bool:  # noqa: ANN401 - pyusb has no types
    from usb.util import ENDPOINT_OUT, endpoint_direction

    is_known = interface.bInterfaceClass in (PRINTER_CLASS, 0xFF)
    return is_known and any(
        endpoint_direction(one.bEndpointAddress) == ENDPOINT_OUT for one in _bulk_endpoints(interface)
    )


def _milliseconds(deadline: Deadline) -> int:
    """For libusb 0 would mean to wait for ever."""
    return max(1, round(deadline.remaining * 1000))


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
