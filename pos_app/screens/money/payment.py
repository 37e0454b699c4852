"""Paying: the bill, the tender and its keys, what is taken and what goes back; one button, naming the sum."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.money.currency import smallest_paid
from domain.money.pay_codes import channel_of
from domain.money.shares import share
from domain.money.tenders import Tender
from domain.selling.price import bill_to_pay
from pos_app.language import _, ngettext
from pos_app.models.guest_sight import paid, paying
from pos_app.screens.desk import Desk
from pos_app.screens.floor.clearing import clear_table
from pos_app.screens.handedness import lay_out
from pos_app.screens.money.bill_acts import BillActs
from pos_app.screens.money.bill_list import BillList
from pos_app.screens.money.bill_tabs import BillTabs
from pos_app.screens.money.charge_sheet import ChargeSheet
from pos_app.screens.money.charges import waiting_for
from pos_app.screens.money.done import DonePanel
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.reference_sheet import ReferenceSheet
from pos_app.screens.money.surplus_sheet import SurplusSheet
from pos_app.screens.money.take_panel import TakePanel
from pos_app.screens.money.tender_pad import TenderPad
from pos_app.screens.money.to_weigh import ToWeigh
from pos_app.screens.screen import Screen
from pos_app.screens.selling.totals import Totals, figures
from pos_app.screens.shortcuts import TENDER_KEYS, Shortcut
from pos_app.screens.speaking import money_received
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import ground, label, rule
from pos_app.widgets.pads import typed_key
from pos_app.workflows.granting import ChargeAsked
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.views import ChargeView, OpeningView


class PaymentScreen(Screen):
    """Emits `went("order", opening)` for back and `went("floor", "")` when done."""

    keys = "payment"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = desk.theme
        self._opening, self._tender, self._payment, self._busy = "", "", "", False
        self._bill, self._told, self._shares = "", ("", 0, 0), 1
        self._reserved, self._charged = 0, set[str]()
        self._entry = MoneyEntry(desk.view.store.currency)
        self._back = Button(theme, "quiet", "back")
        self._back.clicked.connect(lambda: self.went.emit("order", self._opening))
        self._title, self._where = label(size=22, bold=True), label(tone="ink2")
        for each in (self._back, self._title, self._where):
            self.lead_row.addWidget(each)
        self.lead_row.addStretch(1)
        self._pad = TenderPad(theme, desk.view.store.currency)
        self._take = TakePanel(desk)
        self._done = DonePanel(desk)
        paying = QWidget()
        row = QHBoxLayout(paying)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._bill_side = self._make_bill_side()
        row.addWidget(self._bill_side)
        row.addWidget(rule(down=True))
        row.addWidget(ground(self._pad, "canvas"), 1)
        row.addWidget(rule(down=True))
        row.addWidget(self._take)
        self._row = row
        self._pages = QStackedWidget()
        self._pages.addWidget(paying)
        self._pages.addWidget(self._done)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)
        self._pad.tender_chosen.connect(self.choose_tender)
        self._pad.pressed.connect(self._key)
        self._pad.noted.connect(self._noted)
        self._take.take_asked.connect(self.take)
        self._take.shares_stepped.connect(self.step_shares)
        self._take.code_asked.connect(self.show_code)
        self._take.charges.given_up.connect(desk.till.charging.cancel)
        self._take.charges.set_aside.connect(self._set_aside)
        self._done.closed.connect(self._next)
        self._done.cleared.connect(self._clear)
        desk.signed.connect(self._tell_phones)
        self.acts, self.hints = self._keyed(), self._bill_side
        self.start()

    def _make_bill_side(self) -> QWidget:
        side = ground(QWidget(), "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        self._bill_word, self._number = label(size=18, bold=True), label(size=14, tone="ink2")
        head.addWidget(self._bill_word, 1)
        head.addWidget(self._number)
        column.addLayout(head)
        self._tabs = BillTabs(self.desk.theme)
        self._tabs.chosen.connect(self.choose_bill)
        column.addWidget(self._tabs)
        self._lines = BillList(self.desk.theme)
        column.addWidget(self._lines, 100)
        column.addWidget(rule())
        self._totals = Totals(signed=False)
        column.addWidget(self._totals)
        self._to_weigh = ToWeigh(self.desk, self)
        column.addWidget(self._to_weigh)
        self._held = Chip(self.desk.theme)
        column.addWidget(self._held)
        column.addStretch(1)
        self._acts = BillActs(self.desk, self, self._shown)
        self._acts.taken.connect(self._taken)
        column.addWidget(self._acts)
        return side

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._back.setText(_("Back to order"))
        self._bill_word.setText(_("Bill"))
        self._acts.say()
        self._pad.say()
        self._take.say()
        self._done.say()
        self.draw()

    def draw(self) -> None:
        opening = self._shown()
        if opening is None or self._pages.currentIndex() == 1:
            return
        if self._see_charges(opening):
            return
        waiting = waiting_for(self.desk, opening)
        self._reserved = sum(one.grant.amount for one in waiting if one.state != "returning")
        self._take.charges.tell(waiting)
        if (now := (opening.agreed.id, opening.bill.total, self._reserved)) != self._told:
            self._told = now
            self._suggest()
        self._tabs.show_bills(opening, self.desk.wording)
        self._acts.tell(opening)
        lay_out(self._row, self.desk)
        desk, wording, view, tender = self.desk, self.desk.wording, self.desk.view, self.tender()
        opening = self._by_tender(opening)
        table = view.floor.by_id.get(opening.opening.table)
        name = desk.place(opening.opening)
        self._title.setText(_("Payment · {table}").format(table=name))
        area = wording.name(view.floor.area(table.area).names) if table else ""
        minutes = wording.minutes(opening.opening.started_at, desk.now)
        guests = wording.guests(opening.opening.guests) if opening.opening.guests else ""
        self._where.setText(" · ".join(filter(None, (area, guests, minutes))))
        self._number.setText(_("No. {number}").format(number=opening.opening.number))
        self._lines.show_bill(opening, wording)
        self._to_weigh.tell(opening)
        self._show_held(sum(line.held for line in opening.bill_lines))
        rows = figures(opening.bill, 0, view.rules.cover, wording, plain=True)
        self._totals.tell(rows, _("To pay"), opening.bill.total, wording)
        if desk.facing and self.isVisible():
            shown = next((one for one in waiting if one.scannable), None)
            desk.faced.emit(paying(opening, rows, name, view, wording, shown))
        if tender is None:
            return
        self._pad.show_tenders(self._ways(), tender.id, wording)
        words = _("{tender} handed over") if tender.change else _("{tender} taken")
        named = words.format(tender=wording.name(tender.names))
        self._pad.show_amount(named, self._entry.amount, opening.due, tender, wording)
        self._take.show_shares(self._shares)
        self._take.show_payment(opening, tender, self._entry.amount, name, self._busy)
        if self._to_weigh.waiting:
            self._take.wait_for_weights()
        elif self._reserved and opening.due <= self._reserved:
            self._take.wait_for_charge()

    def _show_held(self, count: int) -> None:
        """That some of it is not begun yet: it may be paid all the same."""
        words = ngettext("{n} dish not started yet", "{n} dishes not started yet", count)
        self._held.show_state("warn", "hourglass", words.format(n=count))
        self._held.setVisible(bool(count))

    def _shown(self) -> OpeningView | None:
        """The opening as seen from the bill that is to be paid."""
        opening = self.desk.opening(self._opening)
        return opening.on(self._bill) if opening else None

    def choose_bill(self, bill: str) -> None:
        """Another of the table's bills is to be paid."""
        self._bill, self._shares = bill, 1
        self.draw()

    def _by_tender(self, opening: OpeningView) -> OpeningView:
        """The opening with its bill as the chosen way of paying would settle it: cash may be rounded."""
        tender = self.tender()
        cash = tender is not None and tender.change and opening.settlement is None
        bill = bill_to_pay(opening.bill, opening.paid, cash, self.desk.view.rules)
        return replace(opening, bill=bill)

    def _ways(self) -> tuple[Tender, ...]:
        """By which a guest can pay now."""
        return tuple(one for one in self.desk.view.tenders if not one.off)

    def tender(self) -> Tender | None:
        """The chosen way of paying."""
        tenders = self._ways()
        return next((one for one in tenders if one.id == self._tender), tenders[0] if tenders else None)

    def enter(self, place: str) -> None:
        self._opening, self._bill, self._busy, self._told = place, "", False, ("", 0, 0)
        self._charged = {one for one, charge in self.desk.view.charges.items() if charge.over}
        self._shares, self._reference = 1, ""
        self._payment = self.desk.till.new_id()
        self._pages.setCurrentIndex(0)
        self._tell_phones()
        self._tender = self._ways()[0].id if self._ways() else ""
        self._entry = MoneyEntry(self.desk.view.store.currency)
        self._suggest()
        self._fit()
        self.draw()
        self.setFocus()

    def leave(self) -> None:
        self.desk.till.at_payment.shows("")

    def _tell_phones(self) -> None:
        """The bill's guests hear that it is being settled, as long as somebody who may looks at it here."""
        paying = self.desk.staff is not None and self.isVisible() and self._pages.currentIndex() == 0
        self.desk.till.at_payment.shows(self._opening if paying else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.window().width() < 1200
        self._bill_side.setFixedWidth(296 if narrow else 399)
        self._take.setFixedWidth(244 if narrow else 329)
        self._where.setVisible(not narrow)

    # ---------------------------------------------------------------- acts

    def choose_tender(self, tender: str) -> None:
        """Another way of paying; the amount is suggested again."""
        self._tender, self._reference = tender, ""
        self._suggest()
        self.draw()

    def step_shares(self, by: int) -> None:
        """AA: the rest is paid in equal parts. The first step goes to as many as there are guests."""
        opening = self._shown()
        if by > 0 and self._shares == 1 and opening is not None:
            self._shares = max(2, opening.bill.guests)
        else:
            self._shares = max(1, self._shares + by)
        self._suggest()
        self.draw()

    def take(self) -> None:
        """Record the money; saved before the screen moves on."""
        opening, tender, desk = self._shown(), self.tender(), self.desk
        if opening is None or tender is None or self._busy or not self._take.ready():
            return
        self._busy = True
        self.draw()
        if opening.due <= 0:
            bill, prints = opening.agreed.id, self._take.prints()
            future = desk.till.bills.settle_for_nothing(self._opening, desk.by, bill, prints)
            desk.ask(future, lambda done: self._taken(done, opening), self._refused)
            return
        if tender.on_account:
            self._charge(opening, tender)
            return
        if tender.asks_reference and not self._reference:
            self._ask_reference(opening, tender)
            return
        if self._take.surplus:
            self._keep_as_tip(opening, tender)
            return
        future = desk.till.take_payment(
            self._opening,
            tender.id,
            self._entry.amount,
            opening.version,
            self._take.prints(),
            desk.by,
            self._payment,
            opening.agreed.id,
            self._reference,
        )
        desk.ask(future, lambda done: self._taken(done, opening), self._refused)

    def charge(self, code: str) -> bool:
        """A guest's code was scanned: it is charged what the keys say. Whether there is a bill to charge."""
        opening, desk = self._shown(), self.desk
        channel = channel_of(code)
        if opening is None or self._pages.currentIndex() == 1 or self._busy:
            return False
        tender = next((one for one in self._ways() if one.charged_by == channel), None)
        if tender is None:
            desk.refused.emit(desk.sentence(Refused("no_merchant")))
            return True
        if self._tender != tender.id:
            before, self._tender = self._entry.amount, tender.id
            due = self._by_tender(opening).due - self._reserved
            self._entry.suggest(min(before, due) if before else self._share_of(due))
        desk.ask(desk.till.charging.charge(self._to_charge(opening, tender), code), None, self._refused)
        self.draw()
        return True

    def show_code(self) -> None:
        """The guest is shown a code and pays by it what the keys say."""
        opening, tender, desk = self._shown(), self.tender(), self.desk
        if opening is None or tender is None or not tender.charged_by or self._busy:
            return
        asked = self._to_charge(opening, tender)
        desk.ask(desk.till.charging.show_code(asked, tender.charged_by), None, self._refused)

    def _to_charge(self, opening: OpeningView, tender: Tender) -> ChargeAsked:
        return ChargeAsked(
            self.desk.till.new_id(),
            self._opening,
            opening.agreed.id,
            tender.id,
            self._entry.amount,
            opening.version,
            self._take.prints(),
            self.desk.by,
        )

    def _see_charges(self, opening: OpeningView) -> bool:
        """What became of the charges of this bill; whether one paid it and the screen moved on."""
        charges = self.desk.view.charges
        for payment in (one.id for one in opening.payments if one.id in charges):
            if payment in self._charged or not charges[payment].over:
                continue
            self._charged.add(payment)
            if opening.settlement:
                self._taken(PaymentDone(0, 0, opening.settlement.receipt), opening, charges[payment])
            else:
                self.desk.sounds.play("paid")
                self._shares = max(1, self._shares - 1)
            if charges[payment].state == "paid":
                money_received(self.desk, charges[payment].grant.amount)
            if opening.settlement:
                return True
        return False

    def _set_aside(self, payment: str) -> None:
        """Nobody knows what became of it for long: the bill may be paid otherwise."""
        self.desk.ask(self.desk.till.charging.set_aside(payment, self.desk.by))

    def _charge(self, opening: OpeningView, tender: Tender) -> None:
        """Whose account it goes on is asked first."""
        self._busy = False
        self.draw()
        amount, prints = self._entry.amount, self._take.prints()
        sheet = ChargeSheet(self.desk, self.window(), opening, tender.id, amount, prints, self._payment)
        sheet.charged.connect(lambda done: self._taken(done, opening, owed=min(amount, opening.due)))
        sheet.closed.connect(self.setFocus)
        sheet.open()

    def _ask_reference(self, opening: OpeningView, tender: Tender) -> None:
        """What the money is found by elsewhere is asked first; then it is taken."""
        self._busy = False
        self.draw()
        sheet = ReferenceSheet(self.desk, self.window(), tender, self._entry.amount)
        sheet.typed_in.connect(self._take_with)
        sheet.closed.connect(self.setFocus)
        sheet.open()

    def _take_with(self, reference: str) -> None:
        self._reference = reference
        self.take()

    def _keep_as_tip(self, opening: OpeningView, tender: Tender) -> None:
        """More was charged than is due; whoever may says that it is for the staff."""
        self._busy = False
        self.draw()
        args = (opening, tender, self._entry.amount, self._take.prints(), self._payment, self._reference)
        sheet = SurplusSheet(self.desk, self.window(), *args)
        sheet.taken.connect(lambda done: self._taken(done, opening))
        sheet.closed.connect(self.setFocus)
        sheet.open()

    def _taken(
        self, done: PaymentDone, before: OpeningView, charge: ChargeView | None = None, owed: int = 0
    ) -> None:
        """``owed``: what went on account 挂账."""
        self._busy, self._reference = False, ""
        self._payment = self.desk.till.new_id()
        if done.due > 0:
            self._shares = max(1, self._shares - 1)
            self._entry.suggest(self._share_of(done.due))
            self.draw()
            return
        self.desk.sounds.play("paid")
        settled = self._by_tender(before)
        self._done.show_done(done, settled, self._take.prints(), charge, owed)
        self.desk.faced.emit(paid(settled.bill.total, done.change, owed, ""))
        self._pages.setCurrentIndex(1)
        self._tell_phones()
        self._done.setFocus()

    def _next(self) -> None:
        """The next bill of this table, else back to the tables."""
        opening = self.desk.opening(self._opening)
        if opening is not None and opening.open_bills:
            self.enter(self._opening)
        else:
            self.went.emit("floor", "")

    def _refused(self, words: str) -> None:
        self._busy = False
        self.draw()
        self.desk.refused.emit(words)

    def _clear(self) -> None:
        clear_table(self.desk, self.window(), self._opening, lambda _: self.went.emit("floor", ""))

    def _suggest(self) -> None:
        opening = self._shown()
        due = self._by_tender(opening).due - self._reserved if opening else 0
        self._entry.suggest(self._share_of(due))

    def _share_of(self, due: int) -> int:
        """The next of the equal parts; where nobody pays cents, in whole units but for the last."""
        unit = smallest_paid(self.desk.view.store.currency)
        if due % unit:
            unit = 1
        return share(max(0, due) // unit, [1] * self._shares)[0] * unit

    def _key(self, key: str) -> None:
        self._entry.press(key)
        self.draw()

    def _noted(self, amount: int) -> None:
        self._entry.suggest(amount)
        self.draw()

    def key_map(self) -> Sequence[Shortcut]:
        """Each way of paying with its own key: where buttons are narrow they have no room to show it."""
        wording = self.desk.wording
        ways = [Shortcut("", one.key, wording.name(one.names)) for one in self._ways() if one.key]
        return (*ways, *(one for one in super().key_map() if one.key != TENDER_KEYS))

    def press(self, event: QKeyEvent) -> bool:
        if self._pages.currentIndex() == 1:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
                self._next()
            return True
        if super().press(event):
            return True
        keys = {tender.key: tender.id for tender in self._ways() if tender.key}
        name = f"F{event.key() - Qt.Key.Key_F1 + 1}"
        key = typed_key(event.key(), event.text())
        if name in keys:
            self.choose_tender(keys[name])
        elif key:
            self._key(key)
        else:
            return False
        return True

    def _keyed(self) -> dict[str, Callable[[], object]]:
        """What the keys of shortcuts.py do here."""
        return {
            "back": lambda: self.went.emit("order", self._opening),
            "take": self.take,
            "more_shares": lambda: self.step_shares(1),
            "fewer_shares": lambda: self.step_shares(-1),
            **self._acts.by_name(),
        }
