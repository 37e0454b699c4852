"""The printing half of a printer: ESC/POS bytes to paper.

An interpreter in its own right, with a printer's state (mode, size, alignment, line buffer): what a
virtual printer shows and what tests compare. It shares nothing with the encoder.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from printers.command_reader import Command, CommandReader, Text, Token
from printers.paper import (
    CELL,
    CHARACTER,
    DEFAULT_SPACING,
    CutRow,
    FeedRow,
    ImageRow,
    Look,
    Paper,
    PulseRow,
    QrRow,
    Row,
    Run,
    TextRow,
)


def read_paper(data: bytes, width_dots: int = 576) -> Paper:
    """What these bytes print on a printer just switched on."""
    press = Press(width_dots)
    for token in CommandReader().feed(data):
        press.run(token)
    return press.paper()


@dataclass(slots=True)
class Press:
    """Runs tokens one by one and collects rows."""

    width_dots: int = 576
    rows: list[Row] = field(default_factory=list)
    _look: Look = field(default_factory=Look)
    _line: list[Run] = field(default_factory=list)
    _x: int = 0
    _align: int = 0
    _spacing: int = DEFAULT_SPACING
    _two_byte: bool = False
    _kanji: Look = field(default_factory=Look)
    _qr: dict[str, bytes] = field(default_factory=dict)

    def paper(self) -> Paper:
        """All rows so far; a line still open is not on paper."""
        return Paper(self.width_dots, tuple(self.rows))

    def take(self) -> Paper:
        """The strip so far, torn off: the next one begins empty."""
        paper = self.paper()
        self.rows = []
        return paper

    def run(self, token: Token) -> None:
        if isinstance(token, Text):
            self._type(token.data)
        else:
            self._command(token)

    # ---------------------------------------------------------------- text

    def _type(self, data: bytes) -> None:
        plain = self._plain(data)
        wide = len(data) * CELL * self._look.width
        if plain is not None and self._x + wide <= self.width_dots:
            self._put(plain, wide, self._look)
            return
        for character, size in self._characters(data):
            wide = size * CELL * self._width_of(size)
            if self._x + wide > self.width_dots:
                self._print_line()
            self._put(character, wide, self._look_of(size))

    def _plain(self, data: bytes) -> str | None:
        """The text, if each of its bytes is one cell of the present look; else it is set one by one."""
        if min(data) < 0x20 or self._kanji != Look():
            return None
        try:
            return data.decode("gbk") if self._two_byte else data.decode("cp437")
        except UnicodeDecodeError:
            return None

    def _characters(self, data: bytes) -> Iterable[tuple[str, int]]:
        """Each character and its bytes: two after a lead byte in two-byte mode, else one of code page 437."""
        at = 0
        while at < len(data):
            size = 2 if self._two_byte and 0x81 <= data[at] <= 0xFE else 1
            raw = data[at : at + size]
            at += size
            if size == 2:
                yield raw.decode("gbk", "replace")[:1], 2
            elif raw[0] >= 0x20:
                yield raw.decode("cp437"), 1

    def _look_of(self, size: int) -> Look:
        if size == 1 or self._kanji == Look():
            return self._look
        return replace(self._look, width=self._kanji.width, height=self._kanji.height)

    def _width_of(self, size: int) -> int:
        return self._look_of(size).width

    def _put(self, character: str, wide: int, look: Look) -> None:
        last = self._line[-1] if self._line else None
        if last and last.look == look and last.x + last.dots == self._x:
            self._line[-1] = Run(last.text + character, look, last.x, last.dots + wide)
        else:
            self._line.append(Run(character, look, self._x, wide))
        self._x += wide

    def _print_line(self) -> None:
        height = max((run.look.height for run in self._line), default=0) * CHARACTER
        shift = (self.width_dots - self._x) * self._align // 2
        runs = tuple(replace(run, x=run.x + shift) for run in self._line)
        self.rows.append(TextRow(runs, max(self._spacing, height)))
        self._line, self._x = [], 0

    # ---------------------------------------------------------------- commands

    def _command(self, command: Command) -> None:
        name, data = command.name, command.data
        match name:
            case b"\n":
                self._print_line()
            case b"\t":
                self._x = min((self._x // (8 * CELL) + 1) * 8 * CELL, self.width_dots)
            case b"\x18":
                self._line, self._x = [], 0
            case b"\x1b@":
                self._reset()
            case b"\x1b2" | b"\x1b3":
                self._spacing = data[0] if data else DEFAULT_SPACING
            case b"\x1bd" | b"\x1bJ":
                self._flush()
                self.rows.append(FeedRow(data[0] * (self._spacing if name == b"\x1bd" else 1)))
            case b"\x1ba" if not self._line:
                self._align = data[0] & 3
            case b"\x1c&" | b"\x1c.":
                self._two_byte = name == b"\x1c&"
            case b"\x1dv0":
                self._image(data)
            case b"\x1d(k":
                self._code(data[2:])
            case b"\x1dV" | b"\x1bi" | b"\x1bm":
                self._flush()
                self.rows.append(CutRow(name == b"\x1bm" or data[:1] in (b"\x01", b"1", b"B")))
            case b"\x1bp" | b"\x10\x14":
                self.rows.append(PulseRow("drawer"))
            case b"\x1bB" | b"\x1b(A":
                self.rows.append(PulseRow("buzzer"))
            case _:
                self._restyle(name, data)

    def _restyle(self, name: bytes, data: bytes) -> None:
        n = data[0] if data else 0
        match name:
            case b"\x1d!":
                self._look = replace(self._look, width=(n >> 4 & 7) + 1, height=(n & 7) + 1)
                self._kanji = Look()
            case b"\x1b!":
                self._look = replace(
                    self._look,
                    width=2 if n & 0x20 else 1,
                    height=2 if n & 0x10 else 1,
                    bold=bool(n & 8),
                    underlined=bool(n & 0x80),
                )
            case b"\x1bE" | b"\x1bG":
                self._look = replace(self._look, bold=bool(n & 1))
            case b"\x1dB":
                self._look = replace(self._look, inverted=bool(n & 1))
            case b"\x1b-" | b"\x1c-":
                self._look = replace(self._look, underlined=bool(n & 3))
            case b"\x1c!":
                self._kanji = Look(2 if n & 4 else 1, 2 if n & 8 else 1)
            case b"\x1cW":
                self._kanji = Look(2, 2) if n & 1 else Look()

    def _reset(self) -> None:
        self._look, self._kanji = Look(), Look()
        self._line, self._x, self._align = [], 0, 0
        self._spacing, self._two_byte = DEFAULT_SPACING, False

    def _flush(self) -> None:
        if self._line:
            self._print_line()

    def _image(self, data: bytes) -> None:
        across = int.from_bytes(data[1:3], "little")
        rows = tuple(data[at : at + across] for at in range(5, len(data), across)) if across else ()
        free = max(0, self.width_dots - across * 8)
        self._flush()
        self.rows.append(ImageRow(rows, free * self._align // 2, across * 8))

    def _code(self, data: bytes) -> None:
        """`GS ( k` functions of a QR code: cn fn parameters."""
        function, parameters = data[:2], data[2:]
        if function != b"1Q":
            self._qr[function.decode("latin-1")] = parameters
            return
        level = dict(zip(b"0123", "LMQH", strict=True))[self._qr.get("1E", b"0")[0]]
        module = self._qr.get("1C", b"\x03")[0]
        self._flush()
        self.rows.append(QrRow(self._qr.get("1P", b"0")[1:], module, level, self._align))
