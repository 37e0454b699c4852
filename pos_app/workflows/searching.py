"""Dishes are findable as the present menu spells them; another menu is spelt anew beside the selling."""

from __future__ import annotations

import threading

from domain.selling.menu import EMPTY_MENU
from domain.words.search import DishSearch
from pos_app.workflows.till import Till
from pos_app.workflows.views import TillView


class MenuSearch:
    """Keeps ``till.search`` with the menu. Spelling 5,000 dishes takes most of a second, on a thread."""

    def __init__(self, till: Till) -> None:
        self._till, self._menu, self._work = till, EMPTY_MENU, threading.Thread()
        till.listen(self._follow)
        self._follow(till.view)

    def _follow(self, view: TillView) -> None:
        if view.menu is self._menu:  # a view keeps the very menu while its version stays
            return
        self._menu = view.menu
        self._work = threading.Thread(target=self._spell, name="search-index", daemon=True)
        self._work.start()

    def _spell(self) -> None:
        menu = self._menu
        find = DishSearch(menu.dishes).find
        if menu is self._menu:  # else a later menu is being spelt
            self._till.search = find
