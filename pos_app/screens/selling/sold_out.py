"""The sold-out list 估清: what is counted with what is left of it, off sale 停售, prices of the day 时价."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QStyleOptionViewItem, QVBoxLayout

from pos_app.language import _
from pos_app.models.rows import VALUE, Index
from pos_app.models.supply_rows import (
    COUNT,
    FREE,
    OFF_SALE,
    PRICE,
    SOLD_OUT,
    SupplyRow,
    rows_model,
    supply_rows,
)
from pos_app.screens.desk import Desk
from pos_app.screens.screen import Screen
from pos_app.screens.selling.supply_sheets import CountLeftSheet, DayPriceSheet
from pos_app.widgets.act_list import Act, ActDelegate, ActList
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label
from pos_app.widgets.letter_pad import LetterPad
from pos_app.widgets.painting import START, panel, text
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.demands import TYPED

CARD, GAP = 68, 8


class _Delegate(ActDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, CARD + GAP)

    def acts(self, box: QRect, index: Index) -> list[Act]:
        row = index.data(VALUE)
        return self.end_acts(self._card(box), row.acts, 13) if row else []

    def _card(self, box: QRect) -> QRect:
        return QRect(box.left(), box.top(), self.view.width() - 14, box.height() - GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, card = self.theme, index.data(VALUE), self._card(option.rect)
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        panel(painter, card, 12, theme.colour("surface"), theme.colour("line"))
        taken = sum(act.box.width() + 8 for act in self.acts(option.rect, index)) + 26
        room = card.width() - 16 - taken
        title = self.turned(card, QRect(card.left() + 16, card.top() + 10, room, 24))
        bold = theme.metrics(16, True)
        text(painter, title, row.name, theme.font(16, True), theme.colour("ink"), START, bold)
        words, metrics = row.state or row.where, theme.metrics(14, bool(row.tone))
        wide = min(room, metrics.horizontalAdvance(words) + (18 if row.tone else 4))
        under = self.turned(card, QRect(card.left() + 16, card.top() + 35, wide, 24))
        ink = {"off": "on-danger-soft", "few": "on-warn-soft"}.get(row.tone, "ink2")
        if row.tone:
            panel(painter, under, 6, theme.colour("danger-soft" if row.tone == "off" else "warn-soft"))
            under.adjust(8, 0, -8, 0)
        text(painter, under, words, theme.font(14, bool(row.tone)), theme.colour(ink), START, metrics)
        self.paint_acts(painter, option.rect, index)
        painter.restore()


class SoldOutScreen(Screen):
    """Without a search: all that is not simply for sale. Changes are seen on phones at once."""

    keys = "sold_out"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._title = label(size=22, bold=True)
        self.search = SearchField(desk.theme)
        self.search.setMaximumWidth(330)
        self.search.changed.connect(lambda _words: self.draw())
        self.search.passed.connect(lambda _key: self.list.setFocus())
        self.lead_row.addWidget(self._title)
        self.lead_row.addWidget(self.search, 1)
        self.lead_row.addStretch(1)
        self._note = label(size=14, tone="ink2")
        self._rows = rows_model(self)
        self.list: ActList = ActList(desk.theme, VALUE)
        self.list.setItemDelegate(_Delegate(desk.theme, self.list))
        self.list.setModel(self._rows)
        self.list.setUniformItemSizes(True)
        self.list.acted.connect(self._act)
        self.mirrored = (self.list,)
        self._empty = EmptyState(desk.theme, "sold-out")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addWidget(self._note)
        column.addWidget(self._pages, 1)
        self._letters = LetterPad(desk.theme, self.search)
        column.addWidget(self._letters)
        self.acts = {
            "back": lambda: self.went.emit("floor", ""),
            "find": lambda: self.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason),
        }
        self.start()

    def say(self) -> None:
        self._title.setText(_("Sold-out list"))
        self._letters.say()
        self.search.line.setPlaceholderText(_("Dish, pinyin initials or code"))
        self._note.setText(
            _("What is counted or sold out holds for today; off sale holds until somebody changes it.")
        )
        self.draw()

    def draw(self) -> None:
        desk, words = self.desk, self.search.line.text().strip()
        counts = desk.may("sold_out")
        may = counts or (desk.offers(TYPED) and any(dish.by_day for dish in desk.view.menu.dishes))
        rows = supply_rows(desk.view, words, desk.till.search, desk.wording, counts) if may else ()
        self._rows.tell(rows)
        self._pages.setCurrentIndex(0 if rows else 1)
        if not may:
            self._empty.tell(desk.barred("sold_out"))
        elif not desk.view.menu.dishes:
            self._empty.tell(_("The menu has no dishes yet."))
        elif words:
            self._empty.tell(_("No dish is called that."))
        else:
            self._empty.tell(_("Everything is for sale. Search a dish that is running out."))

    def enter(self, place: str) -> None:
        self.search.line.clear()
        super().enter(place)
        self.search.line.setFocus()

    def _act(self, row: SupplyRow, act: str) -> None:
        desk, supply = self.desk, self.desk.till.supply
        if act == SOLD_OUT:
            desk.ask(supply.count(row.item, 0, desk.by))
        elif act == FREE:
            desk.ask(supply.count(row.item, None, desk.by))
        elif act == OFF_SALE:
            desk.ask(supply.off_sale(row.item, desk.by))
        elif act in (COUNT, PRICE):
            kind = CountLeftSheet if act == COUNT else DayPriceSheet
            sheet = kind(desk, self.window(), row.item, row.name)
            sheet.closed.connect(self.list.setFocus)
            sheet.open()
