"""Cuts a byte stream into ESC/POS commands and text, as a printer's receive buffer does, in any chunks.

Written from the ESC/POS reference and not from our encoder, so that paper made from it is a witness.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Bytes that follow the two of the command; commands of other shapes are in `_variable`.
_FIXED: dict[bytes, int] = {
    **dict.fromkeys((b"\x1b@", b"\x1b2", b"\x1bi", b"\x1bm", b"\x1b\x0c", b"\x1c&", b"\x1c."), 0),
    **dict.fromkeys((b"\x1b" + bytes([c]) for c in b"!-3=?AEGJKMRSTUVadtru{\x20\x25"), 1),
    **dict.fromkeys((b"\x1c" + bytes([c]) for c in b"!-CW"), 1),
    **dict.fromkeys((b"\x1d" + bytes([c]) for c in b"!/BEHITabfhjrw"), 1),
    **dict.fromkeys((b"\x10\x04", b"\x10\x05"), 1),
    **dict.fromkeys(
        (b"\x1b$", b"\x1b\\", b"\x1bB", b"\x1bc", b"\x1cS", b"\x1cp", b"\x1dL", b"\x1dP", b"\x1dW"), 2
    ),
    **dict.fromkeys((b"\x1bp", b"\x10\x14"), 3),
}
_INTRODUCERS = b"\x10\x1b\x1c\x1d"
_SINGLE = b"\t\n\x0c\r\x18"
_ONE_BYTE_TEXT = re.compile(rb"[^\t\n\x0c\r\x10\x18\x1b-\x1d]+")
# A lead byte takes the next one with it, whatever that is.
_TWO_BYTE_TEXT = re.compile(rb"(?:[\x81-\xfe].|[^\t\n\x0c\r\x10\x18\x1b-\x1d\x81-\xfe])+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is its first two bytes (three for GS v 0, ESC ( A and the like), `data` what follows."""

    name: bytes
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes between commands, not decoded: the printer's mode decides what they mean."""

    data: bytes


Token = Command | Text


class CommandReader:
    """Feed it bytes as they come; it gives whole tokens and keeps what is still open."""

    def __init__(self) -> None:
        self._open = b""
        self._two_byte = False

    def feed(self, data: bytes) -> Iterator[Token]:
        self._open += data
        position = 0
        try:
            while position < len(self._open):
                token, position = self._token(position)
                if token is None:
                    break
                yield token
        finally:
            self._open = self._open[position:]

    def _token(self, at: int) -> tuple[Token | None, int]:
        """The token that begins at `at` and where it ends; (None, at) when its end has not come yet."""
        data = self._open
        first = data[at]
        if first in _SINGLE:
            return Command(data[at : at + 1]), at + 1
        if first not in _INTRODUCERS:
            text = (_TWO_BYTE_TEXT if self._two_byte else _ONE_BYTE_TEXT).match(data, at)
            end = text.end() if text else at  # a lead byte alone waits for its second
            return (Text(data[at:end]), end) if end > at else (None, at)
        name = data[at : at + 2]
        if len(name) < 2:
            return None, at
        length = _FIXED.get(name)
        head = 2
        if length is None:
            head, length = _variable(data, at)
        end = at + head + length
        if length < 0 or end > len(data):
            return None, at
        token = Command(data[at : at + head], data[at + head : end])
        self._follow_mode(token)
        return token, end

    def _follow_mode(self, token: Command) -> None:
        if token.name == b"\x1c&":
            self._two_byte = True
        elif token.name in (b"\x1c.", b"\x1b@"):
            self._two_byte = False


def _variable(data: bytes, at: int) -> tuple[int, int]:
    """(bytes of name, bytes that follow) of a command with a length inside; -1 while that is not known."""
    name = data[at : at + 2]
    rest = data[at + 2 :]
    if name in (b"\x1b(", b"\x1d(", b"\x1c("):  # fn pL pH data
        return (3, 2 + _number(rest[1:3])) if len(rest) >= 3 else (3, -1)
    if name == b"\x1dv":  # 0 m xL xH yL yH data
        return (3, 5 + _number(rest[2:4]) * _number(rest[4:6])) if len(rest) >= 6 else (3, -1)
    if name == b"\x1b*":  # m nL nH columns
        return (2, 3 + _number(rest[1:3]) * (3 if rest[0] >= 32 else 1)) if len(rest) >= 3 else (2, -1)
    if name == b"\x1dV":  # m, and n for the functions that feed first
        return (2, 2 if rest[0] in b"AB" else 1) if rest else (2, -1)
    if name == b"\x1dk":  # barcode: m 1 to 6 ends with NUL, from 65 a length stands first
        return (2, _barcode(rest))
    if name == b"\x1bD":  # tab stops, ended by NUL
        return (2, rest.find(b"\0") + 1 or -1)
    return 2, 0  # not known: a printer drops the two bytes and goes on


def _number(little_endian: bytes) -> int:
    return int.from_bytes(little_endian, "little")


def _barcode(rest: bytes) -> int:
    if len(rest) < 2:
        return -1
    if rest[0] >= 65:
        return 2 + rest[1]
    return rest.find(b"\0", 1) + 1 or -1
