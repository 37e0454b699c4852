"""Paid: what goes back to the guest, large; then the table's next bill, else the next table."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.money.grants import PLAY_MONEY
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.handedness import lay_out
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import Card, ground, label
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.views import ChargeView, OpeningView


class DonePanel(QWidget):
    """Answers `closed` and `cleared`."""

    closed = Signal()
    cleared = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        ground(self, "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_focus", True)  # the button says that it is Enter's
        around = QVBoxLayout(self)
        around.addStretch(1)
        card = Card(margin=32, gap=6)
        card.setFixedWidth(560)
        around.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(1)
        self._tick = QLabel()
        self._title, self._receipt = label(size=28, bold=True), label(tone="ink2")
        self._rest = label(size=18, bold=True)
        self._word, self._change = label(size=18, tone="ink2"), label(size=56, bold=True, tone="accent")
        for each in (self._tick, self._title, self._receipt, self._word, self._change, self._rest):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            card.body.addWidget(each)
            if each is self._receipt:
                card.body.addSpacing(20)
        card.body.addSpacing(24)
        row = self._row = QHBoxLayout()
        row.setSpacing(12)
        self._clear = Button(desk.theme, "secondary", "broom", "", 64)
        self._next = Button(desk.theme, "primary", "", "Enter", 64)
        self._clear.clicked.connect(self.cleared)
        self._next.clicked.connect(self.closed)
        row.addWidget(self._clear, 1)
        row.addWidget(self._next, 1)
        card.body.addLayout(row)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def say(self) -> None:
        """Fixed words."""
        self._clear.setText(_("Table is cleared"))

    def show_done(
        self,
        done: PaymentDone,
        before: OpeningView,
        printed: bool,
        charge: ChargeView | None = None,
        owed: int = 0,
    ) -> None:
        """A bill that is paid in full; ``charge``: the guest's code that paid it, or the rest of it.

        ``owed``: what of it went on account 挂账, in minor units, and is no money yet.
        """
        lay_out(self._row, self._desk)
        wording, name = self._desk.wording, self._desk.place(before.opening)
        total = wording.money(before.bill.total)
        all_owed = owed == before.bill.total and owed > 0
        title = _("{table} on account: {amount}") if all_owed else _("{table} paid {amount}")
        self._title.setText(title.format(table=name, amount=total))
        receipt = _("Receipt {number}").format(number=done.receipt)
        paper = _("is being printed") if printed else _("not printed")
        self._receipt.setText(f"{receipt} · {paper}")
        self._word.setText(_("Change") if done.change else _("No change"))
        if owed:
            self._word.setText(_("{amount} of it on account").format(amount=wording.money(owed)))
        self._word.setVisible(not all_owed)
        self._change.setText(wording.money(done.change))
        self._change.setVisible(bool(done.change))
        if charge:
            self._show_charge(charge)
        self._tell_rest(before)

    def _tell_rest(self, before: OpeningView) -> None:
        """A table of which a bill is not paid yet is neither paid nor to be cleared."""
        wording, pickup = self._desk.wording, before.opening.pickup
        rest = [one for one in before.open_bills if one.agreed.id != before.agreed.id]
        due = sum(one.figures.total - sum(paid.amount for paid in one.payments) for one in rest)
        self._rest.setText(_("Not paid yet: {amount}").format(amount=wording.money(due)))
        self._rest.setVisible(bool(rest))
        self._clear.setVisible(bool(before.opening.table) and not rest)
        words = _("To the counter") if pickup else _("To the tables")
        self._next.setText(_("To the next bill") if rest else words)

    def _show_charge(self, charge: ChargeView) -> None:
        """What has come, large: a picture on a guest's phone proves nothing, this does."""
        wording, view = self._desk.wording, self._desk.view
        tender = next((one for one in view.tenders if one.id == charge.grant.tender), None)
        play = charge.provider == "demo"
        name = wording.name(tender.names) if tender else charge.grant.tender
        self._word.setText(_(PLAY_MONEY) if play else _("Has come by {tender}").format(tender=name))
        self._change.setText(wording.money(charge.grant.amount))
        self._change.show()

    def _dress(self) -> None:
        self._tick.setPixmap(self._desk.theme.icon("tick-circle", "accent", 56, self))
