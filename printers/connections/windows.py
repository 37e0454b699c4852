"""A printer that Windows knows by name: each ticket is one raw job of its spooler, which answers nothing.

By ctypes, not by win32print: eight calls of one system library do not need pywin32, 10 MB that only Windows
has and that no test here could load. The library is opened with the first job, so this file loads anywhere.
"""

import ctypes
import sys
import time
from collections.abc import Callable
from ctypes import POINTER, Structure, byref, c_uint32, c_void_p, c_wchar_p, cast, create_string_buffer
from dataclasses import dataclass, field
from typing import Any

from printers.connections.base import SendError

ENUM_LOCAL, ENUM_CONNECTIONS = 0x02, 0x04


class DocInfo(Structure):
    """DOC_INFO_1: a job's name, no file, the kind of data."""

    _fields_ = (("name", c_wchar_p), ("output", c_wchar_p), ("datatype", c_wchar_p))


class PrinterInfo(Structure):
    """PRINTER_INFO_4, the one that never asks the network."""

    _fields_ = (("name", c_wchar_p), ("server", c_wchar_p), ("attributes", c_uint32))


def winspool() -> Any:
    """The system's spooler. OSError on any other system."""
    if sys.platform != "win32":
        raise OSError("only Windows has this spooler")
    return ctypes.WinDLL("winspool.drv", use_last_error=True)


@dataclass(slots=True)
class WindowsConnection:
    """`library` gives the calls of winspool.drv. Sent means: the spooler has it."""

    name: str
    library: Callable[[], Any] = winspool
    _calls: Any = field(default=None, init=False)
    _handle: c_void_p = field(default_factory=c_void_p, init=False, compare=False)

    @property
    def answers(self) -> bool:
        return False

    def open(self) -> None:
        self.close()
        calls = self.library()
        if not calls.OpenPrinterW(c_wchar_p(self.name), byref(self._handle), None):
            raise OSError(f"Windows has no printer {self.name}{_reason()}")
        self._calls = calls

    def send(self, data: bytes) -> None:
        """One job. What the spooler did not take whole is called off, so that no half ticket is printed."""
        if self._calls is None:
            raise OSError("the connection is not open")
        calls, written = self._calls, c_uint32(0)
        info = DocInfo("Mashang", None, "RAW")
        if not calls.StartDocPrinterW(self._handle, 1, byref(info)):
            raise SendError(f"Windows takes no job for {self.name}{_reason()}", 0)
        whole = calls.StartPagePrinter(self._handle) and calls.WritePrinter(
            self._handle, data, c_uint32(len(data)), byref(written)
        )
        if not whole or written.value < len(data):
            reason = _reason()
            calls.AbortPrinter(self._handle)
            raise SendError(f"Windows took {written.value} of {len(data)} bytes{reason}", written.value)
        calls.EndPagePrinter(self._handle)
        if not calls.EndDocPrinter(self._handle):
            raise SendError(f"Windows did not end the job{_reason()}", written.value)

    def receive(self, seconds: float) -> bytes:
        time.sleep(seconds)
        return b""

    def close(self) -> None:
        calls, self._calls = self._calls, None
        if calls is not None:
            calls.ClosePrinter(self._handle)
            self._handle = c_void_p()


def windows_printers(library: Callable[[], Any] = winspool) -> list[str]:
    """The names of all printers that Windows knows."""
    calls = library()
    needed, count = c_uint32(0), c_uint32(0)
    kinds = ENUM_LOCAL | ENUM_CONNECTIONS
    calls.EnumPrintersW(kinds, None, 4, None, 0, byref(needed), byref(count))
    if not needed.value:
        return []
    room = create_string_buffer(needed.value)
    if not calls.EnumPrintersW(kinds, None, 4, room, needed, byref(needed), byref(count)):
        raise OSError(f"Windows does not list its printers{_reason()}")
    found = cast(room, POINTER(PrinterInfo))
    return [found[place].name for place in range(count.value)]


def _reason() -> str:
    if sys.platform != "win32":
        return ""
    code = ctypes.get_last_error()
    return f": {ctypes.FormatError(code)}" if code else ""
