"""A shop scale at the other end of a cable: a pseudo-terminal with a strict scale behind it."""

import os
import select
import threading
import tty
from functools import reduce
from operator import xor


def even(sign: int) -> int:
    """Seven bits and their even parity."""
    return sign | (sign.bit_count() & 1) << 7


class Scale:
    """What lies on it, and its own tare; grams. It weighs up to ``capacity`` and says so beyond."""

    def __init__(self, capacity: int = 15_000) -> None:
        self.load, self.tare, self.moving, self.capacity, self.silent = 0, 0, False, capacity, False
        self.zeroed = 0  # how often it was told to

    @property
    def grams(self) -> int:
        return self.load - self.tare

    def zero(self) -> None:
        """What lies there is nothing from now on."""
        self.zeroed += 1
        self.load = 0

    def answer(self, asked: bytes) -> bytes:
        """What it says to what it was sent; nothing to what it does not know."""
        return b""

    def unasked(self) -> bytes:
        """What it says by itself, ten times a second."""
        return b""


class Toledo8217(Scale):
    """Seven bits and even parity: what comes with another parity is not understood."""

    def answer(self, asked: bytes) -> bytes:
        said = b""
        for sign in asked:
            if sign == even(ord("Z")):
                self.zero()
                said += b"\x02?P\r"
            elif sign == even(ord("W")):
                said += b"\x02" + self._words() + b"\r"
        return bytes(even(one) for one in said)

    def _words(self) -> bytes:
        if self.moving:
            return b"?A"
        if self.load > self.capacity:
            return b"?B"
        if self.grams < 0:
            return b"?D"
        return b"%06.3f%s" % (self.grams / 1000, b"N" if self.tare else b"")


class Os2(Scale):
    """ENQ, ACK, DC1, then the frame; nothing without the question."""

    asked = False
    broken = False  # the check sum is wrong

    def answer(self, asked: bytes) -> bytes:
        said = b""
        if b"<ZK>\x09" in asked:
            self.zero()
            asked = asked.replace(b"<ZK>\x09", b"")
        for sign in asked:
            if sign == 0x05:
                self.asked, said = True, said + b"\x06"
            elif sign == 0x11 and self.asked:
                self.asked, said = False, said + self._frame()
        return said

    def _frame(self) -> bytes:
        flag = b"F" if self.load > self.capacity else b"U" if self.moving else b"S"
        sign = b"-" if self.grams < 0 else b" "
        body = flag + sign + b"%6.3f" % (abs(self.grams) / 1000) + b"kg"
        check = reduce(xor, b"\x01\x02" + body) ^ (0x55 if self.broken else 0)
        return b"\x01\x02" + body + bytes([check]) + b"\x03\x04"


class ToledoStream(Scale):
    """18 bytes each time, seven bits and even parity as its factory sets it."""

    def unasked(self) -> bytes:
        a = 0x20 | 0x08 | 5  # three places behind the point
        b = 0x20 | 0x10 | bool(self.tare) | (self.grams < 0) << 1 | self.moving << 3
        b |= (self.load > self.capacity) << 2
        said = b"\x02" + bytes([a, b, 0x20]) + b"%6d%6d\r\x00" % (abs(self.grams), self.tare)
        return bytes(even(one) for one in said)


class Lines(Scale):
    """ "ST,GS,+  1.234kg" and its kin."""

    def answer(self, asked: bytes) -> bytes:
        if asked == b"MZ\r\n":
            self.zero()
        return b""

    def unasked(self) -> bytes:
        if self.load > self.capacity:
            return b"OL,GS,+         kg\r\n"
        state, kind = b"US" if self.moving else b"ST", b"NT" if self.tare else b"GS"
        sign = b"-" if self.grams < 0 else b"+"
        return b"%s,%s,%s%8.3fkg\r\n" % (state, kind, sign, abs(self.grams) / 1000)


class Digits(Scale):
    """Five digits of grams."""

    def unasked(self) -> bytes:
        return b"%05d\n\r" % self.grams


class ScaleOnLine:
    """``port`` is what the till opens; the scale's answers go through the real pseudo-terminal."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self._mine, self._theirs = os.openpty()
        for each in (self._mine, self._theirs):
            tty.setraw(each)
        self.port = os.ttyname(self._theirs)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scale-on-line", daemon=True)

    def __enter__(self) -> "ScaleOnLine":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.unplug()

    def unplug(self) -> None:
        """The cable is pulled."""
        if not self._ending.is_set():
            self._ending.set()
            self._thread.join()
            os.close(self._theirs)
            os.close(self._mine)

    def _run(self) -> None:
        while not self._ending.is_set():
            said = self.scale.unasked()
            if select.select([self._mine], [], [], 0.02)[0]:
                said += self.scale.answer(os.read(self._mine, 4096))
            if said and not self.scale.silent:
                os.write(self._mine, said)
