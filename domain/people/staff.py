"""Staff, and what each of them may do by the role they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import Refused, name_in
from domain.people.roles import FIRST_ROLES, NOBODY, Role, with_new_rights

PIN_LENGTH = 4  # digits; it only counts on an enrolled device, see pin_delay


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who signs in. ``pin`` is a password hash, never the digits.

    ``left_at``: UTC milliseconds since when they work here no more, 0 while they do; the name stays for the
    past. ``holds``: the role as the staff list has it; no part of the document.
    """

    id: str
    name: Mapping[str, str]
    role: str
    pin: str
    left_at: int = 0
    holds: Role | None = None

    def called(self, language: str) -> str:
        return name_in(self.name, language)


@dataclass(frozen=True, slots=True)
class StaffList:
    """The store's staff and roles, one numbered version.

    ``lock_after``: seconds without a touch after which the till asks for a PIN again, 0: never.
    ``known``: the rights there were when the roles were written; none: those of before 0.2.
    """

    version: int
    staff: tuple[Staff, ...]
    roles: tuple[Role, ...] = FIRST_ROLES
    lock_after: int = 0
    known: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        all_roles = tuple(with_new_rights(role, self.known) for role in self.roles)
        object.__setattr__(self, "roles", all_roles)
        roles = {role.id: role for role in self.roles}
        held = tuple(replace(person, holds=roles.get(person.role, NOBODY)) for person in self.staff)
        object.__setattr__(self, "staff", held)

    @property
    def present(self) -> tuple[Staff, ...]:
        """Those who work here now."""
        return tuple(person for person in self.staff if not person.left_at)

    def find(self, staff_id: str) -> Staff:
        """A member of staff who may act. Raises Refused: unknown, or has left."""
        for person in self.present:
            if person.id == staff_id:
                return person
        raise Refused("unknown_staff")

    def role(self, role_id: str) -> Role:
        """A role by id; an unknown one carries nothing."""
        return next((role for role in self.roles if role.id == role_id), NOBODY)


NO_STAFF = StaffList(0, ())


def role_of(person: Staff) -> Role:
    """The role that a person holds."""
    if person.holds is not None:
        return person.holds
    return next((role for role in FIRST_ROLES if role.id == person.role), NOBODY)


def may(person: Staff, right: str) -> None:
    """Raise Refused("not_allowed") unless the person's role carries the right."""
    if not role_of(person).carries(right):
        raise Refused("not_allowed")


def limit(person: Staff, name: str) -> int | None:
    """The most that a person may do alone, by a name of ``roles.LIMITS``; None: no limit, 0: nothing."""
    return role_of(person).limit(name)


def within(person: Staff, name: str, value: int) -> bool:
    """Whether a person may do so much of it alone."""
    most = limit(person, name)
    return most is None or value <= most


def pin_delay(failures: int) -> int:
    """Seconds to wait after so many wrong PINs in a row: none for two, then doubling to five minutes."""
    return 0 if failures < 3 else min(300, 2 ** (failures - 1))
