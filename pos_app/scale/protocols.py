"""The languages of shop scales: bytes in, readings and answers out, no I/O.

Sources: Mettler-Toledo's 8217 as open drivers speak it and its 18-byte continuous output; Pinnacle's manual
of 顶尖 OS2; the "ST,GS" lines of Excell, T-Scale and many others; 大华 ACS-A as an open program reads it.
None was tried with a real scale yet. The line always carries eight bits: seven with even parity (7E1) are the
same on the wire as eight without (8N1) whose highest is the parity, which is written here and not looked at.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Protocol

from pos_app.scale.reading import MOVING, OVER, STABLE, UNDER, UNREADY, Reading, shown

LONGEST = 256  # bytes that are kept while no sentence ends
SEVEN = 0x7F
Heard = tuple[list[Reading], bytes]


class Dialogue(Protocol):
    """One scale's side of the talk. ``ask`` b"": it speaks unasked; ``zero`` b"": it cannot be told."""

    ask: bytes
    zero: bytes

    def hear(self, data: bytes) -> Heard:
        """What came, in order, and what is to be answered at once."""
        ...


@dataclass(slots=True)
class Toledo8217:
    """Asked by "W" (7E1): a weight that stands still, or "?" and a byte of reasons why there is none."""

    ask: bytes = b"\xd7"
    zero: bytes = b"Z"
    _rest: bytes = b""

    def hear(self, data: bytes) -> Heard:
        *said, self._rest = (self._rest + _plain(data))[-LONGEST:].split(b"\r")
        found = [self._read(one.rpartition(b"\x02")[2]) for one in said if b"\x02" in one]
        return [one for one in found if one], b""

    @staticmethod
    def _read(said: bytes) -> Reading | None:
        if match := re.fullmatch(rb"\s*(\d+\.?\d*)\s*(N?)", said):
            return shown(match[1].decode(), "kg", negative=False, moving=False, net=bool(match[2]))
        if match := re.fullmatch(rb"\s*\?(.)", said, re.DOTALL):
            why = match[1][0]
            for bit, state in ((1, OVER), (2, UNDER), (0, MOVING), (3, UNREADY)):
                if why >> bit & 1:
                    return Reading(state)
            return Reading(STABLE, net=bool(why >> 5 & 1)) if why >> 4 & 1 else Reading(UNREADY)
        return None


@dataclass(slots=True)
class Os2:
    """顶尖 OS2, also CAS: asked by ENQ and DC1, or set to speak unasked; a frame with its check sum."""

    ask: bytes = b"\x05"
    zero: bytes = b"<ZK>\x09"
    _rest: bytes = b""

    def hear(self, data: bytes) -> Heard:
        rest, found, answer = (self._rest + data)[-LONGEST:], list[Reading](), b""
        while rest:
            if rest[0] != 0x01:  # between frames
                answer += b"\x11" if rest[0] == 0x06 else b""
                rest = rest[1:]
                continue
            end = rest.find(b"\x03\x04", 10)
            if end < 0 and len(rest) < 24:
                break  # still on its way
            reading = self._read(rest[:end]) if 0 <= end < 24 else None
            rest = rest[end + 2 :] if reading else rest[1:]
            found += [reading] if reading else []
        self._rest = rest
        return found, answer

    @staticmethod
    def _read(frame: bytes) -> Reading | None:
        """``frame``: up to its check sum, which some models begin with the two bytes of the head."""
        head, body, check = frame[:2], frame[2:-1], frame[-1]
        sum_ = reduce(xor, body, 0)
        match = re.fullmatch(rb"([SUF])([- ]) *(\d+\.?\d*) *([A-Za-z]{1,2}) *", body)
        if head != b"\x01\x02" or check not in (sum_, sum_ ^ 0x01 ^ 0x02) or not match:
            return None
        if match[1] == b"F":
            return Reading(UNDER if match[2] == b"-" else OVER)
        return shown(match[3].decode(), match[4].decode(), match[2] == b"-", match[1] == b"U")


