"""On whose account a bill, or a part of it, is put 挂账; or somebody agrees by PIN."""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.people.staff import Staff
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.find_row import LEAST, MOST, FindRow
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label
from pos_app.widgets.scrolling import UpTo
from pos_app.workflows.accounts import AccountView
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.paying import PaymentDone
from pos_app.workflows.views import OpeningView


class ChargeSheet(ReasonedSheet):
    """`charged(done)` when it is."""

    charged = Signal(object)

    def __init__(
        self, desk: Desk, window: QWidget, opening: OpeningView, tender: str, sum_: int, prints: bool, id: str
    ) -> None:
        super().__init__(desk, window, "account", QSize(620, 0))
        self._opening, self._tender, self._sum, self._prints, self._id = opening, tender, sum_, prints, id
        self._room: dict[str, int] = {}
        self.say(_("On account: {amount}").format(amount=desk.wording.money(sum_)), _("Whose account?"))
        held, self._grid = QWidget(), ChoiceGrid(desk.theme, 1, 1, 1)
        held.setProperty("ground", "none")
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 8, 0)
        area = UpTo(held, MOST)
        area.setMinimumHeight(LEAST)
        self.finder = FindRow(desk, _("Name, pinyin initials or number"), area)
        self.finder.found.connect(self._grid.show_only)
        self.finder.found.connect(
            lambda _keys: self.tell()
        )  # nothing is charged to an account that is not seen
        self.finder.passed.connect(self._grid.only)
        self._grid.changed.connect(self.tell)
        column.addWidget(self._grid)
        self._none = label(_("Nobody may pay later yet. A manager adds accounts at the drawer."), tone="ink2")
        self._none.setWordWrap(True)
        self._none.hide()
        column.addWidget(self._none)
        column.addStretch(1)
        self.form.addWidget(self.finder)
        self.form.addWidget(area)
        self.tell()
        desk.read(lambda: desk.till.accounts.all(desk.by), self._show, area)

    def _show(self, accounts: tuple[AccountView, ...]) -> None:
        wording = self.desk.wording
        usable = [one for one in accounts if not one.account.closed]
        for one in usable:
            room = _("{amount} left").format(amount=wording.money(one.room))
            self._grid.add(one.account.id, f"{one.account.name} · {room}")
        self._room = {one.account.id: one.room for one in usable}
        self._none.setVisible(not usable)
        if self.finder.among({one.account.id: (one.account.name, one.account.contact) for one in usable}):
            self.finder.search.line.setFocus()
        self.tell()

    def demand(self) -> Demand:
        """More than an account's limit is a right of its own."""
        over = self._room.get(self._account(), self._sum) < self._sum
        return Demand("account_over" if over else "account")

    def _account(self) -> str:
        return next(iter(self._grid.chosen()), "")

    def reason(self) -> str:
        return self._account()

    def _note_words(self, demand: Demand, alone: bool, others: tuple[Staff, ...]) -> str:
        return super()._note_words(demand, alone, others) if self._account() else _("Choose an account")

    def words(self) -> str:
        if self.demand().right == "account_over":
            over = self.desk.wording.money(self._sum - self._room[self._account()])
            return _("Charge {amount}, {over} beyond the limit").format(
                amount=self.desk.wording.money(self._sum), over=over
            )
        return _("Charge {amount}").format(amount=self.desk.wording.money(self._sum))

    def run(self, reason: str, approver: Approver | None) -> Future[Any]:
        opening = self._opening
        return self.desk.till.accounts.charge(
            opening.opening.id,
            self._tender,
            self._sum,
            opening.version,
            self._prints,
            self.desk.by,
            self._id,
            reason,
            opening.agreed.id,
            approver,
        )

    def _end(self, done: object) -> None:
        super()._end(done)
        if isinstance(done, PaymentDone):
            self.charged.emit(done)
