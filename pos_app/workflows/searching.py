"""Dishes are findable as the present menu spells them; another menu is spelt anew beside the selling.

What is spelt is kept on this device: the dictionary takes memory that a program does not give back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future
from typing import Any

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import EMPTY_MENU
from domain.words.pinyin import Spelt, remember
from domain.words.search import DishSearch, NameSearch
from pos_app.memory import give_back
from pos_app.workflows.till import Till
from pos_app.workflows.views import TillView


class MenuSearch:
    """Keeps ``till.search`` with the menu. Spelling 5,000 dishes takes most of a second, on a thread.

    ``kept`` and ``keep``: the spelling of an earlier start in its plain form, None for none.
    """

    def __init__(self, till: Till, kept: Callable[[], Any], keep: Callable[[Any], None]) -> None:
        self._till, self._menu, self._work = till, EMPTY_MENU, threading.Thread()
        self._recall, self._keep = kept, keep
        self._turn = threading.Lock()  # menus are spelt one after the other: the last one is kept last
        self._kept: Set[str] | None = None  # names whose spelling is kept
        till.listen(self._follow)
        self._follow(till.view)

    def _follow(self, view: TillView) -> None:
        if view.menu is self._menu:  # a view keeps the very menu while its version stays
            return
        self._menu = view.menu
        self._work = threading.Thread(target=self._spell, name="search-index", daemon=True)
        self._work.start()

    def _spell(self) -> None:
        with self._turn:
            self._spell_present()

    def _spell_present(self) -> None:
        menu = self._menu
        if self._kept is None:
            self._kept = self._remember()
        search = DishSearch(menu.dishes)
        if menu is not self._menu:
            return  # a later menu is being spelt
        self._till.search = search.find
        if search.spelt.keys() != self._kept:
            self._kept = search.spelt.keys()
            self._keep(to_plain(dict(search.spelt)))
            give_back()  # what the dictionary took

    def _remember(self) -> Set[str]:
        try:
            known = from_plain(dict[str, Spelt], self._recall() or {})
        except Refused:  # another version of this program kept it
            return frozenset()
        remember(known)
        return known.keys()


def search_names(named: Sequence[Sequence[str]]) -> Future[NameSearch]:
    """An index of these names, made on a thread: new ones may need the dictionary of pinyin."""
    made: Future[NameSearch] = Future()

    def work() -> None:
        try:
            made.set_result(NameSearch(named))
        except Exception as error:
            made.set_exception(error)
        give_back()

    threading.Thread(target=work, name="name-search", daemon=True).start()
    return made
