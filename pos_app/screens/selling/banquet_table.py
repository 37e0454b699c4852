"""What one table of a banquet gets: a choice for each part of its set, and the drinks that stand on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.menu import Dish, Part
from domain.selling.order import CartLine, Choice
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.widgets.choices import PickGrid
from pos_app.widgets.labels import label
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.banqueting import first_choices

HIGH = 380  # pixels, so that the sheet fits on a small screen
MOST_DRINKS = 99
PORTION = 1_000


class TableChoices(Scroll):
    """`changed` after each choice. A part of a set that leaves no choice is not asked about."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._dish = desk, Dish("", {}, (), "", ())
        self.parts: list[tuple[Part, PickGrid]] = []
        self.drinks: dict[str, Stepper] = {}
        self._counts: dict[str, int] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(HIGH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_set(self, dish: Dish) -> None:
        """The choices of another set begin with the first of each; drinks that were counted stay."""
        if dish.id == self._dish.id:
            return
        self._dish, self.parts, self.drinks = dish, [], {}
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for part in dish.parts:
            self._add_part(column, part)
        column.addWidget(label(_("Drinks on each table"), 18, True))
        for drink in self._desk.view.menu.dishes:
            if drink.sealed:
                self._add_drink(column, drink)
        column.addStretch(1)
        self.setWidget(inside)

    def cart(self) -> tuple[CartLine, ...]:
        """The set and the drinks of one table."""
        choices = tuple(Choice(part.id, key) for part, grid in self.parts for key in grid.picks())
        menu = self._desk.view.menu.by_id
        counted = [(id, count) for id, count in self._counts.items() if count and id in menu]
        drinks = [CartLine(id, menu[id].specs[0].id, count * PORTION) for id, count in counted]
        return CartLine(self._dish.id, self._dish.specs[0].id, choices=choices), *drinks

    def ready(self) -> bool:
        """Whether each part has as many dishes as it takes."""
        return all(len(grid.picks()) == part.count for part, grid in self.parts)

    def _add_part(self, column: QVBoxLayout, part: Part) -> None:
        desk, menu = self._desk, self._desk.view.menu.by_id
        grid = PickGrid(desk.theme, 3, part.count)
        for choice in part.choices:
            if choice in menu:
                more = desk.wording.dearer(part.extra.get(choice, 0))
                grid.add(choice, desk.wording.name(menu[choice].names), more)
        for picked in first_choices(part.choices, part.count):
            grid.pick(picked)
        grid.changed.connect(self.changed)
        self.parts.append((part, grid))
        if len(part.choices) > 1:
            words = _("{part}: choose {n}").format(part=desk.wording.name(part.names), n=part.count)
            column.addWidget(label(words, 18, True))
            column.addWidget(grid)
        else:
            grid.hide()

    def _add_drink(self, column: QVBoxLayout, drink: Dish) -> None:
        desk = self._desk
        row, stepper = QHBoxLayout(), Stepper(desk.theme, 48)
        price = desk.wording.money(drink.specs[0].price, True)
        row.addWidget(label(f"{desk.wording.name(drink.names)} {price}", 16), 1)
        row.addWidget(stepper)
        column.addLayout(row)
        stepper.tell(str(self._counts.get(drink.id, 0)))
        stepper.stepped.connect(lambda by, id=drink.id: self._step(id, by))
        self.drinks[drink.id] = stepper

    def _step(self, drink: str, by: int) -> None:
        self._counts[drink] = min(MOST_DRINKS, max(0, self._counts.get(drink, 0) + by))
        self.drinks[drink].tell(str(self._counts[drink]))
        self.changed.emit()
