"""The digits on a kitchen slip that a scanner at the pass reads: dishes are checked off 划菜, orders traced.

Digits alone: a scanner types like a keyboard, and letters would end in a Chinese input method or come out
wrong on another layout. Fourteen of them are the smallest QR code, and as Code 128 they fit on 58 mm:

    1121047 01 00 01 C
    |       |  |  |  check digit (Luhn), so that a smudge is no other slip
    |       |  |  which sheet of the station's share, from 1; 00 is all of it
    |       |  the station's place among those of the order (stations_of), from 0; 99 is the pass;
    |       |  98 only leads to the order: with this slip nothing goes out
    |       the order's round at its table; 00 with 98: all that was ordered on the bill
    the bill's number without its dash: month, day, 3 digits or more

Copies, reprints and a slip that came out of another printer have the digits of the first one: they are the
same dishes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AT_PASS = 99
ONLY_TRACE = 98
ALL_SHEETS = ALL_ROUNDS = 0
_TAIL = 7  # digits after the bill's number
_SHORTEST = 7 + _TAIL
_BILL = re.compile("[0-9]{4}-[0-9]{3,}")


@dataclass(frozen=True, slots=True)
class SlipCode:
    """Which slip: the bill's number ("1121-047"), the round, the station's place in the order, the sheet."""

    bill: str
    round: int
    place: int
    sheet: int


def slip_code(code: SlipCode) -> str:
    """The digits, or "" for a slip that they cannot name."""
    parts = (code.round, code.place, code.sheet)
    fits = _BILL.fullmatch(code.bill) and all(0 <= part <= 99 for part in parts)
    digits = code.bill.replace("-", "") + "".join(f"{part:02d}" for part in parts)
    return digits + _check(digits) if fits else ""


def trace_code(bill: str, turn: int = ALL_ROUNDS) -> str:
    """The digits of a slip with which no dish goes out, as a cancel slip: they tell whose it is.

    ``turn``: the round of the order.
    """
    return slip_code(SlipCode(bill, turn, ONLY_TRACE, ALL_SHEETS))


def read_slip_code(text: str) -> SlipCode | None:
    """What a scanner has read, or None if it is no code of a slip."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST):
        return None
    if _check(digits[:-1]) != digits[-1]:
        return None
    bill, rest = digits[:-_TAIL], digits[-_TAIL:]
    return SlipCode(f"{bill[:4]}-{bill[4:]}", int(rest[:2]), int(rest[2:4]), int(rest[4:6]))


def _check(digits: str) -> str:
    """Luhn's digit: it finds each wrong digit and nearly every exchange of neighbours."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)