@dataclass(slots=True)
class ToledoStream:
    """托利多连续输出: three status words, six digits of weight and six of tare, without points."""

    ask: bytes = b""
    zero: bytes = b""
    _rest: bytes = b""

    def hear(self, data: bytes) -> Heard:
        rest, found = (self._rest + _plain(data))[-LONGEST:], list[Reading]()
        end = 0
        for match in re.finditer(rb"\x02([\x20-\x7f]{3})([ \d]{6})([ \d]{6})\r", rest):
            found.append(self._read(match[1], match[2].decode(), match[3].decode()))
            end = match.end()
        self._rest = rest[end:]
        return found, b""

    @staticmethod
    def _read(words: bytes, weight: str, tare: str) -> Reading:
        a, b, c = words
        unit = {0: "kg" if b >> 4 & 1 else "lb", 1: "g"}.get(c & 7, "?")
        if b >> 2 & 1:
            return Reading(UNDER if b >> 1 & 1 else OVER)
        scale = f"E{2 - (a & 7)}"  # where the point stands
        own = shown(f"{tare.replace(' ', '0')}{scale}", unit, negative=False, moving=False).grams
        net = bool(b & 1)
        number, negative, moving = f"{weight.replace(' ', '0')}{scale}", bool(b >> 1 & 1), bool(b >> 3 & 1)
        return shown(number, unit, negative, moving, net, own if net else 0)


@dataclass(slots=True)
class Lines:
    """A line of words each time: "ST,GS,+  1.234kg"; ST stands, US moves, OL cannot be weighed."""

    ask: bytes = b""
    zero: bytes = b"MZ\r\n"
    _rest: bytes = b""

    def hear(self, data: bytes) -> Heard:
        *said, self._rest = (self._rest + _plain(data))[-LONGEST:].split(b"\n")
        found = [self._read(one.decode("ascii", "replace").strip()) for one in said]
        return [one for one in found if one], b""

    @staticmethod
    def _read(said: str) -> Reading | None:
        match = re.fullmatch(r"(ST|US|OL),\s*(GS|NT|G|N),?\s*([+-])\s*([\d. ]*?)\s*([A-Za-z./]*)", said)
        if match is None:
            return None
        state, kind, sign, number, unit = match.groups()
        if state == "OL":
            return Reading(UNDER if sign == "-" else OVER)
        number = number.replace(" ", "")
        if not re.fullmatch(r"\d+\.?\d*", number):
            return Reading(UNREADY)
        return shown(number, unit, sign == "-", state == "US", net=kind in ("NT", "N"))


@dataclass(slots=True)
class Digits:
    """大华 ACS-A: five digits of grams each time, nothing else. What is the same thrice stands still."""

    ask: bytes = b""
    zero: bytes = b""
    _rest: bytes = b""
    _last: deque[int] = field(default_factory=lambda: deque(maxlen=3))

    def hear(self, data: bytes) -> Heard:
        *said, self._rest = (self._rest + _plain(data).replace(b"\r", b""))[-LONGEST:].split(b"\n")
        found = []
        for one in said:
            if re.fullmatch(rb"-\d{4,5}", one):
                self._last.clear()
                found.append(Reading(UNDER))
            elif re.fullmatch(rb"\d{5}", one):
                self._last.append(int(one))
                stands = len(self._last) == self._last.maxlen and len(set(self._last)) == 1
                found.append(Reading(STABLE if stands else MOVING, int(one)))
        return found, b""


PROTOCOLS: Mapping[str, Callable[[], Dialogue]] = {
    "8217": Toledo8217,
    "os2": Os2,
    "toledo": ToledoStream,
    "lines": Lines,
    "digits": Digits,
}


def _plain(data: bytes) -> bytes:
    return bytes(one & SEVEN for one in data)
