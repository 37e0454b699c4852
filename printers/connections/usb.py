"""A USB printer without a kernel driver, through pyusb: its endpoints are looked up, its answers are read.

Straight, not through python-escpos, whose USB class fixes the endpoints, reads 16 bytes with a time-out of
its own, and hides how much of a ticket was taken.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import usb.core
import usb.util

from printers.connections.base import SendError

SEND_SECONDS = 5.0
PRINTER_CLASS = 7
_CHUNK = 4096
_PAUSE = 0.02  # seconds: some printers answer "nothing" at once, again and again


@dataclass(slots=True)
class UsbConnection:
    """By vendor and product, and by serial number where a store has two alike. `backend` is pyusb's."""

    vendor: int
    product: int
    serial: str = ""
    send_seconds: float = SEND_SECONDS
    backend: Any = None
    _device: Any = field(default=None, init=False)
    _interface: int = field(default=0, init=False)
    _out: Any = field(default=None, init=False)
    _in: Any = field(default=None, init=False)
    _detached: bool = field(default=False, init=False)

    @property
    def answers(self) -> bool:
        return True

    def open(self) -> None:
        self.close()
        try:
            device = self._find()
            interface = _printer_interface(device)
            self._interface = interface.bInterfaceNumber
            self._take_from_kernel(device)
            usb.util.claim_interface(device, self._interface)
        except usb.core.NoBackendError as error:
            raise OSError("the USB library libusb-1.0 is missing on this computer") from error
        self._device = device
        self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        if self._out is None:
            self.close()
            raise OSError("this USB device takes no data")

    def send(self, data: bytes) -> None:
        self._opened()
        sent, wait = 0, int(self.send_seconds * 1000)
        try:
            while sent < len(data):
                taken = self._out.write(data[sent : sent + _CHUNK], wait)
                if not taken:
                    raise TimeoutError(f"nothing taken in {self.send_seconds} s")
                sent += taken
        except OSError as error:
            raise SendError(str(error), sent) from error

    def receive(self, seconds: float) -> bytes:
        self._opened()
        until = time.monotonic() + seconds
        while self._in is not None:
            left = until - time.monotonic()
            try:
                data = bytes(self._in.read(self._in.wMaxPacketSize, max(1, int(left * 1000))))
            except usb.core.USBTimeoutError:
                return b""
            if data or left <= 0:
                return data
            time.sleep(min(_PAUSE, max(0.0, left)))
        time.sleep(seconds)
        return b""

    def close(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        try:
            usb.util.release_interface(device, self._interface)
            if self._detached:
                device.attach_kernel_driver(self._interface)
        except (OSError, NotImplementedError):
            pass  # unplugged meanwhile
        usb.util.dispose_resources(device)
        self._detached = False

    def _find(self) -> Any:
        found = usb.core.find(
            find_all=True, backend=self.backend, idVendor=self.vendor, idProduct=self.product
        )
        devices = list(found or ())
        for device in devices:
            if not self.serial or _text(device, device.iSerialNumber) == self.serial:
                return device
        if len(devices) == 1 and not _text(devices[0], devices[0].iSerialNumber):
            return devices[0]  # its number cannot be read without rights; opening it will say so
        raise OSError(f"USB printer {self.vendor:04x}:{self.product:04x} is not plugged in or switched off")

    def _take_from_kernel(self, device: Any) -> None:
        try:
            if device.is_kernel_driver_active(self._interface):
                device.detach_kernel_driver(self._interface)
                self._detached = True
        except NotImplementedError:  # not on this system
            pass

    def _opened(self) -> None:
        if self._device is None:
            raise OSError("the connection is not open")


def usb_printers(backend: Any = None) -> list[tuple[str, str]]:
    """(address, name) of each printer that is plugged in. OSError if USB cannot be looked at."""
    try:
        devices = list(usb.core.find(find_all=True, backend=backend, custom_match=_is_printer) or ())
    except usb.core.NoBackendError as error:
        raise OSError("the USB library libusb-1.0 is missing on this computer") from error
    return [(_address(device), _text(device, device.iProduct)) for device in devices]


def _address(device: Any) -> str:
    serial = _text(device, device.iSerialNumber)
    return f"usb://{device.idVendor:04x}:{device.idProduct:04x}" + (f"/{serial}" if serial else "")


def _text(device: Any, index: int) -> str:
    try:
        return str(usb.util.get_string(device, index) or "") if index else ""
    except (OSError, ValueError):  # ValueError: without rights pyusb cannot ask for its language
        return ""


def _is_printer(device: Any) -> bool:
    return any(
        interface.bInterfaceClass == PRINTER_CLASS for configuration in device for interface in configuration
    )


def _printer_interface(device: Any) -> Any:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:  # a fresh device may have none yet; asking again for one would reset others
        device.set_configuration()
        configuration = device.get_active_configuration()
    interfaces = list(configuration)
    printers = [one for one in interfaces if one.bInterfaceClass == PRINTER_CLASS]
    if not interfaces:
        raise OSError("this USB device has no interface")
    return (printers or interfaces)[0]  # cheap models call themselves "vendor specific"


def _endpoint(interface: Any, direction: int) -> Any:
    return usb.util.find_descriptor(
        interface, custom_match=lambda e: usb.util.endpoint_direction(e.bEndpointAddress) == direction
    )
