"""How the dishes of published menus are spelled, kept in the server's file from one start to the next.

The dictionary behind it takes 54 MB and an eighth of a start. What is kept may be lost: names that are not
there, or that another version of the program has kept, are looked up again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress

from domain.errors import Refused, name_in
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.words.pinyin import Spelt, remember, spell
from sync_server.database import spelling
from sync_server.database.session import Database, DatabaseClosed
from sync_server.workflows.examining import program_version


class Spelling:
    """Learns names before a guest's page asks. Safe from any thread; it may take a moment."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = threading.Lock()
        self._kept: Mapping[str, Spelt] | None = None  # None: nobody has looked yet

    def begin(self, menus: Iterable[Menu]) -> None:
        """Learn all menus that are published; names of none of them are kept no longer."""
        if names := _names(menus):
            with self._turn:
                self._learn(names, names)

    def learn(self, published: Iterable[object]) -> None:
        """Learn the menus among what was published just now."""
        if names := _names(one for one in published if isinstance(one, Menu)):
            with self._turn:
                self._learn(names, names | self._known().keys())

    def _learn(self, names: set[str], keep: set[str]) -> None:
        known = self._known()
        spelt = {**known, **spell(names)}
        if keep != known.keys():
            self._kept = {name: spelt[name] for name in sorted(keep)}
            text = json.dumps(to_plain(dict(self._kept)), ensure_ascii=False)
            with suppress(Refused, DatabaseClosed):  # the disk, or the end: looked up again then
                write = self._database.submit(
                    lambda c: spelling.keep(c, program_version(), text), behind=True
                )
                write.result()

    def _known(self) -> Mapping[str, Spelt]:
        if self._kept is None:
            self._kept = self._recall()
            remember(self._kept)
        return self._kept

    def _recall(self) -> Mapping[str, Spelt]:
        try:
            text = self._database.read(lambda connection: spelling.kept(connection, program_version()))
            return from_plain(dict[str, Spelt], json.loads(text or "{}"))
        except (ValueError, Refused):
            return {}


def _names(menus: Iterable[Menu]) -> set[str]:
    return {name_in(dish.names, "zh-Hans") for menu in menus for dish in menu.dishes}
