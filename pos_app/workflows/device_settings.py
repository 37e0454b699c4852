"""How this till is set, apart from the store: not facts, kept in its own file."""

from __future__ import annotations

from typing import Any

from pos_app.background import Writer
from pos_app.workflows.book import Book

NAME = "device_settings"


class DeviceSettings:
    """Plain JSON values by name."""

    def __init__(self, book: Book, writer: Writer) -> None:
        self._book, self._writer = book, writer
        self._values: dict[str, Any] = writer.submit(lambda: book.local(NAME)).result() or {}

    def get(self, name: str, default: Any) -> Any:
        """What was kept, or the default. Any thread may ask."""
        return self._values.get(name, default)

    def keep(self, name: str, value: Any) -> None:
        """Takes effect at once, and is saved soon."""
        values = self._values = {**self._values, name: value}
        self._writer.submit(lambda: self._book.set_local(NAME, values))
