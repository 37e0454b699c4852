"""Finding a dish: by category, or by what is typed; the grid of tiles and the list of categories."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.selling.menu import EMPTY_MENU, Dish, Menu
from domain.selling.time_menus import TimeMenu
from pos_app.language import _, pgettext
from pos_app.models.dishes import DishModel
from pos_app.screens.desk import Desk
from pos_app.screens.selling.category_list import CategoryList
from pos_app.screens.selling.dish_delegate import AROUND
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.letter_pad import LetterPad
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.demands import TYPED
from pos_app.workflows.often import FEWEST

OFTEN = "often:"  # the category of what this store sells most
WIDTH = 124  # pixels of the categories, and of what stands beneath them
TIMED = "time:"  # before the id of a menu for certain hours, as a category


class DishBrowser(QWidget):
    """`tapped(dish id)`. The search field stands in the top bar, so it is made here and placed there."""

    tapped = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, theme = desk, desk.theme
        self.menu: Menu = EMPTY_MENU
        self._on: tuple[TimeMenu, ...] = ()
        self._often: tuple[str, ...] = ()
        self._room = 0  # dishes seen at once
        self._groups: dict[str, tuple[Dish, ...]] = {}
        self.search = SearchField(theme)
        self.search.setMaximumWidth(330)
        self.search.changed.connect(lambda _: self._show_dishes())
        self.search.passed.connect(self._from_search)
        self.letters = LetterPad(theme, self.search)
        self.by_letters = icon_button(theme, "keyboard", "")
        self.by_letters.clicked.connect(self.letters.turn)
        self._dishes = DishModel(self)
        self.grid = DishGrid(theme, self._dishes)
        self.grid.tapped.connect(self._tapped)
        self._categories = CategoryList(theme)
        self._categories.setFixedWidth(WIDTH)
        self._categories.chosen.connect(self._category_chosen)
        self._nothing = EmptyState(theme, "search")
        self._nothing.acted.connect(self._show_all)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._nothing)
        self._no_menu = EmptyState(theme, "pot")
        self._pages.addWidget(self._no_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(14 - AROUND, 14 - AROUND, 12, 12 - AROUND)
        row.setSpacing(2 + AROUND)
        around = QVBoxLayout()
        around.setSpacing(0)
        around.addWidget(self._pages, 1)
        around.addWidget(self.letters)
        row.addLayout(around, 1)
        end = QVBoxLayout()
        end.setContentsMargins(0, AROUND, 0, AROUND)
        end.setSpacing(8)
        end.addWidget(self._categories, 1)
        self.open_dish = Button(theme, "quiet", "plus", "", 56)
        self.open_dish.setFixedWidth(WIDTH)
        self._no_menu.acted.connect(self.open_dish.click)
        end.addWidget(self.open_dish)
        row.addLayout(end)

    def say(self) -> None:
        """Fixed words."""
        self.search.line.setPlaceholderText(_("Dish, pinyin initials or code"))
        self._nothing.tell(_("No dish is called that."), _("Show all dishes"))
        self.letters.say()
        self.by_letters.setAccessibleName(_("Letters"))
        self.by_letters.setToolTip(_("Letters"))
        self.open_dish.setText(_("Open dish"))

    def draw(self, counts: Mapping[str, int], minute: int) -> None:
        """The present menu and stock; `counts` (thousandths) of the open order, `minute` of the week."""
        view, wording = self._desk.view, self._desk.wording
        menu, on = view.menu.at(minute), view.menu.on(minute)
        if menu is not self.menu or on != self._on:
            self._take_menu(menu, on)
        if view.often != self._often:
            self._take_often(view.often)
        categories = []
        if often := self._groups.get(OFTEN):
            categories.append((OFTEN, pgettext("dishes", "Often ordered"), len(often)))
        categories.append(("", _("All"), len(menu.dishes)))
        for each in on:
            here = len(self._groups[TIMED + each.id])
            categories.append((TIMED + each.id, wording.name(each.names), here))
        for one in menu.categories:
            categories.append((one.id, wording.name(one.names), len(self._groups.get(one.id, ()))))
        self._categories.tell(categories)
        self._dishes.tell(counts, view.stock, minute, wording, menu)
        self.open_dish.setVisible(self._desk.offers(TYPED))
        self._no_menu.tell(
            _(
                "The menu has no dishes yet. It comes from a file when the store is set up; until then each"
                " dish is typed by hand."
            ),
            _("Open dish") if self._desk.offers(TYPED) else "",
        )

    def _take_menu(self, menu: Menu, on: tuple[TimeMenu, ...]) -> None:
        """The menu at this hour's prices, and the menus for certain hours that are on, each a category."""
        self.menu, self._on = menu, on
        groups: dict[str, list[Dish]] = {}
        for dish in menu.dishes:
            for category in dish.categories:
                groups.setdefault(category, []).append(dish)
        self._groups = {key: tuple(dishes) for key, dishes in groups.items()}
        self._groups[""] = menu.dishes
        for one in on:
            self._groups[TIMED + one.id] = tuple(dish for dish in menu.dishes if menu.is_on(one, dish))
        self._dishes.forget()
        self._take_often(self._often)

    def set_shape(self, columns: int, rows: int) -> None:
        """How many tiles stand across and down."""
        self.grid.set_shape(columns, rows)
        if self._room != columns * rows:
            self._room = columns * rows
            self._take_often(self._often)

    def _take_often(self, often: tuple[str, ...]) -> None:
        """What is ordered most, as much as is seen at once, if it is enough to say so."""
        self._often, by_id = often, self.menu.by_id
        dishes = tuple(by_id[dish] for dish in often if dish in by_id)[: self._room]
        self._groups[OFTEN] = dishes if len(dishes) >= FEWEST else ()
        self._show_dishes()

    def begin(self) -> None:
        """Another order: the first category, nothing searched."""
        self.search.line.clear()
        self.letters.hide()
        self._categories.choose_first()

    def step(self, by: int) -> None:
        """To the category so many after this one, or before it."""
        self.search.line.clear()
        self._categories.step(by)

    def _show_dishes(self) -> None:
        words = self.search.line.text().strip()
        if not self.menu.dishes:
            self._pages.setCurrentIndex(2)
        elif words:
            by_id = self.menu.by_id
            found = tuple(by_id[one] for one in self._desk.till.search(words) if one in by_id)
            self._dishes.show(found)
            self._pages.setCurrentIndex(0 if found else 1)
        else:
            self._dishes.show(self._groups.get(self._categories.key(), ()))
            self._pages.setCurrentIndex(0)
        self.grid.scrollToTop()

    def _show_all(self) -> None:
        self.search.line.clear()
        self._categories.choose("")

    def _category_chosen(self) -> None:
        if self.search.line.text():
            self.search.line.clear()
        else:
            self._show_dishes()

    def _tapped(self, dish: str) -> None:
        self.letters.begin_anew()
        self.tapped.emit(dish)

    def _from_search(self, key: int) -> None:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.grid.tap_first()
            self.search.line.selectAll()
        else:
            self.grid.setFocus()
            self.grid.setCurrentIndex(self._dishes.index(0, 0))
