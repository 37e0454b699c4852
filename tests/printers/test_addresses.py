"""A printer's address: each kind names its connection and loads only that, and a wrong one says why."""

import subprocess
import sys
from pathlib import Path

import pytest

from printers.connections import FileConnection, TcpConnection, connection_to, named, same_line
from printers.connections.cups import CupsConnection
from printers.connections.device_file import DeviceFileConnection
from printers.connections.serial_line import SerialConnection
from printers.connections.usb import UsbConnection
from printers.connections.windows import WindowsConnection


def test_each_kind_of_address_names_its_connection(tmp_path: Path) -> None:
    assert connection_to("tcp://192.168.1.50:9100") == TcpConnection("192.168.1.50", 9100)
    assert connection_to("tcp://kitchen.local") == TcpConnection("kitchen.local", 9100)
    assert connection_to("tcp://[fe80::1]:9101") == TcpConnection("fe80::1", 9101)
    assert connection_to((tmp_path / "out 1").as_uri()) == FileConnection(tmp_path / "out 1")
    assert connection_to("usb:///dev/usb/lp0") == DeviceFileConnection("/dev/usb/lp0")
    assert connection_to("usb://0483:5743") == UsbConnection(0x0483, 0x5743)
    assert connection_to("usb://04B8:0e15/A%20B") == UsbConnection(0x04B8, 0x0E15, "A B")
    assert connection_to("serial:///dev/ttyUSB0") == SerialConnection("/dev/ttyUSB0", 9600, "none")
    assert connection_to("serial://COM3?baud=115200&flow=rts") == SerialConnection("COM3", 115_200, "rts")
    assert connection_to("cups://Kitchen_80") == CupsConnection("Kitchen_80")


@pytest.mark.parametrize("name", ["EPSON TM-T82 Receipt", r"\\OFFICE\热敏 80", "50% off/bar?"])
def test_a_name_of_windows_survives_its_address(name: str) -> None:
    assert connection_to(named("windows", name)) == WindowsConnection(name)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "a printer is tcp://HOST:PORT, usb://"),
        ("192.168.1.50", "a printer is tcp://HOST:PORT"),
        ("http://host:1", "a printer is tcp://HOST:PORT"),
        ("tcp://", "the host is missing; it is written tcp://HOST:PORT"),
        ("tcp://host:port", "Port could not be cast"),
        ("tcp://host:70000", "Port out of range"),
        ("tcp://host:0", "no such host or port"),
        ("tcp://host name", "no such host or port"),
        ("tcp://192.168.1.510:9100", "no such host or port"),
        ("tcp://192.168.1:9100", "no such host or port"),
        ("tcp://usb:", "no such host or port"),
        ("tcp://192.168.1.5,51", "no such host or port"),
        ("tcp://host:9100/queue", "nothing stands after the port"),
        ("tcp://[::1", "a printer is tcp://HOST:PORT"),
        ("file://", "the path is missing"),
        ("usb://", "hexadecimal"),
        ("usb://printer", "hexadecimal"),
        ("usb://12345:1", "hexadecimal"),
        ("usb:///etc/passwd", "hexadecimal"),
        ("serial://", "the port is missing"),
        ("serial://COM3/x", "the port is missing"),
        ("serial://COM3?baud=fast", "baud is one of 1200"),
        ("serial://COM3?flow=yes", "flow is one of none"),
        ("serial://COM3?speed=9600", "nobody knows what speed means"),
        ("windows://", "the printer's name is missing"),
        ("cups:///", "the printer's name is missing"),
        ("cups://-o", "begins with a minus"),
    ],
)
def test_a_wrong_address_is_named_in_the_refusal(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"written|a printer is") as refusal:
        connection_to(address)
    assert str(refusal.value).startswith(f"{address}: ") and why in str(refusal.value)


def test_one_printer_is_known_by_each_way_to_write_its_address() -> None:
    assert same_line("tcp://192.168.1.51") == same_line("tcp://192.168.1.51:9100")
    assert same_line("tcp://Kitchen.local:9100") == same_line("tcp://kitchen.local")
    assert same_line("tcp://192.168.1.51:9101") != same_line("tcp://192.168.1.51:9100")
    assert same_line("usb:///dev/usb/lp0") != same_line("usb:///dev/usb/lp1") and same_line("") == ""


def test_a_till_with_network_printers_loads_no_library_for_cables() -> None:
    program = (
        "import sys, pos_app.workflows.printing as p; p.connection_to('tcp://127.0.0.1')\n"
        "p.connection_to('usb:///dev/usb/lp0'); p.connection_to('windows://A'); p.connection_to('cups://A')\n"
        "print([name for name in ('usb', 'serial', 'escpos') if name in sys.modules])\n"
        "p.connection_to('serial://COM3'); p.connection_to('usb://1:2')\n"
        "print([name for name in ('usb', 'serial', 'escpos') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["[]", "['usb', 'serial']"]
