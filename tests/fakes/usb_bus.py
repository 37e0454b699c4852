"""A USB bus for pyusb's backend seam: descriptors, claims, bulk transfers, and a strict printer on it."""

from array import array
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from printers.status import Condition
from printers.virtual import PrinterBody

STRINGS = {1: "POS80 Printer", 2: "SN0042"}
OUT, IN = 0x03, 0x84  # not the endpoints that anybody would guess
PACKET = 64


class UsbPrinter(usb.backend.IBackend):  # type: ignore[misc]  # pyusb is untyped
    """One printer on the bus. `takes` bytes are taken before it stops taking any; None: all."""

    def __init__(self, *, printer_class: int = 7, serial: str = STRINGS[2]) -> None:
        self.body = PrinterBody(576)
        self.plugged = True
        self.takes: int | None = None
        self.kernel_has_it = True
        self.claimed = False
        self.opened = 0
        self._class = printer_class
        self._strings = {**STRINGS, 2: serial}
        self._replies = b""
        self._empty = 0  # empty packets before the next answer

    @property
    def texts(self) -> list[str]:
        return [ticket.text for ticket in self.body.tickets if ticket.printed]

    def change(self, condition: Condition) -> None:
        self._replies += self.body.change(condition)

    # what pyusb asks of a backend

    def enumerate_devices(self) -> list[str]:
        return ["printer"] if self.plugged else []

    def get_parent(self, dev: Any) -> None:
        return None

    def get_device_descriptor(self, dev: Any) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=0x0483, idProduct=0x5743, bcdDevice=0x100,
            iManufacturer=0, iProduct=1, iSerialNumber=2, bNumConfigurations=1, address=4, bus=1,
            port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=b"",
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=self._class, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=b"",
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(IN, OUT)[ep], bmAttributes=2,
            wMaxPacketSize=PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=b"",
        )  # fmt: skip

    def open_device(self, dev: Any) -> str:
        self.opened += 1
        return "handle"

    def close_device(self, dev_handle: Any) -> None:
        self.opened -= 1

    def get_configuration(self, dev_handle: Any) -> int:
        return 1

    def is_kernel_driver_active(self, dev_handle: Any, intf: int) -> bool:
        return self.kernel_has_it

    def detach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.kernel_has_it = False

    def attach_kernel_driver(self, dev_handle: Any, intf: int) -> None:
        self.kernel_has_it = True

    def claim_interface(self, dev_handle: Any, intf: int) -> None:
        if self.kernel_has_it:
            raise usb.core.USBError("Resource busy", None, 16)
        self.claimed = True

    def release_interface(self, dev_handle: Any, intf: int) -> None:
        self.claimed = False

    def ctrl_transfer(
        self, dev_handle: Any, kind: int, request: int, value: int, index: int, data: Any, timeout: int
    ) -> int:
        assert (kind, request, value >> 8) == (0x80, 6, 3), "only strings are asked for"
        number = value & 0xFF
        content = b"\x09\x04" if number == 0 else self._strings[number].encode("utf-16-le")
        answer = bytes([len(content) + 2, 3]) + content
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def bulk_write(self, dev_handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert self.claimed and ep == OUT
        if not self.plugged:
            raise usb.core.USBError("No such device", None, 19)
        taken = len(data) if self.takes is None else min(self.takes, len(data))
        if not taken:
            raise usb.core.USBTimeoutError("Operation timed out", None, 110)
        if self.takes is not None:
            self.takes -= taken
        self._replies += self.body.receive(bytes(data[:taken]))
        return taken

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert self.claimed and ep == IN
        if not self.plugged:
            raise usb.core.USBError("No such device", None, 19)
        self._empty = (self._empty + 1) % 3 if self._replies else 0
        if self._empty:  # a cheap printer says nothing at once, again and again
            return 0
        answer, self._replies = self._replies[: len(buff)], self._replies[len(buff) :]
        buff[: len(answer)] = array("B", answer)
        return len(answer)
