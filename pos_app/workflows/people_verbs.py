"""The verbs of the staff list and its audit, as screens call them: ``till.people``. Each returns at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol, TypeVar

from domain.errors import Refused
from domain.people.roles import Role
from domain.people.staff import PIN_LENGTH
from pos_app.database.session import Connection
from pos_app.workflows import staffing
from pos_app.workflows.auditing import Page, read_page
from pos_app.workflows.people import hash_pin
from pos_app.workflows.staff_write import StaffWrite

T = TypeVar("T")


class StaffLook(Protocol):
    """A look at the file by a member of staff who has the right."""

    def __call__(self, by: str, right: str, work: Callable[[Connection], T]) -> Future[T]: ...


class PeopleVerbs:
    """``pepper`` goes into every PIN's hash."""

    def __init__(self, staff_write: StaffWrite, staff_look: StaffLook, pepper: Callable[[], str]) -> None:
        self._staff_write, self._staff_look, self._pepper = staff_write, staff_look, pepper

    def save(self, person: str, name: Mapping[str, str], role: str, pin: str, by: str) -> Future[None]:
        """Add or change somebody; ``pin`` "" leaves it as it is. Hashing has a thread of its own."""
        future: Future[None] = Future()

        def work() -> None:
            try:
                hashed = self._hash(pin) if pin else ""
                save = staffing.save_person
                self._staff_write(
                    by, "people", lambda entry: save(entry, person, name, role, hashed, by)
                ).result()
                future.set_result(None)
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=work, name="staff", daemon=True).start()
        return future

    def _hash(self, pin: str) -> str:
        if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_LENGTH):
            raise Refused("bad_pin", digits=PIN_LENGTH)
        return hash_pin(pin, self._pepper())

    def leave(self, person: str, by: str) -> Future[None]:
        """Somebody works here no more."""
        return self._staff_write(by, "people", lambda entry: staffing.leave(entry, person, by))

    def save_roles(self, roles: Sequence[Role], by: str) -> Future[None]:
        """The matrix, whole."""
        return self._staff_write(by, "people", lambda entry: staffing.save_roles(entry, roles, by))

    def set_lock_after(self, seconds: int, by: str) -> Future[None]:
        """How long the till stays open without a touch, 0: for ever."""
        return self._staff_write(by, "people", lambda entry: staffing.set_lock_after(entry, seconds, by))

    def audit(self, group: str, person: str, before: int, by: str, most: int = 50) -> Future[Page]:
        """Who did what: a page of it."""
        return self._staff_look(
            by, "reports", lambda connection: read_page(connection, group, person, before, most)
        )
