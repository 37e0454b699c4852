"""Ways to a printer, each by an address; only what an address names is loaded, with its library."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from printers.connections.base import Connection, SendError
from printers.connections.file import FileConnection
from printers.connections.in_turn import InTurn
from printers.connections.recording import RecordingConnection
from printers.connections.tcp import CONNECT_SECONDS, PORT, SEND_SECONDS, TcpConnection

__all__ = [
    "CONNECT_SECONDS",
    "FORMS",
    "PORT",
    "SEND_SECONDS",
    "Connection",
    "FileConnection",
    "InTurn",
    "RecordingConnection",
    "SendError",
    "TcpConnection",
    "as_address",
    "connection_to",
    "named",
    "same_line",
]

FORMS = {
    "tcp": "tcp://HOST:PORT",
    "usb": "usb://VENDOR:PRODUCT/SERIAL or usb:///dev/usb/lp0",
    "serial": "serial:///dev/ttyUSB0?baud=9600&flow=none or serial://COM3?baud=9600&flow=none",
    "windows": "windows://PRINTER NAME",
    "cups": "cups://PRINTER NAME",
    "file": "file:///PATH",
}
"""How each kind of address is written."""


def connection_to(address: str) -> Connection:
    """The way to a printer, not yet open. ValueError says what is wrong and how it is written."""
    try:
        parts = urlsplit(address)
        make = _MAKERS[parts.scheme]
    except (KeyError, ValueError):
        raise ValueError(f"{address}: a printer is {', '.join(FORMS.values())}") from None
    try:
        return make(parts)
    except _WrongError as error:
        raise ValueError(f"{address}: {error}; it is written {FORMS[parts.scheme]}") from None


def as_address(typed: str) -> str:
    """What a person types as the address that is meant: 192.168.1.51 is a network printer's."""
    text = typed.strip()
    if not text or "://" in text:
        return text
    if text.startswith("/dev/usb/"):
        return f"usb://{text}"
    if text.startswith("/dev/") or re.fullmatch(r"COM\d+", text, re.IGNORECASE):
        return f"serial://{text}"
    return f"tcp://{text}" if ":" in text else f"tcp://{text}:{PORT}"


def named(kind: str, name: str) -> str:
    """The address of a printer that the system knows by name; kind: windows | cups."""
    return f"{kind}://{quote(name, safe='')}"


def same_line(address: str) -> str:
    """What addresses have in common that are written differently and mean one printer."""
    parts = urlsplit(address)
    return f"tcp://{parts.hostname}:{parts.port or PORT}" if parts.scheme == "tcp" else address


class _WrongError(ValueError):
    """What is wrong with an address."""


def _tcp(parts: SplitResult) -> Connection:
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _WrongError(str(error)) from error
    if not host:
        raise _WrongError("the host is missing")
    if parts.path not in ("", "/"):
        raise _WrongError("nothing stands after the port")
    if port == 0 or parts.netloc.endswith(":") or not _is_host(host):
        raise _WrongError("no such host or port")
    return TcpConnection(host, port or PORT)


def _is_host(host: str) -> bool:
    """Whether a name or an IP address may be meant; 192.168.1.510 is neither."""
    if set(host) <= set("0123456789.") or ":" in host:
        try:
            ip_address(host)
        except ValueError:
            return False
    return not any(sign.isspace() or sign in "@!*,;=?" for sign in host)


def _file(parts: SplitResult) -> Connection:
    if not parts.path:
        raise _WrongError("the path is missing")
    return FileConnection(Path(unquote(parts.path)))


def _usb(parts: SplitResult) -> Connection:
    if not parts.netloc and parts.path.startswith("/dev/"):
        from printers.connections.device_file import DeviceFileConnection

        return DeviceFileConnection(unquote(parts.path))
    vendor, _, product = parts.netloc.partition(":")
    try:
        numbers = int(vendor, 16), int(product, 16)
    except ValueError as error:
        raise _WrongError("vendor and product are four hexadecimal digits each") from error
    if any(not 0 <= number <= 0xFFFF for number in numbers):
        raise _WrongError("vendor and product are four hexadecimal digits each")
    from printers.connections.usb import UsbConnection

    return UsbConnection(*numbers, serial=unquote(parts.path.strip("/")))


def _serial(parts: SplitResult) -> Connection:
    port = unquote(parts.netloc or parts.path)
    if not port or (parts.netloc and parts.path not in ("", "/")):
        raise _WrongError("the port is missing")
    from printers.connections.serial_line import BAUDS, FLOWS, SerialConnection

    asked = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    baud, flow = asked.pop("baud", "9600"), asked.pop("flow", "none")
    if asked:
        raise _WrongError(f"nobody knows what {', '.join(asked)} means")
    if baud not in map(str, BAUDS):
        raise _WrongError(f"baud is one of {', '.join(map(str, BAUDS))}")
    if flow not in FLOWS:
        raise _WrongError(f"flow is one of {', '.join(FLOWS)}")
    return SerialConnection(port, int(baud), flow)


def _windows(parts: SplitResult) -> Connection:
    from printers.connections.windows import WindowsConnection

    return WindowsConnection(_name(parts))


def _cups(parts: SplitResult) -> Connection:
    from printers.connections.cups import CupsConnection

    name = _name(parts)
    if name.startswith("-"):  # `lp` would take it for an option
        raise _WrongError("no printer's name begins with a minus")
    return CupsConnection(name)


def _name(parts: SplitResult) -> str:
    name = unquote(parts.netloc + parts.path).strip("/")
    if not name.strip() or parts.query or parts.fragment:
        raise _WrongError("the printer's name is missing")
    return name


_MAKERS: dict[str, Callable[[SplitResult], Connection]] = {
    "tcp": _tcp,
    "usb": _usb,
    "serial": _serial,
    "windows": _windows,
    "cups": _cups,
    "file": _file,
}
