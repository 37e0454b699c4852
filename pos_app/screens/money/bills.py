"""账单: the paid bills of a day beside the one that is looked at, with all that can be done to it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QStyleOptionViewItem, QVBoxLayout

from pos_app.language import _, pgettext
from pos_app.models.paid_bills import PaidRow, meant, paid_bills_model, paid_rows
from pos_app.models.rows import VALUE, Index
from pos_app.models.tender_words import tender_names
from pos_app.screens.desk import Desk
from pos_app.screens.money.paid_bill_card import PaidBillCard
from pos_app.screens.money.settled_acts import SettledActs
from pos_app.screens.screen import Screen
from pos_app.widgets.act_list import ActDelegate, ActList
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground, label
from pos_app.widgets.letter_pad import LetterPad
from pos_app.widgets.painting import END, START, panel, text
from pos_app.widgets.search_field import SearchField
from pos_app.workflows.refunding import SettledBill, SettledDay

CARD, GAP = 68, 8  # pixels
NARROWEST = 300  # of the list
AGAIN = 800  # milliseconds from news to a new look
TYPED = 350  # from the last key to the look through all days
NO_DAY = SettledDay("", "")


class _Delegate(ActDelegate):
    """Number, where and when, how much; the chosen one is filled."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, CARD + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, box = self.theme, index.data(VALUE), option.rect
        card = QRect(box.left(), box.top(), self.view.width() - 14, box.height() - GAP)
        edge = "accent" if row.is_chosen or self.view.is_focused(index, 0) else "line"
        ground = theme.colour("accent-soft" if row.is_chosen else "surface")
        painter.save()
        painter.setLayoutDirection(self.view.layoutDirection())
        panel(painter, card, 12, ground, theme.colour(edge), 2 if edge == "accent" else 1)
        upper, lower = card.adjusted(16, 9, -16, -33), card.adjusted(16, 34, -16, -9)
        told = self._write(painter, lower, row.told, 14, "danger")
        self._write(painter, lower, row.note, 14, "ink2", room=lower.width() - told - 12)
        paid = self._write(painter, upper, row.amount, 18, "ink")
        self._write(painter, upper, row.title, 18, "ink", room=upper.width() - paid - 12)
        painter.restore()

    def _write(self, painter: QPainter, box: QRect, words: str, size: int, tone: str, room: int = 0) -> int:
        """At the end unless it has a ``room`` at the start; how many pixels the words took."""
        theme, bold, at_end = self.theme, tone != "ink2", not room
        place = box if at_end else self.turned(box, QRect(box.left(), box.top(), room, box.height()))
        font, metrics = theme.font(size, bold), theme.metrics(size, bold)
        return text(painter, place, words, font, theme.colour(tone), END if at_end else START, metrics)


