"""The order at the start of the screen: table, lines by author and round, figures, send and pay."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.floor.openings import Opening
from pos_app.language import _
from pos_app.models.joined import tables_of_bill
from pos_app.models.open_order import OpenOrder
from pos_app.models.order_rows import OrderRow, order_rows
from pos_app.models.todo import unweighed
from pos_app.screens.desk import Desk
from pos_app.screens.selling.order_list import OrderList
from pos_app.screens.selling.totals import Totals, figures
from pos_app.screens.selling.weighing import weigh_words
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import label, rule, short

NARROW = 1200  # pixels of the window


class OrderPane(QWidget):
    """Draws an OpenOrder; verbs go out as signals."""

    send_asked = Signal()
    pay_asked = Signal()
    clear_asked = Signal()
    code_asked = Signal()
    more_asked = Signal()
    aim_asked = Signal()
    weigh_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, theme = desk, desk.theme
        self.chosen = ""
        self._unfolded: set[str] = set()
        self._order: OpenOrder | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that nothing is painted below it
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._aim = Button(
            theme, "quiet-sunk", "transfer", "", 44
        )  # to which of joined tables the round goes
        self._aim.clicked.connect(self.aim_asked)
        aim = QHBoxLayout()
        aim.setContentsMargins(16, 0, 16, 9)
        aim.addWidget(self._aim)
        self._aim_row = QWidget()
        self._aim_row.setLayout(aim)
        column.addWidget(self._aim_row)
        self._weigh = Button(theme, "secondary", "scale", "", 48)
        self._weigh.clicked.connect(self.weigh_asked)
        weigh = QHBoxLayout()
        weigh.setContentsMargins(16, 0, 16, 9)
        weigh.addWidget(self._weigh)
        self._weigh_row = QWidget()
        self._weigh_row.setLayout(weigh)
        column.addWidget(self._weigh_row)
        column.addWidget(rule())
        self.list = OrderList(theme)
        self.list.tapped.connect(self._tapped)
        self._empty = EmptyState(theme, "cart")
        self._body = QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._empty)
        column.addWidget(self._body, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())
        theme.changed.connect(self.update)

    def _head(self) -> QHBoxLayout:
        theme = self._desk.theme
        head = QHBoxLayout()
        head.setContentsMargins(16, 9, 16, 9)
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._table, self._where = label(size=22, bold=True), short(tone="ink2")
        line.addWidget(self._table)
        line.addWidget(self._where, 1)
        self._number = short(size=14, tone="ink2")
        words.addLayout(line)
        words.addWidget(self._number)
        head.addLayout(words, 1)
        self._code = icon_button(theme, "qr", "")
        self._code.clicked.connect(self.code_asked)
        self._more = icon_button(theme, "more", "")
        self._more.clicked.connect(self.more_asked)
        head.addWidget(self._code)
        head.addWidget(self._more)
        return head

    def _foot(self) -> QVBoxLayout:
        theme = self._desk.theme
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 9, 16, 12)
        foot.setSpacing(6)
        self._totals = Totals()
        foot.addWidget(self._totals)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._pay = Button(theme, "secondary", "", "F12", 64)
        self._send = Button(theme, "primary", "pot", "F9", 64)
        self._pay.clicked.connect(self.pay_asked)
        self._send.clicked.connect(self._send_or_clear)
        buttons.addWidget(self._pay, 43)
        buttons.addWidget(self._send, 57)
        foot.addLayout(buttons)
        return foot

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        """Fixed words."""
        for button, words in ((self._code, _("Table code")), (self._more, _("More"))):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.list.editor.say()

    def show_order(self, order: OpenOrder) -> None:
        """The order now."""
        self._order = order
        desk, wording = self._desk, self._desk.wording
        opening = order.opening.opening
        view = desk.view
        table = view.floor.by_id.get(opening.table)
        self._table.setText(desk.place(opening))
        self._code.setVisible(table is not None)
        area = wording.name(view.floor.area(table.area).names) if table else ""
        minutes = wording.minutes(opening.started_at, desk.now)
        guests = wording.guests(opening.guests) if opening.guests else ""
        narrow = self.window().width() < NARROW  # the minutes say more than the area
        self._where.setText(" · ".join(filter(None, ("" if narrow else area, guests, minutes))))
        self._number.setText(self._opened_words(order))
        self._tell_aim(opening)
        words = weigh_words(unweighed(order.opening.bill_lines), wording)
        self._weigh_row.setVisible(bool(words))
        self._weigh.setText(words)
        cashier = wording.name(desk.staff.name) if desk.staff else ""
        self._check_chosen(order)
        self.list.tell(order_rows(order, cashier, self.chosen, self._unfolded, wording))
        empty = _("Nothing ordered yet. Tap dishes, or let guests scan the table's code.")
        self._empty.tell(_("Nothing ordered yet. Tap dishes.") if opening.pickup else empty)
        self._body.setCurrentIndex(0 if order.new or order.opening.orders else 1)
        self._tell_figures(order)
        self._tell_buttons(order)

    def _tell_aim(self, opening: Opening) -> None:
        """Where new dishes are carried, while tables are joined."""
        desk = self._desk
        tables = {one.id: one for one in tables_of_bill(desk.view, opening.id)}
        self._aim_row.setVisible(len(tables) > 1)
        if there := tables.get(desk.goes_to(opening.id)):
            self._aim.setText(_("New dishes go to {table}").format(table=desk.place(there)))

    def _opened_words(self, order: OpenOrder) -> str:
        opening, desk = order.opening.opening, self._desk
        number = _("No. {number}").format(number=opening.number)
        person = next((one for one in desk.view.staff if one.id == opening.started_by), None)
        name = desk.wording.name(person.name) if person else _("by phone")
        opened = _("opened by {name}").format(name=name)
        return number if self.window().width() < NARROW else f"{number} · {opened}"

    def _check_chosen(self, order: OpenOrder) -> None:
        keys = {f"new.{new.entry.key}" for new in order.new}
        keys |= {line.id for one in order.opening.orders for line in one.lines if line.state != "voided"}
        if self.chosen not in keys:
            self.chosen = ""

    def _tell_figures(self, order: OpenOrder) -> None:
        wording = self._desk.wording
        rows = figures(order.bill, order.portions, self._desk.view.rules.cover, wording)
        paid = self.settled()
        if order.opening.paid and not order.opening.settlement:
            rows.append((_("Paid"), -order.opening.paid, "on-accent-soft"))
        if paid and order.opening.due < 0:
            rows.append((_("To give back"), -order.opening.due, "on-warn-soft"))
        if order.is_owed and not paid:
            self._totals.tell(rows, _("To give back"), -order.due, wording)
            return
        self._totals.tell(
            rows, _("Paid") if paid else _("To pay"), order.bill.total if paid else order.due, wording
        )

    def _tell_buttons(self, order: OpenOrder) -> None:
        paid, desk = self.settled(), self._desk
        self._pay.setVisible(not paid and not order.begins_bill)
        sends = bool(order.new and order.opening.opening.pickup and desk.may("sell"))
        self._pay.setText(_("Send and pay") if sends else _("Pay"))
        ready = order.due >= 0 or order.opening.agreed.corrects or order.is_owed
        late = any(new.late for new in order.new)  # it can be agreed to, or dropped
        self._pay.setEnabled(bool(ready and (order.counts or late)))
        self._pay.bar(desk.barred("settle"))
        if paid:
            done = _("Handed over") if order.opening.opening.pickup else _("Table is cleared")
            self._send.setText(done)
            self._send.set_icon("tick")
            self._send.setEnabled(True)
            self._send.bar(desk.barred("serve"))
            return
        self._send.set_icon("pot")
        count = len(order.new)
        words = _("Send {dishes}").format(dishes=desk.wording.dishes(count)) if count else _("Send")
        self._send.setText(_("Sending") if order.sending else words)
        good = late or any(new.line is not None for new in order.new)
        self._send.setEnabled(good and not order.sending)
        self._send.bar(desk.barred("sell"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.fillRect(self.rect(), theme.colour("surface"))
        right = self.layoutDirection() == self.layoutDirection().RightToLeft
        painter.fillRect(0 if right else self.width() - 1, 0, 1, self.height(), theme.colour("line"))

    # ---------------------------------------------------------------- acts

    def choose(self, key: str) -> None:
        """Open a line's stepper."""
        self.chosen = key

    def table_words(self) -> str:
        """The table's name as it stands on top."""
        return self._table.text()

    def step(self, by: int) -> None:
        """Choose the next line that can be changed, or the one before."""
        rows = [row for row in self.list.shown() if self._may_change(row) and not row.struck]
        if not rows or self._order is None:
            return
        here = next((place for place, row in enumerate(rows) if row.key == self.chosen), -1 if by > 0 else 0)
        self.chosen = rows[(here + by) % len(rows)].key
        self.show_order(self._order)
        self.list.show_row(self.chosen)

    def weigh(self) -> None:
        """The chosen line if it waits for it, else those that do."""
        if not self.list.editor.do("weigh") and self._weigh_row.isVisible():
            self._weigh.click()

    def ask_code(self) -> None:
        """As a tap on the code's button, where there is one."""
        if self._code.isVisible():
            self.code_asked.emit()

    def settled(self) -> bool:
        """Whether all of the order shown is paid; what is added then comes on a new bill."""
        order = self._order
        return order is not None and order.opening.settlement is not None and not order.new

    def _may_change(self, row: OrderRow) -> bool:
        """Whether a line is in the unsent round or on the open bill, or is paid and still to come."""
        if row.kind != "line":
            return row.kind == "new"
        if row.paid:  # its money is changed from the paid bill
            return not row.served
        opening = self._order.opening if self._order else None
        return bool(opening and not opening.settlement and row.key in {one.id for one in opening.bill_lines})

    def _tapped(self, row: OrderRow) -> None:
        if row.kind in ("head", "fold") and row.key.startswith("round."):
            order = row.key.removeprefix("round.")
            if row.kind == "fold":
                self._unfolded.add(order)
            elif row.served:
                self._unfolded.discard(order)
        elif self._may_change(row) and not row.struck:
            self.chosen = "" if row.chosen else row.key
        if self._order is not None:
            self.show_order(self._order)

    def _send_or_clear(self) -> None:
        (self.clear_asked if self.settled() else self.send_asked).emit()
