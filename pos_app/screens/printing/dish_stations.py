"""Which stations get a dish on their slips, and its labels: a line a dish, a tap a station; saved at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from domain.selling.menu import Named
from domain.selling.print_setup import MOST_CUPS
from pos_app.language import _, ngettext
from pos_app.models.rows import VALUE, Index, RowsModel
from pos_app.screens.desk import Desk
from pos_app.widgets.act_list import Act, ActDelegate, ActList
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import retone, wrapped
from pos_app.widgets.painting import START, text
from pos_app.widgets.search_field import SearchField
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.dish_stations import DishWish, cups_now

ROW = 60
LABELS, FEWER, MORE = "/labels", "/fewer", "/more"  # no station is called so


@dataclass(frozen=True, slots=True)
class DishRow:
    """A dish with its stations, or a category. ``acts``, left to right: (what, words, look), where what is a
    station or one of LABELS, FEWER, MORE.
    """

    id: str
    name: str
    acts: tuple[tuple[str, str, str], ...]


class _Delegate(ActDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(600, ROW)

    def acts(self, box: QRect, index: Index) -> list[Act]:
        row = index.data(VALUE)
        return self.end_acts(box.adjusted(0, 0, 0, -1), row.acts, 12) if isinstance(row, DishRow) else []

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, box = self.theme, index.data(VALUE), option.rect
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("line"))
        taken = sum(act.box.width() + 8 for act in self.acts(box, index)) + 24
        place = self.turned(box, QRect(box.left() + 12, box.top(), box.width() - taken, box.height()))
        ink, metrics = theme.colour("ink"), theme.metrics(16, True)
        text(painter, place, row.name, theme.font(16, True), ink, START, metrics)
        self.paint_acts(painter, box, index)
        painter.restore()


class DishStationsSheet(Sheet):
    """Dark is the dish's own station, framed in colour are those that work on it too."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(944, 860))
        self._desk = desk
        self._menu, self._setup = desk.view.menu, desk.view.print_setup  # as they are looked at
        self._changed: dict[str, tuple[str, ...]] = {}
        self._cups: dict[str, int] = {}  # changed, by dish or category
        self.search = SearchField(desk.theme)
        self.search.line.setPlaceholderText(_("Find a dish"))
        self.search.changed.connect(self._draw)
        self._list = ActList(desk.theme, VALUE)
        self.dishes: RowsModel[DishRow] = RowsModel(lambda row: row.id, _spoken, self)
        self._list.setUniformItemSizes(True)
        self._list.setItemDelegate(_Delegate(desk.theme, self._list))
        self._list.setModel(self.dishes)
        self._list.acted.connect(self._tap)
        self.body.addWidget(self.search)
        self.body.addWidget(self._list, 1)
        self._note = wrapped(size=14, tone="ink2")
        self._save = Button(desk.theme, "primary", "tick", "", 56)
        self._save.setText(_("Cook them there"))
        self._save.clicked.connect(self._publish)
        self.foot.addWidget(self._note, 1)
        self.foot.addWidget(self._save)
        words = _("Each station gets the dish on its slip. Dark is its own; tap others that work on it too.")
        if self._has_labels():
            words = _(
                "Dark is a dish’s own station; tap others that work on it,"
                " and how many labels a portion gets."
            )
        self.say(_("Stations of dishes"), words)
        self._draw()

    def typed(self) -> bool:
        return bool(self._changed or self._cups)

    # ---------------------------------------------------------------- inside

    def _stations(self, dish: str) -> tuple[str, ...]:
        return self._changed.get(dish) or self._saved_stations(dish)

    def _saved_stations(self, dish: str) -> tuple[str, ...]:
        known = self._menu.dish(dish)
        return (known.station, *known.others)

    def _draw(self) -> None:
        desk, menu = self._desk, self._menu
        asked = self.search.line.text().strip()
        found = desk.till.search(asked) if asked else [dish.id for dish in menu.dishes]
        heads = {one.id: one for one in menu.categories} if self._has_labels() and not asked else {}
        rows: list[DishRow] = []
        for dish in (menu.by_id[one] for one in found if one in menu.by_id):
            if head := heads.pop(dish.categories[0] if dish.categories else "", None):
                rows.append(self._category_row(head))
            rows.append(self._row(dish.id))
        self.dishes.tell([*rows, *map(self._category_row, heads.values())])
        count = len(self._changed.keys() | self._cups.keys())
        retone(self._note, "ink2")
        changed = ngettext("{n} dish changed", "{n} dishes changed", count).format(n=count)
        none = _("No dish is called that.") if menu.dishes else _("The menu has no dishes yet.")
        words = changed if count else "" if rows else none
        self._note.setText(words)  # seen or not, it keeps its place beside the button
        self._save.setEnabled(bool(count))

    def _row(self, dish: str) -> DishRow:
        desk, mine = self._desk, self._stations(dish)
        looks = dict.fromkeys(mine[1:], "secondary") | {mine[0]: "dark"}
        acts = tuple(
            (
                one.id,
                desk.wording.name(one.names) + (" ✓" if one.id in mine else ""),
                looks.get(one.id, "quiet"),
            )
            for one in self._menu.stations
        )
        known = self._menu.dish(dish)
        labels = self._label_acts(self._cups_of(dish)) if self._has_labels() else ()
        return DishRow(dish, desk.wording.name(known.names), (*acts, *labels))

    def _category_row(self, category: Named) -> DishRow:
        words = _("All of {category}").format(category=self._desk.wording.name(category.names))
        return DishRow(category.id, words, self._label_acts(self._cups_of(category.id)))

    def _label_acts(self, each: int) -> tuple[tuple[str, str, str], ...]:
        if not each:
            return ((LABELS, _("Label"), "quiet"),)
        words = _("{n} labels").format(n=each) if each > 1 else _("Label ✓")
        number = (LABELS, words, "secondary")
        fewer, more = (FEWER, "−", "quiet"), (MORE, "+", "quiet")
        return (fewer, number, more) if each < MOST_CUPS else (fewer, number)

    def _has_labels(self) -> bool:
        return any(one.on_labels for one in self._setup.printers)

    def _cups_of(self, id: str) -> int:
        """Labels of a portion, by dish or category, as they would be saved now."""
        changed = replace(self._setup, cups={**self._setup.cups, **self._cups})
        return cups_now(changed, self._menu, id)

    def _tap(self, row: DishRow, station: str) -> None:
        if not station:
            return
        if station in (LABELS, FEWER, MORE):
            self._count(row.id, -1 if station == FEWER else 1)
            return
        before = self._stations(row.id)
        after = toggled(before, station)
        if after == self._saved_stations(row.id):
            self._changed.pop(row.id, None)
        else:
            self._changed[row.id] = after
        self._draw()

    def _count(self, id: str, more: int) -> None:
        """So many labels more for each portion; after the most that there are none again."""
        after = (self._cups_of(id) + more) % (MOST_CUPS + 1)
        self._cups.pop(id, None)
        if after != self._cups_of(id):
            self._cups[id] = after
        self._draw()

    def _publish(self) -> None:
        desk = self._desk
        stations = {dish: self._saved_stations(dish) for dish in self._changed}
        cups = {id: cups_now(self._setup, self._menu, id) for id in self._cups}
        wish = DishWish(self._changed, self._cups, stations, cups)
        desk.ask(desk.till.printers.set_dishes(wish, desk.by), lambda _done: self._saved(), self._refuse)

    def _saved(self) -> None:
        if isValid(self):
            self.finish()

    def _refuse(self, words: str) -> None:
        """All that was tapped stays."""
        if isValid(self):
            self._note.setText(words)
            retone(self._note, "danger")


def toggled(stations: Sequence[str], station: str) -> tuple[str, ...]:
    """With or without a station; the first that is left is the dish's own, and one always is."""
    if station not in stations:
        return (*stations, station)
    left = tuple(one for one in stations if one != station)
    return left or tuple(stations)


def _spoken(row: DishRow) -> str:
    return f"{row.name} {' '.join(words for _station, words, look in row.acts if look != 'quiet')}"
