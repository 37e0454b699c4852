"""Staff, their roles, and the rights that a role carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import Refused, name_in

PIN_LENGTH = 4  # digits; it only counts on an enrolled device, see pin_delay
RIGHTS: Mapping[str, frozenset[str]] = {
    "owner": frozenset({"sell", "serve", "settle", "print", "sold_out", "settings"}),
    "manager": frozenset({"sell", "serve", "settle", "print", "sold_out", "settings"}),
    "cashier": frozenset({"sell", "serve", "settle", "print", "sold_out"}),
    "waiter": frozenset({"sell", "serve", "print"}),
    "chef": frozenset({"serve", "print", "sold_out"}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who signs in. ``pin`` is a password hash, never the digits."""

    id: str
    name: Mapping[str, str]
    role: str
    pin: str

    def called(self, language: str) -> str:
        return name_in(self.name, language)


@dataclass(frozen=True, slots=True)
class StaffList:
    """The store's staff, one numbered version."""

    version: int
    staff: tuple[Staff, ...]

    def find(self, staff_id: str) -> Staff:
        for person in self.staff:
            if person.id == staff_id:
                return person
        raise Refused("unknown_staff")


def may(person: Staff, right: str) -> None:
    """Raise Refused("not_allowed") unless the person's role carries the right."""
    if right not in RIGHTS.get(person.role, frozenset()):
        raise Refused("not_allowed")


def pin_delay(failures: int) -> int:
    """Seconds to wait after so many wrong PINs in a row: none for two, then doubling to five minutes."""
    return 0 if failures < 3 else min(300, 2 ** (failures - 1))
