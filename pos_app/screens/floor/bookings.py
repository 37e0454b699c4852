"""预订: who comes when, to which table; they arrive, leave a deposit, or do not come."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QStyleOptionViewItem, QVBoxLayout

from domain.floor.booking import CANCELLED, NO_SHOW
from pos_app.language import _
from pos_app.models.bookings import BookingRow, booking_rows, bookings_model
from pos_app.models.rows import VALUE, Index
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.floor.booking_sheet import BookingSheet
from pos_app.screens.floor.deposit_sheets import DepositSheet
from pos_app.screens.floor.move_sheets import PickTableSheet, free_tables
from pos_app.screens.screen import Screen
from pos_app.screens.selling.banquet_sheet import BanquetSheet
from pos_app.widgets.act_list import Act, ActDelegate, ActList
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground
from pos_app.widgets.painting import START, panel, text
from pos_app.workflows.sealing import Contact

ROW = 76


class BookingDelegate(ActDelegate):
    """Time and how many, who and where, a warning in amber, acts at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, ROW + 8)

    def acts(self, box: QRect, index: Index) -> list[Act]:
        row = index.data(VALUE)
        if not isinstance(row, BookingRow):
            return []
        return self.end_acts(box.adjusted(0, 0, 0, -8), row.acts, 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, whole = self.theme, index.data(VALUE), option.rect
        card = whole.adjusted(0, 0, -4, -8)
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        panel(
            painter, card, 12, theme.colour("surface"), theme.colour("warn" if row.warning else "line"), 1.5
        )
        taken = sum(act.box.width() + 8 for act in self.acts(whole, index)) + 20
        time = self.turned(card, QRect(card.left() + 18, card.top() + 12, 124, 26))
        text(painter, time, row.time, theme.font(18, True), theme.colour("ink"), START)
        guests = self.turned(card, QRect(card.left() + 18, card.top() + 40, 124, 22))
        text(painter, guests, row.guests, theme.font(16), theme.colour("ink"), START)
        room = card.width() - 150 - taken
        warned = theme.metrics(14, True).horizontalAdvance(row.warning) + 32 if row.warning else 0
        name = room - min(warned, room // 2)
        title = self.turned(card, QRect(card.left() + 150, card.top() + 12, name, 26))
        used = text(painter, title, row.title, theme.font(18, True), theme.colour("ink"), START)
        if row.warning:
            width = min(room - used - 12, theme.metrics(14, True).horizontalAdvance(row.warning) + 20)
            if width > 60:
                chip = self.turned(card, QRect(card.left() + 150 + used + 12, card.top() + 12, width, 26))
                panel(painter, chip, 13, theme.colour("warn-soft"))
                inner = chip.adjusted(10, 0, -10, 0)
                text(painter, inner, row.warning, theme.font(14, True), theme.colour("on-warn-soft"), START)
        note = self.turned(card, QRect(card.left() + 150, card.top() + 40, room, 22))
        text(painter, note, row.note, theme.font(16), theme.colour("ink2"), START)
        self.paint_acts(painter, whole, index)
        painter.restore()


class BookingsScreen(Screen):
    """Emits `went("order", opening)` when guests have sat down, and `went("floor", "")`."""

    keys = "bookings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        theme = desk.theme
        self._contacts: Mapping[str, Contact] = {}
        self._asked: object = None
        self._model = bookings_model(self)
        self._back = Button(theme, "quiet", "back")
        self._back.clicked.connect(lambda: self.went.emit("floor", ""))
        self._new = Button(theme, "primary", "plus")
        self._new.clicked.connect(lambda: self.make())
        self.lead_row.addWidget(self._back)
        self.lead_row.addWidget(self._new)
        self.lead_row.addStretch(1)
        self._list = ActList(theme, VALUE)
        self._list.setItemDelegate(BookingDelegate(theme, self._list))
        self._list.setModel(self._model)
        self._list.acted.connect(self._act)
        self.mirrored = (self._list,)
        self._empty = EmptyState(theme, "calendar")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 12, 14)
        column.addWidget(self._pages)
        self.acts = {"new": self.make, "back": lambda: self.went.emit("floor", "")}
        self.start()

    def say(self) -> None:
        self._back.setText(_("Tables"))
        self._new.setText(_("New booking"))
        self._empty.tell(_("Nobody has booked. A new booking keeps a table for its guests."))
        self.draw()

    def draw(self) -> None:
        desk = self.desk
        if desk.view.bookings is not self._asked and self.isVisible():
            self._asked = desk.view.bookings
            desk.ask(desk.till.bookings.contacts(desk.by), self._know)
        self._model.tell(booking_rows(desk.view, desk.now, self._contacts, desk.wording))
        self._pages.setCurrentIndex(0 if self._model.rowCount() else 1)

    def _know(self, contacts: Mapping[str, Contact]) -> None:
        self._contacts = contacts
        self.draw()

    def enter(self, place: str) -> None:
        self._asked = None
        self.draw()
        self._list.setFocus()

    def leave(self) -> None:
        self._contacts = {}

    # ---------------------------------------------------------------- acts

    def make(self, booking: str = "") -> None:
        """A new booking, or another form of one."""
        BookingSheet(self.desk, self.window(), booking or "", self._contacts.get(booking or "")).open()

    def _act(self, row: BookingRow, act: str) -> None:
        if act == "arrive":
            self._arrive(row.id)
        elif act == "deposit":
            DepositSheet(self.desk, self.window(), row.id).open()
        elif act == "more":
            acts = [
                ("banquet", "members", _("They are here, for a banquet")),
                ("change", "pencil", _("Change the booking")),
                (NO_SHOW, "clock", _("They did not come")),
                (CANCELLED, "close", _("Called off")),
            ]
            sheet = ActsSheet(self.desk.theme, self.window(), row.title, acts, self._phone(row.id))
            sheet.picked.connect(lambda picked: self._more(row.id, picked))
            sheet.open()

    def _phone(self, booking: str) -> str:
        """The whole number, for whoever may serve and has to ring them."""
        contact = self._contacts.get(booking)
        return contact.phone if contact else ""

    def _more(self, booking: str, act: str) -> None:
        if act == "change":
            self.make(booking)
        elif act == "banquet":
            self._feast(booking)
        else:
            self.desk.ask(self.desk.till.bookings.end(booking, act, self.desk.by))

    def _feast(self, booking: str) -> None:
        """All tables kept for them, on one bill."""
        row = next((one.booking for one in self.desk.view.bookings if one.booking.id == booking), None)
        tables = len(row.tables) if row else 1
        sheet = BanquetSheet(self.desk, self.window(), booking=booking, tables=tables)
        sheet.begun.connect(lambda opening: self.went.emit("order", opening))
        sheet.open()

    def _arrive(self, booking: str) -> None:
        """Their table if one is kept and free, else whichever is."""
        desk = self.desk
        row = next((one.booking for one in desk.view.bookings if one.booking.id == booking), None)
        if row is None:
            return
        for table in row.tables:
            if table in desk.view.tables and not desk.view.tables[table].opening:
                self._seat(booking, table)
                return
        sheet = PickTableSheet(
            desk, self.window(), _("Where do they sit?"), _("Their table is taken."), free_tables(desk)
        )
        sheet.picked.connect(lambda table: self._seat(booking, table))
        sheet.open()

    def _seat(self, booking: str, table: str) -> None:
        arrived = self.desk.till.bookings.arrive(booking, table, self.desk.by)
        self.desk.ask(arrived, lambda opening: self.went.emit("order", opening))
