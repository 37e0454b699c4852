"""The till's entrance: who works here, and whether a PIN is right. It stands before all the rest is read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from domain.people.staff import Staff
from pos_app.background import Writer
from pos_app.workflows.book import Book, Entry
from pos_app.workflows.device_settings import DeviceSettings
from pos_app.workflows.people import Door
from pos_app.workflows.reading import read_entrance
from pos_app.workflows.views import TillView

T = TypeVar("T")


class SignsIn:
    """What a till can do before it has read its menu. ``view`` is what is known of the store by then."""

    view: TillView

    def __init__(self, book: Book, writer: Writer, door: Door) -> None:
        self._book, self._writer, self._door = book, writer, door
        self.device = DeviceSettings(book, writer)

    def now(self) -> int:
        return self._book.clock.now()

    def new_id(self) -> str:
        return self._book.clock.new_id()

    def sign_in(self, staff_id: str, pin: str) -> Future[Staff]:
        future: Future[Staff] = Future()

        def work() -> None:
            try:
                person = self.view.people.find(staff_id)
                self._door.check(person, pin)
                self._write(lambda entry: entry.record("staff.signed_in", {}, staff_id)).result()
                future.set_result(person)
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=work, name="sign-in", daemon=True).start()
        return future

    def _write(self, work: Callable[[Entry], T]) -> Future[T]:
        return self._writer.submit(lambda: self._book.write(work))


class Entrance(SignsIn):
    """A till of which nobody has read more than whoever signs in has to see."""

    def __init__(self, book: Book, writer: Writer, door: Door) -> None:
        super().__init__(book, writer, door)
        self.view = writer.submit(
            lambda: book.read(lambda tables: read_entrance(tables, self.now()))
        ).result()
