"""A USB bus at libusb's edge: pyusb above is the real one. Printers on it are virtual printers."""

from array import array
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError
from usb.util import (
    DESC_TYPE_CONFIG,
    DESC_TYPE_DEVICE,
    DESC_TYPE_ENDPOINT,
    DESC_TYPE_INTERFACE,
    ENDPOINT_IN,
    ENDPOINT_OUT,
    ENDPOINT_TYPE_BULK,
)

from nextpatient_desktop.printing.virtual import Machine, Switches

PACKET = 64
_RESERVE = 256  # bytes of a new talk, for questions while the buffer is full


class UsbPrinter:
    """A printer on the bus.

    Attributes:
        is_busy: another program has its interface.
        is_forbidden: this account may not open it.
        is_unplugged: its cable is out.
        has_driver: the system's own driver has its interface.
        driver_came_back: the system's own driver was given it back.
    """

    def __init__(
        self,
        vendor: int = 0x04B8,
        product: int = 0x0E15,
        serial: str = "J4XF012345",
        *,
        switches: Switches | None = None,
        interface_class: int = 7,
        answers: bool = True,
    ) -> None:
        self.ids = (vendor, product)
        self.serial = serial
        self.switches = switches or Switches()
        self.interface_class = interface_class
        self.answers = answers
        self.machine = Machine(self.switches, 576, self._say)
        self.said: deque[bytes] = deque()
        self.is_busy = self.is_forbidden = self.is_unplugged = False
        self.has_driver = False
        self.driver_came_back = False
        self.is_claimed = False
        self.came = 0

    def _say(self, answer: bytes) -> None:
        self.said.append(answer)

    def take(self, data: bytes, timeout: int) -> int:
        """What the printer takes of these bytes before the time is over."""
        if self.is_unplugged:
            raise USBError("No such device (it may have been disconnected)", -4, 19)
        taken = 0
        while taken < len(data) and not self.switches.hang:
            if self.machine.is_full and self.came >= _RESERVE:
                break
            piece = data[taken : taken + PACKET]
            limit = self.switches.reset_after
            if limit is not None and len(self.machine.received) >= limit:
                self.is_unplugged = True
                raise USBError("No such device (it may have been disconnected)", -4, 19)
            self.machine.take(piece)
            self.machine.work(0.01)
            taken += len(piece)
            self.came += len(piece)
        if not taken:
            raise USBTimeoutError("Operation timed out", -7, 110)
        return taken

    def give(self, timeout: int) -> bytes:
        if self.is_unplugged:
            raise USBError("No such device (it may have been disconnected)", -4, 19)
        self.machine.work(0.01)
        if not self.said:
            raise USBTimeoutError("Operation timed out", -7, 110)
        return self.said.popleft()


class UsbBus(IBackend):  # type: ignore[misc]  # pyusb brings no types
    """libusb, as pyusb calls it."""

    def __init__(self, *printers: UsbPrinter) -> None:
        self.printers = list(printers)

    def enumerate_devices(self) -> Iterator[UsbPrinter]:
        return iter(self.printers)

    def get_parent(self, dev: UsbPrinter) -> None:
        return None

    def get_device_descriptor(self, dev: UsbPrinter) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=DESC_TYPE_DEVICE,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=dev.ids[0],
            idProduct=dev.ids[1],
            bcdDevice=0x0100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=3,
            bNumConfigurations=1,
            address=1 + self.printers.index(dev),
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev: UsbPrinter, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=DESC_TYPE_CONFIG,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: UsbPrinter, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=DESC_TYPE_INTERFACE,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2 if dev.answers else 1,
            bInterfaceClass=dev.interface_class,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2 if dev.answers else 1,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, dev: UsbPrinter, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        directions = (ENDPOINT_OUT, ENDPOINT_IN) if dev.answers else (ENDPOINT_OUT,)
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=DESC_TYPE_ENDPOINT,
            bEndpointAddress=directions[ep] | (1 + ep),
            bmAttributes=ENDPOINT_TYPE_BULK,
            wMaxPacketSize=PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: UsbPrinter) -> UsbPrinter:
        if dev.is_forbidden:
            raise USBError("Access denied (insufficient permissions)", -3, 13)
        return dev

    def close_device(self, dev_handle: UsbPrinter) -> None:
        """Nothing is held."""

    def get_configuration(self, dev_handle: UsbPrinter) -> int:
        return 1

    def claim_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        if dev_handle.is_busy or dev_handle.is_claimed or dev_handle.has_driver:
            raise USBError("Resource busy", -6, 16)
        dev_handle.is_claimed = True
        dev_handle.came = 0
        dev_handle.machine.connected()

    def release_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        dev_handle.is_claimed = False

    def is_kernel_driver_active(self, dev_handle: UsbPrinter, intf: int) -> bool:
        return dev_handle.has_driver

    def detach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        dev_handle.has_driver = False

    def attach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        dev_handle.has_driver = dev_handle.driver_came_back = True

    def bulk_write(self, dev_handle: UsbPrinter, ep: int, intf: int, data: "array[int]", timeout: int) -> int:
        assert timeout, "0 would be for ever"
        return dev_handle.take(data.tobytes(), timeout)

    def bulk_read(self, dev_handle: UsbPrinter, ep: int, intf: int, buff: "array[int]", timeout: int) -> int:
        assert timeout, "0 would be for ever"
        said = dev_handle.give(timeout)
        buff[: len(said)] = array("B", said)
        return len(said)

    def ctrl_transfer(
        self,
        dev_handle: UsbPrinter,
        bmRequestType: int,
        bRequest: int,
        wValue: int,
        wIndex: int,
        data: "array[int]",
        timeout: int,
    ) -> int:
        """String descriptors only."""
        assert bRequest == 6
        texts = {0: None, 1: "EPSON", 2: "TM-T88V", 3: dev_handle.serial}
        text = texts[wValue & 0xFF]
        body = b"\x09\x04" if text is None else text.encode("utf-16-le")
        answer = bytes([len(body) + 2, 3]) + body
        length = min(len(answer), len(data))
        data[:length] = array("B", answer[:length])
        return length
