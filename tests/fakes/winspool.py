"""The spooler of Windows as its library's calls, taking the same ctypes arguments as the real one."""

from ctypes import c_uint32, c_void_p, c_wchar_p, memmove, sizeof
from typing import Any

from printers.connections.windows import PrinterInfo


class Winspool:
    """`jobs` holds (printer, job's name, kind, bytes) of each ended job; `takes` bytes of a job are taken."""

    def __init__(self, *printers: str) -> None:
        self.printers = printers
        self.jobs: list[tuple[str, str, str, bytes]] = []
        self.aborted = 0
        self.takes: int | None = None
        self._open: dict[int, list[Any]] = {}
        self._kept: list[object] = []

    @property
    def handles(self) -> int:
        return len(self._open)

    def OpenPrinterW(self, name: c_wchar_p, handle: Any, defaults: None) -> int:
        if name.value not in self.printers:
            return 0
        number = len(self._open) + 1
        self._open[number] = [name.value, None, b""]
        handle._obj.value = number
        return 1

    def StartDocPrinterW(self, handle: c_void_p, level: int, info: Any) -> int:
        assert level == 1
        self._mine(handle)[1] = (info._obj.name, info._obj.datatype)
        return 7

    def StartPagePrinter(self, handle: c_void_p) -> int:
        return int(self._mine(handle)[1] is not None)

    def WritePrinter(self, handle: c_void_p, data: bytes, size: c_uint32, written: Any) -> int:
        taken = size.value if self.takes is None else min(self.takes, size.value)
        self._mine(handle)[2] += data[:taken]
        written._obj.value = taken
        return 1

    def EndPagePrinter(self, handle: c_void_p) -> int:
        return 1

    def EndDocPrinter(self, handle: c_void_p) -> int:
        name, (job, kind), data = self._mine(handle)
        self.jobs.append((name, job, kind, data))
        self._mine(handle)[1:] = [None, b""]
        return 1

    def AbortPrinter(self, handle: c_void_p) -> int:
        self._mine(handle)[1:] = [None, b""]
        self.aborted += 1
        return 1

    def ClosePrinter(self, handle: c_void_p) -> int:
        assert handle.value is not None
        del self._open[handle.value]
        return 1

    def EnumPrintersW(
        self, kinds: int, name: None, level: int, room: Any, size: Any, needed: Any, count: Any
    ) -> int:
        assert level == 4
        table = (PrinterInfo * len(self.printers))(*(PrinterInfo(one, None, 64) for one in self.printers))
        needed._obj.value = sizeof(table)
        if room is None:
            return 0
        self._kept.append(table)
        memmove(room, table, sizeof(table))
        count._obj.value = len(self.printers)
        return 1

    def _mine(self, handle: c_void_p) -> list[Any]:
        assert handle.value is not None
        return self._open[handle.value]
