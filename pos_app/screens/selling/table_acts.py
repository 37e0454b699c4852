"""What is done to an open table beside ordering: its code, guests, serving, answering, clearing."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_app.language import _
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.floor.clearing import clear_table
from pos_app.screens.floor.code_sheet import CodeSheet
from pos_app.screens.floor.counter_acts import CounterActs
from pos_app.screens.floor.moving_acts import MovingAct
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.selling.banquet_acts import BanquetActs
from pos_app.screens.selling.call_acts import KEYS, CallActs
from pos_app.screens.selling.parking_acts import ParkingActs
from pos_app.screens.selling.waive_sheet import WaiveSheet, by_head
from pos_app.workflows.demands import TYPED
from pos_app.workflows.views import OpeningView

DEPOSIT = "deposit."


class TableActs(QObject):
    """Acts on one opening; `cleared` when it is over, `held` when its new round waits, `changed` when that is
    another, `joined(opening)` when another party has sat down.
    """

    cleared = Signal()
    open_dish_asked = Signal()
    held = Signal()
    changed = Signal()
    joined = Signal(str)
    bill_asked = Signal(str)

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._screen = desk, screen
        self._moving = MovingAct(desk, screen)
        self._moving.gone.connect(self.cleared)
        self.calls = CallActs(desk, screen)
        self._counter = CounterActs(desk, screen)
        self._counter.gone.connect(self.cleared)
        self._counter.others.connect(self._do)
        self._banquet = BanquetActs(desk, screen)
        self._parking = ParkingActs(desk, screen)
        self._parking.changed.connect(self.changed)

    def show_code(self, opening: OpeningView) -> None:
        """The code, to be scanned from the screen."""
        table = self._desk.view.tables.get(opening.opening.table)
        party = opening.opening.id if table and table.parties else ""
        CodeSheet(self._desk, self._screen.window(), opening.opening.table, party).open()

    def show_more(self, opening: OpeningView) -> None:
        """The acts that are possible now."""
        parking = self._parking.offered(opening)
        if opening.opening.pickup:
            calls = [*self.calls.offered(opening), *self.calls.taking_back(opening)]
            self._counter.show_more(opening, [*calls, *parking])
            return
        acts = [("guests", "members", _("Change the number of guests"))]
        if _unserved(opening):
            acts.append(("served", "tick", _("All dishes are served")))
        acts += self.calls.taking_back(opening)
        if opening.opening.called_at:
            acts.append(("answer", "bell", _("Call is answered")))
        if self._desk.offers(TYPED):
            acts.append(("open_dish", "pencil", _("A dish that is not on the menu")))
        if by_head(opening) and opening.settlement is None:
            acts.append(("waive", "undo", _("Waive what is charged by head")))
        if opening.settlement is not None or not opening.bill_lines:
            acts.append(("clear", "broom", _("Table is cleared")))
        booking, held = self._deposit(opening)
        if held and opening.due > 0:
            words = _("Deposit {amount} pays on the bill")
            acts.append(
                (f"{DEPOSIT}{booking}", "wallet", words.format(amount=self._desk.wording.money(held)))
            )
        another = [("another", "members", _("Another party sits here"))] if opening.opening.table else []
        acts[1:1] = [*another, *self._moving.offered(opening)]
        if opening.settlement is not None and self._desk.may("settle"):
            acts.append(("paid_bill", "bill", _("What can be done with the paid bill")))
        acts += [*self._banquet.offered(opening), *parking, *self._moving.leaving(opening)]
        acts[0:0] = self.calls.offered(opening)
        if cart := list(self._desk.cart(opening.opening.id)):
            all_held = all(one.line.held for one in cart)
            acts.insert(
                0, ("hold", "hourglass", _("New round at once") if all_held else _("Hold the new round"))
            )
        sheet = ActsSheet(self._desk.theme, self._screen.window(), _("Table"), acts, keys=KEYS)
        sheet.picked.connect(lambda act: self._do(act, opening))
        sheet.open()

    def serve(self, opening: str, lines: list[str]) -> None:
        """These lines stand on the table."""
        self._desk.ask(self._desk.till.serve(opening, lines, self._desk.by), self.calls.tell_served)

    def clear(self, opening: str) -> None:
        """The guests have gone."""
        now = self._desk.opening(opening)
        if now is not None and now.opening.pickup:
            self._counter.hand_over(opening)
            return
        clear_table(self._desk, self._screen.window(), opening, lambda _: self.cleared.emit())

    def _deposit(self, opening: OpeningView) -> tuple[str, int]:
        """The booking of who sits here and what is held for it."""
        for one in self._desk.view.bookings:
            if one.booking.opening == opening.opening.id:
                return one.booking.id, one.deposit
        return "", 0

    def _do(self, act: str, opening: OpeningView) -> None:
        desk, key = self._desk, opening.opening.id
        if any(acts.do(act, opening) for acts in (self.calls, self._moving, self._banquet, self._parking)):
            return
        if act.startswith(DEPOSIT):
            verb, booking = desk.till.bookings.use_deposit, act.removeprefix(DEPOSIT)
            desk.ask(verb(booking, key, desk.by, desk.till.new_id()))
        elif act == "hold":
            desk.cart(key).hold()
            self.held.emit()
        elif act == "open_dish":
            self.open_dish_asked.emit()
        elif act == "waive":
            WaiveSheet(desk, self._screen.window(), opening).open()
        elif act == "guests":
            OpenSheet(desk, self._screen.window(), opening.opening.table, key).open()
        elif act == "paid_bill" and opening.settlement is not None:
            self.bill_asked.emit(opening.settlement.id)
        elif act == "another":
            sheet = OpenSheet(desk, self._screen.window(), opening.opening.table, beside=True)
            sheet.done.connect(self.joined)
            sheet.open()
        elif act == "served":
            self.serve(key, _unserved(opening))
        elif act == "answer":
            desk.ask(desk.till.answer_call(key, desk.by))
        else:
            self.clear(key)


def _unserved(opening: OpeningView) -> list[str]:
    return [line.id for line in opening.lines if line.awaited]