class BillsScreen(Screen):
    """Emits `went("order", opening)` to the bill that corrects another; its place is a bill's id."""

    keys = "bills"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self._day, self._date, self._chosen, self._told = NO_DAY, "", "", -1
        self._bill: SettledBill | None = None
        self._further: SettledBill | None = None  # of another day, with the number that is looked for
        self._acts = SettledActs(desk, self)
        self._acts.went.connect(lambda opening: self.went.emit("order", opening))
        self._lead()
        self._model = paid_bills_model(self)
        self.list = ActList(desk.theme, VALUE)
        self.list.setItemDelegate(_Delegate(desk.theme, self.list))
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.acted.connect(self._choose)
        self.mirrored = (self.list,)
        self._empty = EmptyState(desk.theme, "bill")
        self._pages = QStackedWidget()
        for page in (self.list, self._empty):
            self._pages.addWidget(page)
        self.card = PaidBillCard(desk)
        self.card.acted.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        self._pages.setMinimumWidth(NARROWEST)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self._letters = LetterPad(desk.theme, self.search)
        column.addWidget(self._letters)
        row.addLayout(column, 5)
        row.addWidget(self.card, 6)
        self.sides = (row,)
        self._again, self._seek = QTimer(self), QTimer(self)
        for timer, pause, done in ((self._again, AGAIN, self._ask), (self._seek, TYPED, self._look_further)):
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(done)
        self.acts = self._keyed()
        self.start()

    def _lead(self) -> None:
        theme = self.desk.theme
        self._title = label(size=22, bold=True)
        self._before, self._after = (Button(theme, "quiet", icon) for icon in ("back", "chevron-right"))
        self._before.clicked.connect(lambda: self._go_to(self._day.before))
        self._after.clicked.connect(lambda: self._go_to(self._day.after))
        self._when = label(size=16, bold=True)
        self._when.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.search = SearchField(theme)
        self.search.setMaximumWidth(330)
        self.search.changed.connect(self._typed)
        self.search.passed.connect(lambda _key: self.list.setFocus())
        for each in (self._title, self._before, self._when, self._after):
            self.lead_row.addWidget(each)
        self.lead_row.addWidget(self.search, 20)
        self.lead_row.addStretch(1)

    def _keyed(self) -> dict[str, Callable[[], object]]:
        taps: dict[str, Callable[[], object]] = {act: partial(self._tap, act) for act in self.card.buttons}
        return {
            **taps,
            "back": lambda: self.went.emit("floor", ""),
            "find": lambda: self.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "earlier": self._before.click,
            "later": self._after.click,
        }

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._title.setText(pgettext("screen", "Bills"))
        self._before.setAccessibleName(_("Earlier day"))
        self._after.setAccessibleName(_("Later day"))
        self.search.line.setPlaceholderText(_("Number, table or amount"))
        self.card.say()
        self._letters.say()
        self._show_rows()

    def draw(self) -> None:
        if self.desk.view.version != self._told:  # paid or given back meanwhile
            self._told = self.desk.view.version
            if not self._again.isActive():
                self._again.start()

    def enter(self, place: str) -> None:
        self._told = self.desk.view.version
        self._day, self._date, self._chosen, self._bill = NO_DAY, "", place, None
        self._wait_for_bill()
        self.search.line.clear()
        self._show_rows()
        if place:
            asked = self.desk.till.money.settled_bill(place, self.desk.by)
            self.desk.ask(asked, lambda bill: self._go_to(bill.date, bill.id))
        else:
            self._ask()
        self.list.setFocus()

    def leave(self) -> None:
        self._again.stop()
        self._seek.stop()

    def _go_to(self, date: str, bill: str = "") -> None:
        self._date, self._chosen = date, bill
        self._ask()

    def _ask(self) -> None:
        desk, date = self.desk, self._date
        desk.read(
            lambda: desk.till.money.settled(desk.by, date), self._show_day, self, at_first=not self._day.date
        )

    def _show_day(self, day: SettledDay) -> None:
        self._day = day
        self._before.setEnabled(bool(day.before))
        self._after.setEnabled(bool(day.after))
        self._show_rows()
        self._look()

    def _rows(self) -> list[SettledBill]:
        here = meant(self._day.bills, self.search.line.text(), self.desk.wording)
        further = self._further
        return [*here, *([further] if further and all(one.id != further.id for one in here) else [])]

    def _show_rows(self) -> None:
        day, words = self._day, self.search.line.text()
        date, due = (day.date, day.due) if day.date else (self._date, self.desk.business_date())
        today = _("Today · {date}").format(date=due)
        self._when.setText(today if date in ("", due) else date)
        rows = self._rows()
        self._model.tell(paid_rows(rows, day.date, self._chosen, self._tenders(), self.desk.wording))
        none = _("No bill was paid on this day.")
        if words:
            none = _("No paid bill has this number, table or amount.")
        self._empty.tell(none if day.date else "")
        self._pages.setCurrentWidget(self.list if rows else self._empty)

    def _look(self) -> None:
        """At the chosen one, else at the latest."""
        rows = self._rows()
        if rows and all(one.id != self._chosen for one in rows):
            self._chosen = rows[0].id
            self._wait_for_bill()
            self._show_rows()
        self.card.setVisible(bool(rows))
        if rows:
            desk, chosen, at_first = (
                self.desk,
                self._chosen,
                self._bill is None or self._bill.id != self._chosen,
            )
            desk.read(
                lambda: desk.till.money.settled_bill(chosen, desk.by), self._show_bill, self.card, at_first
            )

    def _show_bill(self, bill: SettledBill) -> None:
        if bill.id == self._chosen:
            self._bill = bill
            self.card.setEnabled(True)
            self.card.show_bill(bill, self._tenders())

    def _tenders(self) -> dict[str, str]:
        return tender_names(self.desk.view, self.desk.wording)

    # ---------------------------------------------------------------- finding and acting

    def _wait_for_bill(self) -> None:
        """What can be done with a bill can be tapped once it is there: no tap is for nothing."""
        self.card.setEnabled(self._bill is not None and self._bill.id == self._chosen)

    def _choose(self, row: PaidRow, _key: str) -> None:
        self._chosen = row.id
        self._wait_for_bill()
        self._show_rows()
        self._look()

    def _typed(self, words: str) -> None:
        self._further = None
        self._show_rows()
        if self._day.date:
            self._look()
        if words:
            self._seek.start()
        else:
            self._seek.stop()

    def _look_further(self) -> None:
        """A number may be of another day."""
        words, desk = self.search.line.text(), self.desk
        desk.ask(desk.till.money.find_bill(words, desk.by), lambda bill: self._add(words, bill))

    def _add(self, words: str, bill: SettledBill | None) -> None:
        if bill is not None and words == self.search.line.text():
            self._further = bill
            self._show_rows()
            self._look()

    def _tap(self, act: str) -> None:
        """By key, what can be done with this bill."""
        if self.card.buttons[act].isVisible():
            self.card.buttons[act].click()

    def _act(self, act: str) -> None:
        if self._bill is not None and self._bill.id == self._chosen:
            self._acts.do(act, self._bill)
